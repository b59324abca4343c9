"""The merchant's plan at the command line: typed in, listed as tables, written to a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from credora_agent.core.errors import BadInput
from credora_agent.ledger.entries import Rejected
from credora_agent.sync.importers.cells import BadCell
from credora_agent.sync.importers.plan_csv import write_plan
from credora_agent.sync.importers.plan_lines import COLUMNS, Cells, PlanLine, plan_cells, plan_line
from credora_agent.sync.plans import Written, keep_lines, known_lines, known_skus, list_plan, near

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import WriteSession
    from credora_agent.runtime import Runtime
    from credora_agent.sync.imports import Imported
    from credora_agent.tables.tenants import Tenant

SHORT_ID = 8
SHOWN = 5
TITLES = {
    "balance": "Cash at the end of a day", "payment": "Payments", "stock": "Stock orders",
    "terms": "How goods are bought", "tax": "Sales tax", "event": "Days unlike others",
    "campaign": "What campaigns advertise",
}  # fmt: skip
LABELS = {("balance", "name"): "account", ("stock", "from"): "ordered", ("balance", "from"): "day"}
SPARED = ("currency", "status", "balance_days", "until", "sku", "deposit")
"""Columns left out one after the other where they do not fit."""
WRAPPED, GAP = 20, 2
NUMBERS = frozenset(
    ("amount", "units", "unit_cost", "deposit", "balance_days", "lead_days", "least", "pack", "due_days", "share",
     "factor")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entered:
    """Lines typed in, what became of them, and what to mind about them."""

    shop: str
    lines: Sequence[PlanLine]
    written: Written
    notes: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "shop": self.shop, "lines": [said(line) for line in self.lines], **self.written._asdict(),
            "notes": list(self.notes),
        }  # fmt: skip

    def tell(self) -> None:
        """Print it."""
        console = Console(highlight=False)
        same = not (self.written.added or self.written.changed)
        verb = "Already so" if same else ("Changed" if self.written.changed else "Noted")
        for line in self.lines:
            console.print(f"{verb}: {worded(line)}.", markup=False, soft_wrap=True)
        for note in self.notes:
            console.print(f"! {note}", markup=False, style="yellow", soft_wrap=True)


async def enter(
    runtime: Runtime, tenant: Tenant, me: Caller, given: Sequence[dict[str, str | None]], *, today: date
) -> Entered:
    """Keep what was typed, all of it or none. Raises BadInput with the reason and the remedy."""
    lines = [_read(cells, tenant, today) for cells in given]

    async def work(session: WriteSession) -> tuple[list[PlanLine], Written, frozenset[str]]:
        known = [_taken(line) for line in await known_lines(session, tenant.id, lines)]
        return known, await keep_lines(session, tenant.id, known), await known_skus(session, tenant.id)

    known, written, skus = await runtime.database.write(me, work)
    return Entered(tenant.slug, known, written, _notes(known, skus))


async def lines(runtime: Runtime, tenant: Tenant, me: Caller) -> tuple[list[PlanLine], str]:
    """Return the lines of the shop's plan, and its name."""
    return await runtime.database.read(me, lambda s: list_plan(s, tenant.id)), tenant.slug


def said(line: PlanLine) -> dict[str, str]:
    """Return a line as JSON values: its id, and its cells."""
    return {"id": str(line.id), **plan_cells(line)}


def worded(line: PlanLine) -> str:
    """Return a line in words, with the id by which it can be removed."""
    cells = plan_cells(line)
    parts = [f"{name.replace('_', ' ')} {cells[name]}" for name in COLUMNS[2:] if name in cells and name != "currency"]
    money = f" ({cells['currency']})" if "currency" in cells else ""
    name = f" {cells['name']}" if "name" in cells else ""
    return f"{line.what}{name}: {', '.join(parts)}{money} [{line.id.hex[:SHORT_ID]}]"


def show(found: Sequence[PlanLine], shop: str) -> None:
    """Print the plan, a table for each kind of line."""
    console = Console(highlight=False)
    if not found:
        console.print(f"Nothing is planned for {shop} yet. Begin with `credora cash balance AMOUNT`.", markup=False)
        return
    for what, title in TITLES.items():
        mine = [line for line in found if line.what == what]
        if mine:
            console.print(_table(title, what, mine, console.width))
            console.print()


def write(path: Path, found: Sequence[PlanLine]) -> None:
    """Write the plan as a sheet that can be taken in again."""
    write_plan(path, found)


def tell(done: Imported, shop: str) -> None:
    """Print what became of a sheet."""
    console = Console(highlight=False)
    posted = done.posted
    changed = f"{posted.added} lines added, {posted.superseded} changed"
    what = changed if posted.added or posted.superseded else "the plan already says all of it: nothing changed"
    console.print(f"[green]✓[/] {shop}: {done.rows} rows read; {what}.", soft_wrap=True)
    if done.rejected:
        console.print(f"[yellow]![/] {done.rejected} rows make no sense and were left out:", soft_wrap=True)
        for row in done.first_rejected[:SHOWN]:
            console.print(f"    row {row.row}: {row.reason}", markup=False, soft_wrap=True)


def _read(given: dict[str, str | None], tenant: Tenant, today: date) -> PlanLine:
    cells = {name: cell for name, cell in given.items() if cell is not None}
    try:
        return plan_line(Cells(cells, tenant.currency, today))
    except BadCell as bad:
        raise _bad_input(str(bad)) from None


def _taken(line: PlanLine | Rejected) -> PlanLine:
    if isinstance(line, Rejected):
        raise _bad_input(line.reason)
    return line


def _bad_input(reason: str) -> BadInput:
    cause, _, remedy = reason.partition(". ")
    return BadInput(cause if cause.endswith(".") else f"{cause}.", remedy=remedy or "See --help.")


def _notes(known: Sequence[PlanLine], skus: frozenset[str]) -> list[str]:
    """Return what is taken as typed though the books know nothing of it, or was not said and is assumed."""
    notes = []
    for line in known:
        sku = line.values.get("sku")
        if line.what in {"stock", "terms"} and sku and sku not in skus:
            notes.append(f"The books know no product with the SKU {sku!r} yet. {near(sku, skus)}".strip())
        if line.what == "tax" and line.values["share"] == 1:
            notes.append("All of the tax collected is taken to be paid on; --share says how much of it is.")
    return notes


def _table(title: str, what: str, mine: Sequence[PlanLine], width: int) -> Table:
    """Return lines of one kind; what is left out where room is short is in --json and --csv."""
    cells = [plan_cells(line) for line in mine]
    if what == "terms":
        cells = [{"sku": "every other", **each} for each in cells]
    columns = [name for name in COLUMNS[1:] if any(each.get(name, "0") not in ("0", "0%") for each in cells)]
    room = width - SHORT_ID - GAP
    spared = [name for name in SPARED if name != "currency" or len({each.get(name) for each in cells}) == 1]
    for name in spared:
        if sum(_width(name, cells) + GAP for name in columns) > room:
            columns = [each for each in columns if each != name]
    table = Table(title=title, title_justify="left", title_style="bold", box=None, header_style="dim", pad_edge=False)
    table.add_column("id", no_wrap=True)
    for name in columns:
        label = LABELS.get((what, name), name).replace("_", " ")
        table.add_column(label, justify="right" if name in NUMBERS else "left", no_wrap=name != "name")
    for line, each in zip(mine, cells, strict=True):
        table.add_row(line.id.hex[:SHORT_ID], *(Text(each.get(name, "")) for name in columns))
    return table


def _width(name: str, cells: Sequence[dict[str, str]]) -> int:
    """Return the characters a column takes, a name being wrapped where it is long."""
    longest = max(len(name), *(len(each.get(name, "")) for each in cells))
    return min(longest, WRAPPED) if name == "name" else longest
