"""Whatever is killed, nothing is orphaned, and the next who asks gets a server."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest
from postgres_home import Home, fetch, kill, until, up

from credora_agent.core.postgres import account, launch, tether

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_a_killed_client_leaves_no_server(home: Home) -> None:
    """F4, orphan: kill -9 of the only client; the server goes after its linger, cleanly."""
    client = home.client(linger=0.5)
    up(client)
    client.kill()
    assert until(home.is_gone, 10) > 0.3
    assert "database system is shut down" in home.place.server_log.read_text()


async def test_a_killed_keeper_leaves_no_server(home: Home) -> None:
    """F4, orphan: the kernel stops the server with its keeper, cleanly; who asks meanwhile waits and gets a new one."""
    with home.ensure() as lease:
        kill(home.keeper())
        assert until(home.is_gone, 10) < 10
        assert "database system is shut down" in home.place.server_log.read_text()
        await asyncio.to_thread(lease.revive)
        kill(home.keeper())
        await asyncio.to_thread(lease.revive)
        assert await fetch(lease, "select 1") == 1


async def test_a_killed_server_is_replaced_at_the_same_address(home: Home) -> None:
    """F4: kill -9 of the postmaster ends the keeper; a revived lease connects as before, and the log says why."""
    with home.ensure() as lease:
        keeper = home.keeper()
        kill(home.postmaster())
        begun = time.monotonic()
        await asyncio.to_thread(lease.revive)
        assert time.monotonic() - begun < 10
        assert home.keeper() != keeper
        assert await fetch(lease, "select 1") == 1
    assert "ended by itself (-9)" in home.place.keeper_log.read_text()


async def test_a_busy_backend_of_a_dead_server_is_ended(home: Home) -> None:
    """A backend that computes does not see its postmaster die; the next start ends it before it begins."""
    with home.ensure() as lease:
        busy = asyncio.create_task(fetch(lease, "select sum(a) from generate_series(1, 100000000) a"))
        await asyncio.sleep(0.3)
        kill(home.keeper(), home.postmaster())
        await asyncio.to_thread(lease.revive)
        with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
            await busy
        assert await fetch(lease, "select 1") == 1


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_keeper_that_is_asked_stops_the_server(home: Home, sign: signal.Signals) -> None:
    with home.ensure():
        os.kill(home.keeper(), sign)
        until(home.is_gone, 10)
    assert "stopped: asked to stop" in home.place.keeper_log.read_text()
    assert "database system is shut down" in home.place.server_log.read_text()


async def test_ctrl_c_reaches_the_client_only(home: Home) -> None:
    """F4, SIGINT: the whole group of the client that started it is interrupted; the server does not notice."""
    client = home.client()
    up(client)
    with home.ensure() as lease:
        os.killpg(client.pid, signal.SIGINT)
        client.wait(5)
        await asyncio.sleep(0.3)
        assert await fetch(lease, "select 1") == 1
        assert len(home.keepers()) == 1


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """Lend a foreign process of the server's account."""
    who = account.choose(Path("/nowhere"))
    process = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **account.identity(who))
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize("alive", [True, False], ids=["re-used pid", "zombie"])
async def test_a_noted_pid_says_nothing(home: Home, bystander: subprocess.Popen[bytes], *, alive: bool) -> None:
    """F4: postmaster.pid and the socket's lock name a live foreign process, or a zombie; the start goes on."""
    home.ensure().close()
    noted = (home.place.data / "postmaster.pid").read_text()
    head = home.postmaster()
    kill(head)
    until(home.is_gone, 10)
    if not alive:
        bystander.kill()
        until(lambda: _state(bystander.pid) == "Z", 5)
    stale = noted.replace(str(head), str(bystander.pid), 1)
    (home.place.data / "postmaster.pid").write_text(stale)
    (home.place.sock / ".s.PGSQL.5432.lock").write_text(stale)
    with home.ensure() as lease:
        assert await fetch(lease, "select 1") == 1
    assert _state(bystander.pid) == ("S" if alive else "Z")


def test_a_vanished_home_ends_its_server(home: Home) -> None:
    with home.ensure():
        shutil.rmtree(home.path)
        until(home.is_gone, 10)
    home.ensure().close()


@pytest.mark.parametrize("pause", [0.12, 0.3, 0.45])
async def test_a_killed_initdb_leaves_no_half_cluster(bare: Home, pause: float) -> None:
    """F4: client and initdb are killed somewhere in the making; the next start makes a whole one."""
    client = bare.client()
    until(lambda: bool(list(bare.place.pg.glob("data.new-*"))), 10)
    await asyncio.sleep(pause)
    kill(client.pid)
    for side in bare.place.pg.glob("data.new-*"):
        _kill_initdb(side)
    with bare.ensure() as lease:
        assert await fetch(lease, "select 1", lease.app) == 1
    assert sorted(path.name for path in bare.place.pg.iterdir() if path.is_dir()) == ["data", "sock"]


def test_a_child_whose_keeper_is_already_gone_never_starts() -> None:
    """The race of the parent's death: whoever finds another parent than its keeper ends before exec."""
    other = os.getppid()
    bind = tether.before_exec(other)
    child = subprocess.Popen(["/bin/sleep", "9"], preexec_fn=bind)  # noqa: PLW1509 - as the keeper does it
    assert child.wait(5) == 70


@pytest.mark.parametrize("release", [True, False])
def test_the_watcher_of_other_systems(*, release: bool) -> None:
    """Without a signal from the kernel: the end of a pipe stops the server, a word before it does not."""
    sleeper = subprocess.Popen(["/bin/sleep", "30"])
    watcher = tether.watch(sleeper.pid)
    if release:
        tether.let_go(watcher)
        assert sleeper.poll() is None
        sleeper.kill()
    else:
        assert watcher.stdin is not None
        watcher.stdin.close()
        assert watcher.wait(10) == 0
    assert sleeper.wait(5) == (-signal.SIGKILL if release else -signal.SIGINT)


def test_stop_frees_a_server_that_lost_its_keeper_lock(home: Home) -> None:
    """A keeper's note that is unreadable is not a pid; stop waits for the lock rather than guess."""
    lease = home.ensure()
    keeper = home.keeper()
    home.place.keeper_lock.write_text("")
    with pytest.raises(launch.Unavailable, match="has not stopped"):
        launch.stop(home.path, timeout=0.3)
    home.place.keeper_lock.write_text(json.dumps({"pid": keeper, "port": 5432}))
    assert launch.stop(home.path) is True
    lease.close()


def _kill_initdb(side: Path) -> None:
    """Kill initdb itself; the server it drives then ends alone, and leaves no shared memory behind."""
    for process in launch.processes.of(side):
        with suppress(FileNotFoundError, ProcessLookupError):
            if Path(f"/proc/{process.pid}/comm").read_text() == "initdb\n":
                kill(process.pid)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
