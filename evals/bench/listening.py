"""A server of ours as a process of its own, to be loaded: started on a free port, watched, ended with the block."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING

import psutil

from evals.bench.home import ROOT, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

READY = 60.0
"""Seconds it may take to come up."""
MEGA = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Server:
    """A server, running: where, and as which process."""

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


@contextmanager
def listening(home: Path, arguments: Callable[[int], Sequence[str]], **settings: str) -> Iterator[Server]:
    """Yield what `python ARGUMENTS` serves over that home at the port it is given. Raises RuntimeError if nothing."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    known = environment(home) | settings | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, *arguments(port)]
    process = subprocess.Popen(command, env=known, cwd=home, stderr=subprocess.DEVNULL)
    try:
        _await(port, process)
        yield Server(f"http://127.0.0.1:{port}", psutil.Process(process.pid))
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
            raise RuntimeError(f"the server ended with {process.returncode}")
        sleep(0.1)
    raise RuntimeError("the server did not come up")
