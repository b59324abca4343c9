"""How fast each SKU sells, and how sure that is: by its last days in stock, leaning on the shop where it sold little.

A rate over `RATE_DAYS` in-stock days. Demand is counts that vary more than Poisson's by a dispersion from the shop's
own days (negative binomial: Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4th ed.
2017, ch. 4 and 6). A SKU with fewer than `ENOUGH` sales leans on the others by the Poisson-gamma rule (gamma prior by
the method of moments: Robbins 1956; Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, §2.6).
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a SKU's own days say."""

    days: NDArray[np.int64]
    before: NDArray[np.int64]
    left_out: int


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
    at = {sku: i for i, sku in enumerate(grid.skus)}
    nothing = np.zeros(grid.sold.shape[1], dtype=np.int64)
    skus = sorted({*grid.skus, *(related or {})})
    seen = {
        sku: _seen(grid.sold[at[sku]] if sku in at else nothing, is_empty=sku in empty, is_new=sku in new)
        for sku in skus
    }
    dispersion = _dispersion([each.days for each in seen.values()])
    moves = _level_moves(list(seen.values()), dispersion)
    shape, usual = _prior(seen)
    kin = _kin(seen, related or {})
    return {sku: _rate(seen[sku], dispersion, moves, shape, kin.get(sku, usual)) for sku in skus}


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
    return _Seen(days[last], days[earlier], int((~inside[begins:]).sum()))


def _blanks(days: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the runs of days without a sale, as (first, end)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (days == 0).astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _dispersion(days: list[NDArray[np.int64]]) -> float:
    """Return variance over mean of daily units, pooled over the SKUs that sold enough; 1 is Poisson."""
    enough = [each for each in days if each.sum() >= ENOUGH and each.size > 1]
    if not enough:
        return 1.0
    pooled = sum(float(each.var(ddof=1)) for each in enough) / sum(float(each.mean()) for each in enough)
    return min(max(pooled, 1.0), WIDEST)


def _level_moves(seen: list[_Seen], dispersion: float) -> float:
    """Return by what share rates moved from month to month beyond chance, over the SKUs that sold enough."""
    pairs = [
        (each.days.mean(), each.before.mean(), each.days.sum(), each.before.sum())
        for each in seen
        if min(each.days.sum(), each.before.sum()) >= ENOUGH
    ]
    if len(pairs) < FOR_LEVEL:
        return LEVEL_MOVES
    excess = [log(now / then) ** 2 - dispersion * (1 / n + 1 / m) for now, then, n, m in pairs]
    return sqrt(max(float(np.median(excess)), 0.01))


def _prior(seen: Mapping[str, _Seen]) -> tuple[float, float]:
    """Return the gamma prior of the shop's rates by moments: its shape and its mean."""
    found = np.array([each.days.mean() for each in seen.values() if each.days.size], dtype=float)
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
        others = [seen[other].days for other in groups[product] if other != sku and seen[other].days.size]
        if others and sum(int(each.sum()) for each in others) >= ENOUGH:
            found[sku] = float(np.mean([each.mean() for each in others]))
    return found


def _rate(seen: _Seen, dispersion: float, moves: float, shape: float, usual: float) -> Rate:
    sold, days = int(seen.days.sum()), seen.days.size
    before = float(seen.before.mean()) if seen.before.size else None
    if sold >= ENOUGH:
        mean = sold / days
        sd = sqrt(dispersion * mean / days + (moves * mean) ** 2)
        return Rate(mean, sd, dispersion, sold, days, seen.left_out, "own data", before)
    spread = shape / usual if usual else float(RATE_DAYS)
    a, b = (shape if usual else 0.0) + sold, spread + days
    sd = sqrt(a / b**2 + (moves * a / b) ** 2)
    return Rate(a / b, sd, dispersion, sold, days, seen.left_out, "prior", before)
