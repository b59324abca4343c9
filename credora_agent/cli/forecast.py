"""The command that looks ahead: sales and cash, with honest odds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from credora_agent.cli.options import CsvOption, JsonOption, ShopOption, TodayOption
from credora_agent.cli.session import day_of, print_json, told, with_shop
from credora_agent.cli.telling import show

if TYPE_CHECKING:
    from credora_agent.core.caller import Caller
    from credora_agent.reports.outlook import Outlook
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(forecast)


def forecast(
    horizon: Annotated[int, typer.Option(metavar="DAYS", help="How many days ahead, up to 3650.")] = 90,
    paths: Annotated[int, typer.Option(help="How many futures are simulated.")] = 10_000,
    seed: Annotated[int | None, typer.Option(help="The same seed makes the same futures again.")] = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Look ahead: sales and cash in thousands of futures, the odds of running out, and what was assumed."""
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Outlook:
            day = day_of(tenant, today)
            return await runtime.reports.forecast(me, today=day, horizon=horizon, paths=paths, seed=seed)

        found = with_shop(shop, work)
        if csv is not None:
            from credora_agent.cli.export import created
            from credora_agent.reports.export.books import write_outlook

            with created(csv) as file:
                write_outlook(file, found)
        if json:
            print_json(found)
            return
        show("cfo_forecast", found)
