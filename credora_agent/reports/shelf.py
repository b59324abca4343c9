"""The report on the shelf: what is for sale now, at which price and cost, how much of it is there, what sold lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import REGISTRY, Unit
from credora_agent.core.cursors import check_whole, cursor, position
from credora_agent.core.errors import BadInput
from credora_agent.core.money import to_decimal
from credora_agent.core.period import Period
from credora_agent.ledger.load import load_books
from credora_agent.ledger.load_goods import load_stock, load_titles
from credora_agent.ledger.load_shelf import ENOUGH, InStock, Place, ShelfBy, Which, load_shelf_page
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.build import date_range
from credora_agent.reports.naming import sku_called
from credora_agent.reports.ordering import check_page
from credora_agent.reports.sheets import Behind, Column, Sheet, SheetReport, SheetRow
from credora_agent.reports.shopify_notes import SHELF, shopify_notes

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Row

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession

SORTINGS: tuple[ShelfBy, ...] = get_args(ShelfBy)
STATES: tuple[InStock, ...] = get_args(InStock)
LATELY = 28
"""Days up to yesterday whose sales stand beside what is on the shelf."""
SAID = {
    "most_sold": "most sold first",
    "most_stock": "most money in stock first",
    "lowest_margin": "lowest margin at late sales first",
    "title": "by title",
}
OUT, OVERSOLD, LOW, BELOW = "out of stock", "oversold", "low stock", "sold below cost"
COLUMNS = (
    Column(id="price", label="Price", unit=Unit.MONEY, formula="price as listed now, its tax included if listed so"),
    Column(id="unit_cost", label="Unit cost", unit=Unit.MONEY, formula="unit cost in force today"),
    Column(id="margin", label="List margin", unit=Unit.MONEY, formula="price − unit_cost, less any tax in the price"),
    Column(id="margin_rate", label="List margin %", unit=Unit.RATIO, formula="margin ÷ price"),
    Column(
        id="sold_price", label="Sold at", unit=Unit.MONEY,
        formula=f"Σ sales_after_discounts ÷ Σ units over the last {LATELY} days, without tax",
    ),
    Column(id="sold_margin", label="Margin", unit=Unit.MONEY, formula="sold_price − unit_cost"),
    Column(id="sold_margin_rate", label="Margin %", unit=Unit.RATIO, formula="sold_margin ÷ sold_price"),
    Column(id="on_hand", label="On hand", unit=Unit.COUNT, formula="units the platform shows now"),
    Column(id="stock_value", label="Stock at cost", unit=Unit.MONEY, formula="on_hand × unit_cost, where on_hand > 0"),
    Column(
        id="units", label=f"Sold, {LATELY} d", unit=Unit.COUNT,
        formula=f"{REGISTRY['units'].formula}, over the last {LATELY} days",
    ),
    Column(id="skus", label="SKUs", unit=Unit.COUNT, formula="count of SKUs that match"),
    Column(id="uncosted", label="Without cost", unit=Unit.COUNT, formula="count of SKUs with no unit_cost"),
    Column(id="out", label="Out of stock", unit=Unit.COUNT, formula="count of SKUs with on_hand ≤ 0"),
    Column(id="missed", label="Out while selling", unit=Unit.COUNT, formula="of those, count with units > 0"),
    Column(
        id="low", label="Low", unit=Unit.COUNT,
        formula=f"count of SKUs with on_hand > 0 for less than {ENOUGH} days at the rate of units",
    ),
    Column(id="losing", label="Sold below cost", unit=Unit.COUNT, formula="count of SKUs with sold_price < unit_cost"),
)  # fmt: skip
"""The columns of a line, and behind them the counts that only the total has."""
MOST = 2**31 - 1
COUNTS = ("skus", "uncosted", "out", "missed", "low", "losing")
NOTHING = "Nothing is known of what is on the shelf: connect Shopify, which tells its variants, prices and stock."


@dataclass(frozen=True, slots=True)
class Asked:
    """Which SKUs, in which order, which page; `query` is words that title or SKU must have."""

    today: date
    query: str | None = None
    sku: str | None = None
    stock: InStock = "all"
    order_by: ShelfBy = "most_sold"
    limit: int = 20
    cursor: str | None = None

    @property
    def list(self) -> str:
        """Return the name of the list a cursor goes on in."""
        return f"p{SORTINGS.index(self.order_by)}"

    @property
    def lately(self) -> Period:
        """Return the days whose sales stand beside the shelf."""
        return Period(self.today - timedelta(days=LATELY), self.today - timedelta(days=1))


async def shelf(database: Database, caller: Caller, asked: Asked) -> SheetReport:
    """Return what is on the shelf now, SKU by SKU.

    Raises BadInput for an unknown SKU, state or sorting, and for a limit or cursor that is none.
    """
    for name, value, known in (("order", asked.order_by, SORTINGS), ("stock", asked.stock, STATES)):
        if value not in known:
            raise BadInput(f"There is no {name} {value[:60]!r}.", remedy=f"Use one of: {', '.join(known)}.")
    check_page(asked.limit)
    after, seen = position(asked.cursor, asked.list, _read) if asked.cursor is not None else (None, 0)
    tenant = tenant_of(caller)
    return await database.read(caller, lambda session: _report(session, tenant, asked, after, seen))


async def _report(session: ReadSession, tenant: UUID, asked: Asked, after: Place | None, seen: int) -> SheetReport:
    books, sku = await load_books(session, tenant), asked.sku
    if sku is not None:
        sku = sku_called(sku, await load_titles(session, tenant))
    which = Which(asked.today, asked.lately, tuple((asked.query or "").split()), sku, asked.stock)
    found = await load_shelf_page(session, tenant, which, by=asked.order_by, after=after, limit=asked.limit + 1)
    total, lines = found[0], [row for row in found if row.sku is not None]
    rows = tuple(_row(row, asked) for row in lines[: asked.limit])
    seen, more = seen + len(rows), len(lines) > asked.limit
    sheet = Sheet(
        title="On the shelf",
        currency=books.currency,
        columns=COLUMNS,
        rows=rows,
        total=_total(total) if total.skus else None,
        order=SAID[asked.order_by],
        left_out=max(total.skus - seen, 0) if more else 0,
        next_cursor=_next(asked, lines[asked.limit - 1], seen) if more else None,
        total_rows=total.skus,
    )
    return SheetReport(
        shop=books.shop,
        currency=books.currency,
        period=date_range(asked.lately),
        as_of=books.as_of,
        ledger_version=books.version,
        sheet=sheet,
        notes=(*await _notes(session, tenant, asked, total), *await shopify_notes(session, tenant, SHELF)),
        notable=tuple(row for row in rows if {OUT, OVERSOLD, BELOW} & {*row.marks} and row.values["units"])[:5],
    )


def _row(of: Row[Any], asked: Asked) -> SheetRow:
    values = _values(of)
    return SheetRow(
        id=of.sku,
        label=of.title or of.sku,
        values=values,
        bounds={name: Bound.AT_MOST for name in ("margin", "margin_rate") if values[name] is not None},
        marks=_marks(of, asked),
        texts={"updated": of.updated_at.date().isoformat()},
        entries=of.entries,
        behind=Behind(start=asked.lately.start, end=asked.lately.end, sku=of.sku),
    )


def _values(of: Row[Any]) -> dict[str, Decimal | None]:
    values: dict[str, Decimal | None] = {
        "price": _money(of.price),
        "unit_cost": _money(of.unit_cost),
        "margin": _money(_less(of.price, of.unit_cost)),
        "margin_rate": _ratio(_less(of.price, of.unit_cost), of.price),
        "sold_price": _money(of.sold_price),
        "sold_margin": _money(_less(of.sold_price, of.unit_cost)),
        "sold_margin_rate": _ratio(_less(of.sold_price, of.unit_cost), of.sold_price),
        "on_hand": None if of.on_hand is None else Decimal(of.on_hand),
        "stock_value": _money(of.stock_value),
        "units": Decimal(of.units),
    }
    return values


def _marks(of: Row[Any], asked: Asked) -> tuple[str, ...]:
    on_hand = of.on_hand
    marks = {
        OVERSOLD: on_hand is not None and on_hand < 0,
        OUT: on_hand == 0,
        LOW: on_hand is not None and on_hand > 0 and on_hand * asked.lately.days < of.units * ENOUGH,
        "stock not counted": on_hand is None,
        "no unit cost": not of.costed,
        "no exchange rate": of.costed and of.unit_cost is None,
        BELOW: of.sold_price is not None and of.unit_cost is not None and of.sold_price < of.unit_cost,
        f"{of.variants} variants": of.variants > 1,
        "several prices": of.priced and of.price is None,
    }
    return tuple(mark for mark, holds in marks.items() if holds)


def _total(of: Row[Any]) -> SheetRow:
    value = None if of.all_stock_value is None else to_decimal(int(of.all_stock_value))
    values: dict[str, Decimal | None] = {
        "on_hand": None if of.all_on_hand is None else Decimal(of.all_on_hand),
        "stock_value": value,
        "units": Decimal(of.all_units),
        **{name: Decimal(getattr(of, name)) for name in COUNTS},
    }
    return SheetRow(
        id="total",
        label="All",
        values=values,
        bounds={"stock_value": Bound.AT_LEAST} if of.unvalued and value is not None else {},
        entries=int(of.all_entries),
    )


async def _notes(session: ReadSession, tenant: UUID, asked: Asked, total: Row[Any]) -> list[str]:
    if total.skus:
        return (
            [f"{total.uncosted:,} of {total.skus:,} SKUs have no unit cost, so their margin is not known."]
            if total.uncosted
            else []
        )
    if asked.query or asked.sku or asked.stock != "all":
        held = await load_stock(session, tenant)
        return [f"None of {len(held):,} SKUs on the shelf matches."] if held else [NOTHING]
    return [NOTHING]


def _next(asked: Asked, last: Row[Any], seen: int) -> str:
    return cursor(asked.list, last.rank, last.start, last.head, last.tie, seen)


def _read(parts: list[Any]) -> tuple[Place, int]:
    rank, start, head, tie, seen = parts
    check_whole(rank, tie, seen)
    if abs(tie) > MOST or not all(isinstance(each, str) and "\x00" not in each for each in (start, head)):
        raise ValueError
    return Place(rank, start, head, tie), seen


def _money(micros: int | None) -> Decimal | None:
    return None if micros is None else to_decimal(int(micros))


def _less(above: int | None, below: int | None) -> int | None:
    return None if above is None or below is None else int(above) - int(below)


def _ratio(above: int | None, below: int | None) -> Decimal | None:
    return (Decimal(above) / below).quantize(Decimal("1e-10")) if above is not None and below else None
