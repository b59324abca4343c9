"""How units respond to what a lever does, day by day in every future: to prices, promotions and ad spend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.whatif.assumptions import AD_MOST, decay_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from credora_agent.analytics.whatif.ground import Channel
    from credora_agent.analytics.whatif.moves import Promotion

AFTER = 28
"""Days after a promotion from which its pulled-forward units are missing; longer after a longer one."""


def of_price(elasticity: NDArray[np.float64], price: float) -> NDArray[np.float64]:
    """Return units ÷ units before at prices × `price`: constant elasticity, Q = Q₀ · (P ÷ P₀)^e."""
    return np.asarray(price**elasticity)


def of_promotion(
    elasticity: NDArray[np.float64], pulled: NDArray[np.float64], promotion: Promotion, *, days: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (price factor, shape (1, days); unit factor, shape (paths, days)) of a promotion.

    While it runs units follow the lower price as they follow any; the share `pulled` of the extra units is missing
    evenly over the 28 days after it (as many days as it ran, if longer), as far as those lie within `days`.
    """
    price = np.ones((1, days))
    end = promotion.start + promotion.days
    price[0, promotion.start : end] = 1 - promotion.share
    uplift = of_price(elasticity, 1 - promotion.share) - 1
    units = np.ones((len(uplift), days))
    units[:, promotion.start : end] += uplift
    after = max(AFTER, promotion.days)
    units[:, end : end + after] -= np.minimum(pulled * uplift * promotion.days / after, 1.0)
    return price, units


def of_ads(
    elasticity: NDArray[np.float64], half_life: NDArray[np.float64], channel: Channel, spend: float, *, days: int
) -> NDArray[np.float64]:
    """Return units ÷ units before, shape (paths, days), when a channel's spend is × `spend` from the first day on.

    1 + β·(s^η − 1): s is spend with carry-over, which reaches its new height geometrically; β what the channel can
    stand for at most, the share its platform credits to it; η = elasticity × weight ÷ β, at most 1, so that the
    response is concave, has that elasticity where the shop stands, and no spend at all loses β and no more.
    """
    steep = elasticity * channel.weight
    share = min(channel.credited, 1.0) if channel.credited is not None else AD_MOST * channel.weight
    power = np.minimum(steep / share, 1.0) if share > 0 else np.zeros_like(steep)
    reached = 1 - decay_of(half_life) ** np.arange(1, days + 1)
    effective = np.maximum(1 + (spend - 1) * reached, 0.0)
    return np.asarray(1 + share * (effective**power - 1))
