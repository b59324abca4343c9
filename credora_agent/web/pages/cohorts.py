"""`/cohorts`: what customers brought since their first order, as a heat table, and when their ads were paid back."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.telling.cohorts import tell_cohorts
from credora_agent.telling.phrasing import money, percent, whole_money
from credora_agent.telling.sheet import BOUND_MARKS
from credora_agent.web.charts import Chart, Series
from credora_agent.web.look import page as shown
from credora_agent.web.replies import csv_of

if TYPE_CHECKING:
    from credora_agent.reports.cohorts import CohortAge, CohortLine, CohortReport
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

Shown = Literal["ltv", "retention", "cm2", "net_sales", "orders"]
Months = Annotated[int, Query(ge=1, le=120)]
SHOWN = {
    "ltv": "CM2 per customer so far", "retention": "Share who ordered", "cm2": "CM2 of the month",
    "net_sales": "Net sales of the month", "orders": "Orders",
}  # fmt: skip
SPANS = (6, 12, 24, 36)
STEPS = 8
"""Shades of a cell above none."""
LARGE = Decimal(1000)


class Cell(NamedTuple):
    """One cell of the heat table: its text, its shade from 0 to STEPS, what is said of it."""

    text: str
    shade: int
    title: str


class Row(NamedTuple):
    """One cohort: its month, its customers, what winning them cost, when that was paid back, a cell for each age."""

    label: str
    customers: int
    ncac: str
    payback: str
    cells: tuple[Cell, ...]


async def ask(parts: Parts, visitor: Visitor, *, months: int = 12, projection: bool = False) -> CohortReport:
    """Return the cohorts as of today; the page, its file and its JSON say the same."""
    return await parts.reports.cohorts(visitor.caller, today=visitor.today, months=months, projection=projection)


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the page and of its file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cohorts")
    async def cohorts(
        request: Request, months: Months = 12, show: Shown = "ltv", *, projection: bool = False
    ) -> Response:
        """Show the cohorts of the last months."""
        visitor = await parts.visitors.reader(request)
        report = await ask(parts, visitor, months=months, projection=projection)
        return shown(
            request, "cohorts.html", visitor, report=report, words=tell_cohorts(report).words, rows=_rows(report, show),
            ages=max((len(line.ages) for line in report.cohorts), default=0), show=show, kinds=SHOWN, months=months,
            spans=SPANS, chart=curve(report), projection=projection,
        )  # fmt: skip

    @router.get("/cohorts.csv")
    async def file(request: Request, months: Months = 12) -> Response:
        """Return every cohort at every age as a file."""
        from credora_agent.reports.export.people import write_cohorts  # noqa: PLC0415 - seldom asked for

        visitor = await parts.visitors.reader(request)
        report = await ask(parts, visitor, months=months)
        return csv_of(f"{visitor.open_shop.slug} cohorts {visitor.today}", partial(write_cohorts, report=report))

    return router


def curve(report: CohortReport) -> Chart | None:
    """Return how LTV grows with age over all cohorts, beside what winning a customer cost; None without two ages."""
    total = report.sheet.total or (report.sheet.rows[0] if report.sheet.rows else None)
    if total is None:
        return None
    ages = [(int(name.removeprefix("ltv_")), value) for name, value in total.values.items() if name.startswith("ltv_")]
    known = [(age, value) for age, value in sorted(ages) if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - one point is no curve
        return None
    currency, ncac = report.currency, total.values.get("ncac")
    last_age, last = known[-1]
    sentence = f"A customer has brought {money(known[0][1], currency)} of CM2 after one month"
    sentence += f" and {money(last, currency)} after {last_age}"
    sentence += f"; winning one cost {money(ncac, currency)}." if ncac is not None else "."
    series = [Series("CM2 per customer", [value for _, value in known], [money(v, currency) for _, v in known])]
    if ncac is not None:
        series.append(Series("nCAC", [ncac] * len(known), [money(ncac, currency)] * len(known), quiet=True))
    return Chart(
        kind="line", title="What a customer brings, over all cohorts", sentence=sentence,
        labels=[f"{age} {'month' if age == 1 else 'months'}" for age, _ in known], series=series, currency=currency,
    )  # fmt: skip


def _rows(report: CohortReport, show: Shown) -> list[Row]:
    values = [_value(age, show) for line in report.cohorts for age in line.ages if show != "retention" or age.age]
    ends = (min(values, default=Decimal(0)) if show == "ltv" else Decimal(0), max(values, default=Decimal(0)))
    return [
        Row(
            f"{line.month:%b %Y}", line.customers,
            "–" if line.ncac is None else money(line.ncac, report.currency), _payback(line),
            tuple(_cell(age, show, ends, report.currency) for age in line.ages),
        )
        for line in reversed(report.cohorts)
    ]  # fmt: skip


def _value(age: CohortAge, show: Shown) -> Decimal:
    return Decimal(getattr(age, show))


def _cell(age: CohortAge, show: Shown, ends: tuple[Decimal, Decimal], currency: str) -> Cell:
    """Return a cell, shaded by where its value lies between the ends."""
    value, (least, most) = _value(age, show), ends
    shade = min(max(round((value - least) / (most - least) * STEPS), 0), STEPS) if most > least else 0
    mark = BOUND_MARKS.get(age.bound, "") if show in {"ltv", "cm2"} else ""
    title = f"{age.month:%B %Y}: {age.active:,} customers placed {age.orders:,} orders"
    if not age.finished:
        title += "; this month is not over"
    return Cell(f"{mark}{_said(value, show, currency)}{'' if age.finished else '*'}", shade, title)


def _said(value: Decimal, show: Shown, currency: str) -> str:
    if show == "retention":
        return percent(value)
    if show == "orders":
        return f"{value:,}"
    return (whole_money if abs(value) >= LARGE else money)(value, currency)


def _payback(line: CohortLine) -> str:
    if line.ncac is None:
        return "–"
    if line.payback is not None:
        return f"month {line.payback}"
    return "not yet" if line.payback_earliest is None else f"month {line.payback_earliest} at best"
