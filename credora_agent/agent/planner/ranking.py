"""Best and worst: by which grain, in which order, how many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from credora_agent.agent.planner.lines import lines
from credora_agent.agent.planner.periods.when import GRAINS, When

if TYPE_CHECKING:
    from credora_agent.agent.planner.clauses import Clause
    from credora_agent.core.period import Period

_BETTER_LOW = {
    "discounts", "returns", "cogs", "fulfilment", "fees", "marketing", "operating_costs", "financing", "return_rate",
    "discount_rate", "sales_tax",
}  # fmt: skip
_SEVERAL = 5
_MOST = 100
_FINE = 92
_WHICH_COUNT = re.compile(r"\bwhich (\w+) (?:days|weeks|months|quarters|years|products|campaigns|items|orders)\b")
_ENOUGH = re.compile(r"\b(\w+) (?:are|is|will be|would be) enough\b")
_LOSS = re.compile(r"\blos(e|es|ing|t|s)\b|unprofitable|in the (red|minus)")


def ranked(clause: Clause, days: Period) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the arguments of each ranking asked for, without dates, and assumptions; revenue when no line is named."""
    metrics, _, notes = lines(clause)
    implied = clause.first("implied") or ("net_profit" if clause.loses_money else None)
    if not metrics:
        metrics = [implied] if implied else ["revenue"]
        notes = notes if implied else ["best_by"]
    by, several = _unit(clause, days)
    if not clause.has("extreme"):
        return [{"metrics": metrics, "by": by, "order": _made_or_lost(clause)}], notes
    whole = any(term.has("extreme") and term.text.startswith("rank") for term in clause.terms)
    limit = counted(clause) or (_MOST if whole else _SEVERAL if several else 1)
    orders = dict.fromkeys((metric, _order(said, metric)) for metric in metrics for said in clause.every("extreme"))
    return [{"metrics": [metric], "by": by, "order": order, "limit": limit} for metric, order in orders], notes


def _made_or_lost(clause: Clause) -> str:
    return "lowest_first" if _LOSS.search(clause.words) else "highest_first"


def _order(said: str, metric: str) -> str:
    high = said in {"best", "high"}
    if said in {"best", "worst"} and metric in _BETTER_LOW:
        high = not high
    return "highest_first" if high else "lowest_first"


def _unit(clause: Clause, days: Period) -> tuple[str, bool]:
    for term in clause.terms:
        if term.has("unit") and term.word("unit") in GRAINS:
            return term.word("unit"), term.text.endswith("s")
    by = clause.by
    return (by or ("day" if days.days <= _FINE else "month")), False


def counted(clause: Clause) -> int | None:
    """Return how many of the best or worst are asked for."""
    chosen = _WHICH_COUNT.search(clause.words)
    if chosen is not None and clause.has("extreme"):
        return next(term.number("number") for term in clause.terms if term.has("number") and term.text == chosen[1])
    enough = _ENOUGH.search(clause.words)
    if enough is not None and chosen is None:
        said = (t.number("number") for t in clause.terms if t.has("number") and t.text == enough[1])
        return next(said, None)
    for i, item in enumerate(clause.items):
        if isinstance(item, When) or not (item.has("extreme") or item.text.startswith(("top ", "best ", "worst "))):
            continue
        near = clause.items[max(0, i - 1) : i + 3]
        found = [t.number("number") for t in near if not isinstance(t, When) and t.has("number")]
        if found and 0 < found[0] <= _MOST:
            return found[0]
    return None
