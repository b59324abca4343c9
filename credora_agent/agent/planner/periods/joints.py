"""Stretches said beside one another: read as one where they are, in doubt where they do not fit together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.when import DAY, WEEK, Doubt, When, grain_of, unit_at
from credora_agent.core.period import Grain, Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from credora_agent.agent.planner.terms import Term

    Item = Term | When

_BETWEEN = {"of", "in", "on", "from", "the", "that", "our", "at", "for", "during"}
"""Words between two stretches that tie them into one."""
_SETS_BESIDE = ("versus", "compare", "change", "shift", "previous_period", "why", "between")
_DAYS_OF_WEEK = 7
_WEEKS = 5


def jointed(items: Sequence[Item]) -> list[Item]:
    """Return the items with "Tuesday of last week" and the like as one stretch.

    Two that are said as one and are none, as "the holidays of the first week", are one in doubt.
    """
    beside = any(not isinstance(item, When) and item.has(*_SETS_BESIDE) for item in items)
    found: list[Item] = []
    for item in items:
        at = _tied(found) if isinstance(item, When) else None
        one = _one(found[at], item, beside=beside) if at is not None else None  # type: ignore[arg-type]
        if one is None:
            found.append(item)
        else:
            found[at:] = [one]
    return found


def in_one_year(items: Sequence[Item]) -> list[Item]:
    """Return "Nov and Dec last year" with the year of the last for all of them, weekdays with its week."""
    if any(not isinstance(item, When) and item.has(*_SETS_BESIDE) for item in items):
        return list(items)
    placed = list(items)
    for at in range(len(items) - 1, -1, -1):
        item = items[at]
        if not isinstance(item, When) or not item.bare:
            continue
        later = next((i for i in range(at + 1, len(items)) if not _lists(items[i])), len(items))
        other = placed[later] if later < len(items) else None
        if isinstance(other, When) and later > at + 1 and not other.bare and other.grain is item.grain:
            moved = _beside(item, other)
            placed[at] = moved if moved and moved.whole.start < other.whole.start else item
    return placed


def _beside(when: When, other: When) -> When | None:
    """Return an open stretch in the year of another, a weekday in its week."""
    if other.yearly is not None:
        return when.in_year(other.year)
    if other.weekday is None or when.cycle is not Grain.WEEK:
        return None
    day = other.whole.start + timedelta(days=when.whole.start.weekday() - other.weekday)
    return replace(when, whole=Period(day, day), bare=False, weekday=day.weekday())


def specified(items: Sequence[Item]) -> list[Item]:
    """Return "last February, 2027" and "Easter weekend, 27 to 28 March" as the days that are said last."""
    found = list(items)
    for at in range(len(items) - 3, -1, -1):
        first, comma, last = items[at : at + 3]
        if not isinstance(first, When) or not isinstance(last, When) or isinstance(comma, When):
            continue
        if not comma.has("comma") or first.doubt or last.doubt or _goes_on(items, at + 3):
            continue
        placed = _specified(first, last)
        if placed is not None:
            found[at : at + 3] = [replace(placed, start=first.start, end=last.end)]
    return of_both_years(found)


def of_both_years(items: Sequence[Item]) -> list[Item]:
    """Return "October 2025 and 2024" with October of both years."""
    found = list(items)
    for at in range(len(items) - 2):
        first, joint, last = found[at], items[at + 1], items[at + 2]
        if not isinstance(first, When) or not isinstance(last, When) or isinstance(joint, When):
            continue
        year = last.grain is Grain.YEAR and not last.ends and last.step is None
        named = first.yearly is not None and not (first.bare or first.doubt)
        if joint.has("and", "or") and year and named and (same := first.in_year(last.year or last.whole.start.year)):
            found[at + 2] = replace(same, start=last.start, end=last.end)
    return found


def _goes_on(items: Sequence[Item], at: int) -> bool:
    after = items[at] if at < len(items) else None
    return after is not None and not isinstance(after, When) and after.has("and", "comma", "or", *_SETS_BESIDE)


def _specified(first: When, last: When) -> When | None:
    if last.grain is Grain.YEAR and not last.ends and last.step is None and first.yearly is not None:
        return first.in_year(last.year or last.whole.start.year)
    near = abs((last.whole.start - first.whole.start).days) <= _NEAR
    fixed = last.yearly is not None and not last.annual and last.grain in {Grain.DAY, Grain.TOTAL}
    return last if first.annual and fixed and near else None


_NEAR = 21
"""Days a feast may lie from the days that are said to be it."""


def next_to(items: Sequence[Item], today: date) -> list[Item]:
    """Return "yesterday and the day before" with the day before yesterday, "Monday and the day after" with Tuesday."""
    if any(not isinstance(item, When) and item.has(*_SETS_BESIDE) for item in items):
        return list(items)
    found: list[Item] = []
    at = 0
    while at < len(items):
        beside, after = _neighbour(found, items, at, today)
        found.append(beside or items[at])
        at = after if beside else at + 1
    return found


def _neighbour(found: Sequence[Item], items: Sequence[Item], at: int, today: date) -> tuple[When | None, int]:
    last = found[-2] if len(found) > 1 else None
    joined = len(found) > 1 and not isinstance(found[-1], When) and found[-1].has("and", "comma")
    if not joined or not isinstance(last, When) or last.doubt is not None:
        return None, at
    item = items[at]
    if isinstance(item, When):
        unit = item.back[0] if item.back else None
        fits = item.before and item.back is not None and item.back[1] == 1 and last.grain is grain_of(unit or "")
        return (_beside_it(last, unit, -1), at + 1) if fits and unit else (None, at)
    words = [i for i in items[at : at + 3] if not isinstance(i, When)]
    if len(words) > 2 and words[1].has("unit") and words[0].has("the") and words[2].text in _LATER:  # noqa: PLR2004
        unit = words[1].word("unit")
        beside = _beside_it(last, unit, 1) if last.grain is grain_of(unit) else None
        return (beside, at + 3) if beside and beside.whole.start <= today else (None, at)
    return None, at


_LATER = {"after", "following", "afterwards", "later", "thereafter"}


def _beside_it(when: When, unit: str, steps: int) -> When:
    whole = unit_at(when.whole.start, unit, steps)
    return replace(when, whole=whole, bare=False, yearly=None, step=None, back=None, before=False, weekday=None)


def _lists(item: Item) -> bool:
    return not isinstance(item, When) and (item.has("and", "comma", "or") or item.text in _BETWEEN)


def _tied(found: Sequence[Item]) -> int | None:
    """Return where the last stretch stands when only small words follow it."""
    for at in range(len(found) - 1, -1, -1):
        item = found[at]
        if isinstance(item, When):
            return at
        if item.text not in _BETWEEN:
            return None
    return None


def _one(first: When, second: When, *, beside: bool) -> When | None:
    if first.doubt or second.doubt:
        return None
    placed = _within(first, second) or _within(second, first)
    if placed is not None:
        return replace(placed, start=first.start, end=second.end)
    contained = any(
        outer.whole.start <= inner.whole.start and inner.whole.end <= outer.whole.end
        for inner, outer in ((first, second), (second, first))
    )
    if beside or contained:
        return None
    return replace(first, doubt=Doubt("period", "period"), start=first.start, end=second.end)


def _within(inner: When, outer: When) -> When | None:
    """Return an open stretch where the other puts it: a weekday in a week, a day in a month, a feast in a year."""
    if inner.whole.days < _DAYS_OF_WEEK and inner.cycle is Grain.WEEK and outer.grain is Grain.WEEK:
        first = outer.whole.start + timedelta(days=inner.whole.start.weekday())
        whole = Period(first, first + (inner.whole.days - 1) * DAY)
        return replace(outer, whole=whole, grain=inner.grain, yearly=None, step=None, weekday=first.weekday())
    week = _nth_week(inner, outer)
    if week is not None:
        return week
    if inner.bare and inner.cycle is Grain.MONTH and outer.grain is Grain.MONTH and not outer.bare:
        found = outer.whole.start + (inner.whole.start.day - 1) * DAY
        return replace(inner, whole=Period(found, found), bare=False) if found in outer.whole else None
    if inner.bare and inner.yearly is not None and outer.grain is Grain.YEAR and not outer.ends:
        return inner.in_year(outer.whole.start.year)
    return None


def _nth_week(inner: When, outer: When) -> When | None:
    """Return "week 2" beside a month as the second week of it."""
    nth = inner.whole.start.isocalendar().week
    if not (inner.bare and inner.yearly and inner.grain is Grain.WEEK and outer.grain is Grain.MONTH and nth <= _WEEKS):
        return None
    first = outer.whole.start + (nth - 1) * WEEK
    days = Period(first, first + 6 * DAY).meet(outer.whole)
    return replace(outer, whole=days, grain=Grain.TOTAL, yearly=None, step=None) if days else None


def echoed(when: When, items: Sequence[Item]) -> When:
    """Return "the same day last week" as so much before the day that was named last, as it stands without one."""
    before = next((item for item in reversed(items) if isinstance(item, When)), None)
    if when.back is None or before is None or before.doubt or before.whole.days > 1 or when.whole.days > 1:
        return when
    if when.back[0] != "week":
        return when
    return replace(when, whole=Period(before.whole.start - when.back[1] * WEEK, before.whole.end - when.back[1] * WEEK))
