"""The local planner: a question in natural English to tool calls, a question back or an honest no, without a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.plan import Plan
from credora_agent.agent.planner.answers import Answer, answer
from credora_agent.agent.planner.clauses import clauses
from credora_agent.agent.planner.english.sentences import ASSUMED, CANNOT
from credora_agent.agent.planner.english.vocabulary import ENGLISH
from credora_agent.agent.planner.periods.ranges import find_whens
from credora_agent.agent.planner.refusals import refusal
from credora_agent.agent.planner.terms import Term, read_terms
from credora_agent.agent.planner.tokens import LONGEST, tidy
from credora_agent.core.errors import BadPeriod

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.core.period import Period

_LEAST = 0.05


def plan(question: str, *, today: date, books: Period | None = None) -> Plan:
    """Return what to do about the question; every default taken is said, and no text raises.

    `books` are the first to the last recorded day in the shop's time zone, None when nothing is recorded.
    """
    try:
        return _plan(question, today, books)
    except (BadPeriod, OverflowError):
        return Plan("unsupported", cannot=CANNOT["dates"], confidence=_LEAST)


def _plan(question: str, today: date, books: Period | None) -> Plan:
    text = tidy(question)
    terms = read_terms(text, ENGLISH)
    items = find_whens(terms, today, books)
    why_not = refusal(terms, items)
    if why_not is not None:
        intent = "help" if why_not == "help" else "unsupported"
        return Plan(intent, cannot=CANNOT[why_not], confidence=1.0 if why_not != "off_topic" else 0.7)
    answers = [answer(clause, today, books) for clause in clauses(items, text)]
    cut = ("cut",) if len(question) > LONGEST else ()
    return _together(answers, _confidence(terms), cut)


def _together(answers: list[Answer], confidence: float, cut: tuple[str, ...]) -> Plan:
    asked = next((a for a in answers if a.clarify), None)
    if asked is not None:
        return Plan("clarify", clarify=asked.clarify, confidence=confidence, assumptions=_said(cut))
    served = [a for a in answers if a.calls]
    refused = [a.cannot for a in answers if a.cannot]
    if not served:
        topic = next((t for t in refused if t != "off_topic"), "off_topic")
        return Plan("unsupported", cannot=CANNOT[topic], confidence=confidence)
    calls = tuple({repr(call): call for a in served for call in a.calls}.values())
    notes = tuple(dict.fromkeys(note for a in served for note in a.notes))
    left = tuple(ASSUMED["left_out"] + CANNOT[topic] for topic in dict.fromkeys(refused) if topic != "off_topic")
    return Plan(served[0].intent, calls=calls, confidence=confidence, assumptions=_said(notes + cut) + left)


def _said(notes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(ASSUMED[note] for note in notes)


def _confidence(terms: list[Term]) -> float:
    """Return how sure the reading is: each unknown word takes a good part away, each mended one a little."""
    strange = sum(term.content for term in terms)
    mended = sum(term.mended for term in terms)
    return max(_LEAST, round(0.75**strange * 0.95**mended, 3))
