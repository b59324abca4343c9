"""`import`: the real file of order lines into new books by the real command, and a second time."""

from __future__ import annotations

import asyncio
import json
from time import perf_counter
from typing import TYPE_CHECKING, Any

from evals.bench.floors import copy_rows, read_with_csv
from evals.bench.home import CREDORA, Ran, credora, kept_up, start, temporary_home, wait
from evals.bench.memory import Peaks, watched
from evals.bench.order_lines import order_file
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say

if TYPE_CHECKING:
    from pathlib import Path

LINES = {"small": 20_000, "full": None}
RATE, MEMORY = 10_000, 400
SHOP = ("--shop", "bench", "--currency", "GBP", "--timezone", "Europe/London", "--json")


def bench(scale: str, given: Path | None = None) -> Result:
    """Return the lines a second and the memory of a first and a second import, beside two floors."""
    with temporary_home() as home:
        file, what = order_file(given, home, LINES[scale])
        say("import: making the database")
        made = credora(home, "migrate")
        with kept_up(home) as lease:
            say(f"import: csv alone, {what}")
            rows, reading = read_with_csv(file)
            say("import: COPY alone")
            copied, copying, version = asyncio.run(copy_rows(lease, file))
            floors = {"csv reader alone": Value.once(rows / reading), "COPY alone": Value.once(copied / copying)}
            first = _taken_in(home, file, "first")
            again = _taken_in(home, file, "second")
        return Result(
            "import", f"`credora import` of {what} into new books, start of the process included",
            f"≥ {RATE:,} lines/s, and < {MEMORY} MB for the process and Postgres together",
            (*_speeds(first, again, rows, floors), _from_nothing(made, first[0], rows), *_memory(first, again)),
            (
                _outcome(first[2]),
                f"making the database itself took {made.wall:.1f} s before that",
                f"memory sampled {first[1].samples} times; shared pages split among their users: {first[1].told}",
            ),
            version,
        )  # fmt: skip


def _taken_in(home: Path, file: Path, which: str) -> tuple[Ran, Peaks, dict[str, Any]]:
    say(f"import: {which} time")
    began = perf_counter()
    process = start([str(CREDORA), "import", str(file.resolve()), *SHOP], home)
    with watched(process.pid, home) as peaks:
        ran = wait(process, began)
    return ran, peaks, json.loads(ran.out)


def _speeds(
    first: tuple[Ran, Peaks, Any], again: tuple[Ran, Peaks, Any], rows: int, floors: dict[str, Value]
) -> list[Cell]:
    rates = [Value.once(rows / ran.wall) for ran, *_ in (first, again)]
    changed = sum(again[2][name] for name in ("entries_added", "entries_superseded", "days_touched"))
    return [
        Cell(
            "first import", "lines/s", rates[0], floors, passed=rates[0].median >= RATE, said=f"{first[0].wall:.1f} s"
        ),
        Cell("the same file again", "lines/s", rates[1], floors, said=f"{again[0].wall:.1f} s"),
        Cell("rows it changed", "rows", Value.once(changed), passed=changed == 0),
    ]


def _from_nothing(made: Ran, first: Ran, rows: int) -> Cell:
    return Cell("first, database made too", "lines/s", Value.once(rows / (made.wall + first.wall)))


def _memory(first: tuple[Ran, Peaks, Any], again: tuple[Ran, Peaks, Any]) -> list[Cell]:
    peaks = [max(first[1].proportional, again[1].proportional), max(first[1].server, again[1].server)]
    resident = max(first[1].resident, again[1].resident)
    process = max(first[1].client, again[1].client) or resident
    return [
        Cell("process, peak RSS", "MB", Value.once(process), passed=process < MEMORY),
        Cell("process and Postgres, peak PSS", "MB", Value.once(peaks[0]), passed=peaks[0] < MEMORY),
        Cell("Postgres alone, peak PSS", "MB", Value.once(peaks[1])),
        Cell("all, RSS (shared counted often)", "MB", Value.once(resident)),
    ]


def _outcome(said: dict[str, Any]) -> str:
    return (
        f"{said['rows']:,} rows, {said['rejected']:,} rejected, {said['entries_added']:,} ledger rows added; "
        f"by its own clock {said['seconds']:.1f} s, {said['rows_per_second']:,} rows/s"
    )
