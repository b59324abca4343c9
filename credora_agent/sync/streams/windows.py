"""Windows of days, as cursors keep them: cut into slices, and halved when a platform says it is too much."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = timedelta(days=1)


def slices(first: date, last: date, days: int) -> list[list[str]]:
    """Return the days from `first` to `last` in runs of up to `days`, the newest first."""
    runs = []
    while last >= first:
        start = max(first, last - timedelta(days=days - 1))
        runs.append([start.isoformat(), last.isoformat()])
        last = start - DAY
    return runs


def halved(window: Sequence[str]) -> list[list[str]]:
    """Return the two halves of a window, the newer first; a single day cannot be cut and comes back alone."""
    start, end = bounds(window)
    if start == end:
        return [list(window)]
    middle = start + (end - start) // 2
    return [[(middle + DAY).isoformat(), end.isoformat()], [start.isoformat(), middle.isoformat()]]


def bounds(window: Sequence[str]) -> tuple[date, date]:
    """Return the first and the last day of a window."""
    return date.fromisoformat(window[0]), date.fromisoformat(window[1])
