"""The file of sealing keys: made once however many processes begin at once, replaced whole, readable by its owner."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import TYPE_CHECKING

from credora_agent.core.errors import Unavailable
from credora_agent.core.postgres import locks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
PATIENCE = 10.0


def read(path: Path) -> str:
    """Return the file's text. Raises Unavailable when it cannot be read or anybody but its owner may."""
    try:
        if os.name == "posix" and path.stat().st_mode & OTHERS:
            raise Unavailable(f"The key file {path} is open to others.", remedy=f"Run: chmod 600 {path}")
        return path.read_text(encoding="ascii")
    except (OSError, ValueError) as fault:
        raise Unavailable(
            f"The key file {path} cannot be read ({type(fault).__name__}).",
            remedy="Make it readable for this user, or bring it back from your backup: tokens are sealed with it.",
        ) from fault


def read_or_create(path: Path, first_line: Callable[[], str]) -> str:
    """Return the file's text; if there is none, that of a new file of one line, or of the one made meanwhile."""
    if not path.exists():
        # Linked, not renamed: of two processes the second fails here, and the first one's keys are the keys.
        with _beside(path, first_line() + "\n") as fresh, suppress(FileExistsError):
            os.link(fresh, path)
    return read(path)


def prepend(path: Path, line: str) -> str:
    """Return the file's text after putting `line` before all others; whoever else does so waits its turn."""
    with _alone(path):
        text = f"{line}\n{read(path)}"
        with _beside(path, text) as fresh:
            fresh.replace(path)
    return text


@contextmanager
def _beside(path: Path, text: str) -> Iterator[Path]:
    """Lend a complete file with that text, mode 0600, on stable storage; what is left of it is removed."""
    fresh = path.with_name(f"{path.name}.{token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(fd)
        yield fresh
    except OSError as fault:
        raise _unwritable(path, fault) from fault
    finally:
        with suppress(OSError):
            fresh.unlink()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    fd = locks.open_file(path.with_name(f"{path.name}.lock"))
    try:
        if not locks.take_within(fd, seconds=PATIENCE):
            raise Unavailable(f"Another process holds the key file {path}.", remedy="Wait for it, and try again.")
        yield
    finally:
        os.close(fd)


def _unwritable(path: Path, fault: OSError) -> Unavailable:
    return Unavailable(
        f"The key file {path} cannot be written ({type(fault).__name__}).",
        remedy="Make its folder writable for this user, or give the keys in CREDORA_KEYS.",
    )
