"""Deleting for good: a shop with everything in its books, a person with everything that was theirs.

What stays is a line in `deletions`: that it happened, when, and a hash by which somebody who knows the id can see it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, text

from credora_agent.access.tokens import AT_THE_DOOR
from credora_agent.core.caller import Caller
from credora_agent.core.errors import BadInput
from credora_agent.tables.accounts import Deletion
from credora_agent.tables.tenants import Membership, Tenant, User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import Database, WriteSession

# The queue and the buckets belong to no shop; what they hold of one is told by its id.
BESIDE = (
    text("""delete from pgqueuer where dedupe_key like :tenant || ':%'
        or position(convert_to(:tenant, 'UTF8') in coalesce(payload, '')) > 0"""),
    text("""delete from rate_limits where position(:tenant in key) > 0
        or key in (select 'token:' || coalesce(grant_id, id) from api_tokens where tenant_id = cast(:tenant as uuid))
        or exists (select from platform_connections c
            where c.tenant_id = cast(:tenant as uuid) and position(c.id::text in key) > 0)"""),
)
ERASED = text("select set_config('app.erased', :id, true)")


@dataclass(frozen=True, slots=True)
class Sole:
    """A shop that would be left without an owner, and how many others work on it."""

    shop: Tenant
    others: int


async def solely_owned(database: Database, user: UUID) -> Sequence[Sole]:
    """Return the shops whose only owner that person is, by name: they go where the person goes."""
    found = []
    for shop in await database.read(Caller(user), lambda s: _owned(s, user)):
        owners, others = await database.read(Caller(user, shop.id), partial(_others, tenant=shop.id, user=user))
        if not owners:
            found.append(Sole(shop, others))
    return found


async def delete_shop(session: WriteSession, owner: Caller, *, named: str, now: datetime) -> None:
    """Delete the shop an owner works on, with every row of it. Raises BadInput unless `named` is its name."""
    shop = await session.get_one(Tenant, owner.shop)
    mine = (Membership.tenant_id == shop.id, Membership.user_id == owner.user_id, Membership.role == "owner")
    if await session.scalar(select(Membership.role).where(*mine).with_for_update()) is None:
        raise BadInput("Only an owner can delete a shop.", remedy="Ask one of them.")
    if named.strip() != shop.name:
        raise BadInput("That is not the shop's name.", remedy=f"To delete it, type: {shop.name}")
    for statement in BESIDE:
        await session.execute(statement, {"tenant": str(shop.id)})
    await session.execute(ERASED, {"id": str(shop.id)})
    await session.execute(delete(Tenant).where(Tenant.id == shop.id), execution_options={"synchronize_session": False})
    await _note(session, "shop", shop.id, now)


async def delete_person(session: WriteSession, user: UUID, *, now: datetime) -> None:
    """Delete a person with their identities, sessions, memberships and what rests on these; shops are not touched.

    Raises BadInput while there is a shop whose only owner they are; one of those is deleted, or handed on, first.
    """
    for shop in await _owned(session, user):
        await session.execute(text("select set_config('app.tenant_id', :id, true)"), {"id": str(shop.id)})
        owners, _ = await _others(session, tenant=shop.id, user=user, lock=True)
        if not owners:
            raise BadInput(f"{shop.name} would be left without an owner.", remedy="Delete it, or make another owner.")
    await session.execute(ERASED, {"id": str(user)})
    await session.execute(delete(User).where(User.id == user), execution_options={"synchronize_session": False})
    await _note(session, "person", user, now)


async def was_deleted(database: Database, subject: UUID) -> bool:
    """Tell whether what had that id was deleted."""
    known = select(func.count()).where(Deletion.subject_hash == _hash(subject))
    return bool(await database.read(Caller(AT_THE_DOOR), lambda s: s.scalar(known)))


async def _owned(session: AsyncSession, user: UUID) -> Sequence[Tenant]:
    mine = (Membership.user_id == user, Membership.role == "owner")
    owned = select(Tenant).join(Membership, Membership.tenant_id == Tenant.id).where(*mine)
    return (await session.scalars(owned.order_by(Tenant.name))).all()


async def _others(session: AsyncSession, *, tenant: UUID, user: UUID, lock: bool = False) -> tuple[int, int]:
    """Return how many other owners a shop has, and how many other members; the session is bound to it."""
    others = select(Membership.role).where(Membership.tenant_id == tenant, Membership.user_id != user)
    roles = (await session.scalars(others.with_for_update() if lock else others)).all()
    return sum(role == "owner" for role in roles), len(roles)


async def _note(session: WriteSession, kind: str, subject: UUID, now: datetime) -> None:
    await session.execute(insert(Deletion).values(kind=kind, subject_hash=_hash(subject), at=now))


def _hash(subject: UUID) -> bytes:
    return hashlib.sha256(subject.bytes).digest()
