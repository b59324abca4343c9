"""Scores the local planner against questions with a fixed clock: `python -m evals.planning [--cases FILE] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credora_agent.agent.planner.known import Known
from credora_agent.agent.planner.local import plan
from credora_agent.core.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credora_agent.agent.plan import Plan

HERE = Path(__file__).parent
CASES = HERE / "datasets" / "planning.jsonl"
BASELINE = HERE / "baselines" / "planning.json"


@dataclass(frozen=True, slots=True)
class Score:
    """How one case went; `got` is what the plan held in the shape of the expectation."""

    id: str
    kind: str
    question: str
    passed: bool
    milliseconds: float
    expected: dict[str, Any]
    got: dict[str, Any]


def score(case: dict[str, Any]) -> Score:
    """Return how the planner did on one case: exact tools and arguments, the doubt's subject, or a refusal.

    A case may hold `after`, the earlier questions of its dialogue, and `known`, the shop's own products and campaigns.
    """
    books = Period(*map(date.fromisoformat, case["books"])) if case["books"] else None
    known = Known(**case.get("known", {}))
    began = time.perf_counter()
    made = plan(
        case["question"],
        today=date.fromisoformat(case["today"]),
        books=books,
        after=tuple(case.get("after", ())),
        known=known,
    )
    spent = (time.perf_counter() - began) * 1000
    got = shape(made)
    expected = {key: case[key] for key in ("calls", "clarify", "cannot")}
    return Score(case["id"], case["kind"], case["question"], _same(expected, got), spent, expected, got)


def shape(made: Plan) -> dict[str, Any]:
    """Return a plan as the expectations are written."""
    return {
        "calls": [asdict(call) for call in made.calls] or None,
        "clarify": made.clarify.about if made.clarify else None,
        "cannot": made.cannot is not None,
    }


def _same(expected: dict[str, Any], got: dict[str, Any]) -> bool:
    return _canonical(expected) == _canonical(got)


def _canonical(outcome: dict[str, Any]) -> str:
    calls = [
        {"tool": call["tool"], "args": call["args"] | {"metrics": sorted(call["args"].get("metrics", []))}}
        for call in outcome["calls"] or []
    ]
    return json.dumps({**outcome, "calls": sorted(calls, key=lambda c: json.dumps(c, sort_keys=True))}, sort_keys=True)


def fallen(scores: Iterable[Score], passed_before: set[str]) -> list[str]:
    """Return the cases that passed when the baseline was kept and fail now, or are gone."""
    passed = {s.id for s in scores if s.passed}
    return sorted(passed_before - passed)


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _print(scores: list[Score]) -> None:
    kinds: dict[str, list[Score]] = defaultdict(list)
    for one in scores:
        kinds[one.kind].append(one)
    for kind, of_kind in kinds.items():
        print(f"{kind:<16}{sum(s.passed for s in of_kind):>4} / {len(of_kind)}")
    for one in scores:
        if not one.passed:
            print(f"\nFAIL {one.id}: {one.question}")
            print(f"  expected {json.dumps(one.expected)}")
            print(f"  got      {json.dumps(one.got)}")
    times = [s.milliseconds for s in scores]
    print(f"\n{sum(s.passed for s in scores)} of {len(scores)} pass; ", end="")
    print(f"p50 {percentile(times, 0.5):.2f} ms, p95 {percentile(times, 0.95):.2f} ms")


def main() -> int:
    """Score the cases; 1 when a case of the baseline fell, which is only looked at for the committed cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=CASES)
    parser.add_argument("--json", action="store_true", help="print every case's score as JSON")
    parser.add_argument("--keep", action="store_true", help="keep this run as the baseline")
    chosen = parser.parse_args()
    lines = chosen.cases.read_text(encoding="utf-8").splitlines()
    scores = [score(json.loads(line)) for line in lines if line.strip()]
    if chosen.json:
        print(json.dumps([asdict(s) for s in scores], indent=1))
    else:
        _print(scores)
    if chosen.cases != CASES:
        return 0
    if chosen.keep:
        kept = {"passed": sorted(s.id for s in scores if s.passed), "cases": len(scores)}
        BASELINE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        return 0
    before = set(json.loads(BASELINE.read_text(encoding="utf-8"))["passed"]) if BASELINE.exists() else set()
    lost = fallen(scores, before)
    if lost:
        print("Fell below the baseline: " + ", ".join(lost), file=sys.stderr)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
