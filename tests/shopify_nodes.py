"""Shopify's objects as the client hands them on, written by hand from its schema: an order, a sale, a movement."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

_ids = count(10**13)


def gid(kind: str, number: object) -> str:
    return f"gid://shopify/{kind}/{number}"


def bag(amount: Any, currency: str = "GBP", seen: tuple[str, str] | None = None) -> dict[str, Any]:
    """Return a MoneyBag; `seen` is what the buyer paid, if in another currency."""
    shop = {"amount": str(amount), "currencyCode": currency}
    presentment = {"amount": seen[0], "currencyCode": seen[1]} if seen else shop
    return {"shopMoney": shop, "presentmentMoney": presentment}


def line(number: object = 7, sku: str | None = "A", variant: object | None = 70, title: str = "Mug") -> dict[str, Any]:
    return {
        "id": gid("LineItem", number), "sku": sku, "title": title, "variantTitle": None,
        "variant": {"id": gid("ProductVariant", variant)} if variant else None,
    }  # fmt: skip


def sale(  # noqa: PLR0913 - a sale is all of these
    total: Any, *, tax: Any = "0", discount: Any = "0", kind: str = "PRODUCT", action: str = "ORDER",
    quantity: int | None = None, item: dict[str, Any] | None = None, currency: str = "GBP", number: object = None,
    liable: Any = None, seen: tuple[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return one sale; with `liable` that much of its tax is the marketplace's to pay."""
    taxes = [{"amount": bag(tax, currency), "taxLine": {"title": "VAT", "rate": 0.2, "channelLiable": False}}]
    if liable is not None:
        own = Decimal(str(tax)) - Decimal(str(liable))
        taxes = [
            {"amount": bag(own, currency), "taxLine": {"title": "VAT", "channelLiable": None}},
            {"amount": bag(liable, currency), "taxLine": {"title": "MP", "channelLiable": True}},
        ]
    goods = kind == "PRODUCT"
    units = quantity if quantity is not None else (None if not goods else -1 if action == "RETURN" else 1)
    found = {
        "id": gid("ProductSale", number or next(_ids)), "actionType": action, "lineType": kind, "quantity": units,
        "totalAmount": bag(total, currency, seen), "totalTaxAmount": bag(tax, currency),
        "totalDiscountAmountBeforeTaxes": bag(discount, currency), "taxes": taxes,
    }  # fmt: skip
    if goods or item:
        found["lineItem"] = item or line()
    return found


def agreement(
    *sales: dict[str, Any], at: str = "2026-03-01T10:00:00Z", reason: str = "ORDER", refund: object = None,
    returned: object = None,
) -> dict[str, Any]:  # fmt: skip
    found = {"id": gid("SalesAgreement", next(_ids)), "happenedAt": at, "reason": reason, "sales": list(sales)}
    if refund:
        found["refund"] = {"id": gid("Refund", refund)}
    if returned:
        found["return"] = {"id": gid("Return", returned)}
    return found


def order(
    *agreements: dict[str, Any], number: object = 1001, at: str = "2026-03-01T10:00:00Z", updated: str | None = None,
    currency: str = "GBP", total: Any = None, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return an order; without `total` its current total is what its sales add up to."""
    if total is None:
        amounts = (each["totalAmount"]["shopMoney"]["amount"] for made in agreements for each in made["sales"])
        total = sum((Decimal(amount) for amount in amounts), Decimal(0))
    return {
        "id": gid("Order", number), "name": f"#{number}", "processedAt": at, "createdAt": at,
        "updatedAt": updated or at, "currencyCode": currency, "test": False, "cancelledAt": None,
        "currentTotalPriceSet": bag(total, currency), "paymentGatewayNames": ["shopify_payments"],
        "agreements": list(agreements), **more,
    }  # fmt: skip


def movement(  # noqa: PLR0913 - a movement is all of these
    kind: str, amount: Any, *, fee: Any = "0", net: Any = None, number: object = None, currency: str = "GBP",
    at: str = "2026-03-02T09:00:00Z", payout: object = None, of: object = None, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return one movement of the payments balance; without `net` it is amount − fee."""
    left = net if net is not None else Decimal(str(amount)) - Decimal(str(fee))
    money = {name: {"amount": str(value), "currencyCode": currency} for name, value in
             (("amount", amount), ("fee", fee), ("net", left))}  # fmt: skip
    return {
        "id": gid("ShopifyPaymentsBalanceTransaction", number or next(_ids)), "type": kind, "test": False,
        "transactionDate": at, "associatedOrder": {"id": gid("Order", of), "name": f"#{of}"} if of else None,
        "associatedPayout": {"id": gid("ShopifyPaymentsPayout", payout) if payout else None, "status": "PENDING"},
        **money, **more,
    }  # fmt: skip
