"""What the rules of findings look at, read once: weeks of the shop and its goods, a quarter's lines, ads, stock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.analytics.campaigns.decay import BLOCK, decay
from credora_agent.analytics.findings.base import Buyer, Foretold, PaidOut, Seen, Stream, Withheld
from credora_agent.analytics.metrics import STATEMENT
from credora_agent.analytics.pnl import COLUMN, ROW, leaves
from credora_agent.core.money import to_micros
from credora_agent.core.period import Period
from credora_agent.ledger.entries import Category
from credora_agent.ledger.keep_plan import load_plan
from credora_agent.ledger.live import load_live
from credora_agent.ledger.load import load_books, load_daily
from credora_agent.ledger.load_adverts import load_campaign_blocks, load_campaign_days
from credora_agent.ledger.load_goods import load_stock, load_unit_costs
from credora_agent.ledger.statements import statement
from credora_agent.reports import goods_data
from credora_agent.reports.campaigns import trend_period
from credora_agent.reports.live import FAILED
from credora_agent.reports.origin import TITLES
from credora_agent.reports.watched import watched

if TYPE_CHECKING:
    from uuid import UUID

    from numpy.typing import NDArray

    from credora_agent.core.db import ReadSession
    from credora_agent.ledger.view import Books, DailyView

WEEKS = 60
GOODS = ("gross_sales", "discounts", "returns", "cogs", "units", "returned")
LATE = timedelta(days=2)


async def seen(session: ReadSession, tenant: UUID, today: date) -> tuple[Books, Seen]:
    """Return all that rules need of the books, on one day; what changes without them is `lately`'s."""
    books = await load_books(session, tenant)
    last = today - timedelta(days=1)
    weeks = _weeks(books, last)
    whole = Period(last - timedelta(days=7 * max(weeks, 1) - 1), last)
    view = await load_daily(session, tenant, whole)
    names, goods = await _goods(session, tenant, whole, weeks)
    quarter = Period(last - timedelta(days=90), last)
    stock, costs = await load_stock(session, tenant), await load_unit_costs(session, tenant)
    data = await goods_data.product_data(session, tenant, books, quarter)
    titles = {item.sku: item.title for item in stock if item.title} | {line.id: line.label for line in data.lines}
    blocks = await load_campaign_blocks(session, tenant, trend_period(quarter, today), days=BLOCK)
    return books, Seen(
        today=today,
        currency=books.currency,
        weeks=weeks,
        shop=_shop(view, whole, weeks),
        days=_orders_by_day(view, whole) if weeks else np.zeros(0, dtype=np.int64),
        sku_names=names,
        skus=goods,
        titles=titles,
        lines=tuple(data.lines),
        sums=data.shop,
        ties=data.tied,
        ads=await load_campaign_days(session, tenant, Period(last - timedelta(days=363), last)),
        decays={key: moved for key, of in blocks.items() if (moved := decay(*of)) is not None},
        costs=costs,
        stock=stock,
        rates=await goods_data.selling_rates(session, tenant, books, stock, today=today),
        plan=await load_plan(session, tenant),
        withheld=await _withheld(session, tenant, last),
        payouts=await _payouts(session, tenant, Period(last - timedelta(days=60), today)),
        buyer=await _buyer(session, tenant, quarter),
        unconverted=sum(data.shop.unconverted.values()),
        missing=data.shop.missing,
    )


def _weeks(books: Books, last: date) -> int:
    """Return how many whole weeks up to `last` lie within the books, of those looked at."""
    if books.recorded is None or books.recorded.start > last:
        return 0
    return min(((last - books.recorded.start).days + 1) // 7, WEEKS)


def _shop(view: DailyView, whole: Period, weeks: int) -> dict[str, NDArray[np.int64]]:
    """Return every line of the P&L by week, and the counts, the newest week last."""
    if not weeks:
        nothing = np.zeros(0, dtype=np.int64)
        return {metric.id: nothing for metric in STATEMENT} | {"orders": nothing, "units": nothing}
    periods = [
        Period(whole.start + timedelta(days=7 * i), whole.start + timedelta(days=7 * i + 6)) for i in range(weeks)
    ]
    sums = view.sums(periods)
    amounts = sums[:, :, COLUMN["amount"]]
    found = {
        metric.id: amounts[:, [ROW[category] for category in leaves(metric.id)]].sum(axis=1) for metric in STATEMENT
    }
    goods = sums[:, ROW[Category.GROSS_SALES]]
    return found | {"orders": goods[:, COLUMN["orders"]], "units": goods[:, COLUMN["quantity"]]}


def _orders_by_day(view: DailyView, whole: Period) -> NDArray[np.int64]:
    days = np.zeros(whole.days, dtype=np.int64)
    gross = view.categories == ROW[Category.GROSS_SALES]
    np.add.at(days, view.days[gross] - whole.start.toordinal(), view.measures[COLUMN["orders"]][gross])
    return days


async def _goods(
    session: ReadSession, tenant: UUID, whole: Period, weeks: int
) -> tuple[tuple[str, ...], dict[str, NDArray[np.int64]]]:
    asked = {"tenant": tenant, "start": whole.start, "end": whole.end}
    rows = (await session.execute(statement("sku_weeks"), asked)).all() if weeks else []
    names = tuple(dict.fromkeys(row[0] for row in rows))
    at = {sku: i for i, sku in enumerate(names)}
    table = np.zeros((len(GOODS), len(names), max(weeks, 1)), dtype=np.int64)
    for row in rows:
        table[:, at[row[0]], weeks - 1 - row[1]] = [int(value) for value in row[2:]]
    return names, dict(zip(GOODS, table, strict=True))


async def _withheld(session: ReadSession, tenant: UUID, last: date) -> tuple[Withheld, ...]:
    rows = (await session.execute(statement("bank_reserve"), {"tenant": tenant, "end": last})).all()
    return tuple(Withheld(row.day, -int(row.amount)) for row in rows if row.amount is not None)


async def _payouts(session: ReadSession, tenant: UUID, period: Period) -> tuple[PaidOut, ...]:
    asked = {"tenant": tenant, "start": period.start, "end": period.end}
    rows = (await session.execute(statement("payouts"), asked)).all()
    return tuple(
        PaidOut(row.payout_id, row.local_date, row.status, None if row.net is None else int(row.net)) for row in rows
    )


async def _buyer(session: ReadSession, tenant: UUID, period: Period) -> Buyer:
    asked = {"tenant": tenant, "start": period.start, "end": period.end}
    row = (await session.execute(statement("largest_buyer"), asked)).one()
    return Buyer(int(row.largest), int(row.known), row.customers)


async def lately(session: ReadSession, tenant: UUID, books: Books, today: date) -> Seen:
    """Return what changes while the books stand still: the newest forecast, streams that fail or are late, alerts."""
    nothing = np.zeros(0, dtype=np.int64)
    return Seen(
        today=today,
        currency=books.currency,
        weeks=0,
        shop=dict.fromkeys((*(m.id for m in STATEMENT), "orders", "units"), nothing),
        days=nothing,
        foretold=_foretold(
            (await session.execute(statement("newest_forecast"), {"tenant": tenant, "today": today})).first()
        ),
        streams=await _streams(session, tenant, today),
        watched=await watched(session, tenant, books, today),
    )


def _foretold(row: Any) -> Foretold | None:
    if row is None or row.low is None:
        return None

    def micros(value: float) -> int:
        return to_micros(f"{value:.2f}")

    day, lowest, early = row.low
    return Foretold(
        made_for=row.today,
        opening=micros(row.opening["amount"]),
        day=date.fromisoformat(day),
        lowest=micros(lowest),
        early=micros(early),
        ruin={int(days): float(chance) for days, chance in (row.ruin or {}).items()},
    )


async def _streams(session: ReadSession, tenant: UUID, today: date) -> tuple[Stream, ...]:
    live = await load_live(session, tenant, alerts=1)
    called = {row.id: (row.name or row.account, row.platform, row.status) for row in live.connections}
    found = []
    for row in live.streams:
        name, platform, status = called[row.connection_id]
        late = row.covered_until is not None and row.covered_until.date() < today - LATE and row.state != "off"
        if status == "connected" and (row.state in FAILED or late):
            told = row.error or {}
            says = f"{told.get('cause', '')} {told.get('remedy', '')}".strip()
            reached = f"It was read up to {row.covered_until:%Y-%m-%d}." if row.covered_until else "It was never read."
            found.append(Stream(f"{TITLES.get(platform, platform)} {name}", row.stream, row.state, says or reached))
    return tuple(found)
