"""The tenant's own names: products, campaigns and connected platforms, as plain data a question is read against."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from credora_agent.agent.planner.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A product or a campaign: its id, its name, and the name's words as a question would have them."""

    kind: str
    id: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What can be named: SKU to title, campaign id to name, and the ad platforms in use (empty: not known)."""

    products: Mapping[str, str] = field(default_factory=dict)
    campaigns: Mapping[str, str] = field(default_factory=dict)
    platforms: frozenset[str] = frozenset()

    @cached_property
    def _by_word(self) -> dict[str, frozenset[Entity]]:
        found: dict[str, set[Entity]] = defaultdict(set)
        for kind, named in (("product", self.products), ("campaign", self.campaigns)):
            for id_, name in named.items():
                entity = Entity(kind, id_, name, _words(name))
                for word in entity.words:
                    found[word].add(entity)
        return {word: frozenset(entities) for word, entities in found.items()}

    @cached_property
    def words(self) -> list[str]:
        """Every word of every name."""
        return sorted(self._by_word)

    @cached_property
    def _codes(self) -> dict[str, Entity]:
        return {id_.lower(): Entity("product", id_, title, _words(title)) for id_, title in self.products.items()}

    def with_word(self, word: str) -> frozenset[Entity]:
        """Return what has the word in its name, in one or several."""
        return self._by_word.get(_single(word), frozenset())

    def codes_in(self, text: str) -> list[tuple[int, int, Entity]]:
        """Return the SKUs written out in a text and where they stand."""
        found = []
        for match in re.finditer(r"[\w.\-/#]+", text):
            entity = self._codes.get(match[0].lower().rstrip(".-/"))
            if entity is not None:
                found.append((match.start(), match.start() + len(match[0].rstrip(".-/")), entity))
        return found


def _words(name: str) -> tuple[str, ...]:
    return tuple(_single(token.text) for token in tokenise(name) if token.kind not in {"mark", "hyphen"})


def _single(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004


NOTHING = Known()
"""A shop nothing is known of."""
