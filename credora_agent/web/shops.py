"""Opening a shop: its books empty, whoever opens it its owner, and their session at it."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import TYPE_CHECKING

from credora_agent.access import audit, sessions
from credora_agent.access.audit import Entry
from credora_agent.core import clock
from credora_agent.core.errors import BadInput
from credora_agent.core.text import plain_text
from credora_agent.ledger.shops import found_shop, new_shop
from credora_agent.web.errors import NotAllowed

if TYPE_CHECKING:
    from credora_agent.core.db import Database, WriteSession
    from credora_agent.tables.tenants import Tenant
    from credora_agent.web.visitor import Visitor

MOST = 20
"""Shops one person may work on."""
LONGEST_NAME, LONGEST_SLUG = 80, 40
TRIES = 5


async def open_shop(database: Database, visitor: Visitor, *, name: str, currency: str, timezone: str) -> Tenant:
    """Return a new shop, stored; its address name is made of `name` and is nobody else's.

    Raises BadInput for a name without letters, a currency or a zone there is none of, and beyond MOST shops.
    """
    if visitor.via == "token":
        raise NotAllowed("A token is of one shop, and opens no other.", remedy="Sign in, and open it there.")
    called = plain_text(name, longest=LONGEST_NAME)
    if not any(character.isalnum() for character in called):
        raise BadInput("A shop needs a name.", remedy="Call it as your customers do.")
    if len(visitor.shops) >= MOST:
        raise BadInput(f"You work on {MOST} shops already.", remedy="Leave or delete one first.")
    slug = slug_of(called)
    for attempt in range(TRIES):
        tenant = new_shop(slug if attempt == 0 else f"{slug}-{secrets.token_hex(2)}", currency, timezone)
        tenant.name = called
        try:
            return await _founded(database, visitor, tenant)
        except BadInput:  # the address name is taken: the shop's own name may be anybody's
            continue
    raise BadInput("That name is taken.", remedy="Choose another name for the shop.")


def slug_of(name: str) -> str:
    """Return what a shop of that name is called in addresses: "Crème & Co." is creme-co."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-") or "shop"


async def _founded(database: Database, visitor: Visitor, tenant: Tenant) -> Tenant:
    me, kept, now = visitor.user.at(tenant.id), visitor.session, clock.now()

    async def work(session: WriteSession) -> None:
        await found_shop(session, tenant, me.user_id)
        if kept is not None:
            await sessions.choose(session, me.user_id, kept, tenant.id)
        await audit.write(session, Entry(me, "web", "shop.opened", now, detail={"slug": tenant.slug}))

    await database.write(me, work)
    return tenant
