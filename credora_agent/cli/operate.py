"""Commands that run Credora: first start, database, checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credora_agent.cli.options import CurrencyOption, JsonOption, MappingOption, ShopOption, ZoneOption
from credora_agent.cli.session import print_json, settings, told, with_runtime

if TYPE_CHECKING:
    from credora_agent.runtime import Runtime


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (up, serve, worker, migrate, doctor):
        app.command()(command)


def up(
    file: Annotated[Path | None, typer.Argument(help="Your orders; without one, an invented shop's.")] = None,
    shop: ShopOption = None,
    currency: CurrencyOption = None,
    timezone: ZoneOption = None,
    mapping: MappingOption = None,
) -> None:
    """Start everything, take orders in, and answer a first question."""
    with told():
        from credora_agent.cli.first_run import first_run

        with_runtime(lambda runtime: first_run(runtime, file, shop, currency, timezone, mapping))


def serve() -> None:
    """Keep the database up until Ctrl-C, so that other commands find it running."""
    import asyncio

    with told():

        async def work(runtime: Runtime) -> None:
            shops = ", ".join(shop.slug for shop in await runtime.shops()) or "none yet"
            typer.echo(f"The books are open (shops: {shops}). Ctrl-C closes them.")
            await asyncio.Event().wait()

        with_runtime(work)


def worker(
    *,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
    json: JsonOption = False,
) -> None:
    """Do the background work: compare every shop's daily sums with its ledger, once a day."""
    with told(as_json=json):
        from credora_agent.cli.upkeep import check_books, keep_checking

        if not once:
            with_runtime(keep_checking)
            return
        found = with_runtime(check_books)
        if json:
            print_json({"shops": found})
        for shop in [] if json else found:
            typer.echo(f"{shop['shop']}: {shop['differences']} differences between daily sums and ledger")
        if any(shop["differences"] for shop in found):
            raise typer.Exit(1)


def migrate() -> None:
    """Bring the database to the schema of this version."""
    with told():
        import asyncio

        from credora_agent.core import migrate as schema
        from credora_agent.runtime import locate

        async def work() -> None:
            lease, urls = await locate(settings())
            try:
                await schema.upgrade(urls.owner)
            finally:
                if lease is not None:
                    lease.close()

        asyncio.run(work())
        typer.echo(f"The database is at schema {schema.head()}.")


def doctor(*, json: JsonOption = False) -> None:
    """Check every part, and say what to do about what is wrong."""
    with told(as_json=json):
        import asyncio

        from credora_agent.cli.checkup import check_all, show

        checks = asyncio.run(check_all(settings()))
        if json:
            print_json({"checks": [check.as_json() for check in checks]})
        else:
            show(checks)
        if any(check.state == "fail" for check in checks):
            raise typer.Exit(1)
