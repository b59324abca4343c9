"""Which part of the business beside the P&L a clause is about, when its words lead to several: the most telling one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credora_agent.agent.planner.clauses import Clause

_FIRST = ("terms", "payouts", "budget", "inventory", "shelf", "cohorts", "forecast", "entities")
_WORTH = {"poas", "net_profit", "net_margin", "break_even_roas", "cm3", "cm2"}
_ONLY_REPORTED = {"ctr", "cpc", "cpm"}
_LATEST = re.compile(
    r"\b(last|latest|newest|recent|past|previous) (few |couple of )?(\d+|five|ten|three|few|several|twenty) orders?\b"
)
_OF_ADS = {"marketing", "ad_spend", "blended_roas", "platform_roas", "poas", "mer", "cac"}
_ORDER_NAMED = re.compile(r"(?<!\bwe )(?<!\bi )(?<!\bto )\border (# ?|number |no |nr )?\d{3,}\b|# ?\d{3,}")


def area_of(clause: Clause) -> str:
    """Return the area by name, or "" for the P&L itself."""
    said = set(clause.every("area")) - _gone(clause)
    found = _telling(clause, said) or next((area for area in _FIRST if area in said), None)
    if found is not None:
        return found
    if is_latest(clause) or _ranks_orders(clause) or _lossy_orders(clause):
        return "orders"
    if _ORDER_NAMED.search(clause.words) and not clause.has("entries"):
        return "orders"
    return _of_adverts(clause, said) or _of_goods(clause, said)


def _is_now(clause: Clause) -> bool:
    """Whether no days are named but today."""
    return all(when.step == ("day", 0) for when in clause.whens)


def _of_products(clause: Clause, said: set[str]) -> bool:
    return "products" in said or any(term.has("thing") and term.word("thing") == "products" for term in clause.terms)


def _gone(clause: Clause) -> set[str]:
    """Return "inventory" where only units that left on past days are spoken of: "how many units left in June"."""
    told = [term for term in clause.terms if term.has("area") and term.word("area") == "inventory"]
    unread = all(term.has("metric") for term in told) and clause.has_unknown
    return {"inventory"} if told and unread and clause.whens else set()


def _telling(clause: Clause, said: set[str]) -> str | None:
    """Return the area that is clear by more than one word."""
    words, state = clause.words, clause.first("shelf_state")
    tests = (
        ("inventory", state == "out" and _SOON.search(words)),
        ("shelf", "shelf" in said and (state in {"out", "no_cost"} or clause.has("sku"))),
        ("forecast", {"forecast", "inventory"} <= said and _CASH_OUT.search(words)),
        ("shelf", _of_products(clause, said) and UNCOSTED.search(words) and not clause.whens),
        ("shelf", clause.has("sku") and clause.has("does") and _SELLS_FOR.search(words)),
        ("entities", "campaigns" in said and clause.has("ad_state") and _is_now(clause) and not clause.has(*_FIGURES)),
        ("cohorts", _COME_BACK.search(words)),
    )
    return next((area for area, holds in tests if holds), None)


def _ranks_orders(clause: Clause) -> bool:
    """Whether single orders are ranked: "which order was the largest", "top 10 orders"."""
    if clause.has("by", "unit", "thing", "area") or not clause.has("extreme"):
        return False
    return bool(re.search(r"\b(order|which orders)\b", clause.words) or _TOP_ORDERS.search(clause.words))


def _lossy_orders(clause: Clause) -> bool:
    """Whether the orders that lost money are picked."""
    return clause.loses_money and _ORDERS_THEMSELVES.search(clause.words) is not None and not clause.has("by", "unit")


_ORDERS_THEMSELVES = re.compile(r"\b(which|what|list|show|any|loss making|lossmaking|unprofitable) (\w+ )?orders?\b")
_TOP_ORDERS = re.compile(r"\b(top|biggest|largest|best|highest|priciest|most expensive)( \d+| \w+)? orders\b")


def is_latest(clause: Clause) -> bool:
    """Whether so many of the latest orders are asked for."""
    return _LATEST.search(clause.words) is not None


def _of_adverts(clause: Clause, said: set[str]) -> str:
    worth = bool(_WORTH & set(clause.every("metric"))) or bool(re.search(r"worth|los(e|ing|t)|profit", clause.words))
    columns = set(clause.every("column"))
    if "platforms" in said:
        return "ads" if set(clause.every("metric")) <= _OF_ADS else "split"
    if "campaigns" in said or clause.has("named_campaign"):
        if worth or not (clause.has("platform") or columns & _ONLY_REPORTED or clause.has("named_campaign")):
            return "campaigns" if not (columns - _COSTS and not worth) else "ads"
        return "ads"
    if columns or clause.has("platform"):
        return "ads"
    if (
        set(clause.every("metric")) in ({"marketing"}, {"ad_spend"})
        and _DOING.search(clause.words)
        and not clause.has("why")
    ):
        return "campaigns"
    return ""


_DOING = re.compile(
    r"\bads?( spend)? (doing|perform\w*|going|work\w*|pay\w* off|worth)\b|\bhow (are|did|is) (\w+ )?ads\b"
)
_SOON = re.compile(r"\b(will|going to|first|soon)\b")
_CASH_OUT = re.compile(r"\b(cash|money)\b.*\brun\w* (out|dry|low)\b")
UNCOSTED = re.compile(
    r"\b(nobody|no one|never|not|without|missing|no|hasnt|havent|isnt|arent|lack\w*)\b(?! cost us).*\b(cost|costs)\b|"
    r"\bcosts? (is |are )?(missing|unknown|not)\b"
)
_SELLS_FOR = re.compile(r"\b(sells?|priced|retails?) (for|at)\b|\bsells?$")
_FIGURES = ("metric", "column", "extreme", "pnl", "change")
_COME_BACK = re.compile(r"\b(customers?|buyers?|people)\b.*\b(com(e|es|ing)|came) back\b")
_COSTS = {"cost_per_purchase", "conversion_value", "conversions"}


def _of_goods(clause: Clause, said: set[str]) -> str:
    if clause.has("sku") and re.search(r"\borders?\b|\bwho (bought|ordered|purchased)\b", clause.words):
        return "orders"
    if "products" in said or _asks_products(clause):
        return "products"
    margins = {"cm1_rate", "cm3_rate", "net_margin"} if clause.has("extreme") else set()
    others = set(clause.every("metric")) - {"orders", "returns", "net_profit"} - margins
    if ("orders" in said or _lists_orders(clause)) and not others and not clause.has("by", "trend", "shift", "mean"):
        return "orders"
    if clause.has("sku"):
        return "products"
    return "findings" if "findings" in said else ""


def _lists_orders(clause: Clause) -> bool:
    """Whether the orders themselves are to be shown, not how many there were."""
    if _EVERY_ORDER.search(clause.words):
        return True
    counts = clause.has("count", "versus", "change", "compare", "extreme", "entries")
    return clause.every("metric") == ["orders"] and not counts and _SHOWS.match(clause.words) is not None


_EVERY_ORDER = re.compile(r"\b(list|show|see|give)\b.*\b(every|all|all the) orders?\b")
_SHOWS = re.compile(
    r"(please |can you |could you |can i |let me )*(show|list|see|pull up|display|get|give)\b.*\borders\b"
)
_PICKS = re.compile(r"\b(which|what|our|my|by|all|show|list|these|each|every)\b|^(products?|items)\b")


def _asks_products(clause: Clause) -> bool:
    """Whether products are ranked or picked: "best product", "which items lose money"."""
    named = (
        clause.has("extreme") and any(term.text == "items" for term in clause.terms) and not clause.holds("order")
    ) or any(term.has("thing") and term.word("thing") == "products" and not term.has("metric") for term in clause.terms)
    picks = clause.has("extreme", "implied") or clause.loses_money or bool(_PICKS.search(clause.words))
    return named and (picks or _alone(clause)) and not clause.has("unit")


def _alone(clause: Clause) -> bool:
    """Whether nothing is named but the products and days: "the products of Q4"."""
    said = all(term.has("thing", "of", "the", "prep", "and", "stop", "polite") for term in clause.terms)
    return said and bool(clause.whens)
