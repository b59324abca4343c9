"""What a question compares with what: which days are asked about, which they are held against, like with like."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from credora_agent.agent.planner.clauses import SIZES
from credora_agent.agent.planner.periods.when import DAY, When, grain_of, unit_at
from credora_agent.core.period import Grain, Period, add_months

if TYPE_CHECKING:
    from credora_agent.agent.planner.clauses import Clause

_WEEKS_OF_A_YEAR = 52
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
PREVIOUS = When(Period(date(2000, 1, 1), date(2000, 1, 1)), Grain.TOTAL, before=True)
"""Stands for “the period before the one asked about”."""


@dataclass(frozen=True, slots=True)
class Versus:
    """The stretch asked about (None: the running one) and the one it is held against; `taken` is a default's key."""

    asked: When | None
    base: When
    taken: tuple[str, ...] = ()


def versus(clause: Clause, today: date) -> Versus | None:
    """Return what the clause compares, or None when it compares nothing."""
    unit = clause.first("shift")
    if unit is not None and clause.by == unit:
        return None
    if unit is not None:
        return Versus(clause.whens[0] if clause.whens else None, replace(PREVIOUS, before=False, back=(unit, 1)))
    found = _said(clause) or _ends(clause) or _two(clause)
    if found is not None:
        return found
    if clause.has("previous_period") and clause.whens:
        return Versus(clause.whens[0], _one_before(clause, clause.whens[0]))
    return _changed(clause, today)


_DIRECTED = {"to", "with", "against"}


def _one_before(clause: Clause, asked: When | None) -> When:
    """Return what "the period before" is; "the one before" a Friday or a weekend is that of the week before."""
    named = asked is not None and asked.yearly is not None and clause.said(asked).startswith("this ")
    if asked is not None and (asked.annual or named):
        return replace(PREVIOUS, back=("year", 1))
    weekly = asked is not None and asked.cycle is Grain.WEEK
    return replace(PREVIOUS, back=("week", 1)) if weekly and re.search(r"\bone\b", clause.words) else PREVIOUS


def _said(clause: Clause) -> Versus | None:
    """Read "X vs Y", "compared with Y, how was X", "up on Y"."""
    at = clause.place("versus")
    if at is None:
        return None
    before = [item for item in clause.items[:at] if isinstance(item, When)]
    after = [item for item in clause.items[at:] if isinstance(item, When)]
    asked = before[-1] if before else None
    if not after:
        held = clause.has_after(at, "previous_period", "earlier", "before", "step")
        return Versus(asked, _one_before(clause, asked)) if held else None
    if asked is None and len(after) == 1 and clause.names_lines_on_both_sides(at):
        return None
    return Versus(asked or (after[1] if after[1:] else None), after[0])


def further(clause: Clause) -> list[When]:
    """Return the stretches after the second of "X vs Y vs Z", each to be held against the first."""
    at = clause.place("versus")
    if at is None:
        return (
            clause.whens[2:]
            if clause.has("compare") and _is_row(clause) and clause.between(*clause.whens[:2]) & _DIRECTED
            else []
        )
    if not any(isinstance(item, When) for item in clause.items[:at]):
        return []
    return [item for item in clause.items[at:] if isinstance(item, When)][1:]


def _is_row(clause: Clause) -> bool:
    """Whether more than two stretches are named."""
    return len(clause.whens) > 2  # noqa: PLR2004 - two make a pair


def _ends(clause: Clause) -> Versus | None:
    """Read the two ends of "from X to Y", "between X and Y" when a change between them is asked for."""
    if len(clause.whens) != 1 or clause.whens[0].ends is None or not clause.has("compare", "change", "why"):
        return None
    first, last = clause.whens[0].ends
    if clause.unfolds and first.whole.end + DAY < last.whole.start:
        return None
    said = clause.said(clause.whens[0])
    literal = clause.holds("compare") and not said.startswith(("between", "from")) and not clause.has("change")
    return Versus(first, last) if literal else Versus(last, first)


def _two(clause: Clause) -> Versus | None:
    """Read two stretches beside one another: the second is held against when said so, else the earlier one."""
    if len(clause.whens) < 2 or clause.whens[0].whole == clause.whens[1].whole:  # noqa: PLR2004 - two of them
        return None
    first, second = clause.whens[:2]
    if second.back or second.before:
        return Versus(first, second)
    if first.back or first.before:
        return Versus(second, first)
    directed = clause.between(first, second) & (_DIRECTED if clause.has("compare") else {"from", "on", "over"})
    if not clause.has("compare", "change") or (_is_row(clause) and not directed):
        return None
    forward = bool(directed) or first.whole.start >= second.whole.start
    return Versus(first, second) if forward else Versus(second, first)


def _changed(clause: Clause, today: date) -> Versus | None:
    """Read a change with one stretch or none: up on last year, did it fall in November, is it up."""
    beside = clause.has("compare") and not clause.has("change") and len(clause.every("metric")) > 1
    if beside or not clause.has("change", "compare") or clause.unfolds or clause.by or _is_row(clause):
        return None
    if not clause.whens:
        return None if not clause.has("change") else Versus(None, replace(PREVIOUS, back=("month", 1)), ("last_month",))
    when = clause.whens[0]
    if when.step and clause.said(when).startswith("since"):
        return Versus(None, replace(PREVIOUS, back=(when.step[0], 1)))
    if when.back or (when.step and when.step[1] < 0 and clause.word_before(when) & {"on", "over", "from"}):
        return Versus(None, when)
    if clause.has("compare") and clause.word_before(when) & {"with", "to", "against"}:
        return Versus(None, when)
    return Versus(when, usual_base(when, today), ("previous",))


def usual_base(when: When, today: date) -> When:
    """Return what a stretch is held against by default: the one before; for feasts and seasons last year's."""
    if when.annual:
        return replace(PREVIOUS, back=("year", 1))
    if when.running(today) and when.grain is not Grain.TOTAL:
        return replace(PREVIOUS, back=(when.grain.value, 1))
    return PREVIOUS


def running_unit(base: When, today: date) -> When:
    """Return the running month, year, … that a base such as "last year" is the natural measure for."""
    unit = base.back[0] if base.back else base.step[0] if base.step else base.grain.value
    unit = unit if unit in {"day", "week", "month", "quarter", "year"} else "month"
    return When(unit_at(today, unit, 0), grain_of(unit), step=(unit, 0))


Sides = tuple[Period, Period, tuple[str, ...]]
"""The days asked about, the days they are held against, and what was assumed."""


def sides(versus: Versus, today: date) -> Sides | None:
    """Return both sides of a comparison, like with like; None when they lie ahead."""
    base = versus.base
    asked = versus.asked or running_unit(base, today)
    movable = asked.bare and not base.bare and base.yearly is not None and not _same_name(asked, base)
    near = _nearest(asked, base, today) if movable else None
    asked = near or asked
    days = asked.until(today)
    held = _base(asked, base, today)
    if days is None or held is None or held.start > today:
        return None
    return _like_with_like(asked, base, days, held, today)


def _like_with_like(asked: When, base: When, days: Period, held: Period, today: date) -> Sides:
    notes = asked.notes + tuple(n for n in base.notes if n not in {"all_time", "same_days"})
    if held.end > today:
        held = Period(held.start, max(held.start, today))
        if days.days > held.days and asked.grain is base.grain:
            return Period(days.start, days.start + (held.days - 1) * DAY), held, (*notes, "like_with_like")
    if not asked.running(today) or asked.whole.days <= 1:
        return days, held, notes
    if held.days <= days.days and not (base.back or base.before or base.step):
        return days, held, notes
    if asked.grain is Grain.YEAR and held.start.year != days.start.year:
        end = add_months(days.end, -12 * (days.start.year - held.start.year))
        return days, Period(held.start, end), (*notes, "like_with_like")
    if asked.grain is not Grain.TOTAL:
        held = Period(held.start, min(held.end, held.start + timedelta(days=days.days - 1)))
        notes = (*notes, "like_with_like")
    return days, held, notes


def moved_back(asked: When, base: When, today: date) -> Period | None:
    """Return the days of a stretch named by its distance from another: "the month before" that one."""
    return _base(asked, base, today)


def _base(asked: When, base: When, today: date) -> Period | None:
    days = asked.until(today)
    if days is None:
        return None
    whole = asked.whole if asked.grain is not Grain.TOTAL else days
    found = _relative(asked, base, whole, today)
    if found is None:
        if base.grain is Grain.YEAR and base.step is None and asked.grain is not Grain.YEAR:
            found = _years_back(asked, days, asked.whole.start.year - base.year)
        else:
            near = _nearest(base, asked, today) if base.bare and not _same_name(base, asked) else None
            found = (near or base).whole
    if base.weekday is not None and base.back is not None and found.days == 1:
        day = found.start + (base.weekday - found.start.weekday()) * DAY
        found = Period(day, day)
    if found in (whole, days) and base.cycle is Grain.WEEK:
        return _moved(whole, "week", 1)
    if found in (whole, days):
        return _years_back(asked, whole, 1) if base.yearly else whole.previous()
    return found


def _relative(asked: When, base: When, whole: Period, today: date) -> Period | None:
    plain = base.step if base.step and base.step[1] == -1 and not base.back else None
    far = base.back or plain
    if far is None:
        return whole.previous() if base.before else None
    unit, count = far[0], abs(far[1])
    if unit == "year" and base.year and not base.yearly and base.grain is not Grain.YEAR:
        count = whole.start.year - base.year
    if unit == "year" and not (plain and asked.grain is Grain.YEAR):
        return _moved(whole, unit, count) if base.dates else _years_back(asked, whole, count)
    if asked.grain is grain_of(unit):
        return base.whole if plain and base.whole != whole else unit_at(whole.start, unit, -count)
    if SIZES.get(asked.grain, 0) > SIZES.get(grain_of(unit), 0):
        return base.whole if plain else whole.previous()
    if asked.grain is Grain.WEEK or (plain and not _inside(whole, unit_at(today, unit, 0))):
        return base.whole if plain else _moved(whole, unit, count)
    return _moved(whole, unit, count)


def _inside(inner: Period, outer: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _moved(days: Period, unit: str, count: int) -> Period:
    if unit in _MONTHS:
        months = -_MONTHS[unit] * count
        return Period(add_months(days.start, months), add_months(days.end, months))
    far = {"day": 1, "week": 7, "fortnight": 14}.get(unit, 7) * count * DAY
    return Period(days.start - far, days.end - far)


def _years_back(asked: When, days: Period, count: int) -> Period:
    if asked.yearly and asked.whole.days <= 100 and (found := asked.in_year(asked.year - count)):  # noqa: PLR2004
        return found.whole
    if asked.grain is Grain.WEEK:
        return _same_week(days, count)
    if asked.cycle is Grain.WEEK and asked.grain is Grain.TOTAL:
        return _moved(days, "week", _WEEKS_OF_A_YEAR * count)
    if count == 1:
        return days.year_before()
    return Period(add_months(days.start, -12 * count), add_months(days.end, -12 * count))


def _same_week(days: Period, years: int) -> Period:
    year, week, _ = days.start.isocalendar()
    last = date(year - years, 12, 28).isocalendar().week
    monday = date.fromisocalendar(year - years, min(week, last), 1)
    return Period(monday, monday + (days.days - 1) * DAY)


def _same_name(one: When, other: When) -> bool:
    placed = one.in_year(other.year) if other.yearly else None
    return placed is not None and placed.whole == other.whole


def _nearest(open_one: When, fixed: When, today: date) -> When | None:
    """Return the repetition of a stretch whose year is open that lies nearest the other one and has begun."""
    year = fixed.whole.start.year
    found = [open_one.in_year(y) for y in range(year - 1, year + 2)]
    near = [w for w in found if w and w.whole.start <= today and w.whole != fixed.whole]
    return min(near, key=lambda w: abs((w.whole.start - fixed.whole.start).days), default=None)
