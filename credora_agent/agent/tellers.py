"""Which teller says what a tool found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.telling import ads, books, budget, cohorts, explain, findings, forecast, goods, metrics, storefront
from credora_agent.telling import scenario as what_if
from credora_agent.telling import statement as pnl
from credora_agent.telling.blocks import Notice
from credora_agent.telling.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.actions.schemas import Applied, Proposed


def tell_proposal(found: Proposed) -> Part:
    """Return what would change, and how a person says yes to it."""
    until = f"{found.expires_at:%H:%M} UTC"
    ways = f"a yes in this conversation or `credora apply {found.plan_id}`"
    yes = f"Nothing is changed yet: {ways} does it, until {until}."
    return Part((found.summary, yes), (Notice(text=yes),))


def tell_applied(found: Applied) -> Part:
    """Return what was changed."""
    return Part((found.says,), (Notice(text=found.says),))


TELLERS: dict[str, Callable[[Any], Part]] = {
    "cfo_pnl": pnl.tell,
    "cfo_metrics": metrics.tell,
    "cfo_reconcile": books.tell_reconciliation,
    "cfo_entries": books.tell_entries,
    "cfo_status": books.tell_status,
    "cfo_cohorts": cohorts.tell_cohorts,
    "cfo_budget": budget.tell_budget,
    "cfo_products": goods.tell_products,
    "cfo_campaigns": goods.tell_campaigns,
    "cfo_inventory": goods.tell_inventory,
    "cfo_explain_change": explain.tell_explanation,
    "cfo_findings": findings.tell_findings,
    "cfo_forecast": forecast.tell,
    "cfo_scenario": what_if.tell_scenario,
    "cfo_propose": tell_proposal,
    "cfo_apply": tell_applied,
    "shopify_orders": storefront.tell_orders,
    "shopify_products": storefront.tell_shelf,
    "shopify_payouts": storefront.tell_payouts,
    "meta_performance": ads.tell_performance,
    "meta_entities": ads.tell_entities,
    "google_performance": ads.tell_performance,
    "google_query": ads.tell_rows,
}
