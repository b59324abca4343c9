"""Commands on the books: taking files in, and asking what they say."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import (
    CsvOption,
    CurrencyOption,
    EndOption,
    FileArgument,
    JsonOption,
    MappingOption,
    RejectedOption,
    ShopOption,
    StartOption,
    StrictOption,
    TodayOption,
    ZoneOption,
)
from credora_agent.cli.session import compared, day_of, period_of, print_json, told, with_runtime, with_shop
from credora_agent.cli.telling import show

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime
    from credora_agent.sync.imports import Imported, Intake, Shop
    from credora_agent.tables.tenants import Tenant

costs = typer.Typer(help="What products cost.", no_args_is_help=True)
rates = typer.Typer(help="What currencies are worth.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("import")(import_)
    for command in (ask, pnl, reconcile, entries, plan):
        app.command()(command)


def import_(
    file: FileArgument,
    shop: ShopOption = None,
    currency: CurrencyOption = None,
    timezone: ZoneOption = None,
    mapping: MappingOption = None,
    save_mapping: Annotated[Path | None, typer.Option(metavar="FILE", help="Save how the columns were read.")] = None,
    source: Annotated[str, typer.Option(help="Tells several sources of one kind apart.")] = "",
    *,
    strict: StrictOption = False,
    rejected: RejectedOption = None,
    json: JsonOption = False,
) -> None:
    """Take a file of orders into the books: Shopify's export, or any CSV of order lines."""
    with told(as_json=json):
        from credora_agent.cli.intake import intake
        from credora_agent.sync.importers.mapping import Mapping

        require_file(file)
        given = Mapping.load(mapping) if mapping else None
        with intake(account=source, mapping=given, strict=strict, rejected=rejected, quiet=json) as how:
            done, name, seconds = with_runtime(
                lambda runtime: take_orders(runtime, file, shop, currency, timezone, how)
            )
        if save_mapping and done.mapping:
            done.mapping.dump(save_mapping)
        _say_imported(done, name, seconds, as_json=json)


async def take_orders(
    runtime: Runtime, file: Path, shop: str | None, currency: str | None, timezone: str | None, how: Intake
) -> tuple[Imported, str, float]:
    """Take an order file in; return what became of it, the shop's name, and the seconds it took."""
    from credora_agent.core import clock
    from credora_agent.runtime import LOCAL, books_of
    from credora_agent.sync.imports import import_orders

    tenant = await runtime.shop_for_import(shop, currency, timezone)
    began = perf_counter()
    done = await import_orders(
        runtime.database, LOCAL.at(tenant.id), books_of(tenant), file, now=clock.now(), intake=how
    )
    return done, tenant.slug, perf_counter() - began


def require_file(file: Path) -> None:
    """Raise BadFile before anything is started for a file that is not there."""
    from credora_agent.core.errors import BadFile

    if not file.is_file():
        what = "is a folder" if file.is_dir() else "does not exist"
        raise BadFile(f"{file} {what}.", remedy="Give the path of a .csv or .csv.gz file.")


@costs.command("import")
def import_costs(
    file: FileArgument,
    shop: ShopOption = None,
    *,
    strict: StrictOption = False,
    rejected: RejectedOption = None,
    json: JsonOption = False,
) -> None:
    """Take unit costs in (sku, unit cost, valid from): past sales from that day on are costed with them."""
    from credora_agent.sync.imports import import_costs as take

    _import_table(
        file, shop, lambda runtime, me, its, how: take(runtime.database, me, its, file, intake=how),
        strict=strict, rejected=rejected, as_json=json,
    )  # fmt: skip


@rates.command("import")
def import_rates(
    file: FileArgument,
    shop: ShopOption = None,
    *,
    strict: StrictOption = False,
    rejected: RejectedOption = None,
    json: JsonOption = False,
) -> None:
    """Take exchange rates in (date, base, quote, rate, or the ECB's table): what waited for them is converted."""
    from credora_agent.core import clock
    from credora_agent.sync.imports import import_rates as take

    _import_table(
        file, shop, lambda runtime, me, its, how: take(runtime.database, me, its, file, now=clock.now(), intake=how),
        strict=strict, rejected=rejected, as_json=json,
    )  # fmt: skip


def _import_table(
    file: Path,
    shop: str | None,
    take: Callable[[Runtime, Caller, Shop, Intake], Awaitable[Imported]],
    *,
    strict: bool,
    rejected: Path | None,
    as_json: bool,
) -> None:
    with told(as_json=as_json):
        from credora_agent.cli.intake import intake
        from credora_agent.runtime import books_of

        require_file(file)
        with intake(strict=strict, rejected=rejected, quiet=as_json) as how:
            began = perf_counter()

            async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> tuple[Imported, str]:
                return await take(runtime, me, books_of(tenant), how), tenant.slug

            done, name = with_shop(shop, work)
        _say_imported(done, name, perf_counter() - began, as_json=as_json)


def _say_imported(done: Imported, shop: str, seconds: float, *, as_json: bool) -> None:
    from rich.console import Console

    from credora_agent.cli.intake import outcome, tell

    if as_json:
        print_json(outcome(done, shop=shop, seconds=seconds))
    else:
        tell(Console(highlight=False), done, shop=shop, seconds=seconds)


def ask(
    question: Annotated[str, typer.Argument(help="In plain English, e.g. “how did November compare with October?”")],
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Ask the books a question."""
    with told(as_json=json):
        from credora_agent import app as composed

        turn = with_shop(
            shop,
            lambda runtime, tenant, me: composed.ask(runtime, me, question, today=day_of(tenant, today)),
        )
        if json:
            print_json(turn)
            return
        from rich.console import Console

        from credora_agent.cli.render import show_turn

        show_turn(Console(highlight=False), turn)


def plan(
    question: Annotated[str, typer.Argument(help="The question to plan.")],
    today: TodayOption = None,
    zone: Annotated[str, typer.Option("--tz", help="The shop's time zone, which says what day it is.")] = "UTC",
    after: Annotated[
        list[str] | None, typer.Option("--after", help="An earlier question of the dialogue, oldest first.")
    ] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Show which tools a question would call, without calling them; no books are needed."""
    with told(as_json=json):
        from dataclasses import asdict

        from credora_agent.agent.planner.local import plan as plan_locally
        from credora_agent.core.clock import time_zone
        from credora_agent.core.clock import today as present_day
        from credora_agent.core.period import parse_day

        day = parse_day(today) if today else present_day(time_zone(zone))
        began = perf_counter()
        found = asdict(plan_locally(question, today=day, after=tuple(after or ())))
        found["ms"] = round((perf_counter() - began) * 1000, 2)
        if json:
            print_json(found)
            return
        for call in found["calls"]:
            typer.echo(f"{call['tool']} {call['args']}")
        for name in ("clarify", "cannot"):
            if found[name]:
                typer.echo(f"{name}: {found[name]}")
        for assumed in found["assumptions"]:
            typer.echo(f"· {assumed}")


def pnl(
    start: StartOption = None,
    end: EndOption = None,
    by: Annotated[str, typer.Option(help="total, day, week, month, quarter or year.")] = "total",
    compare: Annotated[
        str | None, typer.Option(metavar="RANGE", help="previous, year-before, or FIRST..LAST day.")
    ] = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Show the profit and loss statement."""
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Any:
            period = await period_of(runtime, me, start, end)
            return await runtime.reports.pnl(
                me, period, today=day_of(tenant, today), by=_grain(by), compare=compared(compare, period)
            )

        report = with_shop(shop, work)
        if csv:
            from credora_agent.cli.export import created
            from credora_agent.reports.export.books import write_report

            with created(csv) as file:
                write_report(file, report)
        if json:
            print_json(report)
            return
        show("cfo_pnl", report)


def _grain(by: str) -> Any:
    from credora_agent.core.errors import BadInput
    from credora_agent.core.period import Grain

    try:
        return Grain(by.lower())
    except ValueError:
        raise BadInput(f"--by {by!r} is not possible.", remedy=f"Use {', '.join(Grain)}.") from None


def reconcile(
    start: StartOption = None,
    end: EndOption = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Bridge what each source states to net profit, to the cent."""
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Any:
            period = await period_of(runtime, me, start, end)
            return await runtime.reports.reconcile(me, period, today=day_of(tenant, today))

        found = with_shop(shop, work)
        if json:
            print_json(found)
        else:
            show("cfo_reconcile", found)


def entries(
    figure: Annotated[str | None, typer.Argument(help="A metric (net_sales), or a figure's id.")] = None,
    start: StartOption = None,
    end: EndOption = None,
    limit: Annotated[int, typer.Option(help="Rows on a page.")] = 20,
    cursor: Annotated[str | None, typer.Option(help="Where the page before ended.")] = None,
    sku: Annotated[str | None, typer.Option(help="Only rows of this SKU.")] = None,
    campaign: Annotated[str | None, typer.Option(metavar="KEY", help="Only rows of this campaign.")] = None,
    order: Annotated[str | None, typer.Option(metavar="NAME", help="Only rows of this order.")] = None,
    history: Annotated[int | None, typer.Option(metavar="ROW", help="Show every version of one row.")] = None,
    shop: ShopOption = None,
    *,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """List the ledger rows behind a figure, down to their source records."""
    with told(as_json=json):
        from credora_agent.cli import entries as listing
        from credora_agent.ledger.load import Only

        asked = listing.Asked(figure, start, end, limit, cursor, Only(sku, campaign, order))
        found = with_shop(shop, lambda runtime, _, me: listing.find(runtime, me, asked, history=history, csv=csv))
        if json:
            print_json(found)
        elif history is not None:
            listing.show_history(found)
        else:
            show("cfo_entries", found)
            listing.show_cursor(found)
