"""Measures Credora side by side with its peers: `python -m evals.bench [NAME|all]`, by default all.

Names: help, plan, ask, import, ingest, pnl, analytics, limits, mcp, chat, web.

Exits with 1 when a pass line was missed or nothing could be measured.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from evals.bench import analytics, asking, chat, imports, ingest, limits, mcp, planner, pnl, startup, web
from evals.bench.show import say, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.bench.result import Result

WIDTH = 150
BENCHES = ("help", "plan", "ask", "import", "ingest", "pnl", "analytics", "limits", "mcp", "chat", "web")


def main() -> int:
    """Run the benches asked for, each with all it needs and nothing left behind."""
    chosen = _arguments()
    benches: dict[str, Callable[[], Result]] = {
        "help": startup.bench,
        "plan": lambda: planner.bench(chosen.scale),
        "ask": lambda: asking.bench(chosen.scale),
        "import": lambda: imports.bench(chosen.scale, chosen.file),
        "ingest": lambda: ingest.bench(chosen.scale),
        "pnl": lambda: pnl.bench(chosen.scale),
        "analytics": lambda: analytics.bench(chosen.scale),
        "limits": lambda: limits.bench(chosen.scale, chosen.shops),
        "mcp": lambda: mcp.bench(chosen.scale),
        "chat": lambda: chat.bench(chosen.scale),
        "web": lambda: web.bench(chosen.scale),
    }
    try:
        results = [benches[name]() for name in (benches if chosen.bench == "all" else [chosen.bench])]
    except KeyboardInterrupt:
        say("stopped; everything was removed")
        return 130
    _print(results, whole=chosen.bench == "all", as_json=chosen.json)
    return 0 if all(result.passed for result in results) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("bench", nargs="?", default="all", choices=[*BENCHES, "all"])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--scale", choices=["small", "full"], default="full", help="small takes seconds")
    parser.add_argument("--file", type=Path, help="order lines for `import` (.csv or .csv.gz)")
    parser.add_argument("--shops", type=int, help=f"how many shops `limits` simulates, 1 to {limits.SHOPS}")
    chosen = parser.parse_args()
    if chosen.shops is not None and not 1 <= chosen.shops <= limits.SHOPS:
        parser.error(f"--shops is a number from 1 to {limits.SHOPS}")
    if chosen.file is not None and not chosen.file.is_file():
        parser.error(f"{chosen.file} is not a file")
    return chosen


def _print(results: list[Result], *, whole: bool, as_json: bool) -> None:
    if not as_json:
        console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
        for result in results:
            show(console, result)
        return
    found = [result.as_json() for result in results]
    passed = all(result.passed for result in results)
    print(json.dumps({"name": "all", "passed": passed, "benches": found} if whole else found[0], indent=1))


if __name__ == "__main__":
    sys.exit(main())
