"""Tests that are honest about noise: rates of counts, levels of weekly series, and looking at many at once. Pure.

Rules look at every product and campaign each day, so a bound that one in a hundred crosses by chance is crossed daily.
P-values within a rule go through Benjamini and Hochberg's step-up ("Controlling the false discovery rate", JRSS B 57,
1995) at FALSE; levels of series need SURE standard errors, widened by the series' own autocorrelation.
"""

from __future__ import annotations

from math import erfc, exp, lgamma, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FALSE = 0.002
"""The share of a rule's findings that may be chance."""
SURE = 4.0
"""Standard errors a level must have moved."""
LEAST_WEEKS = 8
"""Weeks before the recent ones a level is compared with, at the least."""
MOST_WEEKS = 26
_EXACT = 2_000


class Moved(NamedTuple):
    """A level now and before, and how many standard errors lie between."""

    now: float
    before: float
    z: float


def above(successes: int, trials: int, chance: float) -> float:
    """Return the probability of at least so many successes: binomial, exact up to 2,000 trials, normal beyond."""
    if trials <= 0 or not 0 < chance < 1:
        return 1.0
    if trials > _EXACT:
        spread = sqrt(trials * chance * (1 - chance))
        return 0.5 * erfc((successes - 0.5 - trials * chance) / spread / sqrt(2))
    whole = lgamma(trials + 1)
    return min(
        1.0,
        sum(
            exp(whole - lgamma(k + 1) - lgamma(trials - k + 1) + k * log(chance) + (trials - k) * log(1 - chance))
            for k in range(successes, trials + 1)
        ),
    )


def at_most(count: int, mean: float) -> float:
    """Return the probability of a Poisson count of at most `count`."""
    if mean <= 0:
        return 1.0
    return min(1.0, sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count + 1)))


def more_often(now: int, exposed_now: float, before: int, exposed_before: float, *, spread: float = 1.0) -> float:
    """Return the p-value of a rate that rose: given all events, how many fell into now (Przyborowski–Wilenski 1940).

    `spread` is how much counts vary beside Poisson's (variance ÷ mean): both counts are worth that much less.
    """
    if exposed_now <= 0 or exposed_before <= 0:
        return 1.0
    scaled_now, scaled_all = int(now / spread), int(now / spread) + round(before / spread)
    return above(scaled_now, scaled_all, exposed_now / (exposed_now + exposed_before))


def discoveries(p_values: Sequence[float]) -> list[bool]:
    """Return which of many may be told: Benjamini–Hochberg at FALSE."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    last = max((k for k, i in enumerate(order, 1) if p_values[i] <= FALSE * k / len(order)), default=0)
    told = set(order[:last])
    return [i in told for i in range(len(p_values))]


def level(above_: NDArray[np.int64], below: NDArray[np.int64], *, recent: int) -> Moved | None:
    """Return how a ratio's level of the last `recent` weeks stands to that of up to 26 weeks before.

    Both levels are Σ ÷ Σ. The error is the larger of the weeks' standard deviation and 1.4826 × their median absolute
    deviation, for a mean of `recent` against one of all before, widened by √((1 + ρ) ÷ (1 − ρ)) where weeks resemble
    their predecessors. None where fewer than eight weeks before have something below the line.
    """
    top, bottom = above_[-(recent + MOST_WEEKS) :].astype(float), below[-(recent + MOST_WEEKS) :].astype(float)
    if bottom.size < recent + LEAST_WEEKS or (bottom[-recent:] <= 0).any():
        return None
    kept = bottom[:-recent] > 0
    rates = top[:-recent][kept] / bottom[:-recent][kept]
    if rates.size < LEAST_WEEKS:
        return None
    now = top[-recent:].sum() / bottom[-recent:].sum()
    before = top[:-recent][kept].sum() / bottom[:-recent][kept].sum()
    spread = max(float(rates.std(ddof=1)), 1.4826 * float(np.median(np.abs(rates - np.median(rates)))))
    error = spread * sqrt(1 / recent + 1 / rates.size) * _dependence(rates)
    return Moved(now, before, (now - before) / error if error else 0.0)


def _dependence(values: NDArray[np.float64]) -> float:
    centred = values - values.mean()
    power = float((centred**2).sum())
    rho = float((centred[1:] * centred[:-1]).sum()) / power if power else 0.0
    rho = min(max(rho, 0.0), 0.7)
    return sqrt((1 + rho) / (1 - rho))


def overdispersion(counts: NDArray[np.int64]) -> float:
    """Return variance ÷ mean of weekly counts around what each week's total gives every row; at least 1.

    `counts` has a row an item. A week that is strong for all is none of an item's own noise.
    """
    table = counts.astype(float)
    total = table.sum()
    if table.shape[1] < LEAST_WEEKS or total <= 0:
        return 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / total
    used = expected > 1
    if not used.any():
        return 1.0
    return max(1.0, float((((table - expected) ** 2)[used] / expected[used]).mean()))
