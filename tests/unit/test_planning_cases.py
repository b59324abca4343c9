"""The planner keeps every case of its own dataset that it once passed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.planning import score

EVALS = Path(__file__).parents[2] / "evals"
CASES = [
    json.loads(line)
    for line in (EVALS / "datasets" / "planning.jsonl").read_text(encoding="utf-8").splitlines()
    if line.strip()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_question_is_planned_as_the_dataset_says(case: dict[str, object]) -> None:
    assert score(case).passed, case["question"]


def test_the_dataset_is_large_and_names_each_case_once() -> None:
    ids = [case["id"] for case in CASES]
    assert len(ids) >= 200
    assert len(set(ids)) == len(ids)
