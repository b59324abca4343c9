"""Brings a database to the schema of `credora_agent.tables`; two that run at once take turns."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import text
from sqlalchemy.engine import Connection  # noqa: TC002 - annotates a module variable
from sqlalchemy.ext.asyncio import create_async_engine

from credora_agent.tables.registry import METADATA

LOCK = 7_227_001_996_113
"""Any number, the same in every migrator."""


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Tell whether the models describe it; the job queue's tables are its package's own."""
    return kind != "table" or not str(name).startswith("pgqueuer")


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=METADATA, compare_server_default=True, include_name=_is_ours
    )
    with context.begin_transaction():
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()


async def _online(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
        await connection.commit()
    await engine.dispose()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    asyncio.run(_online(context.config.attributes["url"]))
