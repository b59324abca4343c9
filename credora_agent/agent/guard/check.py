"""Words held against figures: a sentence that does not follow from them is never shown."""

# ruff: noqa: C901 - one line a form; small numbers are words, months and places

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from credora_agent.agent.guard import harmless, levels, nouns, odds, orders, pace, ranks, relations, shares
from credora_agent.agent.guard.book import NONE, Book
from credora_agent.agent.guard.claimable import Claimable, Claimed, facts
from credora_agent.agent.guard.frame import BASES, COMPARING, MOVES, Frame
from credora_agent.agent.guard.idioms import said_plainly
from credora_agent.agent.guard.levels import Unsaid
from credora_agent.agent.guard.periods import Mention
from credora_agent.agent.guard.reading import Item, Lexicon, read
from credora_agent.agent.guard.sentences import BULLET, split
from credora_agent.agent.guard.terms import terms
from credora_agent.agent.guard.words import ADVICE, COST_VERBS, DOWN, GAIN_VERBS, UP
from credora_agent.agent.guard.written import anglicised, deceiving, per_spent, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

CLAIMING = frozenset(
    {"pace", *MOVES, *COMPARING, *ranks.RANKS, "times", "gain", "loss", "even", "empty", "compared", "missing"}
)
TURNING = frozenset({"quantifier", "aggregate", "negation", "ordinal", "more than"})
"""Words that say something only of a claim or a subject."""
PARTLY = terms("next last early late mid every each following coming previous prior past")
"""Words that make another period of the one they stand before."""
PAST = (
    frozenset(w for w in UP | DOWN if w.endswith("ed"))
    | terms("rose risen grew grown fell fallen shrank sank slid leapt shed")
    | {"went up", "went down"}
)
PLACED = terms("came comes come in ranked ranks was is placed finished")
"""Words before a place in a ranking: came second, comes in third."""
LACKING = terms("data figure figures number numbers information records")
EVERY = terms("everything nothing none nobody everyone all")
MOST_BETWEEN = 5
TWO = 2
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
        chance = odds.told(plain(sentence), self._book)
        if chance is not None:
            reason = "follows from the figures" if chance else "no figure says these odds"
            return Verdict(sentence, kept=chance, reason=reason)
        try:
            items = self._read(plain(sentence[bullet.end() :] if bullet else sentence).strip())
            frame = Frame(items, self._book, self._carried)
            _check(frame)
        except Unsaid as reason:
            return self._by_clauses(sentence) or Verdict(sentence, kept=False, reason=str(reason))
        except ArithmeticError:
            return Verdict(sentence, kept=False, reason="a number is too long to be read safely")
        if frame.groups:
            self._carried = frame.groups[0].tokens
        return Verdict(sentence, kept=True, reason="follows from the figures" if _claims(frame) else "claims nothing")

    def _read(self, text: str) -> list[Item]:
        """Return a sentence's items; two months that begin and end a figure's range, and no month alone, are one."""
        currencies = {fact.currency for fact in self._book.facts}
        text = said_plainly(per_spent(anglicised(text), currencies), self._lexicon.vocabulary)
        items = read(text, self._lexicon)
        places = [k for k, item in enumerate(items) if item.kind == "period"]
        for first, last in pairwise(places):
            one, other = items[first].period, items[last].period
            if last - first != TWO or not one or not other or not one.months or not other.months:
                continue
            whole = Mention(months=(one.months[0], other.months[1]))
            spans = self._book.spans
            alone = any(mention.covers(span) for mention in (one, other) for span in spans)
            if (
                items[first + 1].low in ("and", "to", "through", "-", "–")
                and not alone
                and first
                and items[first - 1].low in ("between", "from")
                and any(whole.covers(span) for span in spans)
            ):
                text = " ".join(item.text for item in items[first - 1 : last + 1])
                return [*items[: first - 1], Item("period", text, period=whole), *items[last + 1 :]]
        return items

    def _by_clauses(self, sentence: str) -> Verdict | None:
        """Return a sentence's verdict if each of its clauses holds by itself, of one period; nothing otherwise."""
        parts = clauses(plain(sentence))
        if len(parts) < TWO or sentence.rstrip().endswith("?"):
            return None
        before, spans, said = self._carried, [], ""
        try:
            for part in parts:
                frame, said = self._clause(part, said)
                spans += [] if frame.periods else [{f.span for f in facts} for facts in frame.bound.values()]
                self._carried = frame.groups[0].tokens if frame.groups else self._carried
        except (Unsaid, ArithmeticError):
            self._carried = before
            return None
        if spans and not set.intersection(*spans):
            self._carried = before
            return None
        return Verdict(sentence, kept=True, reason="follows from the figures")

    def _clause(self, part: str, said: str) -> tuple[Frame, str]:
        """Return a clause that holds by itself, of the period last said where it names none, and its period."""
        frame = Frame(self._read(part), self._book, self._carried)
        if not frame.periods and said:
            frame = Frame(self._read(f"{part} in {said}"), self._book, self._carried)
        _check(frame)
        if not _claims(frame):
            raise Unsaid("a clause names what it says nothing of")
        open_ = [p for p in frame.periods if not frame.is_base(p)]
        return frame, frame.items[open_[0]].text if len(open_) == 1 else said if not frame.periods else ""


CLAUSES = re.compile(r"\s*;\s+|,?\s+(?:but|while|whereas|although|though|yet|even though)\s+|,\s+and\s+", re.IGNORECASE)


def clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence as far as words that join them tell, without its full stop."""
    return [part for part in CLAUSES.split(sentence.strip().rstrip(".!")) if part.strip()]


def check(text: str, figures: Sequence[Claimable], *, today: date, names: Collection[str] = ()) -> list[Verdict]:
    """Return a verdict for each sentence of a text, in order."""
    guard = Guard(figures, today=today, names=names)
    return [guard.judge(sentence) for sentence in split(text)]


def _claims(frame: Frame) -> bool:
    return bool(frame.numbers) or any(item.kind in CLAIMING for item in frame.items)


def _lacks(frame: Frame) -> bool:
    """Tell whether a sentence only says that figures are missing, and they are: "I have no data for November"."""
    lows = {item.low for item in frame.items}
    kinds = {item.kind for item in frame.items}
    if not lows & LACKING or "negation" not in kinds or kinds & (CLAIMING | {"number", "unread", "quantifier"}):
        return False
    there = [frame.items[p].period for p in frame.periods]
    known = any(mention and mention.covers(span, frame.book.spans) for mention in there for span in frame.book.spans)
    named = any(frame.book.fits(group.tokens) for group in frame.groups)
    if known or (named and not there):
        raise Unsaid("says that figures are missing which are there")
    return bool(there or kinds & {"unknown", "proper"})


def _check(frame: Frame) -> None:
    if _lacks(frame):
        return
    for at, item in enumerate(frame.items):
        if item.kind == "unread":
            raise Unsaid(f'"{item.text}" cannot be read safely')
        if item.kind == "period" and frame.low(at - 1) in PARTLY:
            raise Unsaid(f'"{frame.low(at - 1)} {item.text}" is the period of no figure')
        if item.kind == "proper":
            raise Unsaid(f'names "{item.text}", which is none of the figures\' names')
    if any(item.kind == "pace" for item in frame.items) and not _says(frame):
        raise Unsaid("says how fast without saying what")
    claims = _claims(frame)
    _unknown(frame, claims=claims)
    if not frame.numbers and not _says(frame):
        _periods_known(frame)
        return
    if any(item.kind == "pace" for item in frame.items) or _as_fast(frame):
        pace.paced(frame)
    nouns.beside(frame)
    orders.listed(frame)
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
        judging = item.kind in ("unknown", "noun") or item.low in harmless.MANNER
        if judging and not _advises(frame.items) and any(i.low in EVERY for i in frame.items):
            raise Unsaid(f'says "{item.text}" of everything')
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
        item.low in PAST or item.kind in ("gain", "loss", "even", "empty") for item in frame.items
    ):
        return False
    weak = kinds & CLAIMING <= {"more", "less", "compared", "flat"}
    return bool(frame.groups or frame.periods) or not weak


def _advises(items: list[Item]) -> bool:
    first = [item.low for item in items[:4] if item.kind != "period"]
    asks = bool(items) and items[-1].text == "?"
    return bool(ADVICE & {*first} - {"to"}) or asks or (bool(first) and first[0] in OPENERS)


OPENERS = terms("cut raise lower increase reduce shift move pause stop start add set use see show tell here open")


def _numbers(frame: Frame) -> None:
    if ranks.summed(frame) or relations.gap(frame):
        return
    _ranges(frame)
    found = relations.roles(frame)
    for at in range(len(frame.items)):
        kind = frame.items[at].kind
        if frame.items[at].used and kind == "number":
            continue
        if kind == "number" and (ranks.counts_peers(frame, at) or shares.as_share(frame, at)):
            continue
        if kind == "number" and found.get(at, ("",))[0] == "went from":
            relations.went(frame, at)
        elif kind == "number" and at not in found:
            levels.level(frame, at)
        elif kind == "number" and found[at][0] == "share":
            shares.share(frame, at)
        elif kind == "number" and found[at][0] == "multiple":
            shares.multiple(frame, at)
        elif kind == "number" and found[at][0] == "delta" and found[at][1] < 0:
            relations.signed(frame, at)
        elif kind in (*MOVES, *COMPARING, "times") and not frame.items[at].used:
            relations.relate(frame, at, relations.own_numbers(found, at))


HELD = terms("cash runway cover stock inventory balance hand")
"""What is told as of a day: it stands beside what a period that ends on that day had."""


def _one_time(frame: Frame) -> None:
    """Check that figures of a sentence that names no period are of one period, but for what is compared."""
    if frame.periods or any(
        item.kind in (*MOVES, *COMPARING, "compared", "times") or item.low in BASES - {"from"} for item in frame.items
    ):
        return
    spans = [{fact.span for fact in facts} for facts in frame.bound.values()]
    all_ = [fact for facts in frame.bound.values() for fact in facts]
    ends = {f.span[1] for f in all_ if f.span and f.span[0] == f.span[1]}
    if len(ends) == 1 and all(f.tokens & HELD for f in all_ if f.span and f.span[0] == f.span[1]):
        spans = [{(s[1], s[1]) if s and s[1] in ends else s for s in found} for found in spans]
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
        if joint in ("—", "–", "-") and _apart(frame, at, nxt):
            continue
        if moving:
            raise Unsaid("a range of a change is not read safely")
        levels.within(frame, at, nxt)


def _apart(frame: Frame, at: int, nxt: int) -> bool:
    """Tell whether a dash stands between numbers of two units: columns of a row, no range."""
    kinds = [number.kind for k in (at, nxt) if (number := frame.items[k].number)]
    return len(set(kinds)) > 1 and all(kinds)


def _others(frame: Frame) -> None:
    for at, item in enumerate(frame.items):
        placed = item.kind == "ordinal" and frame.low(at - 1) in PLACED and not _ranks_by_word(frame)
        if not item.used and (item.kind in ranks.RANKS or placed):
            ranks.rank(frame, at)
        elif not item.used and item.kind == "empty":
            ranks.empty(frame, at)
        elif not item.used and item.kind in ("gain", "loss", "even"):
            ranks.verdict(frame, at)
    for at, item in enumerate(frame.items):
        if item.used or item.kind not in TURNING:
            continue
        if item.kind == "aggregate":
            ranks.total(frame, at)
        elif (
            (item.low == "only" and frame.kind(at + 1) == "number")
            or (item.low == "after" and _told(frame, at))
            or (
                item.low == "despite"
                and any(i.used and i.kind in (*MOVES, *COMPARING) for i in frame.items[at + 1 : at + 4])
            )
        ):
            item.used = True
        elif item.low != "both" or len(frame.groups) <= 1:
            raise Unsaid(f'"{item.text}" is more than the figures say')
    if any(item.kind == "missing" for item in frame.items):
        _missing(frame)
    unbound = [g for g in frame.groups if not g.used]
    if unbound:
        raise Unsaid("names something that nothing it says is about")


def _as_fast(frame: Frame) -> bool:
    return any(frame.low(k) == "as" and frame.low(k + 1) == "fast" for k in range(len(frame.items)))


def _ranks_by_word(frame: Frame) -> bool:
    return any(item.kind in ranks.RANKS for item in frame.items)


def _told(frame: Frame, at: int) -> bool:
    """Tell whether what follows a place is a figure's value of its own: "after COGS of £21"."""
    following = next((n for n in frame.numbers if n > at), None)
    return following is not None and following in frame.bound and following - at <= MOST_BETWEEN


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
