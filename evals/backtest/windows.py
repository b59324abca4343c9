"""Rolling origins: every so many days the past is cut off, forecast from, and compared with what came."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.forecast.history import FEWEST, SHORT_UNTIL, YEAR
from credora_agent.analytics.forecast.score import coverage, crps, pit
from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from evals.backtest.forecasters import Forecaster
    from evals.backtest.series import Series

HORIZONS = (28, 90)
MOST = 60
"""Windows of one series at the most; of a longer one the last are taken."""
FEW = 4
"""Windows that must be left after a year of history, or less history has to do."""
INTERVALS = (80, 95)


@dataclass(frozen=True, slots=True)
class Window:
    """How one forecast of one window's sum, and of its days, came out. CRPS in the series' unit."""

    crps: float
    pit: float
    covered: dict[int, bool]
    days_covered: dict[int, float]
    error: float | None


@dataclass(slots=True)
class Run:
    """One forecaster over one series: its windows by (horizon, origin), CPU milliseconds, and failures by reason."""

    windows: dict[tuple[int, int], Window] = field(default_factory=dict)
    cpu_ms: list[float] = field(default_factory=list)
    failed: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def origins(days: int, every: int) -> tuple[list[int], tuple[str, ...]]:
    """Return the days that are forecast from, counted from the first, and what has to be said about them.

    Raises BadInput when `days` are too few for a single window.
    """
    said = []
    first = YEAR
    if days < YEAR + HORIZONS[0] + (FEW - 1) * every:
        first = max(FEWEST, days // 2)
        said.append(f"{days} days are too few for windows after a year of history: the first comes after {first}.")
    found = list(range(first, days - HORIZONS[0] + 1, every))
    if not found:
        raise BadInput(
            f"{days} days from the first sale are too few.", remedy=f"Give at least {FEWEST + HORIZONS[0]} days."
        )
    if len(found) > MOST:
        said.append(f"Of {len(found)} windows the last {MOST} are taken.")
    return found[-MOST:], tuple(said)


def run(  # noqa: PLR0913 - what a run is
    series: Series,
    forecasters: dict[str, Forecaster],
    at: list[int],
    *,
    paths: int,
    seed: int,
    progress: Callable[[str], None],
) -> dict[str, Run]:
    """Return each forecaster's run; all see the same pasts, and one that fails in a window goes on with the next."""
    runs = {name: Run() for name in forecasters}
    for number, origin in enumerate(at):
        for name, forecaster in forecasters.items():
            progress(f"{series.name}: window {number + 1} of {len(at)}, {name}")
            _one(runs[name], series, forecaster, origin, paths=paths, seed=seed + number)
    return runs


def _one(run: Run, series: Series, forecaster: Forecaster, origin: int, *, paths: int, seed: int) -> None:  # noqa: PLR0913
    past, future = series.values[:origin], series.values[origin:]
    reach = max(h for h in HORIZONS if h <= len(future) and (h <= FEWEST or origin > SHORT_UNTIL))
    began = time.process_time()
    try:
        drawn = forecaster(past, series.first_day, reach, paths, seed)
    except Exception as error:  # noqa: BLE001 - a peer may fail in any way; it is counted and said
        run.failed[f"{type(error).__name__}: {error}"[:200]] += 1
        return
    run.cpu_ms.append((time.process_time() - began) * 1000)
    if drawn.shape != (paths, reach) or not np.isfinite(drawn).all():
        run.failed["its paths are not finite numbers"] += 1
        return
    for horizon in HORIZONS:
        if horizon <= reach:
            run.windows[horizon, origin] = _scored(drawn[:, :horizon], future[:horizon])


def _scored(drawn: NDArray[np.float64], happened: NDArray[np.float64]) -> Window:
    sums, total = drawn.sum(axis=1), float(happened.sum())
    covered, days = {}, {}
    for share in INTERVALS:
        tails = [(100 - share) / 2, (100 + share) / 2]
        low, high = np.percentile(sums, tails)
        covered[share] = bool(low <= total <= high)
        low, high = np.percentile(drawn, tails, axis=0)
        days[share] = coverage(low, high, happened)
    error = abs(float(np.median(sums)) - total) / abs(total) if total else None
    return Window(float(crps(sums, total)), float(pit(sums, total)), covered, days, error)
