"""Which part of the business beside the P&L a clause is about, when its words lead to several: the most telling one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credora_agent.agent.planner.clauses import Clause

_FIRST = ("terms", "payouts", "budget", "inventory", "shelf", "cohorts", "forecast", "entities")
_WORTH = {"poas", "net_profit", "net_margin", "break_even_roas", "cm3", "cm2"}
_ONLY_REPORTED = {"ctr", "cpc", "cpm"}
_ORDER_NAMED = re.compile(r"\border (# ?|number |no |nr )?\d{3,}\b|# ?\d{3,}")


def area_of(clause: Clause) -> str:
    """Return the area by name, or "" for the P&L itself."""
    said = set(clause.every("area"))
    if clause.first("shelf_state") in {"out", "no_cost"} and "shelf" in said:
        return "shelf"
    found = next((area for area in _FIRST if area in said), None)
    if found is not None:
        return found
    if _ORDER_NAMED.search(clause.words) and not clause.has("entries"):
        return "orders"
    return _of_adverts(clause, said) or _of_goods(clause, said)


def _of_adverts(clause: Clause, said: set[str]) -> str:
    worth = bool(_WORTH & set(clause.every("metric"))) or bool(re.search(r"worth|los(e|ing|t)|profit", clause.words))
    columns = set(clause.every("column"))
    if "campaigns" in said or clause.has("named_campaign"):
        if worth or not (clause.has("platform") or columns & _ONLY_REPORTED or clause.has("named_campaign")):
            return "campaigns" if not (columns - _COSTS and not worth) else "ads"
        return "ads"
    if columns or clause.has("platform"):
        return "ads"
    return ""


_COSTS = {"cost_per_purchase", "conversion_value", "conversions"}


def _of_goods(clause: Clause, said: set[str]) -> str:
    if "products" in said or _asks_products(clause):
        return "products"
    if "orders" in said or (clause.has("sku") and "orders" in clause.every("metric")):
        return "orders"
    if clause.has("sku"):
        return "products"
    return "findings" if "findings" in said else ""


def _asks_products(clause: Clause) -> bool:
    """Whether products are ranked or picked: "best product", "which items lose money"."""
    named = any(term.has("thing") and term.word("thing") == "products" for term in clause.terms)
    picks = clause.has("extreme", "implied") or bool(re.search(r"\bwhich\b|\bwhat\b|\bour\b", clause.words))
    return named and picks and not clause.has("unit")
