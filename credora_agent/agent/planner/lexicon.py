"""The words of one language and what each can mean; a misspelt word is taken for the nearest one it can be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from credora_agent.agent.planner.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Sense = str | int
Senses = dict[str, Sense]

_SHORTEST = 4
_LONG = 8


@dataclass(frozen=True)
class Lexicon:
    """Phrases with their senses (kind to value) of one language.

    `plain` and `content` words have no sense and are never bent into another; `content` ones make a reading less
    sure. `aliases` are slips too short to be mended by likeness.
    """

    phrases: Mapping[tuple[str, ...], Senses]
    plain: frozenset[str]
    content: frozenset[str]
    aliases: Mapping[str, str]

    @cached_property
    def longest(self) -> int:
        """The most words any phrase has."""
        return max(len(words) for words in self.phrases)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for words in self.phrases for word in words)

    @cached_property
    def _targets(self) -> list[str]:
        return sorted(word for word in self.words if len(word) >= _SHORTEST and word.isalpha())

    def knows(self, word: str) -> bool:
        """Whether the word stands in the lexicon as it is written."""
        known = word in self.words or word in self.plain or word in self.content
        return known and word not in self.aliases

    def mended(self, word: str) -> tuple[str, ...]:
        """Return the word or words an unknown one was meant to be; itself when nothing is near enough."""
        if word in self.aliases:
            return (self.aliases[word],)
        if self.knows(word) or len(word) < _SHORTEST:
            return (word,)
        return self._nearest(word) or self._apart(word) or (word,)

    def _nearest(self, word: str) -> tuple[str, ...]:
        near = extract(word, self._targets, scorer=OSA.distance, score_cutoff=2, limit=8)
        if not near:
            return ()
        target, slips, _ = min(near, key=lambda found: (found[1], found[0][0] != word[0], -len(found[0]), found[0]))
        alike = target[0] == word[0]
        if slips == 1:
            return (target,) if alike or len(word) > _SHORTEST + 1 else ()
        return (target,) if alike and len(target) >= _LONG and len(word) >= _LONG - 2 else ()

    def _apart(self, word: str) -> tuple[str, ...]:
        for cut in range(3, len(word) - 2):
            if word[:cut] in self.words and word[cut:] in self.words:
                return (word[:cut], word[cut:])
        return ()


def phrases(kind: str, entries: Mapping[Sense, str]) -> dict[tuple[str, ...], Senses]:
    """Return phrase → {kind: value} for a table of value → phrases parted by commas."""
    return {
        split(phrase): {kind: value}
        for value, listed in entries.items()
        for phrase in listed.split(",")
        if phrase.strip()
    }


def split(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase exactly as a question's words are cut."""
    return tuple(token.text for token in tokenise(phrase.strip()) if token.kind != "hyphen")


def joined(tables: Iterable[Mapping[tuple[str, ...], Senses]]) -> dict[tuple[str, ...], Senses]:
    """Return all tables as one; a phrase that stands in several has all its senses."""
    whole: dict[tuple[str, ...], Senses] = {}
    for table in tables:
        for words, senses in table.items():
            whole.setdefault(words, {}).update(senses)
    return whole


HEIRLOOMS = (
    *("metric", "loose", "area", "column", "platform", "pnl", "entries", "vague", "lean", "by", "write", "object"),
    *("report", "budget_word", "thing"),
)
"""Senses a longer phrase keeps of its words when it only adds that they are part of a wish or a what-if."""


def inherited(
    table: Mapping[tuple[str, ...], Senses], others: Mapping[tuple[str, ...], Senses], kinds: tuple[str, ...]
) -> dict[tuple[str, ...], Senses]:
    """Return the table, each phrase of several words with what its words are called by elsewhere, of these kinds."""
    return {
        words: _of_parts(words, others, () if "column" in senses else kinds) | senses
        for words, senses in table.items()
        if len(words) > 1
    }


def _of_parts(words: tuple[str, ...], others: Mapping[tuple[str, ...], Senses], kinds: tuple[str, ...]) -> Senses:
    found: Senses = {}
    at = 0
    while at < len(words):
        most = min(len(words) - at, len(words) - 1)
        size = next((n for n in range(most, 0, -1) if words[at : at + n] in others), 1)
        senses = others.get(words[at : at + size], {})
        found.update({kind: value for kind, value in senses.items() if kind in kinds})
        at += size
    return found
