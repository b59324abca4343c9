"""When customers buy again: BG/NBD (Fader, Hardie & Lee, "Counting Your Customers" the Easy Way, Marketing Science 24,
2005). A buyer orders at random at a rate of their own and may, after each order, never come again.

Rates are gamma with shape r and scale α, the chance to leave is beta(a, b); time is in weeks.
"""  # noqa: D205 - the source is part of the sentence

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from credora_agent.analytics.customers.simplex import lowest

Floats = NDArray[np.float64]
BOUNDS = 12.0
"""Logarithms of parameters are kept within ±12: beyond, the data cannot tell them from nought or from infinity."""
NODES = 64
"""Points of a quadrature: more change no digit that is shown."""
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Histories:
    """Groups of customers who bought alike; each array has one entry a group.

    `repeats` counts purchases after the first, `recency` the weeks from the first to the last, `age` those from the
    first to the end of what was seen, `customers` how many there are.
    """

    repeats: NDArray[np.int64] = field(repr=False)
    recency: Floats = field(repr=False)
    age: Floats = field(repr=False)
    customers: NDArray[np.int64] = field(repr=False)


class Buying(NamedTuple):
    """The four parameters, and whether the search for them came to rest."""

    r: float
    alpha: float
    a: float
    b: float
    rested: bool = True


def fitted(seen: Histories) -> Buying:
    """Return the parameters under which those histories are likeliest."""
    typical = float(np.average(seen.age, weights=seen.customers))
    start = np.log([0.5, max(typical / 4, 0.5), 1.0, 2.0])
    found = lowest(lambda logs: -log_likelihood(_from(logs), seen), start)
    return _from(found.at)._replace(rested=found.rested)


def _from(logs: Floats) -> Buying:
    r, alpha, a, b = (float(each) for each in np.exp(np.clip(logs, -BOUNDS, BOUNDS)))
    return Buying(r, alpha, a, b)


def log_likelihood(of: Buying, seen: Histories) -> float:
    """Return the log-likelihood of the histories (equation 6 of the paper)."""
    x, at_least_one = seen.repeats, seen.repeats > 0
    steps = np.arange(max(1, int(x.max(initial=0))))
    rising = np.concatenate([[0.0], np.cumsum(np.log(of.r + steps))])[x]  # Γ(r+x) ÷ Γ(r)
    stayed = np.concatenate([[0.0], np.cumsum(np.log((of.b + steps) / (of.a + of.b + steps)))])[x]
    alive = -(of.r + x) * np.log(of.alpha + seen.age)
    left = np.log(of.a) - np.log(of.b + np.maximum(x, 1) - 1) - (of.r + x) * np.log(of.alpha + seen.recency)
    either = np.where(at_least_one, np.logaddexp(alive, left), alive)
    return float(seen.customers @ (rising + stayed + of.r * np.log(of.alpha) + either))


def expected(of: Buying, seen: Histories, weeks: float) -> Floats:
    """Return how many purchases a customer of each group is expected to make in the next `weeks` (equation 10).

    Given λ and p a customer who is alive makes (1 − e^(−λpt)) ÷ p. Over λ that is done in closed form; over p, which is
    beta(a, b + x) once x repeats were survived, by Gauss's quadrature for that very weight: where the paper's
    hypergeometric series would overflow or have a hole, this has none.
    """
    if_alive = np.empty(len(seen.age))
    for x in np.unique(seen.repeats):
        at = seen.repeats == x
        chance, weight = _beta_nodes(of.a, of.b + float(x))
        ahead = np.log1p(np.outer(weeks / (of.alpha + seen.age[at]), chance))
        if_alive[at] = -np.expm1(-(of.r + x) * ahead) @ (weight / chance)
    return np.asarray(if_alive * chance_alive(of, seen), dtype=np.float64)


def chance_alive(of: Buying, seen: Histories) -> Floats:
    """Return the chance that a customer of each group has not left for good."""
    x = seen.repeats
    odds = (of.r + x) * np.log((of.alpha + seen.age) / (of.alpha + seen.recency))
    left = np.log(of.a) - np.log(of.b + np.maximum(x, 1) - 1) + odds
    return np.asarray(np.where(x > 0, np.exp(-np.logaddexp(0.0, left)), 1.0), dtype=np.float64)


def _beta_nodes(a: float, b: float) -> tuple[Floats, Floats]:
    """Return points in (0, 1) and weights that integrate over beta(a, b), by Golub & Welsch (Math. Comp. 23, 1969)."""
    n = np.arange(1, NODES, dtype=np.float64)
    low, high = a - 1, b - 1
    both = low + high
    first = (low - high) / (both + 2)
    middle = np.concatenate([[first], (low**2 - high**2) / ((2 * n + both) * (2 * n + both + 2))])
    beside = n * (n + low) * (n + high) * (n + both) / ((2 * n + both) ** 2 * ((2 * n + both) ** 2 - 1))
    beside[0] = (1 + low) * (1 + high) / ((both + 2) ** 2 * (both + 3))
    root = np.sqrt(4 * beside)
    values, vectors = np.linalg.eigh(np.diag(middle) + np.diag(root, 1) + np.diag(root, -1))
    return np.clip((1 + values) / 2, TINY, 1.0), vectors[0] ** 2
