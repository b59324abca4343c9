"""The report on products: a line for each SKU or product, what belongs to none, and the P&L's own total."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import REGISTRY, Unit
from credora_agent.analytics.products.lines import ASIDE, LINES, REST, RULES, Line, bound_of, merged, rests_on
from credora_agent.core.money import to_decimal
from credora_agent.reports import goods_data
from credora_agent.reports.asking import check_days, tenant_of
from credora_agent.reports.build import date_range
from credora_agent.reports.kept import kept
from credora_agent.reports.ordering import Place, check_order, marked, placed, ties
from credora_agent.reports.sheets import Behind, Column, Sheet, SheetReport, SheetRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.core.period import Period
    from credora_agent.ledger.goods import Stock
    from credora_agent.ledger.view import Books

Grouping = Literal["sku", "product"]
FEW_UNITS = 30
"""Units sold below which a line's rates are mostly chance."""
RATES = {"return_rate": ("returns", "gross_sales", -1)} | {
    f"{cm}_rate": (cm, "revenue", 1) for cm in ("cm1", "cm2", "cm3")
}
OWN_COLUMNS = (
    Column(
        id="own_ads", label="Own ads", unit=Unit.MONEY,
        formula="Σ −spend of the campaigns that advertise it, shared among their products by net sales",
    ),
    Column(id="after_own_ads", label="After own ads", unit=Unit.MONEY, formula="cm2 + own_ads"),
    Column(id="share", label="Share of net sales", unit=Unit.RATIO, formula="Σ net_sales of the line ÷ Σ net_sales"),
)  # fmt: skip
BEFORE = ("net_sales", "cm3")
"""Amounts shown beside those of the period compared with."""
ORDERS = ("cm3", "after_own_ads", "cm2", "cm1", "net_sales", "units", "returns", "own_ads", "marketing", *RATES,
          "share", "days_of_cover")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Which products, over which days, in which order."""

    period: Period
    today: date
    by: Grouping = "sku"
    order: str = "cm3"
    lowest_first: bool = False
    limit: int | None = None
    compare: Period | None = None


async def products(database: Database, caller: Caller, asked: Asked) -> SheetReport:
    """Return what each product came to over the period.

    Raises BadInput for an unknown order or limit, BadPeriod for days after today.
    """
    check_order(asked.order, ORDERS, asked.limit)
    check_days(asked.period, asked.today)
    tenant = tenant_of(caller)
    a_day = await goods_data.selling(database, caller, today=asked.today)
    args = {
        "period": str(asked.period), "today": asked.today, "by": asked.by, "order": asked.order,
        "lowest_first": asked.lowest_first, "limit": asked.limit, "compare": str(asked.compare),
    }  # fmt: skip

    async def work(session: ReadSession) -> SheetReport:
        books, stock = await goods_data.books_and_stock(session, tenant)
        found = await goods_data.product_data(session, tenant, books, asked.period, stock=stock)
        return await report(session, tenant, Standing(books, stock, a_day), asked, found)

    return await kept(database, caller, name="products", args=args, schema=SheetReport, work=work)


class Standing(NamedTuple):
    """What holds beside the period: the books, what is on the shelf, and units a day by SKU, None if not asked for."""

    books: Books
    stock: Sequence[Stock]
    a_day: Mapping[str, float] | None


async def report(
    session: ReadSession, tenant: UUID, standing: Standing, asked: Asked, found: goods_data.Goods
) -> SheetReport:
    """Return what each product came to, from the period's goods; without days of cover where no rate is known."""
    books, stock, _ = standing
    before = await goods_data.product_data(session, tenant, books, asked.compare) if asked.compare else None
    groups = _groups(stock, [*found.lines, *(before.lines if before else [])], asked.by)
    lines = _joined(found.lines, groups)
    rows = _Rows(asked, found, standing, _joined(before.lines, groups) if before else {})
    of = {name: line for name, line in {**rows.gone(lines), **lines}.items() if name != REST}
    places = placed([rows.place(line) for line in of.values()], lowest_first=asked.lowest_first)
    said, chosen = ties(places), notable(of.values())
    told = [of[at.id] for at in places[: asked.limit]]
    moved = [sku for line in (*told, *chosen) if line.entries for sku in line.skus]
    rows.new = await goods_data.new_skus(session, tenant, books, asked.period, moved)
    shown = tuple(marked(rows.row(line), said.get(line.id)) for line in told)
    whole = merged(found.lines, id_="total", label="All")
    rest = rows.row(lines[REST])
    sheet = Sheet(
        title="Products" if asked.by == "product" else "SKUs",
        currency=books.currency,
        columns=columns(compared=asked.compare is not None, cover=standing.a_day is not None),
        rows=(*shown, *([rest] if any(lines[REST].amounts.values()) else [])),
        total=rows.total(whole) if books.recorded and books.recorded.meet(asked.period) else None,
        left_out=len(places) - len(shown),
        order=f"by {label(asked.order)}, {'lowest' if asked.lowest_first else 'highest'} first",
    )
    return SheetReport(
        shop=books.shop,
        currency=books.currency,
        period=date_range(asked.period),
        as_of=books.as_of,
        ledger_version=books.version,
        sheet=sheet,
        rules=RULES,
        notes=_notes(books, found, asked.period),
        notable=tuple(rows.row(line) for line in chosen),
    )


def columns(*, compared: bool = False, cover: bool = True) -> tuple[Column, ...]:
    """Return the columns of a sheet of products, in the order of the P&L."""
    own = {column.id: column for column in OWN_COLUMNS}
    names = ["units", *LINES]
    at = names.index("cm2") + 1
    names = [*names[:at], "own_ads", "after_own_ads", *names[at:], *RATES, "share"]
    names += ["days_of_cover"] if cover else []
    found = [own.get(name) or _registered(name) for name in names]
    for name in BEFORE if compared else ():
        metric = REGISTRY[name]
        found += [
            Column(id=f"{name}_before", label=f"{metric.label} before", unit=metric.unit, formula=metric.formula),
            Column(
                id=f"{name}_change", label=f"{metric.label} change", unit=metric.unit, formula=f"{name} − {name}_before"
            ),
        ]
    return tuple(found)


def _registered(name: str) -> Column:
    metric = REGISTRY[name]
    return Column(id=name, label=metric.label, unit=metric.unit, formula=metric.formula)


def label(order: str) -> str:
    """Return the heading of a column of products."""
    return next((column.label for column in OWN_COLUMNS if column.id == order), None) or REGISTRY[order].label


def notable(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that lose money once advertising of their own is counted, worst first, then the best of all."""

    def cm3(line: Line) -> tuple[int, str]:
        return line.amounts["cm3"], line.id

    some = list(lines)
    losing = sorted((line for line in some if loses(line)), key=cm3)
    earning = [line for line in some if line.amounts["cm3"] > 0]
    return [*losing[:3], *([max(earning, key=cm3)] if earning else [])]


def loses(line: Line) -> bool:
    """Return whether a line has advertising of its own and surely a CM3 below nought."""
    surely = line.bound("cm3") in {Bound.EXACT, Bound.AT_MOST}
    return line.amounts["own_ads"] < 0 and line.amounts["cm3"] < 0 and surely


LOSES = "loses after ads"
"""What is said of a line with advertising of its own whose CM3 is below nought."""


class _Rows:
    """How a line becomes a row: its values, what they lack, and what a reader must see beside them."""

    def __init__(
        self,
        asked: Asked,
        found: goods_data.Goods,
        standing: Standing,
        before: Mapping[str, Line],
    ) -> None:
        self.asked, self.found, self.before = asked, found, before
        self.new: frozenset[str] = frozenset()
        self.net = sum(line.amounts["net_sales"] for line in found.lines)
        self.on_hand = {item.sku: item.on_hand for item in standing.stock}
        self.a_day = standing.a_day

    def row(self, line: Line) -> SheetRow:
        """Return a line's row."""
        values = self._values(line)
        one = line.skus[0] if len(line.skus) == 1 else None
        return SheetRow(
            id=line.id,
            label=line.label,
            values={**values, **self._beside(line, line.id)},
            bounds=_bounds(line, values),
            marks=self._marks(line),
            texts=self._texts(line),
            entries=line.entries,
            behind=Behind(start=self.asked.period.start, end=self.asked.period.end, sku=one) if one else None,
            tied=line.campaigns,
        )

    def place(self, line: Line) -> Place:
        """Return where a line stands in the order asked for."""
        by = self.asked.order
        if by in line.amounts:
            known = not self._unknown(line, by)
            return Place(line.id, line.label, line.amounts[by] if known else None)
        return Place(line.id, line.label, self._values(line)[by])

    def gone(self, lines: Mapping[str, Line]) -> dict[str, Line]:
        """Return lines of nothing for what only moved in the period compared with."""
        missing = self.found.shop.missing
        return {
            name: Line(was.id, was.label, was.skus, dict.fromkeys(was.amounts, 0), 0, 0, 0, 0, missing, frozenset())
            for name, was in self.before.items()
            if name not in lines
        }

    def total(self, whole: Line) -> SheetRow:
        """Return the row of the shop as a whole, which is the P&L's."""
        values = {name: value for name, value in self._values(whole).items() if name != "days_of_cover"}
        before = merged(self.before.values(), id_="", label="") if self.before else None
        beside = self._change(whole, before) if self.asked.compare else {}
        return SheetRow(
            id="total",
            label="All",
            values={**values, **beside},
            bounds=_bounds(whole, values),
            entries=whole.entries,
            behind=Behind(start=self.asked.period.start, end=self.asked.period.end),
        )

    def _values(self, line: Line) -> dict[str, Decimal | None]:
        values: dict[str, Decimal | None] = {"units": Decimal(line.units)}
        for name in (*LINES, *ASIDE):
            values[name] = None if self._unknown(line, name) else to_decimal(line.amounts[name])
        for name, (top, bottom, sign) in RATES.items():
            above, below = values[top], values[bottom]
            values[name] = _ratio(sign * above, below) if above is not None and below and below > 0 else None
        net = values["net_sales"]
        values["share"] = _ratio(net, to_decimal(self.net)) if net is not None and self.net > 0 else None
        if self.a_day is not None:
            values["days_of_cover"] = self._cover(line, self.a_day)
        return values

    def _unknown(self, line: Line, name: str) -> bool:
        """Return whether nothing recorded says an amount of a line."""
        leaves = rests_on(name)
        return leaves <= self.found.shop.absent or (leaves <= line.missing and not line.amounts[name])

    def _cover(self, line: Line, rates: Mapping[str, float]) -> Decimal | None:
        counted = [self.on_hand[sku] for sku in line.skus if self.on_hand.get(sku) is not None]
        a_day = sum(rates.get(sku, 0.0) for sku in line.skus)
        if not counted or a_day <= 0:
            return None
        return Decimal(str(round(max(sum(n or 0 for n in counted), 0) / a_day, 1)))

    def _beside(self, line: Line, name: str) -> dict[str, Decimal | None]:
        return self._change(line, self.before.get(name)) if self.asked.compare else {}

    def _change(self, line: Line, before: Line | None) -> dict[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        for name in BEFORE:
            was = before.amounts[name] if before else 0
            found[f"{name}_before"], found[f"{name}_change"] = to_decimal(was), to_decimal(line.amounts[name] - was)
        return found

    def _marks(self, line: Line) -> tuple[str, ...]:
        amounts, known = line.amounts, line.bound("cm3") in {Bound.EXACT, Bound.AT_MOST}
        uncosted = "cogs" in line.missing - self.found.shop.missing
        if line.id == REST:
            return ()
        marks = {
            LOSES: loses(line),
            "loses before ads": amounts["cm2"] < 0 and line.units > 0 and known,
            "no unit cost": uncosted,
            "new": bool(line.skus) and set(line.skus) <= self.new,
            "few sales": 0 < line.units < FEW_UNITS,
            "returns only": not line.units and amounts["returns"] < 0,
            "unsold": not line.units and not amounts["returns"] and line.id not in self.before,
            "no longer sold": not line.units and not amounts["returns"] and line.id in self.before,
            "no exchange rate": bool(line.partial),
        }
        return tuple(mark for mark, holds in marks.items() if holds)

    def _texts(self, line: Line) -> dict[str, str]:
        named = [f"{self.found.campaigns[key]} ({self.found.tied[key].how})" for key in line.campaigns]
        return {"campaigns": "; ".join(named)} if named else {}


def _bounds(line: Line, values: Mapping[str, Decimal | None]) -> dict[str, Bound]:
    return {name: bound for name, bound in _inexact(line.missing, line.partial).items() if values.get(name) is not None}


@lru_cache(maxsize=256)
def _inexact(missing: frozenset[str], partial: frozenset[str]) -> dict[str, Bound]:
    """Return how the values of a line that lacks those stand to the true ones, where they are not exact."""
    bounds = {name: bound_of(name, missing, partial) for name in (*LINES, *ASIDE)}
    for name, (top, bottom, _) in RATES.items():
        bounds[name] = bounds[top] if bounds[bottom] is Bound.EXACT else Bound.PARTIAL
    return {name: bound for name, bound in bounds.items() if bound is not Bound.EXACT}


def _groups(stock: Sequence[Stock], lines: Sequence[Line], by: Grouping) -> dict[str, tuple[str, str]]:
    """Return SKU → (id, label) of the line it stands on."""
    if by == "sku":
        return {line.id: (line.id, line.label) for line in reversed(lines)}
    product = {item.sku: item.product for item in stock if item.product}
    titles: dict[str, list[str]] = {}
    for line in lines:
        titles.setdefault(product.get(line.id) or line.label, []).append(line.label)
    names = {key: _common(found) for key, found in titles.items()}
    keys = {line.id: product.get(line.id) or line.label for line in lines}
    return {sku: (REST if sku == REST else key, names[key]) for sku, key in keys.items()}


def _common(titles: Sequence[str]) -> str:
    """Return what the titles of a product's variants have in common: "Fig & Cedar Candle" of its 220 g and 400 g."""
    first, last = min(titles), max(titles)
    if first == last:
        return first
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    stem = first[:same]
    cut = max(stem.rfind(mark) for mark in (" – ", " - ", ", ", " / ", ": ", " ("))
    stem = stem[:cut] if cut > 0 else stem
    return stem.strip(" –-,/:(") or first


def _joined(lines: Sequence[Line], groups: Mapping[str, tuple[str, str]]) -> dict[str, Line]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(groups[line.id][0], []).append(line)
    return {
        name: some[0] if len(some) == 1 and some[0].id == name else merged(some, id_=name, label=groups[some[0].id][1])
        for name, some in found.items()
    }


def _ratio(above: Decimal, below: Decimal) -> Decimal:
    return (above / below).quantize(Decimal("1e-10"))


def _notes(books: Books, found: goods_data.Goods, period: Period) -> tuple[str, ...]:
    notes = []
    if books.recorded is None or books.recorded.meet(period) is None:
        held = (
            f"The books run from {books.recorded.start} to {books.recorded.end}."
            if books.recorded
            else "The books are empty."
        )
        return (f"Nothing is recorded for this period. {held}",)
    if not any(line.skus for line in found.lines):
        notes.append("No sale in this period names a SKU, so nothing can be said of single products.")
    lacks = [REGISTRY[name].label for name in LINES if name in found.shop.missing]
    if lacks:
        notes.append(f"Not recorded, so in no line: {', '.join(lacks)}.")
    uncosted = [
        line for line in found.lines if line.skus and "cogs" in line.missing - found.shop.missing and line.units
    ]
    if uncosted:
        sold = sum(bool(line.skus and line.units) for line in found.lines)
        notes.append(
            f"{len(uncosted)} of {sold} SKUs sold have no unit cost:"
            " their profit is at most what is shown (≤). `credora costs import` takes costs in."
        )
    if books.recorded.start > period.start:
        notes.append(f"The books begin on {books.recorded.start}.")
    if books.recorded.end < period.end:
        notes.append(f"The books end on {books.recorded.end}.")
    return tuple(notes)
