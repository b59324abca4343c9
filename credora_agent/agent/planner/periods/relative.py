"""Stretches named by their distance from today: yesterday, last week, the past 30 days, year to date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.when import DAY, Doubt, When, grain_of, stretch, unit_at
from credora_agent.core.period import Grain, Period, add_months, around

if TYPE_CHECKING:
    from credora_agent.agent.planner.periods.reader import Found, Reader

_LONGEST = {"day": 9_000, "week": 1_200, "fortnight": 600, "weekend": 600, "month": 300, "quarter": 100, "year": 30,
            "half": 60, "decade": 3, "hour": 24 * 9_000}  # fmt: skip


_OVER = {"ended", "gone", "passed", "over", "finished", "closed", "past"}
"""After "the year that just" these say that it is over."""


def day_word(reader: Reader, at: int) -> Found:
    """Read "today", "yesterday", "the day before yesterday", "tomorrow"."""
    steps = reader.number(at, "day_word")
    if steps is None:
        return None
    when = When(unit_at(reader.today, "day", steps), Grain.DAY, step=("day", steps))
    return when, at + 1


def last_unit(reader: Reader, at: int) -> Found:
    """Read "last week", "this month", "previous quarter", "the past year"."""
    at = reader.skip(at, "the")
    step = reader.number(at, "step")
    after = reader.skip(at + 1, "filler")
    unit = reader.word(after, "unit") if step is not None else reader.word(at, "ly")
    if unit is None:
        return None
    if step is None:
        step, after = -1, at
    owns = reader.has(after + 1, "metric", "pnl", "sold")
    if unit == "weekend" or (reader.text(after).endswith("s") and not owns) or len(reader.text(after)) == 1:
        return None
    if reader.has(at, "rolling") or unit == "fortnight":
        return _rolling(reader, at, unit, after)
    earlier = step < 0 and reader.has(at, "earlier")
    when = When(unit_at(reader.today, unit, step), grain_of(unit), step=(unit, step), before=earlier)
    return (replace(when, back=(unit, 1)) if earlier else when), after + 1


def _rolling(reader: Reader, at: int, unit: str, after: int) -> Found:
    days = {"day": 1, "week": 7, "fortnight": 14, "month": 30}.get(unit)
    if reader.number(at, "step") != -1:
        return None
    if days:
        return When(stretch(reader.today, "day", days), Grain.TOTAL, notes=("rolling",)), after + 1
    whole = stretch(reader.today, "month", 12) if unit == "year" else unit_at(reader.today, unit, -1)
    return When(whole, Grain.TOTAL, notes=("whole_units",)), after + 1


def last_units(reader: Reader, at: int) -> Found:
    """Read "last 7 days", "past two weeks", "the previous 3 months", "next 30 days"."""
    at = reader.skip(at, "the")
    step = reader.number(at, "step")
    after = reader.skip(at + 1, "filler")
    if step is None:
        return None
    count, after = _count(reader, after)
    unit = reader.word(after, "unit")
    if count is None or unit is None:
        return None
    if step > 0:
        return When(Period(reader.today + DAY, reader.today + DAY), Grain.DAY, ahead=(unit, count)), after + 1
    when = _stretch(reader, unit, count)
    if step == 0 or when is None:
        return None
    prior = reader.has(at, "earlier")
    note = ("few",) if reader.text(after - 1) in {"few", "a few", "several"} else ()
    return replace(when, before=prior, notes=when.notes + note), after + 1


def _count(reader: Reader, at: int) -> tuple[int | None, int]:
    count = reader.number(at, "number")
    if (
        count is None
        and reader.word(at, "unit")
        and reader.text(at) in {"days", "weeks", "months", "quarters", "years"}
    ):
        return None, at
    after = reader.skip(at + 1, "filler")
    return count, after + 1 if reader.text(after) == "of" else after


def _stretch(reader: Reader, unit: str, count: int) -> When | None:
    if not 0 < count <= _LONGEST[unit]:
        return None
    rolls = unit in {"day", "week", "fortnight", "hour"}
    grain = grain_of(unit) if count == 1 and not rolls else Grain.TOTAL
    return When(stretch(reader.today, unit, count), grain, notes=("rolling",) if rolls else ("whole_units",))


def units_ago(reader: Reader, at: int) -> Found:
    """Read "two months ago", "a year ago today", "3 weeks earlier": that whole calendar unit."""
    if reader.has(at, "number"):
        count, after = _count(reader, at)
    elif reader.has(at, "one"):
        count, after = 1, at + 1
    else:
        return None
    further = reader.text(after) in {"more", "further", "additional"}
    after += further
    unit = reader.word(after, "unit")
    if count is None or unit is None or not reader.has(after + 1, "ago", "earlier") or not 0 < count <= _LONGEST[unit]:
        return None
    after += 2
    if reader.number(after, "day_word") == 0 and unit in {"week", "month", "year"}:
        return When(_same_day(reader.today, unit, count), Grain.DAY, back=(unit, count)), after + 1
    prior = further or not reader.has(after - 1, "ago")
    when = When(unit_at(reader.today, unit, -count), grain_of(unit), back=(unit, count), before=prior)
    return when, after


def _same_day(today: date, unit: str, count: int) -> Period:
    back = {"week": today - 7 * count * DAY}.get(unit) or add_months(today, -count * (12 if unit == "year" else 1))
    return Period(back, back)


def unit_before_last(reader: Reader, at: int) -> Found:
    """Read "the week before last", and "the month before" as the one before what is asked about."""
    start = at
    at = reader.skip(at, "the")
    count, after = _count(reader, at) if reader.has(at, "number") else (None, at)
    unit = reader.word(after, "unit")
    after += reader.text(after + 1) in {"just", "right", "directly", "immediately"}
    last = reader.text(after + 2) in {"last", "previous"}
    pointed = at > start or count is not None or last or reader.has(start - 1, "versus")
    if unit is None or not reader.has(after + 1, "earlier", "before") or not pointed:
        return None
    if reader.text(after + 2) == "this" and not reader.has(after + 3, "unit", "month", "quarter", "season", "feast"):
        one = reader.text(after + 3) == "one"
        return When(unit_at(reader.today, unit, -1), grain_of(unit)), after + (4 if one else 3)
    if count is not None:
        when = _stretch(reader, unit, count)
        return (replace(when, before=True), after + 2) if when else None
    if reader.text(after + 2) in {"last", "previous"} and not reader.has(
        after + 3, "unit", "month", "quarter", "season"
    ):
        over = unit == "weekend" and unit_at(reader.today, unit, 0).end < reader.today
        return When(unit_at(reader.today, unit, -1 if over else -2), grain_of(unit)), after + 3
    when = When(unit_at(reader.today, unit, -1), grain_of(unit), before=True, back=(unit, 1))
    return when, after + 2


def the_unit(reader: Reader, at: int) -> Found:
    """Read "for the month", "of the year": the one that runs now."""
    at = reader.skip(at, "filler")
    if reader.text(at) not in {"the", "our"} or not reader.has(at - 1, "prep", "of", "since", "until", "part"):
        return None
    unit = reader.word(at + 1, "unit")
    if unit is None or reader.text(at + 1).endswith("s") or unit in {"weekend", "half", "fortnight"}:
        return None
    over = at + 2
    while reader.text(over) in {"that", "which", "has", "just", "is", "we", "have", "weve"}:
        over += 1
    if reader.text(over) in _OVER:
        return When(unit_at(reader.today, unit, -1), grain_of(unit), step=(unit, -1)), over + 1
    return When(unit_at(reader.today, unit, 0), grain_of(unit), step=(unit, 0)), at + 2


def to_date(reader: Reader, at: int) -> Found:
    """Read "year to date", "mtd", "ytd 2011": from the unit's first day to today, or to that day of the year said."""
    at = reader.skip(at, "the")
    unit = reader.word(at, "to_date")
    if unit is None:
        return None
    when = When(unit_at(reader.today, unit, 0), grain_of(unit), step=(unit, 0))
    year = reader.number(at + 1, "year")
    if unit == "year" and year is not None and year != reader.today.year:
        end = add_months(reader.today, 12 * (year - reader.today.year))
        return When(Period(date(year, 1, 1), end), Grain.TOTAL, notes=("to_date_then",)), at + 2
    if reader.number(at + 1, "step") == -1 and reader.word(at + 2, "unit") == "year":
        end = add_months(reader.today, -12)
        return When(Period(date(end.year, 1, 1), end), Grain.TOTAL, back=("year", 1)), at + 3
    return when, at + 1


def last_to_date(reader: Reader, at: int) -> Found:
    """Read "last ytd", "last year to date": the same days of the year (month, …) before."""
    at = reader.skip(at, "the")
    unit = reader.word(at + 1, "to_date") if reader.number(at, "step") == -1 else None
    if unit is None:
        return None
    return so_far(reader, unit, 1), at + 2


def so_far(reader: Reader, unit: str, back: int) -> When:
    """Return the unit `back` before the running one, up to the same point as today is in the running one."""
    whole = unit_at(reader.today, unit, -back)
    gone = (reader.today - unit_at(reader.today, unit, 0).start).days
    end = add_months(reader.today, -12 * back) if unit == "year" else min(whole.end, whole.start + gone * DAY)
    return When(Period(whole.start, end), Grain.TOTAL, back=(unit, back), notes=("same_days",))


def same_time(reader: Reader, at: int) -> Found:
    """Read "same month last year", "this time last year", "the same calendar days a year ago"."""
    found = _same(reader, at)
    said = found and {reader.text(i).split()[-1] for i in range(at, found[1])}
    return (replace(found[0], dates=True), found[1]) if found and said and said & {"days", "dates"} else found


def _same(reader: Reader, at: int) -> Found:
    at = reader.skip(at, "the")
    this = reader.text(at) == "this" and reader.has(at + 1, "unit")
    if not reader.has(at, "same") and not (this and _year_ago(reader, at + 2)):
        return None
    after = reader.skip(at + 1, "filler")
    unit = "weekday" if reader.text(after) == "weekday" else reader.word(after, "unit")
    after = reader.skip(
        after + 1 if unit or reader.text(after) in {"period", "time", "point", "days"} else after, "of", "prep", "the"
    )
    year = reader.number(after, "year")
    if year is not None and year < reader.today.year:
        return replace(_then(reader, unit, ("year", reader.today.year - year)), year=year), after + 1
    near = after if not reader.has(after - 1, "one") else after - 1
    one_ago = units_ago(reader, near) or unit_before_last(reader, after)
    if one_ago and one_ago[0].back:
        return _then(reader, unit, one_ago[0].back), one_ago[1]
    step = reader.number(after, "step") if reader.has(after, "step") else (-1 if reader.has(after, "ly") else None)
    far = (
        reader.word(reader.skip(after + 1, "filler"), "unit") if reader.has(after, "step") else reader.word(after, "ly")
    )
    if step != -1 or far is None:
        return None
    return _then(reader, unit, (far, 1)), reader.skip(after + 1, "filler") + (1 if reader.has(after, "step") else 0)


def _year_ago(reader: Reader, at: int) -> bool:
    """Whether "last year" or "a year ago" follows: "this week last year" is the same week of it."""
    ago = units_ago(reader, at)
    if ago is not None:
        return ago[0].back is not None and ago[0].back[0] == "year"
    said = reader.number(at, "step") == -1 and reader.word(at + 1, "unit") == "year"
    return said or reader.word(at, "ly") == "year"


def _then(reader: Reader, unit: str | None, back: tuple[str, int]) -> When:
    far, count = back
    if unit == "weekday":
        weeks = {"week": 1, "fortnight": 2, "month": 4, "year": 52}.get(far, 1) * count
        return When(_same_day(reader.today, "week", weeks), Grain.DAY, back=("week", weeks))
    if far == "year" and unit != "year":
        return _year_back(reader, unit or "month", count, running=unit is None)
    if unit is None or unit == far:
        return replace(so_far(reader, far, count), back=back)
    return _short(reader, unit, back)


def _short(reader: Reader, unit: str, back: tuple[str, int]) -> When:
    """Return "the same day last week": which week of last month is "the same week" stays open."""
    far, count = back
    if unit == "day" and far in {"week", "month"}:
        return When(_same_day(reader.today, far, count), Grain.DAY, back=back)
    if unit == "weekend" and far == "week":
        return When(unit_at(reader.today, unit, -count), Grain.TOTAL, cycle=Grain.WEEK, back=back)
    doubt = Doubt("period", "period") if unit in {"day", "week", "weekend"} else None
    return When(unit_at(reader.today, unit, -count), grain_of(unit), back=back, doubt=doubt)


def _year_back(reader: Reader, unit: str, years: int, *, running: bool) -> When:
    end = add_months(reader.today, -12 * years)
    if unit == "day":
        return When(around(end, Grain.DAY), Grain.DAY, back=("year", years))
    whole = unit_at(end, unit, 0) if unit != "week" else around(end, Grain.WEEK)
    whole = Period(whole.start, end) if running else whole
    return When(whole, Grain.TOTAL if running else grain_of(unit), back=("year", years),
                notes=("same_days",) if running else ())  # fmt: skip
