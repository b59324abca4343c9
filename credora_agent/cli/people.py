"""Commands on customers and budgets: what cohorts brought, and what was planned against what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import CsvOption, FileArgument, JsonOption, ShopOption, TodayOption
from credora_agent.cli.session import day_of, print_json, told, with_shop
from credora_agent.cli.telling import show

if TYPE_CHECKING:
    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

MonthsOption = Annotated[int, typer.Option("--months", help="How many months of first orders to show.")]
ProjectionOption = Annotated[bool, typer.Option("--projection", help="Add what they may bring in 12 months more.")]
MonthOption = Annotated[
    str | None,
    typer.Option("--month", metavar="MONTHS", help="2026-12, 2026, or 2026-07..2026-12 (default: this month)."),
]
LineArgument = Annotated[str, typer.Argument(help="A line of the P&L: net_sales, marketing, net_profit …")]
MonthArgument = Annotated[str, typer.Argument(help="2026-12, 2026, or 2026-07..2026-12.")]

budget = typer.Typer(help="What was planned, against what became of it.")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(cohorts)
    app.add_typer(budget, name="budget")


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
            from credora_agent.cli.export import created
            from credora_agent.reports.export.people import write_cohorts

            with created(csv) as file:
                write_cohorts(file, report)
        if json:
            print_json(report)
        else:
            show("cfo_cohorts", report)


def _months(text: str | None, day: Any) -> Any:
    from credora_agent.core.period import Grain, around
    from credora_agent.reports.budget_lines import months_named

    return months_named(text) if text else around(day, Grain.MONTH)


@budget.callback(invoke_without_command=True)
def compare(
    context: typer.Context,
    month: MonthOption = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Hold what was booked against what was budgeted, so far and where the month may end."""
    if context.invoked_subcommand is not None:
        return
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Any:
            day = day_of(tenant, today)
            return await runtime.reports.budget(me, _months(month, day), today=day)

        report = with_shop(shop, work)
        if csv:
            from credora_agent.cli.export import created
            from credora_agent.reports.export.books import write_sheet

            with created(csv) as file:
                write_sheet(file, report.sheet)
        if json:
            print_json(report)
        else:
            show("cfo_budget", report)


@budget.command("set", context_settings={"ignore_unknown_options": True})  # −500 is an amount, no option
def set_(
    line: LineArgument,
    month: MonthArgument,
    amount: Annotated[str, typer.Argument(help="What it shall come to; costs as positive amounts, too.")],
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Set the budget of a line for a month; a sum for a year is split evenly over its months."""
    with told(as_json=json):
        from credora_agent.core.money import to_decimal, to_micros
        from credora_agent.reports.budget_lines import line_named, months_named, wanted

        asked = line_named(line), months_named(month), to_decimal(to_micros(amount.replace(",", "")))

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Any:
            given = wanted(*asked, tenant.currency)
            await runtime.reports.set_budgets(me, given)
            kept = {(each.line, each.month) for each in given}
            return [each for each in await runtime.reports.budgets(me) if (each.line, each.month) in kept]

        _tell_budgets(with_shop(shop, work), "Set", as_json=json)


@budget.command("list")
def list_(shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """List every budget that was set."""
    with told(as_json=json):
        found = with_shop(shop, lambda runtime, _, me: runtime.reports.budgets(me))
        _tell_budgets(found, "Budgeted", as_json=json)


@budget.command("remove")
def remove(
    line: LineArgument,
    month: Annotated[str | None, typer.Argument(help="2026-12, 2026 or 2026-07..2026-12; all without one.")] = None,
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Remove the budgets of a line."""
    with told(as_json=json):
        from credora_agent.reports.budget_lines import line_named, months_named

        name, months = line_named(line), months_named(month) if month else None
        gone = with_shop(shop, lambda runtime, _, me: runtime.reports.remove_budgets(me, name, months))
        if json:
            print_json({"line": name, "removed": gone})
        else:
            typer.echo(f"{gone} {'budget' if gone == 1 else 'budgets'} of {name} removed.")


@budget.command("import")
def import_(file: FileArgument, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """Take budgets in from a CSV file: line, month (or year), amount; all of it or nothing."""
    with told(as_json=json):
        from credora_agent.cli.export import read_cells
        from credora_agent.reports.budget_lines import read_rows

        cells = read_cells(file)

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> int:
            given = read_rows(cells, tenant.currency)
            await runtime.reports.set_budgets(me, given)
            return len(given)

        count = with_shop(shop, work)
        if json:
            print_json({"file": file.name, "budgets": count})
        else:
            typer.echo(f"{count} {'budget' if count == 1 else 'budgets'} taken in from {file.name}.")


@budget.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The CSV file to write.")],
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Write every budget to a CSV file that can be taken in again."""
    with told(as_json=json):
        from credora_agent.cli.export import created
        from credora_agent.reports.export.people import write_budgets

        found = with_shop(shop, lambda runtime, _, me: runtime.reports.budgets(me))
        with created(file) as sheet:
            write_budgets(sheet, found)
        if json:
            print_json({"file": file.name, "budgets": len(found)})
        else:
            typer.echo(f"{len(found)} budgets written to {file.name}.")


def _tell_budgets(found: Any, verb: str, *, as_json: bool) -> None:
    if as_json:
        print_json(list(found))
        return
    from credora_agent.telling.phrasing import money

    if not found:
        typer.echo("No budget is set. Begin with `credora budget set marketing 2026-12 4000`.")
    for each in found:
        typer.echo(f"{verb}: {each.label}, {each.month:%B %Y}: {money(each.amount, each.currency)}")
