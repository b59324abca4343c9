"""What exists in an invented shop's world: things with their history, in minor units of their currencies.

Nothing here knows a platform's wire format; the simulators in `sandbox/shopify`, `sandbox/meta` and `sandbox/google`
turn these objects into answers. `Both` holds one amount twice: as the shop keeps it and as the buyer saw it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime

DECIMALS = {"JPY": 0, "KRW": 0, "KWD": 3, "BHD": 3}
"""Decimals of the currencies that do not have two."""


def decimals(currency: str) -> int:
    """Return how many decimals amounts of `currency` have."""
    return DECIMALS.get(currency, 2)


def written(minor: int, currency: str) -> str:
    """Return minor units as a plain decimal string with the currency's decimals."""
    places = decimals(currency)
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


class Both(NamedTuple):
    """One amount in minor units of the shop's currency, and of the currency the buyer paid in."""

    shop: int
    presentment: int

    def __neg__(self) -> Both:
        """Return the opposite of both."""
        return Both(-self.shop, -self.presentment)

    def plus(self, other: Both) -> Both:
        """Return the sum of both."""
        return Both(self.shop + other.shop, self.presentment + other.presentment)


NOTHING = Both(0, 0)


@dataclass(slots=True)
class Variant:
    """One thing on the shelf. `costs` is its whole history: from each moment on, the unit cost (None: not stated)."""

    id: int
    product_id: int
    inventory_item_id: int
    sku: str
    title: str
    price: int
    costs: list[tuple[datetime, int | None]]
    on_hand: int
    created_at: datetime
    updated_at: datetime
    item_updated_at: datetime

    def cost_at(self, moment: datetime) -> int | None:
        """Return the unit cost in force at `moment`, in minor units of the shop's currency."""
        return next((cost for since, cost in reversed(self.costs) if since <= moment), None)


@dataclass(slots=True)
class Product:
    """What the shop sells under one title."""

    id: int
    title: str
    handle: str
    status: str  # ACTIVE, ARCHIVED, DRAFT
    gift_card: bool
    created_at: datetime
    updated_at: datetime
    variants: list[Variant]


@dataclass(slots=True)
class LineItem:
    """A line of an order; `price` is for one unit as shown to the buyer (with tax where prices include it)."""

    id: int
    variant_id: int | None
    product_id: int | None
    sku: str
    title: str
    variant_title: str
    quantity: int
    current_quantity: int
    price: Both
    gift_card: bool
    tax_rate: str  # as a plain decimal, "0.2"; "0" when untaxed
    tax_title: str
    cost: int | None
    """The unit cost in force on the order's day, in minor units of the shop's currency."""


@dataclass(slots=True)
class SaleTax:
    """One tax within a sale."""

    id: int
    title: str
    rate: str
    amount: Both
    channel_liable: bool = False


@dataclass(slots=True)
class Sale:
    """One line of a sales agreement, signed as Shopify signs it: returns are negative.

    `total` is after discounts with all taxes in it; `discount` is before taxes, positive on a sale.
    """

    id: int
    action: str  # ORDER, RETURN, UPDATE, UNKNOWN
    line_type: str  # PRODUCT, SHIPPING, TIP, GIFT_CARD, DUTY, FEE, ADDITIONAL_FEE, ADJUSTMENT, UNKNOWN
    quantity: int | None
    total: Both
    tax: Both
    discount: Both
    discount_with_tax: Both
    taxes: list[SaleTax]
    line_item_id: int | None = None


@dataclass(slots=True)
class Agreement:
    """One dated, unchangeable event of an order: placed, edited, refunded or returned."""

    id: int
    happened_at: datetime
    reason: str  # ORDER, ORDER_EDIT, REFUND, RETURN
    sales: list[Sale]
    refund_id: int | None = None
    return_id: int | None = None


@dataclass(slots=True)
class RefundLine:
    """Units of a line taken back; `restock` is NO_RESTOCK, RETURN or CANCEL."""

    id: int
    line_item_id: int
    quantity: int
    restock: str
    subtotal: Both
    tax: Both


@dataclass(slots=True)
class Refund:
    """Money and goods taken back on one day."""

    id: int
    created_at: datetime
    lines: list[RefundLine]
    total: Both
    transaction_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Return:
    """Goods a buyer sends back: its own dated agreement; the refunds that settle it may come on a later day."""

    id: int
    order_id: int
    name: str
    created_at: datetime
    status: str  # OPEN, CLOSED
    lines: list[tuple[int, int]]
    """Which line items come back, and how many units of each."""
    agreement_id: int
    refund_ids: list[int] = field(default_factory=list)
    closed_at: datetime | None = None


@dataclass(slots=True)
class Payment:
    """A payment transaction of an order.

    `kind` is SALE, AUTHORIZATION, CAPTURE, VOID or REFUND; `status` is SUCCESS or FAILURE. `fee` is in minor units
    of the shop's currency, and only card payments have one.
    """

    id: int
    kind: str
    status: str
    gateway: str  # shopify_payments, gift_card, paypal, manual
    amount: Both
    processed_at: datetime
    parent_id: int | None = None
    fee: int | None = None


@dataclass(slots=True)
class Order:
    """An order with everything that became of it until the world's present moment."""

    id: int
    number: int
    name: str
    created_at: datetime
    processed_at: datetime
    updated_at: datetime
    currency: str
    presentment_currency: str
    taxes_included: bool
    customer_id: int | None
    lines: list[LineItem]
    shipping: Both
    agreements: list[Agreement]
    payments: list[Payment]
    refunds: list[Refund]
    financial_status: str  # PENDING, AUTHORIZED, PAID, PARTIALLY_REFUNDED, REFUNDED, VOIDED, PARTIALLY_PAID
    fulfilment_status: str  # UNFULFILLED, FULFILLED, …
    cancelled_at: datetime | None = None
    test: bool = False
    source_name: str = "web"
    campaign_id: str | None = None
    discount_codes: list[str] = field(default_factory=list)

    def current_total(self) -> Both:
        """Return what the order comes to after all edits and refunds: the sum of its sales."""
        total = NOTHING
        for agreement in self.agreements:
            for sale in agreement.sales:
                total = total.plus(sale.total)
        return total


@dataclass(slots=True)
class BalanceRow:
    """One movement on the shop's payments balance, in minor units of `currency`; net = amount − fee."""

    id: int
    type: str  # CHARGE, REFUND, CHARGEBACK_HOLD, CHARGEBACK_FEE, DISPUTE_WITHDRAWAL, SHIPPING_LABEL, TRANSFER, …
    amount: int
    fee: int
    net: int
    currency: str
    at: datetime
    order_id: int | None = None
    payment_id: int | None = None
    payout_id: int | None = None
    payout_status: str | None = None
    source_type: str | None = None
    adjustment_reason: str | None = None
    test: bool = False


@dataclass(slots=True)
class Payout:
    """Money sent to the bank: SCHEDULED, then PAID or FAILED."""

    id: int
    issued_at: datetime
    status: str
    net: int
    currency: str
    changed_at: datetime


@dataclass(slots=True)
class AdAccount:
    """An advertising account with its own currency and day; `manager_ids` are the Google managers above it."""

    platform: str  # meta, google
    id: str
    name: str
    currency: str
    zone: str
    manager: bool = False
    manager_ids: tuple[str, ...] = ()
    test: bool = False
    status: str = "ENABLED"


@dataclass(slots=True)
class Campaign:
    """A campaign of an account; `ended` ones keep their spend. `kind` is its channel, in the platform's own words."""

    platform: str
    account_id: str
    id: str
    name: str
    kind: str
    status: str
    started: date
    ended: date | None = None


class AdDay(NamedTuple):
    """What a platform says, as of a moment, about one campaign and day of its account: money in minor units.

    `purchases` and `value` are those the platform attributes; `value` is in minor units; both may be restated,
    as `spend` is. Counts are whole; `purchases` in thousandths, since platforms share them among ads.
    """

    campaign_id: str
    day: date
    spend: int
    impressions: int
    clicks: int
    link_clicks: int
    purchases_milli: int
    value: int
    other_conversions_milli: int
    view_purchases_milli: int


class Happening(NamedTuple):
    """That something changed which a webhook tells of: its topic in Shopify's spelling, e.g. `orders/updated`."""

    at: datetime
    topic: str
    subject_id: int
    order_id: int | None = None


class TruthRow(NamedTuple):
    """One line of the truth ledger, signed as it moves profit, in minor units of `currency`.

    `category` is one of the P&L's: gross_sales, discounts, returns, shipping_income, other_income, cogs,
    fulfilment, fees, marketing, operating_costs, financing, sales_tax, duties, tips, gift_cards.
    `day` is the accrual day in the shop's zone (for advertising: in the ad account's).
    """

    day: date
    category: str
    amount: int
    currency: str
    sku: str | None
    about: str
