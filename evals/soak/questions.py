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
EXPLAINED = ("net_profit", "net_sales", "revenue")


def asked(chance: Random, today: date) -> tuple[str, dict[str, Any]]:
    """Return a tool's name and its arguments, about one of the twelve full months before `today`."""
    (name,) = chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))
    back, metric, grain = chance.randint(1, 12), chance.choice(METRICS), chance.choice(["total", "day", "week"])
    return name, question(name, today, back=back, metric=metric, grain=grain)


def question(
    name: str, today: date, *, back: int = 1, metric: str = "net_profit", grain: str = "total"
) -> dict[str, Any]:
    """Return arguments for a tool, about the full month that lies `back` months before `today`."""
    period, before = month(today, back), month(today, back + 1)
    own: dict[str, dict[str, Any]] = {
        "cfo_pnl": period,
        "cfo_metrics": {**period, "metrics": [metric, "net_sales"], "by": grain},
        "cfo_products": {**period, "limit": 10},
        "cfo_campaigns": period,
        "cfo_entries": {**period, "metric": metric},
        "cfo_explain_change": {
            **period, "compare_start": before["start"], "compare_end": before["end"], "metric": EXPLAINED[back % 3],
        },
        "cfo_reconcile": period,
        "cfo_budget": period,
        "cfo_scenario": {"levers": [{"lever": "price", "percent": 2 * back}]},
    }  # fmt: skip
    return own.get(name, {})


def month(today: date, back: int) -> dict[str, str]:
    """Return the first and the last day of the month that lies so many before `today`'s."""
    year, number = divmod(today.year * 12 + today.month - 1 - back, 12)
    last = monthrange(year, number + 1)[1]
    return {"start": date(year, number + 1, 1).isoformat(), "end": date(year, number + 1, last).isoformat()}
