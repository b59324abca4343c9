"""The demo shop: the sandbox beside the product, connected, read, kept up to date, until somebody stops it."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from credora_agent.app import mcp_site
from credora_agent.cli.sandbox.demo import PLATFORMS, connect_all
from credora_agent.cli.sandbox.process import Simulator, simulator
from credora_agent.cli.sandbox.running import granting, sandboxed
from credora_agent.cli.sandbox.sheets import take_sheets
from credora_agent.cli.site import site
from credora_agent.cli.sync import watched
from credora_agent.core import clock
from credora_agent.platforms.shopify.scopes import OPTIONAL
from credora_agent.runtime import LOCAL, Runtime

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from rich.console import Console

    from credora_agent.cli.site import Site
    from credora_agent.core.caller import Caller
    from credora_agent.tables.sources import Connection
    from credora_agent.tables.tenants import Tenant

DEMO_SHOP = "demo"
SEED = 2026
"""Which world the demo is."""


@asynccontextmanager
async def demo(runtime: Runtime, console: Console, *, days: int) -> AsyncIterator[tuple[Runtime, Site, Tenant]]:
    """Yield a runtime in sandbox mode, the site, and the demo shop, its three platforms connected.

    The shop is `days` old when it is first seen; whenever it is seen again, its history has gone on since.
    """
    folder = runtime.settings.home / "sandbox"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    console.print("Starting the sandbox: an [bold]invented[/] shop on Shopify that advertises on Meta and Google.")
    async with simulator("--seed", str(SEED), "--days", str(days), "--state", str(folder / "state.json")) as sim:
        settings = granting(sandboxed(runtime.settings, sim.announced))
        inside = replace(runtime, settings=settings)
        with _announced(folder / "running.json", sim):
            async with site(inside, settings=settings, port=settings.web_port, mounting=mcp_site) as served:
                tenant = await _connected(inside, served, sim, console)
                await take_sheets(inside, tenant, sim, console)
                yield replace(inside, settings=served.settings), served, tenant


async def first_reading(served: Site, me: Caller, *, quiet: bool) -> None:
    """Read everything once, showing how far each stream is; the books can be asked all the while."""
    with watched(quiet=quiet) as watch:
        await served.sync.sync_now(me, watch=watch)


async def _connected(runtime: Runtime, served: Site, sim: Simulator, console: Console) -> Tenant:
    """Return the demo shop, founded and connected if it is not yet; consent is given on the platforms' own pages."""
    known = next((shop for shop in await runtime.shops() if shop.slug == DEMO_SHOP), None)
    shop = (await sim.told("shops"))[0]
    tenant = known or await runtime.found(DEMO_SHOP, shop["currency"], shop["zone"])
    me = LOCAL.at(tenant.id)
    standing = {each.platform for each in await served.sync.connect.connections(me) if _stands(each)}
    if not standing.issuperset(PLATFORMS):
        await connect_all(served.sync.connect, sim, me, shop["domain"], now=clock.now)
        console.print(f"Connected [bold]{shop['name']}[/]: Shopify, Meta Ads, Google Ads.")
    return tenant


def _stands(connection: Connection) -> bool:
    """Return whether a connection works, and a shop's knows its customers."""
    knows = connection.platform != "shopify" or set(OPTIONAL) <= set(connection.scopes)
    return connection.status == "connected" and knows


@contextmanager
def _announced(path: Path, sim: Simulator) -> Iterator[None]:
    """While the block runs, a file that only this account reads says where the sandbox is, for other commands."""
    beside = path.with_suffix(".part")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(orjson.dumps(dict(sim.announced)))
    beside.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
