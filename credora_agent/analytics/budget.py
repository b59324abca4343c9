"""Budgets: how much of a month's plan should have come by a day, how far off a line is, and where it may end."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from credora_agent.analytics.forecast.model import fit
from credora_agent.analytics.forecast.paths import simulate
from credora_agent.analytics.forecast.season import year_before
from credora_agent.core.money import allocate
from credora_agent.core.period import add_months

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from credora_agent.core.period import Period

WEEKS = 8
"""Weeks whose weekdays say how a month goes where last year's does not."""
LEAST_DAYS = 28
PATHS = 2_000
BELOW = 0.01
"""The share of a line that days of the other sign may make up: more, and it has no daily course to simulate."""


class Course(StrEnum):
    """What says how a month's sum comes about day by day."""

    LAST_YEAR = "last year"
    WEEKDAYS = "recent weekdays"
    EVEN = "even days"


@dataclass(frozen=True, slots=True)
class Daily:
    """A line by day, spoken positively, in micros; `values` begins on the ordinal `first`, one a day."""

    first: int
    values: NDArray[np.int64] = field(repr=False)

    @property
    def last(self) -> int:
        """Return the ordinal of its last day."""
        return self.first + len(self.values) - 1

    def on(self, days: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Return its values on those ordinals, never below nought; None when one lies outside."""
        if not len(self.values) or days.min() < self.first or days.max() > self.last:
            return None
        return np.maximum(self.values[days - self.first], 0)


class Outcome(NamedTuple):
    """Where a line may end, in micros: in four of five futures between `low` and `high`."""

    low: int
    middle: int
    high: int


def plan_by_day(budget: int, month: Period, history: Daily, *, by_date: bool = False) -> tuple[list[int], Course]:
    """Return the budget of each day of a month, exact micros that add up to it, and what their shares follow.

    The same days of last year, weekday by weekday and Black Friday by Black Friday (with `by_date` date by date, for
    costs that fall due on one); else the weekdays of the last weeks before the month; else even days.
    """
    weights, course = _weights(month, history, by_date=by_date)
    return allocate(budget, weights), course


def _weights(month: Period, history: Daily, *, by_date: bool) -> tuple[list[int], Course]:
    days = np.arange(month.start.toordinal(), month.end.toordinal() + 1)
    before = [add_months(month.start.fromordinal(int(day)), -12).toordinal() for day in days]
    last_year = history.on(np.array(before) if by_date else year_before(days))
    if last_year is not None and last_year.sum() > 0:
        return [int(each) for each in last_year], Course.LAST_YEAR
    end = min(int(days[0]) - 1, history.last)
    recent = np.arange(max(history.first, end - 7 * WEEKS + 1), end + 1)
    if len(recent) >= LEAST_DAYS:
        recent = recent[len(recent) % 7 :]
        seen = history.on(recent)
        if seen is not None and seen.sum() > 0 and not by_date:
            # Ordinals count from a Monday, so day % 7 is the same for the same weekday.
            by_weekday = np.bincount(recent % 7, weights=seen, minlength=7)
            return [int(by_weekday[day % 7]) for day in days], Course.WEEKDAYS
    return [1] * len(days), Course.EVEN


def ending(history: Daily, start: date, end: date, *, seed: int) -> Outcome | None:
    """Return what the days from `start` to `end`, all after the history, may bring; None where that cannot be said.

    The model of `analytics.forecast`, on the line's own days: at least 28 of them, most of the last 28 not nought.
    """
    values = np.asarray(history.values, dtype=np.float64)
    below = float(-values[values < 0].sum())
    if len(values) < LEAST_DAYS or np.count_nonzero(values[-LEAST_DAYS:] > 0) < LEAST_DAYS // 2:
        return None
    if below > BELOW * float(np.abs(values).sum()):
        return None
    horizon, skipped = end.toordinal() - history.last, start.toordinal() - history.last - 1
    model = fit(np.maximum(values, 0), start.fromordinal(history.first))
    if skipped < 0 or not 1 <= horizon <= model.longest:
        return None
    sums = simulate(model, horizon=horizon, paths=PATHS, seed=seed)[:, skipped:].sum(axis=1)
    return Outcome(*(int(each) for each in np.percentile(sums, (10, 50, 90))))
