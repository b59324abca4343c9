"""A shop's permanent name, `….myshopify.com`, out of whatever a person types."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from credora_agent.core.errors import BadInput

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
DOMAIN = re.compile(rf"{NAME.pattern}\.myshopify\.com")
ADMIN = re.compile(rf"/store/({NAME.pattern})(?:/.*)?")
LONGEST = 300


def is_shop_domain(text: str) -> bool:
    """Return whether `text` is, to the letter, a shop's permanent domain in lower case."""
    return DOMAIN.fullmatch(text) is not None


def shop_domain(text: str) -> str:
    """Return the permanent domain for what a person typed: a bare name, the domain, or an address of the admin.

    Raises BadInput for everything else; a shop's own domain (shop.example.com) cannot be told from any other host.
    """
    typed = text.strip().lower() if text.isascii() else ""  # first: some letters of other scripts lower into ours
    found = _read(typed) if len(typed) <= LONGEST else None
    if found and is_shop_domain(found):
        return found
    raise BadInput(
        f"{text[:60]!r} is not the permanent name of a Shopify shop.",
        remedy="Use the name ending in .myshopify.com; Shopify shows it under Settings, Domains.",
    )


def _read(typed: str) -> str | None:
    if NAME.fullmatch(typed):
        return f"{typed}.myshopify.com"
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        plain = parts.scheme in {"http", "https"} and parts.username is None and parts.port is None
    except ValueError:
        return None
    if not plain:
        return None
    if parts.hostname == "admin.shopify.com" and (match := ADMIN.fullmatch(parts.path)):
        return f"{match[1]}.myshopify.com"
    return parts.hostname
