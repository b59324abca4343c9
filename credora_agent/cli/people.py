"""Commands on customers and budgets: what cohorts brought, and what was planned against what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import CsvOption, JsonOption, ShopOption, TodayOption
from credora_agent.cli.session import day_of, print_json, told, with_shop

if TYPE_CHECKING:
    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

MonthsOption = Annotated[int, typer.Option("--months", help="How many months of first orders to show.")]
ProjectionOption = Annotated[bool, typer.Option("--projection", help="Add what they may bring in 12 months more.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(cohorts)


def cohorts(
    months: MonthsOption = 12,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    projection: ProjectionOption = False,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Show what customers brought since their first order, by its month, against what winning them cost."""
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Any:
            return await runtime.reports.cohorts(me, today=day_of(tenant, today), months=months, projection=projection)

        report = with_shop(shop, work)
        if csv:
            from credora_agent.cli.export_people import write_cohorts

            write_cohorts(csv, report)
        if json:
            print_json(report)
        else:
            show("cfo_cohorts", report)


def show(tool: str, result: Any) -> None:
    """Print a result as it is told: its words, then its blocks."""
    from rich.console import Console
    from rich.padding import Padding

    from credora_agent.agent.turn import TELLERS
    from credora_agent.cli.render import render

    console = Console(highlight=False)
    part = TELLERS[tool](result)
    console.print(" ".join(part.words), style="bold", markup=False)
    for block in part.blocks:
        console.print()
        console.print(Padding(render(block, {}, console.width), (0, 2)))
