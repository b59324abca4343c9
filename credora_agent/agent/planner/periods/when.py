"""A stretch of days as a question names it: which days, how it repeats, and what is open about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from credora_agent.core.period import EARLIEST, Grain, Period, add_months, around, month_end

if TYPE_CHECKING:
    from credora_agent.agent.planner.periods.feasts import Yearly

REACH = date(2100, 1, 1)
"""Days from here on are taken as mistakes of the question."""

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is open about a named stretch; each reading is a label and the words that would settle it."""

    about: str
    key: str
    readings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """The days a question names.

    `whole` is the calendar extent, which may reach past today. `bare` says that its year (or week, or month: `cycle`)
    was left open and the latest begun one was taken. `back` (unit, n) and `before` mean "so much earlier than what is
    asked about", which matters when something is compared with it; `weekday` is the one it then falls on,
    `dates` that the dates are the same. `ahead` (unit, n): the next n units.
    """

    whole: Period
    grain: Grain
    yearly: Yearly | None = None
    year: int = 0
    bare: bool = False
    cycle: Grain = Grain.YEAR
    step: tuple[str, int] | None = None
    back: tuple[str, int] | None = None
    before: bool = False
    annual: bool = False
    ends: tuple[When, When] | None = None
    ahead: tuple[str, int] | None = None
    doubt: Doubt | None = None
    notes: tuple[str, ...] = ()
    weekday: int | None = None
    dates: bool = False
    start: int = 0
    end: int = 0

    def until(self, today: date) -> Period | None:
        """Return the days up to today, or None when all of them lie ahead."""
        if self.whole.start > today:
            return None
        return Period(self.whole.start, min(self.whole.end, today))

    def running(self, today: date) -> bool:
        """Whether today is one of its days and more than a day is named."""
        return today in self.whole and self.whole.days > 1 and self.whole.end >= today

    def in_year(self, year: int) -> When | None:
        """Return the same named days of that year, None where they do not exist."""
        found = self.yearly(year) if self.yearly and EARLIEST.year <= year < REACH.year else None
        return replace(self, whole=found, year=year, bare=False) if found else None


def latest(yearly: Yearly, today: date, *, ended: bool = False) -> tuple[Period, int] | None:
    """Return the latest such days that have begun by today (or ended before it), with their year."""
    for year in range(today.year + 1, today.year - 10, -1):
        found = yearly(year)
        if found and (found.end < today if ended else found.start <= today):
            return found, year
    return None


def named(yearly: Yearly, grain: Grain, today: date, *, annual: bool = False) -> When | None:
    """Return the latest begun of days that come every year, with the year left open."""
    found = latest(yearly, today)
    if found is None:
        return None
    return When(found[0], grain, yearly=yearly, year=found[1], bare=True, annual=annual)


def unit_at(today: date, unit: str, steps: int) -> Period:
    """Return the calendar unit `steps` after the one that holds today (before it when negative)."""
    match unit:
        case "day" | "hour":
            return around(today + (steps if unit == "day" else 0) * DAY, Grain.DAY)
        case "week" | "fortnight":
            return around(today + steps * WEEK * (2 if unit == "fortnight" else 1), Grain.WEEK)
        case "weekend":
            saturday = today - timedelta(days=(today.weekday() - 5) % 7) + steps * WEEK
            return Period(saturday, saturday + DAY)
        case "half":
            first = add_months(date(today.year, 6 * ((today.month - 1) // 6) + 1, 1), 6 * steps)
            return Period(first, month_end(add_months(first, 5)))
        case "decade":
            first_year = today.year - today.year % 10 + 10 * steps
            return Period(date(first_year, 1, 1), date(first_year + 9, 12, 31))
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    return around(add_months(today.replace(day=1), months * steps), Grain(unit))


GRAINS = {
    "day": Grain.DAY,
    "week": Grain.WEEK,
    "month": Grain.MONTH,
    "quarter": Grain.QUARTER,
    "year": Grain.YEAR,
}


def grain_of(unit: str) -> Grain:
    """Return the calendar grain of a unit; TOTAL for units the calendar does not split by."""
    return GRAINS.get(unit, Grain.TOTAL)


def stretch(today: date, unit: str, count: int) -> Period:
    """Return the last `count` units: days and weeks roll and end yesterday, months and longer are whole ones."""
    days = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
    if unit == "hour":
        days, count = 1, max(1, count // 24)
    if days is not None:
        return Period(today - days * count * DAY, today - DAY)
    if unit == "weekend":
        return Period(unit_at(today - WEEK, unit, 1 - count).start, unit_at(today - WEEK, unit, 0).end)
    return Period(unit_at(today, unit, -count).start, unit_at(today, unit, -1).end)
