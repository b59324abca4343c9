"""Scores the local planner on questions it was not written against: `python -m evals.heldout [--cases FILE]`.

A question is held out until somebody looks at how it was planned. Those named "blind-…", "blind2-…" and so on were kept
apart from the repository until they had been scored once: that is what unseen questions meet, what this prints now is
not. Write new ones to know.

=======  ================  =====  ======  ========  =========  ======  ===================
set      scored            cases  tools   days      precision  recall  days nobody asked for
=======  ================  =====  ======  ========  =========  ======  ===================
blind    2026-11-30 22:44  212    93.4 %  91.5 %    87.5 %     87.5 %  7
blind2   2026-11-30 22:57  127    89.8 %  90.5 %    71.4 %     83.3 %  5
blind3   2026-12-01 00:55  199    93.0 %  95.2 %    95.7 %     88.0 %  4
blind4   2026-12-01 01:00  235    85.5 %  93.2 %    75.7 %     93.3 %  6
blind5   2026-12-01 01:10  246    87.0 %  96.1 %    70.3 %     83.9 %  9
blind6   2026-12-01 02:43  165    88.5 %  93.0 %    80.0 %     95.2 %  5
blind7   2026-12-01 02:47  176    82.4 %  93.3 %    63.6 %     91.3 %  8
=======  ================  =====  ======  ========  =========  ======  ===================
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.expected import Judged, judged, planned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HERE = Path(__file__).parent
CASES = HERE / "datasets" / "heldout.jsonl"
BASELINE = HERE / "baselines" / "heldout.json"
GOALS = {"tools": 0.9, "ranges": 0.85, "precision": 0.8, "recall": 0.8}
"""What the shares must reach; a wrong period shown as if it were sure must never happen."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Right of scored, for a set of cases: `(right, scored)` each; the periods that were wrong are counted."""

    cases: int
    tools: tuple[int, int]
    ranges: tuple[int, int]
    must: tuple[int, int]
    precision: tuple[int, int]
    recall: tuple[int, int]
    wrong_periods: int
    forbidden: int
    passed: int

    @classmethod
    def of(cls, scores: Sequence[Judged]) -> Shares:
        """Return the shares of those cases."""
        open_to_ask = [one for one in scores if one.should_ask is not None]
        both = sum(bool(one.asked and one.should_ask) for one in open_to_ask)
        return cls(
            cases=len(scores),
            tools=(sum(one.tools for one in scores), len(scores)),
            ranges=_share(one.ranges for one in scores),
            must=_share(one.must for one in scores),
            precision=(both, sum(bool(one.asked) for one in open_to_ask)),
            recall=(both, sum(bool(one.should_ask) for one in open_to_ask)),
            wrong_periods=sum(one.wrong_period for one in scores),
            forbidden=sum(one.forbidden for one in scores),
            passed=sum(one.passed for one in scores),
        )


def cases(path: Path = CASES) -> list[dict[str, Any]]:
    """Return the cases of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def scored(path: Path = CASES) -> list[Judged]:
    """Return how the planner did on each case of a file."""
    return [judged(case, planned(case)) for case in cases(path)]


def percent(share: tuple[int, int]) -> str:
    """Return a share as a percentage with what it is of, a dash for one of nothing."""
    right, of = share
    return f"{100 * right / of:.1f} % ({right}/{of})" if of else "–"


def reached(shares: Shares) -> dict[str, bool]:
    """Return each goal and whether it is reached; one that nothing was scored for is not."""
    met = {name: _at_least(getattr(shares, name), goal) for name, goal in GOALS.items()}
    return {**met, "wrong_periods": shares.wrong_periods == 0, "forbidden": shares.forbidden == 0}


def fallen(scores: Iterable[Judged], baseline: Path = BASELINE) -> list[str]:
    """Return the cases that passed when the baseline was kept and do not now, or are gone."""
    if not baseline.exists():
        return []
    before = set(json.loads(baseline.read_text(encoding="utf-8"))["passed"])
    return sorted(before - {one.id for one in scores if one.passed})


def keep(scores: Sequence[Judged], baseline: Path = BASELINE) -> None:
    """Keep a run as the one to hold the next against."""
    kept = {
        "passed": sorted(one.id for one in scores if one.passed),
        "cases": len(scores),
        "measures": {name: said for name, said, _, _ in measures(Shares.of(scores))},
    }
    baseline.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def by_kind(scores: Sequence[Judged]) -> dict[str, Shares]:
    """Return the shares of each kind of question, in the order of the file."""
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in scores:
        kinds[one.kind].append(one)
    return {kind: Shares.of(of_kind) for kind, of_kind in kinds.items()}


def measures(shares: Shares) -> list[tuple[str, str, str, bool | None]]:
    """Return what is measured: its name, the value, the goal, and whether it is reached; None where there is none."""
    met = reached(shares)
    return [
        ("exact tool set", percent(shares.tools), "90 %", met["tools"]),
        ("exact date ranges", percent(shares.ranges), "85 % of the answered", met["ranges"]),
        ("required arguments", percent(shares.must), "", None),
        ("wrong period, sure", str(shares.wrong_periods), "0", met["wrong_periods"]),
        ("clarify precision", percent(shares.precision), "80 %", met["precision"]),
        ("clarify recall", percent(shares.recall), "80 %", met["recall"]),
        ("writes planned", str(shares.forbidden), "0", met["forbidden"]),
        ("whole case right", percent((shares.passed, shares.cases)), "", None),
    ]


def told(scores: Sequence[Judged], *, failures: bool) -> str:
    """Return the scores as text: the whole, the goals, each kind, and the cases that did not pass if wanted."""
    lines = [
        f"{name:<20}{said:<20}{f'goal {goal} ' if goal else ''}{'' if met is None else _mark(met)}".rstrip()
        for name, said, goal, met in measures(Shares.of(scores))
    ]
    lines += ["", f"{'kind':<16}{'cases':>6}  {'tools':<17}{'ranges':<17}{'arguments':<17}passed"]
    for kind, shares in by_kind(scores).items():
        columns = "".join(f"{percent(each):<17}" for each in (shares.tools, shares.ranges, shares.must))
        lines.append(f"{kind:<16}{shares.cases:>6}  {columns}{shares.passed}")
    if failures:
        lines += [_failure(one) for one in scores if not one.passed]
    return "\n".join(lines)


def _share(values: Iterable[bool | None]) -> tuple[int, int]:
    given = [value for value in values if value is not None]
    return sum(given), len(given)


def _at_least(share: tuple[int, int], goal: float) -> bool:
    right, of = share
    return of > 0 and right / of >= goal


def _mark(reached: bool) -> str:  # noqa: FBT001 - one word of a line
    return "reached" if reached else "MISSED"


def _failure(one: Judged) -> str:
    wrong = " wrong-period" if one.wrong_period else ""
    expected, got = (json.dumps(each, ensure_ascii=False) for each in (one.expected, one.got))
    return f"\nFAIL {one.id}{wrong}: {one.question}\n  expected {expected}\n  got      {got}"


def main() -> int:
    """Score the cases; 1 when one of the baseline fell, which is only looked at for the committed cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=CASES)
    parser.add_argument("--json", action="store_true", help="print every case's score as JSON")
    parser.add_argument("--failures", action="store_true", help="print the cases that did not pass")
    parser.add_argument("--keep", action="store_true", help="keep this run as the baseline")
    chosen = parser.parse_args()
    scores = scored(chosen.cases)
    if chosen.json:
        said = {"shares": asdict(Shares.of(scores)), "cases": [asdict(one) | {"passed": one.passed} for one in scores]}
        print(json.dumps(said, indent=1, ensure_ascii=False))
    else:
        print(told(scores, failures=chosen.failures))
    if chosen.cases != CASES:
        return 0
    if chosen.keep:
        keep(scores)
        return 0
    lost = fallen(scores)
    if lost:
        print("Fell below the baseline: " + ", ".join(lost), file=sys.stderr)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
