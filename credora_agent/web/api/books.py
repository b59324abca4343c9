"""The books as JSON: dashboard, statement, metrics, why they moved, ledger rows, orders, bridges and findings.

Each answers as its page does, by the same query; money as decimal strings. Asked by a session, a token, or at home.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.core.errors import BadInput
from credora_agent.core.period import Grain
from credora_agent.ledger.load_orders import OrderBy  # noqa: TC001 - FastAPI reads it
from credora_agent.reports.dashboard import Dashboard
from credora_agent.reports.entry import EntryFound
from credora_agent.reports.schemas import Entries, Reconciliation, Report
from credora_agent.reports.schemas_explain import Explanation
from credora_agent.reports.schemas_findings import Findings, Marked
from credora_agent.reports.sheets import SheetReport
from credora_agent.web.body import json_body
from credora_agent.web.pages import dashboard, entries, findings, orders, pnl, reconcile
from credora_agent.web.periods import Dates  # noqa: TC001 - FastAPI reads it
from credora_agent.web.replies import json_of

if TYPE_CHECKING:
    from credora_agent.web.parts import Parts

MOST_METRICS = 20
Metrics = Annotated[list[str], Query(min_length=1, max_length=MOST_METRICS, examples=[["revenue", "net_profit"]])]
Limit = Annotated[int, Query(ge=1, le=1000)]
Cursor = Annotated[str | None, Query(max_length=400)]
Text = Annotated[str | None, Query(max_length=300)]
Metric = Annotated[str, Query(max_length=40, examples=["net_profit"])]


class Set(BaseModel):
    """A finding to be set aside or brought back, by its key."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=300)
    reason: str | None = Field(None, max_length=500)


def _of(schema: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": schema}}


def routes(parts: Parts) -> APIRouter:
    """Return the routes under /fpa."""
    router = APIRouter(prefix="/fpa", tags=["books"])
    _statements(router, parts)
    _rows(router, parts)
    _findings(router, parts)
    return router


def _statements(router: APIRouter, parts: Parts) -> None:
    @router.get("/dashboard", responses=_of(Dashboard))
    async def read_dashboard(request: Request) -> Response:
        """Return the last thirty days beside those before, who carries them, and the ninety ahead."""
        return json_of(await dashboard.ask(parts, await parts.visitors.reader(request)))

    @router.get("/pnl", responses=_of(Report))
    async def read_pnl(request: Request, dates: Annotated[Dates, Depends()], by: Grain = Grain.TOTAL) -> Response:
        """Return the 18 lines of the P&L, split and compared as asked."""
        visitor = await parts.visitors.reader(request)
        return json_of(await pnl.ask(parts, visitor, dates.chosen(visitor.today), by=by))

    @router.get("/metrics", responses=_of(Report))
    async def read_metrics(
        request: Request, metric: Metrics, dates: Annotated[Dates, Depends()], by: Grain = Grain.TOTAL
    ) -> Response:
        """Return any metrics over a period, split and compared as asked."""
        visitor = await parts.visitors.reader(request)
        chosen = dates.chosen(visitor.today)
        found = await parts.reports.metrics(
            visitor.caller, chosen.period, metric, today=visitor.today, by=by, compare=chosen.compare
        )
        return json_of(found)

    @router.get("/explain", responses=_of(Explanation))
    async def read_explain(
        request: Request, dates: Annotated[Dates, Depends()], metric: Metric = "net_profit"
    ) -> Response:
        """Return why a metric moved from the days compared with; the effects of its drivers add up to the change."""
        visitor = await parts.visitors.reader(request)
        return json_of(await pnl.ask_why(parts, visitor, metric, dates.chosen(visitor.today)))

    @router.get("/reconcile", responses=_of(Reconciliation))
    async def read_reconcile(request: Request, dates: Annotated[Dates, Depends()]) -> Response:
        """Return the bridge from what the sources state to net profit."""
        visitor = await parts.visitors.reader(request)
        return json_of(await reconcile.ask(parts, visitor, dates.chosen(visitor.today, default="last_month")))


def _rows(router: APIRouter, parts: Parts) -> None:
    @router.get("/entries", responses=_of(Entries))
    async def read_entries(
        request: Request,
        behind: Annotated[entries.Behind, Depends()],
        cursor: Cursor = None,
        limit: Limit = entries.PAGE,
    ) -> Response:
        """Return a page of the ledger rows behind a metric, their count and sum over all pages."""
        visitor = await parts.visitors.reader(request)
        return json_of(await entries.ask(parts, visitor, behind, cursor=cursor, limit=limit))

    @router.get("/entries/{entry}", responses=_of(EntryFound))
    async def read_entry(request: Request, entry: entries.Id) -> Response:
        """Return one ledger row, all its versions, and where its record is."""
        visitor = await parts.visitors.reader(request)
        return json_of(await parts.reports.entry(visitor.caller, entry))

    @router.get("/orders", responses=_of(SheetReport))
    async def read_orders(  # noqa: PLR0913, PLR0917 - a query's parts
        request: Request,
        dates: Annotated[Dates, Depends()],
        order_by: OrderBy = "newest",
        sku: Text = None,
        order: Text = None,
        cursor: Cursor = None,
        limit: Limit = orders.PAGE,
        *,
        refunded: bool = False,
    ) -> Response:
        """Return a page of orders, or the one named; totals over all that match."""
        visitor = await parts.visitors.reader(request)
        named = order is not None and not (dates.range or dates.start or dates.end)
        period = None if named else dates.chosen(visitor.today).period
        found = await orders.ask(
            parts, visitor, period, sku=sku, order=order, by=order_by, refunded=refunded, cursor=cursor, limit=limit
        )
        return json_of(found)


def _findings(router: APIRouter, parts: Parts) -> None:
    @router.get("/findings", responses=_of(Findings))
    async def read_findings(request: Request, *, dismissed: bool = False) -> Response:
        """Return what is worth a look today, the most money at stake first."""
        return json_of(await findings.ask(parts, await parts.visitors.reader(request), dismissed=dismissed))

    @router.post("/findings/dismiss", responses=_of(Marked))
    async def dismiss(request: Request) -> Response:
        """Set a finding aside until something makes a new one of it; doing so again changes nothing."""
        visitor = await parts.visitors.analyst(request)
        asked = await json_body(request, Set)
        marked = await parts.reports.dismiss(visitor.caller, asked.key, today=visitor.today, reason=asked.reason)
        return json_of(marked)

    @router.post("/findings/restore", responses=_of(Marked))
    async def restore(request: Request) -> Response:
        """Bring a finding back."""
        visitor = await parts.visitors.analyst(request)
        asked = await json_body(request, Set)
        if asked.reason is not None:
            raise BadInput("A finding is brought back without a reason.", remedy="Leave `reason` out.")
        return json_of(await parts.reports.restore(visitor.caller, asked.key))
