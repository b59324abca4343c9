"""Reading the payout account: its movements by day and kind, its payouts, its reserve, and how late refunds come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.ledger.bank import Bank, BankMove, PayoutRow, RefundLag
from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period


async def load_bank(session: AsyncSession, tenant: UUID, *, moves: Period, payouts: Period, refunds: Period) -> Bank:
    """Return the movements, payouts and refunds of those days, and the reserve up to the last of `moves`."""
    found = (await session.execute(statement("bank_moves"), _asked(tenant, moves))).all()
    paid = (await session.execute(statement("payouts"), _asked(tenant, payouts))).all()
    held = (await session.execute(statement("bank_reserve"), {"tenant": tenant, "end": moves.end})).all()
    lags = await session.execute(statement("refund_lags"), _asked(tenant, refunds))
    return Bank(
        moves.start,
        tuple(_moves(found)),
        tuple(
            PayoutRow(row.payout_id, row.local_date, row.status, int(row.net)) for row in paid if row.net is not None
        ),
        tuple(_moves(held)),
        tuple(RefundLag(row.days, row.rows, int(row.amount)) for row in lags),
        sum(row.net is None for row in (*found, *paid, *held)),
    )


def _moves(rows: Iterable[Row[Any]]) -> Iterable[BankMove]:
    for row in rows:
        if row.net is not None:
            yield BankMove(row.day, row.kind, row.issued, row.rows, int(row.amount), int(row.net))


def _asked(tenant: UUID, period: Period) -> dict[str, object]:
    return {"tenant": tenant, "start": period.start, "end": period.end}
