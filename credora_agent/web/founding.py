"""A shop made on a page: its name as it was typed, a short name of its own, and the session at it."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import TYPE_CHECKING

from credora_agent.access import audit, sessions
from credora_agent.access.audit import Entry
from credora_agent.core import clock
from credora_agent.core.errors import BadInput, Unavailable
from credora_agent.core.text import plain_text
from credora_agent.ledger.shops import found_shop, new_shop
from credora_agent.platforms.base import Passing
from credora_agent.platforms.http import ONCE, Hiccup, open_http, persist, send
from credora_agent.web.errors import NotAllowed

if TYPE_CHECKING:
    from typing import Any

    from credora_agent.core.db import Database, WriteSession
    from credora_agent.core.settings import Settings
    from credora_agent.tables.tenants import Tenant
    from credora_agent.web.visitor import Visitor

MOST = 20
"""Shops one person may make here."""
NAME, SHORT = 80, 40
"""Characters of a shop's name, and of its short name."""


async def found(database: Database, visitor: Visitor, name: str, currency: str, timezone: str) -> Tenant:
    """Return a new shop with empty books, the visitor its owner and their session at it.

    Raises BadInput for a name without a letter or digit, a currency or a zone there is none of, and one shop too many;
    NotAllowed for a token, which is of one shop.
    """
    if visitor.via == "token":
        raise NotAllowed("A token is of one shop, and makes no other.", remedy="Sign in, and make it there.")
    title = plain_text(name, longest=NAME)
    if not any(character.isalnum() for character in title):
        raise BadInput("A shop needs a name.", remedy="Type one.")
    if len(visitor.shops) >= MOST:
        raise BadInput(f"You work on {MOST} shops already.", remedy="Delete one first, in its settings.")
    short = slug(title)
    for attempt in (short, f"{short}-{secrets.token_hex(3)}"):
        tenant = new_shop(attempt, currency.strip().upper(), timezone.strip())
        tenant.name = title
        try:
            await database.write(visitor.user.at(tenant.id), lambda s, t=tenant: _store(s, visitor, t))  # type: ignore[misc]
        except BadInput:
            if attempt != short:
                raise
            continue
        return tenant
    raise AssertionError("the second name is nobody's")


def slug(title: str) -> str:
    """Return a name as addresses have it: small letters, digits and dashes; "shop" where none is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SHORT].strip("-") or "shop"


async def invented(settings: Settings) -> dict[str, Any]:
    """Return the sandbox's own shop: its domain, name, currency and zone. Raises Unavailable where none answers."""
    url = f"{settings.sandbox_url}/__sim/shops"
    async with open_http() as http:
        try:
            answer = await persist(lambda: send(http, http.build_request("GET", url)), platform="shopify", retries=ONCE)
            return dict(answer.json()[0])
        except (Hiccup, Passing, LookupError, ValueError):
            raise Unavailable("The sandbox does not answer.", remedy="Start it by `credora up --demo`.") from None


async def _store(session: WriteSession, visitor: Visitor, tenant: Tenant) -> None:
    await found_shop(session, tenant, visitor.user.user_id)
    if visitor.session is not None:
        await sessions.choose(session, visitor.user.user_id, visitor.session, tenant.id)
    at = visitor.user.at(tenant.id)
    await audit.write(session, Entry(at, "web", "shop.found", clock.now(), target=str(tenant.id), detail={}))
