"""The time of year: how each day differs from others by what the same time a year earlier sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

YEAR = 364
"""Days between a day and its like a year earlier: the same weekday."""
SHRINK = 0.5
"""The power a season is taken to: half of what one year showed was trend, or will not come again."""
SMOOTH = 7
"""Days on either side that a season is averaged over."""
SPIKE = 3.0
"""How many times its neighbours a day may count for in that average."""
RANGE = 10.0
"""How many times more or less than its mean a season, or a year's growth, can be."""
CALM = 28
"""Days at both ends of the last year that say how much the shop grew in it."""
SALE = (-1, 4)
"""Days from Black Friday that its sale runs: from Thanksgiving until the Tuesday after."""
AROUND = (-10, 6)
"""Days from Black Friday that are compared by their distance from it, not by the date."""
EPOCH = 719_163
"""The ordinal of 1970-01-01, numpy's day 0."""
TINY = 1e-9


def black_fridays(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for each day, the Friday after the fourth Thursday of November of its year; days are ordinals."""
    years = (days - EPOCH).astype("datetime64[D]").astype("datetime64[Y]")
    first = (years + np.timedelta64(10, "M")).astype("datetime64[D]").astype(np.int64) + EPOCH
    to_thursday = (3 - (first + 6) % 7) % 7
    return np.asarray(first + to_thursday + 22, dtype=np.int64)


def year_before(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the day each day is compared with: 364 days earlier, about Black Friday as far from the one before."""
    friday = black_fridays(days)
    around = (days - friday >= AROUND[0]) & (days - friday <= AROUND[1])
    return np.where(around, days - friday + black_fridays(friday - YEAR), days - YEAR)


def annual_index(
    values: NDArray[np.float64], weekday: NDArray[np.float64], *, first: int, ahead: int
) -> NDArray[np.float64]:
    """Return the factor of each day of history and of `ahead` days after it; 1 until a year before is known.

    `weekday` is the weekday factor of each day of history, `first` the ordinal of its first day. In the first
    year ahead the factor is what was sold a year earlier to the power `SHRINK`, growth and all, and to a lower
    one where that was mostly luck; later years repeat its season without the growth.
    """
    n = len(values)
    index = np.ones(n + ahead)
    if n <= YEAR:
        return index
    days = np.arange(first, first + n + ahead)
    season, trust = _season(values, weekday, days[:n])
    source = year_before(days) - first
    known = slice(YEAR, n + min(YEAR, ahead))
    index[known] = (season[np.maximum(source[known], 0)] / season[0]) ** (SHRINK * trust)
    if ahead > YEAR:
        _repeat(index, source, n, _growth(values) ** (SHRINK * trust))
    return index


def _repeat(index: NDArray[np.float64], source: NDArray[np.int64], n: int, growth: float) -> None:
    """Fill the years after the first one ahead with its season, the growth within it taken out."""
    year = np.arange(n, n + YEAR)
    level = index.copy()
    level[year] *= growth ** ((n + YEAR - 1 - year) / YEAR)
    for start in range(n + YEAR, len(index), YEAR):
        days = slice(start, start + YEAR)
        index[days] = level[days] = level[np.maximum(source[days], n)]


def _season(
    values: NDArray[np.float64], weekday: NDArray[np.float64], days: NDArray[np.int64]
) -> tuple[NDArray[np.float64], float]:
    """Return the smoothed sales of each day per weekday factor, a sale's days as they were if higher, and its trust.

    Trust is the share of the season's movement that is more than the luck of the days averaged, from 0 to 1.
    """
    since = days - black_fridays(days)
    sale = (since >= SALE[0]) & (since <= SALE[1])
    weight = np.where(sale, 0.0, weekday)
    rough = np.maximum(_averaged(np.where(sale, 0.0, values), weight, 2 * SMOOTH), 0.0)
    calm = np.clip(values, 0.0, SPIKE * rough * weekday)
    smooth = _averaged(np.where(sale, 0.0, calm), weight, SMOOTH)
    mean = max(float(smooth.mean()), TINY)
    smooth = np.clip(smooth, mean / RANGE, mean * RANGE)
    lone = values / np.where(weekday > 0, weekday, np.inf)
    trust = _trust(calm[weight > 0] / (weight * smooth)[weight > 0], smooth)
    return np.where(sale, np.clip(lone, smooth, mean * RANGE), smooth), trust


def _trust(ratios: NDArray[np.float64], smooth: NDArray[np.float64]) -> float:
    luck = float(ratios.var()) / (2 * SMOOTH + 1) if len(ratios) else 0.0
    moved = float(np.log(smooth).var())
    return max(0.0, 1 - luck / moved) if moved > TINY else 0.0


def _averaged(values: NDArray[np.float64], weight: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Return Σ values ÷ Σ weights over `reach` days on either side."""
    width = np.ones(2 * reach + 1)
    total = np.convolve(values, width)[reach:-reach]
    return np.asarray(total / np.maximum(np.convolve(weight, width)[reach:-reach], TINY))


def _growth(values: NDArray[np.float64]) -> float:
    """Return how many times more the last weeks sold than the same ones a year before; 1 when that is unknown."""
    if len(values) < YEAR + CALM:
        return 1.0
    before, after = float(values[-CALM - YEAR : -YEAR].sum()), float(values[-CALM:].sum())
    return float(np.clip(after / before, 1 / RANGE, RANGE)) if min(before, after) > TINY else 1.0
