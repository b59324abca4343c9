"""Words that relate two figures: rose, fell, more than, doubled, a share of; each needs both and plain arithmetic."""

# ruff: noqa: C901, PLR0911, PLR0912, PLR0913, PLR0917, PLR2004 - one line a form; small numbers are words, months and places

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.agent.guard.book import NONE
from credora_agent.agent.guard.frame import BREAKS, COMPARING, LINKS, MOVES, Frame, Group
from credora_agent.agent.guard.holding import equals, measures, states
from credora_agent.agent.guard.levels import Unsaid, attached, is_aside, right_period, skipped
from credora_agent.agent.guard.terms import terms
from credora_agent.agent.guard.words import TIMES, TRANSITIVE

if TYPE_CHECKING:
    from credora_agent.agent.guard.claimable import Fact
    from credora_agent.agent.guard.numbers import Number
    from credora_agent.agent.guard.periods import Mention, Span

AFTER = terms(
    "higher lower more less fewer greater larger bigger smaller better worse stronger weaker up down above below "
    "ahead behind short increase decrease rise drop fall gain growth decline jump dip improvement climb surge "
    "slump uptick downturn expansion contraction reduction slide plunge spike leap boost"
)
"""Words a difference stands before: £2 more, a 12 % drop."""
AS_MUCH = terms("as much many the that those of what was high large big amount level")
DOES = frozenset({*MOVES, *COMPARING, "times"})
MOVED_BY = terms("growth increase decrease decline drop rise fall gain improvement reduction")
"""Nouns whose amount is the change."""
BEFORE = terms("twice double triple thrice quadruple")
BETTERED = terms("improved improves improve improving improvement better")
WORSENED = terms("worsened deteriorated worse")
PRICED = terms("cac cpa cpc")
STILL = Decimal("0.005")
SLACK = Decimal("0.025")
TIMES_NEAR = {"more than": "over", "over": "over", "nearly": "nearly", "almost": "nearly", "about": "about",
              "roughly": "about", "just over": "just", "just under": "nearly", "around": "about"}  # fmt: skip


@dataclass(slots=True)
class Sides:
    """What is compared: pairs of (what it is now, what it is held against)."""

    pairs: list[tuple[Fact, Fact]]
    changes: list[Fact]


def roles(frame: Frame) -> dict[int, tuple[str, int]]:
    """Return for each number that is no plain value what it is, and the place of the relation it belongs to."""
    found: dict[int, tuple[str, int]] = {}
    for at in frame.numbers:
        role = _role(frame, at)
        before = max((n for n in found if n < at), default=-1)
        bracketed = frame.low(at - 1) in ("(", "or") or (frame.items[at].text.startswith("(") and at - 1 in found)
        if role is None and before >= 0 and bracketed and at - before <= 3 and found[before][0] == "delta":
            role = found[before]
        if role:
            found[at] = role
    return found


def _role(frame: Frame, at: int) -> tuple[str, int] | None:
    number = frame.items[at].number
    nxt, prv = frame.kind(at + 1), skipped(frame, at)
    while prv >= 0 and frame.low(prv) in ("around", "some", "by", "whopping", "further", "sharp", "slight", "modest"):
        prv -= 1
    said = prv - 1 if frame.low(prv) in ("was", "is", ":", "came", "stood") else prv
    if frame.low(said) in MOVED_BY:
        return "delta", said
    by = any(frame.low(k) == "by" for k in range(max(prv, 0), at))
    near = next((k for k in range(at - 1, -1, -1) if frame.kind(k) in DOES or frame.kind(k) == "number"), None)
    moves = [k for k in range(at) if frame.kind(k) in DOES]
    if nxt in DOES and frame.low(at + 1) in AFTER and not _ends_clause(frame, at, number):
        return "delta", at + 1
    if frame.low(at + 1) == "percentage":
        return None
    if prv >= 0 and frame.kind(prv) in DOES and frame.low(skipped(frame, at)) != "from":
        return "delta", prv
    if by and moves:
        return "delta", moves[-1]
    if number and number.kind == "ratio" and frame.low(at + 1) == "of":
        return "share", at
    if number and number.kind == "ratio" and _shares_again(frame, at):
        return "share", at
    if number and number.kind == "multiple" and _multiplies(frame, at):
        return "multiple", at
    if _went(frame, at) and frame.low(prv) == "from" and not moves:
        return "went from", at
    opened = frame.low(at - 1) in ("(", ",") or frame.low(at - 2) == "("
    if number and (
        number.kind == "points"
        or number.signed == "+"
        or (opened and number.signed == "-" and (moves or min(frame.numbers) < at))
    ):
        return "delta", moves[-1] if moves else -1
    before = frame.low(prv)
    if moves and (before == "from" or _held_against(frame, at)):
        return "from", moves[-1]
    against = before == "at" and moves and frame.kind(moves[-1]) in COMPARING
    if against and any(g.start > moves[-1] and g.end < at for g in frame.groups):
        return "from", moves[-1]
    if (
        moves
        and before in ("to", "at")
        and near is not None
        and "from" not in [frame.low(k) for k in range(moves[-1] + 1, prv)][:0]
    ):
        return "to", moves[-1]
    return None


def _shares_again(frame: Frame, at: int) -> bool:
    """Tell whether a share is held against another period's, or repeats the one before it in brackets."""
    before = [n for n in frame.numbers if n < at]
    if not before or frame.low(before[-1] + 1) != "of":
        return False
    number = frame.items[before[-1]].number
    if number is None or number.kind != "ratio":
        return False
    bracketed = frame.low(at - 1) == "(" or frame.items[at].text.startswith("(")
    return bracketed or _held_against(frame, at)


def _multiplies(frame: Frame, at: int) -> bool:
    """Tell whether "3 times" is of something: "3 times Google's", "3x as much as"."""
    named = "times" in frame.low(at) and any(g.start == at + 1 for g in frame.groups)
    return named or frame.low(at + 1) in ("the", "as", "what", "that")


def _held_against(frame: Frame, at: int) -> bool:
    """Tell whether a number is what another period had: "than September's £10", "against £10"."""
    look = at - 1
    while frame.kind(look) == "period" or frame.low(look) in LINKS:
        look -= 1
    if frame.kind(at - 1) == "period" and frame.low(at - 2) == "on" and frame.kind(at - 3) == "number":
        return True
    return look >= 0 and (
        frame.low(look)
        in ("above", "below", "exceeded", "beat", "topped", "than", "against", "versus", "vs", "vs.", "from")
        or frame.kind(look) == "compared"
    )


def signed(frame: Frame, at: int) -> None:
    """Check "1,204 (+9.5 %)": how the figure before moved from what it was, or from the period named after."""
    item = frame.items[at]
    bound = [n for n in frame.numbers if n < at and n in frame.bound][-2:]
    period = next((p for p in frame.periods if p > at and frame.is_base(p)), None)
    if not bound or item.number is None:
        raise Unsaid(f"{item.text} is a change of nothing named")
    mention = None
    if period is not None:
        frame.items[period].used, mention = True, frame.items[period].period
    for fact in (fact for place in bound for fact in frame.bound[place]):
        if any(_differs(item.number, sized(fact), sized(then), fact) for then in frame.book.before(fact, mention)):
            return
    raise Unsaid(f"no two figures are {item.text} apart")


def _ends_clause(frame: Frame, at: int, number: Number | None) -> bool:
    """Tell whether "£12 down from £14" says the level first: an amount before "up from" or "down from"."""
    return (
        number is not None
        and number.kind not in ("ratio", "points")
        and frame.low(at + 1) in ("up", "down")
        and frame.low(at + 2) in ("from", "by", "on")
    )


def _went(frame: Frame, at: int) -> bool:
    return any(frame.low(k) in ("went", "moved", "goes", "go", "swung") for k in range(at))


def went(frame: Frame, at: int) -> None:
    """Check "went from 3.4 % to 4.1 %": what a figure was and what it became; Unsaid when no two figures are these."""
    to = next((n for n in frame.numbers if n > at), None)
    first, last = (frame.items[n].number if n is not None else None for n in (at, to))
    if to is None or first is None or last is None or any(frame.kind(k) in DOES for k in range(at)):
        raise Unsaid("does not say which way it went")
    if not any(frame.low(k) == "to" for k in range(at, to)):
        raise Unsaid("does not say where it went")
    if not first.kind:
        first = replace(first, kind=last.kind, currencies=last.currencies)
    for item in frame.items[:at]:
        item.used = item.used or item.low in ("swung", "moved")
    past, now = right_period(frame, at), right_period(frame, to)
    for place in (past, now):
        if place is not None:
            frame.items[place].used = True
    mention, latest = (frame.items[p].period if p is not None else None for p in (past, now))
    for tokens, facts in _subjects(frame, at):
        found = facts or frame.book.about(tokens, suits=lambda fact: measures(last, fact))
        pairs = [(a, b) for a in frame.book.within(found, latest) for b in frame.book.before(a, mention)
                 if a.span and b.span and b.span < a.span]  # fmt: skip
        held = [a for a, b in pairs if states(last, a) and states(first, b)]
        if not held:
            raise Unsaid(f"no figure went from {frame.items[at].text} to {frame.items[to].text}")
        frame.bound[at] = frame.bound[to] = held
        frame.items[to].used = frame.items[at].used = True


def relate(frame: Frame, at: int, own: dict[str, list[int]]) -> None:
    """Check the relation at a place with the numbers that belong to it; Unsaid when no two figures bear it out."""
    item = frame.items[at]
    item.used = True
    denied = _denied(frame, at)
    subjects = _subjects(frame, at)
    base_group, base_period = _base(frame, at, own)
    if denied and own:
        raise Unsaid("denies a number")
    for tokens, after in subjects:
        sides = _sides(frame, at, tokens, after, (base_group, base_period), own)
        if base_group is not None:
            base_group.used = True
        _holds(frame, at, sides, own, denied=denied)


def _denied(frame: Frame, at: int) -> bool:
    look = at - 1
    while look >= 0 and at - look <= 3:
        if frame.kind(look) == "negation":
            frame.items[look].used = True
            return True
        if frame.kind(look) != "word":
            break
        look -= 1
    return False


def _subjects(frame: Frame, at: int) -> list[tuple[frozenset[str], list[Fact]]]:
    """Return what moved: words that name it, and its figures where a number before has told them already."""
    bounds = [n for n in frame.numbers if n < at and n in frame.bound]
    edges = [k for k in range(at) if frame.kind(k) in DOES or frame.low(k) in ("while", "but", "whereas", ";")]
    last = max([*edges, -1])
    left = [g for g in frame.groups if last < g.start and g.end < at]
    fresh = [g for g in left if not bounds or g.start > bounds[-1]]
    if bounds and not fresh and bounds[-1] > last:
        facts = frame.bound[bounds[-1]]
        return [(facts[0].tokens, facts)]
    left = [g for g in left if not g.used] or left
    right = following(frame, at) if frame.low(at) not in TRANSITIVE else None
    if left:
        chosen = _joined(frame, fresh or left)
        if right is not None and len(chosen) == 1 and frame.book.fits(chosen[0].tokens | right.tokens):
            right.used = chosen[0].used = True
            return [(chosen[0].tokens | right.tokens, [])]
        for group in chosen:
            group.used = True
        return [(group.tokens, []) for group in chosen]
    if right is not None:
        right.used = True
        return [(right.tokens, [])]
    if bounds:
        facts = frame.bound[bounds[-1]]
        return [(facts[0].tokens, facts)]
    if frame.groups and frame.groups[0].start < at:
        frame.groups[0].used = True
        return [(frame.groups[0].tokens, [])]
    after = [g for g in frame.groups if g.start > at]
    if after and frame.items[at].kind in COMPARING:
        raise Unsaid("does not say what is compared")
    if after:
        after[0].used = True
        return [(after[0].tokens, [])]
    return [(frame.carried, [])]


def _joined(frame: Frame, groups: list[Group]) -> list[Group]:
    """Return the last group and those joined to it by "and" and commas alone."""
    found = [groups[-1]]
    for group in reversed(groups[:-1]):
        gap = frame.items[group.end + 1 : found[0].start]
        if not gap or not all(g.low in ("and", ",", "both", "your", "the", "&") for g in gap):
            break
        found.insert(0, group)
    joints = {item.low for item in frame.items[found[0].end + 1 : found[-1].start]}
    return found if joints & {"and", "&"} else found[-1:]


def following(frame: Frame, at: int) -> Group | None:
    """Return the group that follows a place but for articles and prepositions."""
    look = at + 1
    while frame.low(look) in ("in", "of", "for", "the", "your", "our", "on", "with", "from", "what", "you"):
        look += 1
    return next((g for g in frame.groups if g.start == look), None)


def _base(frame: Frame, at: int, own: dict[str, list[int]]) -> tuple[Group | None, Mention | None]:
    """Return what the relation is held against, as far as words name it: another subject, another period."""
    for number in own.get("from", []):
        place = right_period(frame, number)
        if place is not None:
            frame.items[place].used = True
            return None, frame.items[place].period
    opens = next(
        (k for k in range(len(frame.items)) if _opens(frame, k, at)),
        None,
    )
    bases = [p for p in frame.periods if frame.is_base(p)]
    period = next((p for p in bases if p > at), bases[0] if bases else None)
    if period is not None:
        frame.items[period].used = True
    mention = frame.items[period].period if period is not None else _between(frame)
    if opens is None:
        return None, mention
    group = next((g for g in frame.groups if g.start > opens and _near(frame, opens, g.start)), None)
    return group, mention


def _is_times_of(frame: Frame, at: int) -> bool:
    """Tell whether "twice", "double", "half" stand before what is multiplied."""
    look = at + 1
    while frame.low(look) in AS_MUCH:
        look += 1
    return frame.kind(at) == "times" and frame.low(at) in BEFORE and any(g.start == look for g in frame.groups)


def _opens(frame: Frame, k: int, at: int) -> bool:
    low = frame.low(k)
    if k == at and (low in TRANSITIVE or _is_times_of(frame, at)):
        return True
    return k > at and (low in ("than", "versus", "vs", "vs.", "against") or frame.kind(k) == "compared")


def _near(frame: Frame, start: int, end: int) -> bool:
    return all(frame.low(k) in LINKS or frame.low(k) in AS_MUCH or frame.low(k) == "than" or frame.kind(k) == "period"
               for k in range(start + 1, end))  # fmt: skip


GAPS = terms("difference gap")


def gap(frame: Frame) -> bool:
    """Tell whether the one number is the difference named of two subjects, or of one in two periods, and holds."""
    said = next((k for k, item in enumerate(frame.items) if item.low in GAPS), None)
    if said is None or len(frame.numbers) != 1 or any(i.kind in (*DOES, "negation", "aggregate") for i in frame.items):
        return False
    number, groups, places = frame.items[frame.numbers[0]].number, frame.groups, frame.periods
    if number is None or number.signed or number.kind == "ratio" or not said < frame.numbers[0]:
        return False
    book = frame.book
    if len(groups) == 1 and len(places) == 2:
        sides = [book.within(book.about(groups[0].tokens), frame.items[p].period) for p in places]
    elif len(groups) == 2 and len(places) <= 1 and frame.low(groups[0].end + 1) == "and":
        shared = [(g.tokens, o.tokens) for g, o in ((groups[0], groups[1]), (groups[1], groups[0]))]
        mention = frame.items[places[0]].period if places else None
        sides = [book.within(book.about(own, context=other), mention) for own, other in shared]
    else:
        return False
    for a in sides[0]:
        for b in sides[1]:
            same = (
                a is not b and a.kind == b.kind and a.currency == b.currency and (len(places) == 2 or a.span == b.span)
            )
            low, high = sorted((sized(a), sized(b)))
            if same and _differs(number, high, low, a):
                between = [item for item in frame.items if item.low == "between"]
                for item in (frame.items[said], *between, *(frame.items[p] for p in places)):
                    item.used = True
                for group in groups:
                    group.used = True
                frame.bound[frame.numbers[0]] = [a]
                return True
    return False


def _between(frame: Frame) -> Mention | None:
    """Return the first of "between September and October", "from September to October"."""
    places = frame.periods
    if len(places) != 2 or places[1] - places[0] != 2 or frame.low(places[0] + 1) not in ("and", "to"):
        return None
    if frame.low(places[0] - 1) not in ("between", "from"):
        return None
    for place in (*places, places[0] - 1):
        frame.items[place].used = True
    return frame.items[places[0]].period


def _after(frame: Frame, at: int) -> Mention | None:
    """Return the period the relation is said of: the nearest before it that is no base, else after it."""
    if _between(frame) is not None:
        return frame.items[frame.periods[1]].period
    based = {right_period(frame, n) for n in frame.numbers if frame.low(skipped(frame, n)) == "from"}
    open_ = [p for p in frame.periods if not frame.is_base(p) and p not in based]
    before, after = [p for p in open_ if p < at], [p for p in open_ if p > at]
    if len(after) > 1 and not any(frame.kind(k) not in ("word", "period") for k in range(after[0], after[1])):
        raise Unsaid("says one thing of several periods")
    clause = [p for p in after if not any(frame.low(k) in BREAKS for k in range(at, p))]
    chosen = clause[0] if clause and (not before or not _same_clause(frame, before[-1], at)) else None
    chosen = chosen if chosen is not None else before[-1] if before else after[0] if len(after) == 1 else None
    if chosen is None:
        return None
    frame.items[chosen].used = True
    return frame.items[chosen].period


def _same_clause(frame: Frame, start: int, end: int) -> bool:
    return not any(frame.low(k) in ("while", "whereas", "but", ";", "and") for k in range(start, end))


def _sides(
    frame: Frame,
    at: int,
    tokens: frozenset[str],
    after: list[Fact],
    base: tuple[Group | None, Mention | None],
    own: dict[str, list[int]],
) -> Sides:
    group, mention = base
    book, period = frame.book, _after(frame, at)
    kind = _kind(frame, own)
    found = after or [
        f
        for f in book.about(tokens, suits=lambda f: kind in ("", f.kind))
        if period is None or period.covers(f.span, book.spans)
    ]
    if group is not None and group.tokens != tokens:
        against = book.about(group.tokens, context=found[0].tokens if found else NONE, suits=lambda f: _alike(f, found))
        pairs = [(a, b) for a in found for b in book.within(against, mention)
                 if a is not b and a.kind == b.kind and a.currency == b.currency
                 and (mention is not None or a.span == b.span)]  # fmt: skip
        return Sides(pairs, [])
    pairs = [(a, b) for a in found for b in book.before(a, mention)]
    pairs = [(a, b) for a, b in pairs if as_long(a.span, b.span)] or pairs
    if period is None and not after and mention is None:
        latest = max((a.span for a, _ in pairs if a.span), default=None)
        pairs = [(a, b) for a, b in pairs if a.span == latest]
    if period is None and not after and mention is not None:
        pairs = [(a, b) for a, b in pairs if a.span and b.span and b.span < a.span]
        latest = max((a.span for a, _ in pairs if a.span), default=None)
        pairs = [(a, b) for a, b in pairs if a.span == latest]
    changes = [f for f in book.about(tokens, change=True) if period is None or period.covers(f.span, book.spans)]
    return Sides(pairs, changes if mention is None or not pairs else [])


def as_long(one: Span | None, other: Span | None) -> bool:
    """Tell whether two ranges are as long as each other, months and longer ones to three days."""
    if one is None or other is None:
        return False
    first, second = ((span[1] - span[0]).days for span in (one, other))
    return abs(first - second) <= (3 if min(first, second) > 26 else 0)


def _alike(fact: Fact, others: list[Fact]) -> bool:
    return any(fact.kind == other.kind and fact.currency == other.currency for other in others)


def _kind(frame: Frame, own: dict[str, list[int]]) -> str:
    for role in ("to", "from", "delta"):
        for at in own.get(role, []):
            number = frame.items[at].number
            if number and number.kind and (role != "delta" or number.kind in ("money", "days")):
                return number.kind
    return ""


def _holds(frame: Frame, at: int, sides: Sides, own: dict[str, list[int]], *, denied: bool) -> None:
    kind = frame.items[at].kind
    for place in own.get("delta", []):
        number = frame.items[place].number
        if number is not None and number.signed == "-" and frame.low(place - 1) != "(":
            raise Unsaid("says the direction twice")
    numbers = {role: [_bare(frame, n, role) for n in places] for role, places in own.items()}
    low = frame.low(at)
    signs = {fact.adverse for fact, _ in sides.pairs} if low in BETTERED | WORSENED else {False}
    if True in signs and (len(signs) > 1 or any(a.kind == "money" and not a.tokens & PRICED for a, _ in sides.pairs)):
        raise Unsaid("does not say whether more or less is better")
    turned = -1 if True in signs else 1
    way = {"up": 1, "more": 1, "better": 1, "down": -1, "less": -1, "worse": -1, "flat": 0}.get(kind)
    way = way * turned if way else way
    held = []
    for a, b in sides.pairs:
        now, then = sized(a), sized(b)
        if kind == "times":
            right = _times(frame, at, now, then)
        else:
            right = _moved(now, then) == way if not denied else _moved(now, then) not in (way, None)
        if (
            right
            and all(n and states(n, a) for n in numbers.get("to", []))
            and all(n and states(n, b) for n in numbers.get("from", []))
            and all(n and _differs(n, now, then, a) for n in numbers.get("delta", []))
        ):
            held.append((a, b))
    if held:
        for place in (n for role in ("to", "from", "delta") for n in own.get(role, [])):
            frame.bound[place] = [a for a, _ in held]
            of = attached(frame, place)
            number, fact = frame.items[place].number, held[0][0]
            counted = fact.kind == "count" or (number is not None and bool(number.kind))
            if of is not None and of.tokens <= fact.tokens and counted:
                of.used = True
        frame.bound.setdefault(at, [a for a, _ in held])
        return
    if kind != "times" and not numbers.get("to") and not numbers.get("from") and not denied:
        for change in sides.changes:
            if _sign(change.value) == way and all(n and _is_change(n, change) for n in numbers.get("delta", [])):
                return
    raise Unsaid(f'no two figures bear out "{frame.items[at].text}"')


def _bare(frame: Frame, at: int, role: str) -> Number | None:
    """Return a number without the brackets of a remark: "up £5 against September (£10)", "up £5 (12 %)"."""
    number = frame.items[at].number
    remark = role == "delta" or is_aside(frame, at)
    return replace(number, signed="") if number is not None and number.signed == "()" and remark else number


def _is_change(number: Number, change: Fact) -> bool:
    if number.signed in ("-", "+") and (number.signed == "-") != (change.value < 0):
        return False
    return measures(number, change) and equals(number, abs(change.value), abs(number.value))


def sized(fact: Fact) -> Decimal:
    """Return a figure's value as it is spoken of: costs as positive amounts."""
    return abs(fact.value) if fact.cost else fact.value


def _sign(value: Decimal) -> int:
    return (value > 0) - (value < 0)


def _moved(now: Decimal, then: Decimal) -> int | None:
    if now == then or abs(now - then) <= STILL * abs(then):
        return 0 if now == then else 0 if abs(now - then) * 1000 <= abs(then) else _sign(now - then)
    return _sign(now - then)


def _to(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1)) * step


def _differs(number: Number, now: Decimal, then: Decimal, fact: Fact) -> bool:
    """Tell whether a number is the difference: in the figures' unit, in points of ratios, or as a share of the base."""
    off = now - then
    if number.signed in ("-", "+") and (number.signed == "-") != (off < 0):
        return False
    size = abs(number.value)
    if number.kind == "points":
        return fact.kind in ("ratio", "points") and equals(number, abs(off), size)
    if number.kind == "ratio":
        return bool(then) and equals(number, abs(off / then), size)
    if number.kind == "money":
        shown = _to(now, number.step) - _to(then, number.step)
        same = fact.kind == "money" and fact.currency in number.currencies
        return same and (equals(number, abs(off), size) or (number.step < 1 and equals(number, abs(shown), size)))
    return (fact.kind == number.kind or (not number.kind and fact.kind in ("count", "multiple", "days"))) and equals(
        number, abs(off), size
    )


def _times(frame: Frame, at: int, now: Decimal, then: Decimal) -> bool:
    low = frame.low(at)
    factor = Decimal(TIMES.get(low, "0"))
    if not then or not factor or now * then < 0:
        return False
    if factor < 1 and not now:
        return False
    ratio, factor = (now / then, factor) if factor > 1 else (then / now, 1 / factor)
    near = TIMES_NEAR.get(frame.items[at - 1].low if at else "", "")
    if near:
        frame.items[at - 1].used = True
    if near in ("over", "just"):
        return factor < ratio < factor * Decimal("1.5")
    if near == "nearly":
        return factor * Decimal("0.9") <= ratio < factor
    slack = SLACK * (2 if near == "about" else 1)
    return abs(ratio - factor) <= factor * slack


def own_numbers(found: dict[int, tuple[str, int]], at: int) -> dict[str, list[int]]:
    """Return the numbers of a relation by their roles."""
    mine: dict[str, list[int]] = {}
    for place, (role, relation) in found.items():
        if relation == at:
            mine.setdefault(role, []).append(place)
    return mine
