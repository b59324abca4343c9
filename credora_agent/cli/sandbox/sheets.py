"""The demo merchant's own sheets: what goods cost, and what is planned; taken in once, as anybody takes theirs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from credora_agent.core import clock
from credora_agent.runtime import LOCAL, Runtime, books_of
from credora_agent.sync.imports import Intake, import_costs, import_plan
from credora_agent.tables.sources import ImportRun

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.cli.sandbox.process import Simulator
    from credora_agent.tables.tenants import Tenant

SHEETS = {"costs": "costs.csv", "plan": "plan.csv"}
"""The kinds of import the sheets are, and what the sandbox and the folder call them."""


async def take_sheets(
    runtime: Runtime, tenant: Tenant, sim: Simulator, console: Console, *, today: date | None = None
) -> None:
    """Take in the sheets that never were, and say so; what the merchant changed since stays as it is."""
    me, books = LOCAL.at(tenant.id), books_of(tenant)
    taken = await runtime.database.read(me, lambda s: _taken(s, tenant))
    day = today or clock.today(clock.time_zone(tenant.timezone))
    folder = runtime.settings.home / "sandbox"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for kind, name in SHEETS.items():
        if kind in taken:
            continue
        path = folder / name
        path.write_text(await sim.told(name), encoding="utf-8")
        if kind == "costs":
            await import_costs(runtime.database, me, books, path, intake=Intake())
        else:
            await import_plan(runtime.database, me, books, path, today=day, intake=Intake(strict=True))
    if not taken.issuperset(SHEETS):
        console.print("Took in the merchant's cost sheet and plan: see credora cash show.")


async def _taken(session: AsyncSession, tenant: Tenant) -> set[str]:
    """Return which kinds of sheet the shop took in before."""
    kinds = select(ImportRun.kind).where(ImportRun.tenant_id == tenant.id, ImportRun.kind.in_(SHEETS)).distinct()
    return set((await session.scalars(kinds)).all())
