"""The client for one connection: at the right addresses, with its stored tokens, at its shared pace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credora_agent.core.clock import now
from credora_agent.platforms.google_ads.client import GoogleClient
from credora_agent.platforms.meta_ads.client import MetaClient
from credora_agent.platforms.shopify.client import ShopifyClient
from credora_agent.sync.connections.entrances.google_ads import GoogleAds, client_options
from credora_agent.sync.connections.entrances.meta_ads import MetaAds
from credora_agent.sync.connections.entrances.shopify import Shopify
from credora_agent.sync.connections.vault import StoredTokens
from credora_agent.sync.connections.ways import way_to
from credora_agent.sync.pace import PostgresPace

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import httpx2

    from credora_agent.core.caller import Caller
    from credora_agent.core.crypto import KeyRing
    from credora_agent.core.db import Database
    from credora_agent.core.settings import Settings
    from credora_agent.platforms.base import Alarm, Grant
    from credora_agent.sync.connections.entrance import Entrance
    from credora_agent.sync.connections.ways import Way
    from credora_agent.tables.sources import Connection

    Client = ShopifyClient | MetaClient | GoogleClient

ENTRANCES: dict[str, Entrance] = {"shopify": Shopify(), "meta_ads": MetaAds(), "google_ads": GoogleAds()}
PACE = {"shopify": (2000.0, 100.0), "meta_ads": (60.0, 2.0), "google_ads": (20.0, 2.0)}
"""A bucket's size and what comes back to it each second, until the platform says better: points, calls, calls."""


@dataclass(frozen=True, slots=True)
class Outfit:
    """What every connection's work shares: the database, the key ring, one HTTP client, the settings, a clock."""

    database: Database
    ring: KeyRing
    http: httpx2.AsyncClient
    settings: Settings
    clock: Callable[[], datetime] = now

    def ahead(self) -> float:
        """Return by how many seconds the clock is ahead of the machine's: the sandbox's may be, others are not."""
        return 0.0 if self.clock is now else (self.clock() - now()).total_seconds()

    def way_to(self, platform: str, *, sandbox: bool) -> Way:
        """Return the way to a platform, or to its counterpart in the sandbox. Raises BadInput."""
        return way_to(platform, settings=self.settings, http=self.http, sandbox=sandbox)


def open_client(
    outfit: Outfit, caller: Caller, connection: Connection, *, alarm: Callable[[Alarm], None] = lambda _: None
) -> Client:
    """Return the client of a connection's platform; `caller` must be bound to its shop. Raises BadInput.

    A sandbox's connection is only ever asked at the sandbox's address, a real one never is.
    """
    way = outfit.way_to(connection.platform, sandbox=connection.sandbox)
    tokens = stored_tokens(outfit, caller, connection, way)
    # The sandbox's accounts have their own buckets: it throttles as the platforms do, and forgets as they do not.
    place = "sandbox" if connection.sandbox else way.app.client_id
    key = f"{way.platform}:{place}:{connection.account}"
    pace = PostgresPace(outfit.database, key, *PACE[way.platform], ahead=outfit.ahead)
    shared: tuple[Any, ...] = (tokens, pace)
    settings = outfit.settings
    if way.platform == "shopify":
        version = settings.shopify_version
        return ShopifyClient(way.http, way.addresses, connection.account, *shared, version=version, alarm=alarm)
    if way.platform == "meta_ads":
        return MetaClient(way.http, way.addresses, way.app, *shared, version=settings.meta_version, alarm=alarm)
    options = client_options(way, connection.settings.get("login_customer_id"))
    return GoogleClient(way.http, way.addresses, *shared, **options)


def stored_tokens(outfit: Outfit, caller: Caller, connection: Connection, way: Way) -> StoredTokens:
    """Return the connection's tokens, renewed as its platform renews them."""

    async def renew(refresh_token: str | None) -> Grant:
        return await ENTRANCES[way.platform].renew(way, connection, refresh_token, now=outfit.clock())

    return StoredTokens(outfit.database, caller, outfit.ring, connection, renew, clock=outfit.clock)
