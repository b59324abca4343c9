"""Stretches with a name: March, Q3, H1, 2011, week 46, Friday, last spring, Black Friday, the whole history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.feasts import FEASTS, Yearly, season
from credora_agent.agent.planner.periods.when import DAY, WEEK, Doubt, When, latest, named, stretch, unit_at
from credora_agent.core.period import Grain, Period, around, month_end

if TYPE_CHECKING:
    from credora_agent.agent.planner.periods.reader import Found, Reader

_QUARTERS = 4
_HALVES = 2
_MOST_AGO = 100


def yearly_name(reader: Reader, at: int) -> Found:
    """Read a month, quarter, half, season or feast; with "last", "this" or "next" before it, that one."""
    start = at
    at = reader.skip(at, "the")
    step = reader.number(at, "step")
    at = reader.skip(at + 1, "filler") if step is not None else at
    found = _yearly(reader, at)
    if found is None:
        return None
    yearly, grain, annual, after = found
    if step is None:
        when = named(yearly, grain, reader.today, annual=annual)
    else:
        when = _stepped(yearly, step, grain, reader.today, annual=annual)
    if when and reader.has(at, "feast"):
        when = replace(when, notes=(*when.notes, *_feast_note(reader.word(at, "feast"))))
    return (when, after) if when and after > start else None


def _feast_note(feast: str | None) -> tuple[str, ...]:
    said = {"holiday_season", "bfcm", "easter", "christmas", "cyber_week", "thanksgiving", "easter_weekend"}
    return (f"feast_{feast}",) if feast in said else ()


def _yearly(reader: Reader, at: int) -> tuple[Yearly, Grain, bool, int] | None:
    if (month := reader.number(at, "month")) is not None:
        return _month(month), Grain.MONTH, False, at + 1
    if (feast := reader.word(at, "feast")) is not None:
        if reader.text(at + 1) in {"weekend", "wknd"} and feast in _WEEKENDS:
            return _WEEKENDS[feast], Grain.DAY, True, at + 2
        if reader.text(at + 1) == "week" and feast != "cyber_week":
            return _week_of(FEASTS[feast]), Grain.WEEK, True, at + 2
        return FEASTS[feast], Grain.DAY, True, at + 1
    if (name := reader.word(at, "season")) is not None:
        return season(name), Grain.TOTAL, True, at + 1
    return _quarter_or_half(reader, at)


def _long_weekend(monday: Yearly) -> Yearly:
    def in_year(year: int) -> Period | None:
        found = monday(year)
        return Period(found.start - 2 * DAY, found.end) if found else None

    return in_year


_WEEKENDS = dict.fromkeys(("black_friday", "cyber_monday", "bfcm"), FEASTS["bfcm"]) | {
    feast: _long_weekend(FEASTS[feast]) for feast in ("labor_day", "memorial_day")
}
"""Feasts whose weekend is a stretch of its own."""


def _week_of(feast: Yearly) -> Yearly:
    def in_year(year: int) -> Period | None:
        found = feast(year)
        return around(found.start, Grain.WEEK) if found else None

    return in_year


def _quarter_or_half(reader: Reader, at: int) -> tuple[Yearly, Grain, bool, int] | None:
    for kind, grain, most in (("quarter", Grain.QUARTER, _QUARTERS), ("half", Grain.TOTAL, _HALVES)):
        if reader.has(at, kind) and not reader.has(at, "unit"):
            return _piece(reader.terms[at].number(kind), most), grain, False, at + 1
        nth = reader.number(at, "ordinal")
        if nth is not None and nth <= most and reader.word(at + 1, "unit") == kind:
            return _piece(most if nth == -1 else nth, most), grain, False, at + 2
    return None


def another_quarter(reader: Reader, at: int) -> Found:
    """Read "the second" after a quarter it is set beside: "compare the third quarter with the second"."""
    start, at = at, reader.skip(at, "the", "of")
    nth = reader.number(at, "ordinal")
    beside = any(reader.has(i, "versus") or reader.text(i) in {"with", "to"} for i in range(start - 2, at))
    if nth is None or not 0 < nth <= _QUARTERS or not beside or reader.has(at + 1, "unit", "of", "weekday", "month"):
        return None
    quarters = any(
        reader.has(i, "quarter") or (reader.has(i, "ordinal") and reader.word(i + 1, "unit") == "quarter")
        for i in range(start)
    )
    when = named(_piece(nth, _QUARTERS), Grain.QUARTER, reader.today) if quarters else None
    return (when, at + 1) if when else None


def _month(month: int) -> Yearly:
    return lambda year: Period(date(year, month, 1), month_end(date(year, month, 1)))


def _piece(nth: int, pieces: int) -> Yearly:
    months = 12 // pieces
    return lambda year: Period(date(year, months * (nth - 1) + 1, 1), month_end(date(year, months * nth, 1)))


def _stepped(yearly: Yearly, step: int, grain: Grain, today: date, *, annual: bool) -> When | None:
    if step < 0:
        found = latest(yearly, today, ended=not (annual and grain is Grain.DAY))
    elif step > 0:
        begun = latest(yearly, today)
        ahead = yearly(begun[1] + 1) if begun else None
        found = (ahead, begun[1] + 1) if begun and ahead else None
    else:
        this = yearly(today.year)
        found = (this, today.year) if this else None
        before = yearly(today.year - 1)
        if before and today in before:
            found = (before, today.year - 1)
    return When(found[0], grain, yearly=yearly, year=found[1], annual=annual) if found else None


def year(reader: Reader, at: int) -> Found:
    """Read a year in four figures, or "last year", "this year"."""
    found = year_said(reader, reader.skip(at, "the"))
    if found is None:
        return None
    number, after, step = found
    whole = Period(date(number, 1, 1), date(number, 12, 31))
    return When(whole, Grain.YEAR, year=number, step=("year", step) if step is not None else None), after


def year_said(reader: Reader, at: int) -> tuple[int, int, int | None] | None:
    """Return the year named at `at`, the term after it, and its distance from this year when it was named so."""
    if reader.word(at, "unit") == "year" and reader.has(at + 1, "year"):
        at += 1
    number = reader.number(at, "year")
    if number is not None and not reader.has(at + 1, "money"):
        return number, at + 1, None
    if reader.word(at, "ly") == "year":
        return reader.today.year - 1, at + 1, -1
    step, after = reader.number(at, "step"), reader.skip(at + 1, "filler")
    if (
        step is None
        or reader.has(at, "rolling")
        or reader.word(after, "unit") != "year"
        or reader.text(after) == "years"
    ):
        return None
    return reader.today.year + step, after + 1, step


def week_number(reader: Reader, at: int) -> Found:
    """Read "week 46", "cw46", "week no 46": that ISO week."""
    number, after = reader.number(at, "weekno"), at + 1
    if number is None and reader.word(at, "unit") == "week" and reader.text(at) != "weeks":
        after = at + 2 if reader.text(at + 1) in {"no", "number", "nr", "#"} else at + 1
        number, after = reader.number(after, "number"), after + 1
    if number is None or not 1 <= number <= 53:  # noqa: PLR2004
        return None
    when = named(_iso_week(number), Grain.WEEK, reader.today)
    return (when, after) if when else None


def _iso_week(number: int) -> Yearly:
    def in_year(year: int) -> Period | None:
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            return None
        return Period(monday, monday + 6 * DAY)

    return in_year


def weekday(reader: Reader, at: int) -> Found:
    """Read "Friday", "last Friday", "this Friday": a bare one is the latest, today included."""
    at = reader.skip(at, "the")
    step = reader.number(at, "step")
    at = at if step is None else at + 1
    wanted = reader.number(at, "weekday")
    if wanted is None:
        return None
    today = reader.today
    back = (today.weekday() - wanted) % 7
    if step is None and reader.has(at + 1, "before", "earlier") and reader.text(at + 2) in {"last", "previous"}:
        day = today - timedelta(days=(back or 7) + 7)
        return When(Period(day, day), Grain.DAY), at + 3
    day = today - timedelta(days=back)
    if step is None and reader.has(at + 1, "before", "earlier") and not _points_on(reader, at + 2):
        return When(Period(day - WEEK, day - WEEK), Grain.DAY, back=("week", 1), weekday=wanted), at + 2
    if step is not None and step < 0 and back == 0:
        day -= WEEK
    elif step == 0:
        day = today + timedelta(days=wanted - today.weekday())
    elif step is not None and step > 0:
        day += WEEK
    if reader.number(at + 1, "step") == -1 and reader.word(at + 2, "unit") == "week":
        return When(_weekday_in(unit_at(today, "week", -1), wanted), Grain.DAY), at + 3
    return When(Period(day, day), Grain.DAY, bare=step is None, cycle=Grain.WEEK), at + 1


def _points_on(reader: Reader, at: int) -> bool:
    """Whether what follows "before" is what it is before: "the Friday before Christmas"."""
    return bool(reader.text(at)) and not reader.has(at, "stop", "comma", "and", "versus", "by")


def weekdays_ago(reader: Reader, at: int) -> Found:
    """Read "two Fridays ago": the second of them before today."""
    count = reader.number(at, "number")
    wanted = reader.number(at + 1, "weekdays")
    if count is None or wanted is None or not reader.has(at + 2, "ago") or not 0 < count <= _MOST_AGO:
        return None
    back = (reader.today.weekday() - wanted) % 7 or 7
    day = reader.today - timedelta(days=back) - (count - 1) * WEEK
    return When(Period(day, day), Grain.DAY), at + 3


def _weekday_in(week: Period, wanted: int) -> Period:
    day = week.start + timedelta(days=wanted)
    return Period(day, day)


def weekend(reader: Reader, at: int) -> Found:
    """Read "last weekend" as the latest whole one, "this" and "the weekend" as the latest begun."""
    at = reader.skip(at, "the")
    step = reader.number(at, "step")
    at = at if step is None else at + 1
    if reader.word(at, "unit") != "weekend" or reader.text(at) == "weekends":
        return None
    begun = unit_at(reader.today, "weekend", 0)
    shift = 0 if step is None else step
    if shift < 0 and begun.end < reader.today:
        shift = 0
    whole = Period(begun.start + shift * WEEK, begun.end + shift * WEEK)
    notes = ("this_weekend",) if step == 0 else ()
    return When(whole, Grain.TOTAL, cycle=Grain.WEEK, notes=notes), at + 1


def whole_history(reader: Reader, at: int) -> Found:
    """Read "ever" and "since we started" as all recorded days; without books the stretch is in doubt."""
    if reader.has(at, "all_time"):
        return everything(reader), at + 1
    if reader.has(at, "since") and reader.word(at + 1, "part") == "start" and not reader.text(at + 1).endswith("of"):
        return everything(reader), at + 2
    return None


def everything(reader: Reader) -> When:
    """Return all recorded days, or a doubt when none are known."""
    if reader.books is None:
        return When(around(reader.today, Grain.DAY), Grain.TOTAL, doubt=Doubt("period", "no_books"))
    return When(reader.books, Grain.TOTAL, notes=("all_time",))


def rolling_name(reader: Reader, at: int) -> Found:
    """Read "trailing twelve months", "lately", "the past half year"."""
    if reader.has(at, "trailing"):
        return When(stretch(reader.today, "month", 12), Grain.TOTAL, notes=("whole_units",)), at + 1
    if reader.has(at, "recently"):
        return When(stretch(reader.today, "day", 30), Grain.TOTAL, doubt=Doubt("period", "recent")), at + 1
    start = reader.skip(at, "the")
    if reader.number(start, "step") == -1 and reader.has(start + 1, "half_year"):
        return When(stretch(reader.today, "month", 6), Grain.TOTAL, notes=("whole_units",)), start + 2
    return None


def doubtful(reader: Reader, at: int) -> Found:
    """Read names whose days depend on the country or the shop: Mother's Day, the fiscal year, the season."""
    start = reader.skip(at, "the", "step")
    start = at if reader.has(at, "doubtful") else start
    if reader.has(start, "quarter") and reader.word(start + 1, "doubtful") == "fiscal":
        start += 1
    key = reader.word(start, "doubtful")
    if key is None:
        return None
    after = start + 1
    while reader.has(after, "year", "number", "quarter") or reader.text(after) in {"last year", "this year"}:
        after += 1
    return When(around(reader.today, Grain.DAY), Grain.DAY, doubt=Doubt("period", key)), after
