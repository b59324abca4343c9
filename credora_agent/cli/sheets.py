"""A sheet on the terminal: the answer in a sentence, the table, and what must be known beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.reports.sheets import SheetReport
    from credora_agent.telling.part import Part


def show_sheet(part: Part, report: SheetReport, *, wide: bool) -> None:
    """Print what a teller made of a report; with `wide` its first table has all columns, in further grids below."""
    from rich.console import Console
    from rich.padding import Padding

    from credora_agent.cli.render import render
    from credora_agent.telling.blocks import Table
    from credora_agent.telling.sheet import table

    console = Console(highlight=False)
    console.print(" ".join(part.words), style="bold", markup=False)
    figures = {figure.id: figure for figure in part.figures}
    whole = table(report.sheet, brief=False) if wide else None
    for block in part.blocks:
        shown = block
        if whole is not None and isinstance(block, Table):
            shown, whole = whole, None
        console.print()
        console.print(Padding(render(shown, figures, console.width - 4), (0, 2)))


def save_sheet(path: Path | None, report: SheetReport) -> None:
    """Write the report's sheet as CSV where a file is named."""
    if path is not None:
        from credora_agent.cli.export import created
        from credora_agent.reports.export.books import write_sheet

        with created(path) as file:
            write_sheet(file, report.sheet)
