"""More or fewer orders, shared among campaigns as their platforms credit them: by what was spent, and what it brought.

Platforms credit to themselves what overlaps and what would have come anyway: the parts say where to look, not what an
end of a campaign would cost. Orders no platform claims are a part of their own, so that all parts still add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.explain.lines import model
from credora_agent.analytics.explain.shapley import Factor, parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from credora_agent.analytics.explain.sides import Side, Sides


def credited(sides: Sides, effect: float) -> NDArray[np.float64]:
    """Return the effect of the number of orders as one part a campaign for spend, one for yield, and the rest last."""
    days, orders = model(sides).rates.of("days", "orders")
    moved = orders.after - orders.before
    if not sides.campaigns or not moved:
        return np.array([effect])
    spend, gained = [], []
    for side, length in ((sides.before, days.before), (sides.after, days.after)):
        spend.append(side.ads["spend"] / length)
        gained.append(_yield(side))
    one, two = np.where(np.isnan(gained[0]), gained[1], gained[0]), np.where(np.isnan(gained[1]), gained[0], gained[1])
    told = parts([Factor("spend", *spend), Factor("yield", np.nan_to_num(one), np.nan_to_num(two))])
    whole = (len(sides.campaigns),)
    each = [np.broadcast_to(told[name], whole) if told[name].size == whole[0] else np.zeros(whole) for name in told]
    shares = np.concatenate(each) * (effect / moved)
    return np.append(shares, effect - shares.sum())


def _yield(side: Side) -> NDArray[np.float64]:
    """Return the purchases credited a micro spent, none where nothing was spent."""
    spent = side.ads["spend"] > 0
    return np.where(spent, side.ads["purchases"] / 1e6 / np.where(spent, side.ads["spend"], 1.0), np.nan)
