"""A server of our own to be loaded: a home, an invented shop's books in it, tokens, and the servers over HTTP."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING

import psutil

from evals.bench.home import ROOT, credora, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHOP = ("--shop", "soak", "--currency", "GBP", "--timezone", "Europe/London")
UNLIMITED = {"CREDORA_MCP_BURST": "1000000", "CREDORA_MCP_PER_SECOND": "1000000"}
"""Settings with which nobody is told to wait."""
READY = 60.0
MEGA = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Served:
    """The servers, running: where, and as which process."""

    url: str
    process: psutil.Process

    @property
    def memory(self) -> float:
        """Its resident memory in MB."""
        return float(self.process.memory_info().rss) / MEGA

    @property
    def cpu(self) -> float:
        """Its CPU seconds so far."""
        used = self.process.cpu_times()
        return float(used.user + used.system)


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
def served(home: Path, **settings: str) -> Iterator[Served]:
    """Yield the servers over HTTP, a process of its own on a free port, ended with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mcp_servers", "--http", "--port", str(port)]
    known = environment(home) | settings | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=known, cwd=home, stderr=subprocess.DEVNULL)
    try:
        _await(port, process)
        yield Served(f"http://127.0.0.1:{port}/mcp", psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    end = monotonic() + READY
    while monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            raise RuntimeError(f"the servers ended with {process.returncode}")
        sleep(0.1)
    raise RuntimeError("the servers did not come up")
