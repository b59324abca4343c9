"""The suite is deaf to the machine it runs on, and stands on one real server: a template, a database per module."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING

import hypothesis  # noqa: F401 - its plugin imports it at the very end otherwise, too deep for CPython 3.11's parser
import pytest
from one_server import Server
from shop_desk import TODAY, Desk

from credora_agent.core import migrate
from credora_agent.core.db import Database
from credora_agent.core.settings import Settings
from credora_agent.runtime import Urls
from credora_agent.sandbox import orders as sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

TEMPLATE = "migrated"
HEARD = ("CREDORA_", "PG", "SHOPIFY_", "META_", "GOOGLE_", "OPENAI_")
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


@pytest.fixture(scope="session")
async def sample(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """Lend the invented shop, fourteen months of it with costs and rates; for reading only."""
    await server.create("sample", template)
    opened = Database(server.url(server.lease.app, "sample"))
    desk = await Desk.open(opened, tmp_path_factory.mktemp("sample"))
    orders, costs, rates = (desk.folder / f"{name}.csv" for name in ("orders", "costs", "rates"))
    sandbox.write_orders(orders, seed=7, today=TODAY)
    sandbox.write_costs(costs, today=TODAY)
    sandbox.write_rates(rates, seed=7, today=TODAY)
    await desk.orders(orders)
    await desk.costs(costs)
    await desk.rates(rates)
    yield desk
    await opened.close()
    await server.drop("sample")


@pytest.fixture
async def books(database: Database, tmp_path: Path) -> Desk:
    """Lend a new shop with empty books, in pounds and London time."""
    return await Desk.open(database, tmp_path)
