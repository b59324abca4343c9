"""Loans: equal monthly instalments in whole micros that pay back exactly what was lent."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.core.money import allocate
from credora_agent.core.period import add_months

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.analytics.whatif.levers import Loan

MONTHS = 12


class Instalment(NamedTuple):
    """One payment of a loan: `interest` and `repaid` micros, both positive, add up to what is paid on `day`."""

    day: date
    interest: int
    repaid: int

    @property
    def paid(self) -> int:
        """What leaves the account."""
        return self.interest + self.repaid


def instalment(principal: int, *, rate: Decimal, months: int) -> int:
    """Return the equal monthly instalment in micros: P·i ÷ (1 − (1 + i)⁻ⁿ) with i = rate ÷ 12, P ÷ n without interest.

    The annuity formula; nominal yearly rate, paid at the end of each month, rounded half-even to a micro.
    """
    with localcontext(prec=60):
        monthly = rate / MONTHS
        exact = Decimal(principal) / months
        if monthly:
            exact = principal * monthly / (1 - (1 + monthly) ** -months)
        return int(exact.to_integral_value(rounding=ROUND_HALF_EVEN))


def schedule(loan: Loan, day: date) -> tuple[Instalment, ...]:
    """Return the instalments of a loan paid out on `day`; what they repay adds up to the principal to the micro.

    They are equal but for a micro where rounding asks it, and each month's interest is that on what is still owed,
    to two micros.
    """
    equal = instalment(loan.principal, rate=loan.rate, months=loan.months)
    owed, made = loan.principal, []
    for month in range(1, loan.months + 1):
        left = _owed(loan, month)
        repaid = owed - left
        interest = max(equal - repaid, 0) if loan.rate else 0
        made.append(Instalment(add_months(day, month), interest, repaid))
        owed = left
    return tuple(made)


def _owed(loan: Loan, month: int) -> int:
    """Return what is owed after so many instalments: P·(1 − (1 + i)^(k−n)) ÷ (1 − (1 + i)^(−n)), rounded half-even."""
    with localcontext(prec=60):
        growth = 1 + loan.rate / MONTHS
        left = Decimal(loan.months - month) / loan.months
        if growth > 1:
            left = (1 - growth ** (month - loan.months)) / (1 - growth**-loan.months)
        return int((loan.principal * left).to_integral_value(rounding=ROUND_HALF_EVEN))


def interest_by_day(paid: tuple[Instalment, ...], day: date) -> dict[date, int]:
    """Return the interest of each day the loan taken on `day` runs, which adds up to the instalments' interest."""
    spread: dict[date, int] = {}
    start = day
    for each in paid:
        days = (each.day - start).days
        for i, part in enumerate(allocate(each.interest, [1] * days)):
            spread[start + timedelta(days=i)] = part
        start = each.day
    return spread
