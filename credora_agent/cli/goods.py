"""Commands on goods and their advertising: products, campaigns, inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import CsvOption, EndOption, JsonOption, ShopOption, StartOption, TodayOption
from credora_agent.cli.session import compared, day_of, period_of, print_json, told, with_shop

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.caller import Caller
    from credora_agent.reports.sheets import SheetReport
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

LimitOption = Annotated[int | None, typer.Option("--limit", help="How many lines to show.")]
LowestOption = Annotated[bool, typer.Option("--lowest", help="Lowest first.")]
WideOption = Annotated[bool, typer.Option("--wide", help="Show every column.")]
CompareOption = Annotated[str | None, typer.Option(metavar="RANGE", help="previous, year-before, or DAY..DAY.")]
SHOWN = 15
"""Lines shown where nobody says how many."""


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (products, campaigns, inventory):
        app.command()(command)


def products(
    start: StartOption = None,
    end: EndOption = None,
    by: Annotated[str, typer.Option(metavar="sku|product", help="A line for each.")] = "sku",
    order: Annotated[str, typer.Option(help="The column lines are ordered by.")] = "cm3",
    limit: LimitOption = SHOWN,
    compare: CompareOption = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    lowest: LowestOption = False,
    wide: WideOption = False,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Show what each product earns: its sales, costs, shared costs and advertising, down to CM3."""
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> SheetReport:
            period = await period_of(runtime, me, start, end)
            return await runtime.reports.products(
                me, period, today=day_of(tenant, today), by=_grouping(by), order=order, lowest_first=lowest,
                limit=None if csv else limit, compare=compared(compare, period),
            )  # fmt: skip

        _show("cfo_products", with_shop(shop, work), wide=wide, csv=csv, as_json=json)


def campaigns(
    start: StartOption = None,
    end: EndOption = None,
    order: Annotated[str, typer.Option(help="The column lines are ordered by.")] = "ad_spend",
    limit: LimitOption = SHOWN,
    compare: CompareOption = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    lowest: LowestOption = False,
    wide: WideOption = False,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Show what each campaign cost, what its platform claims, and what that is worth at your margin."""
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> SheetReport:
            period = await period_of(runtime, me, start, end)
            return await runtime.reports.campaigns(
                me, period, today=day_of(tenant, today), order=order, lowest_first=lowest,
                limit=None if csv else limit, compare=compared(compare, period),
            )  # fmt: skip

        _show("cfo_campaigns", with_shop(shop, work), wide=wide, csv=csv, as_json=json)


def inventory(
    limit: LimitOption = SHOWN,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    wide: WideOption = False,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Show what is in stock, how long it lasts, what to order, and the money tied up in it."""
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> SheetReport:
            return await runtime.reports.inventory(me, today=day_of(tenant, today), limit=None if csv else limit)

        _show("cfo_inventory", with_shop(shop, work), wide=wide, csv=csv, as_json=json)


def _grouping(by: str) -> Any:
    from credora_agent.core.errors import BadInput

    if by not in ("sku", "product"):
        raise BadInput(f"--by {by!r} is not possible.", remedy="Use sku or product.")
    return by


def _show(tool: str, report: SheetReport, *, wide: bool, csv: Path | None, as_json: bool) -> None:
    from credora_agent.agent.tellers import TELLERS
    from credora_agent.cli.sheets import save_sheet, show_sheet

    save_sheet(csv, report)
    if as_json:
        print_json(report)
    else:
        show_sheet(TELLERS[tool](report), report, wide=wide)
