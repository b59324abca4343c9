"""The local planner: a question in natural English to tool calls, a question back or an honest no, without a model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from credora_agent.agent.plan import Plan
from credora_agent.agent.planner.answers import answer
from credora_agent.agent.planner.clauses import Clause, clauses
from credora_agent.agent.planner.corrected import corrected, since_done, since_then
from credora_agent.agent.planner.english.sentences import ASSUMED, CANNOT
from credora_agent.agent.planner.english.vocabulary import ENGLISH
from credora_agent.agent.planner.entities import with_entities
from credora_agent.agent.planner.follow import Said, continued
from credora_agent.agent.planner.known import NOTHING, Known
from credora_agent.agent.planner.labels import unlabelled
from credora_agent.agent.planner.levers import what_if
from credora_agent.agent.planner.periods.ranges import find_whens
from credora_agent.agent.planner.periods.when import When
from credora_agent.agent.planner.preamble import without_preamble
from credora_agent.agent.planner.refusals import refusal
from credora_agent.agent.planner.setting import Answer, Setting
from credora_agent.agent.planner.terms import read_terms, strangers, without_years
from credora_agent.agent.planner.tokens import LONGEST, tidy, tokenise
from credora_agent.agent.planner.tongues.gloss import english
from credora_agent.agent.planner.wishes import proposal
from credora_agent.core.errors import BadPeriod

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from credora_agent.agent.plan import Clarify
    from credora_agent.agent.planner.clauses import Item
    from credora_agent.agent.planner.terms import Term
    from credora_agent.core.period import Period

_LEAST = 0.05
_REMEMBERED = 12


def plan(
    question: str,
    *,
    today: date,
    books: Period | None = None,
    after: Sequence[str] = (),
    known: Known = NOTHING,
) -> Plan:
    """Return what to do about the question; every default taken is said, and no text raises.

    `books` are the first to the last recorded day in the shop's time zone, None when nothing is recorded. `after` are
    the earlier questions of the dialogue, oldest first: what this one leaves out is taken from them. `known` are the
    shop's own names.
    """
    try:
        return _plan(question, today, books, tuple(after), known)
    except (BadPeriod, OverflowError):
        return Plan("unsupported", cannot=CANNOT["dates"], confidence=_LEAST)


def _plan(question: str, today: date, books: Period | None, after: tuple[str, ...], known: Known) -> Plan:
    read = _Reading(today, books, known)
    said, doubt, terms, sure = read.question(question)
    made = _made(question, read, said, terms, after)
    made = replace(made, confidence=max(_LEAST, round(made.confidence * sure, 3)))
    named = {term.word(kind) for term in terms for kind in ("sku", "named_campaign") if term.has(kind)}
    if doubt is not None and any(name in repr(call.args) for call in made.calls for name in named):
        return Plan("clarify", clarify=doubt, confidence=made.confidence)
    return made


def _made(question: str, read: _Reading, said: Said, terms: list[Term], after: tuple[str, ...]) -> Plan:
    today, books, known = read.today, read.books, read.known
    why_not = refusal(terms, list(said.items))
    whole = said
    if after and (why_not is None or (why_not == "write" and said.clause.has("wish", "budget_word"))):
        whole = continued(read.dialogue(after), said, today)
    cut = ("cut",) if len(question) > LONGEST else ()
    if why_not not in {"empty", "injection"}:
        answers = _larger(whole, today, books, known)
        if answers:
            return _together(answers, _confidence(terms), cut)
    if why_not is not None and whole is said:
        intent = "help" if why_not == "help" else "unsupported"
        return Plan(intent, cannot=CANNOT[why_not], confidence=1.0 if why_not != "off_topic" else 0.7)
    answers = [answer(clause, today, books, known) for clause in clauses(list(whole.items), whole.text)]
    return _together(answers, _confidence(terms), cut)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every question of a dialogue is read against."""

    today: date
    books: Period | None
    known: Known

    def question(self, question: str) -> tuple[Said, Clarify | None, list[Term], float]:
        """Return a question as items, what is open about the names in it, its terms, and how much was understood."""
        text = tidy(question)
        glossed = None if _is_plain_english(text, self.known) else english(question)
        text = tidy(glossed.text) if glossed else text
        terms, doubt = with_entities(text, read_terms(text, ENGLISH), self.known, ENGLISH)
        if glossed:
            terms = strangers(terms, text)
        if any(term.has("wish", "budget_word") for term in terms):
            terms = without_years(terms)
        found = find_whens(terms, self.today, self.books)
        items = unlabelled(found)
        if len(items) < len(found):
            terms = [term for term in terms if term not in found or term in items]
        items = without_preamble(since_then(since_done(corrected(items), self.today), self.today))
        return Said(tuple(items), text), doubt, terms, glossed.sure if glossed else 1.0

    def dialogue(self, questions: tuple[str, ...]) -> Said:
        """Return the last of earlier questions, each with what it left out."""
        so_far = Said((), "")
        for question in questions[-_REMEMBERED:]:
            said, _, terms, _ = self.question(question)
            why_not = refusal(terms, list(said.items))
            if why_not is None or (why_not == "write" and said.clause.has("wish", "budget_word")):
                so_far = continued(so_far, said, self.today)
        return so_far


def _is_plain_english(text: str, known: Known) -> bool:
    """Whether the lexicon or the shop knows every word as it is written, so that no other language need be sought."""
    words = (token.text for token in tokenise(text) if token.kind == "word")
    return all(ENGLISH.knows(word) or bool(known.with_word(word)) for word in words)


def _larger(said: Said, today: date, books: Period | None, known: Known) -> list[Answer]:
    """Return what the question as a whole wishes or supposes; the parts before a what-if are answered beside it."""
    at = Setting(said.clause, today, books, known)
    wished = proposal(at)
    if wished is not None:
        return [wished]
    head, rest = _supposed(said.items)
    rest = rest or (() if head else said.items)
    if not rest:
        return []
    tried = what_if(rest, Setting(Clause(rest, said.text), today, books, known))
    if tried is None:
        return []
    return [*(answer(c, today, books, known) for c in clauses(list(head), said.text)), tried]


def _supposed(items: tuple[Item, ...]) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return the items before and from the part that supposes something."""
    start = 0
    for i, item in enumerate(items):
        if isinstance(item, When):
            continue
        if item.has("suppose"):
            head = items[:start] if Clause(items[:start], "").kind and Clause(items[:start], "").whens else ()
            return head, items[len(head) :]
        if item.has("stop", "and", "comma"):
            start = i + 1
    return (), ()


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
