"""What came of past forecasts: blocks of consecutive days against what was expected, to draw futures from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK = 7
SPAN = 28
"""Days of the sums whose past errors say how much a level wanders."""
MOST = 10.0
"""How many times its beginning's level the level at a block's end, or a sum its expectation, can be."""
LOW = 0.05
"""The least a level counts for as a divisor, in usual days: of next to nothing a ratio says nothing."""
WILD = 3.0
"""How many times the ninth decile of all ratios a ratio can be."""
TREND_MOST = 0.35
"""The most a block's level can have drifted on average, as a logarithm: by two fifths."""
USUAL_DRIFT = 0.002
"""Variance a day by which a shop's level wanders when nothing says so: 14 % of a 28-day sum."""
USUAL_SPANS = 4
"""How many spans of 28 days that assumption weighs as much as."""
DRIFT_MOST = 0.01


@dataclass(frozen=True, slots=True)
class Past:
    """A shop's days in usual days, the factor each was expected to have, and the level known before it (n + 1)."""

    values: NDArray[np.float64]
    factors: NDArray[np.float64]
    levels: NDArray[np.float64]
    burn: int

    @property
    def days(self) -> int:
        """Days whose errors count."""
        return len(self.values) - self.burn

    def origins(self, length: int) -> NDArray[np.int64]:
        """Return the days with `length` days after them that lie whole weeks before the forecast's first."""
        last = len(self.values) - -(-length // WEEK) * WEEK
        return np.arange(last, self.burn - 1, -WEEK)[::-1]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks of past days, each beginning on the weekday the forecast begins on.

    `ratios`, shape (blocks, days), are a day's sales ÷ what the level at the block's beginning said of it.
    `ends`, shape (blocks,), are the level after a block ÷ the one at its beginning, of mean 1: what it moved by
    on average is `trend`, a logarithm, and is in the ratios too.
    """

    ratios: NDArray[np.float64]
    ends: NDArray[np.float64]
    trend: float

    @property
    def length(self) -> int:
        """Days in a block."""
        return int(self.ratios.shape[1])


def blocks(past: Past, length: int, *, keep: float) -> Blocks:
    """Return all blocks of `length` days, with the share `keep` of the average drift of their level left in."""
    origins = past.origins(length)
    inside = origins[:, None] + np.arange(length)
    start = np.maximum(past.levels[origins], LOW)
    ratios = _ratios(past.values[inside], start[:, None] * past.factors[inside])
    ends = np.clip(np.maximum(past.levels[origins + length], LOW) / start, 1 / MOST, MOST)
    drifted = float(np.log(ends.mean()))
    trend = float(np.clip(keep * drifted, -TREND_MOST, TREND_MOST))
    ratios *= np.exp((trend - drifted) * np.arange(length) / length)
    return Blocks(ratios, ends / ends.mean(), trend)


def drift(past: Past, short: Blocks) -> float:
    """Return the variance a day by which the level wanders beyond what `short` blocks in a row already do.

    The mean of a random walk of variance q a day over s days has variance q·s/3. Few past sums lean on the usual.
    """
    spans = past.days / SPAN
    origins = past.origins(SPAN)
    found = 0.0
    if len(origins) > 1:
        inside = origins[:, None] + np.arange(SPAN)
        expected = np.maximum(past.levels[origins], LOW) * past.factors[inside].sum(axis=1)
        missing = _spread(_ratios(past.values[inside].sum(axis=1), expected)) - _spread(_chained(past, short))
        found = min(max(3 * missing / SPAN, 0.0), DRIFT_MOST)
    return (spans * found + USUAL_SPANS * USUAL_DRIFT) / (spans + USUAL_SPANS)


def _chained(past: Past, short: Blocks) -> NDArray[np.float64]:
    """Return the ratios of the sums of two blocks in a row, every one after every one."""
    weights = past.factors[-short.length :]
    sums = short.ratios @ weights / max(float(weights.sum()), LOW)
    return np.asarray((sums[:, None] + short.ends[:, None] * sums) / 2)


def _ratios(values: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values ÷ expected, 1 on closed days, none wilder than `WILD` times what nine of ten are."""
    ratios = np.divide(values, expected, out=np.ones_like(expected), where=expected > 0)
    size = np.abs(ratios[(ratios != 0) & (expected > 0)])
    most = WILD * float(np.quantile(size, 0.9)) if len(size) else 1.0
    return np.clip(ratios, -most, most)


def _spread(ratios: NDArray[np.float64]) -> float:
    return float(np.log(np.clip(ratios, 1 / MOST, MOST)).var())
