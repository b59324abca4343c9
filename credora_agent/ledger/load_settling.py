"""Reading how money came to the bank and went to advertising: balances, payouts, charges, ad accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period


class Settled(NamedTuple):
    """Rows as `balance_moves`, `payout_checks`, `charged_orders` and `ad_accounts` give them."""

    moves: Sequence[Row[Any]]
    payouts: Sequence[Row[Any]]
    charged: Sequence[Row[Any]]
    accounts: Sequence[Row[Any]]


async def load_settled(session: AsyncSession, tenant: UUID, period: Period) -> Settled:
    """Return what payments and ad accounts say of the period; nothing of what the shop has none of."""
    asked = {"tenant": tenant, "start": period.start, "end": period.end}

    async def rows(name: str) -> Sequence[Row[Any]]:
        return (await session.execute(statement(name), asked)).all()

    held = (await session.execute(statement("settled_sources"), {"tenant": tenant})).one()
    moves, payouts, charged = [
        await rows(name) if held.payouts else [] for name in ("balance_moves", "payout_checks", "charged_orders")
    ]
    return Settled(moves, payouts, charged, await rows("ad_accounts") if held.ads else [])
