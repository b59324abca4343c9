"""Where the platforms are reached: the real ones, or a sandbox on this very machine; nothing in between."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from credora_agent.core.errors import BadInput
from credora_agent.platforms.shopify.domain import is_shop_domain


@dataclass(frozen=True, slots=True)
class Addresses:
    """The bases that real paths (`/v26.0/…`, `/admin/…`) are appended to; none ends in a slash."""

    shopify_shops: str
    """With `{shop}` where the shop's permanent domain goes."""
    shopify_files: str | None
    """What the address of a bulk file must begin with; None: any https address with a host name."""
    meta_graph: str
    meta_dialog: str
    google_ads: str
    google_accounts: str
    google_oauth: str

    def shopify(self, shop: str) -> str:
        """Return the base of one shop. Raises BadInput unless `shop` is a permanent domain, to the letter."""
        if not is_shop_domain(shop):
            raise BadInput(f"{shop[:60]!r} is not a shop's permanent domain.", remedy="Connect the shop again.")
        return self.shopify_shops.format(shop=shop)

    def holds_file(self, url: str) -> bool:
        """Return whether a bulk file may be fetched from `url`: never from this machine, save for a sandbox."""
        if self.shopify_files is not None:
            return url.startswith(self.shopify_files)
        parts = _parts(url)
        host = parts.hostname if parts else None
        return bool(parts and host and parts.scheme == "https" and "." in host and not _is_address(host))


PRODUCTION = Addresses(
    shopify_shops="https://{shop}",
    shopify_files=None,
    meta_graph="https://graph.facebook.com",
    meta_dialog="https://www.facebook.com",
    google_ads="https://googleads.googleapis.com",
    google_accounts="https://accounts.google.com",
    google_oauth="https://oauth2.googleapis.com",
)


def sandbox(url: str) -> Addresses:
    """Return the addresses of a sandbox at `url`, `http://127.0.0.1:PORT`. Raises BadInput unless it is this machine's.

    Tokens and secrets are sent there unencrypted, so that no other host will do.
    """
    base = url.removesuffix("/")
    parts = _parts(base)
    if not parts or parts.scheme != "http" or not _is_loopback(parts.hostname) or base != f"http://{parts.netloc}":
        raise BadInput(
            f"{url[:80]!r} is not the address of a sandbox on this machine.",
            remedy="Use http://127.0.0.1 with the port the sandbox printed.",
        )
    return Addresses(
        shopify_shops=f"{base}/shopify/{{shop}}",
        shopify_files=f"{base}/shopify-files/",
        meta_graph=f"{base}/meta/graph",
        meta_dialog=f"{base}/meta/www",
        google_ads=f"{base}/google/ads",
        google_accounts=f"{base}/google/accounts",
        google_oauth=f"{base}/google/oauth2",
    )


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return None
    return None if "@" in parts.netloc else parts


def _is_loopback(host: str | None) -> bool:
    return host == "localhost" or (_is_address(host or "") and ipaddress.ip_address(host or "").is_loopback)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
