"""`/orders`: orders placed in a period, page by page; `/orders/{order}`: one of them with every row booked of it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.actions.papers import MOST_ROWS, ORDER_TEXTS
from credora_agent.core.errors import BadInput
from credora_agent.core.period import Period
from credora_agent.ledger.load import Only
from credora_agent.ledger.load_orders import OrderBy  # noqa: TC001 - FastAPI reads it
from credora_agent.reports.export.books import PAGE as FILE_PAGE
from credora_agent.reports.export.books import write_pages
from credora_agent.reports.orders import SAID, Asked
from credora_agent.telling.storefront import tell_orders
from credora_agent.web.links import link
from credora_agent.web.look import page as shown
from credora_agent.web.periods import PRESETS, Dates
from credora_agent.web.replies import file_of

if TYPE_CHECKING:
    from credora_agent.reports.entry import EntryFound
    from credora_agent.reports.schemas import Entries
    from credora_agent.reports.sheets import SheetReport, SheetRow
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

PAGE = 50
ROWS = 500
"""Ledger rows an order's page shows; the list of them goes on."""
ORDERS_OF = {"newest": "Newest", "largest": "Largest", "lowest_margin": "Least left", "most_refunded": "Most returned"}
BRIEF = ("units", "net_sales", "revenue", "cogs", "cm1", "fees", "cm2", "cm2_rate")
WHOLE = "cm2"
"""An order's profit goes as far as this."""
Text = Annotated[str | None, Query(max_length=300)]
Cursor = Annotated[str | None, Query(max_length=400)]
Ref = Annotated[str, Path(max_length=300)]


async def ask(  # noqa: PLR0913 - one question's parts
    parts: Parts,
    visitor: Visitor,
    period: Period | None,
    *,
    sku: str | None = None,
    order: str | None = None,
    by: OrderBy = "newest",
    refunded: bool = False,
    cursor: str | None = None,
    limit: int = PAGE,
) -> SheetReport:
    """Return a page of orders, totals over all that match; the page, its file and its JSON say the same."""
    asked = Asked(
        period, visitor.today, sku=sku or None, order=order or None, order_by=by, refunded_only=refunded, limit=limit,
        cursor=cursor or None,
    )  # fmt: skip
    return await parts.reports.orders(visitor.caller, asked)


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the list, of one order, and of the file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/orders")
    async def orders(  # noqa: PLR0913 - a query's parts
        request: Request,
        dates: Annotated[Dates, Depends()],
        order_by: OrderBy = "newest",
        sku: Text = None,
        cursor: Cursor = None,
        *,
        refunded: bool = False,
    ) -> Response:
        """Show the orders of a period."""
        visitor = await parts.visitors.reader(request)
        try:
            chosen = dates.chosen(visitor.today)
            found = await ask(parts, visitor, chosen.period, sku=sku, by=order_by, refunded=refunded, cursor=cursor)
        except BadInput as problem:
            return _trouble(request, visitor, problem)
        asked = {name: value for name, value in request.query_params.items() if name != "cursor"}
        more = found.sheet.next_cursor
        return shown(
            request, "orders.html", visitor, found=found, chosen=chosen, presets=PRESETS, order_by=order_by, sku=sku,
            refunded=refunded, asked=asked, orders_of=ORDERS_OF, words=tell_orders(found).words, said=SAID[order_by],
            columns=[each for each in found.sheet.columns if each.id in BRIEF],
            next=link("/orders", **asked, cursor=more) if more else None,
            first=link("/orders", **asked) if cursor else None,
        )  # fmt: skip

    @router.get("/orders.csv")
    async def file(
        request: Request,
        dates: Annotated[Dates, Depends()],
        order_by: OrderBy = "newest",
        sku: Text = None,
        *,
        refunded: bool = False,
    ) -> Response:
        """Return every order of a period as a file. Raises BadInput where there are more than a file holds."""
        visitor = await parts.visitors.reader(request)
        chosen = dates.chosen(visitor.today)

        async def page_at(cursor: str | None) -> SheetReport:
            found = await ask(
                parts, visitor, chosen.period, sku=sku, by=order_by, refunded=refunded, cursor=cursor, limit=FILE_PAGE
            )
            if (count := found.sheet.total_rows or 0) > MOST_ROWS:
                raise BadInput(
                    f"{count:,} orders are more than a file holds ({MOST_ROWS:,}).", remedy="Choose fewer days."
                )
            return found

        text = io.StringIO(newline="")
        await write_pages(text, page_at, ORDER_TEXTS)
        name = f"{visitor.open_shop.slug} orders {chosen.start} {chosen.end}"
        return file_of(name, "csv", "text/csv; charset=utf-8", text.getvalue().encode())

    @router.get("/orders/find")
    async def find(request: Request, order: Text = None) -> Response:
        """Show the order of that number or name."""
        visitor = await parts.visitors.reader(request)
        return await _one(parts, request, visitor, (order or "").strip())

    @router.get("/orders/{order:path}")
    async def one(request: Request, order: Ref) -> Response:
        """Show one order: what was sold, what is left of it, and every row."""
        visitor = await parts.visitors.reader(request)
        return await _one(parts, request, visitor, order)

    return router


async def _one(parts: Parts, request: Request, visitor: Visitor, order: str) -> Response:
    try:
        found = await ask(parts, visitor, None, order=order)
        row = found.sheet.rows[0]
        rows = await _rows(parts, visitor, row)
        record = await _record(parts, visitor, rows)
    except BadInput as problem:
        return _trouble(request, visitor, problem, status=404)
    of = {each.id: each for each in found.sheet.columns}
    return shown(
        request, "order.html", visitor, found=found, row=row, of=of, rows=rows, record=record, whole=WHOLE,
        columns=[each for each in found.sheet.columns if each.id in row.values],
        all_rows=link(
            "/entries", metric=WHOLE, start=rows.period.start, end=rows.period.end, order=row.id
        ) if rows.next_cursor else None,
    )  # fmt: skip


async def _rows(parts: Parts, visitor: Visitor, row: SheetRow) -> Entries:
    """Return the ledger rows an order's profit is the sum of."""
    at = row.behind
    period = Period(at.start, at.end) if at else Period(visitor.today, visitor.today)
    return await parts.reports.entries(visitor.caller, WHOLE, period, only=Only(order=row.id), limit=ROWS)


async def _record(parts: Parts, visitor: Visitor, rows: Entries) -> EntryFound | None:
    """Return the first row with where its record is, None of an order without any."""
    return await parts.reports.entry(visitor.caller, rows.entries[0].id) if rows.entries else None


def _trouble(request: Request, visitor: Visitor, problem: BadInput, *, status: int = 400) -> Response:
    return shown(request, "trouble.html", visitor, status=status, title="Orders", problem=problem, back="/orders")
