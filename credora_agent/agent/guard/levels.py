"""Numbers that state a figure's value: which figure the words around one name, and whether it is that figure's."""

# ruff: noqa: C901, PLR0911, PLR0913, PLR2004, S101 - one line a form; small numbers are words, months and places

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from credora_agent.agent.guard.book import NONE
from credora_agent.agent.guard.frame import ARTICLES, BREAKS, COMPARING, MOVES, Frame, Group
from credora_agent.agent.guard.holding import SPANS, measures, states
from credora_agent.agent.guard.terms import terms
from credora_agent.agent.guard.words import COST_VERBS, GAIN_VERBS, METRICS, QUALIFIERS

if TYPE_CHECKING:
    from credora_agent.agent.guard.claimable import Fact
    from credora_agent.agent.guard.numbers import Number
    from credora_agent.agent.guard.periods import Mention

ATTACHING = terms("of in from for on by via through at with")
FILLING = terms("the your our its their a an was is were are of at to in total as and , : came stood")
PEOPLE = terms("customer customers shopper shoppers buyer buyers people")
VERBS = terms("was is were are came")
NEARBY = terms("in for during on of the over at within 's ' through across this")
NOUNS = terms(
    "customer customers shopper shoppers buyer buyers people product products campaign campaigns channel channels "
    "thing things platform platforms item items people line lines "
    "number numbers record records metric metrics time detail piece parts"
)


class Unsaid(Exception):
    """The figures do not say this."""


def period_of(frame: Frame, at: int) -> Mention | None:
    """Return the period a number is said of: the one right after it, else the last one before, else the only one."""
    right = right_period(frame, at)
    zipped = _zipped_period(frame, at)
    if zipped is not None:
        return frame.items[zipped].period
    if right is not None:
        if _paired(frame, right) and not any(item.kind in MOVES for item in frame.items):
            raise Unsaid("says one number of several periods")
        frame.items[right].used = True
        return frame.items[right].period
    taken = {right_period(frame, n) for n in frame.numbers if n != at}
    before = [p for p in frame.periods if p < at and not frame.is_base(p) and p not in taken]
    inherited = [p for p in frame.periods if p < at and not frame.is_base(p)]
    after = [p for p in frame.periods if p > at and not frame.is_base(p) and not introduces(frame, p)]
    chosen = before[-1] if before else inherited[-1] if inherited else after[0] if len(after) == 1 else None
    if before and inherited and inherited[-1] > before[-1] and not _side(frame, before[-1], at):
        chosen = inherited[-1]
    if chosen is None:
        return None
    if _paired(frame, chosen) and not any(item.kind in MOVES for item in frame.items):
        raise Unsaid("says one number of several periods")
    frame.items[chosen].used = True
    mention = frame.items[chosen].period
    return replace(mention, spans=()) if mention and mention.before and introduces(frame, chosen) else mention


def introduces(frame: Frame, at: int) -> bool:
    """Tell whether a period in brackets is that of the number after it alone: "£12 (September: £10)"."""
    return frame.low(at - 1) == "(" and frame.low(at + 1) in (":", "was", "=") and frame.kind(at + 2) == "number"


def _paired(frame: Frame, at: int) -> bool:
    """Tell whether a period is one of two: "from September to October", "September and October"."""
    return any(
        frame.low(at + step) in ("to", "and", "or", "through", "until", "-", "–")
        and frame.kind(at + 2 * step) == "period"
        for step in (1, -1)
    )


def _side(frame: Frame, period: int, at: int) -> bool:
    """Tell whether no number stands between a period and a place."""
    return not any(period < n < at for n in frame.numbers)


def right_period(frame: Frame, at: int) -> int | None:
    """Return the place of the period that follows a number directly: "£10 in October", "£10 of revenue in October"."""
    look, commas = at + 1, 0
    while look < len(frame.items) and look - at <= 7:
        kind, low = frame.kind(look), frame.low(look)
        if kind == "period":
            trailing = not any(n > look for n in frame.numbers)
            return look if not commas or trailing else None
        if kind == "number" or low in BREAKS or kind in (*MOVES, *COMPARING, "compared", "more than", "times"):
            return None
        if low in (",", "(", ")", "-", "–", "—"):
            commas += 1
        elif (kind not in ("label", "name") and low not in NEARBY and kind != "word") or (
            low in ("from", "than", "against", "versus", "vs") and frame.is_base_word(look)
        ):
            return None
        look += 1
    return None


def _zipped_period(frame: Frame, at: int) -> int | None:
    """Return the period in the same place of "in September and October … £10 and £12"."""
    numbers = frame.numbers
    lead = [p for p in frame.periods if p < numbers[0]]
    levels = [n for n in numbers if n > (lead[-1] if lead else 0)]
    if len(lead) < 2 or len(lead) != len(levels) or len(lead) != len(frame.periods) or frame.is_base(lead[0]):
        return None
    if any(frame.between(numbers[0], numbers[-1])) or any(
        frame.kind(i) in (*MOVES, *COMPARING) for i in range(len(frame.items))
    ):
        return None
    for place in lead:
        frame.items[place].used = True
    return lead[levels.index(at)]


def attached(frame: Frame, at: int) -> Group | None:
    """Return the group a number belongs to by standing before it: "£10 of revenue", "1,204 orders"."""
    look = at + 1
    if frame.low(look) == "worth":
        look += 1
    if frame.low(look) in ("came", "comes") and frame.low(look + 1) == "from":
        look += 1
    if frame.low(look) in ATTACHING:
        look += 1
    linked = look > at + 1
    while frame.low(look) in ("the", "your", "our", "its", "total"):
        look += 1
    group = next((g for g in frame.groups if g.start == look), None)
    if group is None:
        return _left_as(frame, at)
    after = group.end + 1
    while frame.low(after) in FILLING and frame.kind(after) in ("word", "aggregate"):
        after += 1
    verb = frame.low(group.end + 1)
    own = frame.kind(after) == "number" and not right_number_has_own(frame, after)
    if own and (linked or verb not in ("and", ",")) and frame.low(at + 1) not in ("of", "in"):
        return None
    return group


def _left_as(frame: Frame, at: int) -> Group | None:
    """Return what a number is said to be in "£10 remained as net profit", "£10 was left as profit"."""
    look = at + 1
    while frame.low(look) in ("remained", "remains", "was", "is", "left", "ended", "up", "your"):
        look += 1
    return next((g for g in frame.groups if g.start == look + 1 and frame.low(look) == "as" and look > at + 1), None)


def right_number_has_own(frame: Frame, at: int) -> bool:
    """Tell whether a number is followed by a group of its own."""
    look = at + 1
    while frame.low(look) in (*ATTACHING, "the", "your", "our"):
        look += 1
    return any(g.start == look for g in frame.groups)


def subject_of(frame: Frame, at: int) -> tuple[frozenset[str], frozenset[str], bool]:
    """Return the words for what a number is the value of, those before as context, and whether of a change."""
    numbers = [n for n in frame.numbers if frame.low(n - 1) != "the" or frame.low(n - 2) != "of" or n == at]
    last = max((n for n in numbers if n < at), default=-1)
    taken = [g for n in numbers if n < at for g in (attached(frame, n),) if g]
    moved = max((k for k in range(last + 1, at) if frame.kind(k) in (*MOVES, *COMPARING)), default=at)
    left = [g for g in frame.between(last, at) if g not in taken and (not g.used or g.start > moved)]
    context = frozenset().union(*(f.tokens for f in frame.bound.get(last, [])))
    named = _named_before(frame, at)
    if named is not None:
        named.used = True
        owner = next((g for g in reversed(frame.groups) if g.end < named.start and _owns(frame, g, named)), None)
        return named.tokens | (owner.tokens if owner else NONE), NONE, named.change
    own = attached(frame, at) or _of_which(frame, at)
    if own is not None and last >= 0 and _of_which(frame, at) is own:
        own.used = True
        return own.tokens, context, own.change
    if own is not None:
        own.used = True
        both = own.tokens.union(*(g.tokens for g in left))
        if left and not frame.book.fits(both):
            raise Unsaid("names two things for one number")
        for group in left:
            group.used = True
        return both, context, own.change
    if len(left) > 1:
        return (*_several(frame, at, left), False)
    if left:
        left[0].used = True
        return left[0].tokens, context, left[0].change
    zipped = _zipped(frame, at)
    if zipped is not None:
        return zipped.tokens, NONE, zipped.change
    if context:
        return context, context, any(f.change for f in frame.bound[last])
    following = min((n for n in numbers if n > at), default=len(frame.items))
    right = [g for g in frame.between(at, following) if not g.used]
    if right and last < 0:
        right[0].used = True
        return right[0].tokens, NONE, right[0].change
    return frame.carried if last < 0 and _pronoun(frame, at) else NONE, NONE, False


def _owns(frame: Frame, owner: Group, named: Group) -> bool:
    """Tell whether a group is whose a measure is: "Germany was the largest, with revenue of £10"."""
    return bool(owner.tokens - METRICS - QUALIFIERS) and frame.book.fits(owner.tokens | named.tokens)


def _named_before(frame: Frame, at: int) -> Group | None:
    """Return what a number is the amount of in "your total ad spend of £10", where that is a figure's whole name."""
    if frame.low(at - 1) != "of" or attached(frame, at) is not None:
        return None
    group = next((g for g in frame.groups if g.end == at - 2), None)
    return group if group and any(f.tokens == group.tokens for f in frame.book.facts) else None


def _of_which(frame: Frame, at: int) -> Group | None:
    """Return whose part a number is in ", of which £3 went to Meta"."""
    after = frame.low(at + 1) == "of" and frame.low(at + 2) in ("it", "that", "this", "them", "which")
    if not after and (frame.low(at - 1) != "which" or frame.low(at - 2) != "of"):
        return None
    look = at + 1
    while frame.kind(look) == "word" and frame.low(look) not in BREAKS:
        look += 1
    return next((g for g in frame.groups if g.start == look), None)


def _pronoun(frame: Frame, at: int) -> bool:
    return any(frame.low(i) in ("it", "its", "they", "it's", "their") for i in range(at))


def _several(frame: Frame, at: int, left: list[Group]) -> tuple[frozenset[str], frozenset[str]]:
    zipped = _zipped(frame, at)
    if zipped is not None:
        return zipped.tokens, NONE
    union = frozenset().union(*(g.tokens for g in left))
    if frame.book.fits(union):
        for group in left:
            group.used = True
        return union, NONE
    raise Unsaid("names two things for one number")


def _zipped(frame: Frame, at: int) -> Group | None:
    """Return the group in the same place of "revenue and net profit were £10 and £3"."""
    numbers = frame.numbers
    lead = frame.between(-1, numbers[0])
    if len(lead) < 2 or len(lead) != len(numbers) or len(lead) != len(frame.groups):
        return None
    joints = [frame.items[i] for a, b in pairwise(lead) for i in range(a.end + 1, b.start)]
    if not all(j.low in ("and", ",", "the", "your", "y", "et", "und", "e") for j in joints):
        return None
    for group in lead:
        group.used = True
    return lead[numbers.index(at)]


def lost_words(frame: Frame, at: int) -> bool:
    """Tell whether the words at a number say that it is below nought: "a loss of £5", "lost £5", "in the red by"."""
    look = at - 1
    while look >= 0 and at - look <= 5 and frame.kind(look) != "number":
        if frame.kind(look) == "loss":
            frame.items[look].used = True
            number = frame.items[at].number
            return not (frame.low(look) == "negative" and number is not None and number.signed == "-")
        if frame.kind(look) not in ("word", "label", "period", "name"):
            break
        look -= 1
    nxt = at + 2 if frame.low(at + 1) in ("net", ",") else at + 1
    if frame.kind(nxt) == "loss":
        frame.items[nxt].used = True
        return True
    return False


def level(frame: Frame, at: int) -> list[Fact]:
    """Return the figures whose value the number at a place states; Unsaid when none is."""
    number = frame.items[at].number
    assert number is not None
    lost = lost_words(frame, at)
    tokens, context, change = subject_of(frame, at)
    period = period_of(frame, at)
    tokens = _lasting(frame, at, tokens)
    hint = _verb(frame, at)
    implied = _implied(frame, at) if number.kind == "money" else "stock" if _left_over(frame, at) else ""
    found = candidates(
        frame, tokens, number, period, context=context, change=change, lost=lost, hint=hint, implied=implied
    )
    aside = next((frame.items[p].period for p in (at + 2,) if introduces(frame, p)), None)
    if aside is not None:
        aside = replace(aside, spans=()) if aside.before else aside
        found = [fact for fact in found if not aside.covers(fact.span, frame.book.spans)]
    held = [fact for fact in found if states(number, fact, lost=lost)]
    if not held and number.signed == "()" and is_aside(frame, at):
        held = [fact for fact in found if states(replace(number, signed=""), fact, lost=lost)]
    if not held:
        raise Unsaid(f"no figure of that name, period and unit is {frame.items[at].text.strip()}")
    own = attached(frame, at)
    if not number.kind and own and own.start == at + 1 and all(f.kind not in ("count", "multiple") for f in held):
        raise Unsaid(f"{frame.items[at].text} is no count")
    if not tokens and any(item.low in PEOPLE for item in frame.items):
        raise Unsaid(f"{frame.items[at].text} is what people did of nothing named")
    if not number.kind and not tokens:
        raise Unsaid(f"{frame.items[at].text} is a number of nothing")
    if _left_over(frame, at) and not all(fact.tokens & {"stock", "inventory", "hand", "cover"} for fact in held):
        raise Unsaid(f"{frame.items[at].text} is not what is left")
    noun = next((k for k in (at + 1, at + 2) if frame.low(k) in NOUNS and frame.kind(k) == "word"), None)
    if noun is not None and frame.kind(at + 1) == "word" and frame.low(at + 1) not in (",", "for", "in", "from", "."):
        raise Unsaid(f"{frame.items[at].text} counts something else")
    frame.bound[at] = held
    return held


def _lasting(frame: Frame, at: int, tokens: frozenset[str]) -> frozenset[str]:
    """Return what says how long cash lasts, where cash is said to last: the runway."""
    number = frame.items[at].number
    lasts = any("last" in item.low.split() or item.low == "lasts" for item in frame.items[:at])
    days = number is not None and number.kind in ("days", *SPANS)
    named = days and lasts and tokens and tokens <= {"cash", "balance"}
    return frozenset({"runway"}) if named else tokens


def _left_over(frame: Frame, at: int) -> bool:
    """Tell whether a count is said to be what is left: "52 left", "52 units remain"."""
    number = frame.items[at].number
    after = [frame.low(k) for k in range(at + 1, min(at + 5, len(frame.items)))]
    cut = next((k for k, low in enumerate(after) if low in BREAKS or low == ","), len(after))
    return number is not None and not number.kind and bool({*after[:cut]} & {"left", "remain", "remaining", "remains"})


def within(frame: Frame, low: int, high: int) -> None:
    """Check that a figure lies between two numbers, no further apart than a quarter of it; Unsaid when none does."""
    ends = [frame.items[at].number for at in (low, high)]
    first, last = ends
    if first is None or last is None or any(n and (n.signed or n.near or n.fraction) for n in ends):
        raise Unsaid("a range is not read safely")
    if first.kind != last.kind:
        first, last = _shared_unit(first, last)
    tokens, context, change = subject_of(frame, low)
    period = period_of(frame, high)
    found = candidates(frame, tokens, last, period, context=context, change=change)
    sizes = [(fact, abs(fact.value) if fact.cost else fact.value) for fact in found if measures(first, fact)]
    held = [f for f, size in sizes if first.value <= size <= last.value and last.value - first.value <= size / 4]
    if not held:
        raise Unsaid(f"no figure of that name, period and unit lies from {frame.items[low].text} to that")
    for at in (low, high, low - 1):
        if frame.low(at) == "between" or at in (low, high):
            frame.items[at].used = True
    frame.bound[low] = frame.bound[high] = held


def _shared_unit(first: Number, last: Number) -> tuple[Number, Number]:
    """Return both with the unit that one of "£12,000–13,000", "12–13 %" leaves to the other."""
    if first.kind == "money" and not last.kind and last.value > first.value:
        return first, replace(last, kind="money", currencies=first.currencies)
    if not first.kind and last.kind == "ratio":
        return replace(first, kind="ratio", value=first.value / 100, step=first.step / 100), last
    if not first.kind and last.kind in ("money", "multiple", "days"):
        return replace(first, kind=last.kind, currencies=last.currencies), last
    raise Unsaid("a range is not read safely")


def is_aside(frame: Frame, at: int) -> bool:
    """Tell whether brackets hold a remark on what stands before them, and no amount below nought."""
    if frame.low(at - 1).endswith("'s"):
        return False
    if frame.kind(at - 1) in ("period", "number"):
        return True
    related = any(
        item.kind in (*MOVES, *COMPARING, "compared", "highest", "lowest", "best", "worst") for item in frame.items
    )
    return frame.kind(at - 1) in ("label", "name") and (related or frame.low(at + 1) in VERBS)


def candidates(
    frame: Frame,
    tokens: frozenset[str],
    number: Number,
    period: Mention | None,
    *,
    context: frozenset[str] = NONE,
    change: bool = False,
    lost: bool = False,
    hint: bool | None = None,
    implied: str = "",
) -> list[Fact]:
    """Return the figures that words, unit and period can mean, of the narrowest name that exists."""

    def suits(fact: Fact) -> bool:
        if hint is not None and fact.cost != hint and (hint or fact.kind == "money"):
            return False
        lasts = number.kind in SPANS and fact.kind == "days"
        return (lasts or measures(number, fact)) and (period is None or period.covers(fact.span, frame.book.spans))

    book = frame.book
    if implied and tokens and not tokens & METRICS and book.fits(tokens | {implied}):
        tokens = tokens | {implied}
    if lost and tokens and not tokens & METRICS and book.fits(tokens | {"profit"}):
        tokens = tokens | {"profit"}
    if lost and not tokens & {"profit", "margin"} and (not tokens or tokens <= {"net", "gross", "operating"}):
        tokens = tokens | {"profit"} if book.fits(tokens | {"profit"}) else tokens
        net = frozenset({"net", "profit"})
        tokens = net if tokens <= net and any(fact.tokens == net for fact in book.facts) else tokens
    if context and not context <= tokens:
        wider = book.about(tokens | context, change=change, suits=suits)
        owner = context - METRICS - QUALIFIERS
        if not wider and tokens and owner and not tokens & owner and book.fits(tokens | owner):
            return book.about(tokens | owner, change=change, suits=suits)
        if wider:
            return wider + book.about(tokens, change=change, suits=suits) if tokens <= context else wider
    found = book.about(tokens, change=change, context=context, suits=suits)
    owner = tokens - METRICS - QUALIFIERS
    if not found and context and tokens == context and number.kind in ("multiple", "money", "ratio") and owner:
        return book.about(owner, change=change, suits=suits)
    return found


def _verb(frame: Frame, at: int) -> bool | None:
    """Return whether the verb before a number makes it a cost (True) or a gain (False); nothing where it is neither."""
    look = at - 1
    while look >= 0 and frame.kind(look) != "number":
        if frame.kind(look) == "word":
            low = frame.low(look)
            if low in COST_VERBS and not any(frame.kind(k) == "label" and k > look for k in range(look, at)):
                return True
            if low in GAIN_VERBS:
                return False
            if low in BREAKS:
                return None
        look -= 1
    return None


def _implied(frame: Frame, at: int) -> str:
    """Return what the verb before an amount says it is, where nothing else does: "Meta brought in £5" is revenue."""
    look = at - 1
    while look >= 0 and frame.kind(look) == "word" and frame.low(look) not in IMPLIED:
        look -= 1
    return IMPLIED.get(frame.low(look), "") if look >= 0 else ""


IMPLIED = {
    **dict.fromkeys(
        ("brought", "brings", "generated", "generates", "grossed", "contributed", "contributes"), "revenue"
    ),
    **dict.fromkeys(("spent", "spend", "spends", "cost", "costs"), "spend"),
}


def skipped(frame: Frame, at: int) -> int:
    """Return the place before `at` that is no article."""
    look = at - 1
    while frame.low(look) in ARTICLES:
        look -= 1
    return look
