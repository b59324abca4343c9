"""A Credora home of one's own for a bench: made in the temporary folder, stopped and removed whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NoReturn

import asyncpg

from credora_agent.core.db import SESSION
from credora_agent.core.postgres import launch
from credora_agent.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CREDORA = Path(sys.executable).with_name("credora")
HIDDEN = ("CREDORA_", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "COVERAGE")
"""Variables of the developer's that a user does not have."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program did: its output, and its seconds of wall clock and of CPU, user and system."""

    out: str
    wall: float
    cpu: float


@contextmanager
def temporary_home() -> Iterator[Path]:
    """Yield an empty home; afterwards its server is stopped and nothing of it is left, after Ctrl-C or SIGTERM too."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    home = Path(tempfile.mkdtemp(prefix="credora-bench-"))
    try:
        yield home
    finally:
        try:
            launch.stop(home)
        finally:
            shutil.rmtree(home, ignore_errors=True)
            signal.signal(signal.SIGTERM, before)


@contextmanager
def kept_up(home: Path) -> Iterator[launch.Lease]:
    """Yield a lease of the home's server, so that it runs between commands."""
    with launch.ensure(home) as lease:
        yield lease


def settings(home: Path) -> Settings:
    """Return the settings of that home, deaf to the developer's own."""
    return Settings.model_construct(home=home, database_url=None, database_owner_url=None, pg_bin=None, pg_linger=10.0)


async def connect(lease: launch.Lease, *, as_owner: bool) -> asyncpg.Connection:
    """Return a connection of the owner's role, or of the application's with the settings of its every session."""
    login = lease.owner if as_owner else lease.app
    return await asyncpg.connect(
        host=lease.host,
        port=lease.port,
        user=login.user,
        password=login.password,
        database=lease.database,
        server_settings={} if as_owner else SESSION,
    )


def environment(home: Path | None = None) -> dict[str, str]:
    """Return the variables a user's command line has, with `home` as Credora's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(HIDDEN)}
    return kept | ({"CREDORA_HOME": str(home)} if home else {})


def credora(home: Path, *arguments: str) -> Ran:
    """Run the real command line over that home. Raises CalledProcessError when it fails."""
    return wait(start([str(CREDORA), *arguments], home))


def start(command: list[str], home: Path | None = None) -> subprocess.Popen[str]:
    """Start a program with a user's environment, standing where no `.env` is."""
    where = home or Path(tempfile.gettempdir())
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(home), cwd=where)


def wait(process: subprocess.Popen[str], began: float | None = None) -> Ran:
    """Return what the program did once it has ended. Raises CalledProcessError when it failed."""
    began = perf_counter() if began is None else began
    assert process.stdout is not None  # noqa: S101 - start() opened it
    try:
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        process.wait()
        raise
    wall = perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args, out)
    return Ran(out, wall, used.ru_utime + used.ru_stime)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
