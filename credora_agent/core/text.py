"""Text from outside made plain: what a platform or a person typed, as the books and a terminal can hold it."""

from __future__ import annotations

import unicodedata
from typing import Any

LONGEST = 200
"""Characters kept of a title or a name."""
DEEPEST = 8
"""Levels of a nested value that are kept."""

_REPLACED = frozenset({"Cc", "Zs", "Zl", "Zp"})
_DROPPED = frozenset({"Cf", "Cs", "Co"})


def plain_text(text: str, *, longest: int = LONGEST) -> str:
    """Return `text` on one line in at most `longest` characters, without what is not seen.

    Control characters and line breaks become spaces; zero-width and bidirectional marks, halves of surrogate
    pairs and private code points are dropped; runs of spaces become one.
    """
    # What is cut away is never looked at: a name of megabytes costs no more than a long one.
    head = text[: longest * 8]
    if not (head.isascii() and head.isprintable()):
        head = "".join(_plain(character) for character in head)
    bare = " ".join(head.split())
    return bare if len(bare) <= longest else f"{bare[: longest - 1].rstrip()}…"


def plain_cells(value: Any, *, longest: int = LONGEST, depth: int = DEEPEST) -> Any:
    """Return a JSON value with every text in it made plain and whatever lies deeper than `depth` left out."""
    if isinstance(value, str):
        return plain_text(value, longest=longest)
    if depth == 0:
        return None
    if isinstance(value, dict):
        return {
            plain_text(str(name)): plain_cells(each, longest=longest, depth=depth - 1) for name, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [plain_cells(each, longest=longest, depth=depth - 1) for each in value]
    return value if isinstance(value, (int, float, bool, type(None))) else plain_text(str(value), longest=longest)


def _plain(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in _REPLACED:
        return " "
    return "" if kind in _DROPPED else character
