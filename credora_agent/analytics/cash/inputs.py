"""Everything the cash layer takes: change a part with `dataclasses.replace`, run `paths.cash_paths` again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from credora_agent.ledger.plans import TaxRule


class Step(NamedTuple):
    """What moved cash between the day it was stated and the day before the forecast, in currency units, signed."""

    label: str
    amount: float


@dataclass(frozen=True, slots=True)
class Opening:
    """Cash at the end of the day before the forecast: what was stated for `stated_on`, and each step since then."""

    stated: float
    stated_on: date
    accounts: tuple[str, ...]
    steps: tuple[Step, ...] = ()

    @property
    def amount(self) -> float:
        """Cash on hand when the forecast begins, in currency units."""
        return self.stated + sum(step.amount for step in self.steps)


class Payment(NamedTuple):
    """Money that leaves (negative) or comes on a stated day, in currency units.

    `kind` is a planned payment's own ("payroll", "rent", "financing", "tax" …) or "stock".
    """

    day: date
    name: str
    kind: str
    amount: float


@dataclass(frozen=True, slots=True)
class Rates:
    """What a unit of sales costs or brings, as fractions; None where nothing recorded or said tells.

    A unit of sales is gross sales − discounts + shipping charged, before returns, without tax. `refunds` is the
    part given back later, `tax` the sales tax on what is not, `cogs` the unit cost of what is sold and not returned,
    `card` the part of sales that the payout account takes in, `labels` the part of fulfilment it pays.
    """

    tax: float = 0.0
    refunds: float = 0.0
    fees: float | None = None
    fulfilment: float | None = None
    cogs: float | None = None
    card: float = 0.0
    labels: float = 0.0


@dataclass(frozen=True, slots=True)
class Payouts:
    """How the payout account pays out: `settles` workdays after a sale, at the bank `transit` workdays later.

    `waiting` is what is known to be on its way: the workday it will be at the bank, and how much. `held` is the
    reserve kept back now; it comes back on `release`, or within no horizon while nobody said when. `reserve` is the
    part of each card sale that is being held back as a rule.
    """

    settles: int = 0
    transit: int = 0
    waiting: tuple[tuple[date, float], ...] = ()
    held: float = 0.0
    release: date | None = None
    reserve: float = 0.0


@dataclass(frozen=True, slots=True)
class Supply:
    """How what is sold is bought again: `deposit` of its cost at once, the rest `lead_days` + `balance_days` later.

    The goods of stock orders already entered, worth `covered` at cost, are sold first and not bought again.
    """

    lead_days: int = 0
    balance_days: int = 0
    deposit: float = 1.0
    covered: float = 0.0
    said: bool = False


@dataclass(frozen=True, slots=True)
class CashInputs:
    """All that cash depends on, from `first_day` on, in units of the shop's currency.

    `sales`, shape (paths, days), are simulated sales from `sales_from` on, which is `first_day` or earlier when the
    books end before it; the horizon is what remains from `first_day`. `recent` are the days sold before `sales_from`,
    shape (days,), the last of them the day before it; `recent_tax` is the sales tax booked on them. `refund_lag`,
    shape (days,), is the share of refunds paid so many days after the sale; it adds up to 1. `ad_spend`, shape
    (horizon,), is positive; `running` are operating costs a day that no payment states, positive too.
    """

    first_day: date
    sales_from: date
    sales: NDArray[np.float64] = field(repr=False)
    recent: NDArray[np.float64] = field(repr=False)
    recent_tax: NDArray[np.float64] = field(repr=False)
    refund_lag: NDArray[np.float64] = field(repr=False)
    ad_spend: NDArray[np.float64] = field(repr=False)
    running: float = 0.0
    rates: Rates = Rates()
    payouts: Payouts = Payouts()
    supply: Supply = Supply()
    payments: tuple[Payment, ...] = ()
    taxes: tuple[TaxRule, ...] = ()
    opening: Opening | None = None

    @property
    def behind(self) -> int:
        """Simulated days before the forecast's first."""
        return (self.first_day - self.sales_from).days

    @property
    def horizon(self) -> int:
        """Days of the forecast."""
        return int(self.sales.shape[1]) - self.behind
