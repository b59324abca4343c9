"""What is ahead and what was planned: forecasts, budgets, and customers by the month they came."""

from __future__ import annotations

import re
from typing import Any

from credora_agent.agent.plan import Call
from credora_agent.agent.planner.amounts import SPAN, amounts
from credora_agent.agent.planner.horizon import horizon
from credora_agent.agent.planner.lines import lines
from credora_agent.agent.planner.periods.when import When, unit_at
from credora_agent.agent.planner.setting import Answer, Setting, dated, no
from credora_agent.core.period import Grain, Period, add_months, month_end

_FORECAST = {"revenue", "net_sales", "gross_sales", "net_profit", "orders", "units", "ebitda", "cm1", "cm2", "cm3"}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MOST_MONTHS = 120
_LOOKS_BACK = re.compile(r"\b(actuals?|hit|over|under|off|overspen\w+|variance|reached?|missed?|went|compare\w*)\b")


def forecast(at: Setting) -> Answer:
    """Return what is expected, as far ahead as asked; figures nobody forecasts are declined."""
    metrics = set(lines(at.clause)[0])
    if metrics and not metrics & _FORECAST and not at.clause.has("area"):
        return no("ahead")
    past = [
        when for when in at.clause.whens if when.whole.end < at.today and when.doubt is None and _is_behind(when, at)
    ]
    if (
        past
        and (any(when.bare for when in past) or not horizon(at))
        and not at.clause.has("future")
        and at.clause.holds("cash")
    ):
        return no("cash_then")
    return at.answer("forecast", Call("cfo_forecast", horizon(at)))


def _is_behind(when: When, at: Setting) -> bool:
    """Whether days are past ones: an open month is, when it was less long ago than it will come again."""
    return not when.bare or at.today - when.whole.end < add_months(when.whole.start, 12) - at.today


def budget(at: Setting) -> Answer:
    """Return budget beside actual of the whole months named, of this month when none is."""
    doubt = next((when.doubt for when in at.clause.whens if when.doubt), None)
    if doubt is not None:
        return at.asks("period", "period")
    found = [months for when in at.clause.whens if (months := _months(when, at))]
    if at.clause.has("rest_of") and not found:
        found = [Period(at.today.replace(day=1), unit_at(at.today, at.clause.first("rest_of") or "month", 0).end)]
    if not found:
        at.notes.append("this_month")
        found = [unit_at(at.today, "month", 0)]
    whole = Period(min(m.start for m in found), max(m.end for m in found))
    return at.answer("budget", Call("cfo_budget", dated(whole)))


def _months(when: When, at: Setting) -> Period | None:
    whole = when.whole
    past = at.clause.has("was", "pnl", "change") or bool(_LOOKS_BACK.search(at.clause.words))
    if when.bare and when.yearly and not past and (again := when.in_year(when.year + 1)):
        near = abs((again.whole.start - at.today).days) < abs((whole.start - at.today).days)
        whole = again.whole if near else whole
    if when.ahead is not None:
        return None
    return Period(whole.start.replace(day=1), month_end(whole.end))


def cohorts(at: Setting) -> Answer:
    """Return customers by the month they came, as many months as asked."""
    args: dict[str, Any] = {}
    months = _cohort_months(at)
    if months:
        args["months"] = min(months, _MOST_MONTHS)
    worth = any("value" in t.text or t.text in {"ltv", "clv", "cltv", "expected"} for t in at.clause.terms)
    if (
        worth
        or at.clause.holds("lifetime")
        or any(t.has("future") or t.text.startswith("project") for t in at.clause.terms)
    ):
        args["projection"] = True
    return at.answer("cohorts", Call("cfo_cohorts", args))


def _cohort_months(at: Setting) -> int | None:
    for amount in amounts(at.clause.items):
        if amount.kind == SPAN and amount.per in _MONTHS:
            return int(amount.value) * _MONTHS[amount.per]
    starts = [w.whole.start for w in at.clause.whens if w.doubt is None and w.whole.start <= at.today]
    if not starts:
        return None
    first, rolling = min(starts), all(w.grain is Grain.TOTAL for w in at.clause.whens)
    count = (at.today.year - first.year) * 12 + at.today.month - first.month
    return max(1, count if rolling else count + 1)
