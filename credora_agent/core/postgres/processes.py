"""The live processes of one data directory, found by what they are and where they stand, not by a noted pid."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from credora_agent.core.errors import Unavailable

_PROGRAMS = ("postgres", "initdb")
_PAUSE = 0.03


@dataclass(frozen=True)
class Process:
    """A live process: neither gone nor a zombie."""

    pid: int
    parent: int


def of(data: Path) -> list[Process]:
    """Return the live Postgres processes whose working directory is `data`: a server stands in its data."""
    try:
        held = data.stat()
    except OSError:
        return []
    found = _from_proc() if sys.platform == "linux" else _from_lsof()
    return [process for process, cwd in found if _is(cwd, held)]


def clear(data: Path) -> None:
    """Leave no live server process of `data`: waits, then asks for a fast stop, an immediate one, and kills.

    All of these are safe for committed data. Raises Unavailable if a process outlives even SIGKILL.
    """
    steps = (None, 1.5), (signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 10.0)
    for sign, patience in steps:
        left = of(data)
        if sign is not None:
            _send(left, sign)
        deadline = time.monotonic() + patience
        while left and time.monotonic() < deadline:
            time.sleep(_PAUSE)
            left = of(data)
        if not left:
            return
    pids = ", ".join(str(process.pid) for process in left)
    raise Unavailable(
        f"Processes of an earlier server on {data} do not end (pids {pids}).",
        remedy="End them, or restart the machine, and try again.",
    )


def _send(processes: list[Process], sign: signal.Signals) -> None:
    """Signal the heads only, who tell their own; SIGKILL goes to each."""
    pids = {process.pid for process in processes}
    for process in processes:
        if sign == signal.SIGKILL or process.parent not in pids:
            try:
                os.kill(process.pid, sign)
            except (ProcessLookupError, PermissionError):
                continue


def _is(path: str, held: os.stat_result) -> bool:
    try:
        return os.path.samestat(Path(path).stat(), held)
    except OSError:
        return False


def _from_proc() -> list[tuple[Process, str]]:
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208 - half the cost of Path.iterdir in a wait loop
        if name.isdigit():
            try:
                line = Path("/proc", name, "stat").read_text(errors="replace")
            except OSError:
                continue
            program, _, rest = line.partition("(")[2].rpartition(")")
            state, parent = rest.split()[:2]
            if program in _PROGRAMS and state not in "ZX":
                found.append((Process(int(name), int(parent)), f"/proc/{name}/cwd"))
    return found


def _from_lsof() -> list[tuple[Process, str]]:
    done = subprocess.run(
        ["/usr/sbin/lsof", "-w", "-a", "-d", "cwd", "-c", "postgres", "-c", "initdb", "-F", "pRn"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    return parse_lsof(done.stdout)


def parse_lsof(text: str) -> list[tuple[Process, str]]:
    """Return processes and working directories from `lsof -F pRn`: lines of p(id), R (parent), f, n(ame)."""
    return [
        (Process(int(pid), int(parent)), cwd)
        for pid, parent, cwd in re.findall(r"^p(\d+)\nR(\d+)\n(?:f.*\n)?n(.*)$", text, re.MULTILINE)
    ]
