"""The world known by heart, served in this process, and a shop of the books connected to its platforms."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import ad_world
import httpx2
from live_shop import LiveShop, live_shop

from credora_agent.cli.sandbox.process import Simulator
from credora_agent.sandbox.__main__ import announced
from credora_agent.sandbox.serving import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from credora_agent.core.db import Database


@asynccontextmanager
async def live_world(database: Database, home: Path, *platforms: str, **more: Any) -> AsyncIterator[LiveShop]:
    """Lend a new shop connected to these platforms; `more` are settings of the product."""
    sim = ad_world.sandbox()
    async with serving(sim) as url, httpx2.AsyncClient(timeout=30, trust_env=False) as http:
        told = Simulator(url, {**announced(sim), "url": url}, http)
        async with live_shop(database, home, told, **more) as live:
            await live.connect(*platforms)
            yield live
