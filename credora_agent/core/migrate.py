"""Bringing the schema up to date, and telling cheaply whether it is."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from credora_agent.core.db import APP_ROLE, sqlstate
from credora_agent.core.errors import Unavailable

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.ext.asyncio import AsyncConnection

PACKAGE = Path(__file__).resolve().parents[1]
SCRIPTS = next(path for path in (PACKAGE.parent / "migrations", PACKAGE / "migrations") if (path / "env.py").is_file())
"""The migrations beside a clone's package, or inside an installed one."""
NO_SUCH_TABLE = "42P01"
_ALEMBIC = Lock()
"""Held while alembic runs: its context is one for the whole process, whichever thread calls it."""


def head() -> str:
    """Return the newest revision there is, read from the file names, without importing alembic."""
    return max(path.name.split("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


async def current(connection: AsyncConnection) -> str | None:
    """Return the revision the database stands at, None when it was never migrated."""
    try:
        return (await connection.execute(text("select version_num from alembic_version"))).scalar_one_or_none()
    except DBAPIError as fault:
        if sqlstate(fault) != NO_SUCH_TABLE:
            raise
        await connection.rollback()
        return None


async def upgrade(owner_url: str) -> None:
    """Bring the database at `owner_url` to `head()`; concurrent calls take turns and all succeed."""
    try:
        await asyncio.to_thread(_upgrade, owner_url)
    except DBAPIError as fault:
        raise Unavailable(
            f"The database could not be migrated: {first_line(fault)}.",
            remedy="See `credora doctor`; the role in CREDORA_DATABASE_OWNER_URL must own the database.",
        ) from fault


def _upgrade(owner_url: str) -> None:
    from alembic import command  # noqa: PLC0415 - 0.7 s of CPU that only a migration pays

    with _ALEMBIC:
        command.upgrade(config(owner_url), "head")


def role_is_missing(fault: BaseException) -> bool:
    """Tell whether a connection failed because no migration has made the application's role yet."""
    return sqlstate(fault) in ("22023", "42704") and APP_ROLE in str(fault)


def first_line(fault: BaseException) -> str:
    """Return what the database says in one line, without the statement and its parameters."""
    said = str(getattr(fault, "orig", None) or fault).splitlines()[0]
    return said.split(">: ")[-1].rstrip(".")


def config(owner_url: str) -> Config:
    """Return alembic's configuration for the database at `owner_url`."""
    from alembic.config import Config  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    settings.attributes["url"] = owner_url
    return settings
