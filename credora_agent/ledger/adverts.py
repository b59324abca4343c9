"""Advertising as the arithmetic reads it: campaigns, and their days in the shop's currency. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from credora_agent.core.period import Period

MEASURES = ("spend", "value", "purchases", "impressions", "clicks", "entries", "unconverted")
"""The columns of a campaign's day: `spend` and `value` (what the platform attributes) in micros of the shop's currency,
`purchases` in millionths, since platforms count fractions. `unconverted` days have no exchange rate and no money."""


class Campaign(NamedTuple):
    """One campaign by its newest name and state; `attribution` is the rule its platform credits purchases by."""

    connection: str
    platform: str
    account: str
    campaign_id: str
    name: str
    status: str | None
    channel: str | None
    currency: str
    attribution: str
    first_day: date
    last_day: date

    @property
    def key(self) -> str:
        """Return what names it among all of a shop's campaigns."""
        return f"{self.platform}:{self.account}:{self.campaign_id}"


class Sums(NamedTuple):
    """Sums over days: `spend` and `value` in micros of one currency, `purchases` in millionths.

    `converted` and `converted_value` are the same money in the shop's currency, without the `unconverted` days that
    have no exchange rate; `entries` counts the days with spend.
    """

    spend: int = 0
    value: int = 0
    purchases: int = 0
    impressions: int = 0
    clicks: int = 0
    converted: int = 0
    converted_value: int = 0
    entries: int = 0
    unconverted: int = 0

    def plus(self, other: Sums) -> Sums:
        """Return both together; they must be in one currency."""
        return Sums(*(a + b for a, b in zip(self, other, strict=True)))

    def in_shop(self) -> Sums:
        """Return the same with its money in the shop's currency."""
        return self._replace(spend=self.converted, value=self.converted_value)


@dataclass(frozen=True, slots=True)
class CampaignDays:
    """Days of campaigns, one row a campaign and day, in no order.

    `days` are ordinals in the account's own zone, `positions` point into `campaigns`, `measures` is int64 of shape
    (len(MEASURES), rows).
    """

    campaigns: tuple[Campaign, ...]
    days: NDArray[np.int64] = field(repr=False)
    positions: NDArray[np.int64] = field(repr=False)
    measures: NDArray[np.int64] = field(repr=False)

    def sums(self, periods: Sequence[Period]) -> NDArray[Any]:
        """Return exact sums, shape (periods, campaigns, measures), of ascending periods that do not overlap."""
        out = np.zeros((len(periods), len(self.campaigns), len(MEASURES)), dtype=np.int64)
        if not periods or not self.days.size:
            return out
        starts = np.array([period.start.toordinal() for period in periods])
        ends = np.array([period.end.toordinal() for period in periods])
        at = np.searchsorted(starts, self.days, side="right") - 1
        inside = (at >= 0) & (self.days <= ends[at])
        np.add.at(out, (at[inside], self.positions[inside]), self.measures[:, inside].T)
        return out
