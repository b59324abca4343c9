"""The merchant's plan from a CSV of lines of every kind, and back into one.

The column `what` says what a line is; each kind has columns of its own, and the others are left empty:

balance    name (the account), amount, currency, from (the day at whose end it stood)
payment    name, kind, direction (out, in), amount, currency, every, from, until
stock      name, sku, units, unit_cost, currency, from (the day of the order), arrives, deposit, balance_days, status
terms      sku (empty: every other one), lead_days, least, pack, deposit, balance_days
tax        name, every, from, due_days, share
event      name, from, until, factor
campaign   name (or its key), sku
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadFile, BadInput
from credora_agent.core.money import minor_digits
from credora_agent.ledger.entries import Rejected
from credora_agent.sync.importers.cells import BadCell, shown_cells
from credora_agent.sync.importers.plan_lines import COLUMNS, FORMULA_STARTS, Cells, PlanLine, plan_cells, plan_line
from credora_agent.sync.importers.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

HEADER = ",".join(COLUMNS)
TEXTS = ("name", "sku")
_ALSO = {
    "what": ("what", "type"),
    "from": ("from", "day", "firstday", "date", "orderedon", "ordered"),
    "until": ("until", "to", "lastday"),
    "unit_cost": ("unitcost", "cost"),
    "arrives": ("arrives", "arriveson"),
    "least": ("least", "leastunits", "moq"),
    "pack": ("pack", "packunits"),
}
_NAMES = {column: _ALSO.get(column, (column.replace("_", ""),)) for column in COLUMNS}


def read_plan(path: Path, *, currency: str, today: date) -> Iterator[PlanLine | Rejected]:
    """Yield the lines in `path`, in any order; amounts without a currency are in `currency`.

    Raises BadFile when it cannot be read, BadInput when it has no column `what`, or writes its days or decimals so
    that they cannot be told.
    """
    try:
        table = Table(path, names=_NAMES, needed=("what",))
    except BadInput as bad:
        remedy = bad.remedy if isinstance(bad, BadFile) else f"The first row of a plan is: {HEADER}"
        raise type(bad)(bad.cause, remedy=remedy) from None
    dates = table.dates("from") if "from" in table.at else "iso"
    money = [table.at[name] for name in ("amount", "unit_cost") if name in table.at]
    decimal = table.decimal(money, decimals=minor_digits(currency)) if money else "."
    for number, row, fault in table.source.rows():
        if fault is not None:
            yield Rejected(number, fault)
            continue
        said = {name: row[at].strip() for name, at in table.at.items()}
        try:
            yield plan_line(Cells(said, currency, today, decimal, dates), row=number)
        except BadCell as bad:
            yield Rejected(number, str(bad), shown_cells((name, cell) for name, cell in said.items() if cell))


def write_plan(path: Path, lines: Iterable[PlanLine]) -> int:
    """Write the lines so that `read_plan` reads the same ones; return how many there were."""
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for line in lines:
            cells = plan_cells(line)
            out.writerow([_inert(cells.get(name, ""), text=name in TEXTS) for name in COLUMNS])
            count += 1
    return count


def _inert(cell: str, *, text: bool) -> str:
    return f"'{cell}" if text and cell.startswith(FORMULA_STARTS) else cell
