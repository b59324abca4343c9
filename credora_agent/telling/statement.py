"""A P&L told: the verdict on profit, the lines that carry it, and the whole statement beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.telling.blocks import Block, Cards, Chart, Notice, Row, Series, Statement
from credora_agent.telling.moves import moved
from credora_agent.telling.part import Part, lacking, not_recorded, sentences
from credora_agent.telling.phrasing import amount, column, lowered, percent, period, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.reports.schemas import Figure, Line, Report

HEADLINES = ("revenue", "net_sales", "cm1", "net_profit")
TOTALS = frozenset({"net_sales", "revenue", "cm1", "cm2", "cm3", "ebitda", "net_profit"})


def tell(report: Report) -> Part:
    """Return the statement in words, as cards, as a chart if it runs over time, and line by line."""
    lines = {line.id: line for line in report.lines}
    shown = [
        figure
        for line in report.lines
        for figure in (line.total, *line.parts, *([line.compare] if line.compare else []))
    ]
    figures = (*shown, report.cogs_coverage)
    when = period(report.period.start, report.period.end)
    if lines["revenue"].total.value is None:
        return Part((f"{when}: {' '.join(report.notes)}",), _notices(report), figures)
    words = [_opening(when, lines, report), _verdict(lines)]
    blocks: list[Block] = [Cards(figures=tuple(lines[name].total.id for name in HEADLINES))]
    if report.by != "total":
        blocks.append(_chart(report, lines))
    blocks += [_statement(report, when), *_notices(report)]
    return Part(tuple(word for word in words if word), tuple(blocks), figures)


def _opening(when: str, lines: dict[str, Line], report: Report) -> str:
    revenue, net_sales = lines["revenue"], lines["net_sales"]
    if report.compare is None:
        return f"{when}: revenue {spoken(revenue.total)}, of which net sales {spoken(net_sales.total)}."
    base = period(report.compare.start, report.compare.end)
    if revenue.compare is None or revenue.compare.value is None:
        return (
            f"{when}: revenue {spoken(revenue.total)}, of which net sales {spoken(net_sales.total)}. "
            f"Nothing is recorded for {base} to compare it with."
        )
    return (
        f"{when} against {base}: revenue {spoken(revenue.total)}, {moved(revenue)}; "
        f"net sales {spoken(net_sales.total)}, {moved(net_sales)}."
    )


def _verdict(lines: Mapping[str, Line]) -> str:
    profit, revenue, net_sales = (lines[name].total for name in ("net_profit", "revenue", "net_sales"))
    if profit.value is None:
        return "Net profit cannot be said: nothing that makes it up is recorded."
    if profit.bound == "exact":
        share = f" ({percent(profit.value / revenue.value)} of revenue)" if revenue.value else ""
        made = "You made money" if profit.value > 0 else "You lost money" if profit.value < 0 else "You broke even"
        return f"{made}: net profit {amount(profit)}{share}."
    lacks = lacking(profit.missing)
    if profit.bound == "at_most" and profit.value < 0:
        return f"You lost money: net profit is {amount(profit)} even before {lacks}, not fully recorded."
    if profit.bound == "at_most" and profit.missing == ("cogs",) and _is_enough(profit, net_sales):
        return (
            f"You made money: net profit is {spoken(profit)}; the goods without a unit cost sold for too little to "
            "change that."
        )
    return (
        f"Whether that is a profit cannot be said yet: what is recorded leaves {spoken(profit)}, "
        f"and {not_recorded(profit.missing, fully=True)}."
    )


def _is_enough(profit: Figure, net_sales: Figure) -> bool:
    """Tell whether a profit stays one even if goods without a unit cost cost as much as they sold for."""
    if profit.value is None or profit.cost_coverage is None or net_sales.value is None:
        return False
    return profit.value > (1 - profit.cost_coverage) * net_sales.value > 0


def _statement(report: Report, when: str) -> Statement:
    if report.by != "total":
        heads = [column(part.start, part.end, report.by) for part in report.lines[0].parts]
        rows = [_row(line, [*line.parts, line.total]) for line in report.lines]
        return Statement(title=f"Profit and loss, {when}", columns=(*heads, "Total"), rows=tuple(rows))
    heads = [column(report.period.start, report.period.end, "month")]
    if report.compare is not None:
        heads.append(column(report.compare.start, report.compare.end, "month"))
    rows = [_row(line, [line.total, *([line.compare] if line.compare else [])]) for line in report.lines]
    return Statement(title=f"Profit and loss, {when}", columns=tuple(heads), rows=tuple(rows))


def _row(line: Line, figures: list[Figure]) -> Row:
    return Row(
        label=line.label,
        figures=tuple(figure.id for figure in figures),
        change=line.change,
        total=line.id in TOTALS,
    )


def _chart(report: Report, lines: dict[str, Line]) -> Chart:
    revenue = lines["revenue"]
    known = [part for part in revenue.parts if part.value is not None]
    best = max(known, key=lambda part: part.value or 0)
    return Chart(
        title=f"Revenue by {report.by}",
        sentence=f"Revenue was highest in {period(best.start, best.end)}: {amount(best)}.",
        labels=tuple(column(part.start, part.end, report.by) for part in revenue.parts),
        series=(Series(label=revenue.label, figures=tuple(part.id for part in revenue.parts)),),
    )


def _notices(report: Report) -> tuple[Notice, ...]:
    notices = [Notice(text=note) for note in sentences(report.notes)]
    if report.cogs_coverage.value:
        share = amount(report.cogs_coverage)
        notices.insert(0, Notice(text=f"COGS coverage {share}: the share of net sales with a known unit cost."))
    lacks = [line.label for line in report.lines if line.total.value is None and line.id in line.total.missing]
    if lacks:
        names = ", ".join(lowered(label) for label in lacks)
        notices.append(Notice(text=f"Not recorded, so not counted: {names}.", tone="missing"))
    return tuple(notices)
