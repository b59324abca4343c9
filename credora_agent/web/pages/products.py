"""`/products`: what each product earns, sorted and paged; one of them with its lines, days and campaigns."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.analytics.products.lines import REST
from credora_agent.core.errors import BadInput
from credora_agent.reports.products import ORDERS
from credora_agent.telling.goods import tell_products
from credora_agent.web.grids import Order, Page, Sorting, grid, wanted
from credora_agent.web.look import page as shown
from credora_agent.web.pages.courses import GOODS, course_chart
from credora_agent.web.periods import PRESETS, Dates
from credora_agent.web.replies import csv_of

if TYPE_CHECKING:
    from credora_agent.reports.products import Grouping
    from credora_agent.reports.sheets import SheetReport, SheetRow
    from credora_agent.web.parts import Parts
    from credora_agent.web.periods import Chosen
    from credora_agent.web.visitor import Visitor

By = Literal["sku", "product"]
Sku = Annotated[str | None, Query(max_length=300)]
BRIEF = ("units", "net_sales", "cm1", "cm2", "own_ads", "cm3", "cm3_rate", "return_rate", "share", "days_of_cover",
         "net_sales_change", "cm3_change")  # fmt: skip
"""Columns where not all of them are asked for; changes where there is a base."""
COVERAGE = ("net_sales", "cm3", "cogs_coverage")


async def ask(  # noqa: PLR0913 - one question's parts
    parts: Parts,
    visitor: Visitor,
    chosen: Chosen,
    *,
    by: Grouping = "sku",
    sorting: Sorting = Sorting("cm3"),  # noqa: B008 - frozen
    limit: int | None = None,
) -> SheetReport:
    """Return what each product came to over those days; the page, its file and its JSON say the same."""
    return await parts.reports.products(
        visitor.caller, chosen.period, today=visitor.today, by=by, order=sorting.column,
        lowest_first=sorting.lowest_first, limit=limit, compare=chosen.compare,
    )  # fmt: skip


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the page and of its file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/products")
    async def products(  # noqa: PLR0913, PLR0917 - a query's parts
        request: Request,
        dates: Annotated[Dates, Depends()],
        by: By = "sku",
        order: Order = None,
        page: Page = 1,
        sku: Sku = None,
        *,
        wide: bool = False,
    ) -> Response:
        """Show the products of a period, or one of them."""
        visitor = await parts.visitors.reader(request)
        try:
            chosen, sorting = dates.chosen(visitor.today), Sorting.read(order, ORDERS, "cm3")
            if sku is not None:
                return await _one(parts, request, visitor, chosen, sku)
            report = await ask(parts, visitor, chosen, by=by, sorting=sorting, limit=wanted(page))
        except BadInput as problem:
            return shown(
                request, "trouble.html", visitor, status=400, title="Products", problem=problem, back="/products"
            )
        found = grid(
            report.sheet, path="/products", query=dict(request.query_params), sorting=sorting, sortable=ORDERS,
            shown=None if wide else BRIEF, page=page, apart={REST},
        )  # fmt: skip
        whole = await parts.reports.metrics(visitor.caller, chosen.period, COVERAGE, today=visitor.today)
        return shown(
            request, "products.html", visitor, report=report, grid=found, chosen=chosen, presets=PRESETS, by=by,
            wide=wide, words=tell_products(report).words, whole={line.id: line.total for line in whole.lines},
        )  # fmt: skip

    @router.get("/products.csv")
    async def file(
        request: Request, dates: Annotated[Dates, Depends()], by: By = "sku", order: Order = None
    ) -> Response:
        """Return every product of a period as a file."""
        from credora_agent.reports.export.books import write_sheet  # noqa: PLC0415 - seldom asked for

        visitor = await parts.visitors.reader(request)
        chosen = dates.chosen(visitor.today)
        report = await ask(parts, visitor, chosen, by=by, sorting=Sorting.read(order, ORDERS, "cm3"))
        name = f"{visitor.open_shop.slug} products {chosen.start} {chosen.end}"
        return csv_of(name, partial(write_sheet, sheet=report.sheet))

    return router


async def _one(parts: Parts, request: Request, visitor: Visitor, chosen: Chosen, sku: str) -> Response:
    """Show one product: its statement, its days, what advertises it. Raises BadInput where it is not in the books."""
    report = await ask(parts, visitor, chosen)
    row = next((row for row in report.sheet.rows if row.id == sku and row.id != REST), None)
    if row is None:
        raise BadInput(
            f"No product {sku[:60]!r} moved in these days.", remedy="Choose other days, or see all products."
        )
    course = await parts.reports.product_course(visitor.caller, sku, chosen.period, today=visitor.today)
    return shown(
        request, "product.html", visitor, report=report, row=row, chosen=chosen, presets=PRESETS, course=course,
        campaigns=await _campaigns(parts, visitor, chosen, row),
        chart=course_chart(course, GOODS, title="Net sales", what=row.label),
    )  # fmt: skip


async def _campaigns(parts: Parts, visitor: Visitor, chosen: Chosen, row: SheetRow) -> SheetReport | None:
    """Return the campaigns that advertise a product, None where none does."""
    if not row.tied:
        return None
    found = await parts.reports.campaigns(visitor.caller, chosen.period, today=visitor.today)
    rows = tuple(each for each in found.sheet.rows if each.id in row.tied)
    return found.model_copy(update={"sheet": found.sheet.model_copy(update={"rows": rows, "total": None})})
