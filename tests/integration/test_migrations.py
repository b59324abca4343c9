"""The schema in the database is the one in the models, however it came there."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from credora_agent.core import migrate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from one_server import Server


@pytest.fixture
async def fresh(server: Server) -> AsyncIterator[str]:
    """Lend the owner's address of a database nobody has migrated."""
    await server.create("fresh")
    yield server.url(server.lease.owner, "fresh")
    await server.drop("fresh")


async def revision(url: str) -> str | None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await migrate.current(connection)
    await engine.dispose()
    return found


async def test_models_and_migrations_agree(server: Server, template: str) -> None:
    """`alembic check` finds nothing to generate."""
    await asyncio.to_thread(command.check, migrate.config(server.url(server.lease.owner, template)))


async def test_migrators_at_once_take_turns(fresh: str, tmp_path: Path) -> None:
    """F13, short: two processes and two tasks upgrade an empty database together, and all succeed."""
    assert await revision(fresh) is None
    others = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "credora_agent", "migrate", cwd=tmp_path, stdout=PIPE, stderr=PIPE,
            env={**os.environ, "CREDORA_DATABASE_URL": fresh},
        )
        for _ in range(2)
    ]  # fmt: skip
    await asyncio.gather(*(migrate.upgrade(fresh) for _ in range(2)))
    said = await asyncio.gather(*(other.communicate() for other in others))
    assert [other.returncode for other in others] == [0, 0], said
    assert await revision(fresh) == migrate.head()


async def test_the_way_down_leaves_nothing(server: Server, fresh: str) -> None:
    """Upgrade, downgrade to base: only alembic's own table is left; and up again."""
    await migrate.upgrade(fresh)
    await asyncio.to_thread(command.downgrade, migrate.config(fresh), "base")
    async with server.connect("fresh") as connection:
        left = await connection.fetch(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S', 'v')"
            " union all select proname from pg_proc where pronamespace = 'public'::regnamespace"
        )
    assert [row[0] for row in left] == ["alembic_version"]
    await migrate.upgrade(fresh)
    assert await revision(fresh) == migrate.head()
