"""Cohorts: what customers brought, by the month of their first order ever and their age since; exact micros."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.core.period import add_months, month_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NO_MONTH = date.min
"""The month of a sum over several."""


class Bought(NamedTuple):
    """Orders placed in `month` by customers of `cohort`; None is every order whose customer is unknown."""

    cohort: date | None
    month: date
    customers: int
    orders: int


class Booked(NamedTuple):
    """Money booked in `month` for orders of customers of `cohort`, in micros of the shop's currency.

    `uncosted` is the part of `net_sales` whose unit cost is unknown, so that `cm2` lacks it; `unconverted` entries
    have no exchange rate and are in no sum.
    """

    cohort: date | None
    month: date
    net_sales: int
    uncosted: int
    cm2: int
    entries: int
    unconverted: int


class Spend(NamedTuple):
    """What advertising cost in a month, in micros; `unconverted` days have no exchange rate and are not in it."""

    amount: int
    unconverted: int


@dataclass(frozen=True, slots=True)
class Age:
    """A cohort in one month of its life; `age` 0 is the month of the first order.

    `cm2_so_far` and `uncosted_so_far` are sums since age 0. `finished` is false while the month is not over or the
    books do not reach its end: its sums will still grow, and nothing is made up for them.
    """

    age: int
    month: date
    finished: bool
    active: int
    orders: int
    net_sales: int
    cm2: int
    cm2_so_far: int
    uncosted_so_far: int
    entries: int
    unconverted: int

    @property
    def least_so_far(self) -> int:
        """Return CM2 so far had what has no unit cost earned nothing: it costs no more than it sold for."""
        return self.cm2_so_far - max(0, self.uncosted_so_far)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The customers whose first order ever was in `month`; `spend` is None where ad spend of it is not known."""

    month: date
    customers: int
    spend: Spend | None
    ages: tuple[Age, ...]

    @property
    def finished(self) -> tuple[Age, ...]:
        """Return the ages that are over."""
        return tuple(age for age in self.ages if age.finished)

    @property
    def booked(self) -> tuple[int, int]:
        """Return its net sales and CM2 so far."""
        return sum(age.net_sales for age in self.ages), sum(age.cm2 for age in self.ages)

    @property
    def payback(self) -> int | None:
        """Return the first age at which CM2 so far is no less than the ad spend; None while there is none.

        Per customer on both sides: LTV(age) ≥ nCAC. Sales without a unit cost count as if they cost nothing.
        """
        return self._first(age.cm2_so_far for age in self.ages)

    @property
    def sure_payback(self) -> int | None:
        """Return the same had what has no unit cost earned nothing; payback was no later than this."""
        return self._first(age.least_so_far for age in self.ages)

    def _first(self, so_far: Iterable[int]) -> int | None:
        if self.spend is None or self.spend.unconverted:
            return None
        return next((age for age, amount in enumerate(so_far) if amount >= self.spend.amount), None)


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Every cohort from the books' first month on, and what belongs to none.

    `unknown` is what orders without a known customer brought, `loose` money that names no order the books have (a
    fee, a credit). Cohorts, `unknown` and `loose` add up to the books' net sales and CM2.
    """

    cohorts: tuple[Cohort, ...]
    orders: int
    known: int
    unknown: Booked
    loose: Booked


def cohorts(  # noqa: PLR0913 - what is known, and up to when
    bought: Sequence[Bought],
    booked: Sequence[Booked],
    loose: Sequence[Booked],
    spends: Mapping[date, Spend],
    *,
    until: date,
    over: date,
) -> Cohorts:
    """Return the cohorts as they stand on `until`; months up to `over` are finished.

    Rows come as `ledger/sql/cohort_months.sql` gives them. Money booked before its cohort's first month counts in it.
    """
    months = sorted({row.cohort for row in bought if row.cohort is not None})
    placed: dict[date, dict[int, Bought]] = defaultdict(dict)
    for row in bought:
        if row.cohort is not None:
            placed[row.cohort][_age(row.cohort, row.month)] = row
    money: dict[date, dict[int, list[Booked]]] = defaultdict(lambda: defaultdict(list))
    for each in booked:
        if each.cohort is not None:
            money[each.cohort][max(0, _age(each.cohort, each.month))].append(each)
    nobody = [row.orders for row in bought if row.cohort is None]
    known = sum(row.orders for row in bought if row.cohort is not None)
    return Cohorts(
        cohorts=tuple(
            Cohort(
                month,
                placed[month][0].customers,
                spends.get(month),
                _ages(month, placed[month], money[month], until=until, over=over),
            )
            for month in months
        ),
        orders=known + sum(nobody),
        known=known,
        unknown=_sum(row for row in booked if row.cohort is None),
        loose=_sum(loose),
    )


def together(shown: Sequence[Cohort], age: int) -> tuple[int, int] | None:
    """Return (CM2 so far, customers) at `age` of all cohorts that have finished it; None when none has."""
    reached = [each for each in shown if len(each.finished) > age]
    if not reached:
        return None
    return sum(each.ages[age].cm2_so_far for each in reached), sum(each.customers for each in reached)


def _ages(
    cohort: date, placed: Mapping[int, Bought], money: Mapping[int, Sequence[Booked]], *, until: date, over: date
) -> tuple[Age, ...]:
    last = _age(cohort, until)
    sums = [_sum(money.get(age, ())) for age in range(last + 1)]
    so_far = accumulate(each.cm2 for each in sums)
    uncosted = accumulate(each.uncosted for each in sums)
    ages = []
    for age, (each, cm2_so_far, uncosted_so_far) in enumerate(zip(sums, so_far, uncosted, strict=True)):
        month = add_months(cohort, age)
        here = placed.get(age)
        ages.append(
            Age(
                age=age,
                month=month,
                finished=month_end(month) <= over,
                active=here.customers if here else 0,
                orders=here.orders if here else 0,
                net_sales=each.net_sales,
                cm2=each.cm2,
                cm2_so_far=cm2_so_far,
                uncosted_so_far=uncosted_so_far,
                entries=each.entries,
                unconverted=each.unconverted,
            )
        )
    return tuple(ages)


def _age(cohort: date, month: date) -> int:
    return (month.year - cohort.year) * 12 + month.month - cohort.month


def _sum(rows: Iterable[Booked]) -> Booked:
    columns = list(zip(*(row[2:] for row in rows), strict=True)) or [(0,)] * 5
    return Booked(None, NO_MONTH, *(sum(column) for column in columns))
