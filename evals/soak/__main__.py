"""Loads the MCP servers over HTTP as many clients would: `python -m evals.soak [--seconds 1800]`.

A server of its own over an invented shop's books; 50 clients with tokens ask 20 times a second together. Exits with 1
when a call failed, when the 95th of a hundred took longer than 300 ms, or when the server's memory grew by 5 % or more.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from evals.bench.home import kept_up, temporary_home
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say
from evals.soak.fleet import Load, Tally, load
from evals.soak.place import UNLIMITED, served, take_in, token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.bench.listening import Server


SLOW, GROWTH = 300.0, 0.05
"""Milliseconds and share: the lines of a load that is steady."""
WARM, SAMPLE = 20.0, 5.0
"""Seconds asked before memory counts, and between two looks at it."""
TOKENS = 5
FLOOD = 10.0


@dataclass(slots=True)
class Soaked:
    """What a load showed: the calls, and the server's memory in MB over time, warmed up."""

    how: Load
    tally: Tally
    memory: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def growth(self) -> float:
        """How much larger the last tenth of the memory is than the first, as a share."""
        tenth = max(1, len(self.memory) // 10)
        first, last = self.memory[:tenth], self.memory[-tenth:]
        return sum(last) / len(last) / (sum(first) / len(first)) - 1


def main() -> int:
    """Load the servers, print what came of it, and return 0 if they were steady."""
    chosen = _arguments()
    with temporary_home() as home, kept_up(home):
        say("soak: taking an invented shop in")
        take_in(home)
        tokens = [token(home, f"soak {n}") for n in range(TOKENS)]
        with served(home, **UNLIMITED) as server:
            steady = asyncio.run(_soak(server, tokens, Load(chosen.seconds, chosen.clients, chosen.rate)))
            flood = asyncio.run(_soak(server, tokens, Load(FLOOD, chosen.clients, None)))
    result = judged(steady, flood)
    if chosen.json:
        print(json.dumps(result.as_json(), indent=1))
    else:
        _print(result)
    return 0 if result.passed else 1


async def _soak(server: Server, tokens: Sequence[str], how: Load) -> Soaked:
    """Return what came of a load, after a short one that does not count."""
    today = datetime.now(UTC).date()
    warm = Load(min(WARM, how.seconds), how.clients, how.rate)
    say(f"soak: warming up for {warm.seconds:.0f} s")
    await load(server.url, tokens, warm, today, seed=1)
    say(f"soak: {how.clients} clients for {how.seconds:.0f} s")
    soaked = Soaked(how, Tally())
    watching = asyncio.create_task(_watch(server, soaked))
    used = server.cpu
    soaked.tally = await load(server.url, tokens, how, today)
    soaked.cpu = server.cpu - used
    watching.cancel()
    return soaked


async def _watch(server: Server, soaked: Soaked) -> None:
    while True:
        soaked.memory.append(server.memory)
        await asyncio.sleep(SAMPLE)


def judged(steady: Soaked, flood: Soaked) -> Result:
    """Return what was measured, the steady load beside its lines."""
    tally, how = steady.tally, steady.how
    slow = tally.percentile(0.95)
    wrong = len(tally.errors) + len(flood.tally.errors)
    per_second = flood.tally.calls / flood.how.seconds
    cells = (
        Cell("p50", "ms", Value.once(tally.percentile(0.5))),
        Cell("p95", "ms", Value.once(slow), {"line": Value.once(SLOW)}, passed=slow < SLOW),
        Cell("p99", "ms", Value.once(tally.percentile(0.99))),
        *(Cell(f"p95 of {name}", "ms", Value.once(tally.percentile(0.95, name))) for name in sorted(tally.took)),
        Cell("calls that failed", "calls", Value.once(wrong), passed=wrong == 0, said=_most(tally, flood.tally)),
        Cell("memory at the start", "MB", Value.once(steady.memory[0])),
        Cell("memory at the end", "MB", Value.once(steady.memory[-1])),
        Cell("its growth", "%", Value.once(100 * steady.growth), {"line": Value.once(100 * GROWTH)},
             passed=steady.growth < GROWTH),
        Cell("CPU of the server a call", "ms", Value.once(1000 * steady.cpu / max(tally.calls, 1))),
        Cell("answered when nobody waits", "calls/s", Value.once(per_second)),
        Cell("p95 then", "ms", Value.once(flood.tally.percentile(0.95))),
    )  # fmt: skip
    return Result(
        "soak",
        f"{how.clients} clients, together {how.rate:.0f} calls a second for {how.seconds:.0f} s over HTTP: "
        f"{tally.calls:,} calls; then as fast as they are answered for {flood.how.seconds:.0f} s",
        f"no call fails, p95 < {SLOW:.0f} ms, memory grows by less than {GROWTH:.0%}",
        cells,
        ("clients and server share the machine's cores; a call is timed from when it was due",),
    )


def _most(*tallies: Tally) -> str:
    common = Counter(error for tally in tallies for error in tally.errors).most_common(3)
    return "; ".join(f"{count}× {error[:150]}" for error, count in common)


def _print(result: Result) -> None:
    from rich.console import Console  # noqa: PLC0415 - JSON does without

    from evals.bench.show import show  # noqa: PLC0415 - as above

    show(Console(highlight=False, width=None if sys.stdout.isatty() else 150), result)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long (default: 60; the long one is 1800)")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--rate", type=float, default=20.0, help="calls a second of all clients together")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen: Any = parser.parse_args()
    return chosen


if __name__ == "__main__":
    sys.exit(main())
