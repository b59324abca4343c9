"""A daily series from a CSV file: rows of a day summed, days without a row 0."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.core.errors import BadFile, BadInput
from credora_agent.sync.importers.cells import plain_number
from credora_agent.sync.importers.guess import date_format, decimal_mark
from credora_agent.sync.importers.source import Source
from evals.backtest.columns import day_column, value_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

COMMITTED = Path(__file__).parents[1] / "datasets" / "series"
SAMPLE = 5_000
"""Rows that columns are told by."""
LONGEST = 20_000
"""Days between the first and the last, beyond which a date must be wrong: 54 years."""


@dataclass(frozen=True, slots=True)
class Series:
    """Daily values from `first_day` on, and what was done to get them, in sentences."""

    name: str
    first_day: date
    values: NDArray[np.float64]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a file's cells are read."""

    day: int
    values: tuple[int, ...]
    pattern: str
    decimal: str

    def row(self, cells: Sequence[str]) -> tuple[date, float]:
        """Return a row's day and value. Raises ValueError, whose text says what cannot be read."""
        text = cells[self.day].strip()
        iso = self.pattern == "iso"
        moment = datetime.fromisoformat(text) if iso else datetime.strptime(text, self.pattern)  # noqa: DTZ007
        return moment.date(), math.prod(self._number(cells[at]) for at in self.values)

    def _number(self, cell: str) -> float:
        plain = plain_number(cell, self.decimal) or cell
        number = float(plain)
        if not math.isfinite(number):
            raise ValueError(f"{cell!r} is not a finite number")
        return number


def committed() -> list[Path]:
    """Return the series kept in this repository."""
    return sorted(COMMITTED.glob("*.csv"))


def read(path: Path, *, day: str | None = None, value: str | None = None) -> Series:
    """Return the daily series in `path`, from its first day that is not 0 on.

    Raises BadInput, naming the file, when its columns, a date or a number cannot be told, or nothing is in it.
    """
    source = Source(path)
    source.require_rows()
    try:
        reading = _reading(source.headers, source.sample(SAMPLE), day, value)
    except BadFile:
        raise
    except BadInput as bad:
        raise BadInput(f"{path.name}: {bad.cause}", remedy=bad.remedy) from None
    sums, rows, empty = _summed(source, reading)
    return _filled(path.name, sums, rows, empty)


def _reading(headers: Sequence[str], rows: Sequence[Sequence[str]], day: str | None, value: str | None) -> _Reading:
    at = day_column(headers, rows, day)
    places = value_columns(headers, rows, value, day=at)
    pattern, doubt = date_format([row[at] for row in rows if row[at].strip()])
    if doubt:
        raise BadInput(f"In the column {headers[at]!r} {doubt}.", remedy="Write its dates as YYYY-MM-DD.")
    mark, _ = decimal_mark([row[place] for row in rows for place in places])
    return _Reading(at, places, pattern, mark)


def _summed(source: Source, reading: _Reading) -> tuple[dict[date, float], int, int]:
    """Return the sums by day, and how many rows there were, and without a value."""
    sums: dict[date, float] = defaultdict(float)
    rows = empty = 0
    for number, cells, fault in source.rows():
        if fault is not None:
            raise BadFile(f"{source.path.name}, row {number}: {fault}", remedy="Correct the row or take it out.")
        rows += 1
        if any(not cells[at].strip() for at in reading.values):
            empty += 1
            continue
        try:
            on, amount = reading.row(cells)
        except ValueError as error:
            told = str(error)[:LONGEST]
            raise BadInput(
                f"{source.path.name}, row {number}: {told}.", remedy="Correct the row, or name other columns."
            ) from None
        sums[on] += amount
    return sums, rows, empty


def _filled(name: str, sums: dict[date, float], rows: int, empty: int) -> Series:
    sold = [day for day, amount in sums.items() if amount]
    if not sold:
        raise BadInput(f"{name} holds no value but 0.", remedy="Name the column of values by --value-col.")
    first, last = min(sold), max(sums)
    days = (last - first).days + 1
    if days > LONGEST:
        raise BadInput(f"{name} reaches from {first} to {last}.", remedy="Correct the dates that cannot be meant.")
    values = np.zeros(days)
    inside = {day: amount for day, amount in sums.items() if day >= first}
    for day, amount in inside.items():
        values[(day - first).days] = amount
    absent, before = days - len(inside), len(sums) - len(inside)
    said = (
        (rows - empty > len(sums), f"{rows - empty:,} rows were summed to {len(sums):,} days."),
        (empty, f"{empty:,} rows without a value were left out."),
        (absent, f"{absent:,} days without a row count as 0."),
        (before, f"{before:,} days of 0 before the first sale were left out."),
    )
    return Series(name, first, values, tuple(sentence for true, sentence in said if true))
