"""Ranges of whole days, both ends included, and how a range splits into days, weeks, months and quarters."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadPeriod

if TYPE_CHECKING:
    from collections.abc import Iterator

EARLIEST = date(1990, 1, 1)
"""No shop's books reach further back; an earlier day is a mistake in the question or the file."""


class Grain(StrEnum):
    """How finely a range is split."""

    TOTAL = "total"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to `end`, both included, in the shop's time zone."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise BadPeriod(
                f"The range starts on {self.start}, after its end on {self.end}.",
                remedy="Swap the two dates.",
            )

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"

    @property
    def days(self) -> int:
        """How many days the period has, at least one."""
        return (self.end - self.start).days + 1

    def previous(self) -> Period:
        """Return the period before: whole months or years shift by their own length, others by their days."""
        if self.start.day == 1 and self.end == month_end(self.end):
            months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
            return Period(add_months(self.start, -months), self.start - timedelta(days=1))
        return Period(self.start - timedelta(days=self.days), self.start - timedelta(days=1))

    def year_before(self) -> Period:
        """Return the same calendar days one year earlier; 29 February becomes the 28th, a month's end its end."""
        return Period(add_months(self.start, -12), _year_before_end(self.end))

    def meet(self, other: Period) -> Period | None:
        """Return the days in both periods, or None when there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None

    def split(self, grain: Grain) -> list[Period]:
        """Return consecutive periods of calendar `grain` that cover this one exactly, cut at its two ends."""
        return list(self._pieces(grain))

    def _pieces(self, grain: Grain) -> Iterator[Period]:
        if grain is Grain.TOTAL:
            yield self
            return
        start = self.start
        while start <= self.end:
            end = min(around(start, grain).end, self.end)
            yield Period(start, end)
            start = end + timedelta(days=1)


def around(day: date, grain: Grain) -> Period:
    """Return the calendar day, ISO week (from Monday), month, quarter or year that holds `day`."""
    match grain:
        case Grain.DAY | Grain.TOTAL:
            return Period(day, day)
        case Grain.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + timedelta(days=6))
        case Grain.MONTH:
            return Period(day.replace(day=1), month_end(day))
        case Grain.QUARTER:
            first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
            return Period(first, month_end(add_months(first, 2)))
        case Grain.YEAR:
            return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def month_end(day: date) -> date:
    """Return the last day of the month that holds `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later (earlier when negative), or that month's last day if it is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def parse_day(text: str) -> date:
    """Return the ISO day in `text`. Raises BadPeriod when it is none or lies before EARLIEST."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise BadPeriod(f"{text!r} is not a day.", remedy="Write it as YYYY-MM-DD, e.g. 2026-11-30.") from None
    if day < EARLIEST:
        raise BadPeriod(f"{day} is before any shop's books.", remedy=f"Use a day from {EARLIEST} on.")
    return day


def _year_before_end(day: date) -> date:
    earlier = add_months(day, -12)
    return month_end(earlier) if day == month_end(day) else earlier
