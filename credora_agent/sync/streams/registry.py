"""Every stream of every platform, in the order in which a first sync begins them: a new one is a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.sync.streams import google_ads, meta_ads
from credora_agent.sync.streams.rates import RATES
from credora_agent.sync.streams.shopify_account import ACCOUNT
from credora_agent.sync.streams.shopify_customers import CUSTOMERS
from credora_agent.sync.streams.shopify_money import BALANCE, PAYOUTS
from credora_agent.sync.streams.shopify_named import NAMED
from credora_agent.sync.streams.shopify_sales import SALES
from credora_agent.sync.streams.shopify_shelf import VARIANTS
from credora_agent.sync.streams.shopify_standing import STANDING

if TYPE_CHECKING:
    from collections.abc import Collection

    from credora_agent.sync.streams.base import Stream

RATES_PLATFORM = "rates"
"""The shop's source of exchange rates is a connection like the others, with a state and an error of its own."""
STREAMS: dict[str, tuple[Stream, ...]] = {
    "shopify": (ACCOUNT, VARIANTS, SALES, BALANCE, PAYOUTS, CUSTOMERS, STANDING, NAMED),
    "meta_ads": (meta_ads.AD_DAYS,),
    "google_ads": (google_ads.AD_DAYS,),
    RATES_PLATFORM: (RATES,),
}
OPTIONAL = frozenset({"customers"})
"""Streams a shop is not asked for: without their permission they are off, and nobody is told that they lack."""


def streams_of(platform: str, scopes: Collection[str] = ()) -> tuple[Stream, ...]:
    """Return the streams a connection of that platform has, given what was granted."""
    return tuple(
        stream
        for stream in STREAMS.get(platform, ())
        if stream.name not in OPTIONAL or set(stream.needs) <= set(scopes)
    )


def stream_of(platform: str, name: str) -> Stream | None:
    """Return a platform's stream by its name; None for one an older or newer version had."""
    return next((stream for stream in STREAMS.get(platform, ()) if stream.name == name), None)
