"""A question parted into clauses that each ask one thing; what a clause leaves out it takes from its neighbour."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from credora_agent.agent.planner.areas import area_of
from credora_agent.agent.planner.periods.when import When
from credora_agent.core.period import Grain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from credora_agent.agent.planner.terms import Term

    Item = Term | When

_RECONCILES = re.compile(
    r"reconcil|match|\btie|agree|add up|discrepan|differ|mismatch|tally|square|line up|shopify says?|"
    r"than (our|the|your)( own)? books|from our books"
)
_ROWS = re.compile(
    r"\brows?\b|entr(y|ies)|ledger|transactions?|behind|line items?|bookings?|postings|journal|records|drill"
)
_OUTSIDE = re.compile(r"shopify|meta|facebook|google|platform|bank|export|payout|books|reconcil|stripe|paypal")
_SYNCED = re.compile(r"sync|connected|import|fresh|up to date|stale|last update|refreshed")
_WHICH_DAYS = re.compile(r"\b(which|what|on which) (days?|weeks?|months?|quarters?|years?)\b")
_EXPLAINED = {"", "ads", "campaigns", "products", "findings", "orders"}

SIZES = {Grain.DAY: 1, Grain.WEEK: 2, Grain.MONTH: 3, Grain.QUARTER: 4, Grain.YEAR: 5}
"""The grains a question can name, from fine to coarse."""

_BEHIND = re.compile(
    r"\bbehind (that|this|it)$|\bbehind the (drop|rise|fall|jump|change|increase|decrease|spike|dip)\b"
)
_CONNECTS = ("stop", "comma", "and", "or")


@dataclass(frozen=True)
class Clause:
    """The terms and stretches of days of one thing asked; `text` is the whole question they point into."""

    items: tuple[Item, ...]
    text: str

    @cached_property
    def terms(self) -> list[Term]:
        """The terms that are no stretch of days."""
        return [item for item in self.items if not isinstance(item, When)]

    @cached_property
    def whens(self) -> list[When]:
        """The stretches of days, in the order said."""
        return [item for item in self.items if isinstance(item, When)]

    def has(self, *kinds: str) -> bool:
        """Whether any term can mean one of these kinds."""
        return any(term.has(*kinds) for term in self.terms)

    def first(self, kind: str) -> str | None:
        """Return the first value said of a kind."""
        return next((term.word(kind) for term in self.terms if term.has(kind)), None)

    def every(self, kind: str) -> list[str]:
        """Return the values said of a kind, each once, in the order said."""
        return list(dict.fromkeys(term.word(kind) for term in self.terms if term.has(kind)))

    @property
    def has_unknown(self) -> bool:
        """Whether a word that carries something is not known."""
        return any(term.content for term in self.terms)

    def place(self, kind: str) -> int | None:
        """Return where the first term of a kind stands among the items."""
        return next((i for i, item in enumerate(self.items) if not isinstance(item, When) and item.has(kind)), None)

    def holds(self, word: str) -> bool:
        """Whether a term begins with the word."""
        return any(term.text.startswith(word) for term in self.terms)

    def has_after(self, at: int, *kinds: str) -> bool:
        """Whether a term after the item at `at` can mean one of these kinds."""
        return any(not isinstance(item, When) and item.has(*kinds) for item in self.items[at + 1 :])

    def said(self, when: When) -> str:
        """Return the words of a stretch, lower case."""
        return self.text[when.start : when.end].lower()

    def between(self, first: When, second: When) -> set[str]:
        """Return the words between two stretches."""
        one, other = self.items.index(first), self.items.index(second)
        return {item.text for item in self.items[one:other] if not isinstance(item, When)}

    def word_before(self, when: When) -> set[str]:
        """Return the words of the term just before a stretch, and how the stretch itself begins."""
        at = self.items.index(when)
        before = self.items[at - 1] if at else None
        return {self.said(when).split()[0]} | ({before.text} if before and not isinstance(before, When) else set())

    def names_lines_on_both_sides(self, at: int) -> bool:
        """Whether lines of the books are named before and after the item at `at`."""
        sides = (self.items[:at], self.items[at + 1 :])
        return all(any(not isinstance(item, When) and item.has("metric") for item in side) for side in sides)

    @cached_property
    def unfolds(self) -> bool:
        """Whether the way something went is asked for, not one change."""
        if self.has("trend"):
            return True
        since = any(self.said(when).startswith("since") and not when.step for when in self.whens)
        return self.has("change") and (since or self.has("unfolding")) and not self.has("versus", "shift")

    @cached_property
    def by(self) -> str | None:
        """The grain the days are split by, also that of "month over month" within a longer stretch."""
        said, shift = self.first("by"), self.first("shift")
        if said is None and shift and any(SIZES.get(when.grain, 0) > SIZES[Grain(shift)] for when in self.whens):
            return shift
        return said

    @cached_property
    def words(self) -> str:
        """The terms' words, mended, without stretches of days."""
        return " ".join(term.text for term in self.terms)

    @cached_property
    def area(self) -> str:
        """Which part of the business beside the P&L the clause is about; empty when none is named."""
        return area_of(self)

    @cached_property
    def kind(self) -> str:
        """What the clause is about, told by its most telling words; empty when it has none."""
        told = {term.word("pnl") for term in self.terms if term.has("pnl")}
        area = self.area
        reconciles = self.has("reconcile") and (not area or bool(_RECONCILES.search(self.words))) and not self.moved
        itemised = (
            self.has("entries") and self.has("metric", "sku", "named_campaign") and bool(_ROWS.search(self.words))
        )
        tests = (
            ("status", self.has("status") and bool(_SYNCED.search(self.words))),
            ("reconcile", reconciles or (self.holds_against_shopify and not area)),
            ("explain", self.explains),
            ("entries", itemised),
            (area, bool(area)),
            ("ranking", self.ranks),
            ("entries", self.singles_out or (self.has("entries") and not self.has("trend", "by"))),
            ("status", self.has("status") and not (self.whens and self.has("metric"))),
            ("topic", self.has("topic")),
            ("statement", "named" in told or ("money" in told and not self.has("metric"))),
            ("line", self.has("metric", "vague", "sold", "lean")),
            ("loose", bool(told) or self.has("now")),
        )
        return next((kind for kind, holds in tests if holds), "")

    @property
    def holds_against_shopify(self) -> bool:
        """Whether a figure of the books is held against Shopify's."""
        return self.has("compare") and self.has("metric") and self.holds("shopify") and len(self.whens) <= 1

    @property
    def moved(self) -> bool:
        """Whether a difference is one between two stretches, not between the books and a platform."""
        return len(self.whens) > 1 and self.has("metric") and not _OUTSIDE.search(self.words)

    @property
    def explains(self) -> bool:
        """Whether reasons of a change are asked for, not the rows behind a figure nor what deserves a look."""
        if not (self.has("why") or self.behind) or self.area not in _EXPLAINED:
            return False
        figure = self.has("metric", "vague", "sold", "column")
        return (figure and not self.has("entries")) or self.has("change", "way", "versus") or self.loses_money

    @property
    def behind(self) -> bool:
        """Whether what was behind a change is asked for, not the rows behind a figure."""
        return self.has("change") and _BEHIND.search(_bare(self)) is not None

    @property
    def loses_money(self) -> bool:
        """Whether the shop's making or losing money is spoken of."""
        return any(term.has("pnl") and term.word("pnl") == "money" for term in self.terms)

    @property
    def singles_out(self) -> bool:
        """Whether the largest single bookings are asked for: "biggest refunds"."""
        large = any(term.text in {"biggest", "largest"} for term in self.terms)
        return large and bool({"orders", "returns", "discounts", "fees"} & set(self.every("metric")))

    @property
    def presumed(self) -> When | None:
        """The days a question takes for the best or worst: "our best month was June, right?"."""
        at = self.place("extreme")
        rest = self.items[at + 1 :] if at is not None else ()
        was = next(
            (i for i, item in enumerate(rest) if not isinstance(item, When) and item.text in {"was", "is"}), None
        )
        if was is None or not any(not isinstance(item, When) and item.has("unit") for item in rest[:was]):
            return None
        after = next((item for item in rest[was + 1 :] if isinstance(item, When) or not item.has("the", "prep")), None)
        return after if isinstance(after, When) and after.bare else None

    @property
    def ranks(self) -> bool:
        """Whether the best or worst of some days, weeks, … is asked for."""
        if self.has("extreme"):
            return self.has("unit", "by", "asks_when")
        return self.loses_money and _WHICH_DAYS.search(self.words) is not None


def clauses(items: list[Item], text: str) -> list[Clause]:
    """Return the clauses of a question in order, each with stretches of days where it needs some."""
    parted: list[Clause] = []
    joint: tuple[Item, ...] = ()
    for items_, after in _segments(items):
        segment = Clause(items_, text)
        if parted and not _apart(parted[-1], segment):
            parted[-1] = Clause(parted[-1].items + joint + segment.items, text)
        elif segment.items:
            parted.append(segment)
        joint = after
    return _shared([_dated(clause) for clause in parted])


def _segments(items: list[Item]) -> list[tuple[tuple[Item, ...], tuple[Item, ...]]]:
    found: list[tuple[tuple[Item, ...], tuple[Item, ...]]] = []
    current: list[Item] = []
    for item in items:
        if not isinstance(item, When) and item.has(*_CONNECTS):
            found.append((tuple(current), (item,)))
            current = []
        else:
            current.append(item)
    return [*found, (tuple(current), ())]


def _apart(one: Clause, other: Clause) -> bool:
    """Whether the second asks something of its own rather than adding to the first."""
    kinds = one.kind, other.kind
    if not all(kinds):
        return False
    if kinds[1] == "loose" and other.has("compare", "versus"):
        return False
    if kinds[0] == kinds[1]:
        same = one.has("compare") and one.every("metric") == other.every("metric")
        return bool(one.whens and other.whens) and not same
    if kinds[1] == "loose" and not other.whens:
        return False
    if _belongs(one, other):
        return False
    adds = kinds[0] in {"entries", "ranking"} and kinds[1] == "line" and not one.whens
    return not adds


def _belongs(one: Clause, other: Clause) -> bool:
    """Whether figures on both sides of "and" are of one list or one change: "spend and clicks on meta"."""
    kinds = one.kind, other.kind
    if _says_again(one, other):
        return True
    if _ITEMISED.match(other.words) or (kinds[0] == "line" and _EACH.fullmatch(other.words)):
        return True
    if kinds[0] == "line" and kinds[1] in _TABLES:
        return not one.whens and (other.has("platform", "column") or bool(_EACH.search(other.words)))
    if kinds[1] == "line" and kinds[0] in _TABLES:
        return bool(_THEIR.search(other.words))
    if set(kinds) == {"cohorts", "line"}:
        line = one if kinds[0] == "line" else other
        return set(line.every("metric")) <= {"cac", "ncac"} and not line.whens
    joins = _JOINED.get(kinds)
    return joins is not None and joins(one, other)


def _says_again(one: Clause, other: Clause) -> bool:
    """Whether only the same line is named once more: "acquisition cost, the CAC, in May"."""
    lines = set(other.every("metric"))
    alone = all(term.has("metric", "the", "prep", "of", "stop") or not term.senses for term in other.terms)
    return bool(lines) and lines <= set(one.every("metric")) and alone and not (one.whens or one.has("topic"))


def _only_orders(clause: Clause) -> bool:
    return _only_lines(clause) and clause.every("metric") == ["orders"]


def _only_lines(clause: Clause) -> bool:
    """Whether a clause is nothing but lines of the books: "net profit please"."""
    return not clause.whens and all(term.has("metric", "polite", "the") or not term.senses for term in clause.terms)


def _bare(clause: Clause) -> str:
    """Return the clause's words without marks."""
    return " ".join(term.text for term in clause.terms if not term.has("stop", "comma"))


_LISTED = ("orders_by", "latest", "extreme", "sku")
_TABLES = {"ads", "campaigns", "products"}
_JOINED: dict[tuple[str, str], Callable[[Clause, Clause], bool]] = {
    ("loose", "statement"): lambda _, other: not other.whens,
    ("orders", "line"): lambda one, other: _only_orders(other) or not (one.whens or one.has(*_LISTED)),
    ("reconcile", "ads"): lambda _, other: not other.has("metric", "column"),
    ("loose", "line"): lambda one, other: (one.has("compare", "versus") or other.holds("wise")) and _only_lines(other),
    ("ranking", "line"): lambda _, other: other.holds("wise") and _only_lines(other),
    ("ads", "reconcile"): lambda one, _: not one.whens and not one.has("metric", "column"),
    ("cohorts", "forecast"): lambda _, other: not other.whens and not other.has("metric"),
    ("shelf", "products"): lambda _, other: not other.whens and not other.has("metric", "extreme"),
    ("explain", "line"): lambda one, _: not (one.whens or one.has("change")),
    ("line", "entries"): lambda one, other: one.has("change") and _BEHIND.search(_bare(other)) is not None,
    ("line", "reconcile"): lambda one, _: one.has("compare") and not one.whens,
}
"""When the second of two kinds only adds to the first."""
_ITEMISED = re.compile(r"(line by line|one by one|itemi[sz]ed|in detail)$")
_EACH = re.compile(r"\b(by|per|each|every) (product|campaign|sku|item|ad|platform|variant)")
_THEIR = re.compile(r"\b(their|its|them|each)\b")


def _dated(clause: Clause) -> Clause:
    """Put the open year of "in 2011, how did March go" right."""
    base = clause.place("versus")
    if base is not None and (head := _dated(Clause(clause.items[:base], clause.text))).items != clause.items[:base]:
        return replace(clause, items=head.items + clause.items[base:])
    years = [when for when in clause.whens if when.grain is Grain.YEAR and not when.ends]
    if len(years) != 1 or clause.has("versus", "compare", "shift") or (clause.has("change") and years[0].step):
        return clause
    open_ones = [when for when in clause.whens if when.bare and when.yearly and when is not clause.presumed]
    if not open_ones:
        return clause
    placed = {when: when.in_year(years[0].year) or when for when in open_ones}
    items = tuple(placed.get(item, item) if isinstance(item, When) else item for item in clause.items)
    return replace(clause, items=tuple(item for item in items if item is not years[0]))


_FIGURES = ("metric", "vague", "sold", "column", "pnl")
_TIMELESS = {"status", "topic", "", "inventory", "shelf", "findings", "forecast", "cohorts", "entities"}
"""Kinds that take no days from the clause beside them."""


def _points_back(when: When) -> bool:
    """Whether the stretch is "that month", said of one named before."""
    return when.doubt is not None and when.doubt.key == "lately"


def _only_base(clause: Clause) -> bool:
    """Whether the only days named are what is compared with: "and why it changed vs Q2"."""
    at = clause.place("versus")
    if at is None or len(clause.whens) != 1 or clause.kind in _TIMELESS:
        return False
    return isinstance(clause.items[at + 1] if at + 1 < len(clause.items) else None, When) and not clause.whens[0].step


def _shared(parted: list[Clause]) -> list[Clause]:
    """Give clauses without days those of the one before, else of the next."""
    given: list[Clause] = []
    for i, clause in enumerate(parted):
        near = given[-1:] + parted[i + 1 : i + 2]
        donor = next((c.whens for c in near if c.whens), [])
        if given and given[-1].whens and clause.whens and all(_points_back(when) for when in clause.whens):
            clause = replace(clause, items=tuple(i for i in clause.items if not isinstance(i, When)))  # noqa: PLW2901
        if not clause.whens and clause.kind not in _TIMELESS and not clause.has("all_time"):
            clause = replace(clause, items=clause.items + tuple(donor[:1]))  # noqa: PLW2901
        if given and given[-1].whens and _only_base(clause):
            clause = replace(clause, items=(given[-1].whens[0], *clause.items))  # noqa: PLW2901
        if given and clause.kind in {"explain", "entries"} and not clause.has(*_FIGURES):
            lines = tuple(term for term in given[-1].terms if term.has(*_FIGURES))
            clause = replace(clause, items=clause.items + lines)  # noqa: PLW2901
        given.append(clause)
    return given


def upcoming(clause: Clause, today: date) -> bool:
    """Whether the clause asks about days that have not come."""
    return clause.has("future") or any(when.doubt is None and when.until(today) is None for when in clause.whens)
