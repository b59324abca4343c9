"""A home of its own for each test, on the real server; whatever a test does, nothing of it may go on running."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from postgres_home import Home, keepers_below

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def base() -> Iterator[Path]:
    """Lend a directory nobody else may enter; at the end no server may stand below it, and no keeper serve it."""
    path = Path(tempfile.mkdtemp(prefix="credora-faults-", dir=_scratch()))
    yield path
    servers = [entry.name for entry in Path("/proc").glob("[0-9]*") if _stands_in(entry, path)]
    keepers = keepers_below(path)
    shutil.rmtree(path, ignore_errors=True)
    assert (servers, keepers) == ([], [])


@pytest.fixture(scope="session")
def seed(base: Path) -> Path:
    """Make one cluster and leave it stopped, to be copied."""
    made = Home(base / "seed")
    made.ensure().close()
    made.close()
    return made.path


@pytest.fixture
def bare(base: Path) -> Iterator[Home]:
    """Lend a home that does not exist yet."""
    made = Home(Path(tempfile.mkdtemp(dir=base)) / "home")
    yield made
    made.close()
    shutil.rmtree(made.path.parent, ignore_errors=True)


@pytest.fixture
def home(bare: Home, seed: Path) -> Home:
    """Lend a home with a stopped cluster: a plain copy, as from a backup (root's own files, if root runs this)."""
    for folder in ("data", "sock"):
        shutil.copytree(seed / "pg" / folder, bare.place.pg / folder)
    shutil.copy2(seed / "pg" / "passwords.json", bare.place.passwords)
    return bare


@pytest.fixture
def home_on_disk() -> Iterator[Home]:
    """Lend a home that does not exist yet, where every commit waits for a disk."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        made = Home(Path(folder) / "home")
        yield made
        made.close()


def _scratch() -> str | None:
    """Return memory for the homes where that is large enough: a neighbour's load on the disk is no part of a test."""
    memory = Path("/dev/shm")  # noqa: S108 - only a place for mkdtemp
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30 else None


def _stands_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").readlink().is_relative_to(folder)
    except OSError:
        return False
