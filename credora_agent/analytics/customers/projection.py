"""What customers are expected to buy yet, by cohort: BG/NBD for how often, Gamma-Gamma for how much, held against what
the same model would have said of days already past. A projection, never part of a recorded figure.
"""  # noqa: D205 - the source is part of the sentence

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from credora_agent.analytics.customers import buying, spending

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

LEAST_CUSTOMERS, LEAST_DAYS, LEAST_RETURNED = 500, 183, 50
WEEKS_AHEAD = 365.25 / 7
HELD_BACK = 182
"""Days a model is checked on at most; a third of what was seen where that is less."""
FAR_OFF = 0.25
"""A share by which the check may miss before the projection is called unreliable."""


class Buyers(NamedTuple):
    """Customers who bought alike, as `ledger/sql/buyers.sql` gives them: days, and micros of net sales."""

    cohort: date
    repeats: int
    recency: int
    age: int
    spent: int | None
    customers: int
    later: int


class Check(NamedTuple):
    """What the model, fitted on the days before, said of the last `days`, and what happened on them."""

    days: int
    expected: float
    actual: int

    @property
    def miss(self) -> float | None:
        """Return how far it was off, as a share of what happened; None when nothing did."""
        return self.expected / self.actual - 1 if self.actual else None

    @property
    def holds(self) -> bool:
        """Tell whether it came near enough to be planned with."""
        return self.miss is not None and abs(self.miss) <= FAR_OFF


class Ahead(NamedTuple):
    """What a cohort is expected to do in the 12 months ahead: days it buys on, and net sales in micros."""

    cohort: date
    customers: int
    orders: float
    net_sales: float


@dataclass(frozen=True, slots=True)
class Projection:
    """The two models, what they expect of each cohort, and how the first did on days already past."""

    buying: buying.Buying
    spending: spending.Spending
    cohorts: tuple[Ahead, ...]
    check: Check


def refusal(buyers: Sequence[Buyers]) -> str | None:
    """Return why these buyers are too few or known for too short to project from; None when they are not."""
    customers = sum(each.customers for each in buyers)
    days = max((each.age for each in buyers), default=0)
    returned = sum(each.customers for each in buyers if each.repeats)
    if customers < LEAST_CUSTOMERS:
        return f"A projection needs {LEAST_CUSTOMERS} known customers; the books have {customers:,}."
    if days < LEAST_DAYS:
        return f"A projection needs 6 months of orders; the books have {days} days."
    if returned < LEAST_RETURNED:
        return f"A projection needs {LEAST_RETURNED} customers who came again; the books have {returned}."
    return None


def held_back(days: int) -> int:
    """Return how many of the last days a model of `days` days is checked on."""
    return min(HELD_BACK, days // 3)


def project(buyers: Sequence[Buyers], before: Sequence[Buyers], *, days: int) -> Projection:
    """Return the projection from `buyers`; `before` are the same `days` earlier, with what came `later`."""
    seen = _histories(buyers)
    often, much = buying.fitted(seen), _spending(buyers)
    each = buying.expected(often, seen, WEEKS_AHEAD) * seen.customers
    worth = each * _worth(much, buyers)
    position = {cohort: i for i, cohort in enumerate(sorted({group.cohort for group in buyers}))}
    at = np.array([position[group.cohort] for group in buyers])
    columns = [np.bincount(at, weights=values, minlength=len(position)) for values in (each, worth, seen.customers)]
    cohorts = tuple(
        Ahead(cohort, int(columns[2][i]), float(columns[0][i]), float(columns[1][i])) for cohort, i in position.items()
    )
    return Projection(often, much, cohorts, _checked(before, days))


def _checked(before: Sequence[Buyers], days: int) -> Check:
    seen = _histories(before)
    expected = buying.expected(buying.fitted(seen), seen, days / 7) @ seen.customers
    return Check(days, float(expected), sum(each.later for each in before))


def _histories(buyers: Sequence[Buyers]) -> buying.Histories:
    table = np.array([(each.repeats, each.recency, each.age, each.customers) for each in buyers], dtype=np.int64)
    repeats, recency, age, customers = table.T
    return buying.Histories(repeats, recency / 7, age / 7, customers)


def _spending(buyers: Sequence[Buyers]) -> spending.Spending:
    paid = [each for each in buyers if each.spent is not None and each.spent > 0]
    purchases = np.repeat([each.repeats + 1 for each in paid], [each.customers for each in paid])
    means = np.repeat([(each.spent or 0) / (each.repeats + 1) for each in paid], [each.customers for each in paid])
    return spending.fitted(purchases, means)


def _worth(much: spending.Spending, buyers: Sequence[Buyers]) -> spending.Floats:
    """Return what a further purchase of each group is worth, in micros; of who came once only, everybody's mean."""
    purchases = np.array([each.repeats + 1 for each in buyers], dtype=np.int64)
    means = np.array([max(0, each.spent or 0) / (each.repeats + 1) for each in buyers])
    told = np.array([each.spent is not None for each in buyers])
    return np.where(told, spending.expected(much, purchases, means), much.mean)
