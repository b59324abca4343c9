"""The dashboard: the last thirty days beside those before, who carries them, and what is ahead; one answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.metrics import STATEMENT
from credora_agent.core.period import Grain, Period
from credora_agent.ledger.load import load_daily
from credora_agent.reports import build, campaigns, goods_data, products
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.forecast import Fresh, begin, store
from credora_agent.reports.kept import kept
from credora_agent.reports.outlook import Outlook
from credora_agent.reports.schemas import Report, Schema
from credora_agent.reports.sheets import SheetReport

if TYPE_CHECKING:
    from uuid import UUID

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession

DAYS = 30
TOP = 5
LINES = tuple(metric.id for metric in STATEMENT)


class Dashboard(Schema):
    """What a merchant looks at every morning: whole days up to yesterday, and the ninety from today on.

    `course` is net profit day by day.
    """

    shop: str
    currency: str
    today: date
    as_of: datetime | None
    pnl: Report
    course: Report
    products: SheetReport
    campaigns: SheetReport
    forecast: Outlook


class _Past(NamedTuple):
    pnl: Report
    course: Report
    products: SheetReport
    campaigns: SheetReport


def days_of(today: date) -> Period:
    """Return the thirty whole days before `today`."""
    return Period(today - timedelta(days=DAYS), today - timedelta(days=1))


async def dashboard(database: Database, caller: Caller, *, today: date) -> Dashboard:
    """Return the dashboard as of `today`, all from one snapshot of the books, the forecast made beside the rest.

    Each part says what its own report says of those days; products without days of cover.
    """
    tenant = tenant_of(caller)
    fresh: list[Fresh] = []

    async def work(session: ReadSession) -> Dashboard:
        making = await begin(session, tenant, today=today)
        past = await _past(session, tenant=tenant, today=today)
        fresh[:] = [await making]
        shop, currency, as_of = past.pnl.shop, past.pnl.currency, past.pnl.as_of
        ahead = fresh[0].made.answer
        return Dashboard(shop=shop, currency=currency, today=today, as_of=as_of, forecast=ahead, **past._asdict())

    answer = await kept(database, caller, name="dashboard", args={"today": today}, schema=Dashboard, work=work)
    if fresh:
        await database.write(caller, lambda session: store(session, tenant, fresh[0]))
    return answer


async def _past(session: ReadSession, *, tenant: UUID, today: date) -> _Past:
    period = days_of(today)
    before = period.previous()
    books, stock = await goods_data.books_and_stock(session, tenant)
    goods = await goods_data.product_data(session, tenant, books, period, stock=stock)
    daily = await load_daily(session, tenant, Period(before.start, period.end))
    standing = products.Standing(books, stock, None)
    return _Past(
        pnl=build.report(books, build.Asked(period, LINES, compare=before), daily, daily),
        course=build.report(books, build.Asked(period, ("net_profit",), by=Grain.DAY), daily, None),
        products=await products.report(session, tenant, standing, products.Asked(period, today, limit=TOP), goods),
        campaigns=await campaigns.report(session, tenant, books, campaigns.Asked(period, today, limit=TOP), goods),
    )
