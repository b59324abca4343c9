"""Percentile bands of simulated days and of their running sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PERCENTS = (5, 10, 25, 50, 75, 90, 95)


@dataclass(frozen=True, slots=True)
class Bands:
    """Percentiles of days and of the sums up to each day; shape (len(percents), horizon) each.

    A sum's percentile is none of the days' percentiles added up: good and bad days make up for each other.
    """

    percents: tuple[int, ...]
    daily: NDArray[np.float64]
    cumulative: NDArray[np.float64]

    def day(self, percent: int) -> NDArray[np.float64]:
        """Return one percentile of each day, shape (horizon,)."""
        return np.asarray(self.daily[self.percents.index(percent)])

    def total(self, percent: int) -> NDArray[np.float64]:
        """Return one percentile of the sum up to each day, shape (horizon,)."""
        return np.asarray(self.cumulative[self.percents.index(percent)])


def bands(paths: NDArray[np.float64], percents: tuple[int, ...] = PERCENTS) -> Bands:
    """Return the percentiles of `paths`, shape (paths, horizon), interpolated between neighbouring paths."""
    return Bands(percents, percentiles(paths, percents), percentiles(np.cumsum(paths, axis=1), percents))


def percentiles(samples: NDArray[np.float64], percents: tuple[int, ...] = PERCENTS) -> NDArray[np.float64]:
    """Return percentiles over the first axis, shape (len(percents), …), as numpy's linear method has them."""
    ordered = np.sort(np.ascontiguousarray(samples.T), axis=-1)
    position = np.asarray(percents) / 100 * (ordered.shape[-1] - 1)
    below = position.astype(np.int64)
    above, part = np.minimum(below + 1, ordered.shape[-1] - 1), position - below
    return np.asarray((ordered[..., below] * (1 - part) + ordered[..., above] * part).T)
