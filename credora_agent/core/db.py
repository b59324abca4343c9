"""One unit of work: a transaction bound to its caller, committed at the edge, retried in one place."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from asyncpg import InternalClientError
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from credora_agent.core.errors import CredoraError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import SessionTransaction

    from credora_agent.core.caller import Caller

T = TypeVar("T")

PASSING = frozenset({"57P01", "57P02", "57P03", "40001", "40P01"})
"""SQLSTATEs of faults that pass by themselves; class 08 (connection) is one too."""
ATTEMPTS = 4
POOL, OVERFLOW = 12, 8
"""Connections a process keeps, and may have beside them for moments: opening one costs more than most questions."""
APP_ROLE = "credora_app"
"""The role every unit of work runs as: no superuser, no owner, bound by row-level security."""
SESSION = {
    "role": APP_ROLE,
    "timezone": "UTC",
    # Statistics know the old tenants and not the newest one: planned for its own id, a new tenant's first import
    # is taken for one row and every index for equally good (measured: 20 s instead of 0.9 s for 20,000 rows).
    "plan_cache_mode": "force_generic_plan",
}


class BoundSession(Session):
    """A session whose every transaction carries its caller into the database, or does not begin."""


class ReadSession(AsyncSession):
    """A unit of work that sees one snapshot of the books and cannot change them."""

    sync_session_class = BoundSession


class WriteSession(AsyncSession):
    """A unit of work that is committed whole or not at all."""

    sync_session_class = BoundSession


@event.listens_for(BoundSession, "after_begin")
def _bind(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    caller: Caller | None = session.info.get("caller")
    if caller is None:
        raise RuntimeError("a unit of work began without a caller")
    if session.info.get("read_only"):
        connection.execute(text("set transaction isolation level repeatable read, read only"))
    connection.execute(
        text("select set_config('app.user_id', :user, true), set_config('app.tenant_id', :tenant, true)"),
        {"user": str(caller.user_id), "tenant": str(caller.tenant_id or "")},
    )


class Database:
    """The pool of connections of the app role, and the only way to a session."""

    def __init__(self, url: str, *, revive: Callable[[], None] | None = None) -> None:
        """Open the pool at `url`; `revive`, which may block, brings a server that has gone up again."""
        self._revive = revive
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_pre_ping=True,
            pool_size=POOL,
            max_overflow=OVERFLOW,
            hide_parameters=True,
            connect_args={"server_settings": SESSION},
        )

    async def read(self, caller: Caller, work: Callable[[ReadSession], Awaitable[T]]) -> T:
        """Return what `work` returns over one read-only snapshot."""

        async def once() -> T:
            async with ReadSession(self.engine, info={"caller": caller, "read_only": True}) as session:
                return await work(session)

        return await self._retried(once)

    async def write(self, caller: Caller, work: Callable[[WriteSession], Awaitable[T]]) -> T:
        """Return what `work` returns once its changes are committed; any error leaves nothing behind.

        `work` may be run again after a passing fault, so it must not keep effects outside the session.
        """

        async def once() -> T:
            async with (
                WriteSession(self.engine, info={"caller": caller}, expire_on_commit=False) as session,
                session.begin(),
            ):
                return await work(session)

        return await self._retried(once)

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()

    async def _retried(self, once: Callable[[], Awaitable[T]]) -> T:
        for attempt in range(ATTEMPTS):
            try:
                return await once()
            except (DBAPIError, OSError, InternalClientError) as fault:
                if not is_passing(fault):
                    raise
                if attempt == ATTEMPTS - 1:
                    raise Unavailable("The database does not answer.", remedy="Run `credora doctor`.") from fault
            await asyncio.sleep(0.1 * 3**attempt)
            if self._revive is not None:
                await asyncio.to_thread(self._revive)
        raise AssertionError("unreachable")


def is_passing(fault: BaseException) -> bool:
    """Tell whether doing the same again may succeed: the connection broke, or transactions collided."""
    if isinstance(fault, CredoraError):
        return False
    if isinstance(fault, (ConnectionError, TimeoutError, FileNotFoundError, InternalClientError)):
        return True
    state = sqlstate(fault)
    if state is not None:
        return state in PASSING or state.startswith("08")
    return isinstance(fault, DBAPIError) and fault.connection_invalidated


def sqlstate(fault: BaseException) -> str | None:
    """Return the SQLSTATE of a database fault, however deeply the driver wrapped it."""
    seen: Any = fault
    while seen is not None:
        if state := getattr(seen, "sqlstate", None):
            return str(state)
        seen = getattr(seen, "orig", None) or seen.__cause__
    return None
