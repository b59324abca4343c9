"""The apps registered with the three invented platforms: their ids and secrets, the same for the same world."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

SHOPIFY_SCOPES = (
    "read_orders",
    "read_all_orders",
    "read_products",
    "read_inventory",
    "read_shopify_payments_payouts",
    "read_shopify_payments_accounts",
    "read_shopify_payments_disputes",
    "read_returns",
    "read_customers",
)


@dataclass(frozen=True, slots=True)
class ShopifyApp:
    """An app of the Dev Dashboard; `scopes` is what its configuration may ask for."""

    client_id: str
    client_secret: str
    scopes: tuple[str, ...] = SHOPIFY_SCOPES


@dataclass(frozen=True, slots=True)
class MetaApp:
    """An app of Meta's developer site."""

    app_id: str
    app_secret: str


@dataclass(frozen=True, slots=True)
class GoogleApp:
    """An OAuth client of a Google Cloud project; `developer_token` is accepted and ignored."""

    client_id: str
    client_secret: str
    developer_token: str


@dataclass(frozen=True, slots=True)
class Apps:
    """One app on each platform."""

    shopify: ShopifyApp
    meta: MetaApp
    google: GoogleApp

    @classmethod
    def of(cls, seed: int, anchor: datetime) -> Apps:
        """Return the apps of the world that `seed` and its start decide."""

        def drawn(name: str, digits: int) -> str:
            return hashlib.sha256(f"{name} {seed} {anchor.isoformat()}".encode()).hexdigest()[:digits]

        number = str(10**14 + int(drawn("meta app", 12), 16) % 10**14)
        project = str(10**11 + int(drawn("google project", 10), 16) % 10**11)
        return cls(
            ShopifyApp(drawn("shopify id", 32), f"shpss_{drawn('shopify secret', 32)}"),
            MetaApp(number, drawn("meta secret", 32)),
            GoogleApp(
                f"{project}-{drawn('google id', 32)}.apps.googleusercontent.com",
                f"GOCSPX-{drawn('google secret', 28)}",
                drawn("developer token", 22),
            ),
        )

    def as_json(self) -> dict[str, Any]:
        """Return all three as a dictionary by platform."""
        return asdict(self)
