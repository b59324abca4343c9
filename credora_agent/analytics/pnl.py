"""The P&L: any metric over any period from the daily sums, complete or saying what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.figure import Bound, Figure
from credora_agent.analytics.metrics import METRICS, Metric, Source, Unit
from credora_agent.core.money import decimal_string, to_decimal
from credora_agent.ledger.entries import GOODS, Category
from credora_agent.ledger.view import CATEGORIES, MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    unknown: int = 0
    inverse: bool = False
    """True when all that is missing stands below the line: too small a divisor makes too large a quotient."""


class Told(NamedTuple):
    """What stands beside the ledger about a period: a sum in raw units and the records it is made of.

    `amount` is None when nobody tells it; `unknown` counts the records that may belong to it and say nothing.
    """

    amount: int | None
    entries: int = 0
    unconverted: int = 0
    unknown: int = 0


ORDER = {name: i for i, name in enumerate(METRICS)}
NOTHING = _Value(None)
NOT_TOLD = Told(None)
_NEEDS_PROFIT = frozenset({"break_even_roas", "break_even_mer"})
"""Ratios that mean nothing while what they divide by is not positive."""


def figures(
    view: DailyView,
    books: Books,
    periods: Sequence[Period],
    metrics: Sequence[str],
    told: Sequence[Mapping[str, Told]] | None = None,
) -> list[list[Figure]]:
    """Return one list of figures for each period, in the order of `metrics`.

    Periods must be ascending and not overlap. A line nobody records is None, never 0; a total lacking a line
    holds what is recorded and says in which direction that leaves it. `told` has, for each period, what is known
    beside the ledger by the measure of its metric; metrics of such measures are missing without it.
    """
    asked = [METRICS[metric] for metric in metrics]
    beside = told if told is not None else [{}] * len(periods)
    readings = (_Reading(books, *each) for each in zip(periods, view.sums(list(periods)), beside, strict=True))
    return [[reading.figure(metric) for metric in asked] for reading in readings]


def sources(metrics: Sequence[str]) -> frozenset[Source]:
    """Return everything that must be read to say those metrics."""
    return frozenset().union(*(_sources(METRICS[metric]) for metric in metrics))


def _sources(metric: Metric) -> frozenset[Source]:
    below = (*metric.parts, *(metric.over or ()), *(metric.scaled or ()))
    return frozenset({metric.source}).union(*(_sources(METRICS[name]) for name in below))


class _Reading:
    """The daily sums of one period, and how a metric is read off them; each is worked out once."""

    def __init__(self, books: Books, period: Period, sums: NDArray[np.int64], told: Mapping[str, Told]) -> None:
        self.books = books
        self.told = told
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
            notes=(*self.notes, *self._unconverted(value), *_unknown(value)),
        )

    def value(self, metric: Metric) -> _Value:
        if metric.id not in self._values:
            self._values[metric.id] = self._worked_out(metric)
        return self._values[metric.id]

    def _worked_out(self, metric: Metric) -> _Value:
        if self.within is None:
            return NOTHING
        if metric.source is not Source.LEDGER:
            return self._aside(metric)
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

    def _aside(self, metric: Metric) -> _Value:
        told = self.told.get(str(metric.measure), NOT_TOLD)
        if told.amount is None:
            return _Value(None, missing=frozenset({metric.id}), unrecorded=frozenset({metric.id}))
        return _Value(told.amount, told.entries, unconverted=told.unconverted, unknown=told.unknown)

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
        above, below = [metric.over[0]], [metric.over[1]]
        if metric.scaled:
            above, below = [*above, metric.scaled[0]], [*below, metric.scaled[1]]
        tops, bottoms = ([self.value(METRICS[name]) for name in names] for names in (above, below))
        lacks = frozenset().union(*(value.missing for value in (*tops, *bottoms)))
        unrecorded = frozenset().union(*(value.unrecorded for value in (*tops, *bottoms)))
        if any(v.amount is None for v in tops) or not all(v.amount for v in bottoms) or unrecorded:
            return _Value(None, missing=unrecorded or lacks, unrecorded=unrecorded)
        if metric.id in _NEEDS_PROFIT and any(Decimal(v.amount or 0) <= 0 for v in bottoms):
            return NOTHING
        top, bottom = (prod((Decimal(v.amount or 0) for v in values), start=Decimal(1)) for values in (tops, bottoms))
        beside = [self.told[name] for name in _asides(metric) if name in self.told and name not in BESIDE]
        return _Value(
            metric.sign * top / bottom,
            self._of_leaves(metric, "entries") + sum(told.entries for told in beside),
            lacks,
            unconverted=self._of_leaves(metric, "unconverted") + sum(told.unconverted for told in beside),
            unknown=sum(told.unknown for told in beside),
            inverse=bool(lacks) and not any(value.missing for value in tops),
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


def _unknown(value: _Value) -> list[str]:
    if not value.unknown:
        return []
    orders = "1 order names" if value.unknown == 1 else f"{value.unknown:,} orders name"
    return [f"{orders} no customer, so whether new customers placed them is not known."]


def _bound(value: _Value) -> Bound:
    if value.unconverted or value.unknown:
        return Bound.PARTIAL
    signs = {METRICS[name].sign for name in value.missing}
    if value.amount is None or not signs:
        return Bound.EXACT
    if len(signs) > 1:
        return Bound.PARTIAL
    return Bound.AT_MOST if (signs == {-1}) is not value.inverse else Bound.AT_LEAST


def _shown(metric: Metric, amount: int | Decimal | None) -> Decimal | None:
    if amount is None:
        return None
    if metric.unit is Unit.MONEY:
        return to_decimal(int(amount)) if metric.over is None else _money_ratio(Decimal(amount))
    if metric.unit is Unit.COUNT:
        return to_decimal(int(amount)) if metric.measure == "purchases" else Decimal(amount)
    return Decimal(amount).quantize(Decimal("1e-10"))


def _money_ratio(micros: Decimal) -> Decimal:
    return to_decimal(int(micros.to_integral_value()))


BESIDE = {"spend": frozenset({Category.MARKETING.value})}
"""The ledger rows behind what is told beside the ledger, where there are any."""


@cache
def leaves(metric_id: str) -> tuple[Category, ...]:
    """Return the ledger categories a metric's value is made of, in their order in the books."""
    found = _leaves(METRICS[metric_id])
    return tuple(category for category in Category if category.value in found)


@cache
def _asides(metric: Metric) -> tuple[str, ...]:
    """Return the measures beside the ledger that a metric is made of."""
    if metric.source is not Source.LEDGER:
        return (str(metric.measure),)
    below = (*metric.parts, *(metric.over or ()), *(metric.scaled or ()))
    return tuple(dict.fromkeys(name for each in below for name in _asides(METRICS[each])))


def _leaves(metric: Metric) -> frozenset[str]:
    if metric.source is not Source.LEDGER:
        return BESIDE.get(str(metric.measure), frozenset())
    if metric.category is not None:
        return frozenset({metric.category.value})
    if metric.id == "cogs_coverage":
        return frozenset(category.value for category in GOODS)
    below = (*metric.parts, *(metric.over or ()), *(metric.scaled or ()))
    if not below:
        return frozenset({Category.GROSS_SALES.value})
    return frozenset().union(*(_leaves(METRICS[name]) for name in below))
