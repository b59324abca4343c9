"""Reading what a forecast stands on: the daily sums, the payout account, the merchant's plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.cash.assumptions import WINDOW, Known
from credora_agent.analytics.cash.baseline import start_of
from credora_agent.analytics.forecast.history import KEPT
from credora_agent.core.period import Period
from credora_agent.ledger.keep_plan import load_plan
from credora_agent.ledger.load import load_books, load_daily
from credora_agent.ledger.load_bank import load_bank
from credora_agent.ledger.sold import SoldDays, sold_days
from credora_agent.ledger.statements import statement
from credora_agent.ledger.view import MEASURES

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.ledger.view import DailyView

ENOUGH_MOVES = 20_000
"""Orders after which more of the payout account's movements say nothing new about its terms."""
FEWEST_DAYS = 7
REFUND_DAYS = 180
PAYOUT_DAYS = 120


class Standing(NamedTuple):
    """How the books stood when they were read."""

    ledger: int
    detail: int


async def load_known(session: AsyncSession, tenant: UUID, today: date) -> Known:
    """Return all that a forecast made on `today` is calibrated from."""
    books = await load_books(session, tenant)
    start = start_of(books, today)
    until = start.sales_from - timedelta(days=1)
    first = books.recorded.start if books.recorded else until
    plan = await load_plan(session, tenant)
    stated = [balance.day for balance in plan.balances if balance.day <= today]
    since = min(until - timedelta(days=WINDOW), max(stated, default=until))
    view = await load_daily(session, tenant, Period(since, until))
    bank = await load_bank(
        session,
        tenant,
        moves=_last(until, _enough(view, until)),
        payouts=_last(start.first, PAYOUT_DAYS),
        refunds=_last(until, REFUND_DAYS),
    )
    sold = await load_sold(session, tenant, max(first, start.sales_from - timedelta(days=KEPT)), start.sales_from)
    return Known(books, sold, view, bank, plan, start.first, start.sales_from)


async def load_standing(session: AsyncSession, tenant: UUID) -> Standing:
    """Return the versions of the books and of what lies beside them."""
    row = (await session.execute(statement("standing"), {"tenant": tenant})).one()
    return Standing(row.ledger_version, row.detail_version)


async def load_sold(session: AsyncSession, tenant: UUID, first: date, until: date) -> SoldDays:
    """Return what was sold on each day from `first` to the one before `until`."""
    asked = {"tenant": tenant, "start": first, "end": until - timedelta(days=1)}
    rows = (await session.execute(statement("sold_days"), asked)).all()
    return sold_days(((row.local_date, row.sales, row.tax) for row in rows), first, until)


def _last(day: date, days: int) -> Period:
    return Period(day - timedelta(days=days - 1), day)


def _enough(view: DailyView, until: date) -> int:
    """Return how many days of the payout account are read: fewer where a day has many orders."""
    lately = view.days > until.toordinal() - WINDOW
    orders = int(view.measures[MEASURES.index("orders"), lately].sum())
    return max(min(WINDOW, ENOUGH_MOVES * WINDOW // max(orders, 1)), FEWEST_DAYS)
