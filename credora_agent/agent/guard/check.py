"""Words held against figures: a sentence that does not follow from them is never shown."""

# ruff: noqa: C901 - one line a form; small numbers are words, months and places

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from credora_agent.agent.guard import levels, ranks, relations, shares
from credora_agent.agent.guard.book import NONE, Book
from credora_agent.agent.guard.claimable import Claimable, Claimed, facts
from credora_agent.agent.guard.frame import BASES, COMPARING, MOVES, Frame
from credora_agent.agent.guard.levels import Unsaid
from credora_agent.agent.guard.reading import Lexicon, read
from credora_agent.agent.guard.sentences import BULLET, split
from credora_agent.agent.guard.terms import terms
from credora_agent.agent.guard.words import ADVICE, COST_VERBS, DOWN, GAIN_VERBS, UP
from credora_agent.agent.guard.written import anglicised, deceiving, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from credora_agent.agent.guard.reading import Item

CLAIMING = frozenset({*MOVES, *COMPARING, *ranks.RANKS, "times", "gain", "loss", "even", "compared", "missing"})
TURNING = frozenset({"quantifier", "aggregate", "negation", "ordinal", "more than"})
"""Words that say something only of a claim or a subject."""
PARTLY = terms("next last early late mid every each following coming previous prior past")
"""Words that make another period of the one they stand before."""
PAST = frozenset(w for w in UP | DOWN if w.endswith("ed")) | terms(
    "rose risen grew grown fell fallen shrank sank slid leapt shed"
)
LONGEST = 600
"""Characters of a sentence that are read; longer ones are not."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence: whether it may be shown, and why not."""

    text: str
    kept: bool
    reason: str


class Guard:
    """The figures of one turn, ready to hold sentences against, one after the other."""

    def __init__(self, figures: Sequence[Claimable], *, today: date, names: Collection[str] = ()) -> None:
        known = tuple(facts(figures, today))
        self._book = Book(known, frozenset(fact.span for fact in known if fact.span))
        self._lexicon = Lexicon(
            known,
            names,
            [str(getattr(f, "id", "")) for f in figures],
            today,
            silent=[f.label for f in figures if f.value is None],
        )
        self._carried = NONE

    def judge(self, sentence: str) -> Verdict:
        """Return whether a sentence follows from the figures."""
        if len(sentence) > LONGEST:
            return Verdict(sentence, kept=False, reason="too long to be read safely")
        if deceiving(sentence):
            return Verdict(sentence, kept=False, reason="shows other characters than it holds")
        bullet = BULLET.match(sentence)
        try:
            items = read(anglicised(plain(sentence[bullet.end() :] if bullet else sentence).strip()), self._lexicon)
            frame = Frame(items, self._book, self._carried)
            _check(frame)
        except Unsaid as reason:
            return Verdict(sentence, kept=False, reason=str(reason))
        except ArithmeticError:
            return Verdict(sentence, kept=False, reason="a number is too long to be read safely")
        if frame.groups:
            self._carried = frame.groups[0].tokens
        return Verdict(sentence, kept=True, reason="follows from the figures" if _claims(frame) else "claims nothing")


def check(text: str, figures: Sequence[Claimable], *, today: date, names: Collection[str] = ()) -> list[Verdict]:
    """Return a verdict for each sentence of a text, in order."""
    guard = Guard(figures, today=today, names=names)
    return [guard.judge(sentence) for sentence in split(text)]


def _claims(frame: Frame) -> bool:
    return bool(frame.numbers) or any(item.kind in CLAIMING for item in frame.items)


def _check(frame: Frame) -> None:
    for at, item in enumerate(frame.items):
        if item.kind == "unread":
            raise Unsaid(f'"{item.text}" cannot be read safely')
        if item.kind == "period" and frame.low(at - 1) in PARTLY:
            raise Unsaid(f'"{frame.low(at - 1)} {item.text}" is the period of no figure')
        if item.kind == "proper":
            raise Unsaid(f'names "{item.text}", which is none of the figures\' names')
    claims = _claims(frame)
    _unknown(frame, claims=claims)
    if not frame.numbers and not _says(frame):
        _periods_known(frame)
        return
    _numbers(frame)
    _others(frame)
    _one_time(frame)
    _periods_known(frame)


def _unknown(frame: Frame, *, claims: bool) -> None:
    """Check that a sentence that speaks of figures has no word that could change what it says of them."""
    speaks = claims or ((frame.groups or frame.periods) and not _advises(frame.items))
    for item in frame.items:
        if item.kind == "unknown" and (speaks or not item.text.isascii()):
            if claims and not frame.numbers and not _says(frame):
                continue
            raise Unsaid(f'says "{item.text}", which is not read safely beside figures')
        if item.kind == "symbol" and claims:
            raise Unsaid(f'says "{item.text}", which is not read safely beside figures')


def _says(frame: Frame) -> bool:
    """Tell whether a sentence without numbers claims anything of the figures."""
    kinds = {item.kind for item in frame.items}
    if not kinds & (CLAIMING | TURNING):
        return False
    if (
        kinds & {"quantifier", "negation"}
        and any(i.low in GAIN_VERBS | COST_VERBS for i in frame.items)
        and not _advises(frame.items)
    ):
        return True
    if not (kinds & CLAIMING) and not frame.groups:
        return False
    if _advises(frame.items) and not any(
        item.low in PAST or item.kind in ("gain", "loss", "even") for item in frame.items
    ):
        return False
    weak = kinds & CLAIMING <= {"more", "less", "compared", "flat"}
    return bool(frame.groups or frame.periods) or not weak


def _advises(items: list[Item]) -> bool:
    first = [item.low for item in items[:4]]
    asks = bool(items) and items[-1].text == "?"
    return bool(ADVICE & {*first} - {"to"}) or asks or (bool(first) and first[0] in OPENERS)


OPENERS = terms("cut raise lower increase reduce shift move pause stop start add set use see show tell here open")


def _numbers(frame: Frame) -> None:
    if ranks.summed(frame):
        return
    _ranges(frame)
    found = relations.roles(frame)
    for at in range(len(frame.items)):
        kind = frame.items[at].kind
        if frame.items[at].used and kind == "number":
            continue
        if kind == "number" and at not in found:
            levels.level(frame, at)
        elif kind == "number" and found[at][0] == "share":
            shares.share(frame, at)
        elif kind == "number" and found[at][0] == "multiple":
            shares.multiple(frame, at)
        elif kind == "number" and found[at][0] == "delta" and found[at][1] < 0:
            relations.signed(frame, at)
        elif kind in (*MOVES, *COMPARING, "times") and not frame.items[at].used:
            relations.relate(frame, at, relations.own_numbers(found, at))
    for role, _ in found.values():
        if role == "went from":
            raise Unsaid("does not say which way it went")


def _one_time(frame: Frame) -> None:
    """Check that figures of a sentence that names no period are of one period, but for what is compared."""
    if frame.periods or any(
        item.kind in (*MOVES, *COMPARING, "compared", "times") or item.low in BASES - {"from"} for item in frame.items
    ):
        return
    spans = [{fact.span for fact in facts} for facts in frame.bound.values()]
    if len(spans) > 1 and not set.intersection(*spans):
        raise Unsaid("puts figures of several periods side by side without naming them")


def _ranges(frame: Frame) -> None:
    """Check "between 3 and 5": the figure named lies within, and the range is no wider than a quarter of it."""
    for at, nxt in pairwise(frame.numbers):
        joint, opens = frame.low(at + 1), frame.low(at - 1)
        moving = any(frame.kind(k) in MOVES for k in range(at))
        if nxt != at + 2 or joint not in ("-", "–", "and", "to", "—") or (joint == "and" and opens != "between"):
            continue
        if opens == "from" or (joint == "to" and moving):
            continue
        if moving:
            raise Unsaid("a range of a change is not read safely")
        levels.within(frame, at, nxt)


def _others(frame: Frame) -> None:
    for at, item in enumerate(frame.items):
        if item.used:
            continue
        if item.kind in ranks.RANKS:
            ranks.rank(frame, at)
        elif item.kind in ("gain", "loss", "even"):
            ranks.verdict(frame, at)
    for at, item in enumerate(frame.items):
        if item.used or item.kind not in TURNING:
            continue
        if item.kind == "aggregate":
            ranks.total(frame, at)
        elif item.low != "both" or len(frame.groups) <= 1:
            raise Unsaid(f'"{item.text}" is more than the figures say')
    if any(item.kind == "missing" for item in frame.items):
        _missing(frame)
    unbound = [g for g in frame.groups if not g.used]
    if unbound:
        raise Unsaid("names something that nothing it says is about")


def _missing(frame: Frame) -> None:
    """Check what is said not to be recorded: no figure has a value for it."""
    for group in frame.groups:
        if group.used:
            continue
        if any(fact.tokens == group.tokens for fact in frame.book.facts):
            raise Unsaid("is recorded")
        group.used = True


def _holds_others(frame: Frame, place: int) -> bool:
    """Tell whether a period is only where those of a ranking lie: "by week in 2026: highest in …"."""
    mentions = {p: frame.items[p].period for p in frame.periods}
    own = mentions.pop(place)
    spans = own.spans if own else ()
    others = [mention.spans[0] for mention in mentions.values() if mention and mention.spans]
    ranked = any(item.kind in ranks.RANKS for item in frame.items)
    return ranked and bool(spans) and all(spans[0][0] <= a and b <= spans[0][1] for a, b in others) and bool(others)


def _periods_known(frame: Frame) -> None:
    for place in frame.periods:
        item = frame.items[place]
        if item.used or item.period is None:
            continue
        if _holds_others(frame, place):
            continue
        if frame.numbers or (_claims(frame) and _says(frame)):
            raise Unsaid(f"names {item.text} for nothing it says")
        if not any(item.period.covers(span, frame.book.spans) for span in frame.book.spans):
            raise Unsaid(f"names {item.text}, which is the period of no figure")


__all__ = ["Claimed", "Guard", "Verdict", "check"]
