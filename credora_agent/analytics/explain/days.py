"""Which days carry a change: each day beside its share of the period compared with, adding up to the change. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from credora_agent.core.money import allocate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from credora_agent.core.period import Period

_FINE = 10**6


@dataclass(frozen=True, slots=True)
class DayShare:
    """One day's value, what the period compared with would have given it, and the difference: whole quanta."""

    day: date
    value: int
    expected: int

    @property
    def effect(self) -> int:
        """Return by how much the day carried the change."""
        return self.value - self.expected


def carried(
    period: Period, values: Mapping[date, int], compared: int, weights: Sequence[float]
) -> tuple[DayShare, ...]:
    """Return the days in time; their effects add up to Σ values − compared, exactly.

    What the period compared with came to is spread over the days as their weekdays usually sell (`weights`, Monday
    first), by largest remainder.
    """
    days = [period.start + timedelta(days=i) for i in range(period.days)]
    shares = allocate(compared, [round(_FINE * weights[day.weekday()]) for day in days])
    return tuple(DayShare(day, values.get(day, 0), share) for day, share in zip(days, shares, strict=True))
