"""`help`: what the first sign of life costs, in CPU, beside the interpreter alone and beside importing Typer."""

from __future__ import annotations

import sys

from evals.bench.home import CREDORA, Ran, start, wait
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say

RUNS = 10
LINE = 0.3


def bench() -> Result:
    """Return the CPU seconds of a cold `credora --help` with compiled modules in place, as a user has them."""
    commands = {
        "credora --help": [str(CREDORA), "--help"],
        "python -c pass": [sys.executable, "-c", "pass"],
        "import typer": [sys.executable, "-c", "import typer"],
    }
    for command in commands.values():
        _run(command)  # leaves the compiled modules behind
    taken: dict[str, list[Ran]] = {name: [] for name in commands}
    say(f"help: {RUNS} runs")
    for _ in range(RUNS):
        for name, command in commands.items():
            taken[name].append(_run(command))
    ours, *peers = ({n: Value.of([ran.cpu for ran in runs], "CPU s")} for n, runs in taken.items())
    value = ours["credora --help"]
    wall = Value.of([ran.wall for ran in taken["credora --help"]], "s")
    return Result(
        "help",
        f"CPU of a new process, user and system, {RUNS} runs in turn",
        f"a cold `credora --help` takes less than {LINE} s of CPU (median)",
        (
            Cell(
                "credora --help",
                "CPU s",
                value,
                {k: v for p in peers for k, v in p.items()},
                passed=value.median < LINE,
            ),
            Cell("its wall clock", "s", wall),
        ),
        ("modules compiled beforehand and PYTHONDONTWRITEBYTECODE unset: what a user has from the second start on",),
    )


def _run(command: list[str]) -> Ran:
    return wait(start(command))
