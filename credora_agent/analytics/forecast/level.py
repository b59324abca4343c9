"""The level: what the shop sells on a mean day now, by simple exponential smoothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.3)
"""Weights of the newest day that are tried."""
USUAL = 0.1
"""The weight while there is too little past to choose by."""
SALES_KEPT = 3
"""Sales that a level remembers at the least: with one in 16 days the newest day weighs at most 1/48."""
SPAN = 28
"""Days of the cumulative sum by whose past errors the weight is chosen."""
BURN = 28
"""Days before the first error is looked at."""
WILD = 3.0
"""How many times the level a day may count for, in a shop that sells every day."""
FLOOR = 1e-6
"""The least a level can be, in usual days: it multiplies, and must find its way back from nothing."""


def usual_day(values: NDArray[np.float64]) -> float:
    """Return the median of days with a sale × their share of all days: a mean day that no outlier moves."""
    sold = np.abs(values[values != 0])
    return float(np.median(sold)) * len(sold) / len(values)


def levels(days: NDArray[np.float64], *, alpha: float, limit: float) -> NDArray[np.float64]:
    """Return the level known before each of `days` and after the last, shape (n + 1,), always positive.

    `days` are sales over their factors in usual days, NaN on closed days, which tell nothing. A day counts for
    at most `limit` levels, and for as little below the level.
    """
    start = days[~np.isnan(days)][:SPAN]
    level = max(float(np.clip(start, 2 - limit, limit).mean()), FLOOR) if len(start) else FLOOR
    known = [level]
    for day in days.tolist():
        if day == day:  # noqa: PLR0124 - NaN, alone, is not itself
            seen = min(max(day, (2 - limit) * level), limit * level)
            level = max(level + alpha * (seen - level), FLOOR)
        known.append(level)
    return np.array(known)


def chosen(values: NDArray[np.float64], factors: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Return the weight whose past forecasts of 28-day sums erred least in the square, and its levels.

    `values` are in usual days; a factor of 0 is a closed day.
    """
    opened = factors > 0
    days = np.divide(values, factors, out=np.full(len(values), np.nan), where=opened)
    selling = max(float((values[opened] != 0).mean()), 1 / len(values)) if opened.any() else 1.0
    limit, heaviest = WILD / selling, max(selling / SALES_KEPT, ALPHAS[0])
    if len(values) < BURN + 2 * SPAN:
        alpha = min(USUAL, heaviest)
        return alpha, levels(days, alpha=alpha, limit=limit)
    tried = [(alpha, levels(days, alpha=alpha, limit=limit)) for alpha in ALPHAS if alpha <= heaviest]
    actual, expected = ahead(values, SPAN)[BURN:], ahead(factors, SPAN)[BURN:]
    erred = [float(((actual - known[BURN : BURN + len(actual)] * expected) ** 2).mean()) for _, known in tried]
    return tried[int(np.argmin(erred))]


def ahead(values: NDArray[np.float64], span: int) -> NDArray[np.float64]:
    """Return the sum of the `span` days from each day on, for all days that have so many."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(total[span:] - total[:-span])
