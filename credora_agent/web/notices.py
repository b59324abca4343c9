"""The few pages a browser sees on its way to and from a consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.core.page import page
from credora_agent.platforms.registry import platform as registered

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

    from credora_agent.core.errors import CredoraError
    from credora_agent.sync.connections.connect import Connected
    from credora_agent.tables.sources import Connection


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
