"""An order-lines CSV, read through a mapping into one record per line."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from credora_agent.core.errors import UnknownCurrency
from credora_agent.core.money import currency_code, decimal_string
from credora_agent.ledger.entries import Category, Entry, Record, Rejected
from credora_agent.sync.importers.cells import (
    BadCell,
    Customers,
    Moments,
    amount,
    bounded,
    shown_cells,
    whole,
)
from credora_agent.sync.importers.codes import matcher
from credora_agent.sync.importers.line_money import Charges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from credora_agent.sync.importers.mapping import Mapping
    from credora_agent.sync.importers.source import Source

TABLE = "order_lines"
_PLACED = (Category.SHIPPING_INCOME, Category.DISCOUNTS, Category.GIFT_CARDS)


class LinesFile:
    """The lines of an order-lines file; iterating reads it from its start. Made by `read.open_orders`."""

    def __init__(  # noqa: PLR0913 - what a file's meaning depends on; each is named by its caller
        self, source: Source, mapping: Mapping, *, zone: ZoneInfo, currency: str, now: datetime, salt: bytes
    ) -> None:
        """Read `source` by `mapping`; rows without a currency are in `currency`. Raises BadInput on its columns."""
        mapping.check(source.headers)
        self._source, self._mapping, self._default = source, mapping, currency
        columns, at = mapping.columns, source.headers.index
        self._order, self._sku, self._quantity = at(columns.order), at(columns.sku), at(columns.quantity)
        self._price, self._ordered_at = at(columns.unit_price), at(columns.ordered_at)
        self._title = at(columns.title) if columns.title else None
        self._customer = at(columns.customer) if columns.customer else None
        self._currency = at(columns.currency) if columns.currency else None
        self._line_id = at(columns.line_id) if columns.line_id else None
        self._names = tuple(dict.fromkeys(h for what, h in columns.given().items() if what != "customer"))
        self._kept = itemgetter(*map(at, self._names))
        self._charges = Charges.of(mapping, source.headers)
        self._prefix = mapping.cancelled.order_prefix if mapping.cancelled else None
        self._returns = mapping.negative_quantity == "return"
        self._restocked, self._whole_order = mapping.returns_restocked, mapping.orders == "complete"
        self._moment = Moments(mapping.date_format, zone=zone, now=now).read
        self._customer_ref = Customers(salt).ref
        self._category = lru_cache(maxsize=65536)(matcher(mapping.codes))
        self._read_price = lru_cache(maxsize=65536)(self._parse_price)
        self._read_whole = lru_cache(maxsize=8192)(self._parse_whole)
        self._read_currency = lru_cache(maxsize=256)(_currency)

    def provides(self) -> frozenset[Category]:
        """Return the categories the file can deliver: no entry in one of them means there was none."""
        mapping = self._mapping
        found = {Category.GROSS_SALES, *(rule.category for rule in mapping.codes)}
        if mapping.cancelled or self._returns:
            found.add(Category.RETURNS)
        if mapping.columns.discount:
            found.add(Category.DISCOUNTS)
        if mapping.columns.tax:
            found.add(Category.SALES_TAX)
        return frozenset(found)

    def __iter__(self) -> Iterator[Record | Rejected]:
        record = self._record
        for number, cells, fault in self._source.rows():
            if fault is not None:
                yield Rejected(number, fault)
                continue
            try:
                yield record(number, cells)
            except BadCell as bad:
                yield Rejected(number, str(bad), shown_cells(zip(self._names, self._kept(cells), strict=True)))

    def _record(self, number: int, cells: list[str]) -> Record:
        """Return the row as a record. Positional arguments, and no helper per cell: this runs once per line."""
        order, sku = cells[self._order].strip(), cells[self._sku].strip()
        if not order:
            raise BadCell("The order id is empty. Fill it in or delete the row.")
        quantity = self._read_whole(cells[self._quantity])
        price, price_text = self._read_price(cells[self._price])
        moment, day, stamp = self._moment(cells[self._ordered_at])
        currency = self._default if self._currency is None else self._row_currency(cells[self._currency])
        component, category, units, stock, placed = self._kind(order, sku, quantity, price)
        value = bounded(quantity * price)
        extra: tuple[Entry, ...] = ()
        stated = value
        if self._charges is not None:
            value, parts, stated = self._charges.split(cells, value, sold=component == "sale")
            extra = tuple(Entry(name, kind, moment, day, part, currency, sku or None) for name, kind, part in parts)
        line = cells[self._line_id].strip() if self._line_id is not None else ""
        if self._line_id is not None and not line:
            raise BadCell("The line id is empty. Fill it in, or take line_id out of the mapping.")
        return Record(
            TABLE,
            line or f"{order}:{sku}:{quantity}@{price_text}:{stamp}",
            number,
            moment,
            day,
            currency,
            stated,
            dict(zip(self._names, self._kept(cells), strict=True)),
            (Entry(component, category, moment, day, value, currency, sku or None, units, stock), *extra),
            order,
            None if self._customer is None else self._customer_ref(cells[self._customer]),
            placed,
            None if self._title is None else cells[self._title].strip() or None,
            not line,
            self._whole_order,
        )

    def _kind(self, order: str, sku: str, quantity: int, price: int) -> tuple[str, Category, int, int, bool]:
        """Return (component, category, units, units of stock, whether it is part of a placed order)."""
        cancelled = self._prefix is not None and order.startswith(self._prefix)
        category = self._category(sku)
        if category is not None:
            return "amount", category, 0, 0, not cancelled and category in _PLACED
        if price == 0 or quantity == 0:
            return "stock", Category.STOCK_ADJUSTMENT, 0, 0, False
        if price < 0:
            raise BadCell("The price is negative. If the stock code is no product, give it a rule in the codes.")
        if quantity < 0 and (cancelled or self._returns):
            return "return", Category.RETURNS, quantity, quantity if self._restocked else 0, False
        if quantity < 0:
            raise BadCell(
                "The quantity is negative and nothing marks a cancellation. "
                'If it is a return, set "negative_quantity" to "return" in the mapping.'
            )
        if cancelled:
            raise BadCell("A cancellation has a positive quantity. Correct its sign or its order id.")
        return "sale", Category.GROSS_SALES, quantity, quantity, True

    def _parse_price(self, text: str) -> tuple[int, str]:
        micros = amount(text, self._mapping.decimal)
        return micros, decimal_string(micros)

    def _parse_whole(self, text: str) -> int:
        return whole(text, self._mapping.decimal)

    def _row_currency(self, text: str) -> str:
        return self._read_currency(text) if text.strip() else self._default


def _currency(text: str) -> str:
    try:
        return currency_code(text)
    except UnknownCurrency as bad:
        raise BadCell(str(bad)) from None
