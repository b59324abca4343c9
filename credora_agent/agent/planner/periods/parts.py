"""Pieces of a longer stretch: the first week of November, the last 10 days of Q3, early March."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.calendar import doubtful, weekday, year, year_said, yearly_name
from credora_agent.agent.planner.periods.dates import day_in_month, ordinal_day, written
from credora_agent.agent.planner.periods.reader import longest
from credora_agent.agent.planner.periods.relative import day_word, last_unit, the_unit, units_ago
from credora_agent.agent.planner.periods.when import DAY, WEEK, Doubt, When, grain_of, unit_at
from credora_agent.core.period import Grain, Period, add_months, around, month_end

if TYPE_CHECKING:
    from credora_agent.agent.planner.periods.reader import Found, Reader

_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_WEEK = 7
_MOST_BESIDE = 400
_WEEKS_OF_A_MONTH = 5
_NEAR_YEARS = 10
_SHORT_MONTH = 28
_LONG_MONTH = 31
_MONTHS = {"month": 1, "quarter": 3, "half": 6}
_CONTAINERS = (written, day_in_month, yearly_name, year, day_word, last_unit, units_ago, the_unit, doubtful, weekday)


def container(reader: Reader, at: int) -> Found:
    """Read the longer stretch a piece belongs to, with its year when that is said after it."""
    found = longest(_CONTAINERS, reader, at)
    return with_year(reader, *found) if found else None


def with_year(reader: Reader, when: When, after: int) -> Found:
    """Return the stretch in the year that is said next to it, or as it stands."""
    if not when.bare or when.yearly is None:
        return when, after
    at = reader.skip(after, "of", "comma", "the", "earlier")
    at = at + 1 if reader.text(at) == "-" else at
    said = year_said(reader, at) or _short_year(reader, at, when)
    if said is None or reader.has(after, "versus") or (said[2] is not None and said[2] > 0):
        return when, after
    placed = when.in_year(said[0])
    return (placed, said[1]) if placed else (when, after)


def _short_year(reader: Reader, at: int, when: When) -> tuple[int, int, int | None] | None:
    """Read the year of "H1 26" and "Q3 25": beside quarters and halves two figures are no day."""
    number = reader.number(at, "number")
    named_piece = when.grain is Grain.QUARTER or (when.grain is Grain.TOTAL and not when.annual)
    if number is None or not named_piece or len(reader.text(at)) != 2:  # noqa: PLR2004 - figures of a year
        return None
    near = abs(2000 + number - reader.today.year) <= _NEAR_YEARS
    return (
        (2000 + number, at + 1, None) if near and not reader.has(at + 1, "unit", "percent_word", "magnitude") else None
    )


def year_then_name(reader: Reader, at: int) -> Found:
    """Read "2011 Q3", "last year's Black Friday": the name in the year said before it."""
    said = year_said(reader, reader.skip(at, "the"))
    if said is None:
        return None
    if reader.has(said[1], "to"):
        return None
    at = reader.skip(said[1], "of", "the", "prep")
    found = day_in_month(reader, at) or (None if reader.has(at, "step") else yearly_name(reader, at))
    if found is None or not found[0].bare:
        return None
    placed = found[0].in_year(said[0])
    return (placed, found[1]) if placed else None


def piece(reader: Reader, at: int) -> Found:
    """Read "the first week of November", "last two weeks of November", "second half of last month"."""
    at = reader.skip(at, "the")
    nth = reader.number(at, "ordinal") if reader.has(at, "ordinal") else reader.number(at, "step")
    if reader.word(at, "unit") == "week" and reader.has(at + 1, "number") and reader.has(at + 2, "of"):
        return _nth_week(reader, at)
    nth = 2 if reader.text(at) == "back" and reader.word(at + 1, "unit") == "half" else nth
    if nth is None or nth == 0 or (reader.has(at, "step") and nth != -1):
        return None
    after = reader.skip(at + 1, "filler")
    count = reader.number(after, "number")
    after = after if count is None else reader.skip(after + 1, "filler")
    unit, day = reader.word(after, "unit"), reader.number(after, "weekday")
    merged = reader.word(after, "week_at") == "of"
    unit = "week" if merged else unit
    if (unit is None and day is None) or not (merged or reader.has(after + 1, "of")):
        return None
    outer = container(reader, after + (1 if merged else 2))
    if outer is None:
        return None
    whole = _weekday(outer[0].whole, day, nth) if day is not None else _units(outer[0].whole, unit or "", nth, count)
    if whole is None:
        return None
    grain = grain_of(unit or "day") if count is None and unit != "week" else Grain.TOTAL
    return replace(outer[0], whole=whole, grain=grain, step=None, back=None, yearly=None), outer[1]


def _nth_week(reader: Reader, at: int) -> Found:
    """Read "week 2 of October", which is the second week of it, not that of the calendar."""
    outer, nth = container(reader, at + 3), reader.terms[at + 1].number("number")
    if outer is None or outer[0].grain is not Grain.MONTH or not 0 < nth <= _WEEKS_OF_A_MONTH:
        return None
    whole = _by_days(outer[0].whole, _WEEK, nth - 1, 1, from_end=False)
    if whole is None:
        return None
    return replace(outer[0], whole=whole, grain=Grain.TOTAL, step=None, back=None, yearly=None), outer[1]


def _units(outer: Period, unit: str, nth: int, count: int | None) -> Period | None:
    if count is not None and abs(nth) != 1:
        return None
    if unit == "half" and outer.days <= _LONG_MONTH:
        middle = outer.start + 14 * DAY
        return Period(outer.start, middle) if nth == 1 else Period(middle + DAY, outer.end)
    if unit == "weekend":
        return _weekend(outer, nth)
    size = count or 1
    skipped = 0 if nth < 0 else (nth - 1) * size
    if unit in _DAYS:
        return _by_days(outer, _DAYS[unit], skipped, size, from_end=nth < 0)
    return _by_months(outer, _MONTHS.get(unit, 12), skipped, size, from_end=nth < 0)


def _by_days(outer: Period, length: int, skipped: int, size: int, *, from_end: bool) -> Period | None:
    first = outer.end - (length * size - 1) * DAY if from_end else outer.start + length * skipped * DAY
    return Period(first, first + (length * size - 1) * DAY).meet(outer)


def _by_months(outer: Period, length: int, skipped: int, size: int, *, from_end: bool) -> Period | None:
    if from_end:
        first = add_months(outer.end.replace(day=1), 1 - length * size)
    else:
        first = add_months(outer.start.replace(day=1), length * skipped)
    return Period(first, month_end(add_months(first, length * size - 1))).meet(outer)


def _weekday(outer: Period, weekday: int, nth: int) -> Period | None:
    first = outer.start + timedelta(days=(weekday - outer.start.weekday()) % 7)
    day = outer.end - timedelta(days=(outer.end.weekday() - weekday) % 7) if nth < 0 else first + (nth - 1) * WEEK
    return Period(day, day).meet(outer)


def _weekend(outer: Period, nth: int) -> Period | None:
    saturday = _weekday(outer, 5, nth)
    return Period(saturday.start, saturday.start + DAY) if saturday else None


def day_of_unit(reader: Reader, at: int) -> Found:
    """Read "the first of the month", "the 15th of last month", "the first of the year": that one day."""
    at = reader.skip(at, "the")
    nth = reader.number(at, "ordinal")
    if nth is None or nth < 1 or not reader.has(at + 1, "of"):
        return None
    outer = the_unit(reader, at + 2) or last_unit(reader, at + 2)
    if outer is None or outer[0].grain not in {Grain.MONTH, Grain.YEAR, Grain.QUARTER}:
        return None
    day = outer[0].whole.start + (nth - 1) * DAY
    if day not in outer[0].whole or (nth > 1 and outer[0].grain is not Grain.MONTH):
        return None
    return When(Period(day, day), Grain.DAY), outer[1]


def edge(reader: Reader, at: int) -> Found:
    """Read "early March", "mid November", "the end of last month": thirds of the stretch, or its first or last day."""
    at = reader.skip(at, "the")
    part = reader.word(at, "part")
    if part is None or (outer := container(reader, reader.skip(at + 1, "of"))) is None:
        return None
    whole = outer[0].whole
    if outer[0].doubt:
        return outer
    if part in {"start", "end"}:
        day = whole.start if part == "start" else whole.end
        found, note = Period(day, day), "edge_day"
    else:
        found, note = _third(whole, part), "thirds"
    return replace(outer[0], whole=found, grain=Grain.TOTAL, yearly=None, step=None, notes=(note,)), outer[1]


def _third(whole: Period, part: str) -> Period:
    """Return the early, mid or late third; of a month days 1 to 10, 11 to 20 and the rest."""
    third = 10 if _SHORT_MONTH <= whole.days <= _LONG_MONTH else whole.days // 3
    if third == 0:
        return whole
    if part == "late":
        return Period(whole.start + 2 * third * DAY, whole.end)
    first = whole.start + (third * DAY if part == "mid" else 0 * DAY)
    return Period(first, first + (third - 1) * DAY)


def week_at(reader: Reader, at: int) -> Found:
    """Read "week of 7 Nov", "week ending Friday", "the month of Black Friday": the unit around that day."""
    at = reader.skip(at, "the")
    if reader.has(at, "week_at"):
        inner = container(reader, at + 1)
        if inner is None or inner[0].whole.days > _WEEK:
            return None
        day = inner[0].whole
        ends = reader.word(at, "week_at") == "end"
        whole = Period(day.end - 6 * DAY, day.end) if ends else around(day.start, Grain.WEEK)
        return replace(inner[0], whole=whole, grain=Grain.WEEK, yearly=None, notes=("iso_week",)), inner[1]
    unit = reader.word(at, "unit")
    if unit not in {"month", "quarter", "year"} or reader.text(at + 1) != "of" or reader.text(at).endswith("s"):
        return None
    inner = container(reader, at + 2)
    if inner is not None and inner[0].grain.value == unit and unit != "year":
        return inner
    if inner is None or inner[0].whole.days >= _SHORT_MONTH:
        return None
    return replace(inner[0], whole=around(inner[0].whole.start, Grain(unit)), grain=Grain(unit), yearly=None), inner[1]


def beside(reader: Reader, at: int) -> Found:
    """Read "the week before Christmas", "the two months after August": days next to it, or calendar units.

    Without "the", so many units before something are as well a point in time: that is asked.
    """
    first, at = at, reader.skip(at, "the")
    count = reader.number(at, "number") if reader.has(at + 1, "unit") else None
    at = at if count is None else at + 1
    unit, before = reader.word(at, "unit"), reader.has(at + 1, "before")
    if unit not in {"day", "week", "weekend", "month", "quarter", "year"} or not (
        before or reader.has(at + 1, "after")
    ):
        return None
    if reader.has(at + 2, "and", "versus"):
        return _on_both_sides(reader, at + 3)
    inner = container(reader, at + 2)
    if inner is None or inner[0].doubt:
        return None
    whole = _next_to(inner[0].whole, unit, -(count or 1) if before else count or 1)
    if whole is None:
        return None
    open_one = count is not None and not reader.has(first, "the")
    doubt = Doubt("period", "period") if open_one else None
    grain = grain_of(unit) if count in {None, 1} else Grain.TOTAL
    return replace(inner[0], whole=whole, grain=grain, yearly=None, step=None, back=None, doubt=doubt), inner[1]


def _on_both_sides(reader: Reader, at: int) -> Found:
    """Read "the week before and the week after Black Friday" as days that are open: one stretch cannot be both."""
    at = reader.skip(at, "the")
    at += reader.has(at, "unit")
    inner = container(reader, at + 1) if reader.has(at, "before", "after") else None
    return (replace(inner[0], doubt=Doubt("period", "period")), inner[1]) if inner else None


def _next_to(middle: Period, unit: str, steps: int) -> Period | None:
    if abs(steps) > _MOST_BESIDE:
        return None
    days = _DAYS.get(unit)
    if unit == "weekend":
        near = unit_at(middle.start - DAY if steps < 0 else middle.end + WEEK, unit, 0)
        return (
            near if near.end < middle.start or near.start > middle.end else Period(near.start - WEEK, near.end - WEEK)
        )
    if days is not None and steps < 0:
        return Period(middle.start + days * steps * DAY, middle.start - DAY)
    if days is not None:
        return Period(middle.end + DAY, middle.end + days * steps * DAY)
    edge = middle.start if steps < 0 else middle.end
    near, far = unit_at(edge, unit, 1 if steps > 0 else -1), unit_at(edge, unit, steps)
    return Period(min(near.start, far.start), max(near.end, far.end))


def weekday_date(reader: Reader, at: int) -> Found:
    """Read "Monday 2 November", "Sunday, 8 November 2026": that date, whatever weekday it is said to be."""
    if not reader.has(at, "weekday"):
        return None
    inner = day_in_month(reader, reader.skip(at + 1, "comma", "the"))
    return with_year(reader, *inner) if inner else None


def weekend_of(reader: Reader, at: int) -> Found:
    """Read "the weekend of 26 November": the Saturday and Sunday of that day's week."""
    at = reader.skip(at, "the")
    if reader.word(at, "unit") != "weekend" or reader.text(at + 1) != "of":
        return None
    inner = container(reader, at + 2) or ordinal_day(reader, at + 2)
    if inner is None or inner[0].doubt or inner[0].whole.days > _WEEK:
        return None
    monday = around(inner[0].whole.start, Grain.WEEK).start
    whole = Period(monday + 5 * DAY, monday + 6 * DAY)
    return replace(inner[0], whole=whole, grain=Grain.TOTAL, yearly=None), inner[1]
