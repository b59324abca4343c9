"""`credora sandbox`: the simulated platforms on their own, example files, and the check of product against truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credora_agent.cli.options import JsonOption
from credora_agent.cli.session import print_json, told

if TYPE_CHECKING:
    from rich.console import Console

    from credora_agent.cli.sandbox.check import Checked

sandbox = typer.Typer(
    help="The simulated platforms, and the product checked against their truth.", no_args_is_help=True
)


@sandbox.command()
def check(
    seed: Annotated[int, typer.Option(help="Which world; any number is another one.")] = 1,
    days: Annotated[int, typer.Option(min=2, max=730, help="How many days of it.")] = 60,
    faults: Annotated[
        str, typer.Option(metavar="PLAN", help="What goes wrong: names with commas, all, a .json.")
    ] = "none",
    *,
    json: JsonOption = False,
) -> None:
    """Run a world from nothing, sync it, and compare every line of the books with the world's own truth.

    The exit code is 1 if anything differs: as booked by a single micro, in the shop's currency by a cent.
    """
    with told(as_json=json):
        import asyncio
        import sys

        from credora_agent.cli.sandbox.check import Asked
        from credora_agent.cli.sandbox.check import check as run
        from credora_agent.cli.sandbox.plans import plan

        def say(text: str) -> None:
            if not json or sys.stderr.isatty():
                typer.echo(text, err=True)

        found = asyncio.run(run(Asked(seed, days, plan(faults), say)))
        if json:
            print_json(found.as_json())
        else:
            from rich.console import Console

            show(Console(highlight=False), found)
        if not found.passed:
            raise typer.Exit(1)


@sandbox.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")] = 8010,
    seed: Annotated[int, typer.Option()] = 1,
    days: Annotated[int, typer.Option(min=1, help="How long the shop has existed.")] = 730,
    profile: Annotated[str, typer.Option(help="demo, or random: what the seed makes of it.")] = "demo",
) -> None:
    """Serve the three platforms on this machine until Ctrl-C; the first line says where, and as which apps."""
    import subprocess
    import sys

    options = ["--port", str(port), "--seed", str(seed), "--days", str(days), "--profile", profile]
    raise typer.Exit(subprocess.call([sys.executable, "-m", "credora_agent.sandbox", *options]))  # noqa: S603


@sandbox.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to; made if it is not there.")],
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Write an invented shop's files to try imports with: orders.csv as Shopify exports it, costs, rates and plan."""
    with told():
        from credora_agent.core import clock
        from credora_agent.sandbox import orders

        folder.mkdir(parents=True, exist_ok=True)
        today = clock.today(clock.time_zone(orders.ZONE))
        orders.write_costs(folder / "costs.csv", today=today)
        orders.write_plan(folder / "plan.csv", today=today)
        orders.write_rates(folder / "rates.csv", seed=seed, today=today)
        count = orders.write_orders(folder / "orders.csv", seed=seed, today=today)
        typer.echo(f"{count:,} orders, their costs, exchange rates and the merchant's plan are in {folder}.")
        typer.echo(
            f"Take them in: credora import {folder / 'orders.csv'} --shop example"
            f" --currency {orders.CURRENCY} --timezone {orders.ZONE}"
        )


def show(console: Console, found: Checked) -> None:
    """Print what a check came to: each line of both sides, and how it was come by."""
    from rich.table import Table

    shop = found.shop
    table = Table(
        box=None,
        header_style="bold",
        title_justify="left",
        title=f"Seed {found.asked.seed}, {found.asked.days} days: {shop['orders']:,} orders, {shop['zone']}",
    )
    for name in ("Line", "", "Truth", "Product", "Off by, on a day"):
        table.add_column(name, justify="left" if name in {"Line", ""} else "right")
    for part in (found.booked, found.statement):
        for line in part:
            cells = line.as_json()
            gap = line.max_abs_diff_micros
            said = "–" if not gap else f"{gap:,} micros, {line.worst_day}"
            table.add_row(line.line.replace("_", " "), line.currency, cells["truth"], cells["product"], said)
        table.add_section()
    console.print(table)
    faults = f", {found.faults} faults" if found.faults else ""
    crashes = f", {found.crashes} crashes" if found.crashes else ""
    console.print(f"{found.syncs} syncs{faults}{crashes} in {found.seconds:.0f} s; {found.drift} daily sums drifted.")
    for stream in found.unhappy:
        console.print(
            f"! {stream['platform']} {stream['stream']} is {stream['state']}: {stream['error']}", markup=False
        )
    console.print("[bold green]Product = truth.[/]" if found.passed else "[bold red]Product and truth differ.[/]")
