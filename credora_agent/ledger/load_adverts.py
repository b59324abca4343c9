"""Reading advertising and its effect: campaigns with their days, first orders, payouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.ledger.adverts import MEASURES, Campaign, CampaignDays
from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from numpy.typing import NDArray
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period


async def load_campaign_days(session: AsyncSession, tenant: UUID, period: Period) -> CampaignDays:
    """Return every campaign with days in the period, and those days in the shop's currency."""
    asked = {"tenant": tenant, "start": period.start, "end": period.end}
    found = (await session.execute(statement("campaigns"), asked)).all()
    position = {(row.connection_id, row.campaign_id): i for i, row in enumerate(found)}
    rows = (await session.execute(statement("campaign_days"), asked)).all()
    table = np.array(
        [(row[2].toordinal(), position[row[0], row[1]], *row[3:]) for row in rows], dtype=np.int64
    ).reshape(-1, 2 + len(MEASURES))
    return CampaignDays(tuple(Campaign(str(row[0]), *row[1:]) for row in found), table.T[0], table.T[1], table.T[2:])


async def load_campaign_blocks(
    session: AsyncSession, tenant: UUID, period: Period, *, days: int
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return campaign key → spend in its account's currency and purchases, by blocks of `days` days, oldest first.

    The period must be whole blocks; one without a day of the campaign is nought.
    """
    asked = {"tenant": tenant, "start": period.start, "end": period.end, "days": days}
    found: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
    for key, block, spend, purchases in await session.execute(statement("campaign_blocks"), asked):
        blocks = found.setdefault(key, (np.zeros(period.days // days), np.zeros(period.days // days)))
        blocks[0][-1 - block], blocks[1][-1 - block] = spend, purchases
    return found


async def load_campaign_products(session: AsyncSession, tenant: UUID) -> dict[str, set[str]]:
    """Return campaign key → the SKUs the merchant says it advertises."""
    said: dict[str, set[str]] = {}
    for row in await session.execute(statement("campaign_products"), {"tenant": tenant}):
        said.setdefault(row.key, set()).add(row.sku)
    return said


async def load_new_customers(session: AsyncSession, tenant: UUID, period: Period) -> Sequence[Row[Any]]:
    """Return (local_date, orders, known, first_orders): orders, those of known customers, and their first ones."""
    asked = {"tenant": tenant, "start": period.start, "end": period.end}
    return (await session.execute(statement("new_customers"), asked)).all()
