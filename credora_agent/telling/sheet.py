"""Sheets told: their table with every value as it is written, what is odd about them, and how costs were shared."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.telling.blocks import Notice, Table
from credora_agent.telling.figures import of_sheet
from credora_agent.telling.part import Part, sentences
from credora_agent.telling.phrasing import measured, money, whole_money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from credora_agent.reports.schemas import Figure
    from credora_agent.reports.sheets import Column, Sheet, SheetReport, SheetRow

BOUND_MARKS = {"at_most": "≤ ", "at_least": "≥ ", "partial": "~ "}
LARGE = Decimal(1000)
"""Money columns that reach it are written without pence where a table is brief; exports keep them."""


def told(  # noqa: PLR0913 - what there is to say of a sheet
    report: SheetReport,
    words: Sequence[str],
    *,
    shown: Sequence[str] | None = None,
    texts: Sequence[str] = (),
    said: Sequence[str] = (),
    called: Mapping[str, str] | None = None,
    more: Sequence[Figure] = (),
    timed: bool = False,
    brief: bool = True,
) -> Part:
    """Return `words`, the report's table (see `table`; all columns by default), its notes, its rules and its figures.

    For `said`, `called` and `timed` see `figures.of_sheet`; `more` are figures of the words that no column holds.
    """
    notices = [Notice(text=note) for note in sentences((*report.notes, *report.rules)) if note not in words]
    made = [table(report.sheet, shown=shown, texts=texts, brief=brief)] if report.sheet.rows else []
    columns = shown if shown is not None else [column.id for column in report.sheet.columns]
    return Part(
        tuple(words), (*made, *notices), (*more, *of_sheet(report, columns, said=said, called=called, timed=timed))
    )


def table(sheet: Sheet, *, shown: Sequence[str] | None = None, texts: Sequence[str] = (), brief: bool = True) -> Table:
    """Return a sheet as a table: a line's label, its values marked ≤ ≥ ~ where they are bounds, its marks at the end.

    `shown` names columns and their order; a name the sheet has no column for is passed over. `texts` of a line are
    columns before them. `brief` writes large amounts without pence. The total, if there is one, is the last line.
    """
    by_id = {column.id: column for column in sheet.columns}
    columns = [by_id[name] for name in shown if name in by_id] if shown is not None else list(sheet.columns)
    lines = [*sheet.rows, *([sheet.total] if sheet.total else [])]
    whole = {column.id for column in columns if brief and _is_large(column, lines)}
    marked = any(line.marks for line in lines)
    rows = [
        (
            line.label,
            *(line.texts.get(name, "") for name in texts),
            *(cell(line, column, sheet.currency, whole=column.id in whole) for column in columns),
            *([", ".join(line.marks)] if marked else []),
        )
        for line in lines
    ]
    return Table(
        title=_title(sheet),
        columns=(
            "",
            *(name.capitalize() for name in texts),
            *(column.label for column in columns),
            *(["Remarks"] if marked else []),
        ),
        numeric=(False, *(False for _ in texts), *(True for _ in columns), *([False] if marked else [])),
        rows=tuple(rows),
        remarks=marked,
        wrapped=True,
    )


def cell(line: SheetRow, column: Column, currency: str, *, whole: bool = False) -> str:
    """Return one value as it is written, marked when it is a bound; – when there is none."""
    value = line.values.get(column.id)
    if value is None:
        return "–"
    mark = BOUND_MARKS.get(line.bounds.get(column.id, ""), "")
    if column.unit != "money":
        return mark + measured(value, column.unit)
    return mark + (whole_money if whole else money)(value, column.currency or line.currency or currency)


def _is_large(column: Column, lines: Sequence[SheetRow]) -> bool:
    return column.unit == "money" and any(abs(line.values.get(column.id) or Decimal(0)) >= LARGE for line in lines)


def _title(sheet: Sheet) -> str:
    ordered = f", {sheet.order}" if sheet.order else ""
    cut = f" ({sheet.left_out} more not shown)" if sheet.left_out else ""
    return f"{sheet.title}{ordered}{cut}"
