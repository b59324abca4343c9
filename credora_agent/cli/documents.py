"""`credora documents`: the files exports and schedules made, kept for 30 days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credora_agent.cli.doing import VIA, table
from credora_agent.cli.options import JsonOption, ShopOption
from credora_agent.cli.session import print_json, told, with_shop

if TYPE_CHECKING:
    from credora_agent.actions.schemas import DocumentKept, Documents
    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")]

documents = typer.Typer(help="Files that exports and schedules made, kept for 30 days.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(documents, name="documents")


@documents.callback(invoke_without_command=True)
def list_documents(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many to show.")] = 50,
    cursor: Annotated[str | None, typer.Option(help="Where to go on.")] = None,
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """List the documents, newest first."""
    if context.invoked_subcommand is not None:
        return
    with told(as_json=json):

        async def work(runtime: Runtime, _: Tenant, me: Caller) -> Documents:
            from credora_agent.core import clock

            return await runtime.actions.documents(me, now=clock.now(), limit=limit, cursor=cursor)

        found = with_shop(shop, work)
        if json:
            print_json(found)
            return
        if not found.documents:
            typer.echo("There are no documents.")
            return
        rows = [
            (e.id[:8], f"{e.created_at:%Y-%m-%d %H:%M}", e.name, f"{e.rows:,}", f"{e.expires_at:%Y-%m-%d}")
            for e in found.documents
        ]
        table(("Id", "Made (UTC)", "Name", "Rows", "Until"), rows)
        if found.next_cursor:
            typer.echo(f"\nnext page: --cursor {found.next_cursor}")


@documents.command()
def show(
    document: IdArgument,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write its content to a file.")] = None,
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Show what a document says, or write its content to a file."""
    with told(as_json=json):

        async def work(runtime: Runtime, _: Tenant, me: Caller) -> tuple[DocumentKept, bytes]:
            from credora_agent.core import clock

            return await runtime.actions.document(me, document, now=clock.now())

        found, content = with_shop(shop, work)
        if out is not None:
            out.write_bytes(content)
        if json:
            print_json(found)
            return
        typer.echo(f"{found.name} ({found.rows:,} rows), made {found.created_at:%Y-%m-%d %H:%M} UTC\n\n{found.says}")
        typer.echo(f"\nWritten to {out}." if out else "\nIts rows: --out FILE.")


@documents.command()
def remove(document: IdArgument, shop: ShopOption = None, *, json: JsonOption = False) -> None:
    """Delete a document before its time."""
    with told(as_json=json):

        async def work(runtime: Runtime, _: Tenant, me: Caller) -> DocumentKept:
            from credora_agent.core import clock

            return await runtime.actions.remove_document(me, VIA, document, now=clock.now())

        gone = with_shop(shop, work)
        if json:
            print_json(gone)
        else:
            typer.echo(f"{gone.name} is deleted.")
