"""What the resolvers pass around: things of the world together with the order they belong to, and how they are written.

Ids are global (`gid://shopify/Order/1`), moments are UTC to the second, amounts are decimals the way Shopify's
BigDecimal prints them: no digits after the last that counts, yet at least one ("25.0", "1000.0" yen, "1.234" dinars).
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.sandbox.world.model import NOTHING, Both, decimals, written

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from credora_agent.sandbox.world.model import (
        Agreement,
        LineItem,
        Order,
        Payment,
        Refund,
        RefundLine,
        Return,
        Sale,
        SaleTax,
        Variant,
    )


class Money(NamedTuple):
    """An amount in minor units of one currency."""

    minor: int
    currency: str


class Bag(NamedTuple):
    """One amount in the shop's currency and in the buyer's."""

    shop: Money
    presentment: Money


class LineOf(NamedTuple):
    """A line of an order."""

    order: Order
    it: LineItem


class AgreementOf(NamedTuple):
    """An agreement of an order."""

    order: Order
    it: Agreement


class SaleOf(NamedTuple):
    """A sale of one of an order's agreements."""

    order: Order
    it: Sale


class SaleTaxOf(NamedTuple):
    """A tax within a sale."""

    order: Order
    it: SaleTax


class TaxLineOf(NamedTuple):
    """What a tax is called and comes to."""

    order: Order
    title: str
    rate: str
    amount: Both
    channel_liable: bool


class RefundOf(NamedTuple):
    """A refund of an order."""

    order: Order
    it: Refund


class RefundLineOf(NamedTuple):
    """Units taken back by a refund."""

    order: Order
    it: RefundLine


class PaymentOf(NamedTuple):
    """A payment transaction of an order."""

    order: Order
    it: Payment


class ReturnOf(NamedTuple):
    """A return of an order."""

    order: Order
    it: Return


class ReturnLineOf(NamedTuple):
    """Units of a line that come back with a return; `place` counts within it."""

    it: Return
    place: int
    units: int


class InventoryItem(NamedTuple):
    """What a variant is in the stock room."""

    of: Variant


class Customer(NamedTuple):
    """A buyer, of whom nothing but the id is known."""

    id: int
    created_at: datetime


class TenderOf(NamedTuple):
    """Money that changed hands, in the tender's own currency."""

    order: Order
    it: Payment


def gid(kind: str, number: int) -> str:
    """Return the global id of a thing."""
    return f"gid://shopify/{kind}/{number}"


def number_of(global_id: str) -> tuple[str, int]:
    """Return the kind and number of a global id; ("", 0) when it is none."""
    head, _, tail = str(global_id).rpartition("/")
    prefix, _, kind = head.rpartition("/")
    digits = tail.split("?", 1)[0]
    return (kind, int(digits)) if prefix == "gid://shopify" and digits.isdecimal() else ("", 0)


def moment(at: datetime) -> str:
    """Return a moment as the API writes it."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return f"{utc.isoformat()[:19]}Z"


def moment_or_none(at: datetime | None) -> str | None:
    """Return a moment as the API writes it, if there is one."""
    return moment(at) if at else None


def amount(minor: int, currency: str) -> str:
    """Return minor units as a MoneyV2's decimal."""
    places = decimals(currency)
    if not places:
        return f"{minor}.0"
    text = written(minor, currency).rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def bag(order: Order, both: Both) -> Bag:
    """Return an order's amount in both its currencies."""
    return Bag(Money(both.shop, order.currency), Money(both.presentment, order.presentment_currency))


def total(amounts: Iterable[Both]) -> Both:
    """Return the sum of amounts."""
    shop = presentment = 0
    for one in amounts:
        shop += one.shop
        presentment += one.presentment
    return Both(shop, presentment) if shop or presentment else NOTHING
