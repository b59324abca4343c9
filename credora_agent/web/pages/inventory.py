"""`/inventory`: what is on the shelf, how long it lasts, what to order when, and the money in it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.core.errors import BadInput
from credora_agent.reports.inventory import COLUMNS
from credora_agent.reports.ordering import ordered
from credora_agent.telling.goods import tell_inventory
from credora_agent.web.grids import Order, Page, Sorting, grid
from credora_agent.web.look import page as shown
from credora_agent.web.replies import csv_of

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

SORTABLE = tuple(each.id for each in COLUMNS)
FIRST = "-days_of_cover"
"""What runs out first comes first."""
BRIEF = ("on_hand", "on_order", "units_per_day", "days_of_cover", "lead_days", "reorder_point", "order_in",
         "suggested_order", "order_cost", "stock_value")  # fmt: skip


async def ask(parts: Parts, visitor: Visitor, *, sorting: Sorting) -> SheetReport:
    """Return the shelf as of today, sorted; the page, its file and its JSON say the same."""
    report = await parts.reports.inventory(visitor.caller, today=visitor.today)
    rows, _ = ordered(report.sheet.rows, sorting.column, lowest_first=sorting.lowest_first, limit=None, tied=False)
    label = next(each.label for each in COLUMNS if each.id == sorting.column)
    said = f"by {label}, {'lowest' if sorting.lowest_first else 'highest'} first"
    return report.model_copy(update={"sheet": report.sheet.model_copy(update={"rows": rows, "order": said})})


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the page and of its file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/inventory")
    async def inventory(request: Request, order: Order = None, page: Page = 1, *, wide: bool = False) -> Response:
        """Show the shelf."""
        visitor = await parts.visitors.reader(request)
        try:
            sorting = Sorting.read(order, SORTABLE, FIRST)
            report = await ask(parts, visitor, sorting=sorting)
        except BadInput as problem:
            return shown(
                request, "trouble.html", visitor, status=400, title="Inventory", problem=problem, back="/inventory"
            )
        found = grid(
            report.sheet, path="/inventory", query=dict(request.query_params), sorting=sorting, sortable=SORTABLE,
            shown=None if wide else BRIEF, page=page,
        )  # fmt: skip
        due = [row for row in report.sheet.rows if row.values.get("suggested_order")]
        return shown(
            request, "inventory.html", visitor, report=report, grid=found, wide=wide, due=due,
            words=tell_inventory(report).words, columns={each.id: each for each in report.sheet.columns},
        )  # fmt: skip

    @router.get("/inventory.csv")
    async def file(request: Request, order: Order = None) -> Response:
        """Return the shelf as a file."""
        from credora_agent.reports.export.books import write_sheet  # noqa: PLC0415 - seldom asked for

        visitor = await parts.visitors.reader(request)
        report = await ask(parts, visitor, sorting=Sorting.read(order, SORTABLE, FIRST))
        return csv_of(f"{visitor.open_shop.slug} inventory {visitor.today}", partial(write_sheet, sheet=report.sheet))

    return router
