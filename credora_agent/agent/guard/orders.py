"""Rankings said as a list: "Meta was the largest, followed by Google and TikTok", "the three best sellers were"."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from credora_agent.agent.guard.terms import terms
from credora_agent.agent.guard.words import METRICS, QUALIFIERS

if TYPE_CHECKING:
    from credora_agent.agent.guard.claimable import Fact
    from credora_agent.agent.guard.frame import Frame, Group

UPWARD = frozenset({"highest", "best"})
RANKING = frozenset({"highest", "lowest", "best", "worst"})
SOLD = frozenset({"sale", "revenue"})
SORTS = QUALIFIERS | terms("top product campaign channel platform item")
"""Words of a label that tell neither whose a figure is nor what it measures."""
FOLLOWING = terms("then and followed by with at came comes next after that , - – — : ( ) the was were are is")
FEWEST = 2


def listed(frame: Frame) -> bool:
    """Tell whether the sentence ranks a list of names as the figures of one measure and period do, highest first."""
    rank = next((k for k, item in enumerate(frame.items) if item.kind in RANKING), None)
    if rank is None or any(item.kind in ("negation", "up", "down", "more", "less") for item in frame.items):
        return False
    follows = next((k for k, item in enumerate(frame.items) if item.low == "followed by"), None)
    owners = [g for g in frame.groups if g.tokens - METRICS - SORTS]
    measures = [g for g in frame.groups if g not in owners]
    heads = owners if follows is None else [g for g in owners if g.start > follows]
    if len(owners) < FEWEST or not heads or not _alone(frame, heads) or (follows is None and heads[0].start < rank):
        return False
    if follows is not None and len(owners) - len(heads) != 1:
        return False
    metric = frozenset().union(*(g.tokens for g in measures)) - SORTS
    peers = _peers(frame, metric, sold=any("seller" in item.low or "selling" in item.low for item in frame.items))
    places = _places(peers, owners, up=frame.items[rank].kind in UPWARD)
    if not places:
        return False
    return _accepted(frame, owners, places, rank)


def _accepted(frame: Frame, owners: list[Group], places: list[Fact], rank: int) -> bool:
    counts = [k for k in frame.numbers if k in (rank - 1, rank - 2)]
    for k in counts:
        number = frame.items[k].number
        if number is None or number.kind or number.near or number.value != len(owners):
            return False
        frame.items[k].used = True
        frame.bound[k] = places
    for group, fact in zip(owners, places, strict=True):
        for k in (n for n in frame.numbers if group.end < n <= group.end + FEWEST and not frame.items[n].used):
            frame.bound[k] = [fact]
    for k, item in enumerate(frame.items):
        item.used = (
            item.used or k == rank or item.low == "followed by" or (item.kind == "period" and len(frame.periods) == 1)
        )
    for group in frame.groups:
        group.used = True
    return True


def _alone(frame: Frame, heads: list[Group]) -> bool:
    """Tell whether nothing but joints and numbers stands between the names of a list."""
    pairs = itertools.pairwise(heads)
    gaps = [item for one, other in pairs for item in frame.items[one.end + 1 : other.start]]
    return all(item.low in FOLLOWING or item.kind == "number" for item in gaps)


def _peers(frame: Frame, metric: frozenset[str], *, sold: bool) -> list[Fact]:
    """Return the figures of one measure and one period that are of some owner."""
    open_ = [frame.items[p].period for p in frame.periods]
    if len(open_) > 1:
        return []
    owned = [f for f in frame.book.facts if f.tokens - METRICS - SORTS and not f.change]
    found = [f for f in owned if metric <= f.tokens] if metric else [f for f in owned if sold and f.tokens & SOLD]
    found = frame.book.within(found, open_[0] if open_ else None)
    latest = max((f.span for f in found if f.span), default=None)
    found = [f for f in found if f.span == latest]
    alike = {(f.kind, f.currency, f.tokens & METRICS) for f in found}
    return found if len(alike) == 1 else []


def _places(peers: list[Fact], owners: list[Group], *, up: bool) -> list[Fact]:
    """Return the owners' figures if they are the first of all in the order said, nothing otherwise."""
    order = sorted(peers, key=lambda f: abs(f.value) if f.cost else f.value, reverse=up)
    sizes = [abs(f.value) for f in order]
    if len(order) < len(owners) or len({*sizes}) < len(sizes):
        return []
    first = order[: len(owners)]
    right = all((g.tokens - METRICS - SORTS) <= f.tokens for g, f in zip(owners, first, strict=True))
    return first if right else []
