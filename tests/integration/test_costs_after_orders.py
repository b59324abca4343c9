"""The cost sheet taken in after the platforms were read comes to the same books as before: both are the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from live_shop import live_shop, sandbox

from credora_agent.ledger.rollup import self_check

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database


async def test_costs_come_before_or_after_the_orders(database: Database, tmp_path: Path) -> None:
    """A world with returns and costs that change, read without the sheet, lacks costs; with it, every day is true."""
    async with sandbox(seed=11, days=21, profile="random") as sim, live_shop(database, tmp_path, sim) as live:
        await live.connect()
        await live.read_all()
        assert {category for _, category, _ in await live.differences()} == {"cogs"}
        await live.import_costs()
        assert await live.differences() == {}
        drift = await live.database.read(live.caller, lambda s: self_check(s, live.tenant.id))
        assert drift == []
