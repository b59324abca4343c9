"""`credora shops`: which books there are, and new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from credora_agent.cli.options import JsonOption
from credora_agent.cli.session import invocation, print_json, told, with_runtime

if TYPE_CHECKING:
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

shops = typer.Typer(help="The shops there are books of.", invoke_without_command=True)


@shops.callback()
def list_(context: typer.Context, *, json: JsonOption = False) -> None:
    """List the shops there are books of."""
    if context.invoked_subcommand is not None:
        return
    with told(as_json=json):

        async def work(runtime: Runtime) -> list[dict[str, str]]:
            return [_cells(shop) for shop in await runtime.shops()]

        found = with_runtime(work)
        if json:
            print_json({"shops": found})
            return
        for shop in found:
            typer.echo(f"{shop['shop']}  {shop['currency']}  {shop['timezone']}")


@shops.command()
def add(
    name: Annotated[str, typer.Argument(help="Small letters, digits and dashes: uk-gifts")],
    currency: Annotated[str, typer.Option(help="The currency of its books, e.g. GBP.")],
    timezone: Annotated[str, typer.Option(help="The zone its days are cut in, e.g. Europe/London.")],
    *,
    json: JsonOption = False,
) -> None:
    """Open empty books, to connect platforms to."""
    with told(as_json=json):
        shop = with_runtime(lambda runtime: runtime.found(name, currency, timezone))
        if json:
            print_json(_cells(shop))
            return
        typer.echo(f"The books of {shop.slug} are open, in {shop.currency} and days of {shop.timezone}.")
        typer.echo(f"Connect its platforms: {invocation()} connections add shopify --shop {shop.slug} --account …")


def _cells(shop: Tenant) -> dict[str, str]:
    return {"shop": shop.slug, "currency": shop.currency, "timezone": shop.timezone}
