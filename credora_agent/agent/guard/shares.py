"""Shares and multiples: "12 % of revenue", "3.2 times the revenue of Google", each from two figures of one period."""

# ruff: noqa: S101 - the kind of an item says that its number is there

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from credora_agent.agent.guard.book import NONE
from credora_agent.agent.guard.holding import equals, states
from credora_agent.agent.guard.levels import Unsaid
from credora_agent.agent.guard.relations import following, sized

if TYPE_CHECKING:
    from decimal import Decimal

    from credora_agent.agent.guard.claimable import Fact
    from credora_agent.agent.guard.frame import Frame, Group
    from credora_agent.agent.guard.numbers import Number
    from credora_agent.agent.guard.periods import Mention


def share(frame: Frame, at: int) -> None:
    """Check "12 % of revenue": the part by its name before or after, the whole by the name after "of"."""
    number = frame.items[at].number
    assert number is not None
    whole = following(frame, at)
    if whole is None:
        raise Unsaid("is a share of what no figure names")
    whole.used = True
    parts = _parts(frame, at, whole)
    mention = _share_period(frame, at)
    book = frame.book
    for part, facts in parts:
        below = book.within(book.about(whole.tokens, context=part), mention)
        above = facts or book.about(part | whole.tokens) if part else facts
        tops = [*above, *(book.about(part) if part and not facts else [])]
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
    after = [g for g in frame.groups if g.start > whole.end]
    if after:
        after[0].used = True
        return [(after[0].tokens, [])]
    return [(frame.carried, [])] if frame.carried else []


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
                left[-1].used = right[0].used = True
                frame.bound[at] = [top]
                return
    raise Unsaid(f"no two figures are {frame.items[at].text} of each other")
