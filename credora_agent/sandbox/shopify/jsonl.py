"""A file of lines kept in memory, packed; any range of its bytes can be read without unpacking the rest."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 1 << 20


class Jsonl:
    """Lines appended one after another; `size` is in bytes, line ends included."""

    def __init__(self) -> None:
        """Start empty."""
        self.size = 0
        self._starts: list[int] = []
        self._pieces: list[bytes] = []
        self._open = bytearray()

    def append(self, line: bytes) -> None:
        """Add a line, without its end."""
        self._open += line
        self._open += b"\n"
        self.size += len(line) + 1
        if len(self._open) >= _PIECE:
            self._close()

    def _close(self) -> None:
        self._starts.append(self.size - len(self._open))
        self._pieces.append(zlib.compress(self._open, 1))
        self._open = bytearray()

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """Return the bytes from `start` up to `end`, in pieces of about a megabyte."""
        if self._open:
            self._close()
        at = max(0, bisect_right(self._starts, start) - 1)
        while at < len(self._pieces) and self._starts[at] < end:
            piece, first = zlib.decompress(self._pieces[at]), self._starts[at]
            yield piece[max(0, start - first) : end - first]
            at += 1
