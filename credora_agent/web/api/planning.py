"""What is ahead as JSON: the forecast, what-ifs and budgets, each as its page has it, by the same query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.reports.budget import BudgetReport
from credora_agent.reports.forecast import HORIZON
from credora_agent.reports.outlook import Outlook
from credora_agent.reports.saved import Kept
from credora_agent.reports.schemas_scenario import Scenario
from credora_agent.web.pages import budgets, cash, whatif
from credora_agent.web.pages.levers import Wish
from credora_agent.web.replies import json_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from credora_agent.web.parts import Parts

LEVERS = {
    "price": "+8 (percent), CAN-1:+8% or CAN-1=24.95", "discount": "15 (percent), or 15%/14d@2026-12-01",
    "ads": "-20 (percent), +50/day, meta:+20%", "shift": "50/day:meta>google", "stock": "CAN-1:500@6.10,lead=30d",
    "hire": "2500 (a month), 2500@2027-01-01", "fixed": "300 (a month)", "loan": "20000@9%/24m", "pay": "5000",
    "receive": "5000", "cost": "+5 (percent)", "volume": "-10 (percent)", "sku": "which SKU levers without one are of",
    "elasticity": "-1.5 or -2.5..-1", "ad_elasticity": "0.1..0.3", "pull_forward": "30%", "horizon": "days ahead: 90",
}  # fmt: skip
"""What /fpa/whatif takes, by name; each may be given several times."""


def _of(schema: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": schema}}


def _levers() -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "description": said, "schema": {"type": "string", "maxLength": 300}}
        for name, said in LEVERS.items()
    ]


def routes(parts: Parts) -> APIRouter:
    """Return the routes under /fpa."""
    router = APIRouter(prefix="/fpa", tags=["planning"])

    @router.get("/forecast", responses=_of(Outlook))
    async def read_forecast(request: Request, horizon: cash.Horizon = HORIZON) -> Response:
        """Return what sales and cash may come to: bands, odds, runway, what is assumed, how past ones did."""
        return json_of(await cash.ask(parts, await parts.visitors.reader(request), horizon=horizon))

    @router.get("/whatif", responses=_of(Scenario), openapi_extra={"parameters": _levers()})
    async def read_whatif(request: Request) -> Response:
        """Return what levers change: break-evens, and profit and cash beside how it goes without them."""
        visitor = await parts.visitors.reader(request)
        return json_of(await whatif.ask(parts, visitor, Wish.read(request.query_params)))

    @router.get("/whatif/saved", responses=_of(Kept))
    async def read_saved(request: Request) -> Response:
        """Return the what-ifs that are kept, each with the query that asks for it."""
        visitor = await parts.visitors.reader(request)
        return json_of(Kept(scenarios=await parts.reports.saved_scenarios(visitor.caller)))

    @router.get("/budgets", responses=_of(BudgetReport))
    async def read_budgets(
        request: Request, year: Annotated[int | None, Query(ge=budgets.FIRST, le=budgets.LAST)] = None
    ) -> Response:
        """Return what became of the budgets of a year, this one if none is said."""
        visitor = await parts.visitors.reader(request)
        period = budgets.year_of(year or visitor.today.year)
        return json_of(await budgets.ask(parts, visitor, period=period))

    return router
