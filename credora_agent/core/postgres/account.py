"""Whom the server runs as: the caller, or an unprivileged account when the caller is root."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from credora_agent.core.errors import Unavailable

if sys.platform != "win32":
    import pwd

if TYPE_CHECKING:
    from pathlib import Path

CANDIDATES = ("credora", "postgres", "nobody")


class Identity(TypedDict, total=False):
    """The arguments by which `subprocess` changes to an account; empty: stay as you are."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    uid: int
    gid: int

    def __str__(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return f"uid {self.uid}"


def identity(account: Account | None) -> Identity:
    """Return what makes a subprocess run as `account`, without any of the caller's groups."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def choose(data: Path) -> Account | None:
    """Return the account for the server of `data`, or None to run as the caller.

    Only root needs one, as postgres refuses to run as root: the account that owns the data already, or else
    the first of CANDIDATES this machine has. Raises Unavailable when it has none.
    """
    if os.geteuid() != 0:
        return None
    if data.is_dir() and (held := data.stat()).st_uid != 0:
        return Account(held.st_uid, held.st_gid)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        f"Postgres refuses to run as root, and this machine has none of the accounts {', '.join(CANDIDATES)}.",
        remedy="Create one (useradd --system credora) or run Credora as an ordinary user.",
    )


def hand_over(path: Path, account: Account | None) -> None:
    """Give the directory `path` to `account` with mode 0700, and its content if that is still root's."""
    path.chmod(0o700)
    if account is None:
        return
    foreign = path.stat().st_uid != account.uid
    os.chown(path, account.uid, account.gid, follow_symlinks=False)
    if foreign:
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.chown(os.path.join(folder, name), account.uid, account.gid, follow_symlinks=False)  # noqa: PTH118 - os.walk speaks text
