"""Which of two subjects moved more of itself: "grew faster than", "rose twice as fast as"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.guard.holding import equals
from credora_agent.agent.guard.levels import Unsaid
from credora_agent.agent.guard.relations import as_long, sized
from credora_agent.agent.guard.words import TIMES

if TYPE_CHECKING:
    from decimal import Decimal

    from credora_agent.agent.guard.frame import Frame, Group
    from credora_agent.agent.guard.periods import Span

PAIR = 2
SLACK = 8
"""One part in so many a stated factor may be off."""


def paced(frame: Frame) -> None:
    """Check that one subject moved faster than another, as shares of what each was; Unsaid when it did not."""
    at = next((k for k, i in enumerate(frame.items) if i.kind == "pace" or frame.low(k + 1) == "fast"), 0)
    moves = [k for k in range(at) if frame.kind(k) in ("up", "down")]
    groups = frame.groups
    if len(groups) != PAIR or len(moves) != 1 or not groups[0].end < moves[0] < at < groups[1].start:
        raise Unsaid("says how fast of what no two figures say")
    if any(item.kind in ("negation", "quantifier", "aggregate") for item in frame.items):
        raise Unsaid("says how fast with more than the figures say")
    way = 1 if frame.kind(moves[0]) == "up" else -1
    one, other = (_growth(frame, group) for group in groups)
    if one is None or other is None or one[1] != other[1] or min(one[0] * way, other[0] * way) <= 0:
        raise Unsaid("says how fast of what no two figures say")
    first, second = one[0] * way, other[0] * way
    if not _holds(frame, at, first, second):
        raise Unsaid("the figures do not move that fast")
    _asides(frame, at, first, second)
    for place in (at, *moves):
        frame.items[place].used = True
    for group in groups:
        group.used = True


def _holds(frame: Frame, at: int, first: Decimal, second: Decimal) -> bool:
    if frame.kind(at) == "pace":
        return first < second if frame.low(at) == "slower" else first > second
    times = next((k for k in range(at - 1, -1, -1) if frame.kind(k) == "times"), None)
    if times is None or frame.low(times) not in TIMES:
        return False
    frame.items[times].used = True
    factor = type(first)(TIMES[frame.low(times)])
    over = frame.kind(times - 1) == "more than" or frame.low(times - 1) == "over"
    if over:
        frame.items[times - 1].used = True
        return factor < first / second < factor * 2
    return abs(first / second - factor) * SLACK <= factor


def _asides(frame: Frame, at: int, first: Decimal, second: Decimal) -> None:
    """Check "(37 % versus 28 %)": both movements in the order of their subjects."""
    numbers = frame.numbers
    if not numbers:
        return
    if len(numbers) != PAIR or numbers[0] < at:
        raise Unsaid("says how fast beside other numbers")
    for place, moved in zip(numbers, (first, second), strict=True):
        number = frame.items[place].number
        if number is None or number.kind != "ratio" or not equals(number, moved, abs(number.value)):
            raise Unsaid(f"nothing moved by {frame.items[place].text}")
        frame.items[place].used = True


def _growth(frame: Frame, group: Group) -> tuple[Decimal, tuple[Span | None, Span | None]] | None:
    """Return how far a subject moved as a share of what it was, from and to which days."""
    book = frame.book
    open_ = [p for p in frame.periods if not frame.is_base(p)]
    period = frame.items[open_[0]].period if len(open_) == 1 else None
    for place in open_[:1]:
        frame.items[place].used = True
    exact = [f for f in book.facts if f.tokens == group.tokens and not f.change] or book.about(group.tokens)
    pairs = [(a, b) for a in book.within(exact, period) for b in book.before(a, None) if as_long(a.span, b.span)]
    latest = max((a.span for a, _ in pairs if a.span), default=None)
    moved = {
        ((sized(a) - sized(b)) / sized(b), (a.span, b.span)) for a, b in pairs if a.span == latest and sized(b) > 0
    }
    return moved.pop() if len(moved) == 1 else None
