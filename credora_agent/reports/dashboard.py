"""The dashboard: the last thirty days beside those before, who carries them, and what is ahead; one answer."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from credora_agent.core.period import Period
from credora_agent.reports.kept import kept
from credora_agent.reports.outlook import Outlook
from credora_agent.reports.schemas import Report, Schema
from credora_agent.reports.sheets import SheetReport

if TYPE_CHECKING:
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.reports.service import Reports

DAYS = 30
TOP = 5


class Dashboard(Schema):
    """What a merchant looks at every morning: whole days up to yesterday, and the ninety from today on."""

    shop: str
    currency: str
    today: date
    as_of: datetime | None
    pnl: Report
    products: SheetReport
    campaigns: SheetReport
    forecast: Outlook


def days_of(today: date) -> Period:
    """Return the thirty whole days before `today`."""
    return Period(today - timedelta(days=DAYS), today - timedelta(days=1))


async def dashboard(reports: Reports, database: Database, caller: Caller, *, today: date) -> Dashboard:
    """Return the dashboard as of `today`; each of its parts is the answer that part gives by itself."""

    async def work(_session: ReadSession) -> Dashboard:
        period = days_of(today)
        forecast, pnl, products, campaigns = await asyncio.gather(
            reports.forecast(caller, today=today),
            reports.pnl(caller, period, today=today, compare=period.previous()),
            reports.products(caller, period, today=today, limit=TOP),
            reports.campaigns(caller, period, today=today, limit=TOP),
        )
        return Dashboard(
            shop=pnl.shop,
            currency=pnl.currency,
            today=today,
            as_of=pnl.as_of,
            pnl=pnl,
            products=products,
            campaigns=campaigns,
            forecast=forecast,
        )

    return await kept(database, caller, name="dashboard", args={"today": today}, schema=Dashboard, work=work)
