"""The revenue model: level × weekday × time of year, and what became of its like in the past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.forecast import history as histories
from credora_agent.analytics.forecast.blocks import Blocks, Past, blocks, drift
from credora_agent.analytics.forecast.history import LONGEST, History, Reach
from credora_agent.analytics.forecast.level import BURN, chosen, usual_day
from credora_agent.analytics.forecast.season import annual_index
from credora_agent.analytics.forecast.weekday import weekday_index

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import ArrayLike, NDArray

MODEL_VERSION = "revenue-1"
"""Changes whenever the same history would be forecast otherwise."""
WEEK = 7
FORTNIGHT = 14
"""Days of errors drawn together: long enough to keep a good or bad week whole."""
QUARTER = 91
"""The most days of a whole past trajectory."""
TIMES = 3
"""How many times longer than a trajectory the past must be that it is taken from."""
SHARE = 0.5
"""The share of paths, and of a trajectory's average drift, taken from whole past trajectories."""
UNSEASONED = 0.001
"""Variance a day added while no year is known: a season not yet seen moves a 90-day sum by a sixth, say."""
SETTLES = 180.0
"""Days after which a day's wandering of the level has lost 1 − 1/e of its variance: nobody drifts for ever."""


@dataclass(frozen=True, slots=True)
class RevenueModel:
    """What is known of a shop's daily revenue, enough to simulate its future.

    `weekday`, shape (7,) from Monday, has mean 1 and is 0 on closed days; `annual`, shape (LONGEST,), is the
    factor of the days ahead; `level` is today's mean day in the history's unit; `alpha` the weight of the newest
    day in it; `wander` the variance a day of the level's drift in paths of fortnights, `unseasoned` that of a
    season not yet known, in all paths. `fortnights` and `trajectories` are what past days made of a level; there
    are none of the latter, or of either, while the history is too short.
    """

    history: History
    weekday: NDArray[np.float64]
    annual: NDArray[np.float64]
    level: float
    alpha: float
    wander: float = 0.0
    unseasoned: float = 0.0
    fortnights: Blocks | None = None
    trajectories: Blocks | None = None
    version: str = MODEL_VERSION

    @property
    def reach(self) -> Reach:
        """What may be said."""
        return self.history.reach

    @property
    def longest(self) -> int:
        """The longest horizon in days; 0 when nothing can be forecast."""
        return histories.AHEAD[self.reach]

    def notes(self, horizon: int) -> tuple[str, ...]:
        """Return the sentences a reader must see beside a forecast of `horizon` days."""
        return histories.notes(self.history, horizon)

    def factors(self, horizon: int) -> NDArray[np.float64]:
        """Return level × weekday × time of year of the days ahead, shape (horizon,): the calendar's part."""
        histories.check_horizon(self.history, horizon)
        week = np.roll(self.weekday, -self.history.next_day.weekday())
        return self.level * np.resize(week, horizon) * self.annual[:horizon]

    def expected(self, horizon: int) -> NDArray[np.float64]:
        """Return the mean of each day over all paths there could be, shape (horizon,); sums of it are means too.

        Raises BadInput when the history does not carry that horizon.
        """
        calendar = self.factors(horizon)
        kinds = [kind for kind in (self.fortnights, self.trajectories) if kind is not None]
        return np.asarray(calendar * np.mean([_mean(kind, horizon) for kind in kinds], axis=0))


def damping(length: int, count: int) -> NDArray[np.float64]:
    """Return by how much the moves of the level after each of `count` blocks of `length` days still count."""
    return np.exp(-np.arange(count) * length / (2 * SETTLES))


def fit(values: ArrayLike, first_day: date) -> RevenueModel:
    """Return the model of daily `values`, one a day from `first_day` on, 0 where nothing was sold.

    Any finite values will do: with too few days of them the model's reach is none, and its notes say so.
    """
    history = histories.read(values, first_day)
    if history.reach is Reach.NONE:
        return RevenueModel(history, np.ones(WEEK), np.ones(LONGEST), level=0.0, alpha=0.0)
    unit = usual_day(history.values)
    days, first = history.values / unit, history.first_day
    week = weekday_index(days)
    weekday = week[(np.arange(len(days)) - len(days)) % WEEK]
    annual = annual_index(days, weekday, first=first.toordinal(), ahead=LONGEST)
    factors = weekday * annual[: len(days)]
    alpha, known = chosen(days, factors)
    past = Past(days, factors, known, BURN if len(days) >= 3 * BURN else WEEK)
    short = blocks(past, FORTNIGHT if past.days >= 5 * FORTNIGHT else WEEK, keep=0.0)
    whole = min(QUARTER, past.days // TIMES // WEEK * WEEK)
    return RevenueModel(
        history,
        np.roll(week, history.next_day.weekday()),
        annual[len(days) :],
        level=float(known[-1]) * unit,
        alpha=alpha,
        wander=drift(past, short),
        unseasoned=0.0 if history.reach is Reach.FULL else UNSEASONED,
        fortnights=short,
        trajectories=blocks(past, whole, keep=SHARE) if whole >= 2 * FORTNIGHT else None,
    )


def _mean(kind: Blocks, horizon: int) -> NDArray[np.float64]:
    count = -(-horizon // kind.length)
    moved = np.concatenate(([0.0], np.cumsum(kind.trend * damping(kind.length, count))[:-1]))
    return np.outer(np.exp(moved), kind.ratios.mean(axis=0)).ravel()[:horizon]
