"""Cells of a CSV file as every export writes them: raw decimals, and texts that no spreadsheet runs."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Protocol

from credora_agent.reports.schemas import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from typing import Any, TextIO

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Rows(Protocol):
    """What rows of cells are written to."""

    def writerow(self, row: Iterable[Any], /) -> object:
        """Write one row."""
        ...

    def writerows(self, rows: Iterable[Iterable[Any]], /) -> object:
        """Write several rows."""
        ...


def rows_of(file: TextIO) -> Rows:
    """Return the writer of a file; open it with `newline=""`."""
    return csv.writer(file)


def inert(text: str | None) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    value = text or ""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def cell(value: Decimal | None) -> str:
    """Return a raw decimal; nothing for what is not recorded."""
    return "" if value is None else plain(value)
