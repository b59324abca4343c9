"""`/debug/db`: how the database is, for admins; numbers and names of tables only, nothing of any shop or person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from sqlalchemy import text

from credora_agent.core import migrate
from credora_agent.web.errors import NotAllowed

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

# Rows are counted by the server's own statistics: the role that asks sees no shop's rows.
TABLES = text("""
select relname::text as name, n_live_tup as rows_about, n_dead_tup as dead_about,
    pg_total_relation_size(relid) as bytes, last_autovacuum, last_autoanalyze
from pg_stat_user_tables where schemaname = 'public' order by bytes desc, name
""")
SERVER = text("""
select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
    (select count(*) from pg_stat_activity where datname = current_database()) as connections,
    current_setting('max_connections')::int as connections_most,
    extract(epoch from now() - pg_postmaster_start_time())::float8 as up_seconds
""")
QUEUE = text("""
select status::text as status, count(*) as jobs,
    max(extract(epoch from now() - created))::float8 as oldest_seconds
from pgqueuer group by 1 order by 1
""")


def routes(parts: Parts) -> APIRouter:
    """Return the routes over `parts`."""
    router = APIRouter(prefix="/debug")

    @router.get("/db")
    async def db(request: Request) -> dict[str, Any]:
        """Return the schema's version, the size of each table, and what waits in the queue."""
        _require_admin(await parts.visitors.person(request), parts)
        found = await parts.database.read(parts.user, _looked)
        async with parts.database.engine.connect() as connection:
            stands = await migrate.current(connection)
        return {"schema": {"stands_at": stands, "wanted": migrate.head()}, **found}

    return router


async def _looked(session: AsyncSession) -> dict[str, Any]:
    (server,) = (await session.execute(SERVER)).all()
    return {
        "server": _plain(server),
        "tables": [_plain(row) for row in (await session.execute(TABLES)).all()],
        "queue": [_plain(row) for row in (await session.execute(QUEUE)).all()],
    }


def _plain(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)  # noqa: SLF001 - how SQLAlchemy calls it


def _require_admin(visitor: Visitor, parts: Parts) -> None:
    """Raise NotAllowed for anybody but the person at this machine and those named in CREDORA_ADMINS."""
    named = {each.strip().casefold() for each in parts.settings.admins.split(",") if each.strip()}
    here = visitor.user.user_id == parts.user.user_id
    if visitor.via == "token" or not (here or visitor.email.casefold() in named):
        raise NotAllowed("This is for admins.", remedy="Whoever runs Credora names them in CREDORA_ADMINS.")
