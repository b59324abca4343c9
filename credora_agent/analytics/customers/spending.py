"""How much a purchase is worth: Gamma-Gamma (Fader & Hardie, "The Gamma-Gamma Model of Monetary Value", 2013).

A customer's purchases vary about a mean of their own; the means are spread among customers, and have nothing to do with
how often they buy.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credora_agent.analytics.customers.simplex import lowest

Floats = NDArray[np.float64]
BOUNDS = 12.0
_log_gamma = np.frompyfunc(math.lgamma, 1, 1)


class Spending(NamedTuple):
    """The three parameters: p and q are shapes, gamma is in the unit of the values."""

    p: float
    q: float
    gamma: float
    rested: bool = True

    @property
    def mean(self) -> float:
        """Return what a purchase of a customer nobody knows is worth on average: p·γ ÷ (q − 1)."""
        return self.p * self.gamma / (self.q - 1)


def fitted(purchases: NDArray[np.int64], means: Floats) -> Spending:
    """Return the parameters under which customers with so many purchases of those means are likeliest.

    `means` are positive and of any scale.
    """
    scale = float(means.mean())
    counts, where = np.unique(purchases, return_inverse=True)
    shares, weights = means / scale, np.bincount(where)

    def cost(logs: Floats) -> float:
        of = _from(logs)
        by_count = _gamma_of(of.p * counts + of.q) - _gamma_of(of.p * counts) + of.p * counts * np.log(counts)
        constant = weights @ by_count + len(means) * (of.q * math.log(of.gamma) - math.lgamma(of.q))
        each = (of.p * purchases - 1) * np.log(shares) - (of.p * purchases + of.q) * np.log(
            of.gamma + purchases * shares
        )
        return -float(constant + each.sum())

    found = lowest(cost, np.log([2.0, 2.0, 2.0]))
    of = _from(found.at)
    return Spending(of.p, of.q, of.gamma * scale, found.rested)


def expected(of: Spending, purchases: NDArray[np.int64], means: Floats) -> Floats:
    """Return what a further purchase of each customer is worth: between their own mean and everybody's (equation 5)."""
    own = of.p * purchases / (of.p * purchases + of.q - 1)
    return np.asarray((1 - own) * of.mean + own * means, dtype=np.float64)


def _from(logs: Floats) -> Spending:
    p, more, gamma = (float(each) for each in np.exp(np.clip(logs, -BOUNDS, BOUNDS)))
    return Spending(p, 1 + more, gamma)


def _gamma_of(values: NDArray[np.floating[Any]]) -> Floats:
    return np.asarray(_log_gamma(values), dtype=np.float64)
