"""Shopify admin's own order export ("Export orders", CSV): its rows grouped into orders, orders into records.

An order's cells stand on its first row; the rows after it repeat Name and carry one more line each. The export
has no date of refund: a refund is dated on the day of cancellation if there is one, else on the order's own day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.core.errors import BadInput
from credora_agent.ledger.entries import Category, Record, Rejected
from credora_agent.sync.importers.cells import BadCell, shown_cells
from credora_agent.sync.importers.shopify_order import KEPT, KEPT_OF_LINE, OrderCells
from credora_agent.sync.importers.shopify_records import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from credora_agent.sync.importers.source import Source

SHOPIFY = "Shopify's own order export."

_MARKS = ("Name", "Financial Status", "Lineitem quantity", "Lineitem price")
_NEEDED = (*_MARKS, "Created at", "Subtotal", "Shipping", "Taxes", "Total", "Discount Amount", "Lineitem name",
           "Refunded Amount")  # fmt: skip
_PROVIDED = frozenset(
    {
        Category.GROSS_SALES,
        Category.DISCOUNTS,
        Category.RETURNS,
        Category.SHIPPING_INCOME,
        Category.SALES_TAX,
        Category.TIPS,
        Category.GIFT_CARDS,
    }
)

_Row = tuple[int, dict[str, str], str | None]


def is_shopify(headers: Sequence[str]) -> bool:
    """Say whether the headers are those of Shopify's order export, complete or not."""
    return set(_MARKS) <= set(headers)


class ShopifyFile:
    """The orders of a Shopify export; iterating reads it from its start. Made by `read.open_orders`."""

    def __init__(self, source: Source, *, zone: ZoneInfo, currency: str, now: datetime, salt: bytes) -> None:
        """Read `source` for a shop in `zone`. Raises BadInput when a column it needs was left out."""
        absent = [name for name in _NEEDED if name not in source.headers]
        if absent:
            raise BadInput(
                f"This looks like Shopify's order export, but it lacks: {', '.join(absent)}.",
                remedy="Export the orders again and leave all columns in.",
            )
        self._source = source
        self._cells = OrderCells(zone=zone, currency=currency, now=now, salt=salt)

    def provides(self) -> frozenset[Category]:
        """Return the categories the file can deliver: no entry in one of them means there was none."""
        return _PROVIDED | {Category.DUTIES} if "Duties" in self._source.headers else _PROVIDED

    def __iter__(self) -> Iterator[Record | Rejected]:
        for rows in self._orders():
            yield from self._read(rows)

    def _read(self, rows: Sequence[_Row]) -> Iterator[Record | Rejected]:
        """Yield the records of one order, or one Rejected for all of it when any of its rows is bad."""
        number, first, _ = rows[0]
        try:
            made = records(self._cells.order(_undamaged(rows)))
        except BadCell as bad:
            kept = ((name, first[name]) for name in (*KEPT, *KEPT_OF_LINE) if first.get(name))
            yield Rejected(number, str(bad), shown_cells(kept))
        else:
            yield from made

    def _orders(self) -> Iterator[list[_Row]]:
        """Yield the rows of each order; a damaged row belongs to the order it names, else to the one before it."""
        headers, name_at = self._source.headers, self._source.headers.index("Name")
        order: list[_Row] = []
        for number, cells, fault in self._source.rows():
            row = dict(zip(headers, cells, strict=False)) if fault is None else {}
            row["Name"] = cells[name_at] if name_at < len(cells) else ""
            if order and not _continues(order[0][1], row, damaged=fault is not None):
                yield order
                order = []
            order.append((number, row, fault))
        if order:
            yield order


def _undamaged(rows: Sequence[_Row]) -> list[tuple[int, dict[str, str]]]:
    for number, _, fault in rows:
        if fault is not None:
            raise BadCell(fault if number == rows[0][0] else f"In row {number}: {fault}")
    return [(number, cells) for number, cells, _ in rows]


def _continues(first: Mapping[str, str], row: Mapping[str, str], *, damaged: bool) -> bool:
    """Say whether `row` is a further line of the order that `first` opened."""
    if damaged and not row["Name"].strip():
        return True
    if row["Name"] != first["Name"]:
        return False
    filled_down = all(row.get(name) == first.get(name) for name in ("Id", "Created at", "Total"))
    return damaged or filled_down or not row["Total"].strip()
