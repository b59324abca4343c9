"""The rows of a connection: made or revived in one statement, closed with everything that was entrusted to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import case, select, update
from sqlalchemy.dialects.postgresql import insert

from credora_agent.core.crypto import BadSeal
from credora_agent.core.errors import BadInput
from credora_agent.platforms.registry import platform as registered
from credora_agent.sync.connections.vault import ACCESS, REFRESH, forget_tokens, read_token, replace_tokens
from credora_agent.tables.grants import Token
from credora_agent.tables.sources import Connection
from credora_agent.tables.sync import SyncStream

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.crypto import KeyRing
    from credora_agent.core.db import WriteSession
    from credora_agent.sync.connections.entrance import Arrival, Found
    from credora_agent.sync.connections.states import Journey

SHARED = ("status", "problem", "name", "currency", "timezone", "scopes", "connected_at", "disconnected_at")


async def connection(session: AsyncSession, tenant: UUID, connection_id: UUID) -> Connection:
    """Return one of the shop's connections. Raises BadInput when there is none of that id."""
    found = await session.get(Connection, (tenant, connection_id))
    if found is None:
        raise BadInput("There is no such connection.", remedy="See `credora connections`.")
    return found


async def connections(session: AsyncSession, tenant: UUID, platforms: Sequence[str]) -> Sequence[Connection]:
    """Return the shop's connections to those platforms, by platform and name."""
    wanted = select(Connection).where(Connection.tenant_id == tenant, Connection.platform.in_(platforms))
    return (await session.scalars(wanted.order_by(Connection.platform, Connection.name, Connection.account))).all()


async def open_connection(  # noqa: PLR0913 - what a connection consists of
    session: WriteSession, ring: KeyRing, journey: Journey, arrival: Arrival, found: Found, *, now: datetime
) -> Connection:
    """Return the account's connection, made or revived, with its new grant; its streams go on where they were.

    Raises BadInput where the same account was connected to the sandbox and is now real, or the other way round.
    """
    await _wait_for_renewal(session, journey, found)
    new = insert(Connection).values(
        tenant_id=journey.tenant,
        id=uuid4(),
        platform=journey.platform,
        account=found.account,
        provides=[],
        sandbox=journey.sandbox,
        status="needs_attention" if found.problem else "connected",
        problem=dict(found.problem) if found.problem else None,
        name=found.name,
        currency=found.currency,
        timezone=found.timezone,
        scopes=sorted(arrival.scopes),
        settings={**found.settings, "missing_scopes": list(arrival.missing)},
        connected_at=now,
        disconnected_at=None,
    )
    kept: Connection | None = await session.scalar(
        new.on_conflict_do_update(
            index_elements=["tenant_id", "platform", "account"],
            set_={column: new.excluded[column] for column in SHARED}
            | {"settings": Connection.settings.op("-")("note").op("-")("grant").op("||")(new.excluded.settings)},
            where=Connection.sandbox == new.excluded.sandbox,
        ).returning(Connection),
        execution_options={"populate_existing": True},
    )
    if kept is None:
        raise _mixed(journey, found)
    await replace_tokens(session, ring, kept, arrival.grant)
    await _resume_streams(session, kept, now)
    return kept


async def opened_tokens(session: AsyncSession, ring: KeyRing, connection: Connection) -> dict[str, str]:
    """Return the connection's tokens in clear, by field; one that does not open is left out."""
    found = {}
    for field in (ACCESS, REFRESH):
        try:
            secret = await read_token(session, ring, connection, field)
        except BadSeal:
            continue
        if secret is not None:
            found[field] = secret
    return found


async def is_shared(session: AsyncSession, ring: KeyRing, connection: Connection, tokens: dict[str, str]) -> bool:
    """Tell whether another connection of the shop lives on the same grant."""
    lasting = REFRESH if REFRESH in tokens else ACCESS
    others = select(Connection).where(
        Connection.tenant_id == connection.tenant_id,
        Connection.platform == connection.platform,
        Connection.id != connection.id,
        Connection.status != "disconnected",
    )
    for other in (await session.scalars(others)).all():
        if tokens and (await opened_tokens(session, ring, other)).get(lasting) == tokens[lasting]:
            return True
    return False


async def close_connection(session: WriteSession, connection: Connection, *, now: datetime) -> None:
    """Mark the connection disconnected, wipe its tokens, and fence off whoever is reading a stream of it now."""
    await forget_tokens(session, connection)
    connection.status, connection.problem, connection.disconnected_at = "disconnected", None, now
    await session.execute(
        update(SyncStream)
        .where(SyncStream.tenant_id == connection.tenant_id, SyncStream.connection_id == connection.id)
        .values(state="off", epoch=SyncStream.epoch + 1, lease_until=None, worker=None)
    )


async def _resume_streams(session: WriteSession, connection: Connection, now: datetime) -> None:
    """Make every stream due that is read by itself, where it is; a step still under way with old tokens is void."""
    await session.execute(
        update(SyncStream)
        .where(SyncStream.tenant_id == connection.tenant_id, SyncStream.connection_id == connection.id)
        .values(
            state="idle",
            epoch=SyncStream.epoch + 1,
            lease_until=None,
            worker=None,
            failures=0,
            error=None,
            due_at=case((SyncStream.due_at > now, now), else_=SyncStream.due_at),
        )
    )


async def _wait_for_renewal(session: WriteSession, journey: Journey, found: Found) -> None:
    """Take the token's row before the connection's, as a renewal does, so that neither waits for the other."""
    known = select(Connection.id).where(
        Connection.tenant_id == journey.tenant,
        Connection.platform == journey.platform,
        Connection.account == found.account,
    )
    tokens = select(Token.field).where(Token.tenant_id == journey.tenant, Token.connection_id.in_(known))
    await session.execute(tokens.order_by(Token.field).with_for_update())


def _mixed(journey: Journey, found: Found) -> BadInput:
    title = registered(journey.platform).title
    other = "a real account" if journey.sandbox else "one of the sandbox's"
    return BadInput(
        f"{title} {found.account} is already in these books as {other}.",
        remedy="Keep the sandbox's figures and real ones in books of their own.",
    )
