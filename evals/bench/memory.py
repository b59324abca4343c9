"""Peak memory of a program and of the database it works with, sampled while they run."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]

from credora_agent.core.postgres.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE = 0.1
MEGABYTE = 1024 * 1024


@dataclass(slots=True)
class Peaks:
    """The most memory seen at once, in MB.

    `client` is the kernel's own note of the program's peak (RSS). `resident` adds up what each process maps, so
    shared memory counts once for every process. `proportional` splits each shared page among those who map it
    (PSS), so its sum counts every page once; where the system does not tell, unique memory (USS) stands in.
    """

    client: float = 0
    resident: float = 0
    proportional: float = 0
    server: float = 0
    samples: int = 0
    told: bool = field(default=True)

    def take(self, client: list[psutil.Process], server: list[psutil.Process]) -> None:
        """Look once at all the processes, and keep what is a new peak."""
        used = [self._of(process) for process in (*client, *server)]
        self.client = max(self.client, *(_peak_of(process.pid) for process in client[:1]), 0.0)
        served = sum(shared for _, shared in used[len(client) :])
        self.resident = max(self.resident, sum(resident for resident, _ in used))
        self.proportional = max(self.proportional, sum(shared for _, shared in used))
        self.server = max(self.server, served)
        self.samples += 1

    def _of(self, process: psutil.Process) -> tuple[float, float]:
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            seen = process.memory_full_info()
            self.told = self.told and hasattr(seen, "pss")
            return seen.rss / MEGABYTE, getattr(seen, "pss", seen.uss) / MEGABYTE
        return 0.0, 0.0


@contextmanager
def watched(pid: int, home: Path) -> Iterator[Peaks]:
    """Yield the peaks of the process `pid`, its children, and the home's database; complete when the block ends."""
    peaks, ended = Peaks(), Event()

    def watch() -> None:
        while not ended.wait(PAUSE):
            peaks.take(_family(pid), _family(_keeper(home)))

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()


def _peak_of(pid: int) -> float:
    """Return the most a process has had resident since it became the program it is; 0 where no one notes it."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0


def _family(pid: int | None) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        if pid is not None:
            head = psutil.Process(pid)
            return [head, *head.children(recursive=True)]
    return []


def _keeper(home: Path) -> int | None:
    """Return who owns the database: it is detached, so no descendant of any client."""
    with suppress(OSError, ValueError, KeyError):
        return int(json.loads(Place.of(home).keeper_lock.read_text())["pid"])
    return None
