"""The first minute: orders taken in, one question answered, and what to ask next."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from rich.console import Console

from credora_agent import app as composed
from credora_agent.cli.books import take_orders
from credora_agent.cli.intake import intake, tell
from credora_agent.cli.session import invocation
from credora_agent.core import clock
from credora_agent.core.period import Grain, around, month_end
from credora_agent.runtime import LOCAL, books_of
from credora_agent.sandbox import orders as sandbox
from credora_agent.sync.importers.mapping import Mapping
from credora_agent.sync.imports import Intake, import_costs, import_rates

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from credora_agent.core.period import Period
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

SAMPLE_SHOP = "sample-shop"
SEED = 2026


async def first_run(
    runtime: Runtime,
    file: Path | None,
    shop: str | None,
    currency: str | None,
    timezone: str | None,
    mapping: Path | None,
) -> None:
    """Take `file` in, or an invented shop's orders when none is given and there are no books; answer a question."""
    console = Console(highlight=False)
    if file is not None:
        given = Mapping.load(mapping) if mapping else None
        with intake(mapping=given, strict=False, rejected=None, quiet=False) as how:
            done, name, seconds = await take_orders(runtime, file, shop, currency, timezone, how)
        tell(console, done, shop=name, seconds=seconds)
    else:
        name = shop or await _some_shop(runtime, console)
    await _answer(runtime, await runtime.shop(name), console)


async def _some_shop(runtime: Runtime, console: Console) -> str:
    shops = [shop.slug for shop in await runtime.shops()]
    if shops and SAMPLE_SHOP not in shops:
        return shops[0]
    console.print("No orders were given, so here is an [bold]invented[/] shop. Yours: `credora up orders.csv …`\n")
    folder = runtime.settings.home / "sample"
    _write_sample(folder)
    began = perf_counter()
    with intake(strict=False, rejected=None, quiet=False) as how:
        done, name, _ = await take_orders(
            runtime, folder / "orders.csv", SAMPLE_SHOP, sandbox.CURRENCY, sandbox.ZONE, how
        )
    tenant = await runtime.shop(name)
    me, its = LOCAL.at(tenant.id), books_of(tenant)
    await import_rates(runtime.database, me, its, folder / "rates.csv", now=clock.now(), intake=Intake())
    await import_costs(runtime.database, me, its, folder / "costs.csv", intake=Intake())
    tell(console, done, shop=name, seconds=perf_counter() - began)
    return name


def _write_sample(folder: Path) -> None:
    """Write the invented shop's files once; later runs find the same ones, and importing them changes nothing."""
    if (folder / "orders.csv").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    today = clock.today(clock.time_zone(sandbox.ZONE))
    sandbox.write_costs(folder / "costs.csv", today=today)
    sandbox.write_rates(folder / "rates.csv", seed=SEED, today=today)
    sandbox.write_orders(folder / "orders.new", seed=SEED, today=today)
    (folder / "orders.new").rename(folder / "orders.csv")


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
    console.print("\nAsk on:", style="bold")
    for example in (
        f"refunds in {month:%B %Y}",
        f"net sales by month in {month.year}",
        f"best day in {month:%B %Y}",
    ):
        console.print(f'  {invocation()} ask --shop {tenant.slug} "{example}"', markup=False)
    console.print(f"  {invocation()} reconcile --shop {tenant.slug}", markup=False)


def _latest_whole_month(recorded: Period, today: date) -> date:
    last = min(recorded.end, today)
    month = around(last, Grain.MONTH)
    if last < month_end(last) and recorded.start < month.start:
        return month.previous().start
    return month.start
