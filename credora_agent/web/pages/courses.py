"""The course of a product or a campaign as a chart with its own sentence."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.telling.phrasing import column, money
from credora_agent.telling.sheet import cell
from credora_agent.web.charts import Chart, Series
from credora_agent.web.look import day, days

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport, SheetRow

STEPS = {"Day": "day", "Week": "week", "Month": "month"}


class Drawn(NamedTuple):
    """What is drawn of a course: bars, and what they are compared with as lines."""

    bars: str
    lines: tuple[str, ...] = ()


GOODS = Drawn("net_sales")
ADS = Drawn("ad_spend", ("attributed_value",))


def course_chart(report: SheetReport, drawn: Drawn, *, title: str, what: str) -> Chart | None:
    """Return a course as a chart, its sentence naming the best step; None where nothing moved."""
    sheet, of = report.sheet, {each.id: each for each in report.sheet.columns}
    known = [(value, row) for row in sheet.rows if (value := row.values.get(drawn.bars)) is not None]
    if not any(value for value, _ in known):
        return None
    highest, best = max(known, key=itemgetter(0))
    most = money(highest, sheet.currency)
    step = STEPS[sheet.title]
    return Chart(
        kind="bars",
        title=f"{title} by {step}",
        sentence=f"{what}, {days(report.period)}: the highest {step} was {label(best)} with {most}.",
        labels=[label(row) for row in sheet.rows],
        series=[
            Series(of[name].label, [row.values.get(name) for row in sheet.rows],
                   [cell(row, of[name], sheet.currency) for row in sheet.rows],
                   kind="line" if name != drawn.bars else None, quiet=name != drawn.bars)
            for name in (drawn.bars, *drawn.lines)
        ],
        currency=sheet.currency,
    )  # fmt: skip


def label(row: SheetRow) -> str:
    """Return a step of a course as it is written: 3 Nov, 3–9 Nov 2026, Nov 2026."""
    at = row.behind
    if at is None:
        return row.label
    return day(at.start, year=False) if at.start == at.end else column(at.start, at.end, "month")
