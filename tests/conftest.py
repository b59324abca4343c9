"""The suite is deaf to the machine it runs on, and stands on one real server: a template, a database per module."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING

import pytest
from one_server import Server
from shop_desk import Desk

from credora_agent.core import migrate
from credora_agent.core.db import Database
from credora_agent.core.settings import Settings
from credora_agent.runtime import Urls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

TEMPLATE = "migrated"
HEARD = ("CREDORA_", "PG")
_numbers = count(1)


def pytest_configure() -> None:
    """Forget what this machine says about databases: variables, and a `.env` in the working directory."""
    for name in [name for name in os.environ if name.startswith(HEARD)]:
        del os.environ[name]
    Settings.model_config["env_file"] = None


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Lend the run's server."""
    running = Server.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
async def template(server: Server) -> str:
    """Make the database that every module's is copied from: migrated, empty."""
    await server.create(TEMPLATE)
    await migrate.upgrade(server.url(server.lease.owner, TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="module")
async def urls(server: Server, template: str) -> AsyncIterator[Urls]:
    """Lend a migrated database of the module's own, gone with it."""
    name = f"module_{next(_numbers)}"
    await server.create(name, template)
    yield Urls(*(server.url(login, name) for login in (server.lease.app, server.lease.owner)))
    await server.drop(name)


@pytest.fixture(scope="module")
async def database(urls: Urls) -> AsyncIterator[Database]:
    """Lend the module's database as the product uses it: by the application's role."""
    opened = Database(urls.app)
    yield opened
    await opened.close()


@pytest.fixture
async def books(database: Database, tmp_path: Path) -> Desk:
    """Lend a new shop with empty books, in pounds and London time."""
    return await Desk.open(database, tmp_path)
