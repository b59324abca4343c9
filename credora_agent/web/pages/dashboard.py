"""`/`: what a merchant looks at every morning, out of the answer kept for it; each figure leads to its rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.analytics.campaigns.economics import Verdict
from credora_agent.analytics.products.lines import REST
from credora_agent.core import clock
from credora_agent.telling import statement
from credora_agent.telling.forecast import chance
from credora_agent.telling.live import lag
from credora_agent.telling.live import title as source_called
from credora_agent.telling.phrasing import amount, column
from credora_agent.web.charts import Chart, Series
from credora_agent.web.kept import Kept
from credora_agent.web.look import day, fragment
from credora_agent.web.look import page as shown
from credora_agent.web.reading import STATES

if TYPE_CHECKING:
    from markupsafe import Markup

    from credora_agent.reports.dashboard import Dashboard
    from credora_agent.reports.outlook import Outlook
    from credora_agent.reports.schemas import Figure, LiveSource, Range, Report
    from credora_agent.reports.sheets import SheetReport, SheetRow
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

FINDINGS = 4
KEPT = 64
"""Dashboards a process keeps as they were written; some 20 KB each."""
TROUBLED = frozenset({"warn", "bad"})


class Runway(NamedTuple):
    """How long cash lasts, as the card says it: a value, and what to know beside it."""

    value: str
    note: str
    tone: str = ""


class SourceLine(NamedTuple):
    """One source as the data status shows it."""

    name: str
    state: str
    mark: str
    ago: str
    problem: str | None


async def ask(parts: Parts, visitor: Visitor) -> Dashboard:
    """Return the dashboard as of the shop's today; the page and its JSON say the same."""
    return await parts.reports.dashboard(visitor.caller, today=visitor.today)


def routes(parts: Parts) -> APIRouter:
    """Return the route of the page."""
    router = APIRouter(include_in_schema=False)
    kept: Kept[Markup] = Kept(KEPT)

    @router.get("/")
    async def dashboard(request: Request) -> Response:
        """Show the last thirty days, and what is ahead."""
        visitor = await parts.visitors.reader(request)
        state, now = await parts.reports.state(visitor.caller), clock.now()
        minute = now.replace(second=0, microsecond=0)
        key = (visitor.open_shop.id, visitor.today, minute, request.query_params.get("books"), state)
        body = await kept.of(key, partial(_body, parts, request, visitor))
        return shown(request, "dashboard.html", visitor, body=body)

    return router


async def _body(parts: Parts, request: Request, visitor: Visitor) -> Markup:
    """Return all of the page that is the same for whoever of the shop sees it."""
    books = await parts.reports.books(visitor.caller)
    status = await parts.reports.sync_status(visitor.caller, alerts=1)
    lines = [source_line(each) for each in status.sources]
    if books.recorded is None:
        return fragment(request, "dashboard_empty.html", sources=lines)
    found = await ask(parts, visitor)
    findings = await parts.reports.findings(visitor.caller, today=visitor.today)
    return fragment(
        request, "dashboard_body.html", found=found, lines={line.id: line for line in found.pnl.lines},
        period=found.pnl.period, base=named(found.pnl.compare), words=statement.tell(found.pnl).words[1:],
        chart=course_chart(found.course), runway=runway(found.forecast), best=best(found.products),
        worst=worst(found.campaigns), findings=findings, top=findings.findings[:FINDINGS], sources=lines,
        wrong=[each for each in lines if each.mark in TROUBLED], recorded=books.recorded,
    )  # fmt: skip


def named(base: Range | None) -> str | None:
    """Return the days compared with by their shortest name: Oct 2026, 2–31 Oct 2026."""
    return column(base.start, base.end, "month") if base else None


def source_line(source: LiveSource) -> SourceLine:
    """Return a source's state and how old what it brought is, by its stream that is furthest behind."""
    state, mark = STATES.get(source.state, (source.state, ""))
    state = state[0].upper() + state[1:]
    lags = [each.lag_seconds for each in source.streams if each.lag_seconds is not None]
    told = source.problem or next((each.error for each in source.streams if each.error), None)
    ago = f"{lag(max(lags))} ago" if lags else "not read yet"
    return SourceLine(source_called(source), state, mark, ago, f"{told.cause} {told.remedy}" if told else None)


def course_chart(report: Report) -> Chart | None:
    """Return net profit day by day with what there is to see in it; None where no day has any."""
    parts = report.lines[0].parts
    known = [part for part in parts if part.value is not None]
    if not known:
        return None
    best, worst = max(known, key=_value), min(known, key=_value)
    gains = sum(1 for part in known if _value(part) > 0)
    marked = any(part.bound != "exact" for part in known)
    most = "At most " if marked else ""
    said = f"{most}{gains} of {len(known)} days made a profit; best {_on(best)}, worst {_on(worst)}."
    return Chart(
        kind="bars", title="Net profit by day", sentence=said[0].upper() + said[1:],
        labels=[day(part.start, year=False) for part in parts],
        series=[Series("Net profit", [part.value for part in parts], [amount(part) for part in parts])],
        currency=report.currency,
    )  # fmt: skip


def runway(outlook: Outlook) -> Runway:
    """Return how long cash lasts in half of the futures; what is lacking where nobody can say."""
    found = next((each for each in outlook.figures if each.metric == "runway"), None)
    if outlook.opening is None:
        return Runway("–", "No cash balance is stated yet.")
    if not outlook.odds:
        return Runway("–", "The history is too short for a forecast.")
    risk = outlook.odds[-1]
    odds = f"Odds of cash below nought within {risk.days} days: {chance(risk)}"
    lowest = f"; lowest around {day(outlook.lowest_day, year=False)}" if outlook.lowest_day else ""
    if found is not None and found.value is not None:
        return Runway(amount(found), f"{odds}{lowest}.", "bad")
    return Runway(f"over {risk.days} days", f"{odds}{lowest}.")


def best(products: SheetReport) -> SheetRow | None:
    """Return the product that earned most after all advertising, None where none did."""
    return next((row for row in products.sheet.rows if (row.values.get("cm3") or 0) > 0 and row.id != REST), None)


def worst(campaigns: SheetReport) -> SheetRow | None:
    """Return the campaign that lost most by its platform's own count, None where none surely loses."""
    return next((row for row in campaigns.notable if Verdict.LOSES.value in row.marks), None)


def _value(figure: Figure) -> float:
    return float(figure.value or 0)


def _on(figure: Figure) -> str:
    return f"{day(figure.start, year=False)} ({amount(figure)})"
