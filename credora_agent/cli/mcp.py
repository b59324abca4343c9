"""Commands for MCP clients: the server a client starts, and its configuration written."""

from __future__ import annotations

import json as formatted
from typing import Annotated

import typer

from credora_agent.cli.options import ShopOption
from credora_agent.cli.session import settings, told

mcp = typer.Typer(help="Serve the books to MCP clients such as Claude Desktop.", invoke_without_command=True)


@mcp.callback()
def serve(context: typer.Context, shop: ShopOption = None) -> None:
    """Serve every tool to the MCP client on standard input and output; a client starts this itself."""
    if context.invoked_subcommand is not None:
        return
    with told():
        import asyncio
        import gc

        gc.disable()  # a sixth of the time it takes to load what follows; the server starts it again
        from credora_agent.app import mcp_stdio
        from credora_agent.cli.sandbox.running import joined

        asyncio.run(mcp_stdio(joined(settings()), shop=shop))


@mcp.command("install")
def install_in(
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="claude-desktop, claude-code, cursor or vscode.")],
    shop: ShopOption = None,
    *,
    only_print: Annotated[bool, typer.Option("--print", help="Show the entry and write nothing.")] = False,
) -> None:
    """Write Credora into a client's configuration, everything else in it left as it was, and show the entry."""
    with told():
        from credora_agent.cli.mcp_clients import client_called, command, entry, install

        known = settings()
        asked = client_called(client)
        environment = {"CREDORA_HOME": str(known.home.resolve())} if "home" in known.model_fields_set else {}
        started = command(shop, environment)
        typer.echo(formatted.dumps(entry(asked, started), indent=2, ensure_ascii=False))
        if known.database_url is not None:
            typer.echo('CREDORA_DATABASE_URL is not written, it holds a password: add it under "env".', err=True)
        if only_print:
            return
        replaced = install(asked, started)
        typer.echo(f"{'Replaced' if replaced else 'Written to'} {asked.file}. {asked.then}", err=True)
