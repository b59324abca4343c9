"""Possible futures: many paths of daily revenue, the same for the same seed whatever is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.forecast.model import FORTNIGHT, RevenueModel, damping
from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from credora_agent.analytics.forecast.blocks import Blocks

MOST_CELLS = 4_000_000
"""Days × paths in memory at once: 32 MB, 10,000 paths of more than a year."""


def affordable(paths: int, *, horizon: int) -> int:
    """Return how many of `paths` are simulated over `horizon` days, so that memory stays bounded."""
    return min(paths, MOST_CELLS // max(horizon, 1))


def simulate(
    model: RevenueModel, *, horizon: int, paths: int, seed: int, uplift: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return paths of daily revenue in the history's unit, shape (affordable(paths), horizon).

    Paths of even number are fortnights of past errors in a row over a level that wanders, those of odd number
    whole past trajectories, while there are such. `uplift`, shape (horizon,), multiplies the days; the draws of
    one model, seed, horizon and number of paths are the same under any. Raises BadInput when the history does
    not carry the horizon, or an argument makes no sense.
    """
    calendar = model.factors(horizon)
    if paths < 1 or seed < 0:
        raise BadInput("A simulation needs at least one path and a seed from 0 on.", remedy="Ask for 1,000 and 0.")
    if uplift is not None:
        calendar = calendar * _checked(uplift, horizon)
    draw = np.random.default_rng(seed)
    made = np.empty((affordable(paths, horizon=horizon), horizon))
    kinds = [kind for kind in (model.fortnights, model.trajectories) if kind is not None]
    for i, kind in enumerate(kinds):
        wander = model.unseasoned + (model.wander if kind is model.fortnights else 0.0)
        part = made[i :: len(kinds)]
        np.multiply(_drawn(kind, len(part), horizon, wander, draw), calendar, out=part)
    return made


def _drawn(kind: Blocks, paths: int, horizon: int, wander: float, draw: np.random.Generator) -> NDArray[np.float64]:
    """Return what is drawn over the calendar, shape (paths, horizon): blocks, each from where the last one ended."""
    picked = draw.integers(len(kind.ends), size=(paths, -(-horizon // kind.length)))
    ratios = kind.ratios[picked]
    ratios *= np.exp(_moved(kind, picked))[:, :, None]
    drawn = ratios.reshape(paths, picked.shape[1] * kind.length)[:, :horizon]
    if wander:
        drawn *= np.repeat(_wandered(paths, -(-horizon // FORTNIGHT), wander, draw), FORTNIGHT, axis=1)[:, :horizon]
    return drawn


def _moved(kind: Blocks, picked: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the logarithm of the level at the beginning of each block, shape (paths, blocks).

    Its exponential has the mean that the trend of the blocks gives it.
    """
    fading = damping(kind.length, picked.shape[1])
    steps = np.outer(fading, np.log(kind.ends))
    steps += (fading * kind.trend - np.log(np.exp(steps).mean(axis=1)))[:, None]
    moved = np.zeros(picked.shape)
    np.cumsum(steps[np.arange(len(fading) - 1), picked[:, :-1]], axis=1, out=moved[:, 1:])
    return moved


def _wandered(paths: int, fortnights: int, wander: float, draw: np.random.Generator) -> NDArray[np.float64]:
    """Return the level's random walk of variance `wander` a day, shape (paths, fortnights), of mean 1.

    A fortnight's own wandering is in from its beginning.
    """
    spread = np.sqrt(wander * FORTNIGHT) * damping(FORTNIGHT, fortnights)
    walk = draw.standard_normal((paths, fortnights)) * spread - spread**2 / 2
    return np.asarray(np.exp(np.cumsum(walk, axis=1)))


def _checked(uplift: NDArray[np.float64], horizon: int) -> NDArray[np.float64]:
    if uplift.shape != (horizon,) or not np.all((uplift >= 0) & np.isfinite(uplift)):
        raise BadInput(
            f"The uplift is not {horizon} finite factors from 0 on.", remedy="Give one factor a day; 1 changes nothing."
        )
    return uplift
