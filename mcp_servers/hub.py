"""The four servers, each by itself or all in one: which tools, prompts and resources each of them shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastmcp import FastMCP

from credora_agent.core.prompts import prompt
from mcp_servers import completions, prompts, resources, views
from mcp_servers.servers import SERVERS
from mcp_servers.serving import Known, Served

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastmcp.server.auth import AuthProvider

    from mcp_servers.services import House

VERSION = "1"
"""Of the tool surface as clients see it; `contract.json` holds it."""
LIST_SECONDS = 300
"""How long a client may keep what it was listed."""


def hub(house: House, names: Sequence[str] = tuple(SERVERS), *, auth: AuthProvider | None = None) -> FastMCP:
    """Return a server over `house` with the tools of the servers named, all of them by default."""
    kinds = [SERVERS[name] for name in names]
    server = FastMCP(
        name="credora" if len(kinds) > 1 else f"credora-{kinds[0].name}",
        instructions=prompt("mcp/instructions"),
        version=VERSION,
        auth=auth,
        tools=[Served.of(tool, house, kind.name) for kind in kinds for tool in kind.tools],
        middleware=[Known([tool.name for kind in kinds for tool in kind.tools])],
        on_duplicate="error",
        mask_error_details=True,
        dereference_schemas=False,
        cache_ttl=LIST_SECONDS,
        cache_scope="private",
    )
    for part in (prompts, resources, views, completions):
        part.add(server, house, kinds)
    return server
