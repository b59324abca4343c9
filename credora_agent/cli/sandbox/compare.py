"""The sandbox's truth beside the product's books: every line, every day, every currency, to the micro. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.core.money import convert, decimal_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

CENT = 10_000
"""Micros in a cent. Sums converted once may differ from converted rows by a fraction of it, never by all of it."""

STATEMENT: Mapping[str, tuple[str, ...]] = {
    "net_sales": ("gross_sales", "discounts", "returns"),
    "revenue": ("net_sales", "shipping_income", "other_income"),
    "cm1": ("revenue", "cogs"),
    "cm2": ("cm1", "fulfilment", "fees"),
    "cm3": ("cm2", "marketing"),
    "ebitda": ("cm3", "operating_costs"),
    "net_profit": ("ebitda", "financing"),
}
"""How the totals of a P&L come about, written down here a second time so that the registry is judged too."""


class Cell(NamedTuple):
    """Where an amount stands: its day, category and currency."""

    day: date
    category: str
    currency: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line in one currency: both totals, and the largest difference on any day, in micros."""

    line: str
    currency: str
    truth: int
    product: int
    days: int
    max_abs_diff_micros: int
    worst_day: date | None

    def as_json(self) -> dict[str, Any]:
        """Return the line as JSON values, money as plain decimal strings."""
        return {
            "line": self.line,
            "currency": self.currency,
            "truth": decimal_string(self.truth),
            "product": decimal_string(self.product),
            "days": self.days,
            "max_abs_diff_micros": self.max_abs_diff_micros,
            "worst_day": self.worst_day.isoformat() if self.worst_day else None,
        }


def booked_lines(truth: Mapping[Cell, int], product: Mapping[Cell, int]) -> list[Line]:
    """Return one line for each category and currency either side knows, amounts as booked, in micros."""
    days = sorted({cell.day for cell in (*truth, *product)})
    lines = []
    for category, currency in sorted({(cell.category, cell.currency) for cell in (*truth, *product)}):
        cells = [Cell(day, category, currency) for day in days]
        pairs = [(cell.day, truth.get(cell, 0), product.get(cell, 0)) for cell in cells]
        lines.append(_line(category, currency, pairs))
    return lines


def statement_lines(
    truth: Mapping[tuple[date, str], int], product: Mapping[tuple[date, str], int], currency: str
) -> list[Line]:
    """Return the totals of the P&L in the shop's currency; both sides by (day, line), in micros."""
    days = sorted({day for day, _ in (*truth, *product)})
    totals = with_totals(truth, days)
    return [
        _line(name, currency, [(day, totals[day, name], product.get((day, name), 0)) for day in days])
        for name in STATEMENT
    ]


def with_totals(amounts: Mapping[tuple[date, str], int], days: Sequence[date]) -> dict[tuple[date, str], int]:
    """Return the amounts with the totals of the P&L worked out for each day."""
    known = dict(amounts)
    for day in days:
        for name, parts in STATEMENT.items():
            known[day, name] = sum(known.get((day, part), 0) for part in parts)
    return known


def converted(
    truth: Mapping[Cell, int], currency: str, rates: Iterable[tuple[date, str, str, Decimal]]
) -> dict[tuple[date, str], int]:
    """Return the truth by (day, category) in the shop's currency, each day at the last rate published by then.

    Raises LookupError when a currency has no rate on or before a day on which it was spent.
    """
    known: dict[str, list[tuple[date, Decimal]]] = {}
    for day, base, quote, rate in sorted(rates):
        if quote == currency:
            known.setdefault(base, []).append((day, rate))
    out: dict[tuple[date, str], int] = {}
    for cell, micros in truth.items():
        amount = micros if cell.currency == currency else convert(micros, _rate(known, cell))
        out[cell.day, cell.category] = out.get((cell.day, cell.category), 0) + amount
    return out


def _rate(known: Mapping[str, list[tuple[date, Decimal]]], cell: Cell) -> Decimal:
    before = [rate for day, rate in known.get(cell.currency, []) if day <= cell.day]
    if not before:
        raise LookupError(f"the sandbox published no rate for {cell.currency} by {cell.day}")
    return before[-1]


def _line(name: str, currency: str, pairs: Sequence[tuple[date, int, int]]) -> Line:
    """Return the line of (day, truth, product)."""
    gaps = ((abs(truth - product), day) for day, truth, product in pairs)
    gap, worst = max(gaps, key=lambda each: each[0], default=(0, None))
    sums = sum(pair[1] for pair in pairs), sum(pair[2] for pair in pairs)
    return Line(name, currency, *sums, len(pairs), gap, worst if gap else None)
