"""Our model and its peers, each as a function from history to simulated paths."""

from __future__ import annotations

import contextlib
import logging
import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from credora_agent.analytics.forecast.model import fit
from credora_agent.analytics.forecast.paths import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from numpy.typing import NDArray

Forecaster: TypeAlias = "Callable[[NDArray[np.float64], date, int, int, int], NDArray[np.float64]]"
"""(values, their first day, horizon, paths, seed) → paths of shape (paths, horizon)."""

WEEK = 7


def ours(values: NDArray[np.float64], first_day: date, horizon: int, paths: int, seed: int) -> NDArray[np.float64]:
    """Return paths of the product's model."""
    return simulate(fit(values, first_day), horizon=horizon, paths=paths, seed=seed)


def naive(values: NDArray[np.float64], first_day: date, horizon: int, paths: int, seed: int) -> NDArray[np.float64]:
    """Return paths of the seasonal naive: each day is the one a week before plus a resampled past change of that."""
    del first_day
    weeks = -(-horizon // WEEK)
    changes = values[WEEK:] - values[:-WEEK]
    drawn = np.random.default_rng(seed).choice(changes, (paths, weeks, WEEK))
    return np.asarray((values[-WEEK:] + drawn.cumsum(axis=1)).reshape(paths, -1)[:, :horizon])


def auto_ets(values: NDArray[np.float64], first_day: date, horizon: int, paths: int, seed: int) -> NDArray[np.float64]:
    """Return paths of statsforecast's AutoETS with a week's season, by its own simulation."""
    del first_day
    return _simulated("AutoETS", values, horizon, paths, seed)


def auto_theta(
    values: NDArray[np.float64], first_day: date, horizon: int, paths: int, seed: int
) -> NDArray[np.float64]:
    """Return paths of statsforecast's AutoTheta with a week's season, by its own simulation."""
    del first_day
    return _simulated("AutoTheta", values, horizon, paths, seed)


def prophet(values: NDArray[np.float64], first_day: date, horizon: int, paths: int, seed: int) -> NDArray[np.float64]:
    """Return Prophet's predictive samples, with its defaults."""
    pandas = import_module("pandas")
    np.random.seed(seed)  # noqa: NPY002 - Prophet draws from numpy's global state
    with _quiet():
        model = import_module("prophet").Prophet(uncertainty_samples=paths)
        model.fit(pandas.DataFrame({"ds": pandas.date_range(first_day, periods=len(values)), "y": values}))
        ahead = model.make_future_dataframe(horizon, include_history=False)
        return np.asarray(model.predictive_samples(ahead)["yhat"]).T


PEERS: dict[str, tuple[Forecaster, str | None]] = {
    "naive": (naive, None),
    "auto_ets": (auto_ets, "statsforecast"),
    "auto_theta": (auto_theta, "statsforecast"),
    "prophet": (prophet, "prophet"),
}
"""Each peer with the package it needs; the naive one is what all are measured against."""


def peers(*, installed: bool) -> tuple[dict[str, Forecaster], dict[str, str]]:
    """Return the peers that can run and, for the others, why not; the naive one alone unless `installed` are asked."""
    here: dict[str, Forecaster] = {}
    absent: dict[str, str] = {}
    for name, (forecaster, package) in PEERS.items():
        if package is None:
            here[name] = forecaster
        elif not installed:
            absent[name] = "left out by --peers none"
        elif find_spec(package) is None:
            absent[name] = f"{package} is not installed: uv run --extra bench python -m evals.backtest"
        else:
            here[name] = forecaster
    return here, absent


def _simulated(kind: str, values: NDArray[np.float64], horizon: int, paths: int, seed: int) -> NDArray[np.float64]:
    models: Any = import_module("statsforecast.models")
    with _quiet():
        fitted = getattr(models, kind)(season_length=WEEK).fit(values)
        return np.asarray(fitted.simulate(h=horizon, n_paths=paths, seed=seed), dtype=np.float64)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what peers warn of and log out of the report; numpy's floating-point complaints too."""
    for name in ("prophet", "cmdstanpy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
