"""What is known beside the ledger about periods: what ad platforms say, and first orders of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.metrics import Source
from credora_agent.analytics.pnl import Told, sources
from credora_agent.ledger import adverts
from credora_agent.ledger.entries import Category
from credora_agent.ledger.load_adverts import load_campaign_days, load_new_customers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period
    from credora_agent.ledger.view import Books

    Teller = Callable[[Sequence[Period]], list[Mapping[str, Told]]]


async def tellers(
    session: AsyncSession, tenant: UUID, books: Books, ranges: Iterable[Period | None], metrics: Sequence[str]
) -> Teller:
    """Return what tells of any periods within `ranges` all that `metrics` need beside the ledger."""
    needed, found = sources(metrics), []
    for period in ranges:
        if period is not None and Source.ADVERTS in needed:
            found.append(await _advertised(session, tenant, books, period))
        if period is not None and Source.CUSTOMERS in needed:
            found.append(await _first_orders(session, tenant, period))

    def tell(periods: Sequence[Period]) -> list[Mapping[str, Told]]:
        return [{k: v for teller in found for k, v in teller(period).items()} for period in periods]

    return tell


async def _advertised(
    session: AsyncSession, tenant: UUID, books: Books, whole: Period
) -> Callable[[Period], Mapping[str, Told]]:
    days = await load_campaign_days(session, tenant, whole)
    connected = bool(days.campaigns) or Category.MARKETING in books.provides

    def tell(period: Period) -> Mapping[str, Told]:
        if not connected or not _within(period, whole):
            return {}
        sums = days.sums([period])[0].sum(axis=0).tolist()
        told = dict(zip(adverts.MEASURES, sums, strict=True))
        entries, unconverted = told["entries"], told["unconverted"]
        return {name: Told(told[name], entries, unconverted) for name in adverts.MEASURES[:-2]}

    return tell


async def _first_orders(session: AsyncSession, tenant: UUID, whole: Period) -> Callable[[Period], Mapping[str, Told]]:
    rows = await load_new_customers(session, tenant, whole)
    table = np.array([(row.local_date.toordinal(), *row[1:]) for row in rows], dtype=np.int64).reshape(-1, 4)

    def tell(period: Period) -> Mapping[str, Told]:
        if not _within(period, whole):
            return {}
        inside = (table[:, 0] >= period.start.toordinal()) & (table[:, 0] <= period.end.toordinal())
        orders, known, first = table[inside, 1:].sum(axis=0).tolist()
        return {"new_customers": Told(first if known or not orders else None, unknown=orders - known)}

    return tell


def _within(period: Period, whole: Period) -> bool:
    return whole.start <= period.start and period.end <= whole.end
