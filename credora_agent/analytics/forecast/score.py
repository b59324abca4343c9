"""How good a forecast was, once it is known what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Score:
    """How one stored forecast came out.

    `error` is what happened − the median, in the forecast's unit; `pit` the share of the forecast that lay below
    what happened, 0 to 1; `within` says for each central interval, in per cent, whether it held. `crps`, in the
    forecast's unit, is 0 at best; from percentiles it is an approximation, as it knows nothing of the tails.
    """

    actual: float
    median: float
    error: float
    pit: float
    crps: float
    within: dict[int, bool]


def crps(samples: ArrayLike, actual: ArrayLike) -> NDArray[np.float64]:
    """Return the continuous ranked probability score of an ensemble over its first axis; 0 is best.

    E|X − y| − ½·E|X − X'| of the samples' own distribution, by the sorted-sample formula
    2/m² · Σ (x₍ᵢ₎ − y)(m·1{y < x₍ᵢ₎} − i + ½) (Gneiting & Raftery 2007; Laio & Tamea 2007).
    """
    ordered = np.sort(np.asarray(samples, dtype=np.float64), axis=0)
    happened = np.asarray(actual, dtype=np.float64)
    size = len(ordered)
    rank = np.arange(1, size + 1).reshape((size,) + (1,) * (ordered.ndim - 1))
    terms = (ordered - happened) * (size * (happened < ordered) - rank + 0.5)
    return np.asarray(2 / size**2 * terms.sum(axis=0))


def pit(samples: ArrayLike, actual: ArrayLike) -> NDArray[np.float64]:
    """Return the share of samples below what happened, ties counted half: even over 0 to 1 when odds are honest."""
    drawn, happened = np.asarray(samples, dtype=np.float64), np.asarray(actual, dtype=np.float64)
    return np.asarray(((drawn < happened).mean(axis=0) + (drawn <= happened).mean(axis=0)) / 2)


def coverage(low: ArrayLike, high: ArrayLike, actual: ArrayLike) -> float:
    """Return the share of what happened that lies from `low` to `high`."""
    happened = np.asarray(actual, dtype=np.float64)
    return float(((happened >= np.asarray(low)) & (happened <= np.asarray(high))).mean())


def from_samples(samples: ArrayLike, actual: float, intervals: tuple[int, ...] = (50, 80, 90, 95)) -> Score:
    """Return the score of a stored ensemble of sums against the sum that happened."""
    drawn = np.asarray(samples, dtype=np.float64)
    if drawn.ndim != 1 or not len(drawn):
        raise BadInput("There are no samples to score.", remedy="Give the simulated sums, one for each path.")
    median = float(np.median(drawn))
    within = {share: _holds(drawn, share, actual) for share in intervals}
    return Score(actual, median, actual - median, float(pit(drawn, actual)), float(crps(drawn, actual)), within)


def from_percentiles(stored: Mapping[int, float], actual: float) -> Score:
    """Return the score of stored percentiles, {5: …, 50: …, 95: …}, against what happened.

    Every pair p and 100 − p among them is an interval; PIT is read between neighbours, and CRPS is twice the mean
    pinball loss of the percentiles, each weighted by the share of probability it stands for.
    """
    percents = sorted(stored)
    if 50 not in stored or not all(0 < percent < 100 for percent in percents):  # noqa: PLR2004 - per cent
        raise BadInput("The percentiles lack the median.", remedy="Give percentiles between 0 and 100, 50 among them.")
    values = np.array([stored[percent] for percent in percents])
    shares = np.array(percents) / 100
    pinball = np.where(actual >= values, shares, shares - 1) * (actual - values)
    edges = np.concatenate(([0.0], (shares[1:] + shares[:-1]) / 2, [1.0]))
    within = {100 - 2 * p: stored[p] <= actual <= stored[100 - p] for p in percents if p < 50 and 100 - p in stored}  # noqa: PLR2004
    place = float(np.interp(actual, values, shares, left=0.0, right=1.0))
    return Score(actual, stored[50], actual - stored[50], place, float(2 * (pinball * np.diff(edges)).sum()), within)


def _holds(drawn: NDArray[np.float64], share: int, actual: float) -> bool:
    tail = (100 - share) / 200
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return bool(low <= actual <= high)
