"""The few pages a browser sees on its way to and from a consent: plain text in one template, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from credora_agent.platforms.registry import platform as registered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credora_agent.core.errors import CredoraError
    from credora_agent.sync.connections.connect import Connected
    from credora_agent.tables.sources import Connection

FOLDER = Path(__file__).parent / "templates"
PAGE = Template((FOLDER / "page.html").read_text(encoding="utf-8"))
STYLE = (FOLDER / "page.css").read_text(encoding="utf-8")
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The content security policy of every response: no script, no address of anybody else, only our own style."""


def page(title: str, paragraphs: Iterable[str], items: Iterable[str] = (), *, status: int = 200) -> HTMLResponse:
    """Return a page of that title, those paragraphs and, after the first, a list; whatever they hold is text."""
    first, *others = [f"<p>{escape(each)}</p>" for each in paragraphs]
    listed = "".join(f"<li>{escape(each)}</li>\n" for each in items)
    body = [first, f"<ul>\n{listed}</ul>" if listed else "", *others]
    return HTMLResponse(
        PAGE.substitute(title=escape(title), style=STYLE, paragraphs="\n".join(filter(None, body))), status
    )


def connected(what: Connected) -> HTMLResponse:
    """Return the page after a consent: what was connected, what was left out, and that the window can be closed."""
    said = ["Connected:"]
    said += [
        f"{_name(each)}: {each.problem['cause']} {each.problem['remedy']}" for each in what.connections if each.problem
    ]
    if what.missing:
        left_out = f"Not granted: {', '.join(what.missing)}. What needs them is left out, and the books say so."
        said.append(f"{left_out} Connect again to grant them.")
    said += [*what.notes, "Credora is reading the figures now. You can close this window."]
    return page(f"{registered(what.platform).title} is connected", said, map(_name, what.connections))


def _name(connection: Connection) -> str:
    return f"{connection.name} ({connection.account})" if connection.name else connection.account


def trouble(title: str, error: CredoraError, *, status: int) -> HTMLResponse:
    """Return the page that says what went wrong and what to do."""
    return page(title, [error.cause, error.remedy], status=status)
