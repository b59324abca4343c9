"""What the arithmetic reads: a shop's daily sums as numpy columns, and what is known about its books. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.core.money import LARGEST
from credora_agent.ledger.entries import Category

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from numpy.typing import NDArray

    from credora_agent.core.period import Period

CATEGORIES = tuple(Category)
MEASURES = ("amount", "costed", "quantity", "entries", "unconverted", "orders")
"""The columns of a daily sum; `amount` and `costed` are micros of the shop's currency, the others counts."""


@dataclass(frozen=True, slots=True)
class Books:
    """What is known about a shop's books as a whole.

    `recorded` is the period from the first to the last day with an entry, None while there are none.
    `provides` are the categories some source delivers: nothing of one of them in a recorded period is a true
    nought, nothing of any other is missing. `as_of` is when the ledger last changed, `version` counts changes.
    """

    shop: str
    currency: str
    timezone: str
    recorded: Period | None
    provides: frozenset[Category]
    version: int
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class DailyView:
    """Daily sums of a shop, one row a day and category.

    `days` are proleptic ordinals, `categories` positions in CATEGORIES, `measures` has one int64 row for each
    of MEASURES; all have the same length and no order.
    """

    days: NDArray[np.int64]
    categories: NDArray[np.int64]
    measures: NDArray[np.int64] = field(repr=False)

    def sums(self, periods: list[Period]) -> NDArray[Any]:
        """Return the sums of each measure by period and category, exact: shape (periods, categories, measures).

        Periods must be ascending and not overlap; days in none of them are left out.
        """
        measures = self._summable()
        out = np.zeros((len(periods), len(CATEGORIES), len(MEASURES)), dtype=measures.dtype)
        if not periods or not self.days.size:
            return out
        starts = np.array([period.start.toordinal() for period in periods])
        ends = np.array([period.end.toordinal() for period in periods])
        at = np.searchsorted(starts, self.days, side="right") - 1
        inside = (at >= 0) & (self.days <= ends[at])
        np.add.at(out, (at[inside], self.categories[inside]), measures[:, inside].T)
        return out

    def _summable(self) -> NDArray[Any]:
        """Return the measures as they can be added up: Python's own integers where 64 bits might not hold a sum."""
        rows = self.measures.shape[1]
        if rows and int(np.abs(self.measures).max()) > LARGEST // rows:
            return self.measures.astype(object)
        return self.measures


def daily_view(rows: Iterable[tuple[date, str, int, int, int, int, int, int]]) -> DailyView:
    """Return the view of rows (day, category, then MEASURES in their order)."""
    position = {category.value: i for i, category in enumerate(CATEGORIES)}
    columns = [(row[0].toordinal(), position[row[1]], *row[2:]) for row in rows]
    table = np.array(columns, dtype=np.int64).reshape(len(columns), 2 + len(MEASURES)).T
    return DailyView(table[0], table[1], table[2:])
