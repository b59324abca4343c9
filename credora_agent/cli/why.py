"""Commands on why: what moved a figure, and what is worth a person's attention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import CsvOption, JsonOption, ShopOption, TodayOption
from credora_agent.cli.session import compared, day_of, print_json, told, with_shop
from credora_agent.cli.telling import show, show_part

if TYPE_CHECKING:
    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant


findings = typer.Typer(help="What is worth your attention.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(explain)
    app.add_typer(findings, name="findings")


def explain(
    metric: Annotated[str, typer.Argument(help="Any metric of a period: net_profit, aov, mer …")],
    start: Annotated[str, typer.Option("--start", metavar="DAY", help="First day of the period to explain.")],
    end: Annotated[str, typer.Option("--end", metavar="DAY", help="Its last day.")],
    compare: Annotated[
        str, typer.Option(metavar="RANGE", help="previous, year-before, or FIRST..LAST day.")
    ] = "previous",
    asked: Annotated[
        str | None, typer.Option("--asked", metavar="WAY", help="fell or rose: what you take for granted.")
    ] = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Say why a figure moved: drivers that add up to the change, down to products, campaigns and days."""
    with told(as_json=json):
        from credora_agent.core.errors import BadInput
        from credora_agent.core.period import Period, parse_day

        if asked not in {None, "fell", "rose"}:
            raise BadInput(f"--asked {asked!r} is not possible.", remedy="Use fell or rose.")
        period = Period(parse_day(start), parse_day(end))
        other = compared(compare, period) or period.previous()

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Any:
            return await runtime.reports.explain(
                me,
                metric,
                period,
                other,
                today=day_of(tenant, today),
                asked=asked,  # type: ignore[arg-type]
            )

        found = with_shop(shop, work)
        if csv:
            from credora_agent.cli.export import created
            from credora_agent.reports.export.why import write_explanation

            with created(csv) as file:
                write_explanation(file, found)
        if json:
            print_json(found)
        else:
            show("cfo_explain_change", found)


@findings.callback(invoke_without_command=True)
def list_findings(
    context: typer.Context,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Dismissed ones too.")] = False,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """List what is worth your attention, the most money at stake first."""
    if context.invoked_subcommand is not None:
        return
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Any:
            return await runtime.reports.findings(me, today=day_of(tenant, today), dismissed=every)

        found = with_shop(shop, work)
        if csv:
            from credora_agent.cli.export import created
            from credora_agent.reports.export.why import write_findings

            with created(csv) as file:
                write_findings(file, found)
        if json:
            print_json(found)
        else:
            show("cfo_findings", found)


@findings.command()
def dismiss(
    key: Annotated[str, typer.Argument(help="A finding's key.")],
    reason: Annotated[str | None, typer.Option(help="Why it needs no look.")] = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Set a finding aside; it comes back when something makes a new one of it."""
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Any:
            return await runtime.reports.dismiss(me, key, today=day_of(tenant, today), reason=reason)

        _marked(with_shop(shop, work), as_json=json)


@findings.command()
def restore(
    key: Annotated[str, typer.Argument(help="A dismissed finding's key.")],
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Bring a dismissed finding back."""
    with told(as_json=json):
        _marked(with_shop(shop, lambda runtime, _, me: runtime.reports.restore(me, key)), as_json=json)


def _marked(done: Any, *, as_json: bool) -> None:
    if as_json:
        print_json(done)
    else:
        from credora_agent.telling.findings import tell_mark

        show_part(tell_mark(done))
