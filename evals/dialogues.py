"""Scores the local planner turn by turn in dialogues of three to six: `python -m evals.dialogues [--cases FILE]`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.expected import Judged, judged, planned
from evals.heldout import HERE, Shares, cases, fallen, keep, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CASES = HERE / "datasets" / "dialogues.jsonl"
BASELINE = HERE / "baselines" / "dialogues.json"
SHARED = ("kind", "today", "books", "known")


def turns(dialogue: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each turn as a case of its own, `after` all questions before it."""
    shared = {name: dialogue[name] for name in SHARED if name in dialogue}
    said: list[str] = []
    for at, turn in enumerate(dialogue["turns"], start=1):
        yield {**shared, **turn, "id": f"{dialogue['id']}/{at}", "after": tuple(said)}
        said.append(turn["question"])


def scored(path: Path = CASES) -> list[Judged]:
    """Return how the planner did on each turn of a file's dialogues."""
    return [judged(case, planned(case)) for dialogue in cases(path) for case in turns(dialogue)]


def whole(scores: Sequence[Judged]) -> tuple[int, int]:
    """Return how many dialogues were right in each of their turns, and how many there are."""
    right = [all(one.passed for one in group) for _, group in groupby(scores, key=lambda one: one.id.split("/")[0])]
    return sum(right), len(right)


def main() -> int:
    """Score the dialogues; 1 when a turn of the baseline fell, which is only looked at for the committed ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=CASES)
    parser.add_argument("--json", action="store_true", help="print every turn's score as JSON")
    parser.add_argument("--failures", action="store_true", help="print the turns that did not pass")
    parser.add_argument("--keep", action="store_true", help="keep this run as the baseline")
    chosen = parser.parse_args()
    scores = scored(chosen.cases)
    right, of = whole(scores)
    if chosen.json:
        every = [asdict(one) | {"passed": one.passed} for one in scores]
        said = {"shares": asdict(Shares.of(scores)), "dialogues": {"right": right, "of": of}, "turns": every}
        print(json.dumps(said, indent=1, ensure_ascii=False))
    else:
        print(f"dialogues right      {right}/{of}\n{told(scores, failures=chosen.failures)}")
    if chosen.cases != CASES:
        return 0
    if chosen.keep:
        keep(scores, BASELINE)
        return 0
    lost = fallen(scores, BASELINE)
    if lost:
        print("Fell below the baseline: " + ", ".join(lost), file=sys.stderr)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
