"""The key ring against the rows: nothing starts with a key missing, and every row can be moved to the newest key."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, literal, select, tuple_

from credora_agent.core.caller import WORKER, Caller
from credora_agent.core.crypto import BadSeal
from credora_agent.tables.grants import Token
from credora_agent.tables.tenants import Tenant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.crypto import KeyRing
    from credora_agent.core.db import Database, WriteSession

BATCH = 200
Place = tuple[UUID, str]
NOWHERE: Place = (UUID(int=0), "")
ORDER = (Token.connection_id, Token.field)
"""As renewals lock them, "access" before "refresh": so nobody waits for somebody who waits for them."""


async def require_keys(database: Database, ring: KeyRing) -> None:
    """Return if every stored token can be opened. Raises UnknownKey, naming the keys that are missing."""
    named: set[str] = set()
    for tenant in await _tenants(database):
        named.update(await database.read(Caller(WORKER, tenant), _key_ids))
    ring.require(named)


@dataclass(slots=True)
class Resealed:
    """What a pass over all tokens came to: how many were moved, and the connections with one that does not open."""

    moved: int = 0
    unopened: set[UUID] = field(default_factory=set)


async def rotate(database: Database, ring: KeyRing) -> tuple[KeyRing, Resealed]:
    """Return a ring with a new newest key, and what moving every token to it came to; nothing stops meanwhile.

    Keys of CREDORA_KEYS are their owner's to change: then the first of them is the one moved to.
    """
    newest = ring.rotated() if ring.extensible else ring
    return newest, await reseal(database, newest)


async def reseal(database: Database, ring: KeyRing, *, batch: int = BATCH) -> Resealed:
    """Seal every token anew that another key than the newest sealed.

    Each batch is a transaction of its own, so that nobody waits long. First all rows that nobody holds, then those a
    renewal held. What a process with an older ring stores after this began is left to its next run. A token that does
    not open stays as it is, and is said. Raises UnknownKey.
    """
    result, began = Resealed(), await database.read(Caller(WORKER), _now)
    for tenant in await _tenants(database):
        for wait in (False, True):
            place: Place | None = NOWHERE
            while place is not None:
                work = partial(_reseal_some, ring=ring, after=place, began=began, batch=batch, wait=wait)
                moved, unopened, place = await database.write(Caller(WORKER, tenant), work)
                result.moved += moved
                result.unopened |= unopened
    return result


async def _tenants(database: Database) -> Sequence[UUID]:
    async def all_of_them(session: AsyncSession) -> Sequence[UUID]:
        return (await session.scalars(select(Tenant.id))).all()

    return await database.read(Caller(WORKER), all_of_them)


async def _now(session: AsyncSession) -> datetime:
    return (await session.execute(select(func.now()))).scalar_one()


async def _key_ids(session: AsyncSession) -> Sequence[str]:
    return (await session.scalars(select(Token.key_id).distinct())).all()


async def _reseal_some(  # noqa: PLR0913 - one batch of a pass
    session: WriteSession, *, ring: KeyRing, after: Place, began: datetime, batch: int, wait: bool
) -> tuple[int, set[UUID], Place | None]:
    """Return how many of the next rows were moved, whose do not open, and where to go on; None after the last."""
    rows = select(Token).where(
        Token.key_id != ring.newest, Token.updated_at <= began, tuple_(*ORDER) > tuple_(*map(literal, after))
    )
    found = (await session.scalars(rows.order_by(*ORDER).limit(batch).with_for_update(skip_locked=not wait))).all()
    unopened = {row.connection_id for row in found if not _moved(row, ring)}
    return len(found) - len(unopened), unopened, (found[-1].connection_id, found[-1].field) if found else None


def _moved(row: Token, ring: KeyRing) -> bool:
    tenant, connection, field_ = row.tenant_id, row.connection_id, row.field
    try:
        secret = ring.open(row.sealed, tenant=tenant, connection=connection, field=field_)
    except BadSeal:
        return False
    row.sealed, row.key_id = ring.seal(secret, tenant=tenant, connection=connection, field=field_)
    return True
