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
    file: Annotated[Path | None, typer.Argument(help="Your orders; without them, platforms are read.")] = None,
    shop: ShopOption = None,
    currency: CurrencyOption = None,
    timezone: ZoneOption = None,
    mapping: MappingOption = None,
    *,
    demo: Annotated[bool, typer.Option("--demo", help="The invented shop, although there are books already.")] = False,
    days: Annotated[int, typer.Option(min=7, max=1000, help="How far back the invented shop goes.")] = 730,
    once: Annotated[bool, typer.Option("--once", help="End after the first answer.")] = False,
) -> None:
    """Start everything: books, sandbox or your own platforms, a first answer, the background work, until Ctrl-C."""
    with told():
        from credora_agent.cli import first_run

        if file is not None:
            with_runtime(lambda runtime: first_run.from_file(runtime, file, shop, currency, timezone, mapping))
        elif code := with_runtime(lambda runtime: first_run.live(runtime, shop, invented=demo, days=days, once=once)):
            raise typer.Exit(code)


def serve() -> None:
    """Serve Credora's own pages until Ctrl-C: consents come back to them, webhooks arrive at them."""
    with told():

        async def work(runtime: Runtime) -> int:
            from credora_agent.app import mcp_site
            from credora_agent.cli.site import site

            known = runtime.settings
            async with site(runtime, settings=known, port=known.web_port, mounting=mcp_site) as served:
                shops = ", ".join(shop.slug for shop in await runtime.shops()) or "none yet"
                typer.echo(f"Serving {served.settings.public_url} (shops: {shops}). Ctrl-C stops it.")
                return await stopped()

        raise typer.Exit(with_runtime(work))


async def stopped() -> int:
    """Wait for a signal that ends the process, and return the exit code that says by what."""
    import asyncio
    import signal

    heard: asyncio.Queue[int] = asyncio.Queue()
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 0)):
        asyncio.get_running_loop().add_signal_handler(number, heard.put_nowait, code)
    return await heard.get()


def worker(
    *,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="Streams read at once.")] = 4,
    json: JsonOption = False,
) -> None:
    """Do the background work: read the platforms as they fall due, and check the books every night.

    Any number of workers, on any number of machines, share the work of one database.
    """
    with told(as_json=json):
        from credora_agent.cli import upkeep

        if not once:
            raise typer.Exit(
                with_runtime(lambda runtime: upkeep.keep_working(runtime, concurrency=concurrency), sandbox=True)
            )
        streams, found = with_runtime(upkeep.once, sandbox=True)
        if json:
            print_json({"shops": found, "streams": streams})
        for shop in [] if json else found:
            typer.echo(f"{shop['shop']}: {shop['differences']} differences between daily sums and ledger")
        for each in [] if json else streams:
            said = f": {each['error']['cause']} {each['error']['remedy']}" if each["error"] else ""
            typer.echo(f"{each['shop']}: {each['platform']} {each['account']} {each['stream']} {each['state']}{said}")
        if any(shop["differences"] for shop in found) or any(each["error"] for each in streams):
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
