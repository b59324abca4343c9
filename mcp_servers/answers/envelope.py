"""The data of an answer: the same keys in the same order for every tool, figures with what they follow from."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credora_agent.core.quoting import cut, sentence
from credora_agent.reports.schemas import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from credora_agent.core.period import Period
    from credora_agent.reports.schemas import Figure, Range
    from credora_agent.reports.sheets import Behind

MOST_FIGURES = 20
MOST_NOTES = 12


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What an answer carries; see answers.schema. `bounds`, `compare` and `detail` are left out where empty."""

    shop: str
    currency: str
    period: Range | Period | None = None
    compare: Range | Period | None = None
    totals: Mapping[str, Decimal | str | None] = field(default_factory=dict)
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    bounds: Mapping[str, Any] = field(default_factory=dict)
    total_rows: int = 0
    next_cursor: str | None = None
    as_of: datetime | None = None
    sources: Sequence[Mapping[str, Any]] = ()
    figures: Sequence[Mapping[str, Any]] = ()
    notes: Iterable[str] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """Return it as JSON."""
        notes = list(dict.fromkeys(sentence(note) for note in self.notes))[:MOST_NOTES]
        found: dict[str, Any] = {
            "shop": cut(self.shop),
            "currency": self.currency,
            "period": days(self.period),
            "compare": days(self.compare),
            "totals": {name: value(each) for name, each in self.totals.items()},
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "bounds": self.bounds,
            "total_rows": self.total_rows,
            "next_cursor": self.next_cursor,
            "as_of": moment(self.as_of),
            "sources": list(self.sources),
            "figures": list(self.figures)[:MOST_FIGURES],
            "notes": notes,
            "detail": self.detail,
        }
        return {name: each for name, each in found.items() if each or name not in {"compare", "bounds", "detail"}}


def value(of: Decimal | str | None) -> str | None:
    """Return an amount, ratio or count as data: a plain decimal string, nothing of it rounded."""
    return plain(of or abs(of)) if isinstance(of, Decimal) else of


def days(period: Range | Period | None) -> dict[str, str] | None:
    """Return a period as data."""
    return {"start": day(period.start), "end": day(period.end)} if period else None


def day(when: date) -> str:
    """Return a day as data."""
    return when.isoformat()


def moment(when: datetime | None) -> str | None:
    """Return a moment as data, to the second."""
    return when.isoformat(timespec="seconds").replace("+00:00", "Z") if when else None


def figure(of: Figure, *, period: Range | Period | None = None) -> dict[str, Any]:
    """Return a figure as data: its days where they are not `period`'s, its doubts where it has any."""
    own = period is None or (of.start, of.end) != (period.start, period.end)
    found: dict[str, Any] = {
        "id": of.id,
        "label": of.label,
        "value": value(of.value),
        "unit": str(of.unit),
        "currency": of.currency,
        "start": day(of.start) if own else None,
        "end": day(of.end) if own else None,
        "formula": of.formula,
        "entries": of.entries,
        "bound": None if of.bound == "exact" else str(of.bound),
        "missing": list(of.missing),
        "notes": [sentence(note) for note in of.notes],
    }
    return {name: each for name, each in found.items() if name in {"id", "label", "value", "unit"} or each}


def rows_behind(metric: str, period: Range | Behind, **only: str | None) -> dict[str, Any]:
    """Return the call that lists the ledger rows behind a metric of those days."""
    args = {"metric": metric, "start": day(period.start), "end": day(period.end)}
    return {"tool": "cfo_entries", "args": args | {name: each for name, each in only.items() if each}}


def bounded(
    totals: Mapping[str, str], cells: Iterable[tuple[int, str, str]], filled: Mapping[str, int]
) -> dict[str, Any]:
    """Return which values are not exact: totals by id, cells as groups of columns and row numbers.

    `cells` are (row number, column, bound), `filled` counts the values of each column; a group without rows holds
    for all values of its columns.
    """
    by_column: dict[tuple[str, str], list[int]] = {}
    for number, column, bound in cells:
        by_column.setdefault((column, bound), []).append(number)
    groups: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for (column, bound), numbers in by_column.items():
        rows = () if len(numbers) == filled.get(column) else tuple(numbers)
        groups.setdefault((bound, rows), []).append(column)
    found = [
        {"bound": bound, "columns": columns, **({"rows": list(rows)} if rows else {})}
        for (bound, rows), columns in groups.items()
    ]
    whole: dict[str, Any] = {"totals": dict(totals), "cells": found}
    return {name: each for name, each in whole.items() if each}
