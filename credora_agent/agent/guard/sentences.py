"""Where sentences end: not at decimals, abbreviations or initials; at line ends, bullets and the full stops of CJK."""

# ruff: noqa: PLR2004 - one line a form; small numbers are words, months and places

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from credora_agent.agent.guard.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterator

ABBREVIATIONS = terms(
    "e.g i.e approx vs etc cf no nr st mr mrs ms dr inc ltd co corp jan feb mar apr jun jul aug sep sept oct nov "
    "dec mon tue wed thu fri sat sun mio mrd tsd z.b bzw ca ggf u.a p.ej aprox env u.s u.k a.m p.m p.p incl excl "
    "est fig max min avg"
)
END = re.compile(r"[。！？!?]+[\"'”’»)\]]*|\.+[\"'”’»)\]*_]*(?=\s|$)|\n+|;(?=\s*\n)")
BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+")
LIST_NUMBER = re.compile(r"(?:^|\n)\s*\d{1,2}$")
WIDE = frozenset("。！？")


def _ends(text: str, found: re.Match[str]) -> bool:
    """Tell whether what looks like an end is one."""
    if found[0][0] != ".":
        return True
    word = re.split(r"[\s(\"'“*_]", text[: found.start()])[-1].lower()
    after = text[found.end() :].lstrip()
    if LIST_NUMBER.search(text[: found.start()]):
        return False
    if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word not in ("i", "x", "k", "m")):
        return word in ENDS_TOO and (not after or after[0].isupper())
    return not (word.isdigit() and len(word) <= 2 and re.match(r"[A-Z]?[a-zäéû]+\s(?:19|20)\d\d", after))


ENDS_TOO = terms("jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun etc inc ltd co corp p.p")
"""Abbreviations a sentence may end with: they end it where a capital follows."""


def _cuts(text: str) -> Iterator[int]:
    for found in END.finditer(text):
        if _ends(text, found):
            yield found.end()


def split(text: str) -> list[str]:
    """Return a text's sentences in order, trimmed, without empty ones; bullets and headings are sentences."""
    found, begun = [], 0
    for cut in (*_cuts(text), len(text)):
        piece = text[begun:cut].strip()
        if piece and re.search(r"\w", piece):
            found.append(piece)
        begun = cut
    return found


class Sentences:
    """Sentences of a text that comes in pieces: each is given as soon as it is surely whole."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> list[str]:
        """Return the sentences that this piece completes; an end must be seen past to be sure."""
        self._held += piece
        last = 0
        for cut in _cuts(self._held):
            if self._held[cut:].strip() or "\n" in self._held[cut - 1 :] or self._held[cut - 1] in WIDE:
                last = cut
        done, self._held = self._held[:last], self._held[last:]
        return split(done)

    def close(self) -> list[str]:
        """Return what is left when no more will come."""
        done, self._held = self._held, ""
        return split(done)
