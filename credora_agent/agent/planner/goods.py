"""Lists: products, campaigns, orders, payouts, the shelf and what is in stock.

Without a period they are of the last 28 days up to yesterday, and the plan says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from credora_agent.agent.plan import Call
from credora_agent.agent.planner.amounts import MONEY, amounts
from credora_agent.agent.planner.areas import UNCOSTED, is_latest
from credora_agent.agent.planner.comparing import sides, versus
from credora_agent.agent.planner.lines import lines
from credora_agent.agent.planner.periods.when import When
from credora_agent.agent.planner.ranking import counted
from credora_agent.agent.planner.setting import Answer, Setting, against, dated, days_of_list, no

if TYPE_CHECKING:
    from credora_agent.agent.planner.terms import Term

_PRODUCT_COLUMNS = {
    "net_sales": "net_sales", "gross_sales": "net_sales", "revenue": "net_sales", "units": "units", "orders": "units",
    "returns": "returns", "return_rate": "return_rate", "cm1": "cm1", "cm2": "cm2", "cm3": "cm3",
    "cm1_rate": "cm1_rate", "cm2_rate": "cm2_rate", "cm3_rate": "cm3_rate", "net_profit": "cm3",
    "net_margin": "cm3_rate", "ebitda": "cm3", "marketing": "marketing", "ad_spend": "own_ads",
}  # fmt: skip
_CAMPAIGN_COLUMNS = {
    "marketing": "ad_spend", "ad_spend": "ad_spend", "blended_roas": "platform_roas", "platform_roas": "platform_roas",
    "poas": "poas",
    "mer": "platform_roas", "break_even_roas": "break_even_roas", "net_profit": "profit_after_ads",
    "cm3": "profit_after_ads",
    "revenue": "attributed_value", "net_sales": "attributed_value", "orders": "attributed_purchases",
    "cac": "cost_per_purchase", "ncac": "cost_per_purchase",
    "clicks": "clicks", "impressions": "impressions", "conversions": "attributed_purchases",
    "conversion_value": "attributed_value", "cost_per_purchase": "cost_per_purchase",
}  # fmt: skip
_BOOKED = {"returns", "discounts", "fees", "fulfilment", "cogs", "gross_sales"}
"""Lines whose rows name the product they are of."""
_WORSE_HIGH = {"returns", "return_rate", "cost_per_purchase", "break_even_roas"}
_LOSES = re.compile(
    r"\b(burn\w*|los(e|es|ing|t|ers?)|loss|unprofitable|flops?|waste\w*|kill|cut|stop|turn off|pause|drop)\b|"
    r"cost (us )?more than they"
)
_LOST = re.compile(r"\b(burn\w*|los(e|es|ing|t)|loss|waste\w*)\b")
_SPEND = re.compile(r"spen[dt]|cost|budget")
_POPULAR = re.compile(
    r"\b(popular|most sold|units|how many|sold most|sell most|sold the most|sells? the most|selling the most)\b"
)
_SELLS = re.compile(r"\b(best ?-?sell\w*|bestsell\w*|top.?sell\w*|sells?|sold|selling|buying)\b")


def products(at: Setting) -> Answer:
    """Return what each product earned, ordered and cut as asked; of one product a line it has alone, row by row."""
    booked = lines(at.clause)[0]
    if at.sku and booked and set(booked) <= _BOOKED and not at.clause.has("versus", "compare", "change"):
        found = days_of_list(at)
        calls = [Call("cfo_entries", {"metric": m, **dated(days), "sku": at.sku}) for m in booked for days in found]
        return at.answer("entries", *calls)
    order = _product_order(at)
    args: dict[str, Any] = {"order": order} if order not in {None, "cm3"} else {}
    if at.clause.holds("product") and at.clause.has("by_product"):
        args["by"] = "product"
    return _listed(at, "cfo_products", {**args, **_limit(at)}, "products")


def campaigns(at: Setting) -> Answer:
    """Return what each campaign cost and is worth, ordered and cut as asked."""
    order = _campaign_order(at)
    args: dict[str, Any] = {"order": order} if order not in {None, "ad_spend"} else {}
    return _listed(at, "cfo_campaigns", {**args, **_limit(at)}, "campaigns")


def _product_order(at: Setting) -> str | None:
    said = at.clause.words
    named = [_PRODUCT_COLUMNS[metric] for metric in lines(at.clause)[0] if metric in _PRODUCT_COLUMNS]
    if len(named) > 1:
        named = [column for column in named if column != "units"]
    column = named[0] if named else None
    if column == "net_sales" and at.clause.has("sold") and not any(t.has("metric") for t in at.clause.terms):
        column = None
    if column is None and _POPULAR.search(said):
        column = "units"
    elif column is None and _SELLS.search(said) and not at.clause.loses_money:
        column = "net_sales"
    return _directed(at, column, "cm3", said)


def _campaign_order(at: Setting) -> str | None:
    said = at.clause.words
    named = [_CAMPAIGN_COLUMNS[name] for name in (*at.clause.every("column"), *lines(at.clause)[0])
             if name in _CAMPAIGN_COLUMNS]  # fmt: skip
    if not _SPEND.search(said):
        named = [column for column in named if column != "ad_spend"]
    judged = at.clause.has("extreme") or bool(_LOSES.search(said))
    usual = "profit_after_ads" if judged or "profit" in said or "worth" in said else "ad_spend"
    return _directed(at, named[0] if named else None, usual, said)


def _directed(at: Setting, column: str | None, usual: str, said: str) -> str | None:
    """Return the column with a minus when the lowest are asked for."""
    extremes = at.clause.every("extreme")
    named, column = column is not None, column or usual
    worst = "worst" in extremes or (not extremes and bool(_LOSES.search(said)))
    low = worst != (column in _WORSE_HIGH) if worst or "best" in extremes else "low" in extremes
    if extremes in (["high"], ["best"]) and not named and _LOST.search(said):
        low = True
    if at.clause.first("sorted"):
        low = at.clause.first("sorted") == "lowest_first"
    if "low" in extremes or re.search(
        r"\b(slow movers|least|fewest|not selling|isnt selling|dont sell|doesnt sell|not moving)\b", said
    ):
        low = True
    return f"-{column}" if low else column


def _limit(at: Setting) -> dict[str, int]:
    found = counted(at.clause)
    if found is None:
        terms = at.clause.terms
        single = any(t.text in {"product", "campaign", "item", "ad", "seller", "bestseller"} for t in terms)
        single = single or any(re.search(r"\b(product|campaign|item|ad|seller|bestseller)$", t.text) for t in terms)
        judged = at.clause.has("extreme") or any(re.match(r"(best|worst|top|most) ", t.text) for t in terms)
        found = 1 if single and judged else None
    return {"limit": found} if found else {}


def _listed(at: Setting, tool: str, args: dict[str, Any], intent: str) -> Answer:
    told = at.clause.has("versus", "compare", "change", "shift", "previous_period")
    compared = versus(at.clause, at.today) if told or len(at.clause.whens) > 1 else None
    if compared is not None and (at.clause.whens or at.clause.has("shift")):
        found = sides(compared, at.today)
        if found is None:
            return no("ahead")
        days, held, notes = found
        at.notes.extend((*compared.taken, *notes))
        return at.answer(intent, Call(tool, {**args, **dated(days), **against(held)}))
    return at.answer(intent, *(Call(tool, {**args, **dated(days)}) for days in days_of_list(at)))


def orders(at: Setting) -> Answer:
    """Return one order by name, or orders sorted as asked."""
    name = order_name(at.clause.terms)
    if name is not None:
        return at.answer("orders", Call("shopify_orders", {"order": name}))
    args: dict[str, Any] = {"sku": at.sku} if at.sku else {}
    margins = {"cm1_rate", "cm3_rate", "net_margin", "net_profit"} & set(at.clause.every("metric"))
    if at.clause.has("vague"):
        margins.add("net_profit")
    if _picks(at) or ("low" in at.clause.every("extreme") and not margins):
        return no("filter")
    by = at.clause.first("orders_by")
    if by is None and "returns" in at.clause.every("metric"):
        by = "most_refunded"
    elif by is None and at.clause.has("extreme"):
        low = {"worst", "low"} & set(at.clause.every("extreme"))
        by = "lowest_margin" if low else "largest"
    elif by is None and _LOST.search(at.clause.words):
        by = "lowest_margin"
    if by:
        args["order_by"] = by
    limit = counted(at.clause) or _said_number(at) or (1 if _is_one(at) else None)
    args |= {"limit": min(limit, 100)} if limit else {}
    if (at.clause.has("latest") or is_latest(at.clause)) and not at.clause.whens:
        return at.answer("orders", Call("shopify_orders", args))
    return at.answer("orders", *(Call("shopify_orders", {**args, **dated(days)}) for days in days_of_list(at)))


def _is_one(at: Setting) -> bool:
    single = re.search(r"\border\b", at.clause.words) is not None and at.clause.has("extreme")
    return at.clause.has("one_of") or single


def _picks(at: Setting) -> bool:
    """Whether orders above or below a sum are picked."""
    items = at.clause.items
    bounds = [i for i, item in enumerate(items) if not isinstance(item, When) and item.has("bound")]
    return any(amount.kind == MONEY and amount.at - 1 in bounds for amount in amounts(items))


def order_name(terms: list[Term]) -> str | None:
    """Return the name of the one order meant: "order 1042", "#1042"."""
    for i, term in enumerate(terms):
        before = [word for t in terms[max(0, i - 3) : i] for word in t.text.split()]
        if not re.fullmatch(r"\d{3,}", term.text):
            continue
        if (
            before
            and not _placed(before)
            and (before[-1] in {"order", "#", "order #", "order number", "order no"} or before[-2:] == ["order", "#"])
        ):
            return f"#{term.text}"
        if "order" in before and before[-1] in {"number", "no", "nr", "called", "named"}:
            return f"#{term.text}"
    return None


def _placed(before: list[str]) -> bool:
    """Whether "order" is what somebody does, not the name of an order: "if we order 500"."""
    return before[-1] == "order" and bool({"we", "i", "to"} & set(before[-2:-1]))


def _said_number(at: Setting) -> int | None:
    """Return how many of the latest: "last 10 orders"."""
    items = at.clause.items
    for i, item in enumerate(items):
        after = items[i + 1] if i + 1 < len(items) else None
        near = after is not None and not isinstance(after, When) and after.text.startswith(("order", "purchases"))
        if near and not isinstance(item, When) and item.has("number") and not item.has("year"):
            return item.number("number")
    return None


def payouts(at: Setting) -> Answer:
    """Return payouts of the days asked, in the state asked."""
    state = at.clause.first("payout_state")
    args = {"status": state} if state else {}
    return at.answer("payouts", *(Call("shopify_payouts", {**dated(days), **args}) for days in days_of_list(at)))


def stock(at: Setting) -> Answer:
    """Return what runs out first; it is of now, whatever days are named."""
    if any(
        when.until(at.today) and not when.running(at.today) and when.whole.end < at.today for when in at.clause.whens
    ):
        at.notes.append("stock_now")
    return at.answer("inventory", Call("cfo_inventory", {}))


def shelf(at: Setting) -> Answer:
    """Return what is on the shelf: prices, costs, what is out."""
    state = at.clause.first("shelf_state") or ("no_cost" if UNCOSTED.search(at.clause.words) else None)
    args: dict[str, Any] = {"stock": state} if state else {}
    if at.sku:
        args["query"] = at.sku
    elif at.clause.has("extreme") and set(lines(at.clause)[0]) & {"cm1_rate", "net_margin"}:
        args["order_by"] = "lowest_margin"
    elif at.clause.holds("most stock"):
        args["order_by"] = "most_stock"
    return at.answer("shelf", Call("shopify_products", args))
