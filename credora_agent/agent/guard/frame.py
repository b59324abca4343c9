"""A sentence's items in their places: groups of words that name one subject, and what stands beside what."""

# ruff: noqa: PLR0911, PLR2004 - one line a form; small numbers are words, months and places

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credora_agent.agent.guard.book import NONE
from credora_agent.agent.guard.terms import terms

if TYPE_CHECKING:
    from credora_agent.agent.guard.book import Book
    from credora_agent.agent.guard.claimable import Fact
    from credora_agent.agent.guard.reading import Item

ARTICLES = terms("a an the your our its their this that of")
LINKS = terms("of from for in on at via through by with to the your our its their a an 's ' s de del des du")
BREAKS = terms("and but while whereas although though ; . or yet so und y et e")
BASES = terms("from against versus vs vs. than since")
MOVES = terms("up down flat")
COMPARING = terms("more less better worse")


@dataclass(slots=True)
class Group:
    """Neighbouring words that name one subject."""

    start: int
    end: int
    tokens: frozenset[str]
    change: bool = False
    used: bool = False


@dataclass(slots=True)
class Frame:
    """A sentence being checked: its items, its groups, and the subject carried over from the sentence before."""

    items: list[Item]
    book: Book
    carried: frozenset[str] = NONE
    groups: list[Group] = field(default_factory=list)
    bound: dict[int, list[Fact]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.groups = _groups(self.items, self.book)

    @property
    def numbers(self) -> list[int]:
        """Places of the numbers."""
        return [i for i, item in enumerate(self.items) if item.kind == "number"]

    @property
    def periods(self) -> list[int]:
        """Places of the periods."""
        return [i for i, item in enumerate(self.items) if item.kind == "period"]

    def low(self, at: int) -> str:
        """Return the lower-case text at a place, nothing outside."""
        return self.items[at].low if 0 <= at < len(self.items) else ""

    def kind(self, at: int) -> str:
        """Return the kind at a place, nothing outside."""
        return self.items[at].kind if 0 <= at < len(self.items) else ""

    def between(self, start: int, end: int) -> list[Group]:
        """Return the groups wholly after one place and before another."""
        return [group for group in self.groups if group.start > start and group.end < end]

    def is_base(self, at: int) -> bool:
        """Tell whether a period is what another is compared with: "from", "than in", "compared with" before it."""
        if OVER.search(self.low(at)):
            return True
        look = at - 1
        while look >= 0 and at - look <= 4:
            low, kind = self.low(look), self.kind(look)
            if low in BASES or kind in ("compared", "more than"):
                return low != "from" or not self._is_source()
            if low == "on" and self._is_last_day(at):
                return False
            if low == "on" and (self.kind(look - 1) in (*MOVES, "number") or self.low(look - 1) == ")"):
                return any(self.kind(k) in MOVES for k in range(look))
            if low == "over":
                return any(self.kind(k) in (*MOVES, *COMPARING) for k in range(look)) and not {
                    *self.low(at).split()
                } & {"last", "past"}
            if low in TAKES_BARE and self.kind(look) in (*COMPARING, "up", "down"):
                return True
            if kind != "number" and low not in LINKS:
                return False
            look -= 1
        return False

    def _is_last_day(self, at: int) -> bool:
        """Tell whether a period is a single day that no figure is later than: "up 18 % on 27 November"."""
        mention = self.items[at].period
        days = [span for span in self.book.spans if mention and span[0] == span[1] and mention.covers(span)]
        return len(days) == 1 and all(span[1] <= days[0][0] for span in self.book.spans if span[0] == span[1])

    def is_base_word(self, at: int) -> bool:
        """Tell whether a word at a place opens what is compared with."""
        return self.low(at) != "from" or not self._is_source()

    def _is_source(self) -> bool:
        """Tell whether "from" says where something comes from instead of where it started."""
        return not any(item.kind in (*MOVES, *COMPARING, "times", "compared") or item.low in ("went", "to", "moved")
                       for item in self.items)  # fmt: skip


SPENDING = terms("cost costs spent spend spends sold")
PASSIVE = terms("sold spent")
OVER = re.compile(r"[ -](?:over|on)[ -]|^(?:yoy|mom|qoq|wow)$|^\w/\w$")
TAKES_BARE = terms("exceeded exceeds outperformed topped surpassed trailed lagged beat beats above below behind")


def _groups(items: list[Item], book: Book) -> list[Group]:
    found: list[Group] = []
    for at, item in enumerate(items):
        if item.kind not in ("label", "name"):
            continue
        last = found[-1] if found else None
        if last and last.end == at - 1 and _does(items, at) and not book.fits(last.tokens | item.tokens):
            item.kind = "word"
            continue
        gap = items[last.end + 1 : at] if last else []
        passive = gap and item.low in PASSIVE and all(g.low in ("was", "were", "been") for g in gap)
        joined = last and (passive or all(g.low in LINKS or g.kind == "period" for g in gap))
        if last and not gap and item.tokens & last.tokens:
            item.kind = "unread"
        if last and joined and not _new_side(gap) and (not gap or book.fits(last.tokens | item.tokens)):
            last.end, last.tokens, last.change = at, last.tokens | item.tokens, last.change or item.change
        else:
            found.append(Group(at, at, item.tokens, item.change))
    for group in found:
        if "ad" in group.tokens and not book.fits(group.tokens) and book.fits(group.tokens - {"ad"}):
            group.tokens -= {"ad"}
    return found


def _does(items: list[Item], at: int) -> bool:
    """Tell whether a word that could name an amount is what something did: "fulfilment cost £5"."""
    after = next((item for item in items[at + 1 :] if item.kind != "word"), None)
    return items[at].low in SPENDING and after is not None and after.kind == "number"


def _new_side(gap: list[Item]) -> bool:
    return any(item.low in ("to", "with", "by") for item in gap)
