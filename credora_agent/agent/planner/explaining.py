"""Why something moved: the figure, both periods, and the way the question takes for granted, which code checks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from credora_agent.agent.plan import Call
from credora_agent.agent.planner.comparing import PREVIOUS, Versus, sides, usual_base, versus
from credora_agent.agent.planner.lines import lines
from credora_agent.agent.planner.periods.when import When
from credora_agent.agent.planner.setting import Answer, Setting, against, dated, no
from credora_agent.core.period import Grain

if TYPE_CHECKING:
    from credora_agent.agent.planner.clauses import Clause

_COLUMNS = {"clicks": "clicks", "impressions": "impressions", "conversions": "attributed_purchases",
            "conversion_value": "attributed_value"}  # fmt: skip
PREVIOUS_MONTH = When(PREVIOUS.whole, Grain.TOTAL, before=True, back=("month", 1))


def explain(at: Setting) -> Answer:
    """Return why each figure named moved against the period compared with; net profit when none is named."""
    metrics, vague, notes = lines(at.clause)
    at.notes.extend(notes)
    metrics = metrics or [_COLUMNS[c] for c in at.clause.every("column") if c in _COLUMNS]
    if not metrics and vague is not None and vague != "made":
        return at.asks("metric", vague)
    if at.clause.loses_money:
        metrics = ["net_profit"]
    if not metrics and at.clause.has("platform"):
        metrics = ["platform_roas"]
    if not metrics:
        at.notes.append("by_profit")
        metrics = ["net_profit"]
    compared = versus(at.clause, at.today) or before(at)
    found = sides(compared, at.today)
    if found is None:
        return no("ahead")
    days, held, taken = found
    at.notes.extend((*compared.taken, *taken))
    way = _asked(at.clause, metrics)
    calls = (Call("cfo_explain_change", {"metric": m, **dated(days), **against(held), **way}) for m in metrics)
    return at.answer("explain", *calls)


def before(at: Setting) -> Versus:
    """Return the stretch named against its usual base; without one, this month against the same days of last month."""
    when = next(iter(at.clause.whens), None)
    if when is not None:
        return Versus(when, usual_base(when, at.today))
    return Versus(None, replace(PREVIOUS_MONTH), ("last_month",))


def _asked(clause: Clause, metrics: list[str]) -> dict[str, Any]:
    """Return the way the question takes for granted, as long as it is one way of one figure."""
    ways = set(clause.every("way"))
    losses = any(term.has("metric") and term.text.endswith(("loss", "losses")) for term in clause.terms)
    if len(ways) != 1 or len(metrics) != 1 or losses:
        return {}
    return {"asked": ways.pop()}
