"""`credora alerts`: figures a person wants to be told of, among the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.doing import acted, table
from credora_agent.cli.options import JsonOption, ShopOption
from credora_agent.cli.session import print_json, told, with_shop

if TYPE_CHECKING:
    from credora_agent.actions.schemas import AlertSet

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")]

alerts = typer.Typer(help="Figures you want to be told of, among the findings.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(alerts, name="alerts")


@alerts.callback(invoke_without_command=True)
def list_alerts(context: typer.Context, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """List the alerts that stand."""
    if context.invoked_subcommand is not None:
        return
    with told(as_json=json):
        found: tuple[AlertSet, ...] = with_shop(shop, lambda runtime, _, me: runtime.actions.alerts(me))
        if json:
            print_json(list(found))
        elif not found:
            typer.echo("No alert is set. Begin with `credora alerts add net_sales below 500 --over yesterday`.")
        else:
            table(("Id", "Tells of", "Since"), [(e.id[:8], e.name, f"{e.created_at:%Y-%m-%d}") for e in found])


@alerts.command(context_settings={"ignore_unknown_options": True})  # −500 is a threshold, no option
def add(
    metric: Annotated[str, typer.Argument(help="Any metric of a period: net_sales, orders, return_rate …")],
    direction: Annotated[str, typer.Argument(help="above or below.")],
    threshold: Annotated[str, typer.Argument(help="An amount (costs positive), a count, or a rate: 12% or 0.12.")],
    over: Annotated[
        str, typer.Option(metavar="DAYS", help="yesterday, last_7_days, last_28_days or month_to_date.")
    ] = "last_7_days",
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Be told once a figure is above or below a threshold, over whole days up to yesterday."""
    acted(shop, lambda: _wanted(metric, direction, threshold, over), as_json=json)


@alerts.command()
def remove(alert: IdArgument, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """Remove an alert."""
    from credora_agent.actions.wanted import Remove

    acted(shop, lambda: Remove(id=alert), as_json=json)


def _wanted(metric: str, direction: str, threshold: str, over: str) -> Any:
    from credora_agent.actions.wanted import AddAlert
    from credora_agent.cli.doing import span_called
    from credora_agent.core.errors import BadInput
    from credora_agent.core.money import to_decimal, to_micros

    if direction not in {"above", "below"}:
        raise BadInput(f"{direction!r} is no direction.", remedy="Write above or below.")
    bare = threshold.strip().replace(",", "")
    value = to_decimal(to_micros(bare.removesuffix("%")))
    return AddAlert(
        metric=metric, direction=direction,  # type: ignore[arg-type]
        threshold=value / 100 if bare.endswith("%") else value, period=span_called(over),
    )  # fmt: skip
