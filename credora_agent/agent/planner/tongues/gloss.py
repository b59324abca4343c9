"""A question in Spanish, German, French, Portuguese or Japanese in the plain English that the local planner reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from credora_agent.agent.planner.tokens import tidy
from credora_agent.agent.planner.tongues.language import is_japanese, languages
from credora_agent.agent.planner.tongues.reading import read, told

if TYPE_CHECKING:
    from credora_agent.agent.planner.tongues.reading import Piece
    from credora_agent.agent.planner.tongues.tongue import Tongue

_MODULES = {"es": "spanish", "de": "german", "fr": "french", "pt": "portuguese"}


@dataclass(frozen=True, slots=True)
class Glossed:
    """The same question in English words; `sure` is the share of its telling words that were understood.

    What is not known stays as it was written; a date whose day and month could be swapped is read the way of its
    language and has its month in words.
    """

    text: str
    language: str
    sure: float


def english(question: str) -> Glossed | None:
    """Return the question in English, None when it is English already or its language is not clear."""
    text = tidy(question)
    if is_japanese(text):
        from credora_agent.agent.planner.tongues import japanese_reading  # noqa: PLC0415 - only when it is asked in

        return _glossed("ja", *japanese_reading.gloss(text))
    found = []
    for code in languages(text, _tongues):
        pieces = read(text, tongue(code))
        found.append(_glossed(code, told(pieces), pieces))
    return found[0] if len({glossed.text for glossed in found}) == 1 else None


def _glossed(code: str, text: str, pieces: list[Piece]) -> Glossed:
    whole = sum(piece.share for piece in pieces)
    known = sum(piece.share for piece in pieces if piece.known)
    return Glossed(text, code, round(known / whole, 3) if whole else 1.0)


@cache
def tongue(code: str) -> Tongue:
    """Return the tables of one language, put together when first asked for."""
    found: Tongue = import_module(f"credora_agent.agent.planner.tongues.{_MODULES[code]}").TONGUE
    return found


def _tongues() -> dict[str, Tongue]:
    return {code: tongue(code) for code in _MODULES}
