"""What the ledger is made of: a source's record, and the signed components it posts. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal


class Category(StrEnum):
    """The line of the books a component belongs to; amounts are signed as they move profit."""

    GROSS_SALES = "gross_sales"
    DISCOUNTS = "discounts"
    RETURNS = "returns"
    SHIPPING_INCOME = "shipping_income"
    OTHER_INCOME = "other_income"
    COGS = "cogs"
    FULFILMENT = "fulfilment"
    FEES = "fees"
    MARKETING = "marketing"
    OPERATING_COSTS = "operating_costs"
    FINANCING = "financing"
    SALES_TAX = "sales_tax"
    DUTIES = "duties"
    TIPS = "tips"
    GIFT_CARDS = "gift_cards"
    STOCK_ADJUSTMENT = "stock_adjustment"
    UNCLASSIFIED = "unclassified"


GOODS = (Category.GROSS_SALES, Category.DISCOUNTS, Category.RETURNS)
"""The components of net sales: the base that COGS coverage is measured on."""

NOT_PROFIT = (
    Category.SALES_TAX,
    Category.DUTIES,
    Category.TIPS,
    Category.GIFT_CARDS,
    Category.STOCK_ADJUSTMENT,
    Category.UNCLASSIFIED,
)
"""Recorded, never part of profit: money owed to others, stock moved without a price, and what nobody could place."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One signed component of a record.

    `component` is unique within its record ("sale", "discount", "tax" …). `amount` is in micros of
    `currency`, positive when it adds to profit. `quantity` counts units sold (+) or returned (−), 0 for
    what is no goods; `stock_quantity` counts the units whose cost moves: sold (+), put back on the shelf (−),
    0 when a return was not restocked. `local_date` is the accrual day in the shop's zone.
    """

    component: str
    category: Category
    occurred_at: datetime
    local_date: date
    amount: int
    currency: str
    sku: str | None = None
    quantity: int = 0
    stock_quantity: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a source, as it stands there, with the components it posts.

    `source_key` names the record within (connection, source_table). When `numbered` is true the source gives
    no identity of its own and identical keys are distinct records: the n-th of its key in a file is the n-th
    in the books, so that overlapping files meet. When false a key met again replaces the earlier record.
    `whole_order` says that the records of this `order_ref` present in the file are all there are: what the
    books hold of that order from this connection beyond them is voided.
    `stated` is the amount the source itself states for the record, in micros of `currency`: its sum is the
    control total that `reconcile` bridges from; None for a record whose amount another record states.
    `payload` holds the source's own cells, without personal data; `row` is the first row in the file, 0 when a
    platform gave the record. `as_of` is when the source last changed the order the record is part of: a version
    older than the one the books hold is left alone. The record in "orders" carries it in its payload too, as
    `updatedAt`, and bears the order's own reference as its key.
    `order_placed` is true when the record is part of a placed order (so it counts as one), false for
    cancellations, fees and adjustments.
    """

    source_table: str
    source_key: str
    row: int
    occurred_at: datetime
    local_date: date
    currency: str
    stated: int | None
    payload: Mapping[str, Any]
    entries: tuple[Entry, ...]
    order_ref: str | None = None
    customer_ref: str | None = None
    order_placed: bool = False
    title: str | None = None
    numbered: bool = False
    whole_order: bool = False
    as_of: datetime | None = None


class Window(NamedTuple):
    """The days from `start` to `end`, both included, of one account's records in `source_table`.

    `scope` is the account: only records whose key begins with it and a colon are in the window; "" means all.
    """

    source_table: str
    scope: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be booked: where it is, why, and what it said."""

    row: int
    reason: str
    cells: Mapping[str, str] = field(default_factory=dict)


class Cost(NamedTuple):
    """That one unit of `sku` costs `unit_cost` micros of `currency` from `valid_from` on."""

    sku: str
    valid_from: date
    unit_cost: int
    currency: str


class Rate(NamedTuple):
    """That one unit of `base` was worth `rate` units of `quote` on `day`."""

    base: str
    quote: str
    day: date
    rate: Decimal
