"""Shares and multiples: "12 % of revenue", "3.2 times the revenue of Google", each from two figures of one period."""

# ruff: noqa: S101 - the kind of an item says that its number is there

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from credora_agent.agent.guard.book import NONE
from credora_agent.agent.guard.holding import equals, states
from credora_agent.agent.guard.levels import Unsaid, right_period
from credora_agent.agent.guard.relations import as_long, sized
from credora_agent.agent.guard.terms import terms
from credora_agent.agent.guard.words import QUALIFIERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from credora_agent.agent.guard.claimable import Fact
    from credora_agent.agent.guard.frame import Frame, Group
    from credora_agent.agent.guard.numbers import Number
    from credora_agent.agent.guard.periods import Mention


OF = terms("of in for on with from what you the your our its all total")


def as_share(frame: Frame, at: int) -> bool:
    """Tell whether a number is a share said beforehand, and holds: "net profit as a share of revenue was 14 %"."""
    number = frame.items[at].number
    said = next((k for k in range(at) if frame.low(k) in SHARED and frame.low(k + 1) == "of"), None)
    if said is None or number is None or number.kind != "ratio" or frame.low(said - 2) != "as":
        return False
    left = [g for g in frame.groups if g.end < said]
    right = [g for g in frame.groups if said < g.start < at]
    if len(left) != 1 or len(right) != 1 or len(frame.numbers) != 1:
        return False
    mention = _share_period(frame, at)
    for top in frame.book.within(frame.book.about(left[0].tokens), mention):
        for bottom in frame.book.within(_bottoms(frame, right[0], left[0].tokens), mention):
            if _divides(number, top, bottom):
                left[0].used = right[0].used = frame.items[said].used = True
                frame.bound[at] = [top]
                return True
    return False


SHARED = terms("share percentage proportion percent")


def share(frame: Frame, at: int) -> None:
    """Check "12 % of revenue": the part by its name before or after, the whole by the name after "of"."""
    number = frame.items[at].number
    assert number is not None
    first = max((n for n in frame.numbers if n < at and frame.low(n + 1) == "of"), default=None)
    again = frame.low(at + 1) != "of"
    whole = _whole(frame, first if again and first is not None else at)
    if whole is None:
        raise Unsaid("is a share of what no figure names")
    whole.used = True
    parts = _parts(frame, at, whole) if not again else _parts_again(frame, first, whole)
    mention = _share_period(frame, at)
    if again and (own := right_period(frame, at)) is not None:
        frame.items[own].used, mention = True, frame.items[own].period
    elif again and first is not None and not _bracketed(frame, at):
        raise Unsaid("holds a share against another without its period")
    book = frame.book
    for part, facts in parts:
        below = book.within(_bottoms(frame, whole, part), mention)
        kinds = frozenset(f.kind for f in below)
        above = facts or book.about(part | whole.tokens) if part else facts
        tops = [*above, *(book.about(part) if part and not facts else [])]
        tops += book.about(part, context=whole.tokens, suits=_of_kinds(kinds)) if part and not tops else []
        for top in book.within(tops, mention):
            if (
                top.kind == "ratio"
                and top.tokens <= part | whole.tokens
                and whole.tokens <= top.tokens
                and states(number, top)
            ):
                return
            for bottom in below:
                if _divides(number, top, bottom):
                    frame.bound[at] = [top]
                    return
    raise Unsaid(f"no two figures are {frame.items[at].text} of each other")


def _of_kinds(kinds: frozenset[str]) -> Callable[[Fact], bool]:
    return lambda fact: fact.kind in kinds


def _whole(frame: Frame, at: int) -> Group | None:
    """Return what "12 % of" is a share of: "revenue", "all revenue", "November's revenue"."""
    look = at + 1
    while frame.low(look) in OF or frame.kind(look) == "period":
        if frame.low(look) in ("all", "total") and frame.low(at + 1) == "of":
            frame.items[look].used = True
        look += 1
    return next((g for g in frame.groups if g.start == look), None)


def _bottoms(frame: Frame, whole: Group, part: frozenset[str]) -> list[Fact]:
    """Return the figures a share can be of: called so, else so but for a word like "ad" or "net", not of one part."""
    exact = [f for f in frame.book.facts if f.tokens == whole.tokens and not f.change]
    near = [f for f in frame.book.facts if whole.tokens < f.tokens and f.tokens - whole.tokens <= QUALIFIERS]
    near = near if len({f.tokens for f in near}) == 1 and not any(f.change for f in near) else []
    return exact or near or frame.book.about(whole.tokens, context=part)


def _divides(number: Number, top: Fact, bottom: Fact) -> bool:
    same = top is not bottom and top.span == bottom.span and top.kind == bottom.kind and top.currency == bottom.currency
    return same and bool(bottom.value) and _fits(number, sized(top) / sized(bottom))


def _fits(number: Number, value: Decimal) -> bool:
    return equals(number, value) or (number.signed == "()" and equals(number, value, -number.value))


def _parts(frame: Frame, at: int, whole: Group) -> list[tuple[frozenset[str], list[Fact]]]:
    last = max((n for n in frame.numbers if n < at), default=-1)
    bound = frame.bound.get(last, [])
    left = [g for g in frame.between(last, at) if g is not whole]
    if left:
        left[-1].used = True
        return [(left[-1].tokens, [])]
    if bound:
        return [(bound[0].tokens, bound)]
    if "budget" in whole.tokens and len(whole.tokens) > 1:
        return [(whole.tokens - {"budget"}, [])]
    after = [g for g in frame.groups if g.start > whole.end]
    if after:
        after[0].used = True
        return [(after[0].tokens, [])]
    return [(frame.carried, [])] if frame.carried else []


def _bracketed(frame: Frame, at: int) -> bool:
    return frame.low(at - 1) == "(" or frame.items[at].text.startswith("(")


def _parts_again(frame: Frame, first: int | None, whole: Group) -> list[tuple[frozenset[str], list[Fact]]]:
    """Return what the share before was the share of, by its name."""
    if first is None:
        return []
    bound = frame.bound.get(first, [])
    if bound:
        return [(bound[0].tokens, [])]
    return _parts(frame, first, whole)


def _share_period(frame: Frame, at: int) -> Mention | None:
    open_ = [p for p in frame.periods if not frame.is_base(p)]
    if len({frame.items[p].text.lower() for p in open_}) > 1:
        before = [p for p in open_ if p < at]
        open_ = before[-1:] or open_[:1]
    if not open_:
        return None
    frame.items[open_[-1]].used = True
    return frame.items[open_[-1]].period


def multiple(frame: Frame, at: int) -> None:
    """Check "3.2 times the revenue of Google": one figure over another of the same unit and period."""
    number = frame.items[at].number
    assert number is not None
    left = [g for g in frame.groups if g.end < at]
    right = [g for g in frame.groups if g.start > at]
    if left and not right and _of_before(frame, at, left[-1]):
        return
    if not left or not right:
        raise Unsaid("is a multiple of what no figure names")
    bare = replace(number, kind="")
    tops = frame.book.about(left[-1].tokens, context=right[0].tokens)
    bottoms = frame.book.about(right[0].tokens, context=tops[0].tokens if tops else NONE)
    mention = _share_period(frame, at)
    for top in frame.book.within(tops, mention):
        for bottom in frame.book.within(bottoms, mention):
            same = (
                top is not bottom
                and top.kind == bottom.kind
                and top.currency == bottom.currency
                and top.span == bottom.span
            )
            if same and bottom.value and equals(bare, sized(top) / sized(bottom)):
                left[-1].used = True
                right[0].used = right[0].used or frame.kind(right[0].end + 1) != "number"
                frame.bound[at] = [top]
                return
    raise Unsaid(f"no two figures are {frame.items[at].text} of each other")


def _of_before(frame: Frame, at: int, group: Group) -> bool:
    """Tell whether a number is how many times a figure was what it had been: "six times as high as the week before"."""
    place = next((p for p in frame.periods if p > at and frame.low(p - 1) in ("as", "of", "in")), None)
    number = frame.items[at].number
    if place is None or number is None or (mention := frame.items[place].period) is None:
        return False
    others = [p for p in frame.periods if p != place]
    tops = frame.book.within(frame.book.about(group.tokens), frame.items[others[0]].period if others else None)
    bare = replace(number, kind="")
    for top in tops:
        for bottom in frame.book.before(top, mention):
            if as_long(top.span, bottom.span) and bottom.value and equals(bare, sized(top) / sized(bottom)):
                group.used = frame.items[place].used = True
                for other in others[:1]:
                    frame.items[other].used = True
                frame.bound[at] = [top]
                return True
    return False
