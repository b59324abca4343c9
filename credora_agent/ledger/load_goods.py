"""Reading goods: sums by SKU, units by day, the shelf, unit costs, each by one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.ledger.goods import MEASURES, GoodsSums, ShelfItem, Stock, UnitCost, UnitGrid
from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period


async def load_goods(session: AsyncSession, tenant: UUID, period: Period) -> GoodsSums:
    """Return the sums of every SKU that moved in the period, by SKU."""
    rows = (await session.execute(statement("goods_sums"), _asked(tenant, period))).all()
    table = np.array([row[2:] for row in rows], dtype=np.int64).reshape(-1, len(MEASURES))
    return GoodsSums(tuple(row[0] for row in rows), tuple(row[1] for row in rows), table.T)


async def load_unit_grid(session: AsyncSession, tenant: UUID, period: Period) -> UnitGrid:
    """Return the units sold by SKU and day of the period."""
    rows = (await session.execute(statement("unit_grid"), _asked(tenant, period))).all()
    skus = sorted(set().union(*(row.skus for row in rows)))
    at = {sku: i for i, sku in enumerate(skus)}
    sold = np.zeros((len(skus), period.days), dtype=np.int64)
    for row in rows:
        sold[[at[sku] for sku in row.skus], row.day] = row.sold
    return UnitGrid(tuple(skus), period.start, sold)


async def load_sku_days(session: AsyncSession, tenant: UUID, sku: str, period: Period) -> Sequence[Row[Any]]:
    """Return the days of the period on which a SKU moved: amounts in micros, units, entries."""
    return (await session.execute(statement("sku_days"), {**_asked(tenant, period), "sku": sku})).all()


async def load_stock(session: AsyncSession, tenant: UUID) -> tuple[Stock, ...]:
    """Return the goods on the shelf now, one of each SKU as the books know it."""
    return tuple(Stock(*row) for row in await session.execute(statement("stock"), {"tenant": tenant}))


async def load_costs_now(session: AsyncSession, tenant: UUID, day: date) -> dict[str, int | None]:
    """Return SKU → what a unit costs on that day in micros of the shop's currency, None where no rate converts it."""
    rows = await session.execute(statement("costs_now"), {"tenant": tenant, "day": day})
    return {row.sku: row.unit_cost for row in rows}


async def load_moved_skus(session: AsyncSession, tenant: UUID, period: Period) -> frozenset[str]:
    """Return the SKUs that moved in the period."""
    return frozenset(await session.scalars(statement("moved_skus"), _asked(tenant, period)))


async def load_sold_before(session: AsyncSession, tenant: UUID, skus: Sequence[str], day: date) -> frozenset[str]:
    """Return those of `skus` that moved on some day before `day`."""
    asked = {"tenant": tenant, "skus": list(skus), "day": day}
    return frozenset(await session.scalars(statement("sold_before"), asked))


async def load_titles(session: AsyncSession, tenant: UUID) -> dict[str, str | None]:
    """Return SKU → what it is called, of all that were sold under a title or stand on the shelf."""
    return {row.sku: row.title for row in await session.execute(statement("sku_titles"), {"tenant": tenant})}


async def load_shelf(session: AsyncSession, tenant: UUID) -> tuple[ShelfItem, ...]:
    """Return the variants as their platforms show them now, by SKU; those without one last."""
    return tuple(ShelfItem(*row) for row in await session.execute(statement("shelf"), {"tenant": tenant}))


async def load_unit_costs(session: AsyncSession, tenant: UUID) -> tuple[UnitCost, ...]:
    """Return every unit cost known, by SKU and day."""
    return tuple(UnitCost(*row) for row in await session.execute(statement("unit_costs"), {"tenant": tenant}))


def _asked(tenant: UUID, period: Period) -> dict[str, object]:
    return {"tenant": tenant, "start": period.start, "end": period.end}
