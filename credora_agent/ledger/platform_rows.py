"""What platforms say beside the books: variants, payouts, campaigns and their days. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal


class VariantRow(NamedTuple):
    """One variant as it stands now; `price` and `unit_cost` in micros of `currency`, None when not stated."""

    variant_id: str
    sku: str | None
    title: str
    product_id: str | None
    price: int | None
    currency: str
    on_hand: int | None
    unit_cost: int | None
    updated_at: datetime


class PayoutRow(NamedTuple):
    """One transfer to the bank; `net` in micros of `currency`."""

    payout_id: str
    issued_at: datetime
    local_date: date
    status: str
    net: int
    currency: str


class CampaignRow(NamedTuple):
    """One campaign as it was last called; what the platform did not say is None."""

    campaign_id: str
    name: str
    status: str | None
    channel: str | None
    first_day: date | None
    last_day: date | None


class AdDayRow(NamedTuple):
    """One campaign's day of its account; `spend` and `purchase_value` in micros of `currency`.

    `purchases` are those the platform attributes, with up to six decimals; `attribution` names its rule.
    """

    campaign_id: str
    day: date
    currency: str
    spend: int
    impressions: int
    clicks: int
    purchases: Decimal
    purchase_value: int
    attribution: str
