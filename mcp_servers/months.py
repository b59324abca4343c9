"""Months and quarters as a prompt takes them: "2026-10", "October 2026", "2026-Q3"; by default the last whole one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadPeriod
from credora_agent.core.period import EARLIEST, Grain, Period, add_months, around
from credora_agent.core.text import plain_text
from credora_agent.reports.asking import check_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
SHOWN = 40
"""Characters of what a caller typed that an error repeats."""
_MONTH = re.compile(
    r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})|(?P<name>[a-z]{3,9})\.?(?:\s+(?P<of>[0-9]{4}))?", re.IGNORECASE
)
_QUARTER = re.compile(
    r"(?P<year>[0-9]{4})[-\s]?q(?P<quarter>[1-4])|q(?P<alone>[1-4])(?:[-\s]?(?P<of>[0-9]{4}))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Span:
    """A calendar month or quarter up to today: `id` names it in arguments, `label` in words."""

    id: str
    label: str
    whole: Period
    today: date

    @property
    def over(self) -> bool:
        """Whether its last day is past."""
        return self.whole.end < self.today

    @property
    def days(self) -> Period:
        """Its days up to today."""
        return Period(self.whole.start, min(self.whole.end, self.today))

    def shifted(self, months: int) -> Period:
        """Return as much of the span so many months away: all of it, or as many days as have passed of this one."""
        start = add_months(self.whole.start, months)
        end = add_months(self.whole.end + timedelta(days=1), months) - timedelta(days=1)
        return Period(start, end if self.over else min(end, start + timedelta(days=self.days.days - 1)))


def month(text: str | None, today: date) -> Span:
    """Return the month that is named. Raises BadPeriod for a text that names none, or one that has not begun."""
    if not (text or "").strip():
        return _month(add_months(today.replace(day=1), -1), today)
    return _begun(text or "", _MONTH, _named_month, today, "month", "2026-10")


def quarter(text: str | None, today: date) -> Span:
    """Return the quarter that is named. Raises BadPeriod for a text that names none, or one that has not begun."""
    if not (text or "").strip():
        return _quarter(add_months(around(today, Grain.QUARTER).start, -3), today)
    return _begun(text or "", _QUARTER, _named_quarter, today, "quarter", "2026-Q3")


def months(since: date, today: date) -> Iterator[Span]:
    """Yield the months from today's back to that of `since`."""
    return _back(since, today, 1, _month)


def quarters(since: date, today: date) -> Iterator[Span]:
    """Yield the quarters from today's back to that of `since`."""
    return _back(since, today, 3, _quarter)


def _back(since: date, today: date, step: int, made: Callable[[date, date], Span]) -> Iterator[Span]:
    span = made(today, today)
    while span.whole.end >= since:
        yield span
        span = made(add_months(span.whole.start, -step), today)


def _begun(  # noqa: PLR0913, PLR0917 - what is read, and what an error says of it
    text: str,
    form: re.Pattern[str],
    read: Callable[[re.Match[str], date], Span | None],
    today: date,
    kind: str,
    example: str,
) -> Span:
    found = form.fullmatch(text.strip()[:SHOWN])
    span = read(found, today) if found else None
    if span is None or span.whole.start < EARLIEST:
        shown = plain_text(text, longest=SHOWN)
        raise BadPeriod(f"{shown!r} is no {kind}.", remedy=f"Write it like {example}.")
    check_days(span.whole, today)
    return span


def _named_month(found: re.Match[str], today: date) -> Span | None:
    if found["year"]:
        number, year = int(found["month"]), int(found["year"])
        return _month(date(year, number, 1), today) if year and 1 <= number <= len(MONTHS) else None
    said = found["name"].casefold()
    number = next((i for i, name in enumerate(MONTHS, 1) if name.casefold().startswith(said)), 0)
    if not number or found["of"] == "0000":
        return None
    year = int(found["of"]) if found["of"] else today.year - (number > today.month)
    return _month(date(year, number, 1), today)


def _named_quarter(found: re.Match[str], today: date) -> Span | None:
    number = int(found["quarter"] or found["alone"])
    said = found["year"] or found["of"]
    year = int(said) if said else today.year - (3 * number - 2 > today.month)
    return _quarter(date(year, 3 * number - 2, 1), today) if year else None


def _month(day: date, today: date) -> Span:
    label = f"{MONTHS[day.month - 1]} {day.year}"
    return Span(f"{day.year:04}-{day.month:02}", label, around(day, Grain.MONTH), today)


def _quarter(day: date, today: date) -> Span:
    number = (day.month + 2) // 3
    return Span(f"{day.year:04}-Q{number}", f"Q{number} {day.year}", around(day, Grain.QUARTER), today)
