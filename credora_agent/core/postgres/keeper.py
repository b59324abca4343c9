"""The process that owns the server: its parent, and the one who stops it when nobody needs it any more.

Run by launch as `python -m`; it detaches itself, and its exit status says whether it could.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from credora_agent.core.postgres import cluster, locks, processes, tether
from credora_agent.core.postgres.account import Account, identity
from credora_agent.core.postgres.binaries import ENVIRONMENT
from credora_agent.core.postgres.place import SOCKET_PORT, Place

SETTINGS = {
    "unix_socket_directories": "../sock",  # relative to the data directory, where the server stands
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "checkpoint_completion_target": "0.9",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # What people's rows say stays out of the log: no statement texts, no values in error details.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "cluster_name": "credora",
}
_STOPS = (signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)


@dataclass(frozen=True)
class Orders:
    """What a keeper is started with; `port` None keeps TCP off."""

    home: str
    programs: str
    linger: float
    port: int | None
    uid: int | None
    gid: int | None

    def text(self) -> str:
        """Return the orders as one argument."""
        return json.dumps(asdict(self))

    @property
    def account(self) -> Account | None:
        """The account the server runs as, or None for the keeper's own."""
        return None if self.uid is None or self.gid is None else Account(self.uid, self.gid)


class Bell:
    """Rings when a signal comes: a child's end, or the wish to stop."""

    def __init__(self) -> None:
        self.asked = False
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.settimeout(0)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, self._ask)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())  # whatever the client blocked was inherited

    def wait(self, seconds: float) -> None:
        """Sleep until a signal comes, or `seconds` have passed."""
        if select.select([self._read], [], [], seconds)[0]:
            self._read.recv(4096)

    def _ask(self, *_: object) -> None:
        self.asked = True


def command(orders: Orders, data: Path) -> list[str]:
    """Return the server's command line: all its settings, so that no file of the cluster decides any."""
    settings = SETTINGS | {
        "port": str(orders.port or SOCKET_PORT),
        "listen_addresses": "127.0.0.1" if orders.port else "",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(Path(orders.programs, "postgres")), "-D", cluster.data_argument(data), *options]


def start(orders: Orders, place: Place) -> subprocess.Popen[bytes]:
    """Start the server as a direct child in its own session, writing to the server's log."""
    with place.server_log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own command line
            command(orders, place.data),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=place.data, env=ENVIRONMENT,
            start_new_session=True, umask=0o077, **identity(orders.account),
            preexec_fn=tether.before_exec(os.getpid()),  # noqa: PLW1509 - the keeper has one thread
        )  # fmt: skip


def watch(server: subprocess.Popen[bytes], orders: Orders, place: Place, bell: Bell) -> str:
    """Wait until the server should go, or has gone, and return why; "idle" comes with the start lock held."""
    clients, starts = locks.open_file(place.clients_lock), locks.open_file(place.start_lock)
    held, pause = place.data.stat(), min(0.5, orders.linger / 4 + 0.01)
    visit, idle_since = os.fstat(clients).st_mtime_ns, time.monotonic()
    while True:
        bell.wait(pause)
        if server.poll() is not None:
            return f"the server ended by itself ({server.returncode})"
        if bell.asked:
            return "asked to stop"
        if not _is_still(place.data, held):
            return "gone"
        alone, last = _is_alone(clients), os.fstat(clients).st_mtime_ns
        if not alone or last != visit or not cluster.is_ready(place):
            visit, idle_since = last, time.monotonic()
        elif time.monotonic() - idle_since >= orders.linger and locks.try_take(starts):
            if _is_alone(clients):
                return "idle"
            locks.release(starts)


def stop(server: subprocess.Popen[bytes], *, at_once: bool) -> None:
    """End the server: by a fast stop with its last checkpoint, unless `at_once` or it takes too long."""
    for sign, patience in _STOPS[1:] if at_once else _STOPS:
        if server.poll() is None:
            server.send_signal(sign)
            try:
                server.wait(patience)
            except subprocess.TimeoutExpired:
                continue


def keep(orders: Orders, place: Place) -> None:
    """Run the server to its end and say why it ended."""
    bell = Bell()
    server = start(orders, place)
    watcher = None if sys.platform == "linux" else tether.watch(server.pid)
    try:
        why = watch(server, orders, place, bell)
    except BaseException:
        stop(server, at_once=False)
        raise
    stop(server, at_once=why == "gone")
    if watcher:
        tether.let_go(watcher)
    processes.clear(place.data)
    sys.stderr.write(f"keeper {os.getpid()}: stopped: {why}\n")


def main() -> None:
    """Take the keeper's lock, detach, and keep the server; the first process ends once the lock is held.

    Where another keeper has it (its client died while starting it), there is nothing to do: that one serves.
    """
    orders = Orders(**json.loads(sys.argv[1]))
    place = Place(Path(orders.home))
    lock = locks.open_file(place.keeper_lock)
    if not locks.take_within(lock, seconds=2):
        return
    if os.fork():
        os._exit(0)
    os.ftruncate(lock, 0)
    os.write(lock, json.dumps({"pid": os.getpid(), "port": orders.port or SOCKET_PORT}).encode())
    keep(orders, place)


def _is_alone(clients: int) -> bool:
    """Return whether no client holds the lock; a client that comes waits the instant this takes."""
    free = locks.try_take(clients)
    if free:
        locks.release(clients)
    return free


def _is_still(data: Path, held: os.stat_result) -> bool:
    try:
        return os.path.samestat(data.stat(), held)
    except OSError:
        return False


if __name__ == "__main__":
    main()
