"""What the commands that change something share: the change made, told in a sentence or as JSON; lists as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import JsonOption, ShopOption
from credora_agent.cli.session import day_of, print_json, told, with_shop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from credora_agent.actions.schemas import Applied
    from credora_agent.core.caller import Caller
    from credora_agent.core.spans import Span
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

VIA = "cli"


def acted(shop: str | None, wanted: Callable[[], Any], *, as_json: bool) -> None:
    """Make a change, and print what was done."""
    with told(as_json=as_json):
        asked = wanted()

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Any:
            from credora_agent.core import clock

            return await runtime.actions.do(me, VIA, asked, today=day_of(tenant, None), now=clock.now())

        done = with_shop(shop, work)
        if as_json:
            print_json(done)
        else:
            typer.echo(f"{done.says}{f' [{done.id[:8]}]' if done.id else ''}")


def register(app: typer.Typer) -> None:
    """Add the command that says yes to a plan."""
    app.command("apply")(apply)


def apply(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="The plan's id, as it was told.")],
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Make a proposed change, once, within 15 minutes of its proposal."""
    with told(as_json=json):

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Applied:
            from credora_agent.core import clock

            return await runtime.actions.apply(me, VIA, plan, today=day_of(tenant, None), now=clock.now())

        done = with_shop(shop, work)
        if json:
            print_json(done)
        else:
            typer.echo(done.says)


def span_called(name: str) -> Span:
    """Return the days of that name. Raises BadInput naming those there are."""
    from credora_agent.core.errors import BadInput
    from credora_agent.core.spans import Span

    try:
        return Span(name.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        raise BadInput(f"{name[:40]!r} names no days.", remedy=f"Use one of: {', '.join(Span)}.") from None


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headings."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in heads:
        grid.add_column(head, overflow="fold", no_wrap=head == heads[0])
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(grid)
