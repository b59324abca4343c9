"""Agreements and their sales: Shopify's dated, unchangeable account of what an order came to."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.shopify.kind import Kind
from credora_agent.sandbox.shopify.kinds.orders import by_id
from credora_agent.sandbox.shopify.nodes import (
    AgreementOf,
    LineOf,
    RefundOf,
    ReturnOf,
    SaleOf,
    SaleTaxOf,
    TaxLineOf,
    bag,
    gid,
    moment,
)
from credora_agent.sandbox.shopify.paging import Rows
from credora_agent.sandbox.world.model import LineItem

if TYPE_CHECKING:
    from credora_agent.sandbox.shopify.call import Args, Call

AGREEMENT_TYPES = {
    "ORDER": "OrderAgreement",
    "ORDER_EDIT": "OrderEditAgreement",
    "REFUND": "RefundAgreement",
    "RETURN": "ReturnAgreement",
}
SALE_TYPES = {
    "PRODUCT": "ProductSale",
    "SHIPPING": "ShippingLineSale",
    "TIP": "TipSale",
    "GIFT_CARD": "GiftCardSale",
    "DUTY": "DutySale",
    "FEE": "FeeSale",
    "ADDITIONAL_FEE": "AdditionalFeeSale",
    "ADJUSTMENT": "AdjustmentSale",
    "UNKNOWN": "UnknownSale",
}


def _sales(agreement: AgreementOf, _call: Call, _args: Args) -> Rows:
    sales = [SaleOf(agreement.order, sale) for sale in agreement.it.sales]
    return Rows(sorted(sales, key=by_id), by_id)


def _refund(agreement: AgreementOf) -> RefundOf | None:
    found = (refund for refund in agreement.order.refunds if refund.id == agreement.it.refund_id)
    return next((RefundOf(agreement.order, refund) for refund in found), None)


def _return(agreement: AgreementOf, call: Call, _args: Args) -> ReturnOf | None:
    found = (one for one in call.returns(agreement.order) if one.it.id == agreement.it.return_id)
    return next(found, None)


def _line(sale: SaleOf) -> LineOf:
    """Return the line a sale is about; a tip without one stands for itself."""
    for line in sale.order.lines:
        if line.id == sale.it.line_item_id:
            return LineOf(sale.order, line)
    tip = LineItem(sale.it.id, None, None, "", "Tip", "", 1, 1, sale.it.total, False, "0", "", None)  # noqa: FBT003
    return LineOf(sale.order, tip)


def _tax_line(tax: SaleTaxOf) -> TaxLineOf:
    return TaxLineOf(tax.order, tax.it.title, tax.it.rate, tax.it.amount, tax.it.channel_liable)


def _tax_lines(sale: SaleOf) -> list[TaxLineOf]:
    return [_tax_line(SaleTaxOf(sale.order, tax)) for tax in sale.it.taxes]


_AGREEMENT: dict[str, Any] = {
    "id": lambda agreement: gid("SalesAgreement", agreement.it.id),
    "happenedAt": lambda agreement: moment(agreement.it.happened_at),
    "reason": lambda agreement: agreement.it.reason,
}
_OWN_OF_AGREEMENTS: dict[str, dict[str, Any]] = {
    "OrderAgreement": {"order": attrgetter("order")},
    "OrderEditAgreement": {},
    "RefundAgreement": {"refund": _refund},
    "ReturnAgreement": {},
}
_SALE: dict[str, Any] = {
    "id": lambda sale: gid("Sale", sale.it.id),
    "actionType": lambda sale: sale.it.action,
    "lineType": lambda sale: sale.it.line_type,
    "quantity": lambda sale: sale.it.quantity,
    "totalAmount": lambda sale: bag(sale.order, sale.it.total),
    "totalTaxAmount": lambda sale: bag(sale.order, sale.it.tax),
    "totalDiscountAmountBeforeTaxes": lambda sale: bag(sale.order, sale.it.discount),
    "totalDiscountAmountAfterTaxes": lambda sale: bag(sale.order, sale.it.discount_with_tax),
    "taxes": lambda sale: [SaleTaxOf(sale.order, tax) for tax in sale.it.taxes],
}
_OWN_OF_SALES: dict[str, dict[str, Any]] = {
    "ProductSale": {"lineItem": _line},
    "TipSale": {"lineItem": _line},
    "GiftCardSale": {"lineItem": _line},
    "ShippingLineSale": {"shippingLine": attrgetter("order")},
    "DutySale": {"duty": lambda sale: sale},
    "AdditionalFeeSale": {"additionalFee": lambda sale: sale},
}

AGREEMENTS = tuple(
    Kind(name, plain=_AGREEMENT | own, asked={"return": _return}, rows={"sales": _sales})
    for name, own in _OWN_OF_AGREEMENTS.items()
)
SALES = tuple(Kind(name, plain=_SALE | _OWN_OF_SALES.get(name, {})) for name in SALE_TYPES.values())
SALE_PARTS = (
    Kind(
        "SaleTax",
        plain={
            "id": lambda tax: gid("SaleTax", tax.it.id),
            "amount": lambda tax: bag(tax.order, tax.it.amount),
            "taxLine": _tax_line,
        },
    ),
    Kind(
        "TaxLine",
        plain={
            "title": attrgetter("title"),
            "rate": lambda tax: float(tax.rate),
            "ratePercentage": lambda tax: float(tax.rate) * 100,
            "priceSet": lambda tax: bag(tax.order, tax.amount),
            "channelLiable": attrgetter("channel_liable"),
            "source": lambda _: "Shopify",
        },
    ),
    Kind(
        "Duty",
        plain={
            "id": lambda sale: gid("Duty", sale.it.id),
            "price": lambda sale: bag(sale.order, sale.it.total),
            "taxLines": _tax_lines,
        },
    ),
    Kind(
        "SaleAdditionalFee",
        plain={
            "id": lambda sale: gid("SaleAdditionalFee", sale.it.id),
            "name": lambda _: "Additional fee",
            "price": lambda sale: bag(sale.order, sale.it.total),
            "taxLines": _tax_lines,
        },
    ),
)
