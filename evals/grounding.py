"""Holds words against figures and scores the guard: `python -m evals.grounding [--cases FILE] [--json] [--seed N]`.

With `--cases FILE --json`: lines of {"figures": […], "text": "…"} to {"cases": [{"sentences": [{"text", "verdict",
"reason"}]}]}. Without a file the committed cases are scored against their baselines; with `--seed` fresh ones are made.
The wide cases are free wordings of many kinds of figures, and falsehoods made of them: none of these may be kept, and
the true ones still dropped are named in their baseline.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from credora_agent.agent.guard.check import Claimed, Verdict, check
from credora_agent.agent.guard.claimable import decimal

HERE = Path(__file__).parent
CASES = HERE / "datasets" / "grounding.jsonl"
BASELINE = HERE / "baselines" / "grounding.json"
WIDE = HERE / "datasets" / "grounding_wide.jsonl"
WIDE_BASELINE = HERE / "baselines" / "grounding_wide.json"
MADE_TRUE, MADE_FALSE = 3000, 12000


def figure(row: dict[str, Any]) -> Claimed:
    """Return a figure as a line of a file holds it; what cannot be read of it is left out."""
    return Claimed(
        id=str(row.get("id") or ""),
        label=str(row.get("label") or row.get("metric") or ""),
        value=decimal(row.get("value")),
        unit=str(row.get("unit") or ""),
        currency=row.get("currency") or None,
        start=_day(row.get("start")),
        end=_day(row.get("end")),
        entity=str(row.get("entity") or ""),
        bound=str(row.get("bound") or "exact"),
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None


def verdicts(case: dict[str, Any]) -> list[Verdict]:
    """Return the guard's verdict on each sentence of a case."""
    today = _day(case.get("today")) or datetime.now(UTC).date()
    figures = [figure(row) for row in case.get("figures") or []]
    return check(str(case.get("text") or ""), figures, today=today, names=case.get("names") or ())


def shown(case: dict[str, Any]) -> dict[str, Any]:
    """Return a case's sentences with their verdicts, as the outside reads them."""
    return {
        "sentences": [
            {"text": v.text, "verdict": "kept" if v.kept else "dropped", "reason": v.reason} for v in verdicts(case)
        ]
    }


def passes(case: dict[str, Any]) -> bool:
    """Tell whether the sentences of a case got the verdicts expected."""
    return [v.kept for v in verdicts(case)] == [e == "kept" for e in case["expected"]]


def read(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a file, a JSON value a line; a line whose figures are "same" has those of the line before."""
    cases: list[dict[str, Any]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            case = json.loads(line, parse_float=Decimal)
            same = case.get("figures") == "same" and cases
            cases.append({**case, "figures": cases[-1]["figures"]} if same else case)
    return cases


def _made(seed: int, *, show: int) -> int:
    from evals.grounding_cases import false_cases, true_cases  # noqa: PLC0415 - only where cases are made

    wrong, right = false_cases(seed, MADE_FALSE), true_cases(seed + 1, MADE_TRUE)
    began = time.perf_counter()
    kept = [case for case in wrong if not passes(case)]
    dropped = [case for case in right if not passes(case)]
    spent = (time.perf_counter() - began) * 1000 / (len(wrong) + len(right))
    for case in [*kept[:show], *dropped[:show]]:
        said = verdicts(case)[0]
        print(f"{case['kind']:<10} {case['text']}\n           {said.reason}")
    print(f"seed {seed}: {len(kept)} of {len(wrong)} false kept {dict(Counter(c['kind'] for c in kept))}; ", end="")
    print(f"{len(dropped)} of {len(right)} true dropped ({len(dropped) / len(right):.1%}); {spent:.2f} ms a case")
    return 1 if kept or len(dropped) > 0.03 * len(right) else 0


def wide_scores() -> tuple[list[str], list[str], int]:
    """Return the ids of false wide cases that were kept, of true ones that were dropped, and how many are true."""
    cases = read(WIDE)
    wrong = [case for case in cases if not passes(case)]
    kept, dropped = ([case["id"] for case in wrong if case["expected"] == [said]] for said in ("dropped", "kept"))
    return kept, dropped, sum(1 for case in cases if case["expected"] == ["kept"])


def _wide(*, keep: bool) -> int:
    kept, dropped, true = wide_scores()
    print(f"wide: {len(kept)} false kept {kept}; {len(dropped)} of {true} true dropped ({len(dropped) / true:.1%})")
    if keep:
        WIDE_BASELINE.write_text(json.dumps({"dropped": dropped, "true": true}, indent=1) + "\n", encoding="utf-8")
        return 0
    before = json.loads(WIDE_BASELINE.read_text(encoding="utf-8"))["dropped"] if WIDE_BASELINE.exists() else dropped
    fallen = sorted(set(dropped) - set(before))
    if fallen:
        print(f"FELL since the baseline: {', '.join(fallen)}")
    return 1 if fallen or kept else 0


def _scored(*, keep: bool) -> int:
    cases = read(CASES)
    passed = sorted(case["id"] for case in cases if passes(case))
    for case in cases:
        if case["id"] not in set(passed):
            print(f"FAIL {case['id']} ({case['kind']}): {case['text']}")
            for said in verdicts(case):
                print(f"  {'kept' if said.kept else 'dropped'}: {said.text} ({said.reason})")
    print(f"{len(passed)} of {len(cases)} pass")
    if keep:
        BASELINE.write_text(json.dumps({"passed": passed, "cases": len(cases)}, indent=1) + "\n", encoding="utf-8")
        return 0
    before = json.loads(BASELINE.read_text(encoding="utf-8"))["passed"] if BASELINE.exists() else []
    fallen = sorted(set(before) - set(passed))
    if fallen:
        print(f"FELL since the baseline: {', '.join(fallen)}")
    return 1 if fallen else 0


def main() -> int:
    """Answer an outsider's file, score the committed cases, or make fresh ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--json", action="store_true", help="print every sentence's verdict as JSON")
    parser.add_argument("--keep", action="store_true", help="keep this run as the baseline")
    parser.add_argument("--seed", type=int, help="make fresh cases by this seed and score them")
    parser.add_argument("--show", type=int, default=10, help="made cases that went wrong to print")
    chosen = parser.parse_args()
    if chosen.seed is not None:
        return _made(chosen.seed, show=chosen.show)
    if chosen.cases or chosen.json:
        answer = {"cases": [shown(case) for case in read(chosen.cases or CASES)]}
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    return max(_scored(keep=chosen.keep), _wide(keep=chosen.keep))


if __name__ == "__main__":
    raise SystemExit(main())
