"""Windows added up to figures: loss beside the naive one's, coverage, CPU, for a series and over all."""

from __future__ import annotations

from math import exp, log
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.backtest.windows import HORIZONS, INTERVALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evals.backtest.windows import Run, Window

BINS = 10
LINES = {"rel_crps_sum_28": (0.0, 0.90), "rel_crps_sum_90": (0.0, 0.80), "cover80_sum_28": (0.70, 0.92),
         "cover95_sum_28": (0.86, 1.0)}  # fmt: skip
"""The pass lines: from and to."""
AHEAD_OF = ("auto_ets", "prophet")
"""Peers that the model must be ahead of in both sums, where they ran."""


def tally(runs: Sequence[Run], naives: Sequence[Run]) -> dict[str, Any]:
    """Return the figures of one forecaster over several series, beside the naive one over the same.

    Relative CRPS is Σ ÷ Σ over the windows both have, and its geometric mean over series; coverage, PIT and MAPE
    are over all windows. None where there is no window, or nothing to divide by.
    """
    found: dict[str, Any] = {}
    for horizon in HORIZONS:
        ratios = [ratio for mine, base in zip(runs, naives, strict=True) if (ratio := _ratio(mine, base, horizon))]
        found[f"rel_crps_sum_{horizon}"] = round(exp(fmean(map(log, ratios))), 4) if ratios else None
        windows = [window for run in runs for (days, _), window in run.windows.items() if days == horizon]
        for share in INTERVALS:
            found[f"cover{share}_sum_{horizon}"] = _mean(window.covered[share] for window in windows)
            found[f"cover{share}_days_{horizon}"] = _mean(window.days_covered[share] for window in windows)
        found[f"mape_sum_{horizon}"] = _mean(window.error for window in windows if window.error is not None)
        found[f"pit_sum_{horizon}"] = _histogram(windows)
    spent = [spell for run in runs for spell in run.cpu_ms]
    found["cpu_ms"] = round(median(spent), 2) if spent else None
    found["windows"] = sum(days == HORIZONS[0] for run in runs for days, _ in run.windows)
    found["windows_90"] = sum(days == HORIZONS[1] for run in runs for days, _ in run.windows)
    failed = {reason: times for run in runs for reason, times in run.failed.items()}
    return found | ({"failed": failed} if failed else {})


def missed(ours: dict[str, Any], peers: dict[str, dict[str, Any]]) -> list[str]:
    """Return the pass lines that are missed, in words; a figure there is none of is no pass."""
    found = []
    for name, (least, most) in LINES.items():
        value = ours[name]
        if value is None or not least <= value <= most:
            found.append(f"{name} is {value}, not within {least} to {most}")
    for peer in AHEAD_OF:
        for name in ("rel_crps_sum_28", "rel_crps_sum_90"):
            theirs = peers.get(peer, {}).get(name)
            if theirs is not None and ours[name] is not None and ours[name] >= theirs:
                found.append(f"{name} is {ours[name]}, not below {peer}'s {theirs}")
    return found


def _ratio(mine: Run, base: Run, horizon: int) -> float:
    """Return Σ CRPS ÷ Σ CRPS of the naive one; 0 when either is 0 or has no window."""
    shared = [key for key in mine.windows if key in base.windows and key[0] == horizon]
    theirs = sum(base.windows[key].crps for key in shared)
    return sum(mine.windows[key].crps for key in shared) / theirs if theirs else 0.0


def _mean(values: Iterable[float]) -> float | None:
    held = list(values)
    return round(fmean(held), 4) if held else None


def _histogram(windows: Sequence[Window]) -> list[int]:
    """Return how many windows came out in each tenth of what had been forecast."""
    counts, _ = np.histogram([window.pit for window in windows], bins=BINS, range=(0, 1))
    return [int(count) for count in counts]
