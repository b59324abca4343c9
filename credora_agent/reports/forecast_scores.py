"""How forecasts came out: those given before, and the model's own on older days while there are none. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.analytics.forecast.history import FEWEST
from credora_agent.analytics.forecast.model import fit
from credora_agent.analytics.forecast.paths import simulate
from credora_agent.analytics.forecast.score import from_percentiles
from credora_agent.reports.outlook import Scored, Track

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from numpy.typing import NDArray
    from sqlalchemy import Row

WINDOWS = (28, 90)
"""Days of the sums that are scored."""
ORIGINS = 6
"""Forecasts of a backtest, one every 28 days."""
BACKTEST_PATHS = 400
ENOUGH = 3
"""Forecasts given and scored, from which on they speak for themselves."""

Scores = dict[str, dict[str, Any]]


def newly_scored(
    rows: Sequence[Row[Any]], history: NDArray[np.float64], first: date
) -> tuple[dict[UUID, Scores], list[tuple[date, Scores]]]:
    """Return the scores that changed by forecast, and every forecast's day and scores, in order of days.

    `history` has the sales of each day from `first` on, in currency units; a window counts once it holds it all.
    """
    changed: dict[UUID, Scores] = {}
    every = []
    for row in rows:
        scores = dict(row.scores or {})
        for days in WINDOWS:
            since = (row.today - first).days
            sums = row.result.get("sales", {}).get(str(days))
            if sums and str(days) not in scores and since >= 0 and since + days <= len(history):
                scores[str(days)] = score(row.result["percents"], sums, float(history[since : since + days].sum()))
                changed[row.id] = scores
        every.append((row.today, scores))
    return changed, every


def score(percents: Sequence[float], values: Sequence[float], actual: float) -> dict[str, Any]:
    """Return how a stored sum came out against what happened."""
    stored = dict(zip(percents, values, strict=True))
    whole = {int(percent): value for percent, value in stored.items() if percent == int(percent)}
    found = from_percentiles(whole, actual)
    return {
        "actual": round(actual, 2),
        "low": stored[10],
        "median": stored[50],
        "high": stored[90],
        "inside80": found.within[80],
        "inside95": bool(stored[2.5] <= actual <= stored[97.5]),
        "error": round(found.error, 2),
        "pit": round(found.pit, 4),
        "crps": round(found.crps, 2),
    }


def tracks(every: Sequence[tuple[date, Scores]]) -> tuple[Track, ...]:
    """Return the record of given forecasts by the days of their sums."""
    told = []
    for days in WINDOWS:
        scored = [(day, scores[str(days)]) for day, scores in every if str(days) in scores]
        if scored:
            told.append(_track("given", days, scored))
    return tuple(told)


def backtest(history: NDArray[np.float64], first: date) -> Track | None:
    """Return how the model would have forecast the shop's last 28-day sums; None where the history is too short."""
    days, scored = WINDOWS[0], []
    for back in range(1, ORIGINS + 1):
        cut = len(history) - back * days
        if cut < 2 * FEWEST:
            break
        model = fit(history[:cut], first)
        if model.longest < days:
            break
        sums = simulate(model, horizon=days, paths=BACKTEST_PATHS, seed=back).sum(axis=1)
        percents = (2.5, *(float(percent) for percent in range(5, 100, 5)), 97.5)
        values = np.percentile(sums, percents).tolist()
        scored.append((first + timedelta(days=cut), score(percents, values, float(history[cut : cut + days].sum()))))
    return _track("backtest", days, scored[::-1]) if scored else None


def _track(kind: str, days: int, scored: Sequence[tuple[date, Mapping[str, Any]]]) -> Track:
    errors = [abs(one["error"]) / one["actual"] for _, one in scored if one["actual"] > 0]
    day, last = scored[-1]
    return Track(
        kind=kind,
        days=days,
        forecasts=len(scored),
        inside80=sum(one["inside80"] for _, one in scored),
        inside95=sum(one["inside95"] for _, one in scored),
        median_error=Decimal(repr(round(float(np.median(errors)), 4))) if errors else None,
        latest=Scored(
            made_for=day,
            days=days,
            **{name: Decimal(repr(last[name])) for name in ("low", "median", "high", "actual")},
        ),
    )
