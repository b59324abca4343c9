"""Verbs of a what-if in the forms a supposition takes: "si on baissait", "se cortarmos", "si subiéramos"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def moves(
    up: Sequence[tuple[str, str]], down: Sequence[tuple[str, str]], *, whole: Mapping[str, str]
) -> dict[str, str]:
    """Return English to the forms of verbs given as stems and endings, both parted by blanks; `whole` are irregular."""
    return {
        english: ", ".join((*_forms(verbs), *whole.get(english, "").split()))
        for english, verbs in (("raise", up), ("lower ", down))
    }


def _forms(verbs: Sequence[tuple[str, str]]) -> list[str]:
    return [stem + ending for stems, endings in verbs for stem in stems.split() for ending in endings.split()]
