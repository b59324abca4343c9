"""Whether a SKU's own past says how its units follow its price, under a rule strict enough to mean it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from credora_agent.analytics.whatif.assumptions import ELASTICITY_MEAN, ELASTICITY_SPREAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK = 7
LEVELS = 3
WEEKS = 8
APART = 0.02
"""Weekly prices closer than this, as a share, are one price."""
PROMOTED = 0.02
"""A week whose discounts are so much more of sales than usual was a promotion."""
THIN = 0.5
"""A week in which a SKU sold on fewer than this share of its usual days may have been without stock."""
LEAST_SPREAD = 0.3
"""No shop's own past says an elasticity more closely than this."""


class SkuDays(NamedTuple):
    """A SKU by day, one row a day it moved: ordinals, micros signed as in the ledger, units sold."""

    days: NDArray[np.int64]
    gross: NDArray[np.int64]
    discounts: NDArray[np.int64]
    units: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the past says: `found` is (mean, spread, how it was found), None with the reason why not in `says`."""

    says: str
    found: tuple[float, float, str] | None = None


@dataclass(frozen=True, slots=True)
class _Weeks:
    price: NDArray[np.float64]
    off: NDArray[np.float64]
    units: NDArray[np.float64]
    others: NDArray[np.float64]


def own_elasticity(sku: SkuDays, shop_units: NDArray[np.int64], *, first: int) -> Evidence:
    """Return what the SKU's own weeks say of its price elasticity.

    `shop_units`, shape (days,), are the units the whole shop sold on each day from the ordinal `first` on. Asked are
    three prices at least 2 % apart, eight whole weeks each, promotions and weeks that may have been without stock
    left out, and no price met mostly in those. Then log units against the rest of the shop's units on log price, by
    least squares, leaning on the published mean as far as the weeks leave it open.
    """
    weeks, dropped = _clean_weeks(sku, shop_units, first)
    levels = _levels(weeks.price)
    full = [level for level in levels if len(level) >= WEEKS]
    if len(full) < LEVELS:
        held = f"{len(full)} {'price' if len(full) == 1 else 'prices'} for at least {WEEKS} weeks each"
        return Evidence(f"The SKU's own past shows {held}, {LEVELS} are asked: it says nothing of its elasticity.")
    kept = np.concatenate(full)
    if dropped > len(kept):
        return Evidence("Most weeks with other prices were promotions or without stock: prices and those are mixed up.")
    discounts = [float(weeks.off[level].mean()) for level in full]
    if max(discounts) - min(discounts) > PROMOTED:
        return Evidence("Discounts differed between the SKU's prices: what each did cannot be told apart.")
    mean, spread = _leaning(*_slope(weeks, full))
    held = f"{len(full)} own prices over {len(kept)} weeks, promotions and gaps left out"
    how = f"From {held}, leaning on the published mean."
    return Evidence(how, (mean, spread, how))


def _clean_weeks(sku: SkuDays, shop_units: NDArray[np.int64], first: int) -> tuple[_Weeks, int]:
    """Return the whole weeks with sales that were neither promotions nor possibly without stock, and how many were."""
    count = len(shop_units) // WEEK
    start = first + len(shop_units) - count * WEEK
    inside = (sku.days >= start) & (sku.units > 0)
    week = (sku.days[inside] - start) // WEEK
    gross, off, units, days = (
        np.bincount(week, weights=values, minlength=count).astype(np.float64)
        for values in (sku.gross[inside], -sku.discounts[inside], sku.units[inside], np.ones(int(inside.sum())))
    )
    whole = shop_units[len(shop_units) - count * WEEK :].reshape(count, WEEK).sum(axis=1).astype(np.float64)
    others = whole - units
    sold = (units > 0) & (gross > 0) & (others > 0)
    rate = np.divide(off, gross, out=np.zeros(count), where=gross > 0)
    usual_rate = float(np.median(rate[sold])) if sold.any() else 0.0
    usual_days = float(np.median(days[sold])) if sold.any() else 0.0
    clean = sold & (rate <= usual_rate + PROMOTED) & (days >= THIN * usual_days)
    price = np.divide(gross, units, out=np.zeros(count), where=units > 0)
    return _Weeks(price[clean], rate[clean], units[clean], others[clean]), int(sold.sum() - clean.sum())


def _levels(price: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Return the positions of weeks at one price each, by price; neighbours closer than 2 % are one."""
    if not len(price):
        return []
    order = np.argsort(price, kind="stable")
    gaps = np.flatnonzero(np.diff(price[order]) > APART * price[order][:-1]) + 1
    return [np.asarray(part) for part in np.split(order, gaps)]


def _slope(weeks: _Weeks, levels: list[NDArray[np.int64]]) -> tuple[float, float]:
    """Return the slope of log units on log price and its error: of weeks or of levels, whichever is larger."""
    used = np.concatenate(levels)
    x, y = np.log(weeks.price[used]), np.log(weeks.units[used] / weeks.others[used])
    slope, error = _line(x, y)
    middle = [(float(np.log(weeks.price[at]).mean()), float(np.log(weeks.units[at] / weeks.others[at]).mean()))
              for at in levels]  # fmt: skip
    _, between = _line(*np.array(middle).T)
    return slope, max(error, between, LEAST_SPREAD)


def _line(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    moved = x - x.mean()
    size = float((moved**2).sum())
    slope = float((moved * y).sum()) / size
    left = y - y.mean() - slope * moved
    return slope, float(np.sqrt((left**2).sum() / (len(x) - 2) / size))


def _leaning(slope: float, error: float) -> tuple[float, float]:
    """Return mean and spread after the published mean and the shop's own are weighed by their precision."""
    own, prior = 1 / error**2, 1 / ELASTICITY_SPREAD**2
    return (slope * own + ELASTICITY_MEAN * prior) / (own + prior), (own + prior) ** -0.5
