"""A channel's spend of late, its highest ever, and what its platform credits to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.whatif.ground import Channel
from credora_agent.analytics.whatif.levers import ALL_ADS
from credora_agent.ledger.adverts import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from credora_agent.analytics.whatif.economics import ShopBasis
    from credora_agent.ledger.adverts import CampaignDays

DAYS = 28
SPEND, VALUE = MEASURES.index("spend"), MEASURES.index("value")


def channel(  # noqa: PLR0913 - a name, its campaigns, and what they are held against
    key: str, label: str, days: CampaignDays, members: Sequence[int], *, until: date, shop: ShopBasis
) -> Channel | None:
    """Return what the campaigns at the positions `members` spent a day until `until`; None without any day of spend.

    What platforms credit is on the base customers were charged; the share of revenue it stands for is taken there.
    """
    if not len(days.days):
        return None
    mine = np.isin(days.positions, list(members))
    first = int(days.days.min())
    spend = _by_day(days, mine, SPEND, first=first, until=until)
    whole = int(_by_day(days, np.ones_like(mine), SPEND, first=first, until=until)[-DAYS:].sum())
    late = int(spend[-DAYS:].sum())
    value = int(_by_day(days, mine, VALUE, first=first, until=until)[-shop.goods.days :].sum())
    charged = shop.charged
    return Channel(
        key=key,
        label=label,
        daily=round(late / DAYS),
        top=_top(spend),
        weight=late / whole if whole else 0.0,
        credited=value / charged if charged > 0 else None,
        attributed=round(_recent(days, mine, until=until) / DAYS),
    )


def unattributed(shop: ShopBasis) -> Channel:
    """Return all advertising of a shop whose books record marketing, but of no platform: nothing is credited to it."""
    daily = round((shop.marketing or 0) / shop.goods.days)
    return Channel(ALL_ADS, "all advertising", daily, daily, 1.0, None)


def _recent(days: CampaignDays, mine: NDArray[np.bool_], *, until: date) -> int:
    return int(_by_day(days, mine, VALUE, first=until.toordinal() - DAYS + 1, until=until).sum())


def _top(spend: NDArray[np.int64]) -> int:
    """Return the highest 28 days in a row, a day."""
    sums = np.concatenate(([0], np.cumsum(spend)))
    span = min(DAYS, len(spend))
    return round(int((sums[span:] - sums[:-span]).max()) / span)


def _by_day(days: CampaignDays, mine: NDArray[np.bool_], measure: int, *, first: int, until: date) -> NDArray[np.int64]:
    at = days.days - first
    length = max(until.toordinal() - first + 1, 1)
    inside = mine & (at >= 0) & (at < length)
    out = np.zeros(length, dtype=np.int64)
    np.add.at(out, at[inside], days.measures[measure, inside])
    return out
