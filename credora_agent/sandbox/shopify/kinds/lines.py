"""Line items, refunds, returns and the payments of an order."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.shopify.kind import Kind
from credora_agent.sandbox.shopify.kinds.orders import by_id
from credora_agent.sandbox.shopify.nodes import (
    Bag,
    LineOf,
    Money,
    PaymentOf,
    RefundLineOf,
    RefundOf,
    ReturnLineOf,
    ReturnOf,
    TaxLineOf,
    bag,
    gid,
    moment,
    moment_or_none,
    total,
)
from credora_agent.sandbox.shopify.paging import Rows
from credora_agent.sandbox.world.model import Both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.sandbox.shopify.call import Args, Call
    from credora_agent.sandbox.world.model import LineItem, Sale

_SHOPIFY_PAYMENTS = "shopify_payments"
_RESTOCKED = ("RETURN", "CANCEL", "LEGACY_RESTOCK")


def _times(price: Both, quantity: int) -> Both:
    return Both(price.shop * quantity, price.presentment * quantity)


def _sold(line: LineOf) -> Iterator[Sale]:
    for agreement in line.order.agreements:
        for sale in agreement.sales if agreement.reason in {"ORDER", "ORDER_EDIT"} else ():
            if sale.line_item_id == line.it.id:
                yield sale


def _discount(line: LineOf) -> Both:
    """Return what was taken off a line, with tax in it where prices have it."""
    included = line.order.taxes_included
    return total(sale.discount_with_tax if included else sale.discount for sale in _sold(line))


def _discounted_total(line: LineOf, _call: Call, args: Args) -> Bag:
    """Return a line's total; what codes took off, as here all discounts do, only `withCodeDiscounts`."""
    off = _discount(line) if args.get("withCodeDiscounts") else Both(0, 0)
    return bag(line.order, _times(line.it.price, line.it.quantity).plus(-off))


def _tax_lines(line: LineOf, _call: Call, args: Args) -> list[TaxLineOf]:
    named: dict[str, TaxLineOf] = {}
    for sale in _sold(line):
        for tax in sale.taxes:
            before = named.get(tax.title)
            amount = before.amount.plus(tax.amount) if before else tax.amount
            named[tax.title] = TaxLineOf(line.order, tax.title, tax.rate, amount, tax.channel_liable)
    return list(named.values())[: args.get("first")]


def _name(line: LineOf) -> str:
    return f"{line.it.title} - {line.it.variant_title}" if line.it.variant_title else line.it.title


def line_of(refunded: RefundLineOf) -> LineOf:
    """Return the order's line that units were taken back from."""
    found: Iterator[LineItem] = (line for line in refunded.order.lines if line.id == refunded.it.line_item_id)
    return LineOf(refunded.order, next(found))


def _refund_lines(refund: RefundOf, _call: Call, _args: Args) -> Rows:
    return Rows(sorted((RefundLineOf(refund.order, one) for one in refund.it.lines), key=by_id), by_id)


def _refund_payments(refund: RefundOf, _call: Call, _args: Args) -> Rows:
    paid = [PaymentOf(refund.order, one) for one in refund.order.payments if one.id in refund.it.transaction_ids]
    return Rows(sorted(paid, key=by_id), by_id)


def _return_of(refund: RefundOf, call: Call, _args: Args) -> ReturnOf | None:
    return next((one for one in call.returns(refund.order) if refund.it.id in one.it.refund_ids), None)


def _unit(line: RefundLineOf) -> Bag:
    units = line.it.quantity or 1
    return bag(line.order, Both(line.it.subtotal.shop // units, line.it.subtotal.presentment // units))


def _fees(payment: PaymentOf) -> list[PaymentOf]:
    return [payment] if payment.it.fee is not None and payment.it.gateway == _SHOPIFY_PAYMENTS else []


def _fee(payment: PaymentOf, minor: int | None) -> Money:
    return Money(minor or 0, payment.order.currency)


def _parent(payment: PaymentOf) -> PaymentOf | None:
    found = (one for one in payment.order.payments if one.id == payment.it.parent_id)
    return next((PaymentOf(payment.order, one) for one in found), None)


def _return_refunds(returned: ReturnOf, _call: Call, _args: Args) -> Rows:
    found = [RefundOf(returned.order, one) for one in returned.order.refunds if one.id in returned.it.refund_ids]
    return Rows(sorted(found, key=by_id), by_id)


def _return_lines(returned: ReturnOf, _call: Call, _args: Args) -> Rows:
    lines = [ReturnLineOf(returned.it, place, units) for place, (_, units) in enumerate(returned.it.lines)]
    return Rows(lines, lambda line: (line.place, line.place))


def _processed(line: ReturnLineOf) -> int:
    return line.units if line.it.status == "CLOSED" else 0


LINE_ITEM = Kind(
    "LineItem",
    plain={
        "id": lambda line: gid("LineItem", line.it.id),
        "name": _name,
        "title": lambda line: line.it.title,
        "variantTitle": lambda line: line.it.variant_title or None,
        "sku": lambda line: line.it.sku or None,
        "quantity": lambda line: line.it.quantity,
        "currentQuantity": lambda line: line.it.current_quantity,
        "refundableQuantity": lambda line: line.it.current_quantity,
        "unfulfilledQuantity": lambda line: (
            0 if line.order.fulfilment_status == "FULFILLED" else line.it.current_quantity
        ),
        "nonFulfillableQuantity": lambda line: line.it.quantity - line.it.current_quantity,
        "isGiftCard": lambda line: line.it.gift_card,
        "requiresShipping": lambda line: not line.it.gift_card,
        "taxable": lambda line: float(line.it.tax_rate) > 0,
        "originalUnitPriceSet": lambda line: bag(line.order, line.it.price),
        "originalTotalSet": lambda line: bag(line.order, _times(line.it.price, line.it.quantity)),
        "totalDiscountSet": lambda line: bag(line.order, Both(0, 0)),
        "discountAllocations": lambda line: [line] if _discount(line).shop else [],
    },
    asked={
        "discountedTotalSet": _discounted_total,
        "taxLines": _tax_lines,
        "variant": lambda line, call, _: call.world.variants.get(line.it.variant_id),
        "product": lambda line, call, _: call.world.products.get(line.it.product_id),
    },
)

_PAYMENT: dict[str, Any] = {
    "id": lambda payment: gid("OrderTransaction", payment.it.id),
    "kind": lambda payment: payment.it.kind,
    "status": lambda payment: payment.it.status,
    "gateway": lambda payment: payment.it.gateway,
    "formattedGateway": lambda payment: payment.it.gateway.replace("_", " ").title(),
    "amountSet": lambda payment: bag(payment.order, payment.it.amount),
    "createdAt": lambda payment: moment(payment.it.processed_at),
    "processedAt": lambda payment: moment(payment.it.processed_at),
    "test": lambda payment: payment.order.test,
    "order": attrgetter("order"),
    "parentTransaction": _parent,
    "paymentId": lambda payment: f"{payment.order.name}.{payment.it.id}",
    "manualPaymentGateway": lambda payment: payment.it.gateway == "manual",
    "fees": _fees,
    "settlementCurrency": lambda payment: payment.order.currency if _fees(payment) else None,
}

ORDER_PARTS = (
    LINE_ITEM,
    Kind("DiscountAllocation", plain={"allocatedAmountSet": lambda line: bag(line.order, _discount(line))}),
    Kind(
        "Refund",
        plain={
            "id": lambda refund: gid("Refund", refund.it.id),
            "legacyResourceId": lambda refund: str(refund.it.id),
            "createdAt": lambda refund: moment(refund.it.created_at),
            "processedAt": lambda refund: moment(refund.it.created_at),
            "updatedAt": lambda refund: moment(refund.it.created_at),
            "order": attrgetter("order"),
            "totalRefundedSet": lambda refund: bag(refund.order, refund.it.total),
        },
        asked={"return": _return_of},
        rows={"refundLineItems": _refund_lines, "transactions": _refund_payments},
    ),
    Kind(
        "RefundLineItem",
        plain={
            "id": lambda line: gid("RefundLineItem", line.it.id),
            "lineItem": line_of,
            "quantity": lambda line: line.it.quantity,
            "restockType": lambda line: line.it.restock,
            "restocked": lambda line: line.it.restock in _RESTOCKED,
            "priceSet": _unit,
            "subtotalSet": lambda line: bag(line.order, line.it.subtotal),
            "totalTaxSet": lambda line: bag(line.order, line.it.tax),
        },
    ),
    Kind("OrderTransaction", plain=_PAYMENT),
    Kind(
        "TransactionFee",
        plain={
            "id": lambda payment: gid("TransactionFee", payment.it.id),
            "type": lambda _: "processing_fee",
            "amount": lambda payment: _fee(payment, payment.it.fee),
            "flatFee": lambda payment: _fee(payment, 0),
            "taxAmount": lambda payment: _fee(payment, 0),
            "rate": lambda payment: f"{(payment.it.fee or 0) / (payment.it.amount.shop or 1):.4f}",
        },
    ),
    Kind(
        "Return",
        plain={
            "id": lambda returned: gid("Return", returned.it.id),
            "name": lambda returned: returned.it.name,
            "status": lambda returned: returned.it.status,
            "order": attrgetter("order"),
            "createdAt": lambda returned: moment(returned.it.created_at),
            "closedAt": lambda returned: moment_or_none(returned.it.closed_at),
            "totalQuantity": lambda returned: sum(units for _, units in returned.it.lines),
        },
        rows={"refunds": _return_refunds, "returnLineItems": _return_lines},
    ),
    Kind(
        "ReturnLineItem",
        plain={
            "id": lambda line: gid("ReturnLineItem", line.it.id * 100 + line.place),
            "quantity": attrgetter("units"),
            "processableQuantity": lambda line: line.units - _processed(line),
            "processedQuantity": _processed,
            "unprocessedQuantity": lambda line: line.units - _processed(line),
            "refundedQuantity": _processed,
            "refundableQuantity": lambda line: line.units - _processed(line),
            "returnReasonNote": lambda _: "",
        },
    ),
    Kind(
        "TenderTransaction",
        plain={
            "id": lambda tender: gid("TenderTransaction", tender.it.id),
            "amount": lambda tender: Money(
                -tender.it.amount.presentment if tender.it.kind == "REFUND" else tender.it.amount.presentment,
                tender.order.presentment_currency,
            ),
            "processedAt": lambda tender: moment(tender.it.processed_at),
            "order": attrgetter("order"),
            "paymentMethod": lambda tender: "other" if tender.it.gateway == "manual" else "credit_card",
            "test": lambda tender: tender.order.test,
        },
    ),
)
