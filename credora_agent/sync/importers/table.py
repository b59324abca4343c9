"""A small table read loosely: columns found by their usual names, dates and decimals learned from its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.core.errors import BadInput
from credora_agent.sync.importers.guess import date_format, decimal_mark
from credora_agent.sync.importers.headers import folded
from credora_agent.sync.importers.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SAMPLE = 20_000
"""Rows that the way of writing is learned from."""


class Table:
    """A table's source with its columns placed by name, its `date_format` and its `decimal` mark."""

    def __init__(self, path: Path, *, names: Mapping[str, Sequence[str]], needed: Sequence[str]) -> None:
        """Open `path`, finding each column of `names` by the first synonym there; those `needed` must be there.

        Raises BadFile when it cannot be read and BadInput when a needed column is absent.
        """
        self.source = Source(path, spare_comma=True)
        known = {folded(header): at for at, header in reversed(list(enumerate(self.source.headers)))}
        self.at = {
            what: next(known[name] for name in synonyms if name in known)
            for what, synonyms in names.items()
            if any(name in known for name in synonyms)
        }
        absent = [what for what in needed if what not in self.at]
        if absent:
            raise BadInput(
                f"{path.name} has no column for {' and '.join(absent)}.",
                remedy=f"It has: {', '.join(self.source.headers)[:300]}. Rename one, e.g. {absent[0]!r}.",
            )
        self.source.require_rows()
        self._rows = self.source.sample(SAMPLE)

    def dates(self, what: str) -> str:
        """Return how the column's dates are written. Raises BadInput when day and month cannot be told apart."""
        pattern, doubt = date_format([cells[self.at[what]] for cells in self._rows if cells[self.at[what]].strip()])
        if doubt:
            raise BadInput(f"{self.source.path.name}: {doubt}.", remedy="Write its dates as YYYY-MM-DD.")
        return pattern

    def decimal(self, places: Sequence[int], *, decimals: int = 2) -> str:
        """Return the decimal mark of the columns at `places`, money of a currency with so many `decimals`.

        Raises BadInput when it cannot be told.
        """
        mark, doubt = decimal_mark([cells[at] for cells in self._rows for at in places], decimals=decimals)
        if doubt:
            raise BadInput(f"{self.source.path.name}: {doubt}.", remedy="Write its numbers like 1234.50.")
        return mark
