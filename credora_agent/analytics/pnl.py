"""The P&L: any metric over any period from the daily sums, complete or saying what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from credora_agent.analytics.figure import Bound, Figure
from credora_agent.analytics.metrics import METRICS, Metric, Unit
from credora_agent.core.money import decimal_string, to_decimal
from credora_agent.ledger.entries import GOODS, Category
from credora_agent.ledger.view import CATEGORIES, MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from credora_agent.core.period import Period
    from credora_agent.ledger.view import Books, DailyView

ROW = {category: i for i, category in enumerate(CATEGORIES)}
COLUMN = {measure: i for i, measure in enumerate(MEASURES)}


@dataclass(frozen=True, slots=True)
class _Value:
    """A metric's value in its raw unit (micros, counts; Decimal for ratios), and what it rests on."""

    amount: int | Decimal | None
    entries: int = 0
    missing: frozenset[str] = frozenset()
    unrecorded: frozenset[str] = frozenset()
    unconverted: int = 0


ORDER = {name: i for i, name in enumerate(METRICS)}
NOTHING = _Value(None)


def figures(view: DailyView, books: Books, periods: Sequence[Period], metrics: Sequence[str]) -> list[list[Figure]]:
    """Return one list of figures for each period, in the order of `metrics`.

    Periods must be ascending and not overlap. A line nobody records is None, never 0; a total lacking a line
    holds what is recorded and says in which direction that leaves it.
    """
    asked = [METRICS[metric] for metric in metrics]
    readings = (_Reading(books, *each) for each in zip(periods, view.sums(list(periods)), strict=True))
    return [[reading.figure(metric) for metric in asked] for reading in readings]


class _Reading:
    """The daily sums of one period, and how a metric is read off them; each is worked out once."""

    def __init__(self, books: Books, period: Period, sums: NDArray[np.int64]) -> None:
        self.books = books
        self.period = period
        self.sums: list[list[int]] = sums.tolist()
        self.within = books.recorded and period.meet(books.recorded)
        self.coverage = Decimal(self.within.days) / period.days if self.within else Decimal(0)
        self.cost_coverage = self._cost_coverage()
        self.notes = tuple(self._notes())
        self._values: dict[str, _Value] = {}

    def figure(self, metric: Metric) -> Figure:
        value = self.value(metric)
        return Figure(
            id=f"{metric.id}@{self.period}",
            metric=metric.id,
            label=metric.label,
            value=_shown(metric, value.amount),
            unit=metric.unit,
            currency=self.books.currency if metric.unit is Unit.MONEY else None,
            period=self.period,
            formula=metric.formula,
            entries=value.entries,
            as_of=self.books.as_of,
            coverage=self.coverage,
            bound=_bound(value),
            missing=tuple(sorted(value.missing, key=ORDER.__getitem__)),
            cost_coverage=self.cost_coverage if Category.COGS in leaves(metric.id) else None,
            notes=(*self.notes, *self._unconverted(value)),
        )

    def value(self, metric: Metric) -> _Value:
        if metric.id not in self._values:
            self._values[metric.id] = self._worked_out(metric)
        return self._values[metric.id]

    def _worked_out(self, metric: Metric) -> _Value:
        if self.within is None:
            return NOTHING
        if metric.category is not None:
            return self._line(metric, metric.category)
        if metric.parts:
            return self._total(metric)
        if metric.over is not None:
            return self._ratio(metric)
        return self._counted(metric)

    def _line(self, metric: Metric, category: Category) -> _Value:
        entries = self._measure(category, "entries")
        if category not in self.books.provides and not entries:
            return _Value(None, missing=frozenset({metric.id}), unrecorded=frozenset({metric.id}))
        uncosted = category is Category.COGS and not self._fully_costed()
        return _Value(
            self._measure(category, "amount"),
            entries,
            missing=frozenset({metric.id}) if uncosted else frozenset(),
            unconverted=self._measure(category, "unconverted"),
        )

    def _total(self, metric: Metric) -> _Value:
        parts = [(METRICS[name], self.value(METRICS[name])) for name in metric.parts]
        known = [int(value.amount) for _, value in parts if value.amount is not None]
        counted = [value for part, value in parts if part.expected or value.amount is not None]
        return _Value(
            sum(known) if known else None,
            sum(value.entries for _, value in parts),
            frozenset().union(*(value.missing for value in counted)),
            frozenset().union(*(value.unrecorded for value in counted)),
            sum(value.unconverted for value in counted),
        )

    def _ratio(self, metric: Metric) -> _Value:
        if metric.over is None:
            return NOTHING
        top, bottom = (self.value(METRICS[name]) for name in metric.over)
        lacks, unrecorded = top.missing | bottom.missing, top.unrecorded | bottom.unrecorded
        if top.amount is None or not bottom.amount or unrecorded:
            return _Value(None, missing=unrecorded or lacks, unrecorded=unrecorded)
        return _Value(
            metric.sign * Decimal(top.amount) / Decimal(bottom.amount),
            self._of_leaves(metric, "entries"),
            lacks,
            unconverted=self._of_leaves(metric, "unconverted"),
        )

    def _counted(self, metric: Metric) -> _Value:
        if metric.id == "cogs_coverage":
            rows, unconverted = (self._of_leaves(metric, measure) for measure in ("entries", "unconverted"))
            return _Value(self.cost_coverage, rows, unconverted=unconverted)
        if Category.GROSS_SALES not in self.books.provides:
            return _Value(None, missing=frozenset({metric.id}))
        counted = self._measure(Category.GROSS_SALES, str(metric.measure))
        return _Value(counted, self._measure(Category.GROSS_SALES, "entries"))

    def _of_leaves(self, metric: Metric, measure: str) -> int:
        """Return a count over all ledger rows behind a metric, each row once."""
        return sum(self._measure(category, measure) for category in leaves(metric.id))

    def _measure(self, category: Category, measure: str) -> int:
        return self.sums[ROW[category]][COLUMN[measure]]

    def _fully_costed(self) -> bool:
        return all(self._measure(c, "costed") == self._measure(c, "amount") for c in GOODS)

    def _cost_coverage(self) -> Decimal | None:
        net = sum(self._measure(category, "amount") for category in GOODS)
        costed = sum(self._measure(category, "costed") for category in GOODS)
        return Decimal(costed) / net if net else None

    def _notes(self) -> list[str]:
        notes = []
        recorded = self.books.recorded
        if recorded is None or self.within is None:
            held = f"The books run from {recorded.start} to {recorded.end}." if recorded else "The books are empty."
            return [f"Nothing is recorded for this period. {held}"]
        if self.period.start < recorded.start:
            notes.append(f"The books begin on {recorded.start}.")
        if self.period.end > recorded.end:
            notes.append(f"The books end on {recorded.end}.")
        return notes + self._unclassified()

    def _unclassified(self) -> list[str]:
        entries = self._measure(Category.UNCLASSIFIED, "entries")
        if not entries:
            return []
        amount = decimal_string(self._measure(Category.UNCLASSIFIED, "amount"))
        rows = "1 entry of a kind" if entries == 1 else f"{entries} entries of kinds"
        return [f"{rows} Credora does not know, {amount} {self.books.currency} together, count in no line."]

    def _unconverted(self, value: _Value) -> list[str]:
        if not value.unconverted:
            return []
        few = value.unconverted == 1
        rows, they_are = ("1 entry has", "it is") if few else (f"{value.unconverted} entries have", "they are")
        return [f"{rows} no exchange rate to {self.books.currency}; {they_are} left out."]


def _bound(value: _Value) -> Bound:
    if value.unconverted:
        return Bound.PARTIAL
    signs = {METRICS[name].sign for name in value.missing}
    if value.amount is None or not signs:
        return Bound.EXACT
    if len(signs) > 1:
        return Bound.PARTIAL
    return Bound.AT_MOST if signs == {-1} else Bound.AT_LEAST


def _shown(metric: Metric, amount: int | Decimal | None) -> Decimal | None:
    if amount is None:
        return None
    if metric.unit is Unit.MONEY:
        return to_decimal(int(amount)) if metric.over is None else _money_ratio(Decimal(amount))
    return Decimal(amount) if metric.unit is Unit.COUNT else Decimal(amount).quantize(Decimal("1e-10"))


def _money_ratio(micros: Decimal) -> Decimal:
    return to_decimal(int(micros.to_integral_value()))


@cache
def leaves(metric_id: str) -> tuple[Category, ...]:
    """Return the ledger categories a metric's value is made of, in their order in the books."""
    found = _leaves(METRICS[metric_id])
    return tuple(category for category in Category if category.value in found)


def _leaves(metric: Metric) -> frozenset[str]:
    if metric.category is not None:
        return frozenset({metric.category.value})
    if metric.id == "cogs_coverage":
        return frozenset(category.value for category in GOODS)
    below = metric.parts or metric.over
    if not below:
        return frozenset({Category.GROSS_SALES.value})
    return frozenset().union(*(_leaves(METRICS[name]) for name in below))
