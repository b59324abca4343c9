"""Sets of words, written as a text."""

from __future__ import annotations


def terms(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())
