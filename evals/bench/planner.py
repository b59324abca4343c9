"""`plan`: how long the local planner thinks about a question, over the questions it is scored with."""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING, Any

from evals.bench.home import ROOT
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say

if TYPE_CHECKING:
    from pathlib import Path

CASES = ROOT / "evals" / "datasets" / "planning.jsonl"
ROUNDS = {"small": 1, "full": 5}
MEASURED = "milliseconds from a question to its plan, on one core, without a database"


def bench(scale: str, cases: Path = CASES) -> Result:
    """Return the planner's p50 and p95 over the questions in `cases`, and what the first question costs."""
    if not cases.exists():
        return Result("plan", MEASURED, "", skipped=f"{cases} is not there; the planner's questions are kept in it.")
    questions = [json.loads(line) for line in cases.read_text(encoding="utf-8").splitlines() if line.strip()]
    began = perf_counter()
    from evals.planning import percentile, score  # noqa: PLC0415 - loading the planner is a part of the first answer

    score(questions[0])
    first = (perf_counter() - began) * 1000
    rounds = []
    for i in range(ROUNDS[scale]):
        say(f"plan: round {i + 1} of {ROUNDS[scale]}, {len(questions)} questions")
        rounds.append([score(question).milliseconds for question in questions])
    shares = {"p50": 0.5, "p95": 0.95, "slowest": 1.0}
    cells = (
        Cell(name, "ms", Value.of([percentile(times, share) for times in rounds], "ms"))
        for name, share in shares.items()
    )
    return Result(
        "plan", MEASURED, "", (*cells, Cell("the first, modules loaded", "ms", Value.once(first))), _notes(questions)
    )


def _notes(questions: list[dict[str, Any]]) -> tuple[str, ...]:
    return (f"{len(questions)} questions of {CASES.name}",)
