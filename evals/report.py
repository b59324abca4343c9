"""Runs every eval of the agent and shows them beside the last baseline: `python -m evals.report [--keep] [--quick]`.

Writes evals/reports/agent.html; exits with 1 when a case that once passed fell.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from evals import dialogues, grounding, heldout, injections, planning
from evals.heldout import Shares, cases, measures, percent
from evals.report_page import page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.expected import Judged

HERE = Path(__file__).parent
REPORT = HERE / "reports" / "agent.html"
BASELINES = HERE / "baselines"
LIARS = HERE / "datasets" / "liars.jsonl"
DROPPED = 0.03
"""Share of true sentences that may be dropped."""
ENOUGH = 100
"""True sentences from which on a share of them says something."""
OWN = frozenset({"planning", "grounding"})
"""Evals that keep their own baseline."""
QUICK = 36
"""Injections of a quick run: two shops full."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing measured: its value now and when the baseline was kept, and the goal if there is one."""

    name: str
    said: str
    goal: str = ""
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One eval: what was measured, which cases passed, and of the others what was expected and what came."""

    name: str
    measures: tuple[Measure, ...]
    passed: frozenset[str]
    cases: int
    failures: tuple[tuple[str, str, str], ...] = ()
    before: dict[str, str] = field(default_factory=dict)
    fell: tuple[str, ...] = ()


def sections(first: int | None) -> list[Section]:
    """Return every eval, run now, each beside its own baseline; `first` limits the injections."""
    every: list[Callable[[], Section]] = [
        _planning,
        _heldout,
        _dialogues,
        _grounding,
        _liars,
        lambda: _injections(first),
    ]
    return [_beside(make()) for make in every]


def _beside(section: Section) -> Section:
    file = BASELINES / f"{section.name}.json"
    if not file.exists():
        return section
    kept = json.loads(file.read_text(encoding="utf-8"))
    before = kept.get("measures") or {"whole case right": f"{len(kept['passed'])}/{kept['cases']}"}
    fell = () if section.cases < kept["cases"] else tuple(sorted(set(kept["passed"]) - section.passed))
    return Section(
        section.name, section.measures, section.passed, section.cases, section.failures, before, fell
    )  # fmt: skip


def keep(section: Section) -> None:
    """Keep a section's run as the one to hold the next against."""
    said = {measure.name: measure.said for measure in section.measures}
    kept = {"passed": sorted(section.passed), "cases": section.cases, "measures": said}
    (BASELINES / f"{section.name}.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _planning() -> Section:
    scores = [planning.score(case) for case in cases(planning.CASES)]
    passed = frozenset(one.id for one in scores if one.passed)
    slow = planning.percentile([one.milliseconds for one in scores], 0.95)
    shown = (
        Measure("whole case right", percent((len(passed), len(scores)))),
        Measure("planned within, p95", f"{slow:.1f} ms", "10 ms", slow <= 10),  # noqa: PLR2004 - the goal said
    )
    failures = tuple((f"{o.id}: {o.question}", _json(o.expected), _json(o.got)) for o in scores if not o.passed)
    return Section("planning", shown, passed, len(scores), failures)


def _heldout() -> Section:
    return _judged("heldout", heldout.scored())


def _dialogues() -> Section:
    scores = dialogues.scored()
    section = _judged("dialogues", scores)
    whole = Measure("dialogues right in every turn", percent(dialogues.whole(scores)))
    return Section(section.name, (whole, *section.measures), section.passed, section.cases, section.failures)


def _judged(name: str, scores: Sequence[Judged]) -> Section:
    shown = tuple(Measure(*each) for each in measures(Shares.of(scores)))
    passed = frozenset(one.id for one in scores if one.passed)
    failures = tuple((f"{o.id}: {o.question}", _json(o.expected), _json(o.got)) for o in scores if not o.passed)
    return Section(name, shown, passed, len(scores), failures)


def _grounding() -> Section:
    """Return how the guard judged the committed sentences."""
    rows = grounding.read(grounding.CASES)
    pairs = [
        (row["id"], said.text, wanted == "kept", said.kept)
        for row in rows
        for said, wanted in zip(grounding.verdicts(row), row["expected"], strict=False)
    ]
    passed = frozenset(row["id"] for row in rows if grounding.passes(row))
    return Section("grounding", _kept_and_dropped(pairs), passed, len(rows), _misjudged(pairs))


def _liars() -> Section:
    """Return how the guard judged replies of scripted liars, sentence by sentence."""
    rows = cases(LIARS)
    pairs = []
    for row in rows:
        kept = [said.text for said in grounding.verdicts(row) if said.kept]
        for each in row["sentences"]:
            shown = any(each["text"] in said or said in each["text"] for said in kept)
            pairs.append((row["id"], each["text"], each["true"], shown))
    wrong = {name for name, _, true, kept in pairs if true != kept}
    passed = frozenset(row["id"] for row in rows) - wrong
    return Section("liars", _kept_and_dropped(pairs), passed, len(rows), _misjudged(pairs))


def _kept_and_dropped(pairs: Sequence[tuple[str, str, bool, bool]]) -> tuple[Measure, ...]:
    shown = [kept for _, _, true, kept in pairs if not true]
    said = [kept for _, _, true, kept in pairs if true]
    lost = len(said) - sum(said)
    goal = ("3 %", lost <= DROPPED * len(said)) if len(said) >= ENOUGH else ("", None)
    return (
        Measure("false sentences shown", f"{sum(shown)}/{len(shown)}", "0", not any(shown)),
        Measure("true sentences dropped", percent((lost, len(said))), *goal),
    )


def _misjudged(pairs: Sequence[tuple[str, str, bool, bool]]) -> tuple[tuple[str, str, str], ...]:
    words = {True: "kept", False: "dropped"}
    return tuple((f"{name}: {text}", words[true], words[kept]) for name, text, true, kept in pairs if true != kept)


def _injections(first: int | None) -> Section:
    tally = asyncio.run(injections.whole(first))
    counts = {kind: sum(fault.what == kind for fault in tally.faults) for kind in injections.KINDS}
    shown = tuple(Measure(f"faults: {kind}", str(many), "0", many == 0) for kind, many in counts.items())
    passed = frozenset(each["id"] for each in cases(injections.CASES)[:first]) - {fault.id for fault in tally.faults}
    failures = tuple((f"{fault.id} in {fault.where}", f"no {fault.what}", fault.said) for fault in tally.faults)
    return Section("injections", shown, passed, tally.texts, failures)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table(found: Sequence[Section]) -> Table:
    table = Table("eval", "measure", "now", "baseline", "goal", "")
    for section in found:
        for at, measure in enumerate(section.measures):
            mark = "" if measure.reached is None else "reached" if measure.reached else "MISSED"
            name = f"{section.name} ({section.cases})" if at == 0 else ""
            table.add_row(
                name, measure.name, measure.said, section.before.get(measure.name, "–"), measure.goal, mark
            )  # fmt: skip
    return table


def main() -> int:
    """Run, write the page, print the table and what fell; 1 when something did."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--keep", action="store_true", help="keep this run as the baseline of those that keep none themselves"
    )
    parser.add_argument("--quick", action="store_true", help=f"only {QUICK} injections")
    chosen = parser.parse_args()
    found = sections(QUICK if chosen.quick else None)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(page(found), encoding="utf-8")
    Console(width=150).print(_table(found))
    print(f"Every case that did not pass: {REPORT.relative_to(HERE.parent)}")
    if chosen.keep:
        for section in found:
            if section.name not in OWN and not (chosen.quick and section.name == "injections"):
                keep(section)
        return 0
    for section in found:
        for name in section.fell:
            print(f"Fell: {section.name} {name}", file=sys.stderr)
    return 1 if any(section.fell for section in found) else 0


if __name__ == "__main__":
    sys.exit(main())
