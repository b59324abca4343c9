"""The days a page is about, as its address says them: a preset, or two days; and those it compares them with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Query

from credora_agent.core.errors import BadPeriod
from credora_agent.core.period import Grain, Period, add_months, around, month_end, parse_day

if TYPE_CHECKING:
    from collections.abc import Callable

Word = Annotated[str | None, Query(max_length=40)]


def _rolling(days: int) -> Callable[[date], Period]:
    return lambda today: Period(today - timedelta(days=days), today - timedelta(days=1))


def _last_month(today: date) -> Period:
    return around(today.replace(day=1) - timedelta(days=1), Grain.MONTH)


def _last_months(today: date) -> Period:
    """Return the twelve whole months before this one."""
    end = today.replace(day=1) - timedelta(days=1)
    return Period(add_months(today.replace(day=1), -12), end)


PRESETS: dict[str, tuple[str, Callable[[date], Period]]] = {
    "last_7_days": ("Last 7 days", _rolling(7)),
    "last_30_days": ("Last 30 days", _rolling(30)),
    "last_90_days": ("Last 90 days", _rolling(90)),
    "this_month": ("This month", lambda today: Period(today.replace(day=1), today)),
    "last_month": ("Last month", _last_month),
    "this_year": ("This year", lambda today: Period(today.replace(month=1, day=1), today)),
    "last_12_months": ("Last 12 months", _last_months),
}
"""What a preset is called, and its days on a given day; rolling ones are whole days up to yesterday."""
COMPARED = {"previous": "the period before", "year_before": "a year before"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The days asked for, by which preset ("" for two days), and those compared with, by which word."""

    period: Period
    preset: str
    compare: Period | None = None
    against: str = ""

    @property
    def start(self) -> date:
        """Return the first day."""
        return self.period.start

    @property
    def end(self) -> date:
        """Return the last day."""
        return self.period.end

    @property
    def query(self) -> dict[str, str]:
        """Return the parameters that ask for it again, a preset by its name."""
        days = {"range": self.preset} if self.preset else {"start": self.start.isoformat(), "end": self.end.isoformat()}
        return days | ({"compare": self.against} if self.against else {})


@dataclass(frozen=True, slots=True)
class Dates:
    """The query of a page about a period; use it by `Depends()`.

    `range` or `start` and `end`; and `compare`, or two days of one's own to compare with.
    """

    range: Word = None
    start: Word = None
    end: Word = None
    compare: Word = None
    compare_start: Word = None
    compare_end: Word = None

    def chosen(self, today: date, *, default: str = "last_30_days") -> Chosen:
        """Return the days meant on `today`. Raises BadPeriod for a preset or a day there is none of."""
        period, preset = self._period(today, default)
        beside = self.compare
        if self.compare_start or self.compare_end:
            beside = f"{self.compare_start or self.compare_end}..{self.compare_end or self.compare_start}"
        return Chosen(period, preset, against(beside, period), beside or "")

    def _period(self, today: date, default: str) -> tuple[Period, str]:
        if self.start or self.end:
            end = parse_day(self.end) if self.end else today
            return Period(parse_day(self.start) if self.start else end.replace(day=1), end), ""
        preset = self.range or default
        if preset not in PRESETS:
            raise BadPeriod(f"There is no range {preset!r}.", remedy=f"Use one of: {', '.join(PRESETS)}.")
        return PRESETS[preset][1](today), preset


def against(said: str | None, period: Period) -> Period | None:
    """Return the period a text names beside `period`, None for no text. Raises BadPeriod for one that names none."""
    if not said:
        return None
    if said in COMPARED:
        return period.previous() if said == "previous" else period.year_before()
    first, dots, last = said.partition("..")
    if not dots:
        raise BadPeriod("There is no such period to compare with.", remedy="Use previous, year_before or DAY..DAY.")
    return Period(parse_day(first), parse_day(last))


def whole_months(start: str | None, months: int, today: date) -> Period:
    """Return so many whole months from the one that `start` (2026-03) names, or from January of this year."""
    first = parse_day(f"{start}-01") if start else today.replace(month=1, day=1)
    return Period(first, month_end(add_months(first, months - 1)))
