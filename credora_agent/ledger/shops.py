"""Shops and their connections: finding the ones a person may see, opening new ones."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from credora_agent.core.clock import time_zone
from credora_agent.core.errors import BadInput
from credora_agent.core.money import currency_code
from credora_agent.ledger.statements import statement
from credora_agent.tables.sources import Connection
from credora_agent.tables.tenants import Membership, Tenant, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import WriteSession

LOCAL_USER = UUID("c4ed04a0-0000-4000-8000-000000000001")
"""The person at this machine's command line, who needs no sign-in."""


async def shops_of(session: AsyncSession) -> Sequence[Tenant]:
    """Return the shops the session's user is a member of, by name."""
    return (await session.scalars(select(Tenant).order_by(Tenant.slug))).all()


def new_shop(slug: str, currency: str, timezone: str) -> Tenant:
    """Return a shop that `found_shop` can store; nothing is stored yet.

    Raises BadInput for a name that is no slug or a zone that is none, UnknownCurrency for a currency.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", slug):
        raise BadInput(
            f"{slug[:80]!r} cannot name a shop.", remedy="Use small letters, digits and dashes, e.g. uk-gifts."
        )
    return Tenant(
        id=uuid4(),
        slug=slug,
        name=slug,
        currency=currency_code(currency),
        timezone=time_zone(timezone).key,
        customer_salt=secrets.token_bytes(32),
    )


async def found_shop(session: WriteSession, tenant: Tenant, owner: UUID) -> None:
    """Store a new shop with empty books, owned by `owner`; the session must be bound to it.

    Raises BadInput when its name is taken.
    """
    columns = ("id", "slug", "name", "currency", "timezone", "customer_salt")
    await session.execute(
        insert(User).values(id=owner, email="local@localhost", name="This machine").on_conflict_do_nothing()
    )
    try:
        await session.execute(insert(Tenant).values({name: getattr(tenant, name) for name in columns}))
    except IntegrityError:
        raise BadInput(f"The name {tenant.slug} is taken.", remedy="Choose another name for the shop.") from None
    await session.execute(insert(Membership).values(tenant_id=tenant.id, user_id=owner, role="owner"))


async def connect_source(
    session: WriteSession, tenant_id: UUID, platform: str, account: str, provides: Iterable[str]
) -> UUID:
    """Return the shop's connection of that platform and account, made if new; what it provides only grows."""
    parameters = {"tenant": tenant_id, "id": uuid4(), "platform": platform, "account": account}
    kept = await session.execute(statement("connect_source"), {**parameters, "provides": sorted(provides)})
    return UUID(str(kept.scalar_one()))


async def connections_of(session: AsyncSession, tenant_id: UUID) -> Sequence[UUID]:
    """Return the ids of the shop's connections."""
    return (await session.scalars(select(Connection.id).where(Connection.tenant_id == tenant_id))).all()
