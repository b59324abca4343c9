"""One language as tables: its phrases and the English they stand for, compiled once into something that reads."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

SLOT = "#"
"""Stands for one number, in a phrase and in its English."""

SHARE = "%"
"""Stands in a phrase for one percentage."""


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def words(listed: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(listed.split())


INTERNATIONAL = words(
    """
    roas poas mer cac ltv clv aov cogs sku skus bfcm black friday cyber monday meta google facebook instagram tiktok
    ads shopify stripe paypal klarna ebitda opex pnl p&l cm1 cm2 cm3 marketing cashflow cash flow cpc ctr cpm cpa vs
    q1 q2 q3 q4 h1 h2 kpi kpis csv xlsx excel pdf ytd mtd qtd yoy mom wow qoq ok email slack online newsletter gmv
    versus credora break even cohort runway json bf
    """
)
"""Words that say the same in every language and are left as they are."""

_SHORTEST_MENDED = 5
_LONG = 7
_SHORTEST_PART = 4


def plain_letters(word: str) -> str:
    """Return the word in lower case without accents."""
    split = unicodedata.normalize("NFD", word.lower().replace("ß", "ss").replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in split if not unicodedata.combining(c))


@dataclass
class Node:
    """What may follow a word of a phrase, and the English when the phrase may end there."""

    after: dict[str, Node] = field(default_factory=dict)
    english: str | None = None


@dataclass(frozen=True)
class Tongue:
    """The tables of one language.

    `tables` map English to the phrases that mean it, parted by commas, `#` being a number; `small` are words that
    carry nothing and are dropped; `calendar` words mean days even where a capital would make them a name; a
    capital after one of `naming` makes one. `forms` gives the inflected forms of a word, `joints` what may stand
    between the parts of a compound, `contracted` the plain form of small words grown together.
    """

    code: str
    tables: Sequence[Mapping[str, str]]
    small: frozenset[str]
    calendar: frozenset[str]
    naming: frozenset[str]
    forms: Callable[[str], Iterable[str]]
    letters: Callable[[str], str] = plain_letters
    nouns_are_capital: bool = False
    joints: tuple[str, ...] = ()
    contracted: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def phrases(self) -> Node:
        """All phrases, word by word."""
        root = Node()
        for table in self.tables:
            for english, listed in table.items():
                for phrase in listed.split(","):
                    node = root
                    for word in phrase.split():
                        node = node.after.setdefault(self.letters(word), Node())
                    node.english = english if node.english is None else node.english
        root.english = None
        return root

    @cached_property
    def words(self) -> dict[str, tuple[str, ...]]:
        """Every form of every word of the phrases, with the words it can be a form of, itself first."""
        bases = {
            self.letters(word)
            for table in self.tables
            for listed in table.values()
            for phrase in listed.split(",")
            for word in phrase.split()
        }
        found: dict[str, list[str]] = defaultdict(list)
        for base in bases:
            found[base].insert(0, base)
        fixed = {
            base for base, node in self.phrases.after.items() if node.english is not None and node.english.isdigit()
        }
        for base in sorted(base for base in bases - fixed - self.calendar if len(base) > 2):  # noqa: PLR2004 - too short to be inflected
            for form in set(self.forms(base)) - INTERNATIONAL:
                if base not in found[form]:
                    found[form].append(base)
        for form, base in self.contracted.items():
            found[form].append(base)
        return {form: tuple(of) for form, of in found.items()}

    def knows(self, word: str) -> bool:
        """Whether the word, in plain letters, stands in the tables as it is or inflected."""
        return word in self.words or word in self.small

    def knows_exactly(self, word: str) -> bool:
        """Whether the word, in plain letters, stands in the tables just as it is."""
        return word in self.small or self.words.get(word, ("",))[0] == word

    def bases(self, word: str) -> tuple[str, ...]:
        """Return the words of the phrases that this one is a form of."""
        return self.words.get(word, ())

    def mended(self, word: str) -> str | None:
        """Return a known word of the same first letter that is a single slip away, None when there is none."""
        if len(word) < _SHORTEST_MENDED:
            return None
        near = [
            form
            for size in range(len(word) - 1, len(word) + 2)
            for form in self._by_length.get(size, ())
            if form[0] == word[0]
        ]
        found = extract(word, near, scorer=OSA.distance, score_cutoff=1, limit=8)
        return next((form for form, _, _ in found if _slip(word, form)), None)

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        sorted_by: dict[int, list[str]] = defaultdict(list)
        for form in sorted(self.words):
            if len(form) >= _SHORTEST_MENDED - 1 and form.isalpha():
                sorted_by[len(form)].append(form)
        return sorted_by

    def _stands_alone(self, *said: str) -> bool:
        nodes = [[self.phrases.after.get(base) for base in self.bases(word)] for word in said]
        return all(any(node is not None and node.english is not None for node in of) for of in nodes)

    def parts(self, word: str) -> tuple[str, str] | None:
        """Return the two known words a compound is made of."""
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1) if self.joints else ():
            for joint in self.joints:
                head = word[:cut].removesuffix(joint)
                whole = not joint or word[:cut].endswith(joint)
                if whole and len(head) >= _SHORTEST_PART - 1 and self._stands_alone(head, word[cut:]):
                    return head, word[cut:]
        return None


def _slip(word: str, form: str) -> bool:
    """Whether the one difference is a likely slip: in a short word a letter swapped or doubled, not another letter."""
    if len(word) == len(form):
        return sorted(word) == sorted(form) or len(word) >= _LONG
    longer, shorter = (word, form) if len(word) > len(form) else (form, word)
    doubled = any(longer[:i] + longer[i + 1 :] == shorter and longer[i] == longer[i - 1] for i in range(1, len(longer)))
    return doubled or len(word) > _SHORTEST_MENDED


def spread(patterns: Mapping[str, str], units: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return patterns filled with every unit: `{0}` is its singular, `{1}` its plural, `{e}` its English."""
    return {
        english.replace("{e}", unit): listed.format(*names)
        for english, listed in patterns.items()
        for unit, names in units.items()
    }
