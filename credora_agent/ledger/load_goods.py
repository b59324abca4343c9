"""Reading goods: sums by SKU, units by day, the shelf, unit costs, each by one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credora_agent.ledger.goods import MEASURES, GoodsSums, ShelfItem, UnitCost, UnitDays
from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period


async def load_goods(session: AsyncSession, tenant: UUID, period: Period) -> GoodsSums:
    """Return the sums of every SKU that moved in the period, by SKU."""
    rows = (await session.execute(statement("goods_sums"), _asked(tenant, period))).all()
    table = np.array([[int(value) for value in row[2:]] for row in rows], dtype=np.int64).reshape(-1, len(MEASURES))
    return GoodsSums(tuple(row[0] for row in rows), tuple(row[1] for row in rows), table.T)


async def load_unit_days(session: AsyncSession, tenant: UUID, period: Period) -> UnitDays:
    """Return the units every SKU moved on each day of the period."""
    rows = (await session.execute(statement("unit_days"), _asked(tenant, period))).all()
    skus = tuple(dict.fromkeys(row[0] for row in rows))
    position = {sku: i for i, sku in enumerate(skus)}
    table = np.array([(row[1].toordinal(), position[row[0]], row[2], row[3]) for row in rows], dtype=np.int64).reshape(
        -1, 4
    )
    return UnitDays(skus, *table.T)


async def load_shelf(session: AsyncSession, tenant: UUID) -> tuple[ShelfItem, ...]:
    """Return the variants as their platforms show them now, by SKU; those without one last."""
    return tuple(ShelfItem(*row) for row in await session.execute(statement("shelf"), {"tenant": tenant}))


async def load_unit_costs(session: AsyncSession, tenant: UUID) -> tuple[UnitCost, ...]:
    """Return every unit cost known, by SKU and day."""
    return tuple(UnitCost(*row) for row in await session.execute(statement("unit_costs"), {"tenant": tenant}))


def _asked(tenant: UUID, period: Period) -> dict[str, object]:
    return {"tenant": tenant, "start": period.start, "end": period.end}
