"""Where a period grammar stands in the terms of a question, and the clock it reads them by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.when import When

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.agent.planner.terms import Term
    from credora_agent.core.period import Period

Found = tuple[When, int] | None
"""What a rule read and the term after it; None when it does not apply."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The terms of one question with today and the recorded days."""

    terms: list[Term]
    today: date
    books: Period | None
    simple: dict[int, Found] = field(default_factory=dict)
    """What stands at a term as one stretch, kept as several rules ask for it."""

    def has(self, at: int, *kinds: str) -> bool:
        """Whether there is a term at `at` that can mean one of these kinds."""
        return 0 <= at < len(self.terms) and self.terms[at].has(*kinds)

    def number(self, at: int, kind: str) -> int | None:
        """Return the numeric sense of the term at `at`, None without one."""
        return self.terms[at].number(kind) if self.has(at, kind) else None

    def word(self, at: int, kind: str) -> str | None:
        """Return the worded sense of the term at `at`, None without one."""
        return self.terms[at].word(kind) if self.has(at, kind) else None

    def text(self, at: int) -> str:
        """Return the text of the term at `at`, empty past the ends."""
        return self.terms[at].text if 0 <= at < len(self.terms) else ""

    def skip(self, at: int, *kinds: str) -> int:
        """Return the first place from `at` on that means none of these kinds."""
        while self.has(at, *kinds):
            at += 1
        return at


Rule = Callable[[Reader, int], Found]


def longest(rules: tuple[Rule, ...], reader: Reader, at: int) -> Found:
    """Return what the furthest-reaching rule reads at `at`; the earlier rule wins a tie."""
    best: Found = None
    for rule in rules:
        found = rule(reader, at)
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best
