"""The tenant's own names in a question: products and campaigns, found by the words that tell them apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from credora_agent.agent.plan import Clarify, Option
from credora_agent.agent.planner.terms import Term
from credora_agent.agent.planner.tokens import tokenise

if TYPE_CHECKING:
    from credora_agent.agent.planner.known import Entity, Known
    from credora_agent.agent.planner.lexicon import Lexicon

_MOST_OPTIONS = 5
_MENDABLE = 5
_CALLED = frozenset(("campaign", "campaigns", "ad", "ads", "product", "products"))
"""Words after which even an ordinary phrase is a name: "the Summer Sale campaign"."""
_QUOTED = re.compile(r"[\"“”„«]\s?([^\"“”„«»]{2,80}?)\s?[\"“”»]")
_DULL = frozenset(("topic", "thing", "object", "off_topic", "area", "loose", "lever", "doubtful", "help"))
"""Senses a word may have and still tell one product from another."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Where a name stands in the text, and whom it can mean."""

    start: int
    end: int
    meant: tuple[Entity, ...]


def with_entities(text: str, terms: list[Term], known: Known, lexicon: Lexicon) -> tuple[list[Term], Clarify | None]:
    """Return the terms with each name as one term; a question back when one fits several equally.

    The first it fits then stands in its place: where the answer is the same for all, nothing need be asked.
    """
    doubt = None
    for naming in _namings(text, known, lexicon):
        if any(_reaches_over(term, naming) for term in terms):
            continue
        if len(naming.meant) > 1 and doubt is None:
            doubt = _which(text, naming)
        terms = _placed(terms, naming)
    return terms, doubt


def _namings(text: str, known: Known, lexicon: Lexicon) -> list[Naming]:
    tokens = [token for token in tokenise(text) if token.kind not in {"mark", "hyphen"}]
    found: list[Naming] = [_naming(text, *code) for code in known.codes_in(text)]
    found += [naming for quoted in _QUOTED.finditer(text) if (naming := _in_quotes(quoted, known)) is not None]
    at = 0
    while at < len(tokens):
        run, meant = _run([token.text for token in tokens[at:]], known, lexicon)
        written = None if run else _as_written(text, tokens[at].start, tokens[at].text, known)
        if written is not None:
            run, meant = len(written.words), (written,)
        if run:
            naming = Naming(tokens[at].start, tokens[at + run - 1].end, meant)
            if not any(naming.start < other.end and other.start < naming.end for other in found):
                found.append(naming)
        at += max(run, 1)
    return sorted(found, key=lambda naming: naming.start)


def _as_written(text: str, start: int, word: str, known: Known) -> Entity | None:
    """Return whom a name of several words means that stands as it is written, with its capitals."""
    whole = [
        each for each in known.with_word(word)
        if len(each.words) > 1 and each.name.istitle() and text.startswith(each.name, start)
    ]  # fmt: skip
    return whole[0] if len(whole) == 1 else None


def _in_quotes(quoted: re.Match[str], known: Known) -> Naming | None:
    """Return what is named in full within quotes, be its words ever so ordinary."""
    words = tuple(token.text for token in tokenise(quoted[1]) if token.kind not in {"mark", "hyphen"})
    fits = known.with_word(words[0]) if words else frozenset()
    whole = tuple(sorted(e for e in fits if e.name.casefold().split() == quoted[1].casefold().split()))
    return Naming(quoted.start(1), quoted.end(1), whole) if len(whole) == 1 else None


def _naming(_: str, start: int, end: int, entity: Entity) -> Naming:
    return Naming(start, end, (entity,))


def _run(words: list[str], known: Known, lexicon: Lexicon) -> tuple[int, tuple[Entity, ...]]:
    """Return how many words from here on are one name, and whom they fit; 0 when none is told apart by them."""
    fits: set[Entity] = set()
    telling = run = 0
    for i, word in enumerate(words):
        mine = known.with_word(_mended(word, known, lexicon))
        narrowed = mine if i == 0 else fits & mine
        if not narrowed:
            break
        fits, run = set(narrowed), i + 1
        telling += _tells([word], lexicon)
    if not run:
        return 0, ()
    whole = tuple(entity for entity in fits if len(entity.words) == run)
    called = words[run : run + 1] and words[run] in _CALLED
    if len(whole) == 1 and (telling or (run > 1 and called)):
        return run, whole
    if not telling or not _tells(words[:run], lexicon):
        return 0, ()
    return run, tuple(sorted(whole or fits))


def _tells(words: list[str], lexicon: Lexicon) -> bool:
    """Whether the words say more than an ordinary phrase of questions does."""
    if len(words) == 1 and (words[0] in lexicon.plain or words[0].isdigit()):
        return False
    senses = set(lexicon.phrases.get(tuple(words), ()))
    return senses <= _DULL and "weekdays" not in senses


def _mended(word: str, known: Known, lexicon: Lexicon) -> str:
    if len(word) < _MENDABLE or lexicon.knows(word) or known.with_word(word):
        return word
    near = extractOne(word, known.words, scorer=OSA.distance, score_cutoff=1 if len(word) < 8 else 2)  # noqa: PLR2004
    return near[0] if near else word


def _reaches_over(term: Term, naming: Naming) -> bool:
    """Whether the name's words are part of a longer phrase that means something else: "search terms"."""
    if term.mended:
        return False
    overlaps = term.start < naming.end and naming.start < term.end
    inside = naming.start <= term.start and term.end <= naming.end
    return overlaps and not inside


def _placed(terms: list[Term], naming: Naming) -> list[Term]:
    entity = naming.meant[0]
    kind = "sku" if entity.kind == "product" else "named_campaign"
    one = Term(f"that{entity.kind}", naming.start, naming.end, {kind: entity.id})
    before = [term for term in terms if term.end <= naming.start]
    return [*before, one, *(term for term in terms if term.start >= naming.end)]


def _which(text: str, naming: Naming) -> Clarify:
    head, tail = text[: naming.start], text[naming.end :]
    options = tuple(
        Option(each.name, f"{head}{each.id if each.kind == 'product' else each.name}{tail}")
        for each in naming.meant[:_MOST_OPTIONS]
    )
    return Clarify("entity", "Which one do you mean?", options)
