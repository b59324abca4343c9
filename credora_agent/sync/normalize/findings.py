"""What does not add up in what a platform says, as findings: nothing is corrected, everything is said. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.core.money import decimal_string
from credora_agent.ledger.entries import Category
from credora_agent.sync.normalize import cells
from credora_agent.sync.normalize.cells import BadNode
from credora_agent.sync.normalize.shopify_balance import meaning
from credora_agent.sync.normalize.shopify_restocks import unknown_refunds
from credora_agent.sync.normalize.shopify_sales import sales_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from credora_agent.ledger.platform_rows import AdDayRow
    from credora_agent.sync.normalize.ads import Account
    from credora_agent.sync.normalize.shopify_restocks import Restocks
    from credora_agent.sync.normalize.shopify_sales import Sale

ORDER_TOTAL = "order_total_differs"
UNCLASSIFIED = "unclassified"
RESTOCK_UNKNOWN = "restock_unknown"
FEES_UNKNOWN = "fees_unknown"
PAYOUT_TOTAL = "payout_differs"
AD_TOTAL = "ad_spend_differs"
FEES_KNOWN = frozenset({"shopify_payments", "gift_card", "manual", "cash", "bogus"})
"""Gateways whose fees the payments balance tells, or which take none; any other's fees are nowhere to be read."""


class Finding(NamedTuple):
    """Something a person should know: `kind` and `subject` name it, `detail` says the rest in plain texts."""

    kind: str
    subject: str
    detail: dict[str, Any]


def order_findings(node: Mapping[str, Any], *, zone: ZoneInfo, restocks: Restocks) -> list[Finding]:
    """Return what is odd about an order that can be booked; none for a test, or for one that cannot be read."""
    try:
        if node.get("test"):
            return []
        sales, order = sales_of(node, zone=zone), cells.number_of(node.get("id"))
        return [
            *_total(node, sales, order),
            *(_unknown_sale(sale, order) for sale in sales if not sale.known),
            *(Finding(RESTOCK_UNKNOWN, refund, {"order": order}) for refund in unknown_refunds(sales, restocks)),
        ]
    except (BadNode, AttributeError, TypeError, KeyError):
        return []


def _total(node: Mapping[str, Any], sales: Sequence[Sale], order: str) -> list[Finding]:
    bag = node.get("currentTotalPriceSet")
    if not isinstance(bag, dict):
        return []
    stated, summed = cells.shop_money(bag), sum(sale.total for sale in sales)
    if stated.micros == summed:
        return []
    amounts = {"order_total": decimal_string(stated.micros), "sales_total": decimal_string(summed)}
    return [Finding(ORDER_TOTAL, order, {"name": cells.name(node.get("name")), "currency": stated.currency, **amounts})]


def _unknown_sale(sale: Sale, order: str) -> Finding:
    detail = {"order": order, "sale": sale.id, "lineType": sale.line, "actionType": sale.action}
    return Finding(UNCLASSIFIED, f"sale {sale.line} {sale.action}", detail)


def gateway_findings(nodes: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Return one finding for each payment gateway whose fees no source tells, with how many orders it was in."""
    met: Counter[str] = Counter()
    for node in nodes:
        names = node.get("paymentGatewayNames") if isinstance(node, dict) and not node.get("test") else None
        met.update({name for each in names or () if isinstance(each, str) and (name := cells.name(each))})
    return [
        Finding(FEES_UNKNOWN, name, {"orders": count}) for name, count in sorted(met.items()) if name not in FEES_KNOWN
    ]


def balance_findings(nodes: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Return one finding for each type of balance movement that the books have no line for."""
    kinds = {cells.name(node.get("type")) or "UNKNOWN" for node in nodes if isinstance(node, dict)}
    return [
        Finding(UNCLASSIFIED, f"balance {kind}", {"type": kind})
        for kind in sorted(kinds)
        if meaning(kind) is Category.UNCLASSIFIED
    ]


def payout_findings(sums: Iterable[Any]) -> list[Finding]:
    """Return the payouts whose net is not what their balance rows add up to; `sums` as `load_payout_sums` gives."""
    return [
        Finding(
            PAYOUT_TOTAL,
            row.payout_id,
            {
                "day": row.local_date.isoformat(),
                "currency": row.currency,
                "payout": decimal_string(row.net_micros),
                "rows": decimal_string(row.rows_micros),
            },
        )
        for row in sums
        if row.net_micros != row.rows_micros
    ]


def spend_findings(account: Account, days: Iterable[AdDayRow], totals: Mapping[date, int]) -> list[Finding]:
    """Return the days on which the campaigns' spend is not the account's own, `totals` in micros by day."""
    spent: Counter[date] = Counter()
    for each in days:
        spent[each.day] += each.spend
    return [
        Finding(
            AD_TOTAL,
            f"{account.id}:{day}",
            {
                "currency": account.currency,
                "campaigns": decimal_string(spent[day]),
                "account": decimal_string(totals.get(day, 0)),
            },
        )
        for day in sorted({*spent, *totals})
        if spent[day] != totals.get(day, 0)
    ]


def meta_totals(rows: Iterable[Mapping[str, Any]]) -> dict[date, int]:
    """Return day → spend in micros of Meta's account-level rows. Raises BadNode for a row that cannot be read."""
    return {cells.day(row.get("date_start")): cells.micros(row.get("spend") or "0") for row in rows}


def google_totals(rows: Iterable[Mapping[str, Any]]) -> dict[date, int]:
    """Return day → spend in micros of Google's customer-level rows. Raises BadNode for a row that cannot be read."""
    return {
        cells.day((row.get("segments") or {}).get("date")): cells.whole((row.get("metrics") or {}).get("costMicros"))
        for row in rows
    }
