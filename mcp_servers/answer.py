"""What a tool answers a client: a short text that stands alone, and the same as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """A tool's answer as a client gets it.

    `text` is at most some 300 tokens. `data` is JSON: {shop, currency, period, totals, columns, rows, total_rows,
    next_cursor, as_of, sources, figures, notes}, money as decimal strings; totals are over all rows, shown or not.
    """

    text: str
    data: dict[str, Any]
