"""API versions: one a quarter, each supported for a year; an older one is served as the oldest that is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_SHAPE = re.compile(r"\d{4}-(?:01|04|07|10)")
_SUPPORTED = 4
UNSTABLE = "unstable"


def newest(now: datetime) -> str:
    """Return the latest stable version at `now`."""
    return f"{now.year}-{(now.month - 1) // 3 * 3 + 1:02d}"


def served(asked: str, now: datetime) -> str | None:
    """Return the version that answers a request for `asked`; None when that never was a version."""
    if asked == UNSTABLE:
        return asked
    if not _SHAPE.fullmatch(asked):
        return None
    oldest = newest(now)
    for _ in range(_SUPPORTED - 1):
        oldest = following(oldest, -1)
    return max(asked, oldest)


def following(version: str, quarters: int = 1) -> str:
    """Return the version so many quarters later."""
    year, month = map(int, version.split("-"))
    count = year * 4 + (month - 1) // 3 + quarters
    return f"{count // 4}-{count % 4 * 3 + 1:02d}"
