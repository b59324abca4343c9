"""Stretches between two named ones, and the reading of every stretch in a question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods import calendar, dates, parts, relative
from credora_agent.agent.planner.periods.joints import echoed, in_one_year, jointed, next_to, specified
from credora_agent.agent.planner.periods.reader import Reader, longest
from credora_agent.agent.planner.periods.when import DAY, WEEK, Doubt, When, grain_of, unit_at
from credora_agent.core.period import Grain, Period, add_months, around, month_end

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.agent.planner.periods.reader import Found
    from credora_agent.agent.planner.terms import Term

_NAMED = (
    dates.written, dates.days_in_month, dates.day_in_month, parts.piece, parts.edge, parts.week_at,
    parts.beside, parts.weekday_date, parts.day_of_unit,
    parts.weekend_of, parts.year_then_name, calendar.another_quarter, calendar.yearly_name, calendar.week_number,
    calendar.weekday, calendar.weekdays_ago, calendar.weekend, calendar.year, calendar.whole_history,
    calendar.rolling_name, calendar.doubtful, relative.unit_before_last, relative.same_time, relative.last_to_date,
    relative.to_date, relative.units_ago, relative.last_units, relative.last_unit, relative.day_word,
    relative.the_unit, dates.ordinal_day,
)  # fmt: skip


def find_whens(terms: list[Term], today: date, books: Period | None) -> list[Term | When]:
    """Return the terms with every stretch of days among them read; a stretch knows where it stands in the text."""
    reader, at = Reader(terms, today, books), 0
    items: list[Term | When] = []
    while at < len(terms):
        found = _stretch(reader, at)
        if found is None:
            items.append(terms[at])
            at += 1
            continue
        when, after = found
        same = any(term.has("same") for term in terms[at : at + 2])
        when = replace(echoed(when, items) if same else when, start=terms[at].start, end=terms[after - 1].end)
        items.append(when)
        at = after
    return next_to(specified(in_one_year(jointed(items))), today)


def _stretch(reader: Reader, at: int) -> Found:
    if not reader.terms[at].senses or _counted(reader, at):
        return None
    return longest((_between, _since, _until, _ending, _simple), reader, at)


def _counted(reader: Reader, at: int) -> bool:
    """Whether a number here counts days of a ranking or something ordered, and so starts no date."""
    named = reader.text(at - 1) in {"#", "order", "invoice"} and not reader.has(at + 1, "month")
    return reader.has(at, "number") and (reader.has(at - 1, "extreme") or named)


def _simple(reader: Reader, at: int) -> Found:
    if at not in reader.simple:
        found = longest(_NAMED, reader, at)
        reader.simple[at] = parts.with_year(reader, *found) if found else None
    return reader.simple[at]


def _between(reader: Reader, at: int) -> Found:
    start = reader.skip(at, "the")
    joins = ("to", "and") if reader.has(start, "between") else ("to", "until")
    opened = reader.has(start, "between", "from", "since")
    first = _simple(reader, start + 1 if opened else start) or (None if opened else _simple(reader, at))
    if first is None:
        return None
    after = reader.skip(first[1], "comma")
    if not reader.has(after, *joins):
        return None
    second = _simple(reader, reader.skip(after + 1, "the", "until") if not reader.has(after + 1, "the") else after + 1)
    if second is None:
        return None
    second = _with_figures_of_a_year(reader, first[0], second)
    if _two_compared(reader, first[0], second[0]):
        return None
    joined = join(first[0], second[0])
    return (joined, second[1]) if joined else None


def _with_figures_of_a_year(reader: Reader, first: When, second: tuple[When, int]) -> tuple[When, int]:
    """Return "Mar 26" after "Jan to" as a month of a year: whole months do not end on a day."""
    when, after = second
    figures = reader.text(after - 1)
    if not (first.grain is Grain.MONTH and first.bare and when.grain is Grain.DAY and reader.has(after - 2, "month")):
        return second
    if not (figures.isdigit() and len(figures) == 2):  # noqa: PLR2004 - figures of a year
        return second
    month = around(when.whole.start.replace(year=2000 + int(figures), day=1), Grain.MONTH)
    return replace(when, whole=month, grain=Grain.MONTH, bare=False, yearly=None, year=month.start.year), after


def _two_compared(reader: Reader, first: When, last: When) -> bool:
    """Whether "to" sets two stretches beside one another, the later first: "compare Q3 to Q2"."""
    backwards = first.bare and last.bare and first.whole.start > last.whole.start
    return backwards and any(term.has("compare", "versus") for term in reader.terms)


def join(first: When, last: When) -> When | None:
    """Return the days from the first to the last stretch; an open year is taken from the other. None when backwards."""
    if first.doubt or last.doubt:
        return replace(first, doubt=first.doubt or last.doubt)
    if last.bare and last.cycle is Grain.MONTH and first.grain is Grain.MONTH:
        last = _in_month(last, first.whole)
    elif last.bare and last.cycle is Grain.MONTH and first.grain is Grain.DAY and first.cycle is not Grain.MONTH:
        last = _day_from(last, first.whole.start)
    elif last.bare and not first.bare:
        last = _moved(last, first.whole.start, later=True)
    elif first.bare:
        first = _moved(first, last.whole.end, later=False)
    if first.whole.start > last.whole.start:
        return None
    whole = Period(first.whole.start, last.whole.end)
    return When(whole, Grain.TOTAL, ends=(first, last), notes=tuple(dict.fromkeys(first.notes + last.notes)))


def _in_month(day: When, month: Period) -> When:
    """Return the day of a month as that of the month named before it: "in October until the 20th"."""
    found = month.start + (day.whole.start.day - 1) * DAY
    return replace(day, whole=Period(found, found), bare=False) if found in month else day


def _day_from(day: When, anchor: date) -> When:
    """Return the day of a month as the first such day from the anchor on: "from the 3rd of August until the 9th"."""
    number = day.whole.start.day
    for months in range(3):
        first = add_months(anchor.replace(day=1), months)
        if number <= month_end(first).day and (found := first.replace(day=number)) >= anchor:
            return replace(day, whole=Period(found, found), bare=False)
    return day


def _moved(when: When, anchor: date, *, later: bool) -> When:
    """Return an open stretch in the repetition nearest the anchor, on its later or earlier side."""
    if when.cycle is Grain.YEAR and when.yearly:
        years = range(anchor.year - 1, anchor.year + 2) if later else range(anchor.year, anchor.year - 3, -1)
        for year in years:
            found = when.in_year(year)
            if found and (found.whole.start >= anchor if later else found.whole.start <= anchor):
                return found
        return when
    whole = when.whole
    for _ in range(60):
        if later and whole.end < anchor:
            whole = _repeat(whole, when.cycle, 1)
        elif not later and whole.start > anchor:
            whole = _repeat(whole, when.cycle, -1)
    return replace(when, whole=whole)


def _repeat(whole: Period, cycle: Grain, steps: int) -> Period:
    if cycle is Grain.WEEK:
        return Period(whole.start + steps * WEEK, whole.end + steps * WEEK)
    return Period(add_months(whole.start, steps), add_months(whole.end, steps))


def _since(reader: Reader, at: int) -> Found:
    start = reader.skip(at, "prep") if reader.text(at) == "ever" else at
    opened = reader.has(start, "since_only")
    found = _simple(reader, start + 1 if reader.has(start, "since", "from") else start)
    if found is None or found[0].doubt:
        return found if found and opened else None
    when, after = found
    onward = _goes_on(reader, after) or reader.text(after) == "to date"
    if not opened and not onward:
        return None
    if when.whole.start > reader.today:
        return when, after
    whole = Period(when.whole.start, max(reader.today, when.whole.start))
    step = when.step if when.step and when.step[1] < 0 else None
    return When(whole, Grain.TOTAL, step=step, notes=when.notes), after + 1 if onward else after


def _goes_on(reader: Reader, at: int) -> bool:
    """Whether "on", "onwards", "until now" follows; "on" only where it leads to nothing: not "in October on Google"."""
    if reader.text(at) != "on":
        return reader.has(at, "onward")
    return not reader.text(at + 1) or reader.has(at + 1, "stop", "comma", "and", "versus", "by")


def _until(reader: Reader, at: int) -> Found:
    kind = next((k for k in ("until", "before", "after") if reader.has(at, k)), None)
    found = _simple(reader, at + 1) if kind else None
    if found is None or kind is None:
        return None
    when, after = found
    if when.doubt:
        return found
    if kind == "after":
        day = when.whole.end + DAY
        return When(Period(day, max(day, reader.today)), Grain.TOTAL, notes=("after",)), after
    if reader.books is None:
        return When(around(reader.today, Grain.DAY), Grain.DAY, doubt=Doubt("period", "no_start")), after
    end = when.whole.end if kind == "until" else when.whole.start - DAY
    return When(Period(min(reader.books.start, end), end), Grain.TOTAL, notes=("from_first_day",)), after


_ENDS = {"ending", "ended", "ending in", "ended in", "ends in"}


def _one_ending(reader: Reader, at: int) -> Found:
    """Read "the quarter that ended in June": the calendar unit whose last day that is, else so long a stretch."""
    unit = reader.word(at, "unit")
    found = _simple(reader, reader.skip(reader.skip(at + 1, "the") + 1, "prep", "of", "the"))
    if found is None or found[0].doubt or unit not in {"week", "month", "quarter", "year"}:
        return None
    end = found[0].whole.end
    whole = unit_at(end, unit, 0)
    if whole.end != end:
        months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
        whole = Period(add_months(end, -months) + DAY if months else end - 6 * DAY, end)
    return When(whole, grain_of(unit)), found[1]


def _ending(reader: Reader, at: int) -> Found:
    """Read "the 12 months to March 2011", "3 months ending October"."""
    at = reader.skip(at, "the", "step")
    count, unit = reader.number(at, "number"), reader.word(at + 1, "unit")
    if count is None and reader.has(at, "unit") and reader.text(reader.skip(at + 1, "the")) in _ENDS:
        return _one_ending(reader, at)
    if count is None or unit not in {"day", "week", "month", "quarter", "year"} or not reader.has(at + 2, "up_to_end"):
        return None
    found = _simple(reader, at + 3)
    if found is None or not 0 < count <= 400:  # noqa: PLR2004
        return None
    end = found[0].whole.end
    days = {"day": 1, "week": 7}.get(unit)
    if days:
        return When(Period(end - (days * count - 1) * DAY, end), Grain.TOTAL), found[1]
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    first = add_months(end.replace(day=1), 1 - months) if end == month_end(end) else add_months(end, -months) + DAY
    return When(Period(first, end), Grain.TOTAL), found[1]
