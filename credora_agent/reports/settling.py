"""Payments and ad accounts in a reconciliation: from booked sales to the bank, from campaigns to the ledger."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.analytics.settling import Bridge, Charged, Move, Payout, to_bank, to_charges
from credora_agent.core.money import to_decimal
from credora_agent.ledger.load_settling import load_settled
from credora_agent.reports import schemas

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period
    from credora_agent.ledger.load_settling import Settled

MOST_NAMED = 10
"""Orders and payouts named in one sentence."""


async def settle(
    session: AsyncSession, tenant: UUID, period: Period
) -> tuple[tuple[schemas.Settling, ...], tuple[schemas.AdAccount, ...]]:
    """Return how each payments account and each ad account of the shop comes out over the period."""
    found = await load_settled(session, tenant, period)
    return _settlings(found), tuple(_account(row) for row in found.accounts)


def _settlings(found: Settled) -> tuple[schemas.Settling, ...]:
    moves: dict[tuple[Any, str], list[Row[Any]]] = defaultdict(list)
    for row in found.moves:
        moves[row.connection_id, row.currency].append(row)
    return tuple(_settling(found, *key, rows) for key, rows in moves.items())


def _settling(found: Settled, connection: Any, currency: str, rows: list[Row[Any]]) -> schemas.Settling:
    def own(all_rows: Iterable[Row[Any]]) -> list[Row[Any]]:
        return [row for row in all_rows if (row.connection_id, row.currency) == (connection, currency)]

    payouts = [
        Payout(r.payout_id, r.local_date, r.status, r.net, r.rows, r.rows_net, r.transfer) for r in own(found.payouts)
    ]
    orders = [
        Charged(r.known, r.way, r.by_card, r.agreement, r.orders, int(r.booked), int(r.charged), tuple(r.examples))
        for r in own(found.charged)
    ]
    moves = [
        Move(r.type, int(r.net_before), int(r.amount), int(r.fee), int(r.net), r.rows, int(r.waiting)) for r in rows
    ]
    bank, charges = to_bank(currency, moves, payouts), to_charges(currency, orders)
    return schemas.Settling(
        account=rows[0].account,
        currency=currency,
        sales=_steps(charges),
        sales_unexplained=to_decimal(charges.unexplained),
        bank=_steps(bank),
        bank_unexplained=to_decimal(bank.unexplained),
        payouts=tuple(_payout(each) for each in payouts),
        notes=tuple(_notes(payouts, orders)),
    )


def _steps(bridge: Bridge) -> tuple[schemas.Step, ...]:
    steps, running = [], 0
    for step in bridge.steps:
        running += step.amount
        steps.append(
            schemas.Step(
                id=step.id,
                label=step.label,
                amount=to_decimal(step.amount),
                currency=step.currency,
                running=to_decimal(running),
                entries=step.entries,
            )
        )
    return tuple(steps)


def _payout(of: Payout) -> schemas.PayoutCheck:
    return schemas.PayoutCheck(
        payout_id=of.payout_id,
        day=of.day,
        status=of.status,
        net=to_decimal(of.net),
        rows=of.rows,
        rows_net=to_decimal(of.rows_net),
        difference=to_decimal(of.difference),
        transfer=None if of.transfer is None else to_decimal(of.transfer),
    )


def _notes(payouts: list[Payout], orders: list[Charged]) -> list[str]:
    differ = [each.payout_id for each in payouts if each.difference]
    notes = [f"Not the sum of their balance rows: payouts {_named(differ)}."] if differ else []
    odd = [name for each in orders if each.known and each.by_card and not each.way and each.agreement == "differs"
           for name in each.examples]  # fmt: skip
    if odd:
        notes.append(f"Charged otherwise than booked, largest first: orders {_named(odd)}.")
    failed = [each for each in payouts if each.status in {"FAILED", "CANCELED", "CANCELLED"}]
    if failed:
        notes.append(f"Failed or cancelled, so not at the bank: payouts {_named([each.payout_id for each in failed])}.")
    return notes


def _named(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _account(row: Row[Any]) -> schemas.AdAccount:
    spanned = (row.last_day - row.first_day + timedelta(days=1)).days if row.first_day and row.last_day else 0
    return schemas.AdAccount(
        platform=row.platform,
        account=row.account,
        name=row.name,
        currency=row.currency,
        spend=to_decimal(int(row.spend)),
        booked=to_decimal(int(row.booked)),
        difference=to_decimal(int(row.spend) - int(row.booked)),
        converted=to_decimal(int(row.converted)),
        unconverted=row.unconverted,
        entries=row.entries,
        first_day=row.first_day,
        last_day=row.last_day,
        days=row.days,
        missing_days=max(0, spanned - row.days),
        restated_at=row.restated_at,
        restated_days=row.restated_days,
    )
