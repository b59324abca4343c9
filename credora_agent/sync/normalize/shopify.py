"""One Shopify order, given whole, as the records it posts: the order, and each sale of its agreements. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.core.money import decimal_string
from credora_agent.ledger.entries import Category, Record, Rejected
from credora_agent.sync.normalize import cells
from credora_agent.sync.normalize.cells import BadNode
from credora_agent.sync.normalize.shopify_restocks import restocked_units
from credora_agent.sync.normalize.shopify_sales import entries_of, sales_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from credora_agent.sync.normalize.shopify_restocks import Restocks
    from credora_agent.sync.normalize.shopify_sales import Sale

ORDERS, SALES = "orders", "sales"
"""The source tables; a sale is known by its own number, an order by the order's."""

PROVIDES = (
    Category.GROSS_SALES,
    Category.DISCOUNTS,
    Category.RETURNS,
    Category.SHIPPING_INCOME,
    Category.SALES_TAX,
    Category.TIPS,
    Category.GIFT_CARDS,
    Category.DUTIES,
    Category.OTHER_INCOME,
)
"""What the orders of a shop deliver: none of one in a covered period is a true nought."""


def order_records(
    node: Mapping[str, Any],
    *,
    zone: ZoneInfo,
    restocks: Restocks,
    customer: Callable[[str], str | None] = lambda _: None,
) -> list[Record | Rejected]:
    """Return the records of one order as the client gives it, one Rejected when it cannot be booked whole.

    `restocks` says refund by refund what became of returned units (one for a page of orders will do), `customer`
    turns a customer's id into a pseudonym. A test order has no records. Σ entries of a sale = what it states.
    """
    try:
        if node.get("test"):
            return []
        sales = sales_of(node, zone=zone)
        back = restocked_units(node, sales, restocks)
        order = _order_record(node, sales, zone, customer)
        return [order, *(_sale_record(sale, order, back.get(sale.id, 0)) for sale in sales)]
    except (BadNode, AttributeError, TypeError, KeyError) as bad:
        reason = bad if isinstance(bad, BadNode) else f"it is not shaped as expected ({type(bad).__name__})"
        return [cells.rejected(node, reason, what="This order cannot be booked")]


def order_ref(gid: str | int) -> str:
    """Return what the books call the order with that id. Raises BadNode."""
    return cells.number_of(gid)


def _order_record(
    node: Mapping[str, Any], sales: list[Sale], zone: ZoneInfo, customer: Callable[[str], str | None]
) -> Record:
    placed, changed = cells.moment(node.get("processedAt")), cells.moment(node.get("updatedAt"))
    ref, currency = order_ref(node.get("id") or ""), _currency(node, sales)
    total = _current_total(node)
    if not sales and total:
        raise BadNode("its sales are not there yet")
    buyer = node.get("customer")
    return Record(
        source_table=ORDERS,
        source_key=ref,
        row=0,
        occurred_at=placed,
        local_date=cells.day_of(placed, zone),
        currency=currency,
        stated=None,
        payload=_order_payload(node, changed, total),
        entries=(),
        order_ref=ref,
        customer_ref=customer(cells.number_of(buyer["id"])) if isinstance(buyer, dict) and buyer.get("id") else None,
        order_placed=True,
        whole_order=True,
        as_of=changed,
    )


def _currency(node: Mapping[str, Any], sales: list[Sale]) -> str:
    found = {sale.currency for sale in sales}
    if node.get("currencyCode"):
        found.add(cells.currency(node["currencyCode"]))
    if len(found) != 1:
        raise BadNode("its amounts are in more than one currency" if found else "it names no currency")
    return found.pop()


def _current_total(node: Mapping[str, Any]) -> int | None:
    bag = node.get("currentTotalPriceSet")
    return cells.shop_money(bag).micros if isinstance(bag, dict) else None


def _order_payload(node: Mapping[str, Any], changed: datetime, total: int | None) -> dict[str, Any]:
    return {
        **cells.told(
            platform="shopify",
            id=node.get("id"),
            name=node.get("name"),
            processedAt=node.get("processedAt"),
            cancelledAt=node.get("cancelledAt"),
            financialStatus=node.get("displayFinancialStatus"),
            fulfilmentStatus=node.get("displayFulfillmentStatus"),
            source=node.get("sourceName"),
            gateways=node.get("paymentGatewayNames"),
            presentmentCurrency=node.get("presentmentCurrencyCode"),
            currentTotal=None if total is None else decimal_string(total),
        ),
        "updatedAt": changed.isoformat(),
    }


def _sale_record(sale: Sale, order: Record, restocked: int) -> Record:
    return Record(
        source_table=SALES,
        source_key=sale.id,
        row=0,
        occurred_at=sale.agreement.at,
        local_date=sale.agreement.day,
        currency=sale.currency,
        stated=sale.stated,
        payload=_sale_payload(sale, order, restocked),
        entries=entries_of(sale, restocked),
        order_ref=order.order_ref,
        customer_ref=order.customer_ref,
        title=sale.title,
        whole_order=True,
        as_of=order.as_of,
    )


def _sale_payload(sale: Sale, order: Record, restocked: int) -> dict[str, Any]:
    return cells.told(
        platform="shopify",
        id=sale.id,
        order=order.payload.get("name") or order.order_ref,
        agreement=sale.agreement.id,
        reason=sale.agreement.reason,
        actionType=sale.action,
        lineType=sale.line,
        quantity=sale.units or None,
        restocked=restocked if sale.takes_goods_back else None,
        total=decimal_string(sale.total),
        tax=decimal_string(sale.tax) if sale.tax else None,
        marketplaceTax=decimal_string(sale.marketplace_tax) if sale.marketplace_tax else None,
        discount=decimal_string(sale.discount) if sale.discount else None,
        presentment=sale.presentment,
        title=sale.title,
        refund=sale.agreement.refund,
    )
