"""A sheet as an answer: its totals over all lines, a page of them as columns and rows, the first of them as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from credora_agent.analytics.metrics import METRICS
from credora_agent.core.money import minor_digits
from credora_agent.core.period import Period
from credora_agent.core.quoting import cut, held, quoted, sentence
from credora_agent.telling.blocks import Table
from credora_agent.telling.sheet import BOUND_MARKS
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, bounded, rows_behind, value
from mcp_servers.answers.paging import Page, page
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


@dataclass(frozen=True, slots=True)
class Layout:
    """Which of a sheet's columns a client sees.

    `columns` are those of the rows in data and `texts` the texts of a row that are columns, too (all by default);
    `brief` are the columns of the text, by default those of the teller's own table; `whole` are further totals.
    `metric` is the one whose ledger rows are named as sources, by default the sheet's first. Labels that are `ours`
    need no quotes; rows in time stand in the text `newest` first.
    """

    columns: Sequence[str] | None = None
    brief: Sequence[str] | None = None
    texts: Sequence[str] | None = None
    whole: Sequence[str] = ()
    metric: str | None = None
    ours: bool = False
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What a report tells beside its sheet; sources and figures in place of those of its total and rows."""

    detail: Mapping[str, Any] = field(default_factory=dict)
    sources: Sequence[Mapping[str, Any]] | None = None
    figures: Sequence[Mapping[str, Any]] | None = None


def answer(
    report: SheetReport,
    asked: Any,
    tell: Callable[[Any], Part],
    layout: Layout = Layout(),
    beside: Beside = Beside(),
) -> Answer:
    """Return a page of a sheet, by `asked.limit` and `asked.cursor` if it has them; totals are over all lines.

    A report with `next_cursor` and `total_rows` of its own is a page already.
    """
    shown = _page(report, asked)
    part = tell(report if layout.ours else _brief(report, shown))
    chosen = _columns(report, layout.columns)
    short = _columns(report, layout.brief) if layout.brief is not None else _told_columns(report, part)
    names, apart = _texts(report, layout.texts), _apart(shown)
    notes = ([MOVED] if shown.moved else []) + [*report.notes, *report.rules]
    data = Envelope(
        shop=report.shop,
        currency=report.currency,
        period=report.period,
        compare=_base(asked),
        totals=_totals(report, (*(column.id for column in chosen), *layout.whole)),
        columns=_named_columns(chosen, names, apart=apart),
        rows=[[*_row(row, chosen, names), *([_whose(row)] if apart else [])] for row in shown.rows],
        bounds=_bounds(report, shown, chosen),
        total_rows=shown.total,
        next_cursor=shown.next_cursor,
        as_of=report.as_of,
        sources=beside.sources if beside.sources is not None else _sources(report, shown, layout.metric),
        figures=beside.figures if beside.figures is not None else _figures(report, short),
        notes=notes,
        detail={"title": sentence(report.sheet.title), "order": report.sheet.order, **beside.detail},
    ).data()
    lines = _lines(report, shown, short, layout)
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


def _base(asked: Any) -> Period | None:
    """Return the period a sheet is compared with."""
    found = (getattr(asked, name, None) for name in ("base", "compare"))
    return next((each for each in found if isinstance(each, Period)), None)


def _page(report: SheetReport, asked: Any) -> Page:
    rows, total = report.sheet.rows, report.sheet.total_rows
    if total is not None:
        first = total - report.sheet.left_out - len(rows) + 1
        return Page(rows, first, total, report.sheet.next_cursor)
    return page(rows, asked, left_out=report.sheet.left_out, version=report.ledger_version)


def _brief(report: SheetReport, shown: Page) -> SheetReport:
    """Return the report with no more rows than a teller needs whose table is not shown."""
    sheet = report.sheet.model_copy(update={"rows": shown.rows[:TOLD], "left_out": 0})
    return report.model_copy(update={"sheet": sheet})


def _named_columns(columns: Sequence[Column], texts: Sequence[str], *, apart: bool) -> list[str]:
    known = [column.id for column in columns]
    said = [f"{name}_said" if name in known else name for name in texts]
    return ["id", "label", *known, *said, "remarks", *(["behind"] if apart else [])]


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
    said = dict.fromkeys(name for row in report.sheet.rows for name in row.texts) if texts is None else texts
    own = any(row.currency for row in report.sheet.rows) and "currency" not in said
    return (*said, *(["currency"] if own else []))


def _row(row: SheetRow, columns: Sequence[Column], texts: Sequence[str]) -> list[str | None]:
    texts_of = {"currency": row.currency, **row.texts} if row.currency else row.texts
    said = [cut(texts_of[name]) if name in texts_of else None for name in texts]
    marks = "; ".join(cut(mark) for mark in row.marks) or None
    return [held(row.id), cut(row.label), *(value(row.values.get(column.id)) for column in columns), *said, marks]


def _bounds(report: SheetReport, shown: Page, columns: Sequence[Column]) -> dict[str, Any]:
    known = {column.id for column in columns}
    total = report.sheet.total.bounds if report.sheet.total else {}
    cells = [
        (number, name, str(bound))
        for number, row in enumerate(shown.rows)
        for name, bound in row.bounds.items()
        if name in known
    ]
    unsure = {name for _, name, _ in cells}
    filled = {name: sum(row.values.get(name) is not None for row in shown.rows) for name in unsure}
    return bounded({name: str(bound) for name, bound in total.items() if name in known}, cells, filled)


def _metric(report: SheetReport) -> str:
    """Return the metric whose ledger rows are behind a sheet: the first of its columns that has some."""
    return next((c.id for c in report.sheet.columns if c.unit == "money" and c.id in METRICS), "net_sales")


def _sources(report: SheetReport, shown: Page, named: str | None) -> list[dict[str, Any]]:
    """Return the calls that list the ledger rows behind the total, and behind each row: `per_row` names its column."""
    total, metric = report.sheet.total, named or _metric(report)
    found = [rows_behind(metric, total.behind)] if total is not None and total.behind is not None else []
    column = "behind" if _apart(shown) else "id"
    for row in shown.rows:
        if row.behind is not None:
            kind = "sku" if row.behind.sku else "order" if row.behind.order else "campaign"
            call = {**rows_behind(metric, row.behind), "per_row": {kind: column}}
            if _whose(row) is not None and call not in found:
                found.append(call)
    return found


def _whose(row: SheetRow) -> str | None:
    """Return the SKU, campaign or order whose ledger rows are behind a row."""
    return (row.behind.sku or row.behind.campaign or row.behind.order) if row.behind is not None else None


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
        "currency": (column.currency or report.currency) if column.unit == "money" else None,
        "formula": column.formula,
        "entries": total.entries or None,
        "bound": str(total.bounds[column.id]) if column.id in total.bounds else None,
    }
    return {name: each for name, each in found.items() if each is not None}


def _named(period: Range) -> str:
    return f"{period.start}..{period.end}"


def _lines(report: SheetReport, shown: Page, columns: Sequence[Column], layout: Layout) -> Lines:
    """Return the total and the rows as lines; the total first, as it must not be cut."""
    rows = [
        _line(row.label if layout.ours else quoted(row.label), row, columns, report.currency)
        for row in (reversed(shown.rows) if layout.newest else shown.rows)
    ]
    total = report.sheet.total
    head = ",".join(("label", *(column.id for column in columns)))
    if total is not None:
        head = f"{head}\n{_line('total', total, columns, report.currency)}"
    return Lines(head, rows)


def _line(label: str, row: SheetRow, columns: Sequence[Column], currency: str) -> str:
    own = row.currency or currency
    cells = (cell(row.values.get(c.id), c.unit, c.currency or own, row.bounds.get(c.id, "")) for c in columns)
    marks = [quoted("; ".join(row.marks))] if row.marks else []
    return ",".join((label, *cells, *marks))


def _foot(report: SheetReport, asked: Any, shown: Page, count: int) -> str:
    base = _base(asked)
    against = f" against {days(base)}" if base else ""
    about = f"{sentence(report.sheet.title).partition(':')[0]} {report.sheet.order}".strip()
    return f"{about}; {days(report.period)}{against}; {report.currency}. {when(report.as_of)}{cut_off(shown, count)}"


def cut_off(shown: Page, count: int, *, totals: bool = True) -> str:
    """Return what is not in a text, and how to read on; nothing where all is there."""
    if not shown.rows or count >= shown.total:
        return ""
    last = shown.first + len(shown.rows) - 1
    held_back = f" ({shown.first}-{last} in data)" if count < len(shown.rows) else ""
    start = f" from {shown.first} on" if shown.first > 1 else ""
    more = f" Next: cursor={shown.next_cursor}" if shown.next_cursor else ""
    return f" Showing {count} of {shown.total}{start}{held_back}{'; totals over all' if totals else ''}.{more}"
