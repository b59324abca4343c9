"""Order: what it was, what became of it, and what hangs on it.

`original*` is the order as placed, `total*` with its edits, `current*` after everything that was taken back.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.shopify.kind import Kind
from credora_agent.sandbox.shopify.nodes import (
    AgreementOf,
    Bag,
    LineOf,
    PaymentOf,
    RefundOf,
    bag,
    gid,
    moment,
    moment_or_none,
    total,
)
from credora_agent.sandbox.shopify.paging import Rows
from credora_agent.sandbox.world.model import NOTHING, Both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from credora_agent.sandbox.shopify.call import Args, Call
    from credora_agent.sandbox.world.model import Order, Sale

PLACED = ("ORDER",)
SOLD = ("ORDER", "ORDER_EDIT")
EVER = ("ORDER", "ORDER_EDIT", "REFUND", "RETURN", "UNKNOWN")
GOODS = ("PRODUCT", "GIFT_CARD")
BY_ID = "ID"


def _sales(order: Order, reasons: tuple[str, ...]) -> Iterator[Sale]:
    for agreement in order.agreements:
        if agreement.reason in reasons:
            yield from agreement.sales


def _priced(reasons: tuple[str, ...], line_types: tuple[str, ...] | None = None) -> Callable[[Order], Bag]:
    """Return a reader of what sales come to, taxes included."""

    def read(order: Order) -> Bag:
        sales = _sales(order, reasons)
        return bag(order, total(sale.total for sale in sales if line_types is None or sale.line_type in line_types))

    return read


def _taxed(reasons: tuple[str, ...]) -> Callable[[Order], Bag]:
    return lambda order: bag(order, total(sale.tax for sale in _sales(order, reasons)))


def _discounted(reasons: tuple[str, ...]) -> Callable[[Order], Bag]:
    """Return a reader of discounts, with tax in them where prices have it."""
    name = {True: "discount_with_tax", False: "discount"}
    return lambda order: bag(order, total(getattr(s, name[order.taxes_included]) for s in _sales(order, reasons)))


def _subtotal(reasons: tuple[str, ...]) -> Callable[[Order], Bag]:
    """Return a reader of the goods after discounts, with tax in them where prices have it."""

    def read(order: Order) -> Bag:
        goods = [sale for sale in _sales(order, reasons) if sale.line_type in GOODS]
        taxes = NOTHING if order.taxes_included else total(sale.tax for sale in goods)
        return bag(order, total(sale.total for sale in goods).plus(-taxes))

    return read


def _paid(order: Order, kinds: tuple[str, ...]) -> Both:
    return total(paid.amount for paid in order.payments if paid.kind in kinds and paid.status == "SUCCESS")


def _net(order: Order) -> Both:
    return _paid(order, ("SALE", "CAPTURE")).plus(-_paid(order, ("REFUND",)))


def _capturable(order: Order) -> Both:
    left = _paid(order, ("AUTHORIZATION",)).plus(-_paid(order, ("CAPTURE", "VOID")))
    return left if left.shop > 0 else NOTHING


def _edited(order: Order) -> bool:
    return any(agreement.reason == "ORDER_EDIT" for agreement in order.agreements)


def _return_status(order: Order, call: Call, _args: Args) -> str:
    open_ = [returned.it.status == "OPEN" for returned in call.returns(order)]
    return ("IN_PROGRESS" if any(open_) else "RETURNED") if open_ else "NO_RETURN"


def by_id(item: Any) -> tuple[int, int]:
    """Return the place of a thing among its order's: by its id."""
    return item.it.id, item.it.id


def _agreements(order: Order, call: Call, _args: Args) -> Rows:
    seen = [AgreementOf(order, one) for one in order.agreements if call.arrived(one.happened_at)]
    return Rows(sorted(seen, key=by_id), by_id)


def _lines(order: Order, _call: Call, _args: Args) -> Rows:
    return Rows(sorted((LineOf(order, line) for line in order.lines), key=by_id), by_id)


def _returns(order: Order, call: Call, _args: Args) -> Rows:
    return Rows(sorted(call.returns(order), key=by_id), by_id)


def _refunds(order: Order, call: Call, args: Args) -> list[RefundOf]:
    return [RefundOf(order, one) for one in order.refunds if call.arrived(one.created_at)][: args.get("first")]


def _transactions(order: Order, call: Call, args: Args) -> list[PaymentOf]:
    return [PaymentOf(order, one) for one in order.payments if call.arrived(one.processed_at)][: args.get("first")]


def _shipping_lines(order: Order, _call: Call, _args: Args) -> Rows:
    return Rows([order] if order.shipping.shop else [], lambda it: (it.id, it.id))


def _quantity(name: str) -> Callable[[Order], int]:
    return lambda order: sum(getattr(line, name) for line in order.lines)


ORDER = Kind(
    "Order",
    plain={
        "id": lambda order: gid("Order", order.id),
        "legacyResourceId": lambda order: str(order.id),
        "name": attrgetter("name"),
        "number": attrgetter("number"),
        "createdAt": lambda order: moment(order.created_at),
        "processedAt": lambda order: moment(order.processed_at),
        "updatedAt": lambda order: moment(order.updated_at),
        "cancelledAt": lambda order: moment_or_none(order.cancelled_at),
        "cancelReason": lambda order: "CUSTOMER" if order.cancelled_at else None,
        "closed": lambda _: False,
        "confirmed": lambda _: True,
        "edited": _edited,
        "test": attrgetter("test"),
        "sourceName": attrgetter("source_name"),
        "taxesIncluded": attrgetter("taxes_included"),
        "taxExempt": lambda _: False,
        "currencyCode": attrgetter("currency"),
        "presentmentCurrencyCode": attrgetter("presentment_currency"),
        "discountCode": lambda order: order.discount_codes[0] if order.discount_codes else None,
        "discountCodes": lambda order: list(order.discount_codes),
        "displayFinancialStatus": attrgetter("financial_status"),
        "displayFulfillmentStatus": attrgetter("fulfilment_status"),
        "paymentGatewayNames": lambda order: list(dict.fromkeys(paid.gateway for paid in order.payments)),
        "fullyPaid": lambda order: order.financial_status == "PAID",
        "unpaid": lambda order: order.financial_status in {"PENDING", "AUTHORIZED"},
        "tags": lambda _: [],
        "originalTotalPriceSet": _priced(PLACED),
        "totalPriceSet": _priced(SOLD),
        "currentTotalPriceSet": lambda order: bag(order, order.current_total()),
        "subtotalPriceSet": _subtotal(SOLD),
        "currentSubtotalPriceSet": _subtotal(EVER),
        "totalTaxSet": _taxed(SOLD),
        "currentTotalTaxSet": _taxed(EVER),
        "totalDiscountsSet": _discounted(SOLD),
        "currentTotalDiscountsSet": _discounted(EVER),
        "totalShippingPriceSet": lambda order: bag(order, order.shipping),
        "currentShippingPriceSet": _priced(EVER, ("SHIPPING",)),
        "totalTipReceivedSet": _priced(SOLD, ("TIP",)),
        "originalTotalDutiesSet": _priced(PLACED, ("DUTY",)),
        "currentTotalDutiesSet": _priced(EVER, ("DUTY",)),
        "originalTotalAdditionalFeesSet": _priced(PLACED, ("FEE", "ADDITIONAL_FEE")),
        "currentTotalAdditionalFeesSet": _priced(EVER, ("FEE", "ADDITIONAL_FEE")),
        "refundDiscrepancySet": _priced(EVER, ("ADJUSTMENT",)),
        "totalRefundedSet": lambda order: bag(order, total(refund.total for refund in order.refunds)),
        "totalReceivedSet": lambda order: bag(order, _paid(order, ("SALE", "CAPTURE"))),
        "netPaymentSet": lambda order: bag(order, _net(order)),
        "totalOutstandingSet": lambda order: bag(order, order.current_total().plus(-_net(order))),
        "totalCapturableSet": lambda order: bag(order, _capturable(order)),
        "subtotalLineItemsQuantity": _quantity("quantity"),
        "currentSubtotalLineItemsQuantity": _quantity("current_quantity"),
        "shippingLine": lambda order: order if order.shipping.shop else None,
        "transactionsCount": lambda order: len(order.payments),
    },
    asked={
        "refunds": _refunds,
        "returnStatus": _return_status,
        "transactions": _transactions,
        "customer": lambda order, call, _: call.customer(order.customer_id),
    },
    rows={"agreements": _agreements, "lineItems": _lines, "returns": _returns, "shippingLines": _shipping_lines},
)

SHIPPING_LINE = Kind(
    "ShippingLine",
    plain={
        "id": lambda order: gid("ShippingLine", order.id),
        "title": lambda _: "Standard",
        "code": lambda _: "Standard",
        "custom": lambda _: False,
        "isRemoved": lambda _: False,
        "originalPriceSet": lambda order: bag(order, order.shipping),
        "discountedPriceSet": lambda order: bag(order, order.shipping),
        "currentDiscountedPriceSet": _priced(EVER, ("SHIPPING",)),
        "taxLines": lambda _: [],
        "discountAllocations": lambda _: [],
    },
)
