"""When a SKU runs out, when to reorder it, and how much: cover, reorder point, newsvendor quantity.

Reorder point: the units that lead-time demand stays within at the service level (Silver, Pyke & Thomas, Inventory and
Production Management in Supply Chains, 4th ed. 2017, ch. 6), demand being negative binomial. The service level is the
newsvendor's critical ratio, underage ÷ (underage + overage) (Arrow, Harris & Marschak, Econometrica 19, 1951): a unit
too few loses its CM2, a unit too many costs `HOLDING` of its unit cost.
"""

from __future__ import annotations

from math import ceil, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from credora_agent.analytics.inventory.demand import Rate

HOLDING = 0.25
"""A year's cost of a unit left over, as a share of its unit cost: money, room, ageing; 15 to 35 % is usual (prior)."""
REVIEW_DAYS = 28
"""Days from one order to the next that an order must last beyond its lead time (assumed)."""
SAFEST = 0.99
EDGE = 1.2816
"""Standard deviations on either side of an 80 % interval (normal)."""
HORIZON = 730
"""Days ahead within which a stock-out is dated."""
SURELY = 2.0
"""Standard errors by which a rate must have moved from the days before for a trend to be spoken of."""


class Terms(NamedTuple):
    """How a SKU is bought: days from order to arrival, the least of an order, and what it comes in."""

    lead_days: int
    least_units: int = 0
    pack_units: int = 1


class Position(NamedTuple):
    """What there is of a SKU: on hand, negative when sold before it was there, and ordered from the supplier."""

    on_hand: int
    on_order: int = 0


class Cover(NamedTuple):
    """Days the stock on hand lasts: in the mean, and at the ends of an 80 % interval; None beyond the horizon."""

    days: float
    early: int | None
    late: int | None


class Advice(NamedTuple):
    """What to order. `suggested` is 0 while the stock and what is on order reach over the reorder point."""

    service_level: float
    reorder_point: int
    order_up_to: int
    suggested: int


def cover(on_hand: int, rate: Rate) -> Cover | None:
    """Return how long the stock lasts at the rate; None when nothing sells."""
    if rate.mean <= 0:
        return None
    stock = max(on_hand, 0)
    days = np.arange(1, HORIZON + 1)
    spread = EDGE * np.sqrt(rate.dispersion * rate.mean * days + (rate.sd * days) ** 2)
    mean = rate.mean * days
    early, late = (np.flatnonzero(line >= stock) for line in (mean + spread, mean - spread))
    first, last = (int(found[0]) if found.size else None for found in (early, late))
    return Cover(stock / rate.mean, 0 if not stock else first, 0 if not stock else last)


def trend(rate: Rate) -> float | None:
    """Return by what share the rate moved from the days before; None when it may be chance."""
    if not rate.before or not rate.days or not rate.sold:
        return None
    now = rate.sold / rate.days
    error = sqrt(rate.dispersion * (now + rate.before) / rate.days)
    return now / rate.before - 1 if abs(now - rate.before) > SURELY * error else None


def service_level(cm2_per_unit: float, unit_cost: float) -> float:
    """Return the critical ratio: 0 when a unit earns nothing, SAFEST at the most."""
    over = HOLDING * unit_cost
    if cm2_per_unit <= 0:
        return 0.0
    return min(cm2_per_unit / (cm2_per_unit + over), SAFEST) if over > 0 else SAFEST


def advice(position: Position, rate: Rate, terms: Terms, *, level: float) -> Advice:
    """Return the reorder point, the level to order up to and the order, rounded to whole packs and the least order.

    At a level of 0, when a unit earns nothing, nothing is worth ordering.
    """
    if level <= 0 or rate.mean <= 0:
        return Advice(level, 0, 0, 0)
    point = demanded(rate, terms.lead_days, level)
    up_to = demanded(rate, terms.lead_days + REVIEW_DAYS, level)
    there = position.on_hand + position.on_order
    if there > point:
        return Advice(level, point, up_to, 0)
    wanted = max(up_to - there, terms.least_units, 1)
    return Advice(level, point, up_to, ceil(wanted / terms.pack_units) * terms.pack_units)


def demanded(rate: Rate, days: int, level: float) -> int:
    """Return the units that demand over `days` does not exceed with probability `level`."""
    mean = rate.mean * days
    if mean <= 0:
        return 0
    variance = rate.dispersion * mean + (rate.sd * days) ** 2
    return quantile(mean, variance, level)


def quantile(mean: float, variance: float, level: float) -> int:
    """Return the smallest count whose probability of not being exceeded is at least `level`.

    Negative binomial of that mean and variance; Poisson where the variance is no larger than the mean.
    """
    most = int(mean + 12 * sqrt(max(variance, mean)) + 20)
    k = np.arange(1, most + 1)
    if variance <= mean * (1 + 1e-9):
        steps, first = log(mean) - np.log(k), -mean
    else:
        size, stay = mean**2 / (variance - mean), mean / variance
        steps, first = np.log((k + size - 1) / k * (1 - stay)), size * log(stay)
    mass = np.exp(np.concatenate(([first], first + np.cumsum(steps))))
    return int(np.searchsorted(np.cumsum(mass), min(level, float(mass.sum()) - 1e-12)))
