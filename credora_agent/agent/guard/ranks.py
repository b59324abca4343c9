"""Words that rank or judge: highest, worst, the third largest, a profit, a loss; and sums whose addends are named."""

# ruff: noqa: C901, PLR0911, PLR0912, PLR2004 - one line a form; small numbers are words, months and places

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.guard.holding import equals, states
from credora_agent.agent.guard.levels import Unsaid
from credora_agent.agent.guard.orders import SOLD
from credora_agent.agent.guard.terms import terms
from credora_agent.agent.guard.words import HARMLESS_TOTAL, JOINING, METRICS, ORDINAL, QUALIFIERS

if TYPE_CHECKING:
    from decimal import Decimal

    from credora_agent.agent.guard.claimable import Fact
    from credora_agent.agent.guard.frame import Frame, Group
    from credora_agent.agent.guard.periods import Span

RANKS = frozenset({"highest", "lowest", "best", "worst"})
PROFITS = terms("profit margin cm1 cm2 cm3 ebitda earning contribution cash income balance result")


def rank(frame: Frame, at: int) -> None:
    """Check that what is named stands where it is said to among the figures of its kind; at least two are needed."""
    frame.items[at].used = True
    alone = frame.kind(at) == "ordinal"
    place = ORDINAL[frame.low(at)] if alone else _ordinal(frame, at)
    facts = _ranked(frame, at)
    if "sell" in frame.low(at):
        facts = [fact for fact in facts if fact.tokens & SOLD]
    if not facts:
        raise Unsaid("ranks what no figure names")
    kind = frame.items[at].kind
    if (alone or kind in ("best", "worst")) and any(f.cost for f in facts):
        raise Unsaid("does not say whether more or less is better")
    if any(_stands(frame, fact, place, up=alone or kind in ("highest", "best")) for fact in facts):
        return
    raise Unsaid(f"the figures do not make it the {frame.items[at].text}")


def counts_peers(frame: Frame, at: int) -> bool:
    """Tell whether a number says among how many something ranks: "the least of the three"."""
    number = frame.items[at].number
    ranked = any(item.kind in RANKS for item in frame.items[:at])
    return bool(ranked and number and not number.kind and frame.low(at - 1) == "the" and frame.low(at - 2) == "of")


def _ordinal(frame: Frame, at: int) -> int:
    for look in (at - 1, at - 2):
        if frame.kind(look) == "ordinal" and (look == at - 1 or frame.low(at - 1) == "-"):
            frame.items[look].used = True
            return ORDINAL[frame.low(look)]
    return 1


def _ranked(frame: Frame, at: int) -> list[Fact]:
    """Return the figures that are said to stand out: by the groups and the period of the sentence."""
    book, groups = frame.book, frame.groups
    open_ = [p for p in frame.periods if not frame.is_base(p)]
    near = [p for p in open_ if 0 < p - at <= 2]
    period = frame.items[(near or open_)[0]] if open_ else None
    if period is not None:
        period.used = True
    tokens = frozenset().union(*(g.tokens for g in groups)) if groups else frame.carried
    bound = [facts for place, facts in sorted(frame.bound.items()) if frame.kind(place) == "number"]
    if tokens and not book.fits(tokens):
        raise Unsaid("names two things in one rank")
    for group in groups:
        group.used = True
    pool = book.about(tokens)
    if not pool and bound:
        pool = bound[-1]
    named = [f for f in pool if period is None or (period.period and period.period.covers(f.span, book.spans))]
    if bound:
        said = {id(f) for facts in bound for f in facts}
        named = [f for f in named if id(f) in said] or ([] if tokens else named)
    if period is None and len(named) > 1:
        latest = max((f.span for f in named if f.span), default=None)
        named = [f for f in named if f.span == latest]
    return named


def _stands(frame: Frame, fact: Fact, place: int, *, up: bool) -> bool:
    book = frame.book
    like = [f for f in book.facts if f is not fact and f.kind == fact.kind and f.currency == fact.currency
            and f.change == fact.change]  # fmt: skip
    in_time = [f for f in like if f.tokens == fact.tokens and f.span != fact.span and f.span and fact.span
               and _as_long(f.span, fact.span)]  # fmt: skip
    beside = [f for f in like if f.span == fact.span and f.tokens & fact.tokens
              and not f.tokens <= fact.tokens and not fact.tokens <= f.tokens
              and not f.tokens - fact.tokens <= QUALIFIERS and _metric(frame, fact) <= f.tokens]  # fmt: skip
    pools = [pool for pool in _asked(frame, in_time, beside) if pool]
    said = [frame.items[n].number for n in frame.numbers if counts_peers(frame, n)]
    if said and not all(number and any(number.value == len(pool) + 1 for pool in pools) for number in said):
        return False
    return bool(pools) and all(_position(fact, pool, up=up) == place for pool in pools)


def _as_long(one: Span, other: Span) -> bool:
    """Tell whether two ranges are as long as each other, months and longer ones to three days."""
    first, second = ((span[1] - span[0]).days for span in (one, other))
    return abs(first - second) <= (3 if min(first, second) > 26 else 0)


def _metric(frame: Frame, fact: Fact) -> frozenset[str]:
    """Return what is measured of a figure, as far as words tell it from whose it is."""
    groups = [g.tokens & METRICS & fact.tokens for g in frame.groups]
    told = [tokens for tokens in groups if tokens]
    if len(told) > 1:
        place = next(i for i, item in enumerate(frame.items) if item.kind in RANKS)
        following = [g.tokens for g in frame.groups if g.start == place + 1]
        return following[0] & fact.tokens if following else frozenset().union(*told)
    return fact.tokens & METRICS


def _asked(frame: Frame, in_time: list[Fact], beside: list[Fact]) -> list[list[Fact]]:
    """Return what the sentence compares with: other periods if it says so, other subjects if it says so, else both."""
    lows = {item.low for item in frame.items}
    if lows & {"month", "quarter", "week", "day", "year", "period", "months", "quarters", "weeks", "days"}:
        return [in_time]
    if frame.periods and in_time and beside:
        first = min(frame.periods)
        at = next(i for i, item in enumerate(frame.items) if item.kind in RANKS)
        if first > at and frame.low(first - 1) == "in":
            return [in_time] if not any(item.low in ("had", "has", "with") for item in frame.items) else [beside]
    return [in_time, beside]


def _position(fact: Fact, pool: list[Fact], *, up: bool) -> int:
    own = abs(fact.value) if fact.cost else fact.value
    others = [abs(f.value) if f.cost else f.value for f in pool]
    if own in others:
        return 0
    return 1 + sum(1 for value in others if (value > own) == up)


def verdict(frame: Frame, at: int) -> None:
    """Check a profit, a loss, positive, negative, profitable, broke even: the sign of the profit that is named."""
    frame.items[at].used = True
    denied = any(frame.kind(k) == "negation" for k in (at - 1, at - 2))
    for k in (at - 1, at - 2):
        if frame.kind(k) == "negation":
            frame.items[k].used = True
    facts = _judged(frame, at)
    if not facts:
        raise Unsaid("judges what no figure says")
    kind = frame.items[at].kind
    signs = {(f.value > 0) - (f.value < 0) for f in facts}
    wanted = {"gain": {1}, "loss": {-1}, "even": {0}}[kind]
    if denied:
        wanted = {-1, 0, 1} - wanted
    if not signs <= wanted:
        raise Unsaid(f'the figures do not say "{frame.items[at].text}"')


STOCK = terms("stock inventory hand cover")


def empty(frame: Frame, at: int) -> None:
    """Check "out of stock", "sold out": the stock of what is named is nought."""
    item = frame.items[at]
    item.used = True
    if not frame.groups or any(i.kind in ("negation", "quantifier") for i in frame.items):
        raise Unsaid("says what is out of stock of no figure")
    if any(i.low in ("will", "would", "may", "could", "if", "soon") for i in frame.items):
        raise Unsaid("says when stock ends, which no figure says")
    for group in frame.groups:
        facts = [f for f in frame.book.facts if group.tokens - STOCK <= f.tokens and f.tokens & STOCK and not f.change]
        if not facts or any(f.value for f in facts) or not group.tokens - STOCK:
            raise Unsaid(f'the figures do not say "{item.text}"')
        group.used = True


def _judged(frame: Frame, at: int) -> list[Fact]:
    open_ = [p for p in frame.periods if not frame.is_base(p)]
    near = [p for p in open_ if 0 < p - at <= 4]
    period = frame.items[(near or open_)[0]] if open_ else None
    if period is not None:
        period.used = True
    mention = period.period if period else None
    book = frame.book
    for group in frame.groups:
        facts = book.within(book.about(group.tokens), mention)
        if facts and all(f.tokens & PROFITS for f in facts):
            group.used = True
            return facts
    wider = [g.tokens for g in frame.groups] or ([frame.carried] if frame.carried & PROFITS else [])
    for tokens in wider:
        found = [f for f in book.facts if tokens <= f.tokens and f.tokens & PROFITS and not f.change]
        if found:
            return book.within(found, mention)
    if frame.groups:
        return []
    for name in ("net", "profit"):
        found = [f for f in book.facts if f.tokens <= {"net", "profit"} and name in f.tokens and "profit" in f.tokens]
        if found:
            return book.within(found, mention)
    return []


def total(frame: Frame, at: int) -> None:
    """Check a sum: of the addends the sentence names, or a word that only repeats that a figure is the whole."""
    item = frame.items[at]
    low = item.low.removeprefix("in ")
    numbers = [n for n in frame.numbers if frame.bound.get(n)]
    if low in HARMLESS_TOTAL and numbers and len(frame.groups) <= 1:
        facts = [f for n in numbers for f in frame.bound[n]]
        if all(not frame.groups or f.tokens == frame.groups[0].tokens for f in facts):
            item.used = True
            return
    held = [f for n in numbers for f in frame.bound[n]]
    if low in ("a month", "monthly") and held and all(f.tokens & MONTHLY and _month_long(f) for f in held):
        item.used = True
        return
    raise Unsaid(f'"{item.text}" of what no figure states')


def _month_long(fact: Fact) -> bool:
    return fact.span is not None and FEWEST <= (fact.span[1] - fact.span[0]).days < MOST


FEWEST, MOST = 27, 31
MONTHLY = terms("monthly burn fixed rent payroll salary")
"""What a month's figure says of every month."""


def summed(frame: Frame) -> bool:
    """Tell whether the sentence's one number is the sum of the two or more subjects it names, and says so."""
    joins = [item for item in frame.items if item.kind == "aggregate" and item.low.removeprefix("in ") in JOINING]
    if (
        not joins
        or len(frame.numbers) != 1
        or any(i.kind in ("negation", "up", "down", "more", "less") for i in frame.items)
    ):
        return False
    number = frame.items[frame.numbers[0]].number
    periods = [frame.items[p] for p in frame.periods]
    addends: list[Fact] = []
    if len(frame.groups) > 2 and len(periods) <= 1 and (shared := _shared(frame)) is not None:
        for group in frame.groups:
            tokens = group.tokens | shared.tokens
            found = frame.book.within(frame.book.about(tokens), periods[0].period if periods else None)
            addends += found if len(found) == 1 and group is not shared else []
        if len(addends) != len(frame.groups) - 1:
            return False
    elif len(frame.groups) >= 2 and len(periods) <= 1:
        for group in frame.groups:
            rest = frozenset().union(*(g.tokens for g in frame.groups if g is not group))
            found = frame.book.within(
                frame.book.about(group.tokens, context=rest), periods[0].period if periods else None
            )
            addends += found if len(found) == 1 else []
        if len(addends) != len(frame.groups):
            return False
    elif len(frame.groups) == 1 and len(periods) >= 2:
        for period in periods:
            found = frame.book.within(frame.book.about(frame.groups[0].tokens), period.period)
            addends += found if len(found) == 1 else []
        if len(addends) != len(periods):
            return False
    if len(addends) < 2 or number is None or number.signed or len({(f.kind, f.currency) for f in addends}) > 1:
        return False
    if addends[0].kind not in ("money", "count") or len({id(f) for f in addends}) != len(addends):
        return False
    value = sum((abs(f.value) if f.cost else f.value for f in addends), type(addends[0].value)(0))
    if not equals(number, value) or not states_unit(frame, addends[0]) or not _stated(frame, addends, value):
        return False
    for item in (*joins, *periods):
        item.used = True
    for group in frame.groups:
        group.used = True
    return True


def _stated(frame: Frame, addends: list[Fact], value: Decimal) -> bool:
    """Tell whether a figure of its own, of the same kind, is what the addends come to: sums are not made here."""
    first = addends[0]
    return any(
        fact.kind == first.kind and fact.currency == first.currency and abs(fact.value) == value
        and fact.span and all(a.span and fact.span[0] <= a.span[0] and a.span[1] <= fact.span[1] for a in addends)
        for fact in frame.book.facts if fact not in addends
    )  # fmt: skip


def _shared(frame: Frame) -> Group | None:
    """Return the one group that says what is measured of all others: revenue in "Meta and Google … £9 of revenue"."""
    ends = (frame.groups[-1], frame.groups[0])
    return next((g for g in ends if all(o is g or frame.book.fits(o.tokens | g.tokens) for o in frame.groups)), None)


def states_unit(frame: Frame, fact: Fact) -> bool:
    """Tell whether the sentence's number is written in a figure's unit."""
    number = frame.items[frame.numbers[0]].number
    if number is None:
        return False
    return (number.kind == "money" and fact.currency in number.currencies) or (not number.kind and fact.kind == "count")


__all__ = ["RANKS", "rank", "states", "summed", "total", "verdict"]
