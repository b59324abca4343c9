"""The pages a client may show an answer in (MCP Apps): one self-contained file each, with no address but its own.

A page gets the tool's result from its host and draws it; nothing of a shop is in it before. Host and page speak by
`pages/page.js`, which both views share as they do the style; each view adds how it draws.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from fastmcp.apps import UI_MIME_TYPE
from fastmcp.resources.base import Resource, ResourceContent, ResourceResult
from pydantic import AnyUrl

from credora_agent.analytics.metrics import STATEMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastmcp import FastMCP
    from mcp_types import Resource as ResourceToList

    from mcp_servers.servers import Kind
    from mcp_servers.services import House

FOLDER = Path(__file__).parent / "pages"
PNL, FORECAST = "ui://credora/pnl.html", "ui://credora/forecast.html"
TITLES = {PNL: "Profit and loss", FORECAST: "Forecast"}
META = {"ui": {"prefersBorder": True}}
"""Nothing is asked of a host beyond its default: no other origin, no permission."""


class View(Resource):
    """A page as FastMCP serves it: the same for everybody, so it asks for no caller."""

    @classmethod
    def of(cls, address: str) -> View:
        """Return the page of that address."""
        title = TITLES[address]
        name = address.rpartition("/")[2].removesuffix(".html")
        says = f"Shows {title[0].lower()}{title[1:]} answers."
        uri = AnyUrl(address)
        return cls(uri=uri, name=f"view_{name}", title=title, description=says, mime_type=UI_MIME_TYPE, meta=META)

    def to_mcp_resource(self, **overrides: Any) -> ResourceToList:
        """Return the page as it is listed, without notes of the library's own."""
        return super().to_mcp_resource(_meta=self.meta, **overrides)

    async def read(self) -> ResourceResult:
        """Return the page."""
        return ResourceResult([ResourceContent(page(str(self.uri)), mime_type=UI_MIME_TYPE, meta=META)])


def add(server: FastMCP, _house: House, kinds: Iterable[Kind]) -> None:
    """Add the pages that tools of the server name as theirs."""
    for address in sorted({tool.view for kind in kinds for tool in kind.tools if tool.view}):
        server.add_resource(View.of(address))


@cache
def page(address: str) -> str:
    """Return a view as one HTML file: style and script within, references to other files none."""
    name = address.rpartition("/")[2].removesuffix(".html")
    script = "\n".join([_file("page.js"), f"const LINES = {_lines()};", _file(f"{name}.js")])
    parts = {"title": TITLES[address], "style": _file("page.css"), "script": f"(() => {{\n{script}\n}})();"}
    html = _file("page.html")
    for place, text in parts.items():
        html = html.replace(f"{{{{{place}}}}}", text)
    return html


def _lines() -> str:
    """Return what the lines of a P&L are called, and which are totals, as a literal that cannot end a script."""
    lines = {line.id: {"label": line.label, "total": not line.category} for line in STATEMENT}
    return orjson.dumps(lines).decode().replace("<", "\\u003c")


def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8").strip()
