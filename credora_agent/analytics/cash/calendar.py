"""Days on which money moves: workdays of banks, planned payments, stock orders, filing periods and their due days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from credora_agent.analytics.cash.inputs import Payment
from credora_agent.core.money import MICROS
from credora_agent.core.period import add_months

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from credora_agent.ledger.plans import PlannedPayment, StockOrder, TaxRule

MONTHS = {"month": 1, "quarter": 3, "year": 12}
WEEK = timedelta(days=7)
OPEN_ORDERS = frozenset({"planned", "ordered"})


class Filing(NamedTuple):
    """A filing period, both days included, and when its tax is paid."""

    start: date
    end: date
    due: date


def workdays_after(first: date, offsets: NDArray[np.int64], workdays: int) -> NDArray[np.int64]:
    """Return where each day `first` + offset lands so many workdays later, as offsets from `first` again.

    A day at the weekend counts as the Monday after it. Bank holidays are not known.
    """
    base = np.datetime64(first, "D")
    landed = np.busday_offset(base + offsets.astype("timedelta64[D]"), workdays, roll="forward")
    return np.asarray((landed - base).astype(np.int64))


def repeated(planned: PlannedPayment, start: date, end: date) -> Iterator[date]:
    """Yield the days from `start` to `end` on which a planned payment is made."""
    last = min(end, planned.last_day or end)
    for n in range(_skipped(planned, start), 1_000_000):
        day = _nth(planned, n)
        if day > last:
            return
        if day >= start:
            yield day
        if planned.every == "once":
            return


def payments(planned: Sequence[PlannedPayment], start: date, end: date) -> tuple[Payment, ...]:
    """Return every payment planned from `start` to `end`, by day."""
    found = [
        Payment(day, each.name, each.kind, each.amount / MICROS)
        for each in planned
        for day in repeated(each, start, end)
    ]
    return tuple(sorted(found))


def stock_payments(orders: Sequence[StockOrder], start: date, end: date) -> tuple[Payment, ...]:
    """Return what stock orders cost on which days from `start` to `end`, as seen from `start`.

    What is still to pay of an order not marked as ordered, or as received, counts on `start` when its day has passed.
    """
    dated: list[Payment] = []
    for order in orders:
        deposit, rest = _parts(order)
        if order.status == "planned":
            deposit = deposit._replace(day=max(deposit.day, start))
        if order.status in OPEN_ORDERS:
            rest = rest._replace(day=max(rest.day, start))
        dated += (deposit, rest) if order.status != "cancelled" else ()
    return _within(dated, start, end)


def stock_paid(orders: Sequence[StockOrder], start: date, end: date) -> tuple[Payment, ...]:
    """Return what was paid for stock orders from `start` to `end`: deposits of those made, the rest of those received.

    What an order that is still open owes is still to pay, however long ago its day was: see `stock_payments`.
    """
    dated: list[Payment] = []
    for order in orders:
        deposit, rest = _parts(order)
        dated += {"ordered": (deposit,), "received": (deposit, rest)}.get(order.status, ())
    return _within(dated, start, end)


def covered(orders: Sequence[StockOrder]) -> float:
    """Return what the goods on open stock orders cost."""
    return sum(order.units * order.unit_cost / MICROS for order in orders if order.status in OPEN_ORDERS)


def filings(rule: TaxRule, start: date, end: date) -> tuple[Filing, ...]:
    """Return the filing periods of `rule` that are due from `start` on and have begun by `end`, in their order."""
    months = MONTHS[rule.every]
    since = (start.year - rule.first_day.year) * 12 + start.month - rule.first_day.month
    n = since // months - 1 - -(-rule.due_days // (28 * months))
    found = []
    while (first := add_months(rule.first_day, n * months)) <= end:
        last = add_months(rule.first_day, (n + 1) * months) - timedelta(days=1)
        due = last + timedelta(days=rule.due_days)
        if due >= start:
            found.append(Filing(first, last, due))
        n += 1
    return tuple(found)


def _parts(order: StockOrder) -> tuple[Payment, Payment]:
    """Return an order's deposit and the rest, on the days they are due."""
    worth = order.units * order.unit_cost / MICROS
    deposit = worth * float(order.deposit_rate)
    due = order.arrives_on + timedelta(days=order.balance_days)
    return (
        Payment(order.ordered_on, f"{order.name}: deposit", "stock", -deposit),
        Payment(due, order.name, "stock", deposit - worth),
    )


def _within(dated: list[Payment], start: date, end: date) -> tuple[Payment, ...]:
    return tuple(sorted(payment for payment in dated if payment.amount and start <= payment.day <= end))


def _nth(planned: PlannedPayment, n: int) -> date:
    if planned.every == "week":
        return planned.first_day + n * WEEK
    return add_months(planned.first_day, n * MONTHS.get(planned.every, 0))


def _skipped(planned: PlannedPayment, start: date) -> int:
    """Return a number of payments that certainly lie before `start`."""
    if planned.every == "once" or start <= planned.first_day:
        return 0
    days = (start - planned.first_day).days
    return days // 7 if planned.every == "week" else max(days // (31 * MONTHS[planned.every]) - 1, 0)
