"""The sums beside the ledger: days recomputed, orders moved by the changes themselves; all checked against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Row

    from credora_agent.core.db import ReadSession, WriteSession

SELF_CHECKS = ("self_check", "self_check_skus", "self_check_orders")
ROLLUPS = {"pnl_daily": "roll_up_pnl", "sku_daily": "roll_up_skus"}


async def roll_up(session: WriteSession, tenant: UUID) -> int:
    """Add up anew the days in the transaction's `touched` table; return how many there were."""
    for table, name in ROLLUPS.items():
        await session.execute(
            text(f"delete from {table} where tenant_id = :tenant and local_date in (select day from touched)"),
            {"tenant": tenant},
        )
        await session.execute(statement(name), {"tenant": tenant})
    return int((await session.execute(text("select count(*) from touched"))).scalar_one())


async def roll_up_orders(session: WriteSession, tenant: UUID) -> None:
    """Move the sums of the orders in the transaction's `moved_orders` table by what it says of them."""
    await session.execute(statement("roll_up_orders"), {"tenant": tenant})


async def self_check(session: ReadSession, tenant: UUID) -> list[Row[Any]]:
    """Return every day and category, day and SKU, and order whose sum differs from its ledger rows; none if sound."""
    return [row for name in SELF_CHECKS for row in await session.execute(statement(name), {"tenant": tenant})]
