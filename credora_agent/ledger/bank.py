"""The payout account as the arithmetic reads it: its movements, its payouts, how late refunds come. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class BankMove(NamedTuple):
    """What movements of one kind came to on a day, in micros of the shop's currency.

    `kind` is the platform's own word ("CHARGE", "REFUND", "SHIPPING_LABEL" …); `net` is `amount` less its fees.
    `issued` is the day of the payout they are in, None while they wait for one.
    """

    day: date
    kind: str
    issued: date | None
    rows: int
    amount: int
    net: int


class PayoutRow(NamedTuple):
    """One payout by the day it was sent, in micros of the shop's currency."""

    payout_id: str
    day: date
    status: str
    net: int


class RefundLag(NamedTuple):
    """Goods given back so many days after their order: how many times, and how much, in micros, positive."""

    days: int
    rows: int
    amount: int


@dataclass(frozen=True, slots=True)
class Bank:
    """What is known of the way of money to the bank.

    `moves` are those of the days from `since` on, `reserve` all that was ever held back (negative) or given free.
    `unconverted` counts what is in a currency no rate is known for: it is in nothing else.
    """

    since: date
    moves: tuple[BankMove, ...] = ()
    payouts: tuple[PayoutRow, ...] = ()
    reserve: tuple[BankMove, ...] = ()
    lags: tuple[RefundLag, ...] = ()
    unconverted: int = 0
