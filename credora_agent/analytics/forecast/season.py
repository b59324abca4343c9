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
    one the more of that was luck; later years repeat its season without the growth.
    """
    n = len(values)
    index = np.ones(n + ahead)
    if n <= YEAR:
        return index
    days = np.arange(first, first + n + ahead)
    since = days - black_fridays(days)
    sale = (since >= SALE[0]) & (since <= SALE[1])
    smooth, trust, luck = _season(values, np.where(sale[:n], 0.0, weekday))
    power = SHRINK * trust
    source = year_before(days) - first
    known = slice(YEAR, n + min(YEAR, ahead))
    then = np.maximum(source[known], 0)
    times = np.divide(values, weekday * smooth, out=np.ones(n), where=weekday > 0)
    peaks = _peaks(times, sale[:n], luck / float(smooth.mean()))
    index[known] = (smooth[then] / smooth[0]) ** power * peaks[then] ** SHRINK
    if ahead > YEAR:
        _repeat(index, source, n, _growth(values) ** power)
    return index


def _repeat(index: NDArray[np.float64], source: NDArray[np.int64], n: int, growth: float) -> None:
    """Fill the years after the first one ahead with its season, the growth within it taken out."""
    year = np.arange(n, n + YEAR)
    level = index.copy()
    level[year] *= growth ** ((n + YEAR - 1 - year) / YEAR)
    for start in range(n + YEAR, len(index), YEAR):
        days = slice(start, start + YEAR)
        index[days] = level[days] = level[np.maximum(source[days], n)]


def _season(values: NDArray[np.float64], weight: NDArray[np.float64]) -> tuple[NDArray[np.float64], float, float]:
    """Return the averaged sales of each day per weekday factor, how far to trust them, and a day's own deviation.

    Days of `weight` 0 are averaged over. Trust is the share of the averages' variance, from 0 to 1, that is not
    the luck of the days in them.
    """
    counted = weight > 0
    rough = np.maximum(_averaged(np.where(counted, values, 0.0), weight, 2 * SMOOTH), 0.0)
    calm = np.where(counted, np.clip(values, 0.0, SPIKE * rough * weight), 0.0)
    smooth = _averaged(calm, weight, SMOOTH)
    mean = max(float(smooth.mean()), TINY)
    smooth = np.clip(smooth, mean / RANGE, mean * RANGE)
    moved = float(smooth.var())
    luck = max(float((calm[counted] / weight[counted]).var()) - moved, 0.0) if counted.any() else 0.0
    trust = max(1 - luck / (2 * SMOOTH + 1) / moved, 0.0) if moved > TINY else 0.0
    return smooth, trust, luck**0.5


def _peaks(times: NDArray[np.float64], sale: NDArray[np.bool_], luck: float) -> NDArray[np.float64]:
    """Return how many `times` its season each day of a sale sold, at least 1, and 1 on other days.

    A sale is trusted by how far it as a whole stands out from the `luck` of so many days.
    """
    peaks = np.ones(len(times))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], sale.astype(np.int8), [0]))))
    for start, end in edges.reshape(-1, 2):
        beyond = float(np.clip(times[start:end], -RANGE, RANGE).mean()) - 1
        if beyond > 0:
            trust = max(1 - luck**2 / (end - start) / beyond**2, 0.0)
            peaks[start:end] = np.clip(times[start:end], 1, RANGE) ** trust
    return peaks


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
