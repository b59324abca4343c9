"""A server of our own to be loaded: a home, an invented shop's books in it, tokens, and the servers over HTTP."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from evals.bench.home import credora
from evals.bench.listening import listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from evals.bench.listening import Server

SHOP = ("--shop", "soak", "--currency", "GBP", "--timezone", "Europe/London")
UNLIMITED = {"CREDORA_MCP_BURST": "1000000", "CREDORA_MCP_PER_SECOND": "1000000"}
"""Settings with which nobody is told to wait."""


def take_in(home: Path) -> None:
    """Take an invented shop's fourteen months in, with unit costs and rates."""
    folder = home / "export"
    credora(home, "sandbox", "export", str(folder))
    credora(home, "import", str(folder / "orders.csv"), *SHOP, "--json")
    for kind in ("costs", "rates"):
        credora(home, kind, "import", str(folder / f"{kind}.csv"), "--shop", "soak")


def token(home: Path, name: str) -> str:
    """Return a new token to that shop."""
    told = json.loads(credora(home, "tokens", "create", "--name", name, "--shop", "soak", "--json").out)
    return str(told["token"])


@contextmanager
def served(home: Path, **settings: str) -> Iterator[Server]:
    """Yield the MCP servers over HTTP."""
    with listening(home, lambda port: ("-m", "mcp_servers", "--http", "--port", str(port)), **settings) as server:
        yield replace(server, url=f"{server.url}/mcp")
