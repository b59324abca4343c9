"""When which stream is read: once for each time it is due, however many workers ask, and never piled up.

A stream is due from its `due_at` on and stays due until somebody claims it, so that ticks missed while every worker
was down come to one reading, not to as many as were missed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, case, exists, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from credora_agent.core.caller import WORKER, Caller
from credora_agent.ledger.shops import connect_source
from credora_agent.sync.claim import (
    CONNECTED,
    IDLE,
    OFF,
    RUNNING,
    WAITING,
    Ticket,
    is_due,
    is_free,
    is_open,
    same_connection,
)
from credora_agent.sync.streams.registry import RATES_PLATFORM, STREAMS, streams_of
from credora_agent.tables.sources import Connection
from credora_agent.tables.sync import SyncStream

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import InstrumentedAttribute

    from credora_agent.core.db import Database, WriteSession

NOBODY = Caller(WORKER)
"""The background work, bound to no shop: it sees which streams there are, and nothing in them."""
AT_ONCE = 1_000
ORDER = {stream.name: place for streams in STREAMS.values() for place, stream in enumerate(streams)}


class Due(NamedTuple):
    """A stream to be read, and the epoch it stands at."""

    ticket: Ticket
    epoch: int


async def due(session: AsyncSession, now: datetime, *, tenant: UUID | None = None, sandbox: bool = True) -> list[Due]:
    """Return the streams that are due and free, as a first sync would begin them; of one shop, or of all.

    Without `sandbox` an invented shop's are left alone: nothing could be asked of it.
    """
    here = true() if sandbox else _is_real()
    rows = await session.execute(
        select(SyncStream.tenant_id, SyncStream.connection_id, SyncStream.stream, SyncStream.epoch)
        .join(Connection, same_connection())
        .where(is_due(now), is_free(), is_open(), here, _of_shop(SyncStream.tenant_id, tenant))
        .order_by(case(ORDER, value=SyncStream.stream, else_=len(ORDER)), SyncStream.due_at)
        .limit(AT_ONCE)
    )
    return [Due(Ticket(row.tenant_id, row.connection_id, row.stream), row.epoch) for row in rows]


def _is_real() -> ColumnElement[bool]:
    """Return the condition that a connection is no sandbox's, nor the exchange rates of a shop that is all sandbox."""
    other = aliased(Connection)
    real = exists().where(other.tenant_id == Connection.tenant_id, other.connected_at.is_not(None), ~other.sandbox)
    return and_(~Connection.sandbox, or_(Connection.platform != RATES_PLATFORM, real))


def _of_shop(column: InstrumentedAttribute[UUID], tenant: UUID | None) -> ColumnElement[bool]:
    return true() if tenant is None else column == tenant


async def prepare(database: Database, now: datetime, *, rates: bool, tenant: UUID | None = None) -> None:
    """See to it that every connection has the streams of its platform; with `rates`, every shop a source of them."""
    missing = await database.read(NOBODY, lambda s: _unprepared(s, rates=rates, tenant=tenant))
    for shop, connections in missing.items():
        work = partial(_prepare, tenant=shop, connections=connections, now=now, rates=rates)
        await database.write(Caller(WORKER, shop), work)


async def _unprepared(
    session: AsyncSession, *, rates: bool, tenant: UUID | None
) -> dict[UUID, list[tuple[UUID, str, Sequence[str]]]]:
    """Return by shop the connections that lack a stream; a shop that only lacks its rates has none."""
    rows = (
        await session.execute(
            select(Connection.tenant_id, Connection.id, Connection.platform, Connection.scopes,
                   func.array_remove(func.array_agg(SyncStream.stream), None))
            .join(SyncStream, same_connection(), isouter=True)
            .where(Connection.platform.in_(STREAMS), Connection.status == CONNECTED,
                   _of_shop(Connection.tenant_id, tenant))
            .group_by(Connection.tenant_id, Connection.id)
        )
    ).all()  # fmt: skip
    found: dict[UUID, list[tuple[UUID, str, Sequence[str]]]] = {}
    for shop, connection, platform, scopes, streams in rows:
        if {stream.name for stream in streams_of(platform, scopes)} - set(streams):
            found.setdefault(shop, []).append((connection, platform, scopes))
    with_rates = {row.tenant_id for row in rows if row.platform == RATES_PLATFORM}
    if rates:
        for shop in {row.tenant_id for row in rows} - with_rates:
            found.setdefault(shop, [])
    return found


async def _prepare(
    session: WriteSession,
    *,
    tenant: UUID,
    connections: Sequence[tuple[UUID, str, Sequence[str]]],
    now: datetime,
    rates: bool,
) -> None:
    lacking = list(connections)
    if rates:
        source = await connect_source(session, tenant, RATES_PLATFORM, "", ())
        lacking.append((source, RATES_PLATFORM, ()))
    rows = [
        {"tenant_id": tenant, "connection_id": connection, "stream": stream.name,
         "due_at": None if stream.on_hint else now}
        for connection, platform, scopes in lacking
        for stream in streams_of(platform, scopes)
    ]  # fmt: skip
    if rows:
        await session.execute(insert(SyncStream).values(rows).on_conflict_do_nothing())


async def make_due(session: WriteSession, tenant: UUID, connections: Collection[UUID], now: datetime) -> list[Ticket]:
    """Make every stream of these connections due now that is not waiting for the platform; return all of them."""
    mine = and_(SyncStream.tenant_id == tenant, SyncStream.connection_id.in_(connections))
    at_rest = and_(mine, SyncStream.state != OFF, or_(SyncStream.due_at.is_not(None), SyncStream.state == IDLE))
    rested = and_(at_rest, SyncStream.state.not_in((RUNNING, WAITING)), SyncStream.due_at > now)
    await session.execute(update(SyncStream).where(rested).values(due_at=now))
    rows = await session.execute(select(SyncStream.connection_id, SyncStream.stream).where(at_rest))
    return [Ticket(tenant, row.connection_id, row.stream) for row in rows]
