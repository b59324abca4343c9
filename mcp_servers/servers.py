"""The four servers by name, and their tools in the order they are listed; nothing of the protocol is loaded by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcp_servers import actions, analytics, google_ads, meta_ads, shopify

if TYPE_CHECKING:
    from mcp_servers.tool import Tool


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the servers: what it is called, and its tools in the order they are listed."""

    name: str
    title: str
    tools: tuple[Tool, ...]


SERVERS = {
    kind.name: kind
    for kind in (
        Kind("cfo", "Credora CFO", (*analytics.TOOLS, *actions.TOOLS)),
        Kind("shopify", "Shopify, by Credora", shopify.TOOLS),
        Kind("meta", "Meta Ads, by Credora", meta_ads.TOOLS),
        Kind("google", "Google Ads, by Credora", google_ads.TOOLS),
    )
}

TOOLS = tuple(tool for kind in SERVERS.values() for tool in kind.tools)
"""All of them."""
