"""The sales of one Shopify order, as its agreements state them: read, dated, and turned into ledger entries. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.ledger.entries import Category, Entry
from credora_agent.sync.normalize import cells
from credora_agent.sync.normalize.cells import BadNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

LONGEST_SKU = 100
_OF_LINE = {
    "ADJUSTMENT": Category.RETURNS,
    "SHIPPING": Category.SHIPPING_INCOME,
    "TIP": Category.TIPS,
    "GIFT_CARD": Category.GIFT_CARDS,
    "DUTY": Category.DUTIES,
    "FEE": Category.OTHER_INCOME,
    "ADDITIONAL_FEE": Category.OTHER_INCOME,
}
_ACTIONS = ("ORDER", "UPDATE", "RETURN")


class Agreement(NamedTuple):
    """One dated event of an order; `at` and `day` are when it counts, in UTC and in the shop's zone."""

    id: str
    reason: str
    at: datetime
    day: date
    refund: str | None
    returned: str | None


class Sale(NamedTuple):
    """One line of an agreement, signed as Shopify signs it; amounts in micros of the shop's currency.

    `total` holds all taxes; `marketplace_tax` is the part of `tax` that a marketplace pays to the state. `units`
    is never negative. `sku` is set for goods only.
    """

    id: str
    agreement: Agreement
    action: str
    line: str
    units: int
    total: int
    tax: int
    marketplace_tax: int
    discount: int
    currency: str
    line_item: str | None
    sku: str | None
    title: str | None
    presentment: str | None

    @property
    def stated(self) -> int:
        """Return what the sale comes to without the tax that is a marketplace's."""
        return self.total - self.marketplace_tax

    @property
    def known(self) -> bool:
        """Tell whether the sale is of a kind the books have a line for."""
        return self.line in _OF_LINE or (self.line == "PRODUCT" and self.action in _ACTIONS)

    @property
    def takes_goods_back(self) -> bool:
        """Tell whether the sale stands for goods that are not sold any more."""
        return self.line == "PRODUCT" and self.action == "RETURN"


def sales_of(node: Mapping[str, Any], *, zone: ZoneInfo) -> list[Sale]:
    """Return the order's sales, each once, oldest agreement first. Raises BadNode when one cannot be read."""
    if node.get("agreements") is None:
        raise BadNode("its sales agreements were not given")
    placed = cells.moment(node.get("processedAt"))
    found: dict[str, Sale] = {}
    for each in cells.listed(node["agreements"]):
        agreement = _agreement(cells.mapping(each, "a sales agreement"), placed, zone)
        if each.get("sales") is None:
            raise BadNode("the sales of an agreement were not given")
        for sale in cells.listed(each["sales"]):
            read = _sale(cells.mapping(sale, "a sale"), agreement)
            found[read.id] = read
    return sorted(found.values(), key=lambda s: (s.agreement.at, _number(s.agreement.id), _number(s.id)))


def entries_of(sale: Sale, restocked: int) -> tuple[Entry, ...]:
    """Return the sale's components; their sum is `sale.stated`. `restocked` units went back on the shelf."""
    return tuple(_components(sale, restocked))


def _components(sale: Sale, restocked: int) -> Iterator[Entry]:
    net = sale.total - sale.tax
    if sale.takes_goods_back:
        yield _entry(sale, "return", Category.RETURNS, net, sold=-sale.units, moved=-restocked)
    elif sale.line == "PRODUCT" and sale.known:
        units = sale.units if sale.action == "ORDER" else 0
        yield _entry(sale, "sale", Category.GROSS_SALES, net + sale.discount, sold=units, moved=units)
        if sale.discount:
            yield _entry(sale, "discount", Category.DISCOUNTS, -sale.discount)
    elif net:
        category = _OF_LINE.get(sale.line, Category.UNCLASSIFIED)
        yield _entry(sale, sale.line.lower() if sale.known else "unclassified", category, net)
    if tax := sale.tax - sale.marketplace_tax:
        yield _entry(sale, "tax", Category.SALES_TAX, tax)


def _entry(  # noqa: PLR0913 - a component is all of these
    sale: Sale, component: str, category: Category, amount: int, *, sold: int = 0, moved: int = 0
) -> Entry:
    goods = sale.sku if component != "tax" else None
    at, day = sale.agreement.at, sale.agreement.day
    return Entry(component, category, at, day, amount, sale.currency, goods, sold, moved)


def _agreement(node: Mapping[str, Any], placed: datetime, zone: ZoneInfo) -> Agreement:
    reason = cells.name(node.get("reason")) or "UNKNOWN"
    at = placed if reason == "ORDER" else cells.moment(node.get("happenedAt"))
    return Agreement(
        id=cells.number_of(node.get("id")),
        reason=reason,
        at=at,
        day=cells.day_of(at, zone),
        refund=_id_in(node.get("refund")),
        returned=_id_in(node.get("return")),
    )


def _sale(node: Mapping[str, Any], agreement: Agreement) -> Sale:
    total = cells.shop_money(node.get("totalAmount"))
    tax = cells.shop_money(node.get("totalTaxAmount"))
    discount = cells.shop_money(node.get("totalDiscountAmountBeforeTaxes"))
    if len({total.currency, tax.currency, discount.currency}) > 1:
        raise BadNode("a sale has amounts in more than one currency")
    line = cells.name(node.get("lineType")) or "UNKNOWN"
    item: Mapping[str, Any] = node["lineItem"] if isinstance(node.get("lineItem"), dict) else {}
    return Sale(
        id=cells.number_of(node.get("id")),
        agreement=agreement,
        action=cells.name(node.get("actionType")) or "UNKNOWN",
        line=line,
        units=abs(cells.units(node.get("quantity"))),
        total=total.micros,
        tax=tax.micros,
        marketplace_tax=_marketplace_tax(node),
        discount=discount.micros,
        currency=total.currency,
        line_item=_id_in(item),
        sku=sku_of(item) if line == "PRODUCT" else None,
        title=_title(item),
        presentment=_presentment(node["totalAmount"]),
    )


def sku_of(item: Mapping[str, Any] | None) -> str | None:
    """Return what a line's goods are known by: its SKU, else its variant's id, else its own; None without any."""
    if not item:
        return None
    if sku := cells.name(item.get("sku"), longest=LONGEST_SKU):
        return sku
    if variant := _id_in(item.get("variant")):
        return f"variant-{variant}"
    line = _id_in(item)
    return f"line-{line}" if line else None


def _marketplace_tax(node: Mapping[str, Any]) -> int:
    taxes = (cells.mapping(tax, "a tax") for tax in cells.listed(node.get("taxes")))
    liable = (tax for tax in taxes if isinstance(line := tax.get("taxLine"), dict) and line.get("channelLiable"))
    return sum(cells.shop_money(tax.get("amount")).micros for tax in liable)


def _presentment(bag: Any) -> str | None:
    """Return what the buyer saw, when it was in another currency."""
    seen, kept = bag.get("presentmentMoney"), bag["shopMoney"]
    if not isinstance(seen, dict) or seen.get("currencyCode") == kept.get("currencyCode"):
        return None
    return cells.name(f"{seen.get('amount')} {seen.get('currencyCode')}")


def _title(item: Mapping[str, Any]) -> str | None:
    title, variant = cells.name(item.get("title")), cells.name(item.get("variantTitle"))
    return f"{title} – {variant}" if title and variant and variant != "Default Title" else title


def _id_in(node: Any) -> str | None:
    return cells.number_of(node["id"]) if isinstance(node, dict) and node.get("id") else None


def _number(text: str) -> tuple[int, str]:
    """Return what sorts ids as the numbers they are."""
    return len(text), text
