"""What simulated cash says: bands, odds of running out, runway, the lowest point, burn, what leaves when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.cash.inputs import Payment
from credora_agent.analytics.cash.landing import SALES_TAX
from credora_agent.analytics.forecast.bands import PERCENTS, percentiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from credora_agent.analytics.cash.inputs import CashInputs
    from credora_agent.analytics.cash.paths import CashPaths

WINDOWS = (30, 60, 90)
"""Days within which the odds of running out are told, besides the whole horizon."""
EARLY = 0.1
HALF = 0.5
QUARTER = 91
"""Days of three months."""
MONTH = 365 / 12
FEWEST_DAYS = 28
"""Days below which a burn a month is not told."""
LISTED = 12
"""Outflows listed at the most."""


@dataclass(frozen=True, slots=True)
class Low:
    """The lowest cash of each future: its median, what one in ten is below, and the day it most often falls on."""

    median: float
    early: float
    day: date


@dataclass(frozen=True, slots=True)
class Ruin:
    """When cash first falls below nought: `within`, days → share of futures; runways in days, None beyond the horizon.

    `runway` is the day by which half of the futures have run out, `early` the one by which a tenth have.
    """

    within: dict[int, float]
    runway: int | None
    early: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the futures come to, in currency units.

    `bands`, shape (len(PERCENTS), horizon), are percentiles of cash at the end of each day, of how far it has moved
    when `opening` is None; then there is neither ruin nor low. `burn` is the mean net cash out a month over the
    three months ahead, negative when cash comes in, None when fewer than four weeks are looked at.
    """

    paths: int
    bands: NDArray[np.float64] = field(repr=False)
    burn: float | None
    outflows: tuple[Payment, ...]
    ruin: Ruin | None = None
    low: Low | None = None

    def band(self, percent: int) -> NDArray[np.float64]:
        """Return one percentile of each day, shape (horizon,)."""
        return np.asarray(self.bands[PERCENTS.index(percent)])


def outcome(inputs: CashInputs, cash: CashPaths) -> Outcome:
    """Return what `cash`, made from `inputs`, says."""
    change = cash.change.T
    bands = percentiles(cash.change).astype(np.float64) + (cash.opening or 0.0)  # type: ignore[arg-type]
    burn = _burn(change)
    outflows = large_outflows(inputs, cash)
    if cash.opening is None:
        return Outcome(change.shape[1], bands, burn, outflows)
    ruin = first_passage(change, cash.opening)
    low = _lowest(change, cash.opening, cash.first_day)
    return Outcome(change.shape[1], bands, burn, outflows, ruin, low)


def first_passage(change: NDArray[np.float32], opening: float) -> Ruin:
    """Return when cash first falls below nought; `change` has shape (horizon, paths)."""
    below = change < np.float32(-opening)
    np.logical_or.accumulate(below, axis=0, out=below)
    so_far = below.mean(axis=1)
    horizon = len(so_far)
    days = sorted({*(days for days in WINDOWS if days <= horizon), horizon})
    return Ruin({day: float(so_far[day - 1]) for day in days}, _reached(so_far, HALF), _reached(so_far, EARLY))


def large_outflows(inputs: CashInputs, cash: CashPaths) -> tuple[Payment, ...]:
    """Return the largest payments of stated days, the tax due on average among them, in the order of their days."""
    last = cash.first_day + timedelta(days=inputs.horizon - 1)
    found = [payment for payment in inputs.payments if payment.amount < 0 and cash.first_day <= payment.day <= last]
    if inputs.taxes:
        names = " and ".join(rule.name for rule in inputs.taxes)
        due = cash.mean_flows[SALES_TAX]
        days = np.flatnonzero(due < 0).tolist()
        found += [Payment(cash.first_day + timedelta(days=day), names, "tax", float(due[day])) for day in days]
    largest = sorted(found, key=lambda payment: (payment.amount, payment.day))[:LISTED]
    return tuple(sorted(largest))


def _burn(change: NDArray[np.float32]) -> float | None:
    days = min(len(change), QUARTER)
    return None if days < FEWEST_DAYS else -float(change[days - 1].mean(dtype=np.float64)) / days * MONTH


def _lowest(change: NDArray[np.float32], opening: float, first: date) -> Low:
    lowest = change.min(axis=0)
    days = np.bincount(change.argmin(axis=0), minlength=len(change))
    median, early = np.quantile(lowest, [HALF, EARLY])
    return Low(float(median) + opening, float(early) + opening, first + timedelta(days=int(days.argmax())))


def _reached(so_far: NDArray[np.float64], share: float) -> int | None:
    days = np.flatnonzero(so_far >= share)
    return int(days[0]) + 1 if len(days) else None
