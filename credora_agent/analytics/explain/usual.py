"""Whether a period was out of the ordinary at all, before anyone explains why. Pure.

A day or a few days are held against the same weekdays of the eight weeks before; whole weeks against the eight
stretches before them; a month against the same month a year earlier, moved by how the three months before it stood to
theirs. "Usual" is the median, its noise 1.4826 × the median absolute deviation (P. Rousseeuw and C. Croux,
"Alternatives to the median absolute deviation", JASA 88, 1993), which one odd week does not move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from credora_agent.core.period import Grain, Period, add_months, around

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

WINDOWS = 8
LEAST = 4
"""Past stretches below which nothing is said of what is usual."""
YEAR = 12
ODD = 2.0
"""Robust standard deviations from which on a value is out of the ordinary."""
CONSISTENT = 1.4826


@dataclass(frozen=True, slots=True)
class Usual:
    """What was to be expected of a period.

    `basis` says of what kind the `samples` past stretches are: "weekdays", "stretches" or "season". `noise` is their
    robust standard deviation in the metric's unit, `z` how many of them the value lies away; None where there are too
    few, or where they were all alike.
    """

    basis: str
    expected: Decimal
    samples: int
    noise: Decimal | None
    z: float | None

    @property
    def odd(self) -> bool | None:
        """Tell whether the value was out of the ordinary; None when nobody can say."""
        return None if self.z is None else abs(self.z) >= ODD


def wanted(period: Period) -> tuple[Period, ...]:
    """Return the past periods whose values `usual` needs, ascending, none overlapping."""
    if _is_month(period):
        first = add_months(period.start, -3 * YEAR)
        return tuple(around(add_months(first, i), Grain.MONTH) for i in range(3 * YEAR))
    return _stretches(period)


def usual(period: Period, value: Decimal, past: Mapping[Period, Decimal | None]) -> Usual | None:
    """Return what was to be expected; None when too little is known. `past` has no value where the books have none."""
    if _is_month(period):
        found = _seasonal(period, value, past)
        if found is not None:
            return found
        stretches = [p for p in past if past[p] is not None][-WINDOWS:]
        return _beside("stretches", value, [v for p in stretches if (v := past[p]) is not None])
    known = [v for p in _stretches(period) if (v := past.get(p)) is not None]
    return _beside("weekdays" if period.days < 7 else "stretches", value, known)  # noqa: PLR2004 - days of a week


def _is_month(period: Period) -> bool:
    return period == around(period.start, Grain.MONTH)


def _stretches(period: Period) -> tuple[Period, ...]:
    """Return the eight stretches before, on the same weekdays: ascending."""
    weeks = -(-period.days // 7)
    step = timedelta(days=7 * weeks)
    return tuple(Period(period.start - step * i, period.end - step * i) for i in range(WINDOWS, 0, -1))


def _beside(basis: str, value: Decimal, known: Sequence[Decimal]) -> Usual | None:
    if len(known) < LEAST:
        return None
    expected = median(known)
    return Usual(basis, expected, len(known), *_noise(value, expected, [each - expected for each in known]))


def _noise(value: Decimal, expected: Decimal, misses: Sequence[Decimal]) -> tuple[Decimal | None, float | None]:
    noise = median([abs(miss) for miss in misses]) * Decimal(str(CONSISTENT))
    return (noise, float((value - expected) / noise)) if noise else (None, None)


def _seasonal(period: Period, value: Decimal, past: Mapping[Period, Decimal | None]) -> Usual | None:
    months = {p.start: v for p, v in past.items() if v is not None}
    expected = _foretold(months, period)
    if expected is None:
        return None
    misses = []
    for i in range(1, YEAR + 1):
        earlier = around(add_months(period.start, -i), Grain.MONTH)
        held, told = months.get(earlier.start), _foretold(months, earlier)
        if held is not None and told is not None:
            # A month twice as large misses by twice as much.
            misses.append((held - told) * (abs(expected / told) if told else 1))
    if len(misses) < LEAST:
        return Usual("season", expected, len(misses), None, None)
    return Usual("season", expected, len(misses), *_noise(value, expected, misses))


def _foretold(months: Mapping[date, Decimal], month: Period) -> Decimal | None:
    """Return what a month's value was to be, from the year before and the three months before it."""
    wanted_ = [add_months(month.start, -i) for i in (1, 2, 3, YEAR, YEAR + 1, YEAR + 2, YEAR + 3)]
    if any(start not in months for start in wanted_):
        return None
    recent, ago = ([months[start] for start in part] for part in (wanted_[:3], wanted_[4:]))
    a_year_ago = months[wanted_[3]]
    if min(*recent, *ago, a_year_ago) > 0:
        return a_year_ago * sum(recent, Decimal(0)) / sum(ago, Decimal(0))
    return a_year_ago + (sum(recent, Decimal(0)) - sum(ago, Decimal(0))) / 3
