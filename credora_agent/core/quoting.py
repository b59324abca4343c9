"""Words of others as data: cleaned, short, on one line, and in quotes where they stand among words of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from credora_agent.core.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

LABEL = 48
"""Characters a name keeps among words."""
CELL = 80
"""Characters a name keeps as data."""
SENTENCE = 300
"""Characters a sentence keeps that may quote a name."""
HELD = 200
"""Characters the books keep of an id, which must come back as it was."""

_SHOWN = str.maketrans(
    {'"': "'", "“": "'", "”": "'", "„": "'", "«": "'", "»": "'", "`": "'", "|": "/", "<": "‹", ">": "›",
     "[": "(", "]": ")"}
)  # fmt: skip
"""What could end a quote, a cell or look like markup, as what cannot."""
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:/+|\b(?:https?|ftp|file|javascript|vbscript|data|blob|tel):(?=\S)|www\.|mailto:)",
    re.IGNORECASE,
)
"""How an address begins: a client makes no link of one without it."""


def quoted(text: str, *, longest: int = LABEL) -> str:
    """Return a name as it stands in a sentence or a line of ours: in double quotes that nothing in it can close."""
    shown = _ADDRESS.sub(lambda found: found.group().rstrip("/.:") + " ", cut(text, longest).translate(_SHOWN))
    return f'"{shown}"'


def cut(text: str, longest: int = CELL) -> str:
    """Return a name as a value of data: plain, its middle left out where it is too long."""
    # What is printable has no control, no unseen and no foreign white space in it: the long way round is for the rest.
    bare = " ".join(text.split()) if text.isprintable() and len(text) <= HELD else plain_text(text, longest=HELD * 2)
    if len(bare) <= longest:
        return bare
    tail = longest // 3
    return f"{bare[: longest - tail - 1].rstrip()}…{bare[-tail:].lstrip()}"


def sentence(text: str) -> str:
    """Return a sentence of a report, which may name things of others, on one line and not too long."""
    return plain_text(text, longest=SENTENCE)


def held(text: str) -> str:
    """Return an id by which something is asked for again."""
    return plain_text(text, longest=HELD)


def naming(text: str, names: Iterable[str]) -> str:
    """Return a sentence of a report with those names of others in it in quotes."""
    for name in sorted({each for each in names if each}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda found: quoted(found.group()), text)
    return text
