"""Listing ledger rows: by page, to a file, or one row's history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from credora_agent.cli.export import created
from credora_agent.cli.session import period_of
from credora_agent.core.errors import BadInput
from credora_agent.core.period import Period, parse_day
from credora_agent.ledger.load import ALL, Only
from credora_agent.reports.export.books import PAGE, write_entries

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.caller import Caller
    from credora_agent.reports.schemas import Entries, Version
    from credora_agent.reports.service import Reports
    from credora_agent.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: of a metric or a figure's id, over which days, of one SKU or campaign if named, which page."""

    figure: str | None
    start: str | None
    end: str | None
    limit: int
    cursor: str | None
    only: Only = ALL


async def find(runtime: Runtime, me: Caller, asked: Asked, *, history: int | None, csv: Path | None) -> Any:
    """Return a page of rows, or every version of one; with `csv` all rows are written there too."""
    if history is not None:
        return list(await runtime.reports.history(me, history))
    if asked.figure is None:
        raise BadInput("Which rows?", remedy="Name a metric, e.g. `credora entries returns`, or a row by --history.")
    metric, _, days = asked.figure.partition("@")
    period = _range(days) if days else await period_of(runtime, me, asked.start, asked.end)
    if csv is not None:
        with created(csv) as file:
            await write_entries(file, partial(_page, runtime.reports, me, metric, period, asked.only))
    return await runtime.reports.entries(me, metric, period, only=asked.only, cursor=asked.cursor, limit=asked.limit)


async def _page(reports: Reports, me: Caller, metric: str, period: Period, only: Only, cursor: str | None) -> Entries:
    return await reports.entries(me, metric, period, only=only, cursor=cursor, limit=PAGE)


def _range(days: str) -> Period:
    first, _, last = days.partition("..")
    return Period(parse_day(first), parse_day(last))


def show_cursor(found: Entries) -> None:
    """Print how to get the next page, if there is one."""
    if found.next_cursor:
        Console(highlight=False).print(f"\n  next page: --cursor {found.next_cursor}", style="dim", markup=False)


def show_history(versions: list[Version]) -> None:
    """Print every version of a row, oldest first."""
    grid = Table(box=None, padding=(0, 2, 0, 0))
    for head in ("Version", "Row", "Day", "Category", "Amount", "Units", "Recorded (UTC)", "From", ""):
        grid.add_column(head, justify="right" if head in ("Version", "Row", "Amount", "Units") else "left")
    for each in versions:
        state = "void" if each.voided else "stands" if each.superseded_by is None else f"→ {each.superseded_by}"
        grid.add_row(
            str(each.version), str(each.id), str(each.day), each.category, f"{each.amount} {each.currency}",
            str(each.quantity), f"{each.recorded_at:%Y-%m-%d %H:%M:%S}", each.file or "", state,
        )  # fmt: skip
    Console(highlight=False).print(grid)
