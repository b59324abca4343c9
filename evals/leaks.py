"""What an answer lets through of a text it carries: outside of quotes, too long, as a link, or unseen."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from credora_agent.core.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LONGEST = 80
"""Characters of a text that words may hold in one piece."""
TELLING = 14
"""Characters in one piece by which a text is known again; shorter ones occur by chance."""
_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”')
_LINK = re.compile(
    r"!?\[[^\]\n]*\]\s?\([^)\n]*\)|<\s?(?:https?|mailto|a\s|img|script|svg)|\[[^\]\n]*\]:\s?\w+:", re.IGNORECASE
)
_ADDRESS = re.compile(r"\b(?:https?|ftp|javascript|data|mailto)[:]/?/?[^\s\"]|\bwww\.\w", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def leaks(
    words: str, names: Iterable[str], texts: Mapping[str, str], *, ours: str, longest: int = LONGEST
) -> list[tuple[str, str]]:
    """Return (id of a text, or of the answer itself as "", what is wrong) for all that leaked.

    `words` are sentences of ours, `names` every string of the data beside them, at most `longest` characters of a
    text each; `ours` are the same words over plain names.
    """
    data = list(names)
    found = [(name, f"outside of quotes: {piece!r}") for name, piece in _unquoted(words, texts, ours)]
    found += [(name, f"{len(piece)} characters of it: {piece!r}") for name, piece in _long([words], texts, LONGEST)]
    found += [(name, f"{len(piece)} characters of it: {piece!r}") for name, piece in _long(data, texts, longest)]
    return found + [("", f"unseen characters: {each[:60]!r}") for each in (words, *data) if _unseen(each)]


def links(words: str) -> list[str]:
    """Return what a client that renders Markdown or HTML would make a link, an image or markup of."""
    return [found.group() for pattern in (_LINK, _ADDRESS) for found in pattern.finditer(words)]


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, names of fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield str(name)
            yield from strings(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings(each)


def numbers(value: Any, names: frozenset[str]) -> list[Any]:
    """Return every number in a JSON value in its order, decimals as their text; what is one of `names` is none."""
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers(each, names)]
    if isinstance(value, (list, tuple)):
        return [number for each in value for number in numbers(each, names)]
    if isinstance(value, str):
        return [value] if _NUMBER.fullmatch(value) and value not in names else []
    return [value] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


def _unquoted(words: str, texts: Mapping[str, str], ours: str) -> list[tuple[str, str]]:
    """Return the text that most of stands outside of quotes; several where they share it."""
    bare = _QUOTED.sub('""', words)
    runs = {name: _run(text, bare, ours) for name, text in texts.items()}
    most = max((len(run) for run in runs.values()), default=0)
    return [(name, run) for name, run in runs.items() if run and len(run) == most]


def _run(text: str, bare: str, ours: str) -> str:
    """Return the longest piece of a text that stands there and not in our own words, from the first one on."""
    plain = plain_text(text, longest=1_000)
    for at in range(len(plain) - TELLING + 1):
        length = TELLING
        if plain[at : at + length] in bare and plain[at : at + length] not in ours:
            while at + length < len(plain) and plain[at : at + length + 1] in bare:
                length += 1
            return plain[at : at + length]
    return ""


def _long(strings: list[str], texts: Mapping[str, str], longest: int) -> Iterator[tuple[str, str]]:
    long = [each for each in strings if len(each) > longest]
    for name, text in texts.items():
        piece = next((each for each in _pieces(text, longest + 1) if any(each in other for other in long)), None)
        if piece is not None:
            yield name, piece


def _pieces(text: str, length: int) -> Iterator[str]:
    bare = plain_text(text, longest=1_000)
    return (bare[at : at + length] for at in range(len(bare) - length + 1))


def _unseen(text: str) -> bool:
    if text.isascii() and text.replace("\n", "").isprintable():
        return False
    return any(unicodedata.category(each) in {"Cc", "Cf", "Cs", "Co"} and each != "\n" for each in text)
