"""Whether a campaign's purchases grow dearer: the trend of its cost per purchase over blocks of four weeks.

Purchases per unit of spend are counts over an exposure: a log-linear quasi-Poisson trend, its standard error widened
by the blocks' own overdispersion (McCullagh & Nelder, Generalized Linear Models, 2nd ed. 1989, §6.2), beside the
median of pairwise slopes, which no single block moves (Theil 1950; Sen 1968). Both must agree before anything is said.
The last half year is asked first; where it holds too few purchases to tell, the last year, then the last two.
"""

from __future__ import annotations

from functools import cache
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 28
"""Days in a block: whole weeks, so that weekdays weigh alike."""
REACHES = (6, 13, 26)
"""Blocks looked back on, nearest first: half a year, one, two."""
LEAST_BLOCKS = 4
LEAST_PURCHASES = 40.0
"""Purchases over all blocks below which nothing is said."""
STUDENT = ((2, 9.925), (3, 5.841), (4, 4.604), (6, 3.707), (8, 3.355), (11, 3.106), (16, 2.921), (24, 2.797))
"""Standard errors from nought at which a trend is believed, by degrees of freedom: ½ % by chance on either side."""
WORTH_SAYING = 1.25
"""By what factor cost per purchase must have moved over the blocks to be spoken of."""
CLOSE = 1e-8
STEPS = 60
LARGE = 60.0
"""Natural logarithms beyond which nothing is looked for."""


class Decay(NamedTuple):
    """How cost per purchase moved over the blocks looked back on.

    `factor` is what it was multiplied by from the first block's middle to the last one's, `halves` the second half's
    cost over the first half's. `sure` is true when both moved the same way, by enough, and not by chance.
    """

    factor: float
    halves: float
    blocks: int
    purchases: float
    sure: bool

    @property
    def decaying(self) -> bool:
        """Return whether its purchases surely grow dearer."""
        return self.sure and self.factor > 1


def decay(spend: NDArray[np.float64], purchases: NDArray[np.float64]) -> Decay | None:
    """Return how a campaign's cost per purchase moved, from its spend and purchases by block, oldest first.

    The nearest reach that tells for sure is returned, else the nearest with enough to look at; None where none has.
    A campaign younger than a reach is not asked over it.
    """
    found = None
    for reach in REACHES:
        if reach > spend.size or not spend[-reach:][: reach // 3].any():
            break
        told = _moved(spend[-reach:], purchases[-reach:])
        if told is not None and told.sure:
            return told
        found = found or told
    return found


def _moved(spend: NDArray[np.float64], purchases: NDArray[np.float64]) -> Decay | None:
    at = np.flatnonzero((spend > 0) & (purchases > 0))
    if at.size < LEAST_BLOCKS or purchases.sum() < LEAST_PURCHASES:
        return None
    cost, count, time = spend[at], purchases[at], at.astype(float)
    robust = _median_slope(np.log(cost / count), time)
    span, half = float(time[-1] - time[0]), at.size // 2
    halves = (cost[-half:].sum() / count[-half:].sum()) / (cost[:half].sum() / count[:half].sum())
    sure = False
    if robust * log(halves) > 0 and abs(robust) * span > log(WORTH_SAYING):
        slope, error = _trend(cost, count, time)
        sure = slope * robust > 0 and abs(slope) > _believed(at.size - 2) * error
    return Decay(exp(robust * span), float(halves), int(at.size), float(count.sum()), sure)


def _believed(freedom: int) -> float:
    """Return Student's quantile, between those listed by the inverse of their degrees of freedom."""
    inverse = [1 / of for of, _ in reversed(STUDENT)]
    return float(np.interp(1 / freedom, inverse, [quantile for _, quantile in reversed(STUDENT)]))


def _trend(cost: NDArray[np.float64], count: NDArray[np.float64], time: NDArray[np.float64]) -> tuple[float, float]:
    """Return the slope of log cost per purchase by block and its standard error, by iterated weighted least squares.

    The error is infinite where the steps, each bounded, do not settle: then nothing is sure.
    """
    exposure, x = np.log(cost / cost.mean()), np.stack((np.ones_like(time), time - time.mean()))
    beta = np.array([log(count.sum() / float(np.exp(exposure).sum())), 0.0])
    for _ in range(STEPS):
        mean = np.exp(np.clip(exposure + x.T @ beta, -LARGE, LARGE))
        information = (x * mean) @ x.T
        if np.linalg.cond(information) > 1 / CLOSE:
            break
        step = np.linalg.solve(information, x @ (count - mean))
        beta += np.clip(step, -1, 1)
        if np.abs(step).max() < CLOSE:
            spread = max(float(((count - mean) ** 2 / mean).sum()) / (count.size - 2), 1.0)
            return -float(beta[1]), float((spread * np.linalg.inv(information)[1, 1]) ** 0.5)
    return -float(beta[1]), float("inf")


def _median_slope(values: NDArray[np.float64], time: NDArray[np.float64]) -> float:
    i, j = _pairs(values.size)
    return float(np.median((values[j] - values[i]) / (time[j] - time[i])))


@cache
def _pairs(size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.triu_indices(size, 1)
