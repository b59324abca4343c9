"""`credora schedules`: reports that are made again and again, each a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.doing import acted, table
from credora_agent.cli.options import JsonOption, ShopOption
from credora_agent.cli.session import print_json, told, with_shop

if TYPE_CHECKING:
    from credora_agent.actions.schemas import ScheduleSet
    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")]

schedules = typer.Typer(
    help="Reports that are made every day, week or month, by `credora worker`.", rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(schedules, name="schedules")


@schedules.callback(invoke_without_command=True)
def list_schedules(context: typer.Context, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """List the schedules that stand, when each is next, and what went wrong last."""
    if context.invoked_subcommand is not None:
        return
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> tuple[tuple[ScheduleSet, ...], str]:
            return await runtime.actions.schedules(me), tenant.timezone

        found, zone = with_shop(shop, work)
        if json:
            print_json(list(found))
        elif not found:
            typer.echo("Nothing is scheduled. Begin with `credora schedules add pnl --every week`.")
        else:
            table(("Id", "Makes", "Next", "Last", "Problem"), [_row(each, zone) for each in found])


@schedules.command()
def add(
    report: Annotated[str, typer.Argument(help="pnl, entries, products, campaigns, budget, inventory, findings …")],
    every: Annotated[str, typer.Option(help="day, week or month.")],
    on: Annotated[int | None, typer.Option(help="Weekday from Monday (1), or day of the month (default: 1).")] = None,
    hour: Annotated[int, typer.Option(help="Hour on the shop's clock.")] = 8,
    over: Annotated[
        str | None, typer.Option(metavar="DAYS", help="Days it is of, e.g. last_7_days (default: the last whole one).")
    ] = None,
    metric: Annotated[str | None, typer.Option(help="Of which metric the entries are.")] = None,
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Have a report made every day, week or month; `credora documents` has what came of it."""
    acted(shop, lambda: _wanted(report, every, on, hour, over, metric), as_json=json)


@schedules.command()
def remove(schedule: IdArgument, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """Remove a schedule; documents it made stay until their time is over."""
    from credora_agent.actions.wanted import Remove

    acted(shop, lambda: Remove(id=schedule), as_json=json)


def _wanted(report: str, every: str, on: int | None, hour: int, over: str | None, metric: str | None) -> Any:
    from credora_agent.actions.wanted import AddSchedule
    from credora_agent.cli.doing import span_called
    from credora_agent.core.errors import BadInput

    if every not in {"day", "week", "month"}:
        raise BadInput(f"--every {every!r} is not possible.", remedy="Use day, week or month.")
    period = span_called(over) if over else None
    return AddSchedule(report=report, every=every, on=on, hour=hour, period=period, metric=metric)  # type: ignore[arg-type]


def _row(each: ScheduleSet, zone: str) -> tuple[str, ...]:
    from credora_agent.core.clock import time_zone

    here = time_zone(zone)
    last = f"{each.last_at.astimezone(here):%Y-%m-%d %H:%M}" if each.last_at else ""
    return each.id[:8], each.name, f"{each.next_at.astimezone(here):%Y-%m-%d %H:%M}", last, each.last_problem or ""
