"""The demo shop as of a moment, for what is made from the real product: read from its platforms, with its sheets."""

from __future__ import annotations

import tempfile
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from credora_agent.cli.sandbox.demo import connect_all
from credora_agent.cli.sandbox.process import simulator
from credora_agent.cli.sandbox.running import granting, sandboxed
from credora_agent.cli.sandbox.sheets import take_sheets
from credora_agent.cli.sandbox.time import SandboxTime
from credora_agent.cli.sandbox.up import DEMO_SHOP, SEED
from credora_agent.core.settings import Settings
from credora_agent.runtime import LOCAL, Runtime, open_runtime
from credora_agent.sync.service import Watch, open_sync

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from credora_agent.core.caller import Caller


@asynccontextmanager
async def demo(now: datetime) -> AsyncIterator[tuple[Runtime, Caller]]:
    """Yield the books of the demo shop, whose world stands still at `now`, and who may see them."""
    options = ("--seed", str(SEED), "--days", "730", "--now", now.isoformat(), "--frozen")
    with tempfile.TemporaryDirectory() as home:
        own = Settings(home=Path(home), database_url=None, pg_linger=0)
        async with simulator(*options) as sim, open_runtime(granting(sandboxed(own, sim.announced))) as runtime:
            time = SandboxTime(sim)
            async with open_sync(runtime.settings, runtime.database, now=time.now) as sync:
                await time.agree()
                shop = (await sim.told("shops"))[0]
                me = LOCAL.at((await runtime.found(DEMO_SHOP, shop["currency"], shop["zone"])).id)
                await connect_all(sync.connect, sim, me, shop["domain"], now=time.now)
                await sync.sync_now(me, watch=Watch(pause=time.pass_by))
                tenant = await runtime.shop(DEMO_SHOP)
                await take_sheets(runtime, tenant, sim, Console(file=StringIO()), today=now.date())
            yield runtime, me
