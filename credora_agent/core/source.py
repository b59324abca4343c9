"""Which version of the source a process runs: what is kept of its answers is good for the same source only."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def version_of(*folders: str) -> str:
    """Return what names the code in those folders of the installation: a digest of the source it is made of."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".sql"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
