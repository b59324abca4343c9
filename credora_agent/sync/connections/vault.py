"""The tokens of a connection: sealed in its rows, renewed by one worker at a time, and never used before they are kept.

A renewal that rotates the refresh token is stored in the transaction that asked for it. If its answer is lost, the
transaction leaves the old refresh token, which the platform honours until the new one is used: the next worker asks
with it again. A token that is dead turns the connection to "needs attention" and touches nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from credora_agent.core.clock import now
from credora_agent.core.db import sqlstate
from credora_agent.platforms.base import DeadToken, Grant, Passing
from credora_agent.platforms.registry import platform
from credora_agent.tables.grants import Token
from credora_agent.tables.sources import Connection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.caller import Caller
    from credora_agent.core.crypto import KeyRing
    from credora_agent.core.db import Database, WriteSession

    Refresh = Callable[[str | None], Awaitable[Grant]]

ACCESS, REFRESH = "access", "refresh"
MARGIN = timedelta(minutes=2)
"""A token this close to its end is renewed before it is used."""
LOCK_WAIT = text("select set_config('lock_timeout', '60s', true)")
LOCK_TIMEOUT = "55P03"


async def keep_tokens(session: WriteSession, ring: KeyRing, connection: Connection, grant: Grant) -> None:
    """Seal and store what a platform granted; a refresh token it does not repeat stays as it is."""
    kept = [(ACCESS, grant.access_token, grant.expires_at)]
    if grant.refresh_token is not None:
        kept.append((REFRESH, grant.refresh_token, grant.refresh_expires_at))
    for field, secret, expires_at in kept:
        sealed, key_id = ring.seal(secret, tenant=connection.tenant_id, connection=connection.id, field=field)
        row = {"sealed": sealed, "key_id": key_id, "expires_at": expires_at, "updated_at": func.now()}
        place = {"tenant_id": connection.tenant_id, "connection_id": connection.id, "field": field}
        await session.execute(
            insert(Token)
            .values(**place, **row)
            .on_conflict_do_update(index_elements=["tenant_id", "connection_id", "field"], set_=row)
        )


async def replace_tokens(session: WriteSession, ring: KeyRing, connection: Connection, grant: Grant) -> None:
    """Seal and store a new grant in place of whatever an earlier one left; a renewal under way is waited for.

    Rows are updated, not made anew: a worker that waits for one then finds the new token in it.
    """
    await session.execute(select(Token.field).where(*_of(connection)).order_by(Token.field).with_for_update())
    await keep_tokens(session, ring, connection, grant)
    if grant.refresh_token is None:
        await session.execute(delete(Token).where(*_of(connection), Token.field == REFRESH))


async def forget_tokens(session: WriteSession, connection: Connection) -> None:
    """Remove everything the platform granted to that connection."""
    await session.execute(delete(Token).where(*_of(connection)))


async def read_token(session: AsyncSession, ring: KeyRing, connection: Connection, field: str) -> str | None:
    """Return one token in clear, None when the connection has none."""
    row = await session.scalar(select(Token).where(*_of(connection), Token.field == field))
    return None if row is None else _opened(ring, row)


async def expiries(session: AsyncSession, connection: Connection) -> dict[str, datetime | None]:
    """Return when each token of the connection ends, by "access" and "refresh"; None for one that does not."""
    found = await session.scalars(select(Token).where(*_of(connection)))
    return {row.field: row.expires_at for row in found}


async def needs_attention(session: WriteSession, connection: Connection, problem: dict[str, str]) -> None:
    """Say on the connection what only the merchant can settle; one that was disconnected stays so."""
    await session.execute(
        update(Connection)
        .where(
            Connection.tenant_id == connection.tenant_id,
            Connection.id == connection.id,
            Connection.status != "disconnected",
        )
        .values(status="needs_attention", problem=problem)
    )


class StoredTokens:
    """One connection's tokens: implements `platforms.base.Tokens` over its rows.

    `refresh` gets the refresh token (None when there is none) and returns what the platform grants for it; it raises
    DeadToken when nothing will ever come of it, any other PlatformFault when it may later.
    """

    def __init__(  # noqa: PLR0913 - whose tokens, and all that renews them
        self,
        database: Database,
        caller: Caller,
        ring: KeyRing,
        connection: Connection,
        refresh: Refresh,
        *,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Bind to the rows of `connection`, whose shop `caller` must be bound to."""
        self._database, self._caller, self._ring = database, caller, ring
        self._connection, self._refresh, self._clock = connection, refresh, clock
        self._seen: tuple[str, datetime | None] | None = None

    async def current(self) -> str:
        """Return the access token to use now, renewed first when it is about to end. Raises DeadToken."""
        if self._seen is None:
            self._seen = await self._database.read(self._caller, self._look)
        secret, expires_at = self._seen
        return secret if self._lasts(expires_at) else await self.renewed(secret)

    async def renewed(self, refused: str) -> str:
        """Return a working token after `refused` was refused: another worker's, if it was quicker. Raises DeadToken."""
        try:
            found = await self._database.write(self._caller, lambda s: self._renew(s, refused))
        except DBAPIError as fault:
            if sqlstate(fault) != LOCK_TIMEOUT:
                raise
            raise self._still_renewing() from fault
        if isinstance(found, DeadToken):
            self._seen = None
            raise found
        self._seen = found
        return found[0]

    async def _look(self, session: AsyncSession) -> tuple[str, datetime | None]:
        row = await session.scalar(select(Token).where(*_of(self._connection), Token.field == ACCESS))
        if row is None:
            raise self._gone()
        return _opened(self._ring, row), row.expires_at

    async def _renew(self, session: WriteSession, refused: str) -> tuple[str, datetime | None] | DeadToken:
        """Look again once the row is ours, and only then ask; a dead token is a value, so that its note is kept."""
        await session.execute(LOCK_WAIT)
        row = await session.scalar(select(Token).where(*_of(self._connection), Token.field == ACCESS).with_for_update())
        if row is None:
            return self._gone()
        if (kept := _opened(self._ring, row)) != refused and self._lasts(row.expires_at):
            return kept, row.expires_at
        if (known := await self._known_dead(session)) is not None:
            return known
        try:
            grant = await self._refresh(await read_token(session, self._ring, self._connection, REFRESH))
        except DeadToken as dead:
            problem = {"code": dead.code, "cause": dead.cause, "remedy": dead.remedy}
            await needs_attention(session, self._connection, problem)
            return dead
        await keep_tokens(session, self._ring, self._connection, grant)
        return grant.access_token, grant.expires_at

    async def _known_dead(self, session: WriteSession) -> DeadToken | None:
        """Return what the worker before us was told, so that a dead token is not tried again and again."""
        problem = await session.scalar(
            select(Connection.problem).where(
                Connection.tenant_id == self._connection.tenant_id, Connection.id == self._connection.id
            )
        )
        if not problem or problem.get("code") != DeadToken.code:
            return None
        return DeadToken(problem["cause"], remedy=problem["remedy"], platform=self._connection.platform)

    def _lasts(self, expires_at: datetime | None) -> bool:
        return expires_at is None or expires_at - self._clock() > MARGIN

    def _gone(self) -> DeadToken:
        title = platform(self._connection.platform).title
        return DeadToken(
            f"{title} was disconnected.", remedy=f"Connect {title} again.", platform=self._connection.platform
        )

    def _still_renewing(self) -> Passing:
        title = platform(self._connection.platform).title
        return Passing(
            f"Another worker has been renewing the access to {title} for a minute.",
            remedy="Nothing is lost; it is tried again by itself.",
            platform=self._connection.platform,
        )


def _of(connection: Connection) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Token.tenant_id == connection.tenant_id, Token.connection_id == connection.id


def _opened(ring: KeyRing, row: Token) -> str:
    return ring.open(row.sealed, tenant=row.tenant_id, connection=row.connection_id, field=row.field)
