"""What a shop sold day by day, and the tax on it, as a forecast reads it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.core.money import MICROS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SoldDays:
    """One value a day from `first` on, in currency units: gross sales − discounts + shipping charged, and sales tax."""

    first: date
    sales: NDArray[np.float64] = field(repr=False)
    tax: NDArray[np.float64] = field(repr=False)

    @property
    def until(self) -> date:
        """Return the day after the last."""
        return self.first + timedelta(days=len(self.sales))

    def last(self, days: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return sales and tax of the last so many days, 0 on those before the first."""
        return _last(self.sales, days), _last(self.tax, days)

    def tax_of(self, start: date, end: date) -> float:
        """Return the tax booked from `start` to `end`, as far as the days reach."""
        since, until = (start - self.first).days, (end - self.first).days + 1
        return float(self.tax[max(since, 0) : max(until, 0)].sum())


def sold_days(rows: Iterable[tuple[date, int, int]], first: date, until: date) -> SoldDays:
    """Return the days from `first` to the one before `until` of rows (day, sales, tax) in micros."""
    table = np.zeros((2, max((until - first).days, 0)))
    for day, sales, tax in rows:
        table[:, (day - first).days] = sales / MICROS, tax / MICROS
    return SoldDays(first, table[0], table[1])


def _last(values: NDArray[np.float64], days: int) -> NDArray[np.float64]:
    kept = values[-days:] if days else values[:0]
    return np.concatenate((np.zeros(days - len(kept)), kept))
