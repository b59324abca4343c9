"""Who works on a stream: a claim bumps its epoch, and only the holder of that epoch may write what it read.

A lease keeps two workers from doing the same work at once; the epoch keeps them from writing it twice. A worker that
was stopped past its lease, and goes on, finds that its epoch is another's and leaves everything as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select, update

from credora_agent.core.caller import WORKER, Caller
from credora_agent.platforms.base import Frozen
from credora_agent.tables.sources import Connection
from credora_agent.tables.sync import SyncStream
from credora_agent.tables.tenants import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from credora_agent.core.db import WriteSession

CONNECTED, NEEDS_ATTENTION = "connected", "needs_attention"
IDLE, RUNNING, WAITING, FAILED, DEGRADED, OFF = "idle", "running", "waiting", "failed", "degraded", "off"


class StaleEpoch(Exception):
    """Somebody else has taken the stream over; nothing of what was read may be written."""


class Ticket(NamedTuple):
    """One stream of one connection of one shop."""

    tenant: UUID
    connection: UUID
    stream: str

    @property
    def caller(self) -> Caller:
        """Return the background work, bound to that shop."""
        return Caller(WORKER, self.tenant)


@dataclass(frozen=True, slots=True)
class Claim:
    """A stream taken in hand: under which epoch, from which cursor, of which connection, for which shop."""

    ticket: Ticket
    epoch: int
    cursor: Mapping[str, Any]
    before: str
    failures: int
    connection: Connection
    shop: Tenant


def is_open() -> ColumnElement[bool]:
    """Return the condition that a connection may be asked: it is connected, or frozen, which may pass."""
    frozen = and_(Connection.status == NEEDS_ATTENTION, Connection.problem["code"].astext == Frozen.code)
    return or_(Connection.status == CONNECTED, frozen)


def same_connection() -> ColumnElement[bool]:
    """Return the condition that a stream and a connection belong together."""
    return and_(Connection.tenant_id == SyncStream.tenant_id, Connection.id == SyncStream.connection_id)


def is_free() -> ColumnElement[bool]:
    """Return the condition that nobody works on a stream, by the database's own clock."""
    return or_(SyncStream.lease_until.is_(None), SyncStream.lease_until < func.now())


def is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a stream is to be read at `now`."""
    return and_(SyncStream.state != OFF, SyncStream.due_at <= now)


def of(ticket: Ticket) -> ColumnElement[bool]:
    """Return the condition that a row is this stream's."""
    return and_(
        SyncStream.tenant_id == ticket.tenant,
        SyncStream.connection_id == ticket.connection,
        SyncStream.stream == ticket.stream,
    )


def held(claim: Claim) -> ColumnElement[bool]:
    """Return the condition that a row is this stream's, still under this claim."""
    return and_(of(claim.ticket), SyncStream.epoch == claim.epoch)


async def claimed(
    session: WriteSession, ticket: Ticket, *, worker: str, lease: timedelta, now: datetime
) -> Claim | None:
    """Take the stream in hand; None when it is not due, somebody works on it, or its connection may not be asked."""
    connection = await session.scalar(
        select(Connection).where(Connection.tenant_id == ticket.tenant, Connection.id == ticket.connection, is_open())
    )
    shop = await session.get(Tenant, ticket.tenant)
    before = await session.scalar(
        select(SyncStream.state).where(of(ticket), is_due(now), is_free()).with_for_update(skip_locked=True)
    )
    if connection is None or shop is None or before is None:
        return None
    row = (
        await session.execute(
            update(SyncStream)
            .where(of(ticket))
            .values(
                epoch=SyncStream.epoch + 1,
                state=RUNNING,
                worker=worker,
                lease_until=func.now() + lease,
                started_at=case((SyncStream.state == WAITING, SyncStream.started_at), else_=now),
            )
            .returning(SyncStream.epoch, SyncStream.cursor, SyncStream.failures)
        )
    ).one()
    return Claim(ticket, row.epoch, row.cursor or {}, before, row.failures, connection, shop)


async def extended(session: WriteSession, claim: Claim, lease: timedelta) -> bool:
    """Keep the stream in hand for another `lease`; False when it is somebody else's by now."""
    done = await session.execute(update(SyncStream).where(held(claim)).values(lease_until=func.now() + lease))
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def fenced(session: WriteSession, claim: Claim) -> Mapping[str, Any]:
    """Return the cursor as it stands, nobody else moving it before the transaction ends. Raises StaleEpoch."""
    row = (await session.execute(select(SyncStream.cursor).where(held(claim)).with_for_update())).one_or_none()
    if row is None:
        raise StaleEpoch(claim.ticket.stream)
    return row.cursor or {}


async def released(session: WriteSession, claim: Claim, **values: Any) -> None:
    """Give the stream back with these values, under a new epoch. Raises StaleEpoch when it is not ours to give."""
    done = await session.execute(
        update(SyncStream)
        .where(held(claim))
        .values(epoch=SyncStream.epoch + 1, lease_until=None, worker=None, **values)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleEpoch(claim.ticket.stream)
