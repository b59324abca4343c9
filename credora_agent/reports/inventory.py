"""The report on stock: what is on hand, how long it lasts, what to order when, and the money in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.inventory.demand import ENOUGH, RATE_DAYS, WINDOW_DAYS, Rate
from credora_agent.analytics.inventory.policy import (
    HOLDING,
    REVIEW_DAYS,
    Advice,
    Cover,
    Position,
    Terms,
    advice,
    cover,
    service_level,
    trend,
)
from credora_agent.analytics.metrics import REGISTRY, Unit
from credora_agent.core.money import MICROS, to_decimal
from credora_agent.core.period import Period
from credora_agent.core.quoting import quoted
from credora_agent.ledger.keep_plan import load_plan
from credora_agent.ledger.load_goods import load_costs_now
from credora_agent.reports import goods_data
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.build import date_range
from credora_agent.reports.kept import kept
from credora_agent.reports.ordering import check_limit, ordered
from credora_agent.reports.sheets import Behind, Column, Sheet, SheetReport, SheetRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from credora_agent.analytics.products.lines import Line
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.goods import Stock
    from credora_agent.ledger.plans import Plan
    from credora_agent.ledger.view import Books

SLOW_DAYS = 180
"""Cover beyond which stock is called slow."""
SOON_DAYS = 28
"""Cover within which the day it runs out is said beside it."""
COLUMNS = (
    Column(id="on_hand", label="On hand", unit=Unit.COUNT, formula="units the platform shows now"),
    Column(id="on_order", label="On order", unit=Unit.COUNT, formula="Σ units ordered and not yet received"),
    Column(
        id="units_per_day", label="A day", unit=Unit.MULTIPLE,
        formula=f"units sold ÷ days, over the last {RATE_DAYS} days in stock, before returns",
    ),
    Column(
        id="trend", label="Trend", unit=Unit.RATIO,
        formula=f"that ÷ the rate of the {RATE_DAYS} days before − 1, where it is more than chance",
    ),
    Column(id="days_of_cover", label="Cover", unit=Unit.DAYS, formula=REGISTRY["days_of_cover"].formula),
    Column(id="cover_early", label="Cover, early", unit=Unit.DAYS, formula="start of an 80 % interval of cover"),
    Column(id="cover_late", label="Cover, late", unit=Unit.DAYS, formula="end of an 80 % interval of cover"),
    Column(id="lead_days", label="Lead time", unit=Unit.DAYS, formula="days from order to arrival, as you said"),
    Column(
        id="service_level", label="Service level", unit=Unit.RATIO,
        formula=f"cm2_per_unit ÷ (cm2_per_unit + {HOLDING:.0%} of unit_cost)",
    ),
    Column(
        id="reorder_point", label="Reorder at", unit=Unit.COUNT,
        formula="units that demand over the lead time stays within at the service level",
    ),
    Column(
        id="order_in", label="Order in", unit=Unit.DAYS,
        formula="(on_hand + on_order − reorder_point) ÷ units_per_day, 0 at or below it",
    ),
    Column(
        id="order_up_to", label="Order up to", unit=Unit.COUNT,
        formula=f"units that demand over lead time and {REVIEW_DAYS} days stays within at the service level",
    ),
    Column(
        id="suggested_order", label="Order", unit=Unit.COUNT,
        formula="order_up_to − on_hand − on_order where those are at or below reorder_point, in whole packs",
    ),
    Column(id="order_cost", label="Order cost", unit=Unit.MONEY, formula="suggested_order × unit_cost"),
    Column(id="unit_cost", label="Unit cost", unit=Unit.MONEY, formula="unit cost in force today"),
    Column(
        id="cm2_per_unit", label="CM2 a unit", unit=Unit.MONEY,
        formula=f"Σ cm2 ÷ Σ units over the last {WINDOW_DAYS} days",
    ),
    Column(id="cm2_a_day", label="CM2 a day", unit=Unit.MONEY, formula="cm2_per_unit × units_per_day"),
    Column(id="stock_value", label="Stock at cost", unit=Unit.MONEY, formula="on_hand × unit_cost, where on_hand > 0"),
)  # fmt: skip
RULES = (
    "Stock-outs are not in the data: days without a sale that are all but impossible at a SKU's own rate are left out.",
    f"Rates are over the last {RATE_DAYS} remaining days of {WINDOW_DAYS}, as they are, without the season ahead.",
    f"SKUs with fewer than {ENOUGH} sales lean on the shop's other SKUs (marked estimated).",
    f"Assumed: a unit too many costs {HOLDING:.0%} of its unit cost (a year's usual holding), one too few its CM2.",
    f"Assumed: an order lasts {REVIEW_DAYS} days beyond its lead time.",
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one SKU."""

    stock: Stock
    rate: Rate | None
    line: Line | None
    cost: int | None
    terms: Terms | None
    on_order: int


async def inventory(database: Database, caller: Caller, *, today: date, limit: int | None = None) -> SheetReport:
    """Return what is on the shelf, how long it lasts at `today`, and what to order. BadInput for a bad limit."""
    check_limit(limit)
    tenant = tenant_of(caller)
    args = {"today": today, "limit": limit}
    return await kept(
        database, caller, name="inventory", args=args, schema=SheetReport,
        work=lambda session: _report(session, tenant, today, limit),
    )  # fmt: skip


async def _report(session: ReadSession, tenant: UUID, today: date, limit: int | None) -> SheetReport:
    books, stock = await goods_data.books_and_stock(session, tenant)
    window = Period(today - timedelta(days=WINDOW_DAYS), today - timedelta(days=1))
    selling = await goods_data.selling_rates(session, tenant, books, stock, today=today)
    lines = (await goods_data.product_data(session, tenant, books, window)).lines
    costs = await load_costs_now(session, tenant, today)
    plan = await load_plan(session, tenant)
    of_sku = {line.id: line for line in lines}
    known = [
        _Known(
            item, selling.get(item.sku), of_sku.get(item.sku), costs.get(item.sku), terms_of(plan, item.sku),
            sum(order.units for order in plan.stock_orders if order.sku == item.sku and order.status == "ordered"),
        )
        for item in stock
    ]  # fmt: skip
    rows = [_row(each, today, window) for each in known if _counts(each)]
    shown, left_out = ordered(rows, "days_of_cover", lowest_first=True, limit=limit, tied=False)
    sheet = Sheet(
        title="Stock", currency=books.currency, columns=COLUMNS, rows=shown, total=_total(rows), left_out=left_out,
        order="what runs out first",
    )  # fmt: skip
    return SheetReport(
        shop=books.shop,
        currency=books.currency,
        period=date_range(window),
        as_of=books.as_of,
        ledger_version=books.version,
        sheet=sheet,
        rules=RULES if rows else (),
        notes=_notes(books, known, selling, plan, rows),
        notable=notable(rows),
    )


def terms_of(plan: Plan, sku: str) -> Terms | None:
    """Return how a SKU is bought, as the merchant says of it or of all others; None when nothing is said."""
    said = {terms.sku: terms for terms in plan.terms}
    found = said.get(sku) or said.get("")
    return Terms(found.lead_days, found.least_units, found.pack_units) if found else None


def notable(rows: Sequence[SheetRow]) -> tuple[SheetRow, ...]:
    """Return what is out of stock while it sells, then what must be ordered now or runs out soon, dearest first."""

    def stake(row: SheetRow) -> tuple[Decimal, str]:
        return -(row.values.get("cm2_a_day") or Decimal(0)), row.id

    out = sorted((row for row in rows if {"out of stock", "oversold"} & {*row.marks}), key=stake)
    out = [row for row in out if (row.values["units_per_day"] or 0) > 0]
    due = [row for row in rows if "reorder" in row.marks or any(mark.startswith("runs out") for mark in row.marks)]
    return (*out[:5], *sorted((row for row in due if row not in out), key=stake)[:5])


def _counts(known: _Known) -> bool:
    """Return whether a SKU is goods worth a line: some on hand or owed, or some sold lately."""
    return bool(known.stock.on_hand) or (known.rate is not None and known.rate.sold > 0) or known.on_order > 0


def _row(known: _Known, today: date, window: Period) -> SheetRow:
    stock, rate = known.stock, known.rate
    lasts = cover(stock.on_hand, rate) if stock.on_hand is not None and rate is not None and _sells(rate) else None
    earned = _cm2_per_unit(known.line)
    told = _advised(known, earned)
    values = {**_of_stock(known, lasts), **_of_money(known, earned, told), **_of_advice(known, told)}
    bounds = {}
    if earned is not None and known.line is not None and known.line.bound("cm2") is not Bound.EXACT:
        bounds = dict.fromkeys(("cm2_per_unit", "cm2_a_day"), known.line.bound("cm2"))
    return SheetRow(
        id=stock.sku,
        label=stock.title or stock.sku,
        values=values,
        bounds=bounds,
        marks=_marks(known, lasts, told, earned, today),
        texts=_texts(known, lasts, today),
        entries=known.line.entries if known.line else 0,
        behind=Behind(start=window.start, end=window.end, sku=stock.sku),
    )


def _sells(rate: Rate | None) -> bool:
    """Return whether a SKU has shown any demand of its own in the window."""
    return rate is not None and (rate.sold > 0 or bool(rate.before))


def _of_stock(known: _Known, lasts: Cover | None) -> dict[str, Decimal | None]:
    rate = known.rate
    moved = trend(rate) if rate else None
    return {
        "on_hand": None if known.stock.on_hand is None else Decimal(known.stock.on_hand),
        "on_order": Decimal(known.on_order),
        "units_per_day": _rounded(rate.mean, "0.0001") if rate and _sells(rate) else Decimal(0),
        "trend": None if moved is None else _rounded(moved, "0.0001"),
        "days_of_cover": _rounded(lasts.days, "0.1") if lasts else None,
        "cover_early": Decimal(lasts.early) if lasts and lasts.early is not None else None,
        "cover_late": Decimal(lasts.late) if lasts and lasts.late is not None else None,
        "lead_days": Decimal(known.terms.lead_days) if known.terms else None,
    }


def _of_money(known: _Known, earned: int | None, told: Advice | None) -> dict[str, Decimal | None]:
    on_hand, cost, rate = known.stock.on_hand, known.cost, known.rate
    worth = max(on_hand, 0) * cost if on_hand is not None and cost is not None else None
    daily = round(earned * rate.mean) if earned is not None and rate is not None and _sells(rate) else None
    return {
        "unit_cost": None if cost is None else to_decimal(cost),
        "cm2_per_unit": None if earned is None else to_decimal(earned),
        "cm2_a_day": None if daily is None else to_decimal(daily),
        "stock_value": None if worth is None else to_decimal(worth),
        "order_cost": to_decimal(told.suggested * cost) if told is not None and cost is not None else None,
    }


def _of_advice(known: _Known, told: Advice | None) -> dict[str, Decimal | None]:
    if told is None:
        return dict.fromkeys(("service_level", "reorder_point", "order_in", "order_up_to", "suggested_order"))
    return {
        "service_level": _rounded(told.service_level, "0.0001"),
        "reorder_point": Decimal(told.reorder_point),
        "order_in": _order_in(known, told),
        "order_up_to": Decimal(told.order_up_to),
        "suggested_order": Decimal(told.suggested),
    }


def _order_in(known: _Known, told: Advice) -> Decimal | None:
    """Return in how many days the shelf and what is coming fall to the reorder point; None without one, or a count."""
    if not told.reorder_point or known.rate is None or known.stock.on_hand is None:
        return None
    left = known.stock.on_hand + known.on_order - told.reorder_point
    return _rounded(max(left, 0) / known.rate.mean, "1")


def _cm2_per_unit(line: Line | None) -> int | None:
    if line is None or line.units <= 0 or "cogs" in line.missing:
        return None
    return round(line.amounts["cm2"] / line.units)


def _advised(known: _Known, earned: int | None) -> Advice | None:
    """Return what to order; None while demand, terms, stock, cost or what a unit earns is not known."""
    stock, rate, terms, cost = known.stock.on_hand, known.rate, known.terms, known.cost
    if stock is None or rate is None or terms is None or cost is None or earned is None or not _sells(rate):
        return None
    level = service_level(earned / MICROS, cost / MICROS)
    return advice(Position(stock, known.on_order), rate, terms, level=level)


def _marks(known: _Known, lasts: Cover | None, told: Advice | None, earned: int | None, today: date) -> tuple[str, ...]:
    on_hand, rate = known.stock.on_hand, known.rate
    sells = _sells(rate)
    soon = lasts is not None and 0 < lasts.days <= SOON_DAYS and (on_hand or 0) > 0
    marks = {
        "oversold": on_hand is not None and on_hand < 0,
        "out of stock": on_hand == 0,
        f"runs out {_short(today, lasts)}": soon,
        "reorder": told is not None and told.suggested > 0,
        "loses on each unit": earned is not None and earned <= 0,
        "dead stock": not sells and (on_hand or 0) > 0,
        "slow": lasts is not None and lasts.days > SLOW_DAYS,
        "no stock figure": on_hand is None,
        "no unit cost": known.cost is None,
        "estimated": sells and rate is not None and rate.source == "prior",
    }
    return tuple(mark for mark, holds in marks.items() if holds)


def _short(today: date, lasts: Cover | None) -> str:
    out = today + timedelta(days=int(lasts.days)) if lasts else today
    return f"{out.day} {out:%b}"


def _texts(known: _Known, lasts: Cover | None, today: date) -> dict[str, str]:
    texts = {}
    rate = known.rate
    if lasts is not None and (known.stock.on_hand or 0) > 0 and lasts.days < SLOW_DAYS * 2:
        likely = today + timedelta(days=int(lasts.days))
        early = today + timedelta(days=lasts.early) if lasts.early is not None else None
        late = today + timedelta(days=lasts.late) if lasts.late is not None else None
        texts["runs_out"] = f"{likely} (80 %: {early or 'later'} to {late or 'later'})"
    if rate is not None and _sells(rate):
        left = f", {rate.left_out} days taken for out of stock left out" if rate.left_out else ""
        texts["rate"] = f"{rate.sold} sold in {rate.days} days ({rate.source}){left}"
    return texts


def _total(rows: Sequence[SheetRow]) -> SheetRow | None:
    """Return the sums that mean something over all SKUs: units, money tied up, orders; bounded where a cost lacks."""
    if not rows:
        return None
    summed = ("on_hand", "on_order", "units_per_day", "suggested_order", "order_cost", "stock_value")
    values: dict[str, Decimal | None] = {}
    for name in summed:
        known = [value for row in rows if (value := row.values.get(name)) is not None]
        values[name] = sum(known, Decimal(0)) if known else None
    lacks = any(row.values["stock_value"] is None and (row.values["on_hand"] or 0) > 0 for row in rows)
    bounds = {"stock_value": Bound.AT_LEAST} if lacks and values["stock_value"] is not None else {}
    return SheetRow(id="total", label="All", values=values, bounds=bounds, entries=sum(row.entries for row in rows))


def _rounded(value: float, to: str) -> Decimal:
    return Decimal(value).quantize(Decimal(to), ROUND_HALF_EVEN)


def _notes(
    books: Books, known: Sequence[_Known], selling: Mapping[str, Rate], plan: Plan, rows: Sequence[SheetRow]
) -> tuple[str, ...]:
    if not known:
        return ("No stock figures: no shop platform is connected. `credora connections add shopify` connects it.",)
    if not rows:
        return ("Nothing is on the shelf, and nothing sold lately.",)
    notes = []
    if not plan.terms:
        notes.append(
            "How long your suppliers take is not known: `credora cash terms` takes it in, then orders are worked out."
        )
    if books.recorded is None or not selling:
        notes.append("No sale is recorded in the last weeks, so nothing can be said of how long stock lasts.")
    unseen = sorted(set(selling) - {each.stock.sku for each in known})
    sold = [sku for sku in unseen if selling[sku].sold]
    if sold:
        more = f" and {len(sold) - 3} more" if len(sold) > 3 else ""  # noqa: PLR2004 - enough to recognise them by
        named = ", ".join(quoted(sku) for sku in sold[:3])
        notes.append(f"Sold lately, without a stock figure: {named}{more}.")
    uncosted = sum(1 for row in rows if "no unit cost" in row.marks)
    if uncosted:
        notes.append(f"{uncosted} SKUs have no unit cost: the money in them is not counted, and no order is suggested.")
    return tuple(notes)
