"""Commands on single orders, what is on the shelf, and payouts to the bank."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import CsvOption, EndOption, JsonOption, ShopOption, StartOption, TodayOption
from credora_agent.cli.session import day_of, period_of, print_json, told, with_shop

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from credora_agent.core.caller import Caller
    from credora_agent.reports.sheets import SheetReport
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant
    from credora_agent.telling.part import Part

LimitOption = Annotated[int, typer.Option("--limit", help="Lines of a page.")]
CursorOption = Annotated[str | None, typer.Option("--cursor", help="Where the page before ended.")]
WideOption = Annotated[bool, typer.Option("--wide", help="Show every column.")]
SHOWN, PAGE = 15, 1000
TEXTS = ("day", "status", "booked_as", "paid_in", "updated")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (orders, shelf, payouts):
        app.command()(command)


def orders(
    start: StartOption = None,
    end: EndOption = None,
    order: Annotated[str | None, typer.Option(metavar="NAME", help="Only this order, whatever its day.")] = None,
    sku: Annotated[str | None, typer.Option(help="Only orders with this SKU.")] = None,
    sort: Annotated[str, typer.Option(help="newest, largest, lowest_margin or most_refunded.")] = "newest",
    limit: LimitOption = SHOWN,
    cursor: CursorOption = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    refunded: Annotated[bool, typer.Option("--refunded", help="Only orders with returns.")] = False,
    wide: WideOption = False,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Show orders one by one: what each sold, gave back, cost and left."""
    with told(as_json=json):
        from credora_agent.reports.orders import Asked
        from credora_agent.telling.storefront import tell_orders

        async def asked(runtime: Runtime, tenant: Tenant, me: Caller) -> Asked:
            named = order is not None and not (start or end)
            period = None if named else await period_of(runtime, me, start, end)
            return Asked(period, day_of(tenant, today), sku, order, _any(sort), refunded, limit, cursor)

        _run(shop, asked, lambda runtime, me, each: runtime.reports.orders(me, each), tell_orders, csv, wide, json)


def shelf(
    query: Annotated[str | None, typer.Argument(help="Words of the title or SKU.")] = None,
    sku: Annotated[str | None, typer.Option(help="Only this SKU.")] = None,
    stock: Annotated[str, typer.Option(help="all, out, low or no_cost.")] = "all",
    sort: Annotated[str, typer.Option(help="most_sold, most_stock, lowest_margin or title.")] = "most_sold",
    limit: LimitOption = SHOWN,
    cursor: CursorOption = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    wide: WideOption = False,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Show what is for sale now: price, unit cost, margin, stock, and what sold in the last 28 days."""
    with told(as_json=json):
        from credora_agent.reports.shelf import Asked
        from credora_agent.telling.storefront import tell_shelf

        async def asked(_: Runtime, tenant: Tenant, __: Caller) -> Asked:
            return Asked(day_of(tenant, today), query, sku, _any(stock), _any(sort), limit, cursor)

        _run(shop, asked, lambda runtime, me, each: runtime.reports.variants(me, each), tell_shelf, csv, wide, json)


def payouts(
    start: StartOption = None,
    end: EndOption = None,
    status: Annotated[str | None, typer.Option(help="scheduled, in_transit, paid, failed or canceled.")] = None,
    limit: LimitOption = SHOWN,
    cursor: CursorOption = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    wide: WideOption = False,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Show payouts to the bank, what each is made of, and what is on the way."""
    with told(as_json=json):
        from credora_agent.reports.payouts import Asked
        from credora_agent.telling.storefront import tell_payouts

        async def asked(runtime: Runtime, tenant: Tenant, me: Caller) -> Asked:
            period = await period_of(runtime, me, start, end)
            return Asked(period, day_of(tenant, today), _any(status), limit, cursor)

        _run(shop, asked, lambda runtime, me, each: runtime.reports.payouts(me, each), tell_payouts, csv, wide, json)


def _any(given: str | None) -> Any:
    """Return what was given, for the report itself to check."""
    return given


def _run(
    shop: str | None,
    asked: Callable[[Runtime, Tenant, Caller], Awaitable[Any]],
    ask: Callable[[Runtime, Caller, Any], Awaitable[SheetReport]],
    tell: Callable[[SheetReport], Part],
    csv: Path | None,
    wide: bool,
    as_json: bool,
) -> None:
    """Show a page, and where the next begins; with `csv` all pages are written there."""
    from rich.console import Console

    from credora_agent.cli.export import created
    from credora_agent.cli.sheets import show_sheet
    from credora_agent.reports.export.books import write_pages

    async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> SheetReport:
        wanted = await asked(runtime, tenant, me)
        if csv is not None:
            whole = dataclasses.replace(wanted, limit=PAGE)
            with created(csv) as file:
                await write_pages(file, lambda at: ask(runtime, me, dataclasses.replace(whole, cursor=at)), TEXTS)
        return await ask(runtime, me, wanted)

    report = with_shop(shop, work)
    if as_json:
        print_json(report)
        return
    show_sheet(tell(report), report, wide=wide)
    if report.sheet.next_cursor:
        Console(highlight=False).print(f"\n  next page: --cursor {report.sheet.next_cursor}", style="dim", markup=False)
