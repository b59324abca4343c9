"""How fast each SKU sells, and how sure that is: by its last days in stock, leaning on the shop where it sold little.

A rate over `RATE_DAYS` in-stock days. Demand is counts that vary more than Poisson's by a dispersion from the shop's
own days (negative binomial: Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4th ed.
2017, ch. 4 and 6). A SKU with fewer than `ENOUGH` sales leans on the others by the Poisson-gamma rule (gamma prior by
the method of moments: Robbins 1956; Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, §2.6).
"""

from __future__ import annotations

from math import log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from credora_agent.ledger.goods import UnitGrid

RATE_DAYS = 28
WINDOW_DAYS = 91
"""How far back the last in-stock days are looked for."""
ENOUGH = 30
"""Sales from which a SKU's own rate stands alone."""
UNLIKELY = 0.001
"""A run of days without a sale is taken for out of stock when it is less likely than this at the SKU's own rate."""
WIDEST = 10.0
"""The largest dispersion believed."""
LEVEL_MOVES = 0.2
"""How much a rate moves from one month to the next, as a share, where the shop's own SKUs cannot tell (prior)."""
FOR_LEVEL = 5
"""SKUs with enough sales from which the shop's own tell it."""


class Rate(NamedTuple):
    """Units a day of one SKU: `mean`, its standard deviation `sd`, and how single days vary (`dispersion` × Poisson).

    `sold` units in `days` days in stock are what it rests on; `left_out` days were taken for out of stock. `source` is
    "own data" or "prior", the latter when it leans on the shop's other SKUs. `before` is the rate of the days before
    those, None where there are none.
    """

    mean: float
    sd: float
    dispersion: float
    sold: int
    days: int
    left_out: int
    source: str
    before: float | None


class _Seen(NamedTuple):
    """What a SKU's own days in stock say: units and days of the last ones, of those before, and days left out between.

    `variance` is that of the last days' units, nought where there are fewer than two.
    """

    sold: int
    days: int
    variance: float
    earlier: int
    earlier_days: int
    left_out: int

    @property
    def mean(self) -> float:
        """Units a day over the last days; nought without any."""
        return self.sold / self.days if self.days else 0.0


def rates(
    grid: UnitGrid,
    *,
    empty: Collection[str] = (),
    new: Collection[str] = (),
    related: Mapping[str, str] | None = None,
) -> dict[str, Rate]:
    """Return the rate of every SKU of the grid and of `related`, at the end of the grid's days.

    `empty` are out of stock now: their last days without a sale are no demand. `new` were never sold before the grid:
    their days count from the first sale. `related` is SKU → its product: variants lean on one another before they
    lean on the shop.
    """
    seen = _plain(grid)
    for i, sku in enumerate(grid.skus):
        if sku not in seen or sku in empty or sku in new:
            seen[sku] = _seen(grid.sold[i], is_empty=sku in empty, is_new=sku in new)
    unsold = np.zeros(grid.sold.shape[1], dtype=np.int64)
    for sku in {*(related or {})} - {*grid.skus}:
        seen[sku] = _seen(unsold, is_empty=sku in empty, is_new=sku in new)
    dispersion = _dispersion(seen.values())
    moves = _level_moves(seen.values(), dispersion)
    shape, usual = _prior(seen)
    kin = _kin(seen, related or {})
    return {sku: _rate(seen[sku], dispersion, moves, shape, kin.get(sku, usual)) for sku in sorted(seen)}


def _plain(grid: UnitGrid) -> dict[str, _Seen]:
    """Return what is seen of the SKUs without a blank too long to be chance: most of them, all at once."""
    sold, size = grid.sold, grid.sold.shape[1]
    if not sold.size:
        return {}
    blank = np.cumsum(sold == 0, axis=1)
    longest = (blank - np.maximum.accumulate(np.where(sold == 0, 0, blank), axis=1)).max(axis=1)
    with np.errstate(divide="ignore"):
        allowed = -log(UNLIKELY) * size / sold.sum(axis=1)
    last, before = sold[:, -RATE_DAYS:], sold[:, -2 * RATE_DAYS : -RATE_DAYS]
    columns = (last.sum(axis=1), last.var(axis=1, ddof=min(1, last.shape[1] - 1)), before.sum(axis=1))
    units, variances, earlier = (column.tolist() for column in columns)
    return {
        grid.skus[i]: _Seen(units[i], last.shape[1], variances[i], earlier[i], before.shape[1], 0)
        for i in np.flatnonzero(longest <= allowed).tolist()
    }


def _seen(sold: NDArray[np.int64], *, is_empty: bool, is_new: bool) -> _Seen:
    """Return the last days in stock, those before them, and how many days were left out between."""
    moved = np.flatnonzero(sold)
    first = int(moved[0]) if is_new and moved.size else 0
    days = sold[first:]
    inside = np.ones(days.size, dtype=bool)
    own = float(days.mean()) if days.size else 0.0
    longest = -log(UNLIKELY) / own if own else float("inf")
    for begin, end in _blanks(days):
        inside[begin:end] = not (end - begin > longest or (is_empty and end == days.size))
    kept = np.flatnonzero(inside)
    last, earlier = kept[-RATE_DAYS:], kept[-2 * RATE_DAYS : -RATE_DAYS]
    begins = int(last[0]) if last.size else days.size
    return _told(days[last], days[earlier], int((~inside[begins:]).sum()))


def _told(days: NDArray[np.int64], earlier: NDArray[np.int64] | None = None, left_out: int = 0) -> _Seen:
    last = days[-RATE_DAYS:]
    before = days[-2 * RATE_DAYS : -RATE_DAYS] if earlier is None else earlier
    variance = float(last.var(ddof=1)) if last.size > 1 else 0.0
    return _Seen(int(last.sum()), last.size, variance, int(before.sum()), before.size, left_out)


def _blanks(days: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the runs of days without a sale, as (first, end)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (days == 0).astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _dispersion(seen: Collection[_Seen]) -> float:
    """Return variance over mean of daily units, pooled over the SKUs that sold enough; 1 is Poisson."""
    enough = [each for each in seen if each.sold >= ENOUGH and each.days > 1]
    if not enough:
        return 1.0
    pooled = sum(each.variance for each in enough) / sum(each.mean for each in enough)
    return min(max(pooled, 1.0), WIDEST)


def _level_moves(seen: Collection[_Seen], dispersion: float) -> float:
    """Return by what share rates moved from month to month beyond chance, over the SKUs that sold enough."""
    pairs = [
        (each.mean, each.earlier / each.earlier_days, each.sold, each.earlier)
        for each in seen
        if min(each.sold, each.earlier) >= ENOUGH
    ]
    if len(pairs) < FOR_LEVEL:
        return LEVEL_MOVES
    excess = [log(now / then) ** 2 - dispersion * (1 / n + 1 / m) for now, then, n, m in pairs]
    return sqrt(max(float(np.median(excess)), 0.01))


def _prior(seen: Mapping[str, _Seen]) -> tuple[float, float]:
    """Return the gamma prior of the shop's rates by moments: its shape and its mean."""
    found = np.array([each.mean for each in seen.values() if each.days], dtype=float)
    usual = float(found.mean()) if found.size else 0.0
    if found.size < 2 or not usual:  # noqa: PLR2004 - a variance needs two
        return 0.5, usual
    between = float(found.var(ddof=1)) - usual / RATE_DAYS
    return (min(max(usual**2 / between, 0.2), 20.0) if between > 0 else 20.0), usual


def _kin(seen: Mapping[str, _Seen], related: Mapping[str, str]) -> dict[str, float]:
    """Return the mean rate of each SKU's fellow variants, where those sold enough together."""
    groups: dict[str, list[str]] = {}
    for sku, product in related.items():
        groups.setdefault(product, []).append(sku)
    found = {}
    for sku, product in related.items():
        others = [seen[other] for other in groups[product] if other != sku and seen[other].days]
        if others and sum(each.sold for each in others) >= ENOUGH:
            found[sku] = sum(each.mean for each in others) / len(others)
    return found


def _rate(seen: _Seen, dispersion: float, moves: float, shape: float, usual: float) -> Rate:
    sold, days = seen.sold, seen.days
    before = seen.earlier / seen.earlier_days if seen.earlier_days else None
    if sold >= ENOUGH:
        mean = sold / days
        sd = sqrt(dispersion * mean / days + (moves * mean) ** 2)
        return Rate(mean, sd, dispersion, sold, days, seen.left_out, "own data", before)
    spread = shape / usual if usual else float(RATE_DAYS)
    a, b = (shape if usual else 0.0) + sold, spread + days
    sd = sqrt(a / b**2 + (moves * a / b) ** 2)
    return Rate(a / b, sd, dispersion, sold, days, seen.left_out, "prior", before)
