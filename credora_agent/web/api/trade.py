"""Trade as JSON: products, campaigns, stock and cohorts, each as its page has it, by the same query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.reports.campaign_columns import ORDERS as OF_CAMPAIGNS
from credora_agent.reports.cohorts import CohortReport
from credora_agent.reports.products import ORDERS as OF_PRODUCTS
from credora_agent.reports.sheets import SheetReport
from credora_agent.web.grids import Order, Sorting
from credora_agent.web.pages import campaigns, cohorts, inventory, products
from credora_agent.web.periods import Dates  # noqa: TC001 - FastAPI reads it
from credora_agent.web.replies import json_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from credora_agent.web.parts import Parts

Limit = Annotated[int | None, Query(ge=1, le=10_000, description="Lines; the total is over all of them.")]


def _of(schema: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": schema}}


def routes(parts: Parts) -> APIRouter:
    """Return the routes under /fpa."""
    router = APIRouter(prefix="/fpa", tags=["trade"])

    @router.get("/products", responses=_of(SheetReport))
    async def read_products(
        request: Request,
        dates: Annotated[Dates, Depends()],
        by: products.By = "sku",
        order: Order = None,
        limit: Limit = None,
    ) -> Response:
        """Return what each product earns, down to CM3; `order` is a column, highest first unless after a minus."""
        visitor = await parts.visitors.reader(request)
        sorting = Sorting.read(order, OF_PRODUCTS, "cm3")
        return json_of(
            await products.ask(parts, visitor, dates.chosen(visitor.today), by=by, sorting=sorting, limit=limit)
        )

    @router.get("/campaigns", responses=_of(SheetReport))
    async def read_campaigns(
        request: Request, dates: Annotated[Dates, Depends()], order: Order = None, limit: Limit = None
    ) -> Response:
        """Return what each campaign cost, what its platform claims, and what that is worth."""
        visitor = await parts.visitors.reader(request)
        sorting = Sorting.read(order, OF_CAMPAIGNS, "ad_spend")
        return json_of(await campaigns.ask(parts, visitor, dates.chosen(visitor.today), sorting=sorting, limit=limit))

    @router.get("/inventory", responses=_of(SheetReport))
    async def read_inventory(request: Request, order: Order = None) -> Response:
        """Return what is on the shelf, how long it lasts, and what to order when."""
        visitor = await parts.visitors.reader(request)
        sorting = Sorting.read(order, inventory.SORTABLE, inventory.FIRST)
        return json_of(await inventory.ask(parts, visitor, sorting=sorting))

    @router.get("/cohorts", responses=_of(CohortReport))
    async def read_cohorts(request: Request, months: cohorts.Months = 12, *, projection: bool = False) -> Response:
        """Return what customers brought since their first order, by its month."""
        visitor = await parts.visitors.reader(request)
        return json_of(await cohorts.ask(parts, visitor, months=months, projection=projection))

    return router
