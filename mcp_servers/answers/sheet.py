"""A sheet as an answer: its totals over all lines, a page of them as columns and rows, the first of them as text."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from credora_agent.analytics.metrics import METRICS
from credora_agent.core.money import minor_digits
from credora_agent.telling.blocks import Table
from credora_agent.telling.sheet import BOUND_MARKS
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, rows_behind, value
from mcp_servers.answers.paging import Page, page
from mcp_servers.answers.quoting import cut, held, quoted, sentence
from mcp_servers.answers.text import Lines, caveats, composed, days, when

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from credora_agent.reports.schemas import Range
    from credora_agent.reports.sheets import Column, SheetReport, SheetRow
    from credora_agent.telling.part import Part

TOLD = 1
"""Rows a teller is given beside the total and the notable ones: its table is not shown, only what it says."""
FIGURES = 6
MOVED = "The books have changed since the page before: rows may repeat or lack; start again for a whole list."


def answer(  # noqa: PLR0913 - what a sheet shows differs from sheet to sheet
    report: SheetReport,
    asked: Any,
    tell: Callable[[Any], Part],
    *,
    columns: Sequence[str] | None = None,
    brief: Sequence[str] | None = None,
    texts: Sequence[str] | None = None,
    metric: str | None = None,
    whole: Sequence[str] = (),
    detail: Mapping[str, Any] | None = None,
) -> Answer:
    """Return a page of a sheet, by `asked.limit` and `asked.cursor` if it has them; totals are over all lines.

    `columns` are those of the rows in data and `texts` the texts of a row that are columns, too (all by default);
    `brief` are the columns of the text, by default those of the teller's own table; `whole` are further totals.
    `metric` is the one whose ledger rows are named as sources. A report with `next_cursor` and `total_rows` of its
    own is a page already.
    """
    shown = _page(report, asked)
    part = tell(_quoted(report, shown))
    chosen = _columns(report, columns)
    short = _columns(report, brief) if brief is not None else _told_columns(report, part)
    names, apart = _texts(report, texts), _apart(shown)
    notes = ([MOVED] if shown.moved else []) + [*report.notes, *report.rules]
    data = Envelope(
        shop=report.shop,
        currency=report.currency,
        period=report.period,
        compare=getattr(asked, "compare", None),
        totals=_totals(report, (*(column.id for column in chosen), *whole)),
        columns=("id", "label", *(column.id for column in chosen), *names, "remarks", *(["behind"] if apart else [])),
        rows=[[*_row(row, chosen, names), *([_whose(row)] if apart else [])] for row in shown.rows],
        bounds=_bounds(report, shown, chosen),
        total_rows=shown.total,
        next_cursor=shown.next_cursor,
        as_of=report.as_of,
        sources=_sources(report, shown, metric or _metric(report)),
        figures=_figures(report, short),
        notes=notes,
        detail={"title": sentence(report.sheet.title), "order": report.sheet.order, **(detail or {})},
    ).data()
    lines = _lines(report, shown, short)
    said = [*([MOVED] if shown.moved else []), *caveats(part)]
    return Answer(composed(part.words, lines, said, lambda count: _foot(report, asked, shown, count)), data)


def cell(of: Decimal | None, unit: str, currency: str, bound: str = "") -> str:
    """Return a value as it stands in a line of text: to the cent, a percentage to one decimal, bounds marked."""
    if of is None:
        return "–"
    mark = BOUND_MARKS.get(bound, "").strip()
    if unit == "money":
        return f"{mark}{of.quantize(_cent(currency), ROUND_HALF_EVEN):f}"
    if unit == "ratio":
        return f"{mark}{(of * 100).quantize(Decimal('0.1'), ROUND_HALF_EVEN):f}%"
    step = Decimal("0.01") if unit == "multiple" else Decimal(1)
    return f"{mark}{of.quantize(step, ROUND_HALF_EVEN):f}"


@lru_cache(maxsize=64)
def _cent(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_digits(currency))


def _page(report: SheetReport, asked: Any) -> Page:
    rows, total = report.sheet.rows, getattr(report, "total_rows", None)
    if total is not None:
        return Page(rows, 1, total, getattr(report, "next_cursor", None))
    return page(rows, asked, left_out=report.sheet.left_out, version=report.ledger_version)


def _quoted(report: SheetReport, shown: Page) -> SheetReport:
    """Return the report as a teller is given it: names of others in quotes, and no more rows than it needs."""
    sheet = report.sheet.model_copy(update={"rows": tuple(named(row) for row in shown.rows[:TOLD]), "left_out": 0})
    return report.model_copy(update={"sheet": sheet, "notable": tuple(named(row) for row in report.notable)})


def named(row: SheetRow) -> SheetRow:
    """Return a row whose label and texts are in quotes."""
    texts = {name: quoted(text) for name, text in row.texts.items()}
    return row.model_copy(update={"label": quoted(row.label), "texts": texts})


def _totals(report: SheetReport, names: Sequence[str]) -> dict[str, Decimal | None]:
    values = report.sheet.total.values if report.sheet.total else {}
    return {name: values[name] for name in names if name in values}


def _columns(report: SheetReport, names: Sequence[str] | None) -> list[Column]:
    known = {column.id: column for column in report.sheet.columns}
    return list(known.values()) if names is None else [known[name] for name in names if name in known]


def _told_columns(report: SheetReport, part: Part) -> list[Column]:
    """Return the columns a teller's table shows: those it holds to be the ones that answer."""
    known = {column.label: column for column in report.sheet.columns}
    tables = [block for block in part.blocks if isinstance(block, Table)]
    return [known[label] for label in (tables[0].columns if tables else ()) if label in known]


def _texts(report: SheetReport, texts: Sequence[str] | None) -> tuple[str, ...]:
    if texts is not None:
        return tuple(texts)
    return tuple(dict.fromkeys(name for row in report.sheet.rows for name in row.texts))


def _row(row: SheetRow, columns: Sequence[Column], texts: Sequence[str]) -> list[str | None]:
    said = [cut(row.texts[name]) if name in row.texts else None for name in texts]
    marks = "; ".join(cut(mark) for mark in row.marks) or None
    return [held(row.id), cut(row.label), *(value(row.values.get(column.id)) for column in columns), *said, marks]


def _bounds(report: SheetReport, shown: Page, columns: Sequence[Column]) -> dict[str, Any]:
    """Return which values are not exact: a column's bound where all its values have it, else bound → row numbers."""
    found: dict[str, Any] = {}
    for column in columns:
        of: dict[str, list[int]] = {}
        for number, row in enumerate(shown.rows):
            if column.id in row.bounds:
                of.setdefault(str(row.bounds[column.id]), []).append(number)
        values = sum(row.values.get(column.id) is not None for row in shown.rows)
        if of:
            bound, numbers = next(iter(of.items()))
            found[column.id] = bound if len(numbers) == values else of
    known = {column.id for column in columns}
    total = report.sheet.total.bounds if report.sheet.total else {}
    whole = {"totals": {name: str(bound) for name, bound in total.items() if name in known}, "rows": found}
    return {name: each for name, each in whole.items() if each}


def _metric(report: SheetReport) -> str:
    """Return the metric whose ledger rows are behind a sheet: the first of its columns that has some."""
    return next((c.id for c in report.sheet.columns if c.unit == "money" and c.id in METRICS), "net_sales")


def _sources(report: SheetReport, shown: Page, metric: str) -> list[dict[str, Any]]:
    """Return the calls that list the ledger rows behind the total, and behind each row: `per_row` names its column."""
    total = report.sheet.total
    found = [rows_behind(metric, total.behind)] if total is not None and total.behind is not None else []
    column = "behind" if _apart(shown) else "id"
    for row in shown.rows:
        if row.behind is not None:
            kind = "sku" if row.behind.sku else "campaign"
            call = {**rows_behind(metric, row.behind), "per_row": {kind: column}}
            if _whose(row) is not None and call not in found:
                found.append(call)
    return found


def _whose(row: SheetRow) -> str | None:
    """Return the SKU or campaign whose ledger rows are behind a row."""
    return (row.behind.sku or row.behind.campaign) if row.behind is not None else None


def _apart(shown: Page) -> bool:
    """Return whether some row is asked for by another name than its id, and so needs a column of its own."""
    return any(_whose(row) not in {None, row.id} for row in shown.rows)


def _figures(report: SheetReport, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Return the totals that answer, each with its formula and the count of ledger rows behind the total."""
    total = report.sheet.total
    if total is None:
        return []
    known = [column for column in columns if total.values.get(column.id) is not None]
    return [_figure(report, total, column) for column in known[:FIGURES]]


def _figure(report: SheetReport, total: SheetRow, column: Column) -> dict[str, Any]:
    found = {
        "id": f"{column.id}@{_named(report.period)}",
        "label": column.label,
        "value": value(total.values[column.id]),
        "unit": str(column.unit),
        "currency": report.currency if column.unit == "money" else None,
        "formula": column.formula,
        "entries": total.entries,
        "bound": str(total.bounds[column.id]) if column.id in total.bounds else None,
    }
    return {name: each for name, each in found.items() if each is not None}


def _named(period: Range) -> str:
    return f"{period.start}..{period.end}"


def _lines(report: SheetReport, shown: Page, columns: Sequence[Column]) -> Lines:
    """Return the total and the rows as lines; the total first, as it must not be cut."""
    rows = [_line(quoted(row.label), row, columns, report.currency) for row in shown.rows]
    total = report.sheet.total
    head = ",".join(("label", *(column.id for column in columns)))
    if total is not None:
        head = f"{head}\n{_line('total', total, columns, report.currency)}"
    return Lines(head, rows)


def _line(label: str, row: SheetRow, columns: Sequence[Column], currency: str) -> str:
    cells = (cell(row.values.get(c.id), c.unit, currency, row.bounds.get(c.id, "")) for c in columns)
    marks = [quoted("; ".join(row.marks))[1:-1]] if row.marks else []
    return ",".join((label, *cells, *marks))


def _foot(report: SheetReport, asked: Any, shown: Page, count: int) -> str:
    compare = getattr(asked, "compare", None)
    against = f" against {days(compare)}" if compare else ""
    about = f"{sentence(report.sheet.title)} {report.sheet.order}".strip()
    return f"{about}; {days(report.period)}{against}; {report.currency}. {when(report.as_of)}{cut_off(shown, count)}"


def cut_off(shown: Page, count: int) -> str:
    """Return what is not in a text, and how to read on; nothing where all is there."""
    if not shown.rows or count >= shown.total:
        return ""
    last = shown.first + len(shown.rows) - 1
    held_back = f" ({shown.first}-{last} in data)" if count < len(shown.rows) else ""
    start = f" from {shown.first} on" if shown.first > 1 else ""
    more = f" Next: cursor={shown.next_cursor}" if shown.next_cursor else ""
    return f" Showing {count} of {shown.total}{start}{held_back}; totals over all.{more}"
