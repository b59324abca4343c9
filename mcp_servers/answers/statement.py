"""A P&L and single metrics as answers: a row for each line, a column for each period, or a ranking of periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credora_agent.telling import metrics as told_metrics
from credora_agent.telling import statement as told_statement
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, bounded, day, figure, value
from mcp_servers.answers.paging import Page, page
from mcp_servers.answers.sheet import cell, cut_off
from mcp_servers.answers.text import Lines, caveats, composed, days, when

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from credora_agent.reports.schemas import Figure, Line, Report
    from credora_agent.telling.part import Part

HEADLINES = ("net_sales", "revenue", "cm1", "cm2", "cm3", "net_profit")
"""Lines of a P&L whose figures are given whole."""
BRIEF = ("revenue", "net_profit", "net_sales", "cm1", "cm2", "cm3", "marketing", "cogs", "operating_costs", "ebitda")
"""Lines of a P&L that stand in the text, as far as there is room."""
IN_TIME = ("revenue", "net_profit")
"""Lines of a P&L whose course stands in the text."""
TOLD = 3
"""Metrics of which sentences are made: more have no room."""
CELLS = 220
"""Values of one answer; more periods than fit are read on by cursor."""
FEWEST, MOST = 12, 93
"""Periods of one answer, however many lines there are."""


def pnl(report: Report, asked: Any) -> Answer:
    """Return the P&L: 18 lines by the periods asked for, the headlines as figures."""
    bare = report.model_copy(update={"by": "total"})  # what is said of a P&L is of its totals, however it is split
    return _answer(_Shown(report, asked, HEADLINES, BRIEF, IN_TIME), told_statement.tell(bare))


def metrics(report: Report, asked: Any) -> Answer:
    """Return the metrics asked for, or their periods by size."""
    ids = tuple(line.id for line in report.lines)
    shown = _Shown(report, asked, ids, ids, ids[:4])
    part = told_metrics.tell(report.model_copy(update={"lines": report.lines[:TOLD]}))
    return _ranking(shown, part) if report.ranking else _answer(shown, part)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A report, what was asked, and which of its lines are figures, stand in the text, and do so over time."""

    report: Report
    asked: Any
    figures: Sequence[str]
    brief: Sequence[str]
    in_time: Sequence[str]

    @property
    def split(self) -> bool:
        return self.report.by != "total" and self.report.ranking is None

    def lines(self, ids: Sequence[str]) -> list[Line]:
        """Return the lines of those ids, in their order."""
        of = {line.id: line for line in self.report.lines}
        return [of[name] for name in ids if name in of]


def _answer(shown: _Shown, part: Part) -> Answer:
    report = shown.report
    periods = _periods(shown)
    columns = _columns(shown, periods)
    rows = [_row(line, periods, columns) for line in report.lines]
    data = _envelope(shown, part, columns, rows, _bounds(report, periods, columns), periods)
    lines = _over_time(shown, periods) if shown.split else _side_by_side(shown)
    return Answer(composed(part.words, lines, caveats(part), lambda count: _foot(shown, periods, count)), data)


def _envelope(  # noqa: PLR0913, PLR0917 - what both shapes share
    shown: _Shown, part: Part, columns: Sequence[str], rows: list[list[Any]], bounds: dict[str, Any], at: Page
) -> dict[str, Any]:
    report = shown.report
    totals = {line.id: line.total for line in report.lines}
    behind = [each for each in (report.period, report.compare) if each is not None]
    units = {line.id: str(line.unit) for line in report.lines if line.unit != "money"}
    periods = {"count": at.total, "first": at.first, "shown": len(at.rows)} if shown.split else None
    detail = {
        "by": report.by,
        "basis": report.basis,
        "cogs_coverage": value(report.cogs_coverage.value),
        "units": units,
        "periods": periods,
    }
    return Envelope(
        shop=report.shop,
        currency=report.currency,
        period=report.period,
        compare=report.compare,
        totals={name: total.value for name, total in totals.items()},
        columns=columns,
        rows=rows,
        bounds=bounds,
        total_rows=at.total if report.ranking else len(rows),
        next_cursor=at.next_cursor,
        as_of=report.as_of,
        sources=[_behind(each) for each in behind],
        figures=[figure(totals[name], period=report.period) for name in shown.figures if name in totals],
        notes=caveats(part),
        detail={name: each for name, each in detail.items() if each},
    ).data()


def _behind(period: Any) -> dict[str, Any]:
    args = {"start": day(period.start), "end": day(period.end)}
    return {"tool": "cfo_entries", "args": args, "per_row": {"metric": "line"}}


def _periods(shown: _Shown) -> Page:
    """Return the periods of this answer: the first line's parts that fit, from the cursor on."""
    report = shown.report
    if not shown.split:
        return Page((), 1, 0, None)
    fitting = min(max(FEWEST, CELLS // len(report.lines)), MOST)
    asked = shown.asked.model_copy(update={"limit": fitting})
    numbers = range(len(report.lines[0].parts))
    return page(numbers, asked, version=report.ledger_version)


def _columns(shown: _Shown, periods: Page) -> list[str]:
    first, report = shown.report.lines[0], shown.report
    parts = [slot(first.parts[number], report.by) for number in periods.rows]
    beside = ["compare", "change", "change_rate"] if report.compare else []
    return ["line", *parts, "total", *beside]


def slot(of: Figure, by: str) -> str:
    """Return what a period is called as a column: 2026-11-30 (a week by its first day, too), 2026-11, 2026-Q4, 2026."""
    start = of.start
    if by == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return {"month": f"{start:%Y-%m}", "year": f"{start:%Y}"}.get(by, start.isoformat())


def _row(line: Line, periods: Page, columns: Sequence[str]) -> list[str | None]:
    parts = [value(line.parts[number].value) for number in periods.rows]
    row = [line.id, *parts, value(line.total.value)]
    if "compare" in columns:
        change = line.change
        row += [value(line.compare.value) if line.compare else None]
        row += [value(change.delta), value(change.ratio)] if change else [None, None]
    return row


def _bounds(report: Report, periods: Page, columns: Sequence[str]) -> dict[str, Any]:
    def cells() -> Iterator[tuple[int, str, str]]:
        for number, line in enumerate(report.lines):
            values = [
                *(line.parts[part] for part in periods.rows),
                line.total,
                *([line.compare] if line.compare else []),
            ]
            for name, each in zip(columns[1:], values, strict=False):
                if each.bound != "exact" and each.value is not None:
                    yield number, name, str(each.bound)
            if line.change is not None and line.change.bound != "exact" and line.change.delta is not None:
                yield number, "change", str(line.change.bound)

    totals = {line.id: str(line.total.bound) for line in report.lines if line.total.bound != "exact"}
    return bounded(totals, cells(), dict.fromkeys(columns, len(report.lines)))


def _side_by_side(shown: _Shown) -> Lines:
    report = shown.report
    head = ["line", "total", *(["compare", "change", "change_rate"] if report.compare else [])]
    return Lines(",".join(head), [",".join(_cells(line, report)) for line in shown.lines(shown.brief)])


def _cells(line: Line, report: Report) -> list[str]:
    def said(of: Figure) -> str:
        return cell(of.value, of.unit, report.currency, of.bound)

    cells = [line.id, said(line.total)]
    if report.compare is not None:
        change = line.change
        cells.append(said(line.compare) if line.compare else "–")
        cells.append(cell(change.delta if change else None, line.unit, report.currency, change.bound if change else ""))
        cells.append(cell(change.ratio if change else None, "ratio", report.currency))
    return cells


def _over_time(shown: _Shown, periods: Page) -> Lines:
    """Return a line for each period, the newest first, under the total."""
    report, lines = shown.report, shown.lines(shown.in_time)

    def row(name: str, of: Sequence[Figure]) -> str:
        return ",".join([name, *(cell(each.value, each.unit, report.currency, each.bound) for each in of)])

    head = ",".join([report.by, *(line.id for line in lines)])
    rows = [
        row(slot(lines[0].parts[number], report.by), [line.parts[number] for line in lines])
        for number in reversed(periods.rows)
    ]
    return Lines(f"{head}\n{row('total', [line.total for line in lines])}", rows)


def _ranking(shown: _Shown, part: Part) -> Answer:
    report = shown.report
    places = [(line, of) for line in report.lines for of in line.parts]
    at = page(places, shown.asked, version=report.ledger_version)
    rows = [[line.id, slot(of, report.by), value(of.value)] for line, of in at.rows]
    cells = ((number, "value", str(of.bound)) for number, (_, of) in enumerate(at.rows) if of.bound != "exact")
    data = _envelope(shown, part, ("line", report.by, "value"), rows, bounded({}, cells, {"value": len(rows)}), at)
    told = [
        ",".join([line.id, slot(of, report.by), cell(of.value, of.unit, report.currency, of.bound)])
        for line, of in at.rows
    ]
    lines = Lines(f"line,{report.by},value", told)
    return Answer(
        composed(part.words, lines, caveats(part), lambda count: f"{_about(shown)}{cut_off(at, count)}"), data
    )


def _about(shown: _Shown) -> str:
    report = shown.report
    against = f" against {days(report.compare)}" if report.compare else ""
    return f"{days(report.period)}{against}; {report.currency}, {report.basis}, costs negative. {when(report.as_of)}"


def _foot(shown: _Shown, periods: Page, count: int) -> str:
    if shown.split:
        return f"{_about(shown)}{_times(shown.report.by, periods, count)}"
    left = len(shown.report.lines) - count
    return f"{_about(shown)}{f' {left} more lines in data.' if left > 0 else ''}"


def _times(by: str, periods: Page, count: int) -> str:
    """Return how many of the periods stand in the text and in the data, and how to read on."""
    last = periods.first + len(periods.rows) - 1
    data = "all in data" if len(periods.rows) == periods.total else f"{periods.first}-{last} in data"
    more = f" Next: cursor={periods.next_cursor}" if periods.next_cursor else ""
    return f" {count} of {periods.total} {by}s shown, {data}; totals over all.{more}"
