"""The records that one Shopify order posts: its lines, the order itself, and what was refunded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from credora_agent.core.money import allocate, decimal_string
from credora_agent.ledger.entries import Category, Entry, Record
from credora_agent.sync.importers.shopify_money import settle
from credora_agent.sync.importers.shopify_order import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from credora_agent.sync.importers.shopify_money import LineMoney, Settled
    from credora_agent.sync.importers.shopify_order import Order

NO_REFUND_DATE = "order day: Shopify's export has no refund date"
_NEVER_PAID = ("voided", "pending", "authorized", "expired", "unpaid", "")
_UNSENT = ("", "unfulfilled", "restocked")
_OF_KIND = {
    Kind.GOODS: Category.GROSS_SALES,
    Kind.GIFT_CARD: Category.GIFT_CARDS,
    Kind.TIP: Category.TIPS,
}


class _Part(NamedTuple):
    """An amount of the order, with the units it stands for."""

    component: str
    category: Category
    amount: int
    sku: str | None = None
    quantity: int = 0


def records(order: Order) -> list[Record]:
    """Return the order's records. Σ entries = Total; those of a refund sum to what it took back.

    The record in "orders" states Total; the lines state nothing of their own. Raises BadCell when the totals
    cannot be explained.
    """
    settled = settle(order)
    made = [_line_record(order, money) for money in settled.lines]
    made.append(_order_record(order, settled))
    back = _taken_back(order)
    if back or (order.cancelled and not order.total):
        made.append(_refund_record(order, settled, back))
    return made


def _line_record(order: Order, money: LineMoney) -> Record:
    line, discount = money.line, money.net - money.gross
    goods = line.kind is Kind.GOODS
    units = line.quantity if goods else 0
    entries = [_entry(order, _Part("sale", _OF_KIND[line.kind], money.gross if goods else money.net, line.sku, units))]
    if goods and discount:
        entries.append(_entry(order, _Part("discount", Category.DISCOUNTS, discount, line.sku)))
    return Record(
        source_table="order_lines",
        source_key=f"{order.ref}:{line.position}",
        row=line.row,
        occurred_at=order.placed_at,
        local_date=order.day,
        currency=order.currency,
        stated=None,
        payload=line.cells,
        entries=tuple(entries),
        order_ref=order.ref,
        customer_ref=order.customer,
        order_placed=True,
        title=line.title or None,
        whole_order=True,
    )


def _entry(order: Order, part: _Part) -> Entry:
    component, category, amount, sku, units = part
    return Entry(component, category, order.placed_at, order.day, amount, order.currency, sku, units, units)


def _order_record(order: Order, settled: Settled) -> Record:
    parts = _order_parts(order, settled, tax=order.taxes)
    return Record(
        source_table="orders",
        source_key=order.ref,
        row=order.row,
        occurred_at=order.placed_at,
        local_date=order.day,
        currency=order.currency,
        stated=order.total,
        payload={**order.cells, "taxes": _taxes_said(order, settled)},
        entries=tuple(_entry(order, part) for part in parts),
        order_ref=order.ref,
        customer_ref=order.customer,
        order_placed=True,
        whole_order=True,
    )


def _taxes_said(order: Order, settled: Settled) -> str:
    if not order.taxes:
        return "none"
    return "included in prices" if settled.tax_included else "on top of prices"


def _order_parts(order: Order, settled: Settled, *, tax: int) -> list[_Part]:
    """Return the amounts that belong to the order as a whole, without zeros."""
    parts = (
        _Part("shipping", Category.SHIPPING_INCOME, settled.shipping),
        _Part("tax", Category.SALES_TAX, tax),
        _Part("duties", Category.DUTIES, order.duties),
        _Part("tip", Category.TIPS, settled.tip),
        _Part("rounding", Category.OTHER_INCOME, settled.rounding),
    )
    return [part for part in parts if part.amount]


def _taken_back(order: Order) -> int:
    """Return what was refunded, and for a cancelled or voided order also what will never be paid."""
    unpaid = 0
    if order.status == "voided" or (order.cancelled and order.status in _NEVER_PAID):
        unpaid = order.total - order.refunded
    elif order.cancelled and order.status == "partially_paid":
        unpaid = min(order.outstanding, order.total - order.refunded)
    return order.refunded + max(0, unpaid)


def _refund_record(order: Order, settled: Settled, back: int) -> Record:
    """Return the reversal of `back`: all of the order exactly, or goods with their tax in proportion.

    A partial refund beyond the goods takes from the rest of the order; one beyond the total is an adjustment.
    Units come back to the shelf only when the whole order was taken back by a cancellation before it was sent.
    """
    whole = back >= order.total
    restocked = bool(whole and order.cancelled and order.fulfilment in _UNSENT)
    parts = _whole(order, settled) if whole else _partial(order, settled, back)
    if back > order.total:
        parts.append(_Part("adjustment", Category.OTHER_INCOME, back - order.total))
    moment, day = order.cancelled or (order.placed_at, order.day)
    return Record(
        source_table="refunds",
        source_key=f"{order.ref}:refunded",
        row=order.row,
        occurred_at=moment,
        local_date=day,
        currency=order.currency,
        stated=-back,
        payload=_refund_payload(order, back),
        entries=tuple(
            Entry(
                part.component,
                part.category,
                moment,
                day,
                -part.amount,
                order.currency,
                part.sku,
                -part.quantity,
                -part.quantity if restocked else 0,
            )
            for part in parts
        ),
        order_ref=order.ref,
        customer_ref=order.customer,
        whole_order=True,
    )


def _refund_payload(order: Order, back: int) -> dict[str, str]:
    names = ("Name", "Financial Status", "Fulfillment Status", "Cancelled at", "Refunded Amount", "Total")
    payload = {name: order.cells[name] for name in names if name in order.cells}
    if back > order.refunded:
        payload["never_paid"] = decimal_string(back - order.refunded)
    if not order.cancelled:
        payload["refund_date"] = NO_REFUND_DATE
    return payload


def _line_parts(lines: Sequence[LineMoney]) -> Iterator[_Part]:
    for line, _, net, _ in lines:
        if line.kind is Kind.GOODS:
            yield _Part(f"return:{line.position}", Category.RETURNS, net, line.sku, line.quantity)
        else:
            yield _Part(f"{line.kind.value.replace(' ', '_')}:{line.position}", _OF_KIND[line.kind], net)


def _whole(order: Order, settled: Settled) -> list[_Part]:
    return [*_line_parts(settled.lines), *_order_parts(order, settled, tax=order.taxes)]


def _partial(order: Order, settled: Settled, back: int) -> list[_Part]:
    """Return the parts of a refund smaller than the order: goods and their tax first, then the rest."""
    goods = [part for part in _line_parts(settled.lines) if part.category is Category.RETURNS]
    goods.append(_Part("tax", Category.SALES_TAX, order.taxes - settled.shipping_tax))
    others = [part for part in _line_parts(settled.lines) if part.category is not Category.RETURNS]
    others += [part for part in _order_parts(order, settled, tax=0) if part.amount > 0]
    others.append(_Part("shipping_tax", Category.SALES_TAX, settled.shipping_tax))
    worth = sum(part.amount for part in goods)
    all_goods = back >= worth
    taken = _scaled(goods, min(back, worth), keep_quantity=all_goods)
    rest = back - sum(part.amount for part in taken)
    return taken + (_scaled(others, rest, keep_quantity=False) if rest else [])


def _scaled(parts: Sequence[_Part], total: int, *, keep_quantity: bool) -> list[_Part]:
    """Return the parts cut down to `total` in proportion, without zeros."""
    amounts = allocate(total, [part.amount for part in parts])
    cut = [
        part._replace(amount=amount, quantity=part.quantity if keep_quantity else 0)
        for part, amount in zip(parts, amounts, strict=True)
    ]
    return [part for part in cut if part.amount]
