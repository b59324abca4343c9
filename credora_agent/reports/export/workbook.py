"""A statement as a workbook: numbers that can be reckoned with, what each line means, and what it lacks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

from credora_agent.core.money import minor_digits

if TYPE_CHECKING:
    from decimal import Decimal

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from credora_agent.reports.schemas import Figure, Report

TOTALS = frozenset({"net_sales", "revenue", "cm1", "cm2", "cm3", "ebitda", "net_profit"})
BOUNDS = {"at_most": "at most", "at_least": "at least", "partial": "as far as recorded", "exact": ""}
HEAD = 4
"""Rows above the table's heading."""
SAFE: dict[str, Any] = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
"""No text of anybody's becomes a formula or a link."""


def statement_workbook(report: Report) -> bytes:
    """Return a statement: a line each, a column each period, its total and what it is compared with; then notes.

    A value nobody recorded is an empty cell, never nought; `bound` says which totals are not exact.
    """
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, SAFE) as book:
        looks = _looks(book, report.currency)
        _statement(book.add_worksheet("P&L"), report, looks)
        _notes(book.add_worksheet("Notes"), report, looks)
    return raw.getvalue()


def _looks(book: xlsxwriter.Workbook, currency: str) -> dict[str, Format]:
    digits = minor_digits(currency)
    number = "#,##0" + (f".{'0' * digits}" if digits else "")
    shape = f"{number};[Red]-{number}"
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "quiet": book.add_format({"font_color": "#5a6763"}),
        "head": book.add_format({"bold": True, "bottom": 1, "align": "right", "text_wrap": True}),
        "line": book.add_format({"num_format": shape}),
        "total": book.add_format({"num_format": shape, "bold": True, "top": 1}),
        "name": book.add_format({}),
        "total_name": book.add_format({"bold": True, "top": 1}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _statement(sheet: Worksheet, report: Report, looks: dict[str, Format]) -> None:
    sheet.write_string(0, 0, f"Profit and loss, {report.shop}", looks["title"])
    said = f"{report.period.start} to {report.period.end}, {report.currency}, {report.basis} basis"
    sheet.write_string(1, 0, said, looks["quiet"])
    as_of = f"as of {report.as_of:%Y-%m-%d %H:%M} UTC, " if report.as_of else ""
    sheet.write_string(2, 0, f"{as_of}ledger version {report.ledger_version}", looks["quiet"])
    heads = ["Line", *_heads(report), "Bound"]
    for at, head in enumerate(heads):
        sheet.write_string(HEAD, at, head, looks["head"])
    for down, line in enumerate(report.lines, HEAD + 1):
        kind = "total" if line.id in TOTALS else "line"
        sheet.write_string(down, 0, line.label, looks["total_name" if kind == "total" else "name"])
        values = [figure.value for figure in (*line.parts, line.total)]
        if line.compare is not None:
            values += [line.compare.value, line.change.delta if line.change else None]
        for across, value in enumerate(values, 1):
            _number(sheet, (down, across), value, looks[kind])
        sheet.write_string(down, len(heads) - 1, _bound(line.total), looks["quiet"])
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(heads) - 1, 15)
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _heads(report: Report) -> list[str]:
    parts = [f"{part.start} to {part.end}" for part in report.lines[0].parts]
    base = [f"{report.compare.start} to {report.compare.end}", "Change"] if report.compare else []
    return [*parts, "Total" if parts else f"{report.period.start} to {report.period.end}", *base]


def _number(sheet: Worksheet, at: tuple[int, int], value: Decimal | None, look: Format) -> None:
    if value is None:
        sheet.write_blank(*at, None, look)
    else:
        sheet.write_number(*at, float(value), look)


def _bound(total: Figure) -> str:
    if total.value is None:
        return "not recorded"
    return BOUNDS[total.bound]


def _notes(sheet: Worksheet, report: Report, looks: dict[str, Format]) -> None:
    rows = [("Line", "How it comes about, and what it lacks")]
    for line in report.lines:
        lacks = f" Lacks: {', '.join(line.total.missing)}." if line.total.missing else ""
        rows.append((line.label, f"{line.total.formula}.{lacks} {line.total.entries:,} ledger rows."))
    if report.cogs_coverage.value is not None:
        rows.append(("COGS coverage", f"{report.cogs_coverage.value * 100:.1f}% of net sales have a unit cost."))
    rows += [("Note", note) for note in report.notes]
    for down, (name, text) in enumerate(rows):
        sheet.write_string(down, 0, name, looks["wrap"])
        sheet.write_string(down, 1, text, looks["wrap"])
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
