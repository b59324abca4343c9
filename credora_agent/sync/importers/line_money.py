"""What a line's own discount, tax and total columns do to its amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.core.money import MICROS, decimal_string
from credora_agent.ledger.entries import Category
from credora_agent.sync.importers.cells import BadCell, amount, bounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.sync.importers.mapping import Mapping

ROUNDING = MICROS // 100
"""How far a stated line total may lie from its parts: one hundredth, booked as rounding."""


class Money(NamedTuple):
    """A line's own amount ex tax, its further parts as (component, category, amount), and what it states."""

    own: int
    parts: tuple[tuple[str, Category, int], ...]
    stated: int


@dataclass(frozen=True, slots=True)
class Charges:
    """Where a file keeps each line's discount, tax and total."""

    discount: int | None
    tax: int | None
    total: int | None
    tax_included: bool
    decimal: str

    @classmethod
    def of(cls, mapping: Mapping, headers: Sequence[str]) -> Charges | None:
        """Return the charges that `mapping` reads from columns of `headers`, or None when it reads none."""
        columns = mapping.columns
        if not (columns.discount or columns.tax or columns.line_total):
            return None
        return cls(
            discount=headers.index(columns.discount) if columns.discount else None,
            tax=headers.index(columns.tax) if columns.tax else None,
            total=headers.index(columns.line_total) if columns.line_total else None,
            tax_included=mapping.tax_included,
            decimal=mapping.decimal,
        )

    def split(self, cells: Sequence[str], value: int, *, sold: bool) -> Money:
        """Return how `value` (quantity × price, micros) divides; own + parts = stated, exactly.

        A sale shows its discount as a part of its own; anything else is net of it. Raises BadCell when the
        columns contradict each other.
        """
        sign = -1 if value < 0 else 1
        discount, tax = sign * abs(self._at(cells, self.discount)), sign * abs(self._at(cells, self.tax))
        charged = value - discount
        net = charged - tax if self.tax_included else charged
        if sign * charged < 0 or sign * net < 0:
            raise BadCell("The discount or tax is larger than the line. Check the columns in the mapping.")
        own = ex_tax(value, charged, net, unit=1) if sold else net
        parts = [("discount", Category.DISCOUNTS, net - own), ("tax", Category.SALES_TAX, tax)]
        stated = net + tax
        if self.total is not None and cells[self.total].strip():
            stated = self._at(cells, self.total)
            parts.append(("rounding", Category.OTHER_INCOME, _rounding(stated, net + tax)))
        return Money(own, tuple(part for part in parts if part[2]), bounded(stated))

    def _at(self, cells: Sequence[str], place: int | None) -> int:
        if place is None or not cells[place].strip():
            return 0
        return amount(cells[place], self.decimal)


def ex_tax(value: int, charged: int, net: int, *, unit: int) -> int:
    """Return `value` (before discount) without tax, given that `charged` (after it) is `net` without tax.

    Rounded half-even to a whole `unit` of micros; `value` itself when there is no tax, or nothing was charged.
    """
    if charged in (net, 0):
        return value
    whole, rest = divmod(abs(value) * abs(net), abs(charged) * unit)
    up = 2 * rest > abs(charged) * unit or (2 * rest == abs(charged) * unit and whole % 2 == 1)
    return (whole + up) * unit * (-1 if value < 0 else 1)


def _rounding(stated: int, parts: int) -> int:
    if abs(stated - parts) > ROUNDING:
        raise BadCell(
            f"The line total {decimal_string(stated)} is not quantity × price less discount plus tax, "
            f"{decimal_string(parts)}. Correct the row, or take line_total out of the mapping."
        )
    return stated - parts
