"""Reading customers: what cohorts brought, and who bought how often, each by one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

ROOMY = text("select set_config('work_mem', '128MB', true), set_config('enable_nestloop', 'off', true)")
"""Room for the orders of one shop in one hash table: in batches on disk half a million of them take twice as long.

And nothing else: of a shop without statistics few rows are expected, and each would be held against every other.
"""


async def load_cohort_months(session: AsyncSession, tenant: UUID, until: date) -> Sequence[Row[Any]]:
    """Return what orders up to `until` count and brought, by cohort and month; see the statement for the columns."""
    await session.execute(ROOMY)
    return (await session.execute(statement("cohort_months"), {"tenant": tenant, "until": until})).all()


async def load_buyers(
    session: AsyncSession, tenant: UUID, until: date, upto: date, *, money: bool
) -> Sequence[Row[Any]]:
    """Return (cohort, repeats, recency, age, spent, customers, later) of customers as they stood on `until`."""
    await session.execute(ROOMY)
    asked = {"tenant": tenant, "until": until, "upto": upto, "money": money}
    return (await session.execute(statement("buyers"), asked)).all()
