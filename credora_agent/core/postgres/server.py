"""Bring one home's server up: find it answering, or settle the cluster and start a keeper."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credora_agent.core.errors import Unavailable
from credora_agent.core.postgres import binaries, cluster, locks
from credora_agent.core.postgres.account import choose, hand_over
from credora_agent.core.postgres.keeper import Orders
from credora_agent.core.postgres.logs import Logs
from credora_agent.core.postgres.place import SOCKET_PORT

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.postgres.account import Account
    from credora_agent.core.postgres.place import Place

_PAUSE = 0.03
_STARTS = 10  # a server that is killed while it starts, and so says nothing, is started again
_REFUSED = 1  # pg_isready: it is there, and starting up, stopping or recovering


@dataclass(frozen=True)
class Server:
    """The server of a place; `port` None keeps TCP off."""

    place: Place
    programs: Path
    linger: float
    port: int | None

    def bring_up(self, deadline: float) -> int:
        """Leave the server answering under a live keeper, and return its port. Call with the start lock held.

        Raises Unavailable with what is wrong, and what the server's log says of it.
        """
        starts, logs = 0, None
        while True:
            if locks.is_held(self.place.keeper_lock):
                if (port := self._ready()) is not None:
                    return self._agreed(port)
            elif logs and (starts == _STARTS or logs.complaints()):
                raise _failed(self.place, logs)
            else:
                logs = self._start()
                starts += 1
            if time.monotonic() > deadline:
                raise self._late()
            time.sleep(_PAUSE)

    def _ready(self) -> int | None:
        """Return the server's port once pg_isready vouches for it; asked only when the server notes it is up."""
        port = running_port(self.place)
        if port is None or not cluster.is_ready(self.place):
            return None
        return port if answer(self.place, self.programs, port) == 0 else None

    def _start(self) -> Logs:
        """Settle the cluster, start a keeper, and return what the logs say from then on."""
        account = choose(self.place.data)
        programs = binaries.reachable(self.programs, account)
        if account is not None:  # it may pass through to what is its own, and see nothing else
            os.chown(self.place.pg, -1, account.gid)
        self.place.pg.chmod(0o710 if account else 0o700)
        hand_over(self.place.sock, account)
        cluster.settle(self.place, programs, account)
        logs = Logs(self.place)
        self._spawn(programs, account, logs)
        return logs

    def _spawn(self, programs: Path, account: Account | None, logs: Logs) -> None:
        """Start the keeper, with nothing of this process in it: no pipes, no session, no environment."""
        uid, gid = (account.uid, account.gid) if account else (None, None)
        orders = Orders(str(self.place.home), str(programs), self.linger, self.port, uid, gid)
        with self.place.keeper_log.open("ab") as log:
            done = subprocess.run(  # noqa: S603 - our own module
                binaries.own_module("keeper", orders.text()),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, check=False,
                cwd="/", env=binaries.own_environment(), umask=0o077,
            )  # fmt: skip
        if done.returncode != 0:
            raise Unavailable(
                f"The database's keeper could not be started: {logs.last_words()}.",
                remedy=f"See {self.place.keeper_log}.",
            )

    def _agreed(self, port: int) -> int:
        if self.port is not None and self.port != port:
            raise Unavailable(
                f"The database of {self.place.home} is already running, and not on TCP port {self.port}.",
                remedy="Stop it first; the next start opens the port.",
            )
        return port

    def _late(self) -> Unavailable:
        port = running_port(self.place) or SOCKET_PORT
        state = (
            "is there, but still starting, recovering or stopping"
            if answer(self.place, self.programs, port) == _REFUSED
            else "does not answer"
        )
        return Unavailable(
            f"The database of {self.place.home} {state} after the time allowed.",
            remedy=f"Try again in a moment; its log is {self.place.server_log}.",
        )


def answer(place: Place, programs: Path, port: int) -> int:
    """Return what pg_isready says: 0 ready, 1 refusing for now, 2 nobody there."""
    if not place.socket(port).is_socket():
        return 2
    host = cluster.data_argument(place.sock)
    done = binaries.run(programs / "pg_isready", "-q", "-h", host, "-p", str(port), "-t", "5", cwd=place.sock)
    return done.returncode


def running(place: Place) -> dict[str, int] | None:
    """Return the live keeper's pid and port, or None without one (or before it has noted them)."""
    if not locks.is_held(place.keeper_lock):
        return None
    try:
        noted = json.loads(place.keeper_lock.read_text())
        return {"pid": int(noted["pid"]), "port": int(noted["port"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def running_port(place: Place) -> int | None:
    """Return the port of the server a live keeper has, or None."""
    noted = running(place)
    return noted["port"] if noted else None


def _failed(place: Place, logs: Logs) -> Unavailable:
    said = logs.complaints() or logs.last_words()
    repair = "Free some disk space" if os.strerror(errno.ENOSPC) in said else "Repair what it names"
    return Unavailable(
        f"The database in {place.data} did not start: {said}.",
        remedy=f"{repair} and try again; the whole log is {place.server_log}.",
    )
