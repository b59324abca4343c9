"""Lines of a sheet in their order: by a value, what has none last, equals side by side and named."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from credora_agent.reports.sheets import SheetRow

MOST = 10_000
"""Lines one sheet may have."""


def check_order(order: str, known: Collection[str], limit: int | None) -> None:
    """Raise BadInput for an order that is none of the `known`, or a limit no sheet can have."""
    if order not in known:
        raise BadInput(f"There is no order by {order[:60]!r}.", remedy=f"Use one of: {', '.join(known)}.")
    check_limit(limit)


def check_limit(limit: int | None) -> None:
    """Raise BadInput for a number of lines no sheet can have."""
    if limit is not None and not 1 <= limit <= MOST:
        raise BadInput(f"{limit} lines are not possible.", remedy=f"Ask for 1 to {MOST:,} lines.")


def ordered(
    rows: Sequence[SheetRow], by: str, *, lowest_first: bool, limit: int | None, ties: bool = True
) -> tuple[tuple[SheetRow, ...], int]:
    """Return the rows by a value, cut to `limit`, and how many were cut.

    Equals stand by label, then id, whatever order they came in, and with `ties` name each other unless the
    value is nought.
    """
    sign = 1 if lowest_first else -1

    def place(row: SheetRow) -> tuple[bool, Decimal, str, str]:
        value = row.values.get(by)
        return value is None, sign * (value or Decimal(0)), row.label.casefold(), row.id

    placed = sorted(rows, key=place)
    if ties:
        placed = _ties_named(placed, by)
    return tuple(placed[:limit]), max(len(placed) - limit, 0) if limit is not None else 0


def _ties_named(rows: list[SheetRow], by: str) -> list[SheetRow]:
    values = [row.values.get(by) for row in rows]
    same = {value for value, after in pairwise(values) if value is not None and value == after and value}
    if not same:
        return rows
    named = []
    for row, value in zip(rows, values, strict=True):
        fellows = [other.id for other in rows if value in same and other.values.get(by) == value and other is not row]
        marks = (*row.marks, f"tied with {fellows[0]}" if len(fellows) == 1 else f"tied with {len(fellows)}")
        named.append(row.model_copy(update={"marks": marks}) if fellows else row)
    return named
