"""`credora tokens`: those that programs ask Credora with, and the keys that seal those of the platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import JsonOption, ShopOption
from credora_agent.cli.session import invocation, print_json, settings, told, with_runtime, with_shop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import WriteSession
    from credora_agent.runtime import Runtime
    from credora_agent.sync.connections.keys import Resealed
    from credora_agent.tables.access import ApiToken
    from credora_agent.tables.tenants import Tenant

NameOption = Annotated[str, typer.Option("--name", help="Where it will be used, e.g. laptop.")]
ScopeOption = Annotated[
    list[str] | None,
    typer.Option("--scope", help="read, or write, which reads too; may be given twice (default: read)."),
]
DaysOption = Annotated[int, typer.Option("--days", min=1, max=3650, help="How many days it is good for.")]
TokenArgument = Annotated[str, typer.Argument(metavar="ID", help="Its id, the beginning of it, or its name.")]

tokens = typer.Typer(
    help="What programs ask Credora with, and the keys that seal the platforms' tokens.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(tokens, name="tokens")


@tokens.command()
def create(
    name: NameOption,
    scope: ScopeOption = None,
    days: DaysOption = 90,
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Make a token that a program asks about a shop with; it is shown this once and kept nowhere."""
    with told(as_json=json):
        from datetime import timedelta

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> tuple[str, ApiToken, str]:
            from credora_agent.core import clock

            now = clock.now()
            expires_at = now + timedelta(days=days)
            scopes = {"read", *(scope or ())}
            made = await runtime.database.write(me, lambda s: _issue(s, me, name, scopes, now, expires_at))
            return *made, tenant.slug

        secret, row, slug = with_shop(shop, work)
        url = f"{settings().public_url.rstrip('/')}/mcp"
        if json:
            print_json({"token": secret, "url": url, **_told(row)})
        else:
            _show_new(secret, row, slug, url)


@tokens.command("list")
def list_(shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """List the tokens that were made for a shop: what each may do, and when it was last used. Never the tokens."""
    with told(as_json=json):
        from credora_agent.core import clock

        found = with_shop(shop, lambda runtime, _, me: runtime.database.read(me, lambda s: _listed(s, me)))
        if json:
            print_json({"tokens": [_told(row, at=clock.now()) for row in found]})
        else:
            _show(found, clock.now())


@tokens.command()
def revoke(token: TokenArgument, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """Make a token good for nothing, at once."""
    with told(as_json=json):

        async def work(runtime: Runtime, _: Tenant, me: Caller) -> ApiToken:
            from credora_agent.core import clock

            now = clock.now()
            return await runtime.database.write(me, lambda s: _revoke(s, me, token, now))

        row = with_shop(shop, work)
        if json:
            print_json(_told(row))
        else:
            typer.echo(f"The token {row.name!r} ({_short(row)}) is good for nothing any more.")


@tokens.command()
def rotate(*, json: JsonOption = False) -> None:
    """Make a new key, and seal every stored token anew with it; the keys before still open what they sealed."""
    with told(as_json=json):

        async def work(runtime: Runtime) -> tuple[bool, str, Resealed]:
            from credora_agent.core.crypto import KeyRing
            from credora_agent.sync.connections.keys import reseal

            ring = KeyRing.load(runtime.settings)
            fresh = ring.rotated() if ring.extensible else ring
            return fresh is not ring, fresh.newest, await reseal(runtime.database, fresh)

        made, key, done = with_runtime(work)
        if json:
            unopened = sorted(map(str, done.unopened))
            print_json({"new_key": made, "key": key, "tokens_moved": done.moved, "connections_unopened": unopened})
        else:
            typer.echo(f"{'Made' if made else 'Using'} the key {key}; {done.moved} tokens sealed anew with it.")
            for each in sorted(map(str, done.unopened)):
                typer.echo(f"! A token of connection {each} does not open: connect that account again.")
        if done.unopened:
            raise typer.Exit(1)


async def _issue(
    session: WriteSession, me: Caller, name: str, scopes: set[str], now: datetime, expires_at: datetime
) -> tuple[str, ApiToken]:
    """Return a new token, its making in the log."""
    from credora_agent.access.audit import Entry, write
    from credora_agent.access.tokens import issue
    from credora_agent.reports.asking import tenant_of

    secret, row = await issue(
        session, tenant=tenant_of(me), user=me.user_id, name=name, scopes=scopes, expires_at=expires_at
    )
    detail = {"name": row.name, "scopes": row.scopes, "expires_at": expires_at.isoformat()}
    await write(session, Entry(me, "cli", "token.issued", now, str(row.id), detail))
    return secret, row


async def _listed(session: AsyncSession, me: Caller) -> Sequence[ApiToken]:
    from credora_agent.access.tokens import listed
    from credora_agent.reports.asking import tenant_of

    return await listed(session, tenant_of(me))


async def _revoke(session: WriteSession, me: Caller, token: str, now: datetime) -> ApiToken:
    """Return the token that is named, revoked, its end in the log."""
    from credora_agent.access.audit import Entry, write
    from credora_agent.access.tokens import revoke as revoked

    named = _named(await _listed(session, me), token)
    row = await revoked(session, named.tenant_id, named.id, now=now) or named
    await write(session, Entry(me, "cli", "token.revoked", now, str(row.id), {"name": row.name}))
    return row


def _named(found: Sequence[ApiToken], token: str) -> ApiToken:
    """Return the token of that id or beginning of one, or of that name. Raises BadInput for none and for several."""
    from credora_agent.core.errors import BadInput

    live = [row for row in found if row.revoked_at is None]
    least = 4  # characters of an id that are no chance
    meant = [row for row in found if str(row.id) == token.lower()]
    meant = meant or [row for row in live if row.name == token]
    meant = meant or [row for row in live if len(token) >= least and str(row.id).startswith(token.lower())]
    if len(meant) == 1:
        return meant[0]
    called = ", ".join(f"{_short(row)} ({row.name})" for row in meant or live) or "none is left"
    what = "Several tokens are" if meant else "No token in use is"
    raise BadInput(f"{what} called {token[:60]!r}.", remedy=f"Name one by its id: {called}.")


def _told(row: ApiToken, at: datetime | None = None) -> dict[str, Any]:
    """Return what may be shown of a token."""
    return {
        "id": str(row.id),
        "name": row.name,
        "scopes": row.scopes,
        **({"state": _state(row, at)} if at else {}),
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "last_used_at": row.last_used_at,
        "revoked_at": row.revoked_at,
    }


def _state(row: ApiToken, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now else "good"


def _short(row: ApiToken) -> str:
    return str(row.id)[:8]


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "never"


def _show_new(secret: str, row: ApiToken, slug: str, url: str) -> None:
    may = "read and write" if "write" in row.scopes else "read"
    typer.echo(f"The token {row.name!r} may {may} the books of {slug} until {_day(row.expires_at)}:\n\n  {secret}\n")
    typer.echo("It is shown this once: keep it as you keep a password. Programs send it with every request to")
    typer.echo(f"  {url}\nas the header\n  Authorization: Bearer credora_…")
    typer.echo(f"Its end: {invocation()} tokens revoke {_short(row)}")


def _show(found: Sequence[ApiToken], now: datetime) -> None:
    """Print the tokens, each name whole: it is what `revoke` is told."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not found:
        console.print(f"There is no token yet. Make one: {invocation()} tokens create --name laptop", markup=False)
        return
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("Id", "Name", "May", "State", "Made", "Until", "Last used"):
        grid.add_column(head, overflow="fold")
    for row in found:
        days = (_day(moment) for moment in (row.created_at, row.expires_at, row.last_used_at))
        grid.add_row(_short(row), row.name.replace("[", "\\["), ", ".join(row.scopes), _state(row, now), *days)
    console.print(grid)
