"""A sound question for every tool there is, about March 2026; those nobody wrote one for are asked by their schema."""

from __future__ import annotations

from typing import Any

MARCH = {"start": "2026-03-01", "end": "2026-03-31"}
DAYS = {"start": "2026-03-02", "end": "2026-03-02", "compare_start": "2026-03-01", "compare_end": "2026-03-01"}
QUESTIONS: dict[str, dict[str, Any]] = {
    "cfo_pnl": {**MARCH, "by": "day"},
    "cfo_metrics": {**MARCH, "metrics": ["net_sales", "cogs", "net_profit"], "by": "day", "order": "highest_first"},
    "cfo_entries": {**MARCH, "metric": "net_profit", "limit": 1},
    "cfo_products": {**MARCH, "limit": 1},
    "cfo_inventory": {"limit": 1},
    "cfo_findings": {"dismissed": True},
    "cfo_explain_change": {"metric": "net_sales", **DAYS},
    "cfo_forecast": {"horizon_days": 30},
    "cfo_scenario": {"levers": [{"lever": "price", "percent": 8, "target": "A"}]},
    "shopify_orders": {**MARCH, "limit": 1},
    "shopify_payouts": MARCH,
}
NO_QUESTIONS = {"cfo_propose", "cfo_apply", "google_query"}
"""Tools that change something or ask a platform: they have tests of their own."""


def question(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return arguments for the tool of that name."""
    sound = {**DAYS, **MARCH, "metric": "net_sales", "metrics": ["net_sales"]}
    return QUESTIONS.get(name) or {each: sound[each] for each in schema.get("required", [])}
