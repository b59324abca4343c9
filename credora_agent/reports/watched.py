"""What people asked to be told of: each alert with its figure as of today, and how far what it rests on is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.analytics.findings.base import Watch
from credora_agent.analytics.metrics import METRICS, Source
from credora_agent.analytics.pnl import figures, leaves, sources
from credora_agent.core.clock import time_zone
from credora_agent.core.period import Period
from credora_agent.core.spans import Span, days_of
from credora_agent.ledger.entries import Category
from credora_agent.ledger.load import load_daily
from credora_agent.ledger.load_actions import load_alerts, load_ends
from credora_agent.ledger.statements import statement
from credora_agent.reports.beside import tellers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from credora_agent.core.db import ReadSession
    from credora_agent.ledger.view import Books
    from credora_agent.tables.actions import Alert

SALES, CUSTOMERS = "sales", "customers"
STREAM_OF: Mapping[Category, str] = {
    Category.GROSS_SALES: SALES,
    Category.DISCOUNTS: SALES,
    Category.RETURNS: SALES,
    Category.SHIPPING_INCOME: SALES,
    Category.FEES: "balance",
    Category.MARKETING: "ad_days",
}
"""What flows every day, and the stream of a live source it comes by; anything else is booked when it happens to be."""
DAY = timedelta(days=1)
NEVER = date.min
REACH = timedelta(days=62)
"""Days back within which a file's last entry is looked for: more than any alert looks at."""


async def watched(session: ReadSession, tenant: UUID, books: Books, today: date) -> tuple[Watch, ...]:
    """Return every alert that stands with the figure it watches, over its whole days up to yesterday."""
    alerts = [each for each in await load_alerts(session, tenant) if each.metric in METRICS]
    if not alerts:
        return ()
    whole = Period(min(_days(each, today).start for each in alerts), today - DAY)
    view = await load_daily(session, tenant, whole)
    tell = await tellers(session, tenant, books, (whole,), sorted({each.metric for each in alerts}))
    reaches = await _Reaches.load(session, tenant, today)
    found = []
    for alert in alerts:
        period, upto = _days(alert, today), reaches.of(alert.metric)
        ((figure,),) = figures(view, _reaching(books, upto), [period], [alert.metric], tell([period]))
        found.append(
            Watch(alert.id.hex[:8], alert.name, alert.direction == "above", alert.threshold, alert.period, figure, upto)
        )
    return tuple(found)


def _days(alert: Alert, today: date) -> Period:
    return days_of(Span(alert.period), today)


def _reaching(books: Books, upto: date | None) -> Books:
    """Return the books with the days after their last entry that are known to have none."""
    if books.recorded is None or upto is None or upto <= books.recorded.end:
        return books
    return replace(books, recorded=Period(books.recorded.start, upto))


class _Reaches:
    """Up to which day everything is known of a category: as far as its live sources were read, else its files go."""

    def __init__(self, rows: Sequence[Row[Any]], ends: Mapping[str, date]) -> None:
        self._rows, self._ends = rows, ends

    @classmethod
    async def load(cls, session: ReadSession, tenant: UUID, today: date) -> _Reaches:
        rows = (await session.execute(statement("reaches"), {"tenant": tenant})).all()
        return cls(rows, await load_ends(session, tenant, today - REACH))

    def of(self, metric: str) -> date | None:
        """Return the last day of which all is known that `metric` rests on; None when nothing of it flows daily."""
        needed, from_ = {*leaves(metric)}, sources([metric])
        needed |= {Category.MARKETING} if Source.ADVERTS in from_ else set()
        streams = {(category, STREAM_OF[category]) for category in needed if category in STREAM_OF}
        if Source.CUSTOMERS in from_:
            streams |= {(Category.GROSS_SALES, SALES), (Category.GROSS_SALES, CUSTOMERS)}
        days = [day for category, stream in streams if (day := self._upto(category, stream)) is not None]
        return min(days, default=None)

    def _upto(self, category: Category, stream: str) -> date | None:
        mine = [row for row in self._rows if category in row.provides]
        live = [row for row in mine if row.stream == stream and row.status != "disconnected"]
        if live:
            return min(_whole_day(row) for row in live)
        if stream == CUSTOMERS or not mine:
            return None
        return max((self._ends.get(name, NEVER) for row in mine for name in row.provides), default=NEVER)


def _whole_day(row: Row[Any]) -> date:
    """Return the last day a stream was read to the end of, in the zone its days are of."""
    reached: datetime | None = row.covered_until
    return NEVER if reached is None else reached.astimezone(time_zone(row.timezone)).date() - DAY
