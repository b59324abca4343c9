"""Sheets as pages show them: sorted and cut into pages by the server, all of it in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Query

from credora_agent.core.errors import BadInput
from credora_agent.web.links import link

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from credora_agent.reports.sheets import Column, Sheet, SheetRow

SIZE = 100
"""Lines of a page."""
MOST_PAGES = 100
Order = Annotated[str | None, Query(max_length=40)]
Page = Annotated[int, Query(ge=1, le=MOST_PAGES)]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: where it leads to be sorted by it, and how it is sorted now ("" when it is not)."""

    column: Column
    href: str | None
    sorted: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of a sheet: its heads, its lines, what stands under them, and the pages before and after it."""

    sheet: Sheet
    heads: tuple[Head, ...]
    rows: tuple[SheetRow, ...]
    foot: tuple[SheetRow, ...]
    first: int
    count: int
    previous: str | None = None
    next: str | None = None

    @property
    def last(self) -> int:
        """Return the number of the last line shown."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True, slots=True)
class Sorting:
    """What lines are sorted by: a column, highest first unless its name follows a minus."""

    column: str
    lowest_first: bool = False

    @classmethod
    def read(cls, said: str | None, known: Collection[str], default: str) -> Sorting:
        """Return what the address says. Raises BadInput for a column that nothing is sorted by."""
        text = said or default
        column = text.removeprefix("-")
        if column not in known:
            raise BadInput(f"Nothing is sorted by {column!r}.", remedy=f"Use one of: {', '.join(known)}.")
        return cls(column, text.startswith("-"))

    def href(self, path: str, query: Mapping[str, str], column: str) -> str:
        """Return the address that sorts by a column, the other way round where it is sorted by it already."""
        turned = column == self.column and not self.lowest_first
        return link(path, **{**query, "order": f"-{column}" if turned else column, "page": None})

    def of(self, column: str) -> str:
        """Return how a column is sorted, as aria-sort says it."""
        if column != self.column:
            return ""
        return "ascending" if self.lowest_first else "descending"


def grid(  # noqa: PLR0913 - a table's parts
    sheet: Sheet,
    *,
    path: str,
    query: Mapping[str, str],
    sorting: Sorting,
    sortable: Collection[str],
    shown: Sequence[str] | None = None,
    page: int = 1,
    apart: Collection[str] = (),
) -> Grid:
    """Return page `page` of a sheet, in the order it came in; lines whose id is `apart` stand under all pages."""
    rows = [row for row in sheet.rows if row.id not in apart]
    first = (page - 1) * SIZE
    here = tuple(rows[first : first + SIZE])
    of = {column.id: column for column in sheet.columns}
    names = [name for name in (shown if shown is not None else of) if name in of]
    more = sheet.left_out > 0 or len(rows) > first + SIZE
    return Grid(
        sheet=sheet,
        heads=tuple(
            Head(of[name], sorting.href(path, query, name) if name in sortable else None, sorting.of(name))
            for name in names
        ),
        rows=here,
        foot=tuple(row for row in sheet.rows if row.id in apart),
        first=first + 1,
        count=len(rows) + sheet.left_out,
        previous=link(path, **{**query, "page": page - 1 if page > 2 else None}) if page > 1 else None,  # noqa: PLR2004
        next=link(path, **{**query, "page": page + 1}) if more and page < MOST_PAGES else None,
    )


def wanted(page: int) -> int:
    """Return how many lines a report must have for that page of it."""
    return page * SIZE
