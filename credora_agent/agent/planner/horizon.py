"""How many days ahead a question looks: to the end of the named stretch that is still to come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from credora_agent.agent.planner.amounts import SPAN, amounts
from credora_agent.agent.planner.clauses import Clause
from credora_agent.agent.planner.periods.when import When, unit_at
from credora_agent.core.period import add_months

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.agent.planner.setting import Setting

LONGEST = 730
_DATED = re.compile(r"\d{4}|\blast\b|\bago\b|yesterday|today")
USUAL = 90
"""Days the tools look ahead by themselves."""
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def horizon(at: Setting, *, counted: bool = False) -> dict[str, Any]:
    """Return `horizon_days` when the question says how far it looks, else nothing; `counted`: only by a count."""
    days = _counted(at) or (None if counted else _named(at))
    return {"horizon_days": min(days, LONGEST)} if days and days > 0 and days != USUAL else {}


def _counted(at: Setting) -> int | None:
    """Read "the next 6 months", "in 30 days", "90 day forecast"."""
    for when in at.clause.whens:
        if when.ahead:
            return _far(at.today, when.ahead[0], when.ahead[1])
    pulled = at.clause.has("lever")
    for amount in amounts(at.clause.items):
        if amount.kind == SPAN and (not pulled or _reaches(at, amount.at)):
            return _far(at.today, amount.per or "day", int(amount.value))
    return None


def _reaches(at: Setting, place: int) -> bool:
    """Whether a count of days is how far to look, not how long a discount or a loan runs."""
    before = at.clause.items[place - 1] if place else None
    said = before is not None and not isinstance(before, When) and before.text in {"over", "within"}
    return said and not {"discount", "loan"} & set(at.clause.every("lever"))


def _far(today: date, unit: str, count: int) -> int | None:
    if unit in _DAYS:
        return _DAYS[unit] * count
    months = _MONTHS.get(unit)
    return (add_months(today, months * count) - today).days if months and months * count <= LONGEST // 28 else None


def _named(at: Setting) -> int | None:
    if at.clause.has("rest_of"):
        unit = at.clause.first("rest_of") or "month"
        return (unit_at(at.today, unit, 0).end - at.today).days
    base = at.clause.place("versus")
    asked = Clause(at.clause.items[:base], at.clause.text).whens or at.clause.whens
    ends = [end for when in asked if (end := _end(when, at)) is not None]
    return max(((end - at.today).days for end in ends), default=None)


def _end(when: When, at: Setting) -> date | None:
    """Return the last day of a stretch still to come or running; one without a year that is over comes again."""
    today = at.today
    if when.doubt is not None:
        return None
    if when.ends is not None:
        return _end(when.ends[1], at)
    if when.bare and when.yearly and when.whole.end < today:
        again = when.in_year(when.year + 1)
        return again.whole.end if again and again.whole.end > today else None
    if when.whole.end <= today and at.clause.has("future", "area") and not _DATED.search(at.clause.said(when)):
        next_one = add_months(when.whole.end, 12)
        return next_one if next_one > today and when.step is None and when.back is None else None
    return when.whole.end if when.whole.end > today else None
