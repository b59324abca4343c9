"""What has ended is not kept: sessions, ways to a provider nobody came back from, invitations nobody took up."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from credora_agent.access.sessions import IDLE
from credora_agent.access.signin import DOOR
from credora_agent.core.caller import WORKER, Caller
from credora_agent.tables.access import KeyedAnswer
from credora_agent.tables.accounts import Invitation, Session, SignIn
from credora_agent.tables.tenants import Tenant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Delete
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import Database, WriteSession


async def sweep(database: Database, *, now: datetime) -> None:
    """Delete what ended before `now`, of every person and every shop."""
    ended = (Session.expires_at <= now) | (Session.last_seen_at <= now - IDLE)
    for statement in (delete(Session).where(ended), delete(SignIn).where(SignIn.expires_at <= now)):
        await database.write(DOOR, partial(_done, statement=statement))
    for tenant in await database.read(Caller(WORKER), _tenants):
        over = delete(Invitation).where(Invitation.tenant_id == tenant, Invitation.expires_at <= now)
        gone = delete(KeyedAnswer).where(
            KeyedAnswer.tenant_id == tenant, KeyedAnswer.begun_at <= now - timedelta(days=1)
        )
        for statement in (over, gone):
            await database.write(Caller(WORKER, tenant), partial(_done, statement=statement))


async def _tenants(session: AsyncSession) -> Sequence[UUID]:
    return (await session.scalars(select(Tenant.id))).all()


async def _done(session: WriteSession, *, statement: Delete) -> None:
    await session.execute(statement)
