"""Single metrics told: a value, a comparison, a course over time, or a ranking of periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.telling.blocks import Block, Cards, Chart, Notice, Ranking, Row, Series, Statement
from credora_agent.telling.moves import moved
from credora_agent.telling.part import Part, lacking, not_recorded, sentences
from credora_agent.telling.phrasing import SIGNED_COSTS, column, is_whole, lowered, period, spoken, when

if TYPE_CHECKING:
    from credora_agent.reports.schemas import Figure, Line, Report


def tell(report: Report) -> Part:
    """Return the metrics in words, and as the blocks that show them."""
    named = period(report.period.start, report.period.end)
    words, blocks = [], []
    for line in report.lines:
        said, shown = _ranking(report, line) if report.ranking else _line(report, line)
        words.append(said)
        blocks += shown
    if report.by == "total":
        blocks.insert(0, _compared(report, named) if report.compare else _cards(report))
    figures = [f for line in report.lines for f in (line.total, *line.parts, *([line.compare] if line.compare else []))]
    notices = [Notice(text=note) for note in sentences(report.notes)]
    return Part(tuple(words), (*blocks, *notices), tuple(figures))


def _line(report: Report, line: Line) -> tuple[str, list[Block]]:
    known = [part for part in line.parts if part.value is not None]
    if report.by == "total" or not known:
        return _single(report, line), []
    whole = [part for part in known if is_whole(part, report.by)] or known
    high, low = max(known, key=_size), min(whole, key=_size)
    sentence = (
        f"{line.label} by {report.by}: highest {_at(high)}, lowest {_at(low)}; {_first_to_last(known, report.by)}."
    )
    chart = Chart(
        title=f"{line.label} by {report.by}, {_named(report)}",
        sentence=sentence,
        labels=tuple(column(part.start, part.end, report.by) for part in line.parts),
        series=(Series(label=line.label, figures=tuple(part.id for part in line.parts)),),
    )
    total = f" {_single(report, line)}" if line.unit != "ratio" else ""
    return f"{sentence}{total}", [chart]


def _single(report: Report, line: Line) -> str:
    total = line.total
    if total.value is None:
        said = f"{line.label} {_when(report)} cannot be said"
        if total.missing:
            return f"{said}: {not_recorded(total.missing)}."
        return f"{said}. {' '.join(total.notes)}" if total.notes else f"{said}: there is nothing to divide by."
    said = f"{line.label} {_when(report)}: {spoken(total)}"
    if report.compare is not None and line.compare is not None:
        base = period(report.compare.start, report.compare.end)
        said += f", {moved(line)} against {base} ({spoken(line.compare)})"
    lacks = f" Not fully recorded: {lacking(total.missing)}." if total.missing else ""
    return f"{said}.{lacks}"


def _ranking(report: Report, line: Line) -> tuple[str, list[Block]]:
    if not line.parts:
        return f"No {report.by} {_when(report)} has {lowered(line.label)} recorded.", []
    which = "lowest" if report.ranking == "lowest_first" else "highest"
    first = line.parts[0]
    said = f"{line.label} by {report.by} {_when(report)}: {which} {_at(first)}"
    ties = [part for part in line.parts[1:] if part.value == first.value]
    if ties:
        said += f", the same as {len(ties)} more"
    elif len(line.parts) > 1:
        said += f", then {' and '.join(_at(part) for part in line.parts[1:3])}"
    partial = " It is only partly within the books." if first.coverage != 1 else ""
    ranking = Ranking(
        title=f"{line.label}: {which} {report.by}s {_when(report)}",
        labels=tuple(column(part.start, part.end, report.by) for part in line.parts),
        figures=tuple(part.id for part in line.parts),
    )
    return f"{said}.{partial}", [ranking]


def _compared(report: Report, named: str) -> Statement:
    base = period(report.compare.start, report.compare.end) if report.compare else ""
    rows = tuple(
        Row(
            label=line.label,
            figures=(line.total.id, *([line.compare.id] if line.compare else [])),
            change=line.change,
        )
        for line in report.lines
    )
    return Statement(title=f"{named} against {base}", columns=(named, base), rows=rows)


def _cards(report: Report) -> Cards:
    return Cards(figures=tuple(line.total.id for line in report.lines))


def _named(report: Report) -> str:
    return period(report.period.start, report.period.end)


def _when(report: Report) -> str:
    return when(report.period.start, report.period.end)


def _size(figure: Figure) -> float:
    sign = -1 if figure.metric in SIGNED_COSTS else 1
    return sign * float(figure.value or 0)


def _at(figure: Figure) -> str:
    joint = "on" if figure.start == figure.end else "in"
    return f"{joint} {period(figure.start, figure.end)} with {spoken(figure)}"


def _first_to_last(known: list[Figure], by: str) -> str:
    first, last = known[0], known[-1]
    return (
        f"from {spoken(first)} in {column(first.start, first.end, by)} "
        f"to {spoken(last)} in {column(last.start, last.end, by)}"
    )
