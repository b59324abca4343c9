"""Lines of a sheet in their order: by a value, what has none last, equals side by side and named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from decimal import Decimal

    from credora_agent.reports.sheets import SheetRow

MOST = 10_000
"""Lines one sheet may have."""
PAGE = 1_000
"""Lines one page of a list may have."""


def check_order(order: str, known: Collection[str], limit: int | None) -> None:
    """Raise BadInput for an order that is none of the `known`, or a limit no sheet can have."""
    if order not in known:
        raise BadInput(f"There is no order by {order[:60]!r}.", remedy=f"Use one of: {', '.join(known)}.")
    check_limit(limit)


def check_limit(limit: int | None) -> None:
    """Raise BadInput for a number of lines no sheet can have."""
    if limit is not None and not 1 <= limit <= MOST:
        raise BadInput(f"{limit} lines are not possible.", remedy=f"Ask for 1 to {MOST:,} lines.")


def check_page(limit: int) -> None:
    """Raise BadInput for a number of lines no page can have."""
    if not 1 <= limit <= PAGE:
        raise BadInput(f"A page of {limit} lines is not possible.", remedy=f"Ask for 1 to {PAGE:,} lines.")


class Place(NamedTuple):
    """Where a line stands: its id, its label, and the value it is ordered by."""

    id: str
    label: str
    value: Decimal | int | None


def placed(places: Sequence[Place], *, lowest_first: bool) -> list[Place]:
    """Return lines by their value, those without one last; equals by label, then id, whatever order they came in."""
    sign = 1 if lowest_first else -1

    def key(at: Place) -> tuple[bool, Decimal | int, str, str]:
        return at.value is None, sign * (at.value or 0), at.label.casefold(), at.id

    return sorted(places, key=key)


def ties(places: Sequence[Place]) -> dict[str, str]:
    """Return id → what is said of a line that equals others: which one, or how many. Nought equals nothing."""
    groups: dict[Decimal | int, list[str]] = {}
    for at in places:
        if at.value:
            groups.setdefault(at.value, []).append(at.id)
    found = {}
    for group in groups.values():
        for name in group if len(group) > 1 else ():
            other = next(fellow for fellow in group if fellow != name)
            found[name] = f"tied with {other}" if len(group) == 2 else f"tied with {len(group) - 1}"  # noqa: PLR2004
    return found


def ordered(
    rows: Sequence[SheetRow], by: str, *, lowest_first: bool, limit: int | None, tied: bool = True
) -> tuple[tuple[SheetRow, ...], int]:
    """Return the rows by a value, cut to `limit`, and how many were cut; with `tied` equals name each other."""
    of = {row.id: row for row in rows}
    places = placed([Place(row.id, row.label, row.values.get(by)) for row in rows], lowest_first=lowest_first)
    said = ties(places) if tied else {}
    shown = tuple(marked(of[at.id], said.get(at.id)) for at in places[:limit])
    return shown, len(places) - len(shown)


def marked(row: SheetRow, mark: str | None) -> SheetRow:
    """Return a row with one mark more, if there is one."""
    return row.model_copy(update={"marks": (*row.marks, mark)}) if mark else row
