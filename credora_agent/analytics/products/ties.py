"""Which SKUs a campaign advertises: as the merchant says, else as its name does."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

WORD = re.compile(r"[^\W_]+")
LEAST_RUN = 2
"""Significant words in a row that make a name speak of a product when it does not have all of them."""
PLURAL = 3
"""Letters a word has at the least for a final s to be taken for a plural's."""
SLIGHT = frozenset(
    ("a", "all", "always", "am", "an", "and", "ad", "ads", "awareness", "box", "brand", "broad", "by", "campaign",
     "catalogue", "catalog", "cbo", "cm", "collection", "conversion", "de", "display", "dpa", "eu", "evergreen", "for",
     "from", "g", "generic", "gift", "in", "kg", "l", "lookalike", "max", "mg", "ml", "mm", "new", "of", "on", "or",
     "oz", "pack", "performance", "pmax", "product", "prospecting", "remarketing", "retargeting", "sale", "search",
     "set", "shop", "shopping", "size", "test", "the", "to", "traffic", "uk", "us", "usa", "video", "with", "x")
)  # fmt: skip
"""Words that name neither a product nor tell one from another: what campaigns and pack sizes are written with."""


class Tie(NamedTuple):
    """The SKUs a campaign advertises, and whether the merchant said so or its name does."""

    skus: tuple[str, ...]
    how: Literal["said", "by name"]


def ties(
    names: Mapping[str, str], titles: Mapping[str, str | None], said: Mapping[str, Collection[str]]
) -> dict[str, Tie]:
    """Return campaign key → tie, for the campaigns that advertise certain products.

    `names` are campaigns' by key, `titles` products' by SKU, `said` the merchant's own word: a campaign in it is tied
    to just those SKUs. The others are tied by name to the SKUs whose title shares the longest run of significant
    words with it, of two words at least or of the whole title; no such run, no tie.
    """
    found = {key: Tie(tuple(sorted(skus)), "said") for key, skus in said.items() if key in names and skus}
    unsaid = {key: significant(name) for key, name in names.items() if key not in found}
    words = {sku: significant(title) for sku, title in titles.items() if title} if unsaid else {}
    with_word: dict[str, set[str]] = {}
    for sku, of_title in words.items():
        for word in of_title:
            with_word.setdefault(word, set()).add(sku)
    for key, name in unsaid.items():
        near = set().union(*(with_word.get(word, ()) for word in name))
        if skus := _named(name, {sku: words[sku] for sku in near}):
            found[key] = Tie(skus, "by name")
    return found


@lru_cache(maxsize=8192)
def significant(text: str) -> tuple[str, ...]:
    """Return the words of a text that can name a product: lower case, singular, without numbers and slight words."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    words = (word for word in WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
    return tuple(_singular(word) for word in words if word not in SLIGHT and not word[0].isdigit())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > PLURAL and word.endswith("s") and not word.endswith("ss") else word


def _named(name: Sequence[str], titles: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    runs = {sku: _longest_run(name, words) for sku, words in titles.items()}
    best = max(runs.values(), default=0)
    return tuple(sorted(sku for sku, run in runs.items() if run == best and run and _enough(run, titles[sku])))


def _enough(run: int, title: Sequence[str]) -> bool:
    return run >= LEAST_RUN or run == len(title)


def _longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest run of words that both have."""
    best, before = 0, [0] * (len(other) + 1)
    for word in one:
        here = [0] * (len(other) + 1)
        for j, against in enumerate(other, 1):
            if word == against:
                here[j] = before[j - 1] + 1
                best = max(best, here[j])
        before = here
    return best
