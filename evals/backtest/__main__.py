"""Scores the revenue forecast on daily series beside its peers: `python -m evals.backtest [--csv FILE …] [--json]`.

Without a file the committed series are taken, and 1 is returned when a pass line is missed; 2 is bad input.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from credora_agent.analytics.forecast.model import MODEL_VERSION
from credora_agent.core.errors import BadInput
from evals.backtest.forecasters import ours, peers
from evals.backtest.series import Series, committed, read
from evals.backtest.show import show
from evals.backtest.tally import missed, tally
from evals.backtest.windows import Run, origins, run

WIDTH = 150
PATIENCE = 5.0
"""Seconds between two words on stderr."""


def main() -> int:
    """Backtest the series asked for and print what was found."""
    chosen = _arguments()
    try:
        series = [read(path, day=chosen.date_col, value=chosen.value_col) for path in chosen.csv or committed()]
        report = backtest(series, every=chosen.every, paths=chosen.paths, seed=chosen.seed, installed=chosen.installed)
    except BadInput as bad:
        print(bad, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    if chosen.json:
        print(json.dumps(report, indent=1))
    else:
        show(Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH), report, judged=not chosen.csv)
    return 1 if report["missed"] and not chosen.csv else 0


def backtest(series: list[Series], *, every: int, paths: int, seed: int, installed: bool) -> dict[str, Any]:
    """Return the report: our figures at the top, `peers`, `peers_missing`, and the same for each of `series`."""
    began, say = time.perf_counter(), _Progress()
    others, absent = peers(installed=installed)
    runs: list[dict[str, Run]] = []
    told: list[tuple[str, ...]] = []
    for one in series:
        try:
            at, said = origins(len(one.values), every)
        except BadInput as bad:
            raise BadInput(f"{one.name}: {bad.cause}", remedy=bad.remedy) from None
        told.append((*one.notes, *said))
        runs.append(run(one, {"ours": ours, **others}, at, paths=paths, seed=seed, progress=say))
    whole = _figures(runs)
    return {
        **whole,
        "peers_missing": absent,
        "missed": missed(whole, whole["peers"]),
        "model": MODEL_VERSION,
        "paths": paths,
        "seed": seed,
        "every": every,
        "seconds": round(time.perf_counter() - began, 1),
        "series": [
            {
                "name": one.name,
                "first_day": one.first_day.isoformat(),
                "days": len(one.values),
                "notes": notes,
                **_figures([of_one]),
            }
            for one, of_one, notes in zip(series, runs, told, strict=True)
        ],
    }


def _figures(runs: list[dict[str, Run]]) -> dict[str, Any]:
    naives = [each["naive"] for each in runs]
    found = {name: tally([each[name] for each in runs], naives) for name in runs[0]}
    return {**found.pop("ours"), "peers": found}


class _Progress:
    """Says on stderr where a long run is, every few seconds."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, where: str) -> None:
        if time.monotonic() - self._said > PATIENCE:
            print(where, file=sys.stderr, flush=True)
            self._said = time.monotonic()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.backtest", description=__doc__)
    parser.add_argument("--csv", type=Path, action="append", metavar="FILE", help="a daily series; may be repeated")
    parser.add_argument("--date-col", help="the column of days, when it cannot be guessed")
    parser.add_argument("--value-col", help="the column of values, or a product such as 'Quantity*UnitPrice'")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--every", type=int, default=14, help="days between two windows (14)")
    parser.add_argument("--paths", type=int, default=1000, help="simulated paths of each forecast (1000)")
    parser.add_argument("--seed", type=int, default=0, help="of the first window; the next ones count on (0)")
    parser.add_argument("--peers", choices=["none", "installed"], default="installed", help="beside the naive one")
    chosen = parser.parse_args()
    for name, least, most in (("every", 1, 365), ("paths", 100, 10_000), ("seed", 0, 2**31)):
        if not least <= getattr(chosen, name) <= most:
            parser.error(f"--{name} is a number from {least} to {most:,}")
    chosen.installed = chosen.peers == "installed"
    return chosen


if __name__ == "__main__":
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(threads, "1")  # CPU is compared; spinning threads would count
    sys.exit(main())
