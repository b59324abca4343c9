"""The figures of a turn, found by what words name: subject, period and unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from credora_agent.agent.guard.claimable import Fact
    from credora_agent.agent.guard.periods import Mention, Span

NONE: frozenset[str] = frozenset()
WORTH = frozenset({"value", "worth", "rate", "share", "amount", "count", "number"})
"""Words that tell a measure of a thing from another in its unit alone."""


@dataclass(frozen=True, slots=True)
class Book:
    """All facts of a turn; `spans` are their ranges."""

    facts: tuple[Fact, ...]
    spans: frozenset[Span]

    def fits(self, tokens: frozenset[str]) -> bool:
        """Tell whether some figure's label has all these words."""
        return any(tokens <= fact.tokens for fact in self.facts)

    def about(
        self,
        tokens: frozenset[str],
        *,
        change: bool = False,
        context: frozenset[str] = NONE,
        suits: Callable[[Fact], bool] = lambda _: True,
    ) -> list[Fact]:
        """Return the figures words name: those called exactly so, else those whose name holds them if it is one name.

        Where several names hold the words, those that share most with `context` are meant; if that leaves several,
        nothing is.
        """
        known = [fact for fact in self.facts if fact.change == change]
        exact = [fact for fact in known if fact.tokens == tokens]
        if exact:
            told = [fact for fact in exact if suits(fact)]
            fuller = [f for f in known if tokens < f.tokens and f.tokens - tokens <= WORTH and suits(f)]
            return told or (fuller if len({fact.tokens for fact in fuller}) == 1 else [])
        found = [fact for fact in known if tokens <= fact.tokens and suits(fact)]
        if not tokens:
            return found
        best = max((len(fact.tokens & context) for fact in found), default=0)
        found = [fact for fact in found if len(fact.tokens & context) == best]
        return found if len({fact.tokens for fact in found}) <= 1 else []

    def within(self, facts: Iterable[Fact], period: Mention | None) -> list[Fact]:
        """Return the facts of a period; all where none is named."""
        return [fact for fact in facts if period is None or period.covers(fact.span, self.spans)]

    def before(self, fact: Fact, period: Mention | None) -> list[Fact]:
        """Return what a figure moved from: the same in the period named, else in the one that ends before it begins."""
        same = [
            other
            for other in self.facts
            if other is not fact and other.tokens == fact.tokens and other.change == fact.change
            and other.kind == fact.kind and other.currency == fact.currency
            and other.span and fact.span and other.span != fact.span
        ]  # fmt: skip
        if period is not None:
            return self.within(same, period)
        earlier = [other for other in same if other.span and fact.span and other.span[1] < fact.span[0]]
        last = max((other.span[1] for other in earlier if other.span), default=None)
        return [other for other in earlier if other.span and other.span[1] == last]
