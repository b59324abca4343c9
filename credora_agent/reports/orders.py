"""The report on orders: a line for each, newest or largest first, page by page; totals over all that match."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, get_args
from uuid import UUID

from credora_agent.analytics.metrics import METRICS, REGISTRY
from credora_agent.core.cursors import check_whole, cursor, position
from credora_agent.core.errors import BadInput, BadPeriod
from credora_agent.core.money import to_decimal
from credora_agent.core.period import Period
from credora_agent.ledger.entries import GOODS
from credora_agent.ledger.load import load_books, load_called, load_daily
from credora_agent.ledger.load_goods import load_sold_before, load_titles
from credora_agent.ledger.load_orders import OrderBy, Place, Which, load_orders_page, load_orders_total
from credora_agent.reports import order_rows
from credora_agent.reports.asking import check_days, tenant_of
from credora_agent.reports.build import date_range
from credora_agent.reports.goods_data import shop_sums
from credora_agent.reports.naming import order_called, sku_called
from credora_agent.reports.ordering import check_page
from credora_agent.reports.sheets import Sheet, SheetReport
from credora_agent.reports.shopify_notes import SALES, shopify_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from credora_agent.analytics.products.lines import Shop
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.view import Books

ORDERS: tuple[OrderBy, ...] = get_args(OrderBy)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHORT, SECOND = 5, 1_000_000
LATEST = 10**10
"""Seconds from then that a cursor may name: some three hundred years."""
LEAST = "0" * 32
"""A connection before all others: what stands under it follows whatever order it is compared with."""
LONGEST = 96
"""Bytes of a reference that a cursor holds, so that it stays as short as a caller may give one."""
SAID = {
    "newest": "newest first",
    "largest": "largest first, before returns",
    "lowest_margin": "lowest CM2 first",
    "most_refunded": "most returned first",
}
RULES = (
    "The days choose orders placed on them; a line adds up all rows that name its order, whenever they were booked.",
    "Advertising and whatever names no order is in no line: CM2 is as far as an order's profit goes.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which orders, in which order, which page; days may lack where one order is named."""

    period: Period | None
    today: date
    sku: str | None = None
    order: str | None = None
    order_by: OrderBy = "newest"
    refunded_only: bool = False
    limit: int = 20
    cursor: str | None = None

    @property
    def list(self) -> str:
        """Return the name of the list a cursor goes on in."""
        return f"o{ORDERS.index(self.order_by)}"


class _After(NamedTuple):
    """Where a page goes on: after which order, how many were seen before it, and of which version of the books."""

    place: Place | None = None
    seen: int = 0
    version: int | None = None


async def orders(database: Database, caller: Caller, asked: Asked) -> SheetReport:
    """Return orders placed in the period, each with all that was ever booked of it.

    Raises BadInput for an unknown order, SKU or sorting, a limit or a cursor that is none, BadPeriod for days after
    today and where neither days nor an order are named.
    """
    if asked.order_by not in ORDERS:
        raise BadInput(f"There is no order by {asked.order_by[:60]!r}.", remedy=f"Use one of: {', '.join(ORDERS)}.")
    check_page(asked.limit)
    if asked.period is None and asked.order is None:
        raise BadPeriod("Which days?", remedy="Give start and end, or name an order.")
    if asked.period is not None:
        check_days(asked.period, asked.today)
    after = position(asked.cursor, asked.list, _read) if asked.cursor is not None else _After()
    tenant = tenant_of(caller)
    return await database.read(caller, lambda session: _report(session, tenant, asked, after))


async def _report(session: ReadSession, tenant: UUID, asked: Asked, after: _After) -> SheetReport:
    books = await load_books(session, tenant)
    which = await _which(session, tenant, asked)
    total = await load_orders_total(session, tenant, which)
    found = await load_orders_page(session, tenant, which, by=asked.order_by, after=after.place, limit=asked.limit + 1)
    shop = shop_sums(await load_daily(session, tenant, which.period), books, which.period)
    rows = order_rows.Rows(books, shop)
    shown = tuple(rows.row(each) for each in found[: asked.limit])
    seen, more = after.seen + len(shown), len(found) > asked.limit
    sheet = Sheet(
        title="Orders",
        currency=books.currency,
        columns=order_rows.COLUMNS,
        rows=shown,
        total=rows.total(total) if total.orders else None,
        order=SAID[asked.order_by],
        left_out=max(total.orders - seen, 0) if more else 0,
        next_cursor=_next(asked, found, seen, books) if more else None,
        total_rows=total.orders,
    )
    notes = _notes(books, which, total, shop)
    if after.version not in {None, books.version} and asked.order_by != "newest":
        notes.append("The books changed since the page before: an order whose amounts moved may lack, or come twice.")
    return SheetReport(
        shop=books.shop,
        currency=books.currency,
        period=date_range(which.period),
        as_of=books.as_of,
        ledger_version=books.version,
        sheet=sheet,
        rules=RULES if total.orders else (),
        notes=(*notes, *await shopify_notes(session, tenant, SALES)),
        notable=tuple(row for row in shown if order_rows.LOSES in row.marks)[:3],
    )


async def _which(session: ReadSession, tenant: UUID, asked: Asked) -> Which:
    """Return what the statements are asked: of a named order the day it was placed, if no days are given."""
    period, order = asked.period, None
    if asked.order is not None:
        called = await load_called(session, tenant, asked.order)
        order = order_called(asked.order, (row.order_ref for row in called))
        placed = [row.local_date for row in called if row.local_date is not None]
        if not placed:
            raise BadInput(
                f"Order {asked.order[:60]!r} is not among those placed: it was deleted, or never read.",
                remedy="Rows that name it are listed by `entries` all the same.",
            )
        period = period or Period(min(placed), max(placed))
    if period is None:
        raise AssertionError("days or an order were checked for")
    sku = asked.sku
    if sku is not None and not await load_sold_before(session, tenant, [sku], date.max):
        sku = sku_called(sku, await load_titles(session, tenant))
    return Which(period, sku, order, asked.refunded_only)


def _next(asked: Asked, found: Sequence[Row[Any]], seen: int, books: Books) -> str:
    """Return where the page after `asked.limit` of the orders found begins; a longer cursor only where it needs be."""
    last, following = found[asked.limit - 1], found[asked.limit]
    ref = last.order_ref.encode()[:LONGEST].decode(errors="ignore")
    seconds, micros = divmod((last.placed_at - EPOCH) // timedelta(microseconds=1), SECOND)
    alike = all(getattr(last, name) == getattr(following, name) for name in ("rank", "placed_at", "order_ref"))
    apart = (micros, *([last.connection_id.hex] if alike else [])) if micros or alike else ()
    return cursor(asked.list, last.rank, seconds, ref, seen, books.version, *apart)


def _read(parts: list[Any]) -> _After:
    whole: list[Any] = [*parts, *(0, LEAST)[max(len(parts) - SHORT, 0) :]]
    rank, seconds, ref, seen, version, micros, connection = whole
    check_whole(rank, seconds, seen, version, micros)
    if not (isinstance(ref, str) and isinstance(connection, str)) or "\x00" in ref or abs(seconds) > LATEST:
        raise ValueError
    placed = EPOCH + timedelta(seconds=seconds, microseconds=micros % SECOND)
    return _After(Place(rank, placed, ref, UUID(connection)), seen, version)


def _notes(books: Books, which: Which, total: Row[Any], shop: Shop) -> list[str]:
    period = which.period
    if books.recorded is None or books.recorded.meet(period) is None:
        held = f"They run from {books.recorded.start} to {books.recorded.end}." if books.recorded else "They are empty."
        return [f"The books have nothing of these days. {held}"]
    notes = []
    if which.whole:
        net = to_decimal(sum(shop.amounts[category.value] for category in GOODS))
        notes.append(f"Booked in the period, of whatever order: net sales {net:,.2f} {books.currency} (P&L).")
    elif not total.orders:
        notes.append("No order of these days is meant.")
    notes += _lacking(total, shop)
    if books.recorded.start > period.start:
        notes.append(f"The books begin on {books.recorded.start}.")
    if books.recorded.end < period.end:
        notes.append(f"The books end on {books.recorded.end}.")
    return notes


def _lacking(total: Row[Any], shop: Shop) -> list[str]:
    notes = []
    lacks = [REGISTRY[name].label for name in METRICS if name in shop.missing and name in order_rows.LEAVES]
    if lacks and total.orders:
        notes.append(f"Not recorded, so in no line: {', '.join(lacks)}.")
    if total.uncosted and "cogs" not in shop.missing:
        notes.append(
            f"{total.uncosted:,} of {total.units:,} units sold have no unit cost: profit of their orders is at most"
            " what is shown (≤)."
        )
    if total.unconverted:
        notes.append(f"{total.unconverted:,} entries have no exchange rate for their day and are left out (~).")
    return notes
