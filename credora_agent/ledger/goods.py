"""Goods as the arithmetic reads them: sums by SKU, units by day, the shelf, unit costs. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime

    import numpy as np
    from numpy.typing import NDArray

MEASURES = (
    "gross_sales",
    "discounts",
    "returns",
    "cogs",
    "units_sold",
    "units_returned",
    "costed_sales",
    "entries",
    "unconverted",
)
"""The columns of a SKU's sums. Money is signed micros of the shop's currency as in the ledger (discounts, returns and
COGS are negative); `costed_sales` is the part of net sales on days with a known unit cost."""


@dataclass(frozen=True, slots=True)
class GoodsSums:
    """The sums of a period, one column a SKU that moved in it.

    `measures` is int64 of shape (len(MEASURES), len(skus)); `titles` says what each was last called, None where
    nobody said.
    """

    skus: tuple[str, ...]
    titles: tuple[str | None, ...]
    measures: NDArray[np.int64] = field(repr=False)

    def measure(self, name: str) -> NDArray[np.int64]:
        """Return one measure of every SKU, shape (len(skus),)."""
        found: NDArray[np.int64] = self.measures[MEASURES.index(name)]
        return found


@dataclass(frozen=True, slots=True)
class UnitGrid:
    """Units sold by SKU and day of a period: int64 of shape (len(skus), days), a row for each SKU that moved."""

    skus: tuple[str, ...]
    start: date
    sold: NDArray[np.int64] = field(repr=False)


class ShelfItem(NamedTuple):
    """One variant as its platform shows it now; money in micros of `currency`, None where nothing is stated."""

    sku: str | None
    title: str
    product_id: str | None
    price: int | None
    currency: str
    on_hand: int | None
    unit_cost: int | None
    updated_at: datetime


class Stock(NamedTuple):
    """What is on hand of one SKU, as the books know it; `product` names its product among the shop's.

    `on_hand` is None where the platform states no figure; below nought it was sold before it was there.
    """

    sku: str
    title: str | None
    product: str | None
    on_hand: int | None


class UnitCost(NamedTuple):
    """That a unit of `sku` costs `unit_cost` micros of `currency` from `valid_from` on, until the SKU's next one."""

    sku: str
    valid_from: date
    unit_cost: int
    currency: str
