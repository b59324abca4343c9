"""Results as tables on a terminal, and progress on stderr."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

if TYPE_CHECKING:
    from rich.console import Console

    from evals.bench.result import Cell, Result, Unit, Value

BEGAN = perf_counter()
MARKS = {True: "[green]pass[/]", False: "[red]miss[/]", None: ""}
TINY, SMALL, LARGE = 0.1, 10, 1_000


def say(text: str) -> None:
    """Tell on stderr what is being done, and how long after the start."""
    print(f"[{perf_counter() - BEGAN:7.1f} s] {text}", file=sys.stderr, flush=True)


def show(console: Console, result: Result) -> None:
    """Print one result: its table, what the pass line is and whether it was met, and its notes."""
    console.print(f"\n[bold]{result.name}[/] · {result.measured}", soft_wrap=True)
    if result.skipped is not None:
        console.print(f"[yellow]not measured:[/] {result.skipped}", soft_wrap=True)
        return
    console.print(_table(result))
    verdict = MARKS[result.passed] if result.pass_line else "[dim]for information[/]"
    console.print(f"{verdict} {result.pass_line}", soft_wrap=True)
    for note in result.notes:
        console.print(f"  [dim]· {note}[/]", soft_wrap=True)
    on = result.machine
    facts = f"{on['cores']} cores, Python {on['python']}, Postgres {on['postgres'] or '–'}, load {on['load']}"
    console.print(f"  [dim]{facts}; medians, (best)[/]", soft_wrap=True)


def _table(result: Result) -> Table:
    peers = list(dict.fromkeys(name for cell in result.cells for name in cell.peers))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    beside = list(dict.fromkeys(name for cell in result.cells for name in cell.beside))
    for name in ("value", *peers, *beside):
        table.add_column(name, justify="right")
    table.add_column("")
    for cell in result.cells:
        compared = [_peer(cell, name) for name in peers]
        more = [written(cell.beside[name], cell.unit, named=False) if name in cell.beside else "" for name in beside]
        table.add_row(cell.what, written(cell.value, cell.unit), *compared, *more, _said(cell))
    return table


def _peer(cell: Cell, name: str) -> str:
    if name not in cell.peers:
        return ""
    return f"{written(cell.peers[name], cell.unit, named=False)} [bold]{_number(cell.ratio(name))}×[/]"


def _said(cell: Cell) -> str:
    return " ".join(part for part in (MARKS[cell.passed], cell.said) if part)


def written(value: Value, unit: Unit, *, named: bool = True) -> str:
    """Return a value as text, its best run in brackets when there were several."""
    best = f" ({_number(value.best)})" if value.runs > 1 else ""
    return f"{_number(value.median)}{best}" + (f" {unit}" if named else "")


def _number(value: float) -> str:
    if value >= LARGE or not value:
        return f"{value:,.0f}"
    digits = 1 if value >= SMALL else 2 if value >= TINY else 3
    return f"{value:.{digits}f}"
