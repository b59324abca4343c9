"""`/pnl`: the statement over any days, split and compared; `/pnl/why`: why a line moved; both as files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.analytics.metrics import METRICS, STATEMENT
from credora_agent.core.errors import BadInput
from credora_agent.core.period import Grain, Period
from credora_agent.telling import statement
from credora_agent.telling.explain import size, tell_explanation
from credora_agent.telling.phrasing import column
from credora_agent.web.look import page as shown
from credora_agent.web.pages.statement_charts import course_chart, drivers_chart, steps_chart
from credora_agent.web.periods import PRESETS, Dates
from credora_agent.web.replies import csv_of, file_of

if TYPE_CHECKING:
    from credora_agent.reports.schemas import Report
    from credora_agent.reports.schemas_explain import Explanation
    from credora_agent.web.charts import Chart
    from credora_agent.web.parts import Parts
    from credora_agent.web.periods import Chosen
    from credora_agent.web.visitor import Visitor

COLUMNS = 62
"""Columns a page shows; files have them all."""
GRAINS = {"total": "In one", "day": "Days", "week": "Weeks", "month": "Months", "quarter": "Quarters", "year": "Years"}
HEADLINES = ("revenue", "cm1", "cm3", "net_profit")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
By = Grain
Metric = Annotated[str, Query(max_length=40)]


async def ask(parts: Parts, visitor: Visitor, chosen: Chosen, *, by: Grain = Grain.TOTAL) -> Report:
    """Return the statement over those days; the page, its files and its JSON say the same."""
    return await parts.reports.pnl(visitor.caller, chosen.period, today=visitor.today, by=by, compare=chosen.compare)


async def ask_why(parts: Parts, visitor: Visitor, metric: str, chosen: Chosen) -> Explanation:
    """Return why a line moved from the days compared with, the days before where none are named."""
    base = chosen.compare or chosen.period.previous()
    return await parts.reports.explain(visitor.caller, metric, chosen.period, base, today=visitor.today)


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the pages and of their files."""
    router = APIRouter(include_in_schema=False)

    @router.get("/pnl")
    async def pnl(request: Request, dates: Annotated[Dates, Depends()], by: By = Grain.TOTAL) -> Response:
        """Show the statement."""
        visitor = await parts.visitors.reader(request)
        try:
            chosen = dates.chosen(visitor.today)
            report = await ask(parts, visitor, chosen, by=by)
        except BadInput as problem:
            return shown(
                request, "trouble.html", visitor, status=400, title="Profit & loss", problem=problem, back="/pnl"
            )
        parted = report.lines[0].parts
        first = max(len(parted) - COLUMNS, 0)
        return shown(
            request, "pnl.html", visitor, report=report, chosen=chosen, by=by.value, grains=GRAINS, presets=PRESETS,
            first=first, heads=[column(part.start, part.end, by.value) for part in parted[first:]],
            totals=statement.TOTALS, words=statement.tell(report).words, chart=_chart(report),
            of={line.id: line for line in report.lines}, headlines=HEADLINES, lacks=_lacks(report),
            base=_named(chosen.compare),
        )  # fmt: skip

    @router.get("/pnl.csv")
    async def as_csv(request: Request, dates: Annotated[Dates, Depends()], by: By = Grain.TOTAL) -> Response:
        """Return the statement as a file of raw decimals."""
        from credora_agent.reports.export.books import write_report  # noqa: PLC0415 - seldom asked for

        visitor = await parts.visitors.reader(request)
        chosen = dates.chosen(visitor.today)
        report = await ask(parts, visitor, chosen, by=by)
        return csv_of(_file(visitor, chosen), partial(write_report, report=report))

    @router.get("/pnl.xlsx")
    async def as_workbook(request: Request, dates: Annotated[Dates, Depends()], by: By = Grain.TOTAL) -> Response:
        """Return the statement as a workbook: numbers as numbers, formulas of the lines beside them, notes."""
        from credora_agent.reports.export.workbook import statement_workbook  # noqa: PLC0415 - as above

        visitor = await parts.visitors.reader(request)
        chosen = dates.chosen(visitor.today)
        content = statement_workbook(await ask(parts, visitor, chosen, by=by))
        return file_of(_file(visitor, chosen), "xlsx", XLSX, content)

    @router.get("/pnl.pdf")
    async def as_paper(request: Request, dates: Annotated[Dates, Depends()], by: By = Grain.TOTAL) -> Response:
        """Return the statement as a page to print."""
        from credora_agent.reports.export.printed import printed_statement  # noqa: PLC0415 - as above

        visitor = await parts.visitors.reader(request)
        chosen = dates.chosen(visitor.today)
        report = await ask(parts, visitor, chosen, by=by)
        words = statement.tell(report).words
        content = printed_statement(report, visitor.open_shop.name, words)
        return file_of(_file(visitor, chosen), "pdf", "application/pdf", content)

    @router.get("/pnl/why")
    async def why(request: Request, dates: Annotated[Dates, Depends()], metric: Metric = "net_profit") -> Response:
        """Show what moved a line, and by how much."""
        visitor = await parts.visitors.reader(request)
        try:
            chosen = dates.chosen(visitor.today)
            found = await ask_why(parts, visitor, metric, chosen)
        except BadInput as problem:
            return shown(
                request, "trouble.html", visitor, status=400, title="Why it changed", problem=problem, back="/pnl"
            )
        part = tell_explanation(found)
        return shown(
            request, "why.html", visitor, found=found, chosen=chosen, presets=PRESETS, metric=metric,
            words=part.words, chart=drivers_chart(found), size=partial(size, found), metrics=_explained(),
            sign=-1 if METRICS[metric].sign < 0 and METRICS[metric].over is None else 1,
        )  # fmt: skip

    @router.get("/pnl/why.csv")
    async def why_as_csv(
        request: Request, dates: Annotated[Dates, Depends()], metric: Metric = "net_profit"
    ) -> Response:
        """Return what moved a line as a file."""
        from credora_agent.reports.export.why import write_explanation  # noqa: PLC0415 - as above

        visitor = await parts.visitors.reader(request)
        chosen = dates.chosen(visitor.today)
        found = await ask_why(parts, visitor, metric, chosen)
        name = f"{visitor.open_shop.slug} why {metric} {chosen.start} {chosen.end}"
        return csv_of(name, partial(write_explanation, found=found))

    return router


def _chart(report: Report) -> Chart | None:
    return steps_chart(report) if report.by == "total" else course_chart(report)


def _lacks(report: Report) -> list[str]:
    """Return the lines nobody records over those days."""
    return [line.label for line in report.lines if line.total.value is None and line.id in line.total.missing]


def _named(period: Period | None) -> str | None:
    return column(period.start, period.end, "month") if period else None


def _explained() -> dict[str, str]:
    """Return the metrics a change of which can be explained, the statement's first."""
    first = {metric.id: metric.label for metric in STATEMENT}
    return first | {name: METRICS[name].label for name in ("orders", "units", "aov", "return_rate", "cm1_rate")}


def _file(visitor: Visitor, chosen: Chosen) -> str:
    return f"{visitor.open_shop.slug} pnl {chosen.start} {chosen.end}"
