"""Days as they are written: 2011-03-05, 5/3/2011, 5 March, March 5th 2011, 1-15 November, the 5th."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.feasts import fixed
from credora_agent.agent.planner.periods.when import DAY, Doubt, When, named
from credora_agent.core.period import EARLIEST, Grain, Period, add_months, around, month_end

if TYPE_CHECKING:
    from credora_agent.agent.planner.periods.feasts import Yearly
    from credora_agent.agent.planner.periods.reader import Found, Reader

_LAST_DAY = 31
_MONTHS = 12
_NEAR = 5


def written(reader: Reader, at: int) -> Found:
    """Read a date in figures; one whose day and month could be swapped is read day first and marked with a doubt."""
    if not reader.has(at, "ymd", "isoweek", "dmy", "ym", "my", "dm"):
        return None
    term = reader.terms[at]
    kind = next(k for k in ("ymd", "isoweek", "dmy", "ym", "my", "dm") if term.has(k))
    numbers = [int(part) for part in re.findall(r"\d+", term.text)]
    when: When | None
    match kind:
        case "ymd":
            when = _day(reader, *numbers)
        case "isoweek":
            when = _iso_week(reader, *numbers)
        case "ym" | "my":
            year, month = numbers if kind == "ym" else reversed(numbers)
            when = _month(reader, year, month)
        case _:
            when = _either_order(reader, numbers, dotted="." in term.text)
    return (when, at + 1) if when is not None else None


def _day(reader: Reader, year: int, month: int, day: int) -> When:
    try:
        found = date(year, month, day)
    except ValueError:
        return no_such_day(reader)
    return no_such_day(reader) if found < EARLIEST else When(Period(found, found), Grain.DAY)


def no_such_day(reader: Reader) -> When:
    """Return a stretch that stands for a date the calendar does not have."""
    return When(around(reader.today, Grain.DAY), Grain.DAY, doubt=Doubt("period", "no_such_day"))


def _iso_week(reader: Reader, year: int, week: int) -> When:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return no_such_day(reader)
    return When(Period(monday, monday + 6 * DAY), Grain.WEEK)


def _month(reader: Reader, year: int, month: int) -> When | None:
    if not EARLIEST.year <= year < EARLIEST.year + 110:
        return no_such_day(reader)
    first = date(year, month, 1)
    return When(Period(first, month_end(first)), Grain.MONTH)


def _either_order(reader: Reader, numbers: list[int], *, dotted: bool) -> When | None:
    first, second = numbers[:2]
    year = _full_year(numbers[2]) if numbers[2:] else None
    by_day_first = _maybe(reader, year, second, first)
    by_month_first = _maybe(reader, year, first, second)
    if by_day_first and by_month_first and first != second and not dotted and not _settled(reader):
        said = tuple((_long(w), _long(w)) for w in (by_day_first, by_month_first))
        return replace(by_day_first, doubt=Doubt("date_order", "date_order", said))
    if _settled(reader) == "month" and by_month_first:
        return by_month_first
    return by_day_first or by_month_first or (no_such_day(reader) if year else None)


def _settled(reader: Reader) -> str:
    """Return "day" or "month" when another date of the question shows which of the two it writes first."""
    for term in reader.terms:
        if term.has("dmy", "dm"):
            first, second = (int(part) for part in re.findall(r"\d+", term.text)[:2])
            if first > _MONTHS >= second:
                return "day"
            if second > _MONTHS >= first:
                return "month"
    return ""


def _maybe(reader: Reader, year: int | None, month: int, day: int) -> When | None:
    if not (1 <= month <= _MONTHS and 1 <= day <= _LAST_DAY):
        return None
    when = named(fixed(month, day), Grain.DAY, reader.today)
    return when.in_year(year) if when and year else when


def _full_year(year: int) -> int:
    return year if year > 99 else 2000 + year if year < 70 else 1900 + year  # noqa: PLR2004


def _long(when: When) -> str:
    return f"{when.whole.start.day} {when.whole.start:%B %Y}"


def day_in_month(reader: Reader, at: int) -> Found:
    """Read "5 March", "the 5th of March", "March 5th"."""
    at = reader.skip(at, "the")
    day, month = _day_number(reader, at), None
    after = at + 1
    if day is not None:
        after = reader.skip(after, "of", "the")
        month = reader.number(after, "month")
    elif reader.has(at, "month"):
        month, after = reader.number(at, "month"), reader.skip(after, "the")
        day = _day_number(reader, after)
    if day is None or month is None:
        return None
    if reader.text(at - 1) == "in" and _is_year(reader, after, day):
        return _month(reader, 2000 + day, month) or no_such_day(reader), after + 1
    when = named(fixed(month, day), Grain.DAY, reader.today)
    return (when or no_such_day(reader), after + 1)


def _is_year(reader: Reader, at: int, figures: int) -> bool:
    """Whether two figures after "in December" are those of a year close by: on a day one is, in a month."""
    near = abs(2000 + figures - reader.today.year) <= _NEAR
    return near and reader.has(at, "number") and reader.has(at - 1, "month") and len(reader.text(at)) == 2  # noqa: PLR2004


def days_in_month(reader: Reader, at: int) -> Found:
    """Read "1-15 November", "from the 1st to the 15th of November", "November 1 to 15"."""
    at = reader.skip(at, "from", "between", "the")
    if reader.has(at, "month"):
        month, at = reader.number(at, "month"), reader.skip(at + 1, "the", "from")
        days, after = _two_days(reader, at)
    else:
        days, after = _two_days(reader, at)
        after = reader.skip(after, "of", "the")
        month, after = reader.number(after, "month"), after + 1
    if days is None or month is None or (reader.has(after, "month") and not reader.has(at - 1, "month")):
        return None
    when = named(_days(month, *days), Grain.TOTAL, reader.today)
    return (when, after) if when else None


def _two_days(reader: Reader, at: int) -> tuple[tuple[int, int] | None, int]:
    at = reader.skip(at, "weekday")
    first = _day_number(reader, at)
    if first is None or not reader.has(at + 1, "to", "and"):
        return None, at
    after = reader.skip(at + 2, "the", "weekday")
    last = _day_number(reader, after)
    return ((first, last) if last is not None and last >= first else None), after + 1


def _days(month: int, first: int, last: int) -> Yearly:
    start, end = fixed(month, first), fixed(month, last)

    def in_year(year: int) -> Period | None:
        one, other = start(year), end(year)
        return Period(one.start, other.end) if one and other else None

    return in_year


def _day_number(reader: Reader, at: int) -> int | None:
    if (
        reader.has(at, "year")
        or reader.text(at) == "one"
        or reader.has(at + 1, "magnitude", "percent_word")
        or (reader.has(at, "ordinal") and reader.number(at, "ordinal") == -1)
    ):
        return None
    found = reader.number(at, "number")
    found = reader.number(at, "ordinal") if found is None else found
    return found if found is not None and 1 <= found <= _LAST_DAY else None


def ordinal_day(reader: Reader, at: int) -> Found:
    """Read "the 5th": that day of this month, or of the latest month in which it has come."""
    start = at
    at = reader.skip(at, "the")
    day = reader.number(at, "ordinal")
    if day is None or not reader.text(at)[0].isdigit() or not (at > start or reader.has(at - 1, "prep", "to", "since")):
        return None
    if reader.has(at + 1, "unit", "quarter", "half"):
        return None
    for back in range(4):
        month = add_months(reader.today.replace(day=1), -back)
        if day <= month_end(month).day and month.replace(day=day) <= reader.today:
            found = month.replace(day=day)
            return When(Period(found, found), Grain.DAY, bare=True, cycle=Grain.MONTH), at + 1
    return no_such_day(reader), at + 1
