"""`credora connections`: which accounts are connected, and how they do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

import typer

from credora_agent.cli.options import CsvOption, JsonOption, ShopOption
from credora_agent.cli.session import print_json, settings, told, with_shop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager

    from credora_agent.core.caller import Caller
    from credora_agent.core.settings import Settings
    from credora_agent.reports.schemas import LiveSource, SyncStatus
    from credora_agent.runtime import Runtime
    from credora_agent.sync.connections.connect import Connected, Disconnected
    from credora_agent.sync.service import Sync
    from credora_agent.tables.tenants import Tenant

connections = typer.Typer(help="Accounts at Shopify, Meta and Google, and how they do.", invoke_without_command=True)
Account = Annotated[str, typer.Argument(help="Its account (a shop's domain, an account's number), or the row's id.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(connections, name="connections")


@connections.callback()
def list_(
    context: typer.Context,
    shop: ShopOption = None,
    *,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """List the connected accounts: how each does, and what to do about those that do not."""
    if context.invoked_subcommand is not None:
        return
    with told(as_json=json):
        found = _status(shop)
        if csv:
            _write(csv, _SOURCE, [_source_cells(source) for source in found.sources])
        if json:
            print_json({"connections": found.sources})
            return
        _list([_source_cells(source) for source in found.sources])
        for source in found.sources:
            _say_trouble(source)


@connections.command()
def show(account: Account, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """Show one account with every stream of it."""
    with told(as_json=json):
        from credora_agent.cli.sync import show as show_status

        found = _status(shop)
        source = _named(found, account)
        if json:
            print_json(source)
        else:
            show_status(found.model_copy(update={"sources": (source,)}))


@connections.command()
def alerts(shop: ShopOption = None, *, csv: CsvOption = None, json: JsonOption = False) -> None:
    """List what is odd in the data: sums that do not agree, records that could not be booked, permissions that end."""
    with told(as_json=json):
        found = _status(shop, alerts=10_000)
        rows = [(source, alert) for source in found.sources for alert in source.alerts]
        cells = [
            (a.kind, _called(s), a.subject, a.says, a.remedy, f"{a.first_seen:%Y-%m-%d}", f"{a.last_seen:%Y-%m-%d}")
            for s, a in rows
        ]
        heads = ("Kind", "Source", "Subject", "What", "Remedy", "First seen", "Last seen")
        if csv:
            _write(csv, heads, cells)
        if json:
            print_json({"alerts": [{"source": source.id, **alert.model_dump(mode="json")} for source, alert in rows]})
        for _, called, _, says, remedy, since, _ in [] if json else cells:
            typer.echo(f"{since}  {called}: {says} {remedy}")
        if not cells and not json:
            typer.echo("Nothing is odd.")


@connections.command()
def add(
    platform: Annotated[str, typer.Argument(help="shopify, meta or google.")],
    account: Annotated[str | None, typer.Option("--account", help="A shop's domain: my-shop.myshopify.com")] = None,
    shop: ShopOption = None,
    client_id: Annotated[str | None, typer.Option(help="Of the merchant's own Shopify app, without a consent.")] = None,
    client_secret: Annotated[str | None, typer.Option(help="Of that app; asked for when left out.")] = None,
    *,
    browser: Annotated[bool, typer.Option(help="Open the consent page in a browser.")] = True,
    json: JsonOption = False,
) -> None:
    """Connect an account: the address of its consent page, or at once with the credentials of your own Shopify app."""
    with told(as_json=json):
        from credora_agent.sync.connections.ways import platform_called

        name = platform_called(platform)
        if client_id is None:
            _say_address(_consent_address(settings(), platform, account, shop), browser=browser, as_json=json)
            return
        secret = client_secret or typer.prompt("Client secret", hide_input=True)
        done = _connect_own_app(name, account, shop, client_id, secret)
        if json:
            print_json(_told_connected(done))
            return
        for each in done.connections:
            typer.echo(f"{each.name or each.account} is connected.")
        for note in done.notes:
            typer.echo(f"· {note}")
        typer.echo(f"Its token is renewed with SHOPIFY_API_KEY={client_id} and SHOPIFY_API_SECRET: keep both set.")


@connections.command()
def remove(account: Account, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """Disconnect an account: its tokens are wiped, nothing of it is read any more; its books stay."""
    with told(as_json=json):
        from uuid import UUID

        async def work(runtime: Runtime, _: Tenant, me: Caller) -> Disconnected:
            from credora_agent.core import clock

            source = _named(await runtime.reports.sync_status(me), account)
            async with _service(runtime) as service:
                return await service.connect.disconnect(me, UUID(source.id), now=clock.now())

        done = with_shop(shop, work)
        if json:
            print_json({"account": done.connection.account, "status": "disconnected", "note": done.kept_by_platform})
            return
        typer.echo(f"{done.connection.name or done.connection.account} is disconnected. Its books stay as they are.")
        if done.kept_by_platform:
            typer.echo(f"· {done.kept_by_platform}")


_SOURCE = ("Platform", "Account", "Name", "State", "Currency", "Zone", "Lag", "Id")


def _source_cells(source: LiveSource) -> tuple[str, ...]:
    from credora_agent.telling.live import lag

    lags = [stream.lag_seconds for stream in source.streams if stream.lag_seconds is not None]
    return (
        source.platform, source.account, source.name or "", source.state, source.currency or "", source.timezone or "",
        lag(max(lags, default=None)), source.id,
    )  # fmt: skip


def _status(shop: str | None, *, alerts: int = 5) -> SyncStatus:
    async def work(runtime: Runtime, _: Tenant, me: Caller) -> SyncStatus:
        return await runtime.reports.sync_status(me, alerts=alerts)

    return with_shop(shop, work)


def _named(found: SyncStatus, account: str) -> LiveSource:
    from credora_agent.core.errors import BadInput

    for source in found.sources:
        if account in (source.id, source.account):
            return source
    known = ", ".join(source.account or source.platform for source in found.sources) or "none yet"
    raise BadInput(f"No account {account[:60]!r} is connected.", remedy=f"Name one of: {known}.")


def _called(source: LiveSource) -> str:
    from credora_agent.telling.live import title

    return title(source)


def _say_trouble(source: LiveSource) -> None:
    troubles = [source.problem, *(stream.error for stream in source.streams)]
    for trouble in dict.fromkeys(each for each in troubles if each):
        typer.echo(f"! {_called(source)}: {trouble.cause} {trouble.remedy}")
    if source.missing_permissions:
        typer.echo(f"· {_called(source)} was not granted: {', '.join(source.missing_permissions)}.")


def _list(rows: Sequence[tuple[str, ...]]) -> None:
    """Print the accounts, each name whole: it is what the other commands are told."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not rows:
        console.print("Nothing is connected yet. Connect an account by `credora connections add …`.", markup=False)
        return
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in _SOURCE[:-1]:
        grid.add_column(head, overflow="fold")
    for row in rows:
        grid.add_row(*(cell.replace("[", "\\[") for cell in row[:-1]))
    console.print(grid)


def _write(path: Path, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from credora_agent.cli.export import created
    from credora_agent.reports.export.cells import inert, rows_of

    with created(path) as file:
        out = rows_of(file)
        out.writerow(head.lower().replace(" ", "_") for head in heads)
        out.writerows([inert(cell) for cell in row] for row in rows)


def _consent_address(known: Settings, platform: str, account: str | None, shop: str | None) -> str:
    """Return where a browser begins: at this Credora's own site, which remembers who was sent."""
    from credora_agent.core.errors import Unavailable

    base = known.public_url.rstrip("/")
    if not _answers(base):
        raise Unavailable(
            f"Nothing answers at {base}, where the consent comes back to.",
            remedy="Run `credora serve` in another terminal, then this again.",
        )
    query = {name: value for name, value in (("shop", account), ("books", shop)) if value}
    return f"{base}/platforms/{platform}/oauth" + (f"?{urlencode(query)}" if query else "")


def _answers(base: str) -> bool:
    import httpx2

    try:
        httpx2.get(f"{base}/platforms", timeout=5, trust_env=False)
    except httpx2.HTTPError:
        return False
    return True


def _say_address(url: str, *, browser: bool, as_json: bool) -> None:
    import sys
    import webbrowser

    if as_json:
        print_json({"open": url})
        return
    typer.echo(f"Open this address in a browser, and approve:\n\n  {url}\n")
    if browser and sys.stdout.isatty():
        webbrowser.open(url)


def _connect_own_app(name: str, account: str | None, shop: str | None, client_id: str, secret: str) -> Connected:
    from pydantic import SecretStr

    from credora_agent.core.errors import BadInput

    if name != "shopify" or account is None:
        raise BadInput(
            "Only a Shopify app of your own connects without a consent page, and its shop must be named.",
            remedy="Use: credora connections add shopify --account my-shop.myshopify.com --client-id …",
        )

    async def work(runtime: Runtime, _: Tenant, me: Caller) -> Connected:
        from credora_agent.core import clock

        own = {"shopify_api_key": client_id, "shopify_api_secret": SecretStr(secret)}
        async with _service(runtime, own) as service:
            done = await service.connect.connect_own_shop(me, account, now=clock.now())
            await service.on_connected(me)
            return done

    return with_shop(shop, work)


def _service(runtime: Runtime, changes: dict[str, Any] | None = None) -> AbstractAsyncContextManager[Sync]:
    from credora_agent.sync.service import open_sync

    return open_sync(runtime.settings.model_copy(update=changes or {}), runtime.database)


def _told_connected(done: Connected) -> dict[str, Any]:
    return {
        "connections": [{"id": str(each.id), "account": each.account, "name": each.name} for each in done.connections],
        "missing_permissions": list(done.missing),
        "notes": list(done.notes),
    }
