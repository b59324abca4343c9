"""Advisory locks on files: the kernel drops them with the process, however it ends."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from credora_agent.core.errors import Unavailable

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAUSE = 0.02


def open_file(path: Path) -> int:
    """Return a descriptor of the lock file, made with mode 0600 if missing; not inherited by programs."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def share(fd: int) -> None:
    """Hold `fd` shared; waits the instant in which a keeper looks whether anybody does."""
    fcntl.flock(fd, fcntl.LOCK_SH)


def take_within(fd: int, *, seconds: float) -> bool:
    """Return whether `fd` is now held exclusively; waits `seconds` for others, who may only be looking."""
    deadline = time.monotonic() + seconds
    while not try_take(fd):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def try_take(fd: int) -> bool:
    """Return whether `fd` is now held exclusively; does not wait."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def release(fd: int) -> None:
    """Let go of `fd`, which stays open."""
    fcntl.flock(fd, fcntl.LOCK_UN)


def is_held(path: Path) -> bool:
    """Return whether a live process holds the lock file exclusively."""
    try:
        fd = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(fd)


@contextmanager
def exclusive(path: Path, *, deadline: float) -> Iterator[None]:
    """Hold the lock file exclusively within the block. Raises Unavailable when another holds it past `deadline`."""
    fd = open_file(path)
    try:
        while not try_take(fd):
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"Another process has been starting or stopping the database for too long ({path}).",
                    remedy="Wait for it to finish, or end it, and try again.",
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(fd)
