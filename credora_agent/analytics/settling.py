"""From booked sales to the bank: what a payments account charged, kept and paid out, step by step, to the micro."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.reconcile import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

CHARGES, REFUNDS = ("CHARGE",), ("REFUND", "REFUND_FAILURE")
RESERVE, TRANSFER = "RESERVED_FUNDS", "TRANSFER"
RETURNED = frozenset(("FAILED", "CANCELED", "CANCELLED"))
"""States of payouts whose money came back to the balance, or never left it."""
PAID = "PAID"


class Move(NamedTuple):
    """What movements of one type did to the balance, in micros; see `ledger/sql/balance_moves.sql`."""

    type: str
    net_before: int
    amount: int
    fee: int
    net: int
    rows: int
    waiting: int


class Payout(NamedTuple):
    """One payout: what it came to, its balance rows without the transfer, and that transfer if there is one."""

    payout_id: str
    day: date
    status: str
    net: int
    rows: int
    rows_net: int
    transfer: int | None

    @property
    def difference(self) -> int:
        """Return by how much it is more than its balance rows."""
        return self.net - self.rows_net


class Charged(NamedTuple):
    """Orders paid in one way, and whether what was booked of them was charged; see `ledger/sql/charged_orders.sql`."""

    known: bool
    way: str | None
    by_card: bool | None
    agreement: str
    orders: int
    booked: int
    charged: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """Steps whose amounts add up to `unexplained`: nought when every one is accounted for."""

    steps: tuple[Step, ...]
    unexplained: int


def to_bank(currency: str, moves: Sequence[Move], payouts: Sequence[Payout]) -> Bridge:
    """Return the way from charges to the bank over a period: opening + charges − kept back − paid out − waiting = 0.

    Money waiting before the period opens it. What no payout had taken by its end, and what is in reserve, close it.
    """
    kept = [move for move in moves if not move.type.startswith((RESERVE, TRANSFER))]
    steps = [
        _step("opening", "Waiting to be paid out before", (m.net_before for m in moves), 0, currency),
        _of("charges", "Charges", moves, CHARGES, currency),
        _of("refunds", "Refunds", moves, REFUNDS, currency),
        _step("fees", "Fees on these", (-m.fee for m in kept), sum(m.rows for m in kept if m.fee), currency),
        *(
            _step(f"kept.{m.type.lower()}", _words(m.type), (m.amount,), m.rows, currency)
            for m in kept
            if m.type not in {*CHARGES, *REFUNDS}
        ),
        _reserve(moves, currency),
        *_paid_out(moves, payouts, currency),
        _step("waiting", "Still to be paid out", (-m.waiting for m in moves), 0, currency),
    ]
    return _bridged(steps, ("charges", "waiting"))


def _reserve(moves: Sequence[Move], currency: str) -> Step:
    held = [m for m in moves if m.type.startswith(RESERVE)]
    label = "Held in reserve" if sum(m.net for m in held) < 0 else "Released from reserve"
    return _step("reserve", label, (m.net for m in held), sum(m.rows for m in held), currency)


def _paid_out(moves: Sequence[Move], payouts: Sequence[Payout], currency: str) -> list[Step]:
    by_state: dict[str, list[Payout]] = defaultdict(list)
    for payout in payouts:
        by_state[payout.status].append(payout)
    steps = [
        _step(
            f"payouts.{state.lower()}",
            f"Payouts {_words(state).lower()}{', not at the bank' if state in RETURNED else ''}",
            (-payout.net for payout in by_state[state]),
            len(by_state[state]),
            currency,
        )
        for state in sorted(by_state, key=lambda state: (state != PAID, state))
    ]
    moved = sum(m.net for m in moves if m.type.startswith(TRANSFER))
    told = sum(p.net for p in payouts if p.transfer is not None)
    return [
        *steps,
        _step("transfers", "Transfers on another day than their payout, or of none", (moved + told,), 0, currency),
    ]


def to_charges(currency: str, orders: Sequence[Charged]) -> Bridge:
    """Return the way from booked sales to what the payments account charged less refunded, over a period.

    `unexplained` is what was charged otherwise than booked, of orders paid by card alone.
    """
    ways: dict[tuple[str, str], list[Charged]] = defaultdict(list)
    for each in orders:
        ways[_way(each)].append(each)
    steps = [Step("booked", "Booked sales", sum(o.booked for o in orders), currency, sum(o.orders for o in orders))]
    steps += [
        _step(name, label, (o.charged - o.booked for o in group), sum(o.orders for o in group), currency)
        for (name, label), group in sorted(ways.items())
    ]
    charged = sum(o.charged for o in orders)
    steps.append(Step("charged", "Charged less refunded", -charged, currency, 0))
    differs = [o for o in orders if _way(o)[0] == "differs"]
    kept = tuple(step for step in steps if step.amount or step.id in {"booked", "charged"})
    return Bridge(kept, sum(o.charged - o.booked for o in differs))


def _way(of: Charged) -> tuple[str, str]:
    """Return the step an order's difference between charged and booked belongs to."""
    if not of.known:
        return "unknown", "Charged for orders the books do not have"
    if of.by_card and of.way:
        return f"part.{of.way}", f"Paid in part by {of.way}, or on another day"
    if of.by_card:
        return {
            "agrees": ("days", "Charged or refunded on another day than booked"),
            "uncharged": ("uncharged", "Not charged: authorised or unpaid"),
        }.get(of.agreement, ("differs", "Charged otherwise than booked"))
    return (f"way.{of.way}", f"Paid by {of.way}") if of.way else ("unpaid", "No payment named: unpaid or free")


def _of(name: str, label: str, moves: Sequence[Move], types: tuple[str, ...], currency: str) -> Step:
    found = [m for m in moves if m.type in types]
    return _step(name, label, (m.amount for m in found), sum(m.rows for m in found), currency)


def _step(name: str, label: str, amounts: Iterable[int], entries: int, currency: str) -> Step:
    return Step(name, label, sum(amounts), currency, entries)


def _bridged(steps: Iterable[Step], always: tuple[str, ...]) -> Bridge:
    kept = tuple(step for step in steps if step.amount or step.id in always)
    return Bridge(kept, sum(step.amount for step in kept))


def _words(name: str) -> str:
    text = name.replace("_", " ").lower()
    return text[:1].upper() + text[1:]
