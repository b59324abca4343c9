"""How the payout account pays: its share of sales, its delay, what waits in it, what it holds back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.cash.assumption import Assumption, own
from credora_agent.analytics.cash.inputs import Payouts
from credora_agent.analytics.metrics import Unit
from credora_agent.core.money import MICROS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from credora_agent.ledger.bank import Bank, BankMove

SETTLES = 2
"""Workdays until a payout is sent where no payout was seen: Shopify Payments' usual term."""
TRANSIT = 1
"""Workdays from a payout to the bank: Shopify says that banks take up to three."""
LONGEST = 15
"""Workdays between a movement and its payout that still tell of a usual delay."""
HOLDS = 4
"""Times within the days looked at that money was held back, from which on it is a rule and not an event."""
LABELS, CHARGE = "SHIPPING_LABEL", "CHARGE"
ON_THE_WAY = frozenset({"SCHEDULED", "IN_TRANSIT"})
NEEDS_NO_CASH = "RESERVED_FUNDS"


@dataclass(frozen=True, slots=True)
class Banking:
    """What the payout account's records say: its terms, and what it took in and paid for labels, in currency units."""

    payouts: Payouts
    charged: float
    labels: float
    assumptions: tuple[Assumption, ...]
    notes: tuple[str, ...] = ()


def banking(bank: Bank, *, first_day: date, until: date) -> Banking:
    """Return the terms of the payout account as of `first_day`, movements being known up to `until`."""
    moves = [move for move in bank.moves if move.day <= until]
    charged = _sum(move.amount for move in moves if move.kind == CHARGE)
    if not charged:
        return Banking(Payouts(), 0.0, 0.0, (), ())
    days = (until - bank.since).days + 1
    settles, seen = _settles(moves)
    held, holds = _held(bank)
    reserve = _rule(moves, charged)
    payouts = Payouts(settles, TRANSIT, _waiting(bank, moves, settles, first_day), held, None, reserve)
    assumed: tuple[Assumption, ...] = (
        Assumption(
            "settles", "Workdays until a payout", settles, Unit.DAYS,
            own(days, until) if seen else "prior: Shopify Payments' term", seen, "movements paid out",
        ),
        Assumption(
            "transit", "Workdays from it to the bank", TRANSIT, Unit.DAYS, "prior: banks take 1–3",
        ),
        Assumption(
            "on_the_way", "Sold, not yet at the bank", sum(amount for _, amount in payouts.waiting), Unit.MONEY,
            own(days, until), len(payouts.waiting), "payouts",
        ),
        Assumption("reserve", "Held back as a rule", reserve, Unit.RATIO, own(days, until), days, "days"),
    )  # fmt: skip
    notes = _about_reserve(held, holds, bank) if held > 0 else ()
    if held > 0:
        assumed += (
            Assumption(
                "held", "Reserve held back now", held, Unit.MONEY, f"own data: all records to {until}", holds, "holds",
                change=f'credora cash pay "Reserve back" {held:.2f} --every once --from DAY --incoming',
            ),
        )  # fmt: skip
    return Banking(payouts, charged, -_sum(move.net for move in moves if move.kind.startswith(LABELS)), assumed, notes)


def _settles(moves: Iterable[BankMove]) -> tuple[int, int]:
    """Return the usual workdays from a movement to its payout, weighted by money, and how many movements say so."""
    gaps: Counter[int] = Counter()
    seen = 0
    for move in moves:
        if move.issued is not None and move.kind == CHARGE:
            sold = np.busday_offset(np.datetime64(move.day, "D"), 0, roll="forward")
            gap = int(np.busday_count(sold, np.datetime64(move.issued, "D")))
            if 0 <= gap <= LONGEST:
                gaps[gap] += abs(move.net)
                seen += move.rows
    return (gaps.most_common(1)[0][0], seen) if gaps else (SETTLES, 0)


def _waiting(bank: Bank, moves: Iterable[BankMove], settles: int, first: date) -> tuple[tuple[date, float], ...]:
    """Return the days on which what is known to be on its way will be at the bank, and how much."""
    arriving: Counter[date] = Counter()
    for payout in bank.payouts:
        if payout.status in ON_THE_WAY:
            arriving[max(_workdays(payout.day, TRANSIT), first)] += payout.net
    for move in moves:
        if move.issued is None:
            arriving[max(_workdays(move.day, settles + TRANSIT), first)] += move.net
    return tuple((day, amount / MICROS) for day, amount in sorted(arriving.items()) if amount)


def _held(bank: Bank) -> tuple[float, int]:
    """Return what is held back now, and how often money ever was."""
    return max(-_sum(move.net for move in bank.reserve), 0.0), sum(m.rows for m in bank.reserve if m.net < 0)


def _rule(moves: Iterable[BankMove], charged: float) -> float:
    """Return the share of sales that is held back as a rule: nought when it was a single event."""
    holds = [move for move in moves if move.kind.startswith(NEEDS_NO_CASH)]
    if sum(move.rows for move in holds if move.net < 0) < HOLDS:
        return 0.0
    return float(np.clip(-_sum(move.net for move in holds) / charged, 0.0, 1.0))


def _about_reserve(held: float, holds: int, bank: Bank) -> tuple[str, ...]:
    since = max(move.day for move in bank.reserve if move.net < 0)
    freed = [move for move in bank.reserve if move.net > 0]
    seen = f" One was given free before, on {freed[-1].day}." if freed else ""
    times = f"{holds} {'hold' if holds == 1 else 'holds'} on record"
    said = f"Since {since} the platform holds a reserve of {held:,.2f} back ({times})."
    return (f"{said} When it comes back is not recorded, so it is not counted on.{seen}",)


def _workdays(day: date, count: int) -> date:
    landed: date = np.busday_offset(np.datetime64(day, "D"), count, roll="forward").astype(object)
    return landed


def _sum(amounts: Iterable[int]) -> float:
    return sum(amounts) / MICROS
