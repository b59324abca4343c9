"""The one real server of a test run: a home of its own, a superuser for the tests, databases from a template."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import asyncpg
from sqlalchemy import URL

from credora_agent.core.postgres import account, binaries, cluster, launch
from credora_agent.core.postgres.passwords import Login
from credora_agent.core.postgres.place import Place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from credora_agent.core.postgres.launch import Lease

SUPERUSER = "credora_tests"
LINGER = 2.0


class Server:
    """A running embedded server; `admin` may do everything in it, row-level security does not bind it."""

    def __init__(self, home: Path, lease: Lease, admin: Login) -> None:
        self.home, self.lease, self.admin = home, lease, admin

    @classmethod
    def start(cls) -> Self:
        """Make a cluster, add the tests' superuser while it stands still, and start it."""
        home = Path(tempfile.mkdtemp(prefix="credora-tests-", dir=scratch()))
        launch.ensure(home, linger=LINGER).close()
        launch.stop(home)
        admin = Login(SUPERUSER, secrets.token_urlsafe(16))
        place = Place.of(home)
        sql = f"CREATE ROLE {admin.user} LOGIN SUPERUSER PASSWORD '{admin.password}'"
        who = account.choose(place.data)
        cluster._single(place.data, binaries.reachable(binaries.locate(None), who), who, (sql,), fsync="off")
        return cls(home, launch.ensure(home, linger=LINGER), admin)

    def stop(self) -> None:
        """Stop it and leave nothing behind."""
        self.lease.close()
        launch.stop(self.home)
        shutil.rmtree(self.home)

    def url(self, login: Login, database: str) -> str:
        """Return the address of a database for that login."""
        url = URL.create(
            "postgresql+asyncpg", username=login.user, password=login.password, database=database,
            query={"host": self.lease.host, "port": str(self.lease.port)},
        )  # fmt: skip
        return url.render_as_string(hide_password=False)

    @asynccontextmanager
    async def connect(
        self, database: str = "postgres", login: Login | None = None
    ) -> AsyncIterator[asyncpg.Connection]:
        """Lend a plain connection, as the superuser if no login is given."""
        login = login or self.admin
        connection = await asyncpg.connect(
            host=self.lease.host, port=self.lease.port, user=login.user, password=login.password, database=database
        )
        try:
            yield connection
        finally:
            await connection.close()

    async def create(self, database: str, template: str = "template0") -> None:
        """Create a database of the owner's."""
        async with self.connect() as connection:
            await connection.execute(f"create database {database} template {template} owner {self.lease.owner.user}")

    async def drop(self, database: str) -> None:
        """Drop a database, whoever is connected."""
        async with self.connect() as connection:
            await connection.execute(f"drop database {database} with (force)")


def scratch() -> str | None:
    """Return memory for the home where that is large enough: a neighbour's load on the disk is no part of a test."""
    memory = Path("/dev/shm")  # noqa: S108 - only a place for mkdtemp
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30 else None
