"""Background work on the books: the daily comparison of sums and ledger."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from credora_agent.ledger.rollup import self_check
from credora_agent.runtime import LOCAL

if TYPE_CHECKING:
    from credora_agent.runtime import Runtime

DAY = 24 * 60 * 60


async def check_books(runtime: Runtime) -> list[dict[str, Any]]:
    """Return, for each shop, how many daily sums differ from the ledger; 0 in sound books."""
    found = []
    for tenant in await runtime.shops():
        drift = await runtime.database.read(LOCAL.at(tenant.id), partial(self_check, tenant=tenant.id))
        found.append({"shop": tenant.slug, "differences": len(drift)})
    return found


async def keep_checking(runtime: Runtime) -> None:
    """Check every shop now and once a day, saying what was found, until stopped."""
    while True:
        for shop in await check_books(runtime):
            typer.echo(f"{shop['shop']}: {shop['differences']} differences between daily sums and ledger")
        await asyncio.sleep(DAY)
