"""Questions back, each option worded as the whole question that would settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.plan import Clarify, Option
from credora_agent.agent.planner.english import sentences

if TYPE_CHECKING:
    from credora_agent.agent.planner.clauses import Clause
    from credora_agent.agent.planner.periods.when import Doubt


def back(clause: Clause, about: str, key: str) -> Clarify:
    """Return the question back about what is not said: a period, a metric, an amount, …."""
    if about == "comparison":
        options = tuple(Option(label, question) for label, question in sentences.COMPARISON_OPTIONS)
    elif about == "metric":
        options = _lines(clause, key)
    elif key == "id":
        options = tuple(Option(label, question) for label, question in sentences.LISTED)
    else:
        plain = clause.text.rstrip(" ?!.")
        said = sentences.COMPLETED.get(key, sentences.PERIOD_OPTIONS)
        options = tuple(Option(label, f"{plain} {words}?") for label, words in said)
    return Clarify(about, sentences.ASKED[key], options)


def _lines(clause: Clause, key: str) -> tuple[Option, ...]:
    said = "".join(f" {clause.text[when.start : when.end]}" for when in clause.whens[:1] if when.end)
    joint = " in" if clause.has("of", "prep") and said else " for" if said else ""
    pattern = sentences.ROWS if key == "line" else sentences.WAS
    return tuple(
        Option(label, pattern.format(line=words, period=joint + said)) for label, words in sentences.METRIC_OPTIONS[key]
    )


def instead(clause: Clause, start: int, end: int) -> Clarify:
    """Return the question back about words for days that could not be read, which the options take the place of."""
    head, tail = clause.text[:start], clause.text[end:]
    options = tuple(Option(label, f"{head}{words}{tail}") for label, words in sentences.PERIOD_OPTIONS)
    return Clarify("period", sentences.ASKED["period"], options)


def doubted(clause: Clause, doubt: Doubt) -> Clarify:
    """Return the question back about a stretch that can be read in several ways."""
    when = next(when for when in clause.whens if when.doubt == doubt)
    head, tail = clause.text[: when.start], clause.text[when.end :]
    readings = doubt.readings or sentences.PERIOD_OPTIONS
    options = tuple(Option(label, f"{head}{words}{tail}") for label, words in readings)
    return Clarify(doubt.about, sentences.ASKED[doubt.key], options)
