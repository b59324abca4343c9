"""Where a record is seen on its platform: an address of a host named here, built of digits and a shop's name. Pure.

Nothing of a record's text is in it: what is not a number, or not a shop's permanent name, has no address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.platforms.shopify.domain import is_shop_domain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHOPIFY = "https://admin.shopify.com/store"
META = "https://adsmanager.facebook.com/adsmanager/manage/campaigns"
GOOGLE = "https://ads.google.com/aw/campaigns"
LONGEST = 30
"""Digits of an id."""
AD_DAY = 3
"""Parts of an ad day's id: account, campaign, day."""


class Place(NamedTuple):
    """The account a record is in, and what it is called there."""

    platform: str
    account: str
    table: str
    record: str
    order: str | None = None


def address(at: Place, told: Mapping[str, Any]) -> str | None:
    """Return the platform's page about a record, whose payload says `told`; None where there is none."""
    found = _PAGES.get(at.platform)
    return found(at, told) if found else None


def _shopify(at: Place, told: Mapping[str, Any]) -> str | None:
    if not is_shop_domain(at.account):
        return None
    store = f"{SHOPIFY}/{at.account.removesuffix('.myshopify.com')}"
    if order := _digits(at.order):
        return f"{store}/orders/{order}"
    payout = _digits(told.get("payout"))
    return f"{store}/payments/payouts/{payout}" if payout else None


def _meta(at: Place, _told: Mapping[str, Any]) -> str | None:
    account, campaign = _digits(at.account), _campaign(at)
    return f"{META}?act={account}&selected_campaign_ids={campaign}" if account and campaign else None


def _google(at: Place, _told: Mapping[str, Any]) -> str | None:
    account, campaign = _digits(at.account), _campaign(at)
    return f"{GOOGLE}?__e={account}&campaignId={campaign}" if account and campaign else None


def _campaign(at: Place) -> str | None:
    parts = at.record.split(":")
    return _digits(parts[1]) if len(parts) == AD_DAY else None


def _digits(value: object) -> str | None:
    text = str(value or "")
    return text if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None


_PAGES: dict[str, Callable[[Place, Mapping[str, Any]], str | None]] = {
    "shopify": _shopify,
    "meta_ads": _meta,
    "google_ads": _google,
}
