"""Taking files in from the command line: the mapping shown, progress drawn, the outcome told."""

from __future__ import annotations

import csv
import sys
from contextlib import ExitStack, contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from credora_agent.sync.imports import Imported, Intake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from credora_agent.ledger.entries import Rejected
    from credora_agent.sync.importers.mapping import Mapping
    from credora_agent.sync.importers.read import OrderFile

SHOWN = 5
"""Broken rows named on the terminal; --rejected writes them all."""


@contextmanager
def intake(
    *, account: str = "", mapping: Mapping | None = None, strict: bool, rejected: Path | None, quiet: bool
) -> Iterator[Intake]:
    """Yield how a file is taken in, drawing progress on a terminal and writing broken rows where asked."""
    with ExitStack() as stack:
        on_rejected = _writer(stack, rejected) if rejected else _ignore
        on_open, on_progress = _progress(stack, quiet=quiet)
        yield Intake(account, mapping, strict, on_open, on_progress, on_rejected)


def _progress(stack: ExitStack, *, quiet: bool) -> tuple[Callable[[OrderFile], None], Callable[[int, int], None]]:
    console = Console(stderr=True, highlight=False)
    if quiet:
        return _ignore, lambda _position, _rows: None
    bar = Progress(
        TextColumn("Reading"), BarColumn(), DownloadColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
        console=console, disable=not sys.stderr.isatty(),
    )  # fmt: skip
    task = bar.add_task("", total=None, rate="")
    began = perf_counter()
    stack.enter_context(bar)

    def on_open(opened: OrderFile) -> None:
        console.print(opened.proposal, markup=False, style="dim")
        bar.update(task, total=opened.size)

    def on_progress(position: int, rows: int) -> None:
        rate = rows / max(perf_counter() - began, 1e-3)
        done = " · posting to the ledger …" if position >= (bar.tasks[0].total or 0) else ""
        bar.update(task, completed=position, rate=f"{rows:,} rows · {rate:,.0f}/s{done}")

    return on_open, on_progress


def _writer(stack: ExitStack, path: Path) -> Callable[[Rejected], None]:
    out = csv.writer(stack.enter_context(path.open("w", newline="", encoding="utf-8")))
    out.writerow(("row", "reason", "cells"))

    def write(row: Rejected) -> None:
        out.writerow((row.row, row.reason, " | ".join(f"{name}={cell}" for name, cell in row.cells.items())))

    return write


def _ignore(_: object) -> None:
    """Do nothing."""


def outcome(done: Imported, *, shop: str, seconds: float) -> dict[str, Any]:
    """Return what became of a file, for JSON."""
    return {
        "shop": shop,
        "kind": done.kind,
        "rows": done.rows,
        "rejected": done.rejected,
        "entries_added": done.posted.added,
        "entries_superseded": done.posted.superseded,
        "days_touched": done.posted.days,
        "seconds": round(seconds, 3),
        "rows_per_second": round(done.rows / seconds) if seconds else None,
        "understood": done.understood,
        "mapping": done.mapping.model_dump(mode="json", by_alias=True) if done.mapping else None,
        "first_rejected": [
            {"row": row.row, "reason": row.reason, "cells": dict(row.cells)} for row in done.first_rejected
        ],
    }


def tell(console: Console, done: Imported, *, shop: str, seconds: float) -> None:
    """Print what became of a file: what was kept, what was not and why."""
    posted = done.posted
    changed = f"{posted.added:,} entries added, {posted.superseded:,} corrected, {posted.days:,} days summed anew"
    what = changed if posted.added or posted.superseded else "the books already say all of it: nothing changed"
    speed = f"{done.rows / seconds:,.0f} rows/s" if seconds else ""
    console.print(f"[green]✓[/] {shop}: {done.rows:,} rows read in {seconds:.1f} s ({speed}); {what}.", soft_wrap=True)
    if done.rejected:
        console.print(f"[yellow]![/] {done.rejected:,} rows could not be booked and were left out:", soft_wrap=True)
        for row in done.first_rejected[:SHOWN]:
            console.print(f"    row {row.row}: {row.reason}", markup=False, soft_wrap=True)
        if done.rejected > SHOWN:
            console.print(f"    … and {done.rejected - SHOWN:,} more; --rejected FILE writes them all.", markup=False)
