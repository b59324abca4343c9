"""What clients ask in a load: all reading tools, the common ones more often, about months that differ."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

WEIGHTS = {
    "cfo_pnl": 20, "cfo_metrics": 20, "cfo_status": 8, "cfo_findings": 8, "cfo_products": 8, "cfo_campaigns": 6,
    "cfo_entries": 6, "cfo_explain_change": 6, "cfo_reconcile": 4, "cfo_inventory": 4, "cfo_budget": 2,
    "cfo_cohorts": 2, "cfo_forecast": 3, "cfo_scenario": 1,
}  # fmt: skip
METRICS = ("net_sales", "revenue", "net_profit", "returns", "orders")


def asked(chance: Random, today: date) -> tuple[str, dict[str, Any]]:
    """Return a tool's name and its arguments, about one of the twelve full months before `today`."""
    (name,) = chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))
    month, before = _month(today, back := chance.randint(1, 12)), _month(today, back + 1)
    compared = {**month, "compare_start": before["start"], "compare_end": before["end"]}
    own: dict[str, dict[str, Any]] = {
        "cfo_pnl": chance.choice([month, compared]),
        "cfo_metrics": {**month, "metrics": chance.sample(METRICS, 2), "by": chance.choice(["total", "day", "week"])},
        "cfo_products": {**month, "limit": 10},
        "cfo_campaigns": month,
        "cfo_entries": {**month, "metric": chance.choice(METRICS)},
        "cfo_explain_change": {**compared, "metric": chance.choice(METRICS[:3])},
        "cfo_reconcile": month,
        "cfo_budget": month,
        "cfo_scenario": {"levers": [{"lever": "price", "percent": chance.choice([2, 5, 8])}]},
    }
    return name, own.get(name, {})


def _month(today: date, back: int) -> dict[str, str]:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    last = monthrange(year, month + 1)[1]
    return {"start": date(year, month + 1, 1).isoformat(), "end": date(year, month + 1, last).isoformat()}
