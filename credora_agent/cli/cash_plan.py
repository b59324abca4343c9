"""The merchant's plan at the command line: typed in, listed as tables, written to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from credora_agent.sync import plan_entry
from credora_agent.sync.importers.plan_csv import write_plan
from credora_agent.sync.importers.plan_lines import COLUMNS, PlanLine, plan_cells
from credora_agent.sync.plan_entry import Entered, PlanOf
from credora_agent.sync.plans import list_plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from credora_agent.core.caller import Caller
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


async def enter(
    runtime: Runtime, tenant: Tenant, me: Caller, given: Sequence[dict[str, str | None]], *, today: date
) -> Entered:
    """Keep what was typed, all of it or none. Raises BadInput with the reason and the remedy."""
    at = PlanOf(tenant.id, tenant.slug, tenant.currency)
    return await plan_entry.enter(runtime.database, me, at, given, today=today)


def tell_entered(entered: Entered) -> None:
    """Print lines typed in, and what to mind about them."""
    console = Console(highlight=False)
    same = not (entered.written.added or entered.written.changed)
    verb = "Already so" if same else ("Changed" if entered.written.changed else "Noted")
    for line in entered.lines:
        console.print(f"{verb}: {worded(line)}.", markup=False, soft_wrap=True)
    for note in entered.notes:
        console.print(f"! {note}", markup=False, style="yellow", soft_wrap=True)


async def lines(runtime: Runtime, tenant: Tenant, me: Caller) -> tuple[list[PlanLine], str]:
    """Return the lines of the shop's plan, and its name."""
    return await runtime.database.read(me, lambda s: list_plan(s, tenant.id)), tenant.slug


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
