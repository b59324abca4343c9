"""A SKU's demand ahead and the shelf it meets: stock-out days, and the part of demand that can be sold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.whatif.assumptions import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FEW = 30
"""Sales below which a SKU's rate leans on the shop's."""
SAMPLED = 20_001
LEAN = 10.0
"""Days of the shop's mean SKU that such a SKU's own days are mixed with."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A SKU's units a day as a gamma distribution; `leans` says that the shop's other SKUs are in it."""

    shape: float
    per: float
    leans: bool

    @property
    def mean(self) -> float:
        """Units a day."""
        return self.shape / self.per


@dataclass(frozen=True, slots=True)
class Shelf:
    """What of demand a shelf lets through, shape (paths, days): 1 while there is stock; and the days it was short."""

    served: NDArray[np.float64] = field(repr=False)
    short_days: NDArray[np.int64] = field(repr=False)
    lost_units: NDArray[np.float64] = field(repr=False)


def unit_rate(sold: int, days: int, *, shop_mean: float) -> Rate:
    """Return the rate behind `sold` units in `days` days in stock: Poisson-gamma.

    From 30 sales on its own count alone (Jeffreys' prior); with fewer, `shop_mean` units a day of the shop's mean SKU
    count as ten more days.
    """
    if sold >= FEW:
        return Rate(sold + 0.5, float(days), leans=False)
    return Rate(sold + 0.5 + LEAN * shop_mean, days + LEAN, leans=True)


def rates(rate: Rate) -> NDArray[np.float64]:
    """Return the rate's quantiles at equally spaced probabilities, shape (GRID,): as an assumption keeps them."""
    draw = np.random.default_rng(GRID)
    many = np.sort(draw.gamma(rate.shape, 1 / rate.per, size=SAMPLED))
    return np.asarray(np.interp(np.linspace(0, 1, GRID), np.linspace(0, 1, SAMPLED), many))


def demand(rate: NDArray[np.float64], pace: NDArray[np.float64], *, seed: int | None) -> NDArray[np.float64]:
    """Return units wanted a day, shape of `pace`: Poisson around rate × pace, each day's sales ÷ a usual day's.

    Without a seed their mean. `rate` has shape (paths, 1).
    """
    mean = rate * np.maximum(pace, 0.0)
    return mean if seed is None else np.random.default_rng(seed).poisson(mean).astype(np.float64)


def meet(wanted: NDArray[np.float64], on_hand: int, arrivals: Sequence[tuple[int, int]]) -> Shelf:
    """Return what a shelf of `on_hand` units lets through, with `arrivals` as (day from the first, units).

    What cannot be served is lost, not waited for; arrivals are there in the morning.
    """
    paths, days = wanted.shape
    served = np.ones_like(wanted)
    short, lost = np.zeros(paths, dtype=np.int64), np.zeros(paths)
    left = np.full(paths, float(on_hand))
    coming = np.zeros(days)
    for day, units in arrivals:
        if day < days:
            coming[max(day, 0)] += units
    for day in range(days):
        left += coming[day]
        asked = wanted[:, day]
        sold = np.minimum(asked, left)
        short += (left < 1) | (sold < asked)
        lost += asked - sold
        np.divide(sold, asked, out=served[:, day], where=asked > 0)
        left -= sold
    return Shelf(served, short, lost)
