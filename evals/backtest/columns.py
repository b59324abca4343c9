"""Which column of a file is the day and which the value: as told, or guessed and refused when not sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.core.errors import BadInput
from credora_agent.sync.importers.guess import ENOUGH, date_format, decimal_mark, share_of_numbers
from credora_agent.sync.importers.headers import SYNONYMS, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DAYS = frozenset({"day", "ds", "ts", *SYNONYMS["ordered_at"]})
VALUES = frozenset(
    {"value", "y", "sales", "netsales", "revenue", "netrevenue", "turnover", "umsatz", "ventes", "ventas", "vendas",
     *SYNONYMS["line_total"]}
)  # fmt: skip
LONGEST = 200


def day_column(headers: Sequence[str], rows: Sequence[Sequence[str]], told: str | None) -> int:
    """Return the place of the column of days. Raises BadInput when none, or more than one, may be it."""
    if told is not None:
        return _place(headers, told, "--date-col")
    found = _filled(headers, rows, lambda cells: date_format(cells)[1] is None or _two_ways(cells))
    return _only(found, headers, DAYS, "dates", "--date-col")


def value_columns(
    headers: Sequence[str], rows: Sequence[Sequence[str]], told: str | None, *, day: int
) -> tuple[int, ...]:
    """Return the place of the column of values, or of both that are multiplied: `told` may be "Quantity*UnitPrice".

    Raises BadInput when none, or more than one, may be it.
    """
    if told is not None and told not in headers and "*" in told:
        return tuple(_place(headers, part.strip(), "--value-col") for part in told.split("*"))
    if told is not None:
        return (_place(headers, told, "--value-col"),)
    found = _filled(headers, rows, lambda cells: share_of_numbers(cells, decimal_mark(cells)[0], whole=False) >= ENOUGH)
    return (_only([at for at in found if at != day], headers, VALUES, "values", "--value-col"),)


def _place(headers: Sequence[str], told: str, option: str) -> int:
    if told in headers:
        return headers.index(told)
    raise BadInput(f"There is no column {told!r}.", remedy=f"Give {option} one of: {_named(headers)}.")


def _only(found: list[int], headers: Sequence[str], names: frozenset[str], what: str, option: str) -> int:
    """Return the one place found, or the only one of its name."""
    known = [at for at in found if folded(headers[at]) in names]
    if len(found) == 1 or len(known) == 1:
        return (known or found)[0]
    if not found:
        raise BadInput(
            f"No column reads as {what}.", remedy=f"The columns are {_named(headers)}; name one by {option}."
        )
    of_many = _named([headers[at] for at in found])
    example = f" or a product, {option} 'Quantity*UnitPrice'" if option == "--value-col" else ""
    raise BadInput(f"Several columns may hold the {what}: {of_many}.", remedy=f"Name one by {option}{example}.")


def _filled(headers: Sequence[str], rows: Sequence[Sequence[str]], reads: Callable[[Sequence[str]], bool]) -> list[int]:
    """Return the places of columns whose cells, those not empty, read as asked."""
    columns = ([row[at] for row in rows if row[at].strip()] for at in range(len(headers)))
    return [at for at, cells in enumerate(columns) if cells and reads(cells)]


def _two_ways(cells: Sequence[str]) -> bool:
    """Return whether dates are there that can be read in two ways, which is for their reader to say."""
    return date_format(cells)[0] != "iso"


def _named(headers: Sequence[str]) -> str:
    names = ", ".join(headers)
    return names if len(names) <= LONGEST else f"{names[:LONGEST]}…"
