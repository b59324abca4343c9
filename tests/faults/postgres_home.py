"""One home's database as the fault tests see it: its processes, its clients, and ways to ask and to kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import psutil

from credora_agent.core.postgres import launch, processes, server
from credora_agent.core.postgres.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.core.postgres.launch import Lease
    from credora_agent.core.postgres.passwords import Login

CLIENT = """
import sys
from pathlib import Path
from credora_agent.core.postgres.launch import ensure
lease = ensure(Path(sys.argv[1]), linger=float(sys.argv[2]))
print("up", flush=True)
sys.stdin.read()
"""


class Home:
    """A directory for one database, and what a test asks about it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place = Place.of(path)
        self._clients: list[subprocess.Popen[str]] = []

    def ensure(self, *, linger: float = 5.0, **more: object) -> Lease:
        """Take a lease in this process."""
        return launch.ensure(self.path, linger=linger, **more)

    def client(self, *, linger: float = 5.0) -> subprocess.Popen[str]:
        """Start another process that takes a lease and holds it; `up` waits until it has it."""
        process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(self.path), str(linger)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        self._clients.append(process)
        return process

    def pids(self) -> list[int]:
        """Return the live server processes."""
        return [process.pid for process in processes.of(self.place.data)]

    def postmaster(self) -> int:
        """Return the head of them, of which there must be one."""
        running = processes.of(self.place.data)
        pids = {process.pid for process in running}
        (head,) = [process.pid for process in running if process.parent not in pids]
        return head

    def keeper(self) -> int:
        """Return the live keeper."""
        noted = server.running(self.place)
        assert noted is not None
        return noted["pid"]

    def keepers(self) -> list[int]:
        """Return every keeper of this home, whatever its lock file says."""
        return keepers_below(self.path)

    def is_gone(self) -> bool:
        """Return whether nothing of this home runs."""
        return not self.pids() and not self.keepers()

    def close(self) -> None:
        """End the clients and the server."""
        for client in self._clients:
            client.kill()
            client.communicate()
        if self.path.exists():
            launch.stop(self.path)
        until(self.is_gone, 10)


def up(client: subprocess.Popen[str]) -> None:
    assert client.stdout is not None
    assert client.stdout.readline() == "up\n"


def until(true: Callable[[], bool], seconds: float) -> float:
    """Wait until it is true, and return how long that took; fail after `seconds`."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, f"not within {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - begun


async def connect(lease: Lease, login: Login | None = None, **more: str) -> asyncpg.Connection:
    login = login or lease.owner
    given = {"user": login.user, "password": login.password, "database": lease.database} | more
    return await asyncpg.connect(host=lease.host, port=lease.port, timeout=5, **given)


async def fetch(lease: Lease, sql: str, login: Login | None = None) -> object:
    connection = await connect(lease, login)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def kill(*pids: int) -> None:
    """Kill the processes, all at once, and wait until they are dead: the signal alone leaves them some milliseconds."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    until(lambda: all(is_dead(pid) for pid in pids), 5)


def is_dead(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def keepers_below(folder: Path) -> list[int]:
    """Return the keepers of homes at or below `folder`, by their command lines."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"credora_agent.core.postgres.keeper" in words and json.dumps(str(folder))[:-1].encode() in words[-2]:
            found.append(int(entry.parent.name))
    return found
