"""The books as CSV: statements, sheets, forecasts, and ledger rows page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.reports.export.cells import cell, inert, rows_of
from credora_agent.reports.schemas import plain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import TextIO

    from credora_agent.reports.outlook import Outlook
    from credora_agent.reports.schemas import Entries, Report
    from credora_agent.reports.sheets import Sheet, SheetReport, SheetRow

PAGE = 1000
"""Ledger rows of a page, where all of them are wanted."""


def write_report(file: TextIO, report: Report) -> None:
    """Write a report's lines, one row each, a column for each period; empty cells are missing values."""
    out = rows_of(file)
    first = report.lines[0]
    heads = [f"{part.start}..{part.end}" for part in first.parts]
    base = [f"{report.compare.start}..{report.compare.end}"] if report.compare else []
    out.writerow(("line", "label", "unit", *heads, f"{report.period.start}..{report.period.end}", *base))
    for line in report.lines:
        values = [part.value for part in (*line.parts, line.total, *([line.compare] if line.compare else []))]
        out.writerow((line.id, line.label, line.unit, *(cell(value) for value in values)))


def write_sheet(file: TextIO, sheet: Sheet) -> None:
    """Write a sheet, its total last: ids, raw decimals under the columns' ids, bounds, marks and texts in words.

    A value nobody recorded is an empty cell; `bounds` lists the columns whose value is not exact.
    """
    texts = sorted({key for row in sheet.rows for key in row.texts})
    out = rows_of(file)
    out.writerow(_heads(sheet, texts))
    out.writerows(_line(row, sheet, texts) for row in (*sheet.rows, *([sheet.total] if sheet.total else [])))


async def write_pages(
    file: TextIO, page_at: Callable[[str | None], Awaitable[SheetReport]], texts: Sequence[str]
) -> int:
    """Write a sheet that is given page by page, `page_at` a cursor, as `write_sheet` does; return how many lines.

    `texts` are those its lines may have, on whichever page.
    """
    out, count, cursor = rows_of(file), 0, None
    while True:
        sheet = (await page_at(cursor)).sheet
        if cursor is None:
            out.writerow(_heads(sheet, texts))
        out.writerows(_line(row, sheet, texts) for row in sheet.rows)
        count, cursor = count + len(sheet.rows), sheet.next_cursor
        if cursor is None:
            out.writerows(_line(row, sheet, texts) for row in ([sheet.total] if sheet.total else []))
            return count


def _heads(sheet: Sheet, texts: Sequence[str]) -> tuple[str, ...]:
    return ("id", "label", *(column.id for column in sheet.columns), *texts, "bounds", "marks", "entries")


def _line(row: SheetRow, sheet: Sheet, texts: Sequence[str]) -> tuple[str | int, ...]:
    values = (cell(row.values.get(column.id)) for column in sheet.columns)
    said = (inert(row.texts.get(key)) for key in texts)
    bounds = "; ".join(f"{name} {bound}" for name, bound in row.bounds.items())
    marks = inert("; ".join(row.marks))
    return (inert(row.id), inert(row.label), *values, *said, bounds, marks, row.entries)


def write_outlook(file: TextIO, outlook: Outlook) -> None:
    """Write a forecast's days, a row each: percentiles of the day's sales and of cash, or its change, at its end."""
    out = rows_of(file)
    out.writerow(("day", *(f"{fan.id}_p{percent}" for fan in outlook.fans for percent in fan.percents)))
    days = outlook.fans[0].days if outlook.fans else ()
    for n, day in enumerate(days):
        out.writerow((day, *(plain(row[n]) for fan in outlook.fans for row in fan.values)))


async def write_entries(file: TextIO, page_at: Callable[[str | None], Awaitable[Entries]]) -> int:
    """Write the ledger rows of every page from the first on, `page_at` a cursor; return how many there were."""
    out, count = rows_of(file), 0
    out.writerow(
        ("id", "day", "category", "component", "order", "sku", "title", "quantity", "amount", "currency",
         "reporting_amount", "fx_rate", "version", "source", "source_record", "file", "row")
    )  # fmt: skip
    cursor: str | None = None
    while True:
        page = await page_at(cursor)
        for e in page.entries:
            out.writerow(
                (e.id, e.day, e.category, e.component, inert(e.order), inert(e.sku), inert(e.title), e.quantity,
                 plain(e.amount), e.currency, cell(e.reporting_amount), cell(e.fx_rate), e.version, e.source,
                 inert(e.source_record), inert(e.file), e.row)
            )  # fmt: skip
        count += len(page.entries)
        cursor = page.next_cursor
        if cursor is None:
            return count
