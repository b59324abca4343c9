"""Numbers that name things: rising within each kind, with gaps, the same for the same world."""

from __future__ import annotations

_APART = 1_000_000_000_039
_STEP = 32_771


class Ids:
    """The next number of each kind; kinds lie far apart, and those of two seeds lie between each other."""

    def __init__(self, base: int, seed: int) -> None:
        self._base = base + seed % _STEP
        self._last: dict[str, int] = {}

    def next(self, kind: str) -> int:
        """Return a number nothing of this `kind` has had."""
        last = self._last.get(kind)
        if last is None:
            last = self._base + _APART * len(self._last)
        self._last[kind] = last + _STEP
        return last + _STEP
