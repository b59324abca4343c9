"""`credora up`: orders taken in or platforms read, one question answered, what to ask next, and on it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from credora_agent import app as composed
from credora_agent.cli import upkeep
from credora_agent.cli.books import take_orders
from credora_agent.cli.intake import intake, tell
from credora_agent.cli.sandbox.up import DEMO_SHOP, demo, first_reading
from credora_agent.cli.session import invocation
from credora_agent.cli.site import site
from credora_agent.core import clock
from credora_agent.core.period import Grain, around, month_end
from credora_agent.runtime import LOCAL
from credora_agent.sync.importers.mapping import Mapping
from credora_agent.telling.findings import tell_findings
from credora_agent.telling.live import tell_sources

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from credora_agent.cli.site import Site
    from credora_agent.core.period import Period
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant


NEXT = ("findings", "forecast", "whatif --price +8%", "products", "campaigns", "inventory", "cohorts", "budget",
        "cash show", "reconcile")  # fmt: skip
"""What else to run, the most telling first."""


async def from_file(
    runtime: Runtime,
    file: Path,
    shop: str | None,
    currency: str | None,
    timezone: str | None,
    mapping: Path | None,
) -> None:
    """Take `file` in and answer a question about it."""
    console = Console(highlight=False)
    given = Mapping.load(mapping) if mapping else None
    with intake(mapping=given, strict=False, rejected=None, quiet=False) as how:
        done, name, seconds = await take_orders(runtime, file, shop, currency, timezone, how)
    tell(console, done, shop=name, seconds=seconds)
    await _answer(runtime, await runtime.shop(name), console)


async def live(runtime: Runtime, shop: str | None, *, invented: bool, days: int, once: bool) -> int:
    """Read the shops' platforms, answer a question about one, and go on working until stopped; return the exit code.

    Without any books, if `invented`, or where its own name is given, the shop is the sandbox's, with so many `days`
    behind it. With `once` it ends after the answer.
    """
    console = Console(highlight=False)
    own = [each.slug for each in await runtime.shops() if each.slug != DEMO_SHOP]
    if invented or shop == DEMO_SHOP or (not own and shop is None):
        async with demo(runtime, console, days=days) as (inside, served, tenant):
            return await _kept_up(inside, served, tenant, console, once=once)
    async with site(
        runtime, settings=runtime.settings, port=runtime.settings.web_port, mounting=composed.mcp_site
    ) as served:
        return await _kept_up(runtime, served, await runtime.shop(shop or own[0]), console, once=once)


async def _kept_up(runtime: Runtime, served: Site, tenant: Tenant, console: Console, *, once: bool) -> int:
    me = LOCAL.at(tenant.id)
    if await served.sync.connect.connections(me):
        await first_reading(served, me, quiet=False)
        words, _ = tell_sources(await runtime.reports.sync_status(me))
        console.print(" ".join(words), markup=False)
    await upkeep.warm(runtime, tenant.id)
    await _answer(runtime, tenant, console)
    if once:
        return 0
    console.print(f"\nOpen {served.settings.public_url} and look around.", style="bold")
    console.print("The books are read on in the background. Ctrl-C stops it.")
    return await upkeep.work_until_told(served.sync, runtime, concurrency=2)


async def _answer(runtime: Runtime, tenant: Tenant, console: Console) -> None:
    from credora_agent.cli.render import show_turn

    me = LOCAL.at(tenant.id)
    books = await runtime.reports.books(me)
    if books.recorded is None:
        console.print("The books are empty: the file held no order that could be booked.")
        return
    today = clock.today(clock.time_zone(tenant.timezone))
    month = _latest_whole_month(books.recorded, today)
    question = f"How did {month:%B %Y} compare with the month before?"
    console.print(f"\n[dim]$[/] credora ask [bold]“{question}”[/]")
    show_turn(console, await composed.ask(runtime, me, question, today=today))
    console.print("\n[dim]$[/] credora findings\n")
    console.print(" ".join(tell_findings(await runtime.reports.findings(me, today=today)).words), markup=False)
    console.print("\nAsk on:", style="bold")
    for example in (
        f"refunds in {month:%B %Y}",
        f"net sales by month in {month.year}",
        f"best day in {month:%B %Y}",
    ):
        console.print(f'  {invocation()} ask --shop {tenant.slug} "{example}"', markup=False)
    span = f"--start {month} --end {month_end(month)}"
    for command in (f"explain net_profit {span}", *NEXT):
        console.print(f"  {invocation()} {command} --shop {tenant.slug}", markup=False)


def _latest_whole_month(recorded: Period, today: date) -> date:
    last = min(recorded.end, today)
    month = around(last, Grain.MONTH)
    if last < month_end(last) and recorded.start < month.start:
        return month.previous().start
    return month.start
