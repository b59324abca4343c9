"""Lists as CSV files, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from credora_agent.ledger.load import ALL, Only
from credora_agent.reports.schemas import plain

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from credora_agent.core.caller import Caller
    from credora_agent.core.period import Period
    from credora_agent.reports.outlook import Outlook
    from credora_agent.reports.schemas import Report
    from credora_agent.reports.service import Reports
    from credora_agent.reports.sheets import Sheet

PAGE = 1000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str | None) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    value = text or ""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def write_report(path: Path, report: Report) -> None:
    """Write a report's lines, one row each, a column for each period; empty cells are missing values."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        first = report.lines[0]
        heads = [f"{part.start}..{part.end}" for part in first.parts]
        base = [f"{report.compare.start}..{report.compare.end}"] if report.compare else []
        out.writerow(("line", "label", "unit", *heads, f"{report.period.start}..{report.period.end}", *base))
        for line in report.lines:
            values = [part.value for part in (*line.parts, line.total, *([line.compare] if line.compare else []))]
            out.writerow((line.id, line.label, line.unit, *(_cell(value) for value in values)))


def write_sheet(path: Path, sheet: Sheet) -> None:
    """Write a sheet, its total last: ids, raw decimals under the columns' ids, bounds, marks and texts in words.

    A value nobody recorded is an empty cell; `bounds` lists the columns whose value is not exact.
    """
    texts = sorted({key for row in sheet.rows for key in row.texts})
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("id", "label", *(c.id for c in sheet.columns), *texts, "bounds", "marks", "entries"))
        for row in (*sheet.rows, *([sheet.total] if sheet.total else [])):
            values = (_cell(row.values.get(column.id)) for column in sheet.columns)
            said = (inert(row.texts.get(key)) for key in texts)
            bounds = "; ".join(f"{name} {bound}" for name, bound in row.bounds.items())
            marks = inert("; ".join(row.marks))
            out.writerow((inert(row.id), inert(row.label), *values, *said, bounds, marks, row.entries))


def write_outlook(path: Path, outlook: Outlook) -> None:
    """Write a forecast's days, a row each: percentiles of the day's sales and of cash, or its change, at its end."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("day", *(f"{fan.id}_p{percent}" for fan in outlook.fans for percent in fan.percents)))
        days = outlook.fans[0].days if outlook.fans else ()
        for n, day in enumerate(days):
            out.writerow((day, *(plain(row[n]) for fan in outlook.fans for row in fan.values)))


async def write_entries(
    path: Path, reports: Reports, me: Caller, metric: str, period: Period, only: Only = ALL
) -> None:
    """Write every ledger row behind a metric, page by page."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(
            ("id", "day", "category", "component", "order", "sku", "title", "quantity", "amount", "currency",
             "reporting_amount", "fx_rate", "version", "source", "source_record", "file", "row")
        )  # fmt: skip
        cursor: str | None = None
        while True:
            page = await reports.entries(me, metric, period, only=only, cursor=cursor, limit=PAGE)
            for e in page.entries:
                out.writerow(
                    (e.id, e.day, e.category, e.component, inert(e.order), inert(e.sku), inert(e.title), e.quantity,
                     plain(e.amount), e.currency, _cell(e.reporting_amount), _cell(e.fx_rate), e.version, e.source,
                     inert(e.source_record), inert(e.file), e.row)
                )  # fmt: skip
            cursor = page.next_cursor
            if cursor is None:
                return


def _cell(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
