"""The embedded database for those who use it: take a lease of it, look at it, stop it.

Everything here blocks; in async code call it by `asyncio.to_thread`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Self

from credora_agent.core.errors import Unavailable
from credora_agent.core.postgres import binaries, locks, passwords, processes
from credora_agent.core.postgres.place import DATABASE, SOCKET_PORT, Place
from credora_agent.core.postgres.server import Server, answer, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from credora_agent.core.postgres.passwords import Login, Logins

LONGEST_SOCKET = 103  # bytes; the address of a unix socket has room for no more on macOS, 107 on Linux
_PAUSE = 0.05


@dataclass
class Lease:
    """A running server and the wish that it stays: while a lease is open, its keeper does not stop it.

    The kernel gives up the lease with the process. `host` is a directory and holds for this process only.
    """

    host: str
    port: int
    owner: Login
    app: Login
    database: str
    _server: Server = field(repr=False)
    _fds: list[int] = field(repr=False)

    def revive(self, *, timeout: float = 60.0) -> None:
        """Bring the server up again if it has gone; where and as whom to connect stays. Raises Unavailable."""
        deadline = time.monotonic() + timeout
        with _explained(self._server.place, deadline):
            self._server.bring_up(deadline)

    def close(self) -> None:
        """Give up the lease; without any, the server stops after its linger. A second call does nothing."""
        while self._fds:
            os.close(self._fds.pop())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class Status:
    """What is to be seen of a home's database; `version` is "" and `size` 0 (bytes) if it has none yet."""

    state: Literal["absent", "stopped", "starting", "running"]
    version: str
    size: int
    log: Path


def ensure(
    home: Path,
    *,
    bin_dir: Path | None = None,
    linger: float = 10.0,
    timeout: float = 60.0,
    port: int | None = None,
) -> Lease:
    """Return a lease of the server of `home`, made and started if need be; any number of processes may ask at once.

    `linger` is how many seconds it stays after its last lease, as said by whoever started it. `port` opens TCP,
    on 127.0.0.1 only. Raises Unavailable with the cause and the remedy, after `timeout` seconds at the latest
    but for the making of a new cluster.
    """
    _require_posix()
    place, deadline = Place.of(home), time.monotonic() + timeout
    server = Server(place, binaries.locate(bin_dir), linger, port)
    fds: list[int] = []
    try:
        _prepare(place)
        with _explained(place, deadline):
            fds.append(locks.open_file(place.clients_lock))
            locks.share(fds[0])
            os.utime(fds[0])
            host = _host(place, port, fds)
            actual = server.bring_up(deadline)
            logins = _logins(place)
    except BaseException:
        for fd in fds:
            os.close(fd)
        raise
    return Lease(host, actual, logins.owner, logins.app, DATABASE, server, fds)


def status(home: Path, *, bin_dir: Path | None = None) -> Status:
    """Return the state of the database of `home`; starts and changes nothing. Raises Unavailable if unreadable."""
    _require_posix()
    place, programs = Place.of(home), binaries.locate(bin_dir)
    try:
        if not (place.data / "PG_VERSION").exists():
            return Status("absent", "", 0, place.server_log)
        version = (place.data / "PG_VERSION").read_text().strip()
        keeper = running(place)
        up = keeper is not None and answer(place, programs, keeper["port"]) == 0
        held = locks.is_held(place.keeper_lock)
    except OSError as error:
        raise _unusable(place, error) from None
    state: Literal["running", "starting", "stopped"] = "running" if up else "starting" if held else "stopped"
    return Status(state, version, _bytes_in(place.data), place.server_log)


def stop(home: Path, *, timeout: float = 90.0) -> bool:
    """Stop the server of `home` now, whoever holds leases; return whether there was one.

    Raises Unavailable if it still runs after `timeout` seconds, or belongs to another user.
    """
    _require_posix()
    place, deadline = Place.of(home), time.monotonic() + timeout
    if not place.pg.is_dir():
        return False
    with _explained(place, deadline):
        found = locks.is_held(place.keeper_lock) or bool(processes.of(place.data))
        while locks.is_held(place.keeper_lock):
            if (keeper := running(place)) is not None:
                with suppress(ProcessLookupError):
                    os.kill(keeper["pid"], signal.SIGTERM)
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"The database of {place.home} has not stopped in {timeout:.0f} s.",
                    remedy=f"Give it more time; its log is {place.server_log}.",
                )
            time.sleep(_PAUSE)
        processes.clear(place.data)
    return found


@contextmanager
def _explained(place: Place, deadline: float) -> Iterator[None]:
    """Hold the start lock within the block; an OSError inside becomes Unavailable."""
    try:
        with locks.exclusive(place.start_lock, deadline=deadline):
            yield
    except OSError as error:
        raise _unusable(place, error) from error


def _unusable(place: Place, error: OSError) -> Unavailable:
    return Unavailable(
        f"The database's directory {place.pg} cannot be used: {error.strerror or error} "
        f"({error.filename or 'no file named'}).",
        remedy="Look who owns it and whether its disk is full, or set CREDORA_HOME to a directory you can write to.",
    )


def _require_posix() -> None:
    if sys.platform == "win32":
        raise Unavailable(
            "The embedded database does not run on Windows itself.",
            remedy="Use WSL, or set CREDORA_DATABASE_URL to a Postgres server.",
        )


def _prepare(place: Place) -> None:
    try:
        place.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (place.pg, place.sock):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _unusable(place, error) from None


def _host(place: Place, port: int | None, fds: list[int]) -> str:
    """Return the socket directory as a client must write it; a path too long goes by a descriptor put in `fds`."""
    path = place.socket(port or SOCKET_PORT)
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        return str(place.sock)
    if sys.platform != "linux":
        raise Unavailable(
            f"The path of the database's socket, {path}, is longer than "
            f"the {LONGEST_SOCKET} bytes this system can connect to.",
            remedy="Set CREDORA_HOME to a directory with a shorter path.",
        )
    fds.append(os.open(place.sock, os.O_RDONLY | os.O_DIRECTORY))
    return f"/proc/self/fd/{fds[-1]}"


def _logins(place: Place) -> Logins:
    logins = passwords.read(place.passwords)
    if logins is None:
        raise Unavailable(
            f"The running database's password file {place.passwords} is gone.",
            remedy="Stop the database; its next start sets new passwords.",
        )
    return logins


def _bytes_in(folder: Path) -> int:
    total = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            with suppress(OSError):  # a file the server removes meanwhile
                total += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118 - os.walk speaks text
    return total
