"""A scenario beside its baseline over the same futures: what differs, how sure that is, and what it hangs on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.forecast.bands import percentiles
from credora_agent.analytics.whatif.assuming import assumptions
from credora_agent.analytics.whatif.assumptions import HIGH, LOW, MIDDLE, Assumption, Origin, drawn, fixed_at
from credora_agent.analytics.whatif.moves import moves
from credora_agent.analytics.whatif.outcome import cash_change, future
from credora_agent.core.money import MICROS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from credora_agent.analytics.cash.inputs import CashInputs
    from credora_agent.analytics.whatif.assuming import Said
    from credora_agent.analytics.whatif.ground import Ground
    from credora_agent.analytics.whatif.levers import Lever
    from credora_agent.analytics.whatif.moves import Moves
    from credora_agent.analytics.whatif.outcome import Future

    Values = NDArray[np.float64]

LINES = ("revenue", "cm2", "cm3", "net_profit")
QUANTILES = (LOW, MIDDLE, HIGH)
PERCENTS = (10, 50, 90)
DRAWN_PATHS = 4_000
"""Futures that the courses of single days are read from."""
SURE = 0.7
"""The share of futures in which profit moves one way from which on that is said."""
NEEDS = {
    "revenue": (),
    "cm2": ("cogs", "fulfilment", "fees"),
    "cm3": ("cogs", "fulfilment", "fees", "marketing"),
    "net_profit": ("cogs", "fulfilment", "fees", "marketing", "operating_costs"),
}


class Verdict(StrEnum):
    """What a scenario does to net profit."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    UNSURE = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Spread:
    """The 10 %, 50 % and 90 % quantiles over all futures, in micros."""

    low: int
    middle: int
    high: int

    @property
    def sharp(self) -> bool:
        """Tell whether every future says the same."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the P&L over the horizon: how it stands, how it would, and the difference path by path."""

    metric: str
    baseline: Spread
    scenario: Spread
    difference: Spread
    bound: Bound
    difference_bound: Bound
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CashSide:
    """The lowest point of cash: how low in micros, on which day in half of the futures, and how often below nought.

    Without an opening balance `lowest` is how far cash falls below what it is now, and `ruin` is None.
    """

    lowest: Spread
    day: date
    ruin: float | None


@dataclass(frozen=True, slots=True)
class Cash:
    """Cash in both; `difference` is that of the lowest points, `end` that of cash on the last day.

    `courses` are the QUANTILES of both at the end of each day, shape (3, horizon), in currency units.
    """

    baseline: CashSide
    scenario: CashSide
    difference: Spread
    end: Spread
    known: bool
    courses: tuple[Values, Values] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Swing:
    """What net profit differs by on mean sales when one assumption is low or high and all others are in the middle."""

    assumption: str
    label: str
    low: int
    high: int

    @property
    def width(self) -> int:
        """How much hangs on it."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class ShelfSide:
    """A followed SKU: mean days without enough stock and units lost within the horizon, before and after."""

    sku: str
    short_before: float
    short_after: float
    lost_before: float
    lost_after: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything the futures say."""

    paths: int
    rows: tuple[Row, ...]
    cash: Cash
    verdict: Verdict
    better: float
    assumptions: tuple[Assumption, ...]
    tornado: tuple[Swing, ...]
    shelves: tuple[ShelfSide, ...] = ()
    futures: tuple[Future, Future] | None = field(default=None, repr=False)


def scenario(ground: Ground, inputs: CashInputs, levers: tuple[Lever, ...], said: Said, *, seed: int) -> Scenario:
    """Return what the levers change on the futures in `inputs`; both sides have the same draws of everything."""
    made, assumed = moves(ground, levers), assumptions(ground, levers, said)
    drawing = drawn(assumed, seed=seed, paths=len(inputs.sales))
    base = future(ground, inputs, made.unmoved(), drawing, seed=seed)
    then = future(ground, inputs, made, drawing, seed=seed)
    rows = tuple(_row(ground, name, base, then, touches=_touches_sales(made)) for name in LINES)
    gained = then.net_profit - base.net_profit
    return Scenario(
        paths=len(inputs.sales),
        rows=rows,
        cash=_cash(inputs, made, base, then),
        verdict=verdict(gained),
        better=better(gained),
        assumptions=tuple(assumed.values()),
        tornado=_tornado(ground, inputs, made, assumed),
        shelves=tuple(_shelf(sku, base, then) for sku in base.shelves),
        futures=(base, then),
    )


def verdict(gained: Values) -> Verdict:
    """Return what happens to profit: one way in at least 70 % of futures, or it cannot be told."""
    if not gained.any():
        return Verdict.SAME
    up = better(gained)
    return Verdict.UP if up >= SURE else Verdict.DOWN if up <= 1 - SURE else Verdict.UNSURE


def better(gained: Values) -> float:
    """Return the share of futures in which profit rises; those in which it stays count half."""
    return float(((gained > 0).mean() + (gained >= 0).mean()) / 2)


def spread(values: Values) -> Spread:
    """Return the spread of values in micros."""
    low, middle, high = np.quantile(values, QUANTILES)
    return Spread(round(float(low)), round(float(middle)), round(float(high)))


def _row(ground: Ground, name: str, base: Future, then: Future, *, touches: bool) -> Row:
    missing = tuple(line for line in NEEDS[name] if line in ground.shop.missing)
    before, after = getattr(base, name), getattr(then, name)
    return Row(
        metric=name,
        baseline=spread(before),
        scenario=spread(after),
        difference=spread(after - before),
        bound=Bound.AT_MOST if missing else Bound.EXACT,
        difference_bound=Bound.PARTIAL if touches and set(missing) & set(NEEDS["cm2"]) else Bound.EXACT,
        missing=missing,
    )


def _touches_sales(made: Moves) -> bool:
    return bool(made.price or made.volume or made.cost or made.ads or made.promotions or made.arrivals)


def _cash(inputs: CashInputs, made: Moves, base: Future, then: Future) -> Cash:
    before = cash_change(inputs, made.unmoved(), base)
    after = cash_change(inputs, made, then)
    opening = None if inputs.opening is None else inputs.opening.amount
    return Cash(
        _side(before, opening, inputs.first_day),
        _side(after, opening, inputs.first_day),
        spread(_micros(after.min(axis=1)) - _micros(before.min(axis=1))),
        spread(_micros(after[:, -1]) - _micros(before[:, -1])),
        known=opening is not None,
        courses=(_course(before, opening), _course(after, opening)),
    )


def _course(change: Values, opening: float | None) -> Values:
    """Return the quantiles of single days: they are drawn, and no figure follows from them."""
    return percentiles(change[:DRAWN_PATHS], PERCENTS) + (opening or 0.0)


def _side(change: Values, opening: float | None, first: date) -> CashSide:
    lowest = change.min(axis=1)
    day = first + timedelta(days=int(np.median(change.argmin(axis=1))))
    ruin = None if opening is None else float((lowest < -opening).mean())
    return CashSide(spread(_micros(lowest + (opening or 0.0))), day, ruin)


def _micros(values: Values) -> Values:
    return np.asarray(np.rint(values * MICROS))


def _tornado(ground: Ground, inputs: CashInputs, made: Moves, assumed: Mapping[str, Assumption]) -> tuple[Swing, ...]:
    totals = inputs.sales[:, inputs.behind :].sum(axis=1)
    mean = inputs.sales.mean(axis=0, keepdims=True)
    level = np.quantile(totals, (LOW, HIGH)) / (totals.mean() or 1.0)

    def gained(probabilities: dict[str, float], times: float = 1.0) -> int:

        put, paths = fixed_at(assumed, probabilities), replace(inputs, sales=mean * times)
        base, then = (future(ground, paths, each, put, seed=None) for each in (made.unmoved(), made))
        return int((then.net_profit - base.net_profit)[0])

    swings = [
        Swing(each.id, each.label, *(gained({each.id: p}) for p in (LOW, HIGH)))
        for each in assumed.values()
        if not each.fixed
    ]
    swings.append(Swing("sales", "Sales in general", *(gained({}, float(times)) for times in level)))
    return tuple(sorted((each for each in swings if each.width), key=lambda each: -each.width))


def _shelf(sku: str, base: Future, then: Future) -> ShelfSide:
    before, after = base.shelves[sku], then.shelves[sku]
    return ShelfSide(
        sku,
        float(before.short_days.mean()),
        float(after.short_days.mean()),
        float(before.lost_units.mean()),
        float(after.lost_units.mean()),
    )


def confidence(found: Scenario) -> str:
    """Return "arithmetic" when nothing is assumed, "own data" or "you said" when nothing else is, else "assumption"."""
    origins = {each.origin for each in found.assumptions}
    if not origins:
        return "arithmetic"
    return str(origins.pop()) if len(origins) == 1 and Origin.PRIOR not in origins else "assumption"
