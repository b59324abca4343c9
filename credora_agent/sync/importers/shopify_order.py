"""One order of Shopify's export as its rows state it: cells turned into amounts, days and lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.core.errors import UnknownCurrency
from credora_agent.core.money import currency_code, minor_digits
from credora_agent.sync.importers.cells import BadCell, Customers, Moments, amount, bounded, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

KEPT = (
    "Id", "Name", "Created at", "Paid at", "Financial Status", "Fulfillment Status", "Fulfilled at", "Cancelled at",
    "Currency", "Subtotal", "Shipping", "Taxes", "Duties", "Total", "Discount Code", "Discount Amount",
    "Refunded Amount", "Outstanding Balance", "Shipping Method", "Payment Method", "Source", "Location",
    "Tax 1 Name", "Tax 1 Value", "Tax 2 Name", "Tax 2 Value", "Tax 3 Name", "Tax 3 Value", "Tax 4 Name",
    "Tax 4 Value", "Tax 5 Name", "Tax 5 Value",
)  # fmt: skip
"""The order's cells that are kept; names, addresses, e-mail, phone, notes, tags and the rest are dropped."""

KEPT_OF_LINE = (
    "Name", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price", "Lineitem sku",
    "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status", "Lineitem discount", "Vendor",
)  # fmt: skip
"""The line's cells that are kept."""

_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_GIFT = re.compile(r"gift\s*card|gift\s*voucher|carte[ -]cadeau|geschenkkarte|geschenkgutschein|tarjeta (?:de )?regalo")


class Kind(Enum):
    """What an order's line sells."""

    GOODS = "goods"
    GIFT_CARD = "gift card"
    TIP = "tip"


class Line(NamedTuple):
    """A line of an order; `value` is price × quantity and `discount` the line's own, both in micros as charged."""

    position: int
    row: int
    kind: Kind
    sku: str | None
    title: str
    quantity: int
    value: int
    discount: int
    taxable: bool
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Order:
    """An order as stated; amounts in micros of `currency`, days in the shop's zone, `unit` its smallest coin.

    `tax_rate` is the rate written in the tax's name when just one tax was charged ("VAT 20%").
    """

    row: int
    ref: str
    placed_at: datetime
    day: date
    cancelled: tuple[datetime, date] | None
    currency: str
    unit: int
    subtotal: int
    shipping: int
    taxes: int
    duties: int
    total: int
    discount: int
    refunded: int
    outstanding: int
    status: str
    fulfilment: str
    tax_rate: Fraction | None
    customer: str | None
    lines: tuple[Line, ...]
    cells: Mapping[str, str]


class OrderCells:
    """The reader of an order's rows, given as header → cell."""

    def __init__(self, *, zone: ZoneInfo, currency: str, now: datetime, salt: bytes) -> None:
        """Read orders of a shop in `zone`; an order without a currency is in `currency`."""
        self._moment = Moments("iso", zone=zone, now=now).read
        self._customer = Customers(salt).ref
        self._default = currency

    def order(self, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Order:
        """Return the order that (row number, cells) `rows` state, its first row first. Raises BadCell."""
        number, first = rows[0]
        if not first["Total"].strip():
            raise BadCell(
                "The row continues an order whose first row is not above it. Import the file in the order it was "
                "exported in, unsorted and whole."
            )
        placed_at, day, _ = self._moment(first["Created at"])
        cancelled = first.get("Cancelled at", "").strip()
        currency = self._currency(first.get("Currency", ""))
        lines = (_line(i, row, cells) for i, (row, cells) in enumerate(rows, 1) if _has_line(cells))
        return Order(
            row=number,
            ref=first.get("Id", "").strip() or first["Name"].strip(),
            placed_at=placed_at,
            day=day,
            cancelled=self._moment(cancelled)[:2] if cancelled else None,
            currency=currency,
            unit=10 ** (6 - minor_digits(currency)),
            subtotal=_stated(first, "Subtotal"),
            shipping=_stated(first, "Shipping"),
            taxes=_stated(first, "Taxes"),
            duties=_stated(first, "Duties"),
            total=_stated(first, "Total"),
            discount=abs(_money(first, "Discount Amount")),
            refunded=abs(_money(first, "Refunded Amount")),
            outstanding=max(0, _money(first, "Outstanding Balance")),
            status=first["Financial Status"].strip().lower(),
            fulfilment=first.get("Fulfillment Status", "").strip().lower(),
            tax_rate=_tax_rate(first),
            customer=self._customer(first.get("Email", "").strip() or first.get("Phone", "")),
            lines=tuple(lines),
            cells={name: first[name] for name in KEPT if first.get(name)},
        )

    def _currency(self, text: str) -> str:
        try:
            return currency_code(text) if text.strip() else self._default
        except UnknownCurrency as bad:
            raise BadCell(str(bad)) from None


def _has_line(cells: Mapping[str, str]) -> bool:
    return any(cells[name].strip() for name in ("Lineitem quantity", "Lineitem name", "Lineitem price"))


def _line(position: int, row: int, cells: Mapping[str, str]) -> Line:
    quantity, price = whole(cells["Lineitem quantity"], "."), amount(cells["Lineitem price"], ".")
    if quantity < 0 or price < 0:
        raise BadCell(f"Row {row} has a negative quantity or price, which Shopify's export never has. Export it again.")
    value, discount = bounded(quantity * price), abs(_money(cells, "Lineitem discount"))
    if discount > value:
        raise BadCell(f"Row {row} has a discount larger than its price. Export the order again.")
    return Line(
        position=position,
        row=row,
        kind=_kind(cells),
        sku=cells.get("Lineitem sku", "").strip() or None,
        title=cells["Lineitem name"].strip(),
        quantity=quantity,
        value=value,
        discount=discount,
        taxable=cells.get("Lineitem taxable", "").strip().lower() != "false",
        cells={name: cells[name] for name in KEPT_OF_LINE if cells.get(name)},
    )


def _kind(cells: Mapping[str, str]) -> Kind:
    """Return what the line sells: gift cards and tips are neither shipped nor taxed."""
    bodiless = all(
        cells.get(name, "").strip().lower() == "false" for name in ("Lineitem requires shipping", "Lineitem taxable")
    )
    title = cells["Lineitem name"].strip().lower()
    if bodiless and title in ("tip", "tips", "gratuity"):
        return Kind.TIP
    return Kind.GIFT_CARD if bodiless and _GIFT.search(title) else Kind.GOODS


def _money(cells: Mapping[str, str], name: str) -> int:
    text = cells.get(name, "").strip()
    return amount(text, ".") if text else 0


def _stated(cells: Mapping[str, str], name: str) -> int:
    """Return an amount that is never negative; a missing one is 0, except that Total is there."""
    micros = _money(cells, name)
    if micros < 0:
        raise BadCell(f"{name} is negative, which Shopify's export never has. Export the order again.")
    return micros


def _tax_rate(cells: Mapping[str, str]) -> Fraction | None:
    charged = [n for n in range(1, 6) if _money(cells, f"Tax {n} Value")]
    return _percent(cells.get(f"Tax {charged[0]} Name", "")) if len(charged) == 1 else None


@lru_cache(maxsize=1024)
def _percent(name: str) -> Fraction | None:
    found = _PERCENT.search(name)
    return Fraction(found[1].replace(",", ".")) / 100 if found else None
