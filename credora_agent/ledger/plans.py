"""What the merchant said of the days to come, in micros of the shop's currency, as the arithmetic reads it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


class CashBalance(NamedTuple):
    """What was on a bank account at the end of `day`."""

    account: str
    day: date
    amount: int


class PlannedPayment(NamedTuple):
    """Money that leaves (negative) or comes on `first_day` and every so often after it, up to `last_day`.

    `every` is "once", "week", "month", "quarter" or "year".
    """

    id: str
    name: str
    kind: str
    amount: int
    every: str
    first_day: date
    last_day: date | None


class StockOrder(NamedTuple):
    """Goods ordered or meant to be; `deposit_rate` is due on the day of the order, the rest after arrival."""

    id: str
    name: str
    sku: str | None
    units: int
    unit_cost: int
    ordered_on: date
    arrives_on: date
    deposit_rate: Decimal
    balance_days: int
    status: str


class SupplyTerms(NamedTuple):
    """How a SKU is bought; with an empty `sku` how every other one is."""

    sku: str
    lead_days: int
    least_units: int
    pack_units: int
    deposit_rate: Decimal
    balance_days: int


class TaxRule(NamedTuple):
    """When the sales tax collected in a filing period is paid on; `first_day` is the first day of any one period."""

    name: str
    every: str
    first_day: date
    due_days: int
    share: Decimal


class CalendarEvent(NamedTuple):
    """Days whose usual sales are multiplied by `factor`."""

    id: str
    name: str
    first_day: date
    last_day: date
    factor: Decimal


class BudgetLine(NamedTuple):
    """What a line shall come to in the month that begins on `month`."""

    line: str
    month: date
    amount: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All that was said. `unconverted` names what is in a currency no rate is known for: it is in nothing else."""

    balances: tuple[CashBalance, ...] = ()
    payments: tuple[PlannedPayment, ...] = ()
    stock_orders: tuple[StockOrder, ...] = ()
    terms: tuple[SupplyTerms, ...] = ()
    taxes: tuple[TaxRule, ...] = ()
    events: tuple[CalendarEvent, ...] = ()
    budgets: tuple[BudgetLine, ...] = ()
    unconverted: tuple[str, ...] = ()
