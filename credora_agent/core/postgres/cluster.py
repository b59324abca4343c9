"""The database cluster on disk: made whole or not at all, checked, and freed of what a crash left behind."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from credora_agent.core.errors import Unavailable
from credora_agent.core.postgres import binaries, passwords, processes
from credora_agent.core.postgres.account import hand_over
from credora_agent.core.postgres.passwords import APP, OWNER
from credora_agent.core.postgres.place import DATABASE

if TYPE_CHECKING:
    from credora_agent.core.postgres.account import Account
    from credora_agent.core.postgres.passwords import Logins
    from credora_agent.core.postgres.place import Place

# The superuser of setup has no password, and every way in asks for one: only `postgres --single` knows it.
ADMIN = "credora_admin"
_SIDE = "data.new-"
_HBA = "local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n"
_INITDB = (
    f"--username={ADMIN}", "--auth=reject", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8", "--data-checksums", "--no-sync", "--no-instructions",
)  # fmt: skip
_ROLES = (
    f"CREATE ROLE {OWNER}",
    f"CREATE ROLE {APP}",
    f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template0",
    f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
    f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP}",
)
_LOGIN = "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS {} PASSWORD '{}'"


def data_argument(data: Path) -> str:
    """Return how a server standing in `data` names it.

    On Linux by the kernel's own link to it: no directory above is walked, so an account that may not enter
    root's home still runs there, and the length of the path does not matter.
    """
    return "/proc/self/cwd" if sys.platform == "linux" else str(data)


def settle(place: Place, folder: Path, account: Account | None) -> None:
    """Make the cluster ready to be started: it exists, fits the programs, nobody runs it, nothing stale is left.

    Call with the start lock held. Raises Unavailable with what is wrong otherwise.
    """
    for side in place.pg.glob(f"{_SIDE}*"):
        processes.clear(side)
        shutil.rmtree(side, ignore_errors=True)
    processes.clear(place.data)
    if place.data.is_dir() and any(place.data.iterdir()):
        _check_version(place.data, binaries.version(folder, account))
        hand_over(place.data, account)
        if passwords.read(place.passwords) is None:
            _set_passwords(place, folder, account)
    else:
        _create(place, folder, account)
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    for stale in place.sock.glob(".s.PGSQL.*"):
        stale.unlink()


def is_ready(place: Place) -> bool:
    """Return whether the running server has come up, recovery included, by its own note."""
    try:
        lines = (place.data / "postmaster.pid").read_text(errors="replace").splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"  # noqa: PLR2004 - the eighth line, see miscadmin.h


def _check_version(data: Path, version: str) -> None:
    try:
        made_by = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise Unavailable(
            f"{data} is not empty, and not a Postgres data directory either (it has no PG_VERSION).",
            remedy="Move it away, or restore it from a backup.",
        ) from None
    if made_by != version.partition(".")[0]:
        raise Unavailable(
            f"The data in {data} was made by PostgreSQL {made_by}, and these programs are {version}.",
            remedy=f"Set CREDORA_PG_BIN to the programs of PostgreSQL {made_by}, "
            "or move the data by pg_dump and pg_restore.",
        )


def _create(place: Place, folder: Path, account: Account | None) -> None:
    logins = passwords.read(place.passwords) or passwords.create(place.passwords)
    side = Path(tempfile.mkdtemp(dir=place.pg, prefix=_SIDE))
    try:
        hand_over(side, account)
        where = data_argument(side)
        _must(folder / "initdb", "-D", where, *_INITDB, account=account, cwd=side)
        _write(side / "pg_hba.conf", _HBA)
        _single(side, folder, account, (*_ROLES, *_passwords_sql(logins)), fsync="off")
        _must(folder / "initdb", "-D", where, "--sync-only", account=account, cwd=side)
        side.rename(place.data)
    finally:
        shutil.rmtree(side, ignore_errors=True)
    _sync(place.pg)


def _set_passwords(place: Place, folder: Path, account: Account | None) -> None:
    """Give both roles fresh passwords; the file is last, so that a kill in between only repeats this."""
    fresh = place.passwords.with_suffix(".set")
    logins = passwords.create(fresh)
    _single(place.data, folder, account, _passwords_sql(logins), fsync="on")
    fresh.rename(place.passwords)


def _passwords_sql(logins: Logins) -> tuple[str, ...]:
    return (
        _LOGIN.format(OWNER, "CREATEDB", logins.owner.password),
        _LOGIN.format(APP, "NOCREATEDB", logins.app.password),
    )


def _single(data: Path, folder: Path, account: Account | None, sql: tuple[str, ...], *, fsync: str) -> None:
    """Run statements in the cluster without a server; they go by standard input, so no list of processes shows them."""
    settings = {"fsync": fsync, "exit_on_error": "on", "log_min_error_statement": "panic"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    text = "".join(f"{statement};\n" for statement in sql)
    single = ("--single", "-D", data_argument(data), *options, "postgres")
    _must(folder / "postgres", *single, account=account, cwd=data, text=text)


def _must(program: Path, *arguments: str, account: Account | None, cwd: Path, text: str = "") -> None:
    done = binaries.run(program, *arguments, account=account, cwd=cwd, text=text)
    if done.returncode == 0:
        return
    said = "\n".join(done.stderr.strip().splitlines()[-6:]) or f"it ended with {done.returncode}"
    full = os.strerror(errno.ENOSPC) in done.stderr
    raise Unavailable(
        f"The database in {cwd.parent} could not be made: {program.name} said: {said}.",
        remedy="Free some disk space and try again." if full else "Nothing was kept; try again once that is repaired.",
    )


def _write(path: Path, text: str) -> None:
    """Replace a file's content; never through a link, as its directory may belong to another account."""
    fd = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
    with os.fdopen(fd, "w") as file:
        file.write(text)


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
