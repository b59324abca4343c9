"""Follow-ups: what a question leaves out is taken from the one before; a question that lacks nothing is left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from credora_agent.agent.planner.amounts import SPAN, Amount, amounts
from credora_agent.agent.planner.clauses import SIZES, Clause
from credora_agent.agent.planner.comparing import moved_back
from credora_agent.agent.planner.periods.when import When, unit_at
from credora_agent.agent.planner.terms import Term
from credora_agent.core.period import Grain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from credora_agent.agent.planner.clauses import Item

_LEADS = re.compile(
    r"^(and|what about|how about|but|also|ok|okay|so|then|now|only|just|same|again|plus|&|or|what if|"
    r"(make|stretch|extend|push|change|switch|widen|take|give) (it|that|this))\b"
)
_FIGURES = ("metric", "vague", "sold", "column", "lean", "provider")
_LISTED = {"area", "pnl", "why", "change", "way", "extreme", "entries", "versus", "compare", "by", "trend"}
_OVERRULES: tuple[tuple[tuple[str, ...], set[str]], ...] = (
    (_FIGURES, {*_FIGURES, "pnl", "loose", "entries"}),
    (("area",), _LISTED),
    (("entries",), {"why", "change", "way", "by", "trend", "versus", "compare", "shift", "previous_period"}),
    (("why",), {"why", "area", "extreme", "entries", "by", "trend"}),
    (("by", "trend"), {"by", "trend", "entries"}),
    (("platform", "named_campaign"), {"platform", "named_campaign"}),
    (("sku",), {"sku"}),
    (("extreme",), {"extreme", "implied"}),
)
"""What the words of a follow-up take the place of."""
_TIMELESS = {"status", "inventory", "shelf", "findings", "forecast", "cohorts", "entities", "topic"}
_OWN = {"line", "statement", "explain", "ranking", "entries", "reconcile", "loose", ""}
_SHORT = 4
_LISTS = {"products", "campaigns", "orders", "payouts", "terms", "reconcile"}
_FOLLOWING = re.compile(r"(?:the )?following (day|week|month|quarter|year)\b")
_OF_IT = re.compile(r"\bhow (was|were|is|are|did) (it|that|this|they|those)\b")
_ALL_OF = re.compile(r"(the )?(all|whole|entire|full)\b")


@dataclass(frozen=True, slots=True)
class Said:
    """A question as it was read: its items and the text they point into."""

    items: tuple[Item, ...]
    text: str

    @property
    def clause(self) -> Clause:
        """The whole question as one clause."""
        return Clause(self.items, self.text)


def continued(earlier: Said, now: Said, today: date) -> Said:
    """Return the question with what it leaves out taken from the earlier one; itself when it lacks nothing."""
    clause, spoken = now.clause, now.text[now.items[0].start :] if now.items else now.text
    if not earlier.items or not _lacks(clause, spoken):
        return now
    now = _of_same_days(earlier, now)
    shift = len(earlier.text) + 1
    shifted = _led(_shifted(now, shift))
    if not _narrows(clause, spoken):
        days = tuple(w for w in earlier.clause.whens if w.doubt is None and w.until(today))[:1]
        return Said((*days, *_shifted(now, len(earlier.text) + 1)), f"{earlier.text} {now.text}")
    earlier, shifted = _resized(earlier, shifted)
    kept = _kept(earlier.clause, clause)
    whens = [item for item in shifted if isinstance(item, When)]
    if whens and not _compares(clause):
        old = next((w for w in earlier.clause.whens if w.doubt is None), None)
        shifted = tuple(
            _placed(item, old, today, clause.text[item.start - shift : item.end - shift].lower())
            if isinstance(item, When)
            else item
            for item in shifted
        )
    return Said((*kept, *shifted), f"{earlier.text} {now.text}")


_SAME_DAYS = re.compile(r"(the |for the )?(same|this) (period|days|dates|time|timeframe|window|stretch|span)")


def _of_same_days(earlier: Said, now: Said) -> Said:
    """Return the question without "same period", when the one before has days for it."""
    if now.clause.whens or _compares(now.clause) or not earlier.clause.whens:
        return now
    return replace(now, items=tuple(i for i in now.items if isinstance(i, When) or not _SAME_DAYS.fullmatch(i.text)))


def _lacks(clause: Clause, text: str) -> bool:
    kind = _subject(clause)
    leads = bool(_LEADS.match(text.lower().lstrip(" ,.")))
    short = len(clause.terms) <= _SHORT
    if not kind:
        narrows = clause.has("by", "trend", "versus", "why", "entries", "wish") or clause.kind == "ranking"
        greets = clause.has("help") and not narrows
        meant = bool(clause.items) and not (greets or clause.has("off_topic", "injection", "topic"))
        return meant and (leads or short or narrows or bool(clause.whens))
    if kind in _LISTS and not clause.whens and not clause.has("latest"):
        return True
    if clause.whens or kind in _TIMELESS or clause.has("suppose", "now", "all_time"):
        return kind in {"explain", "entries"} and not clause.has(*_FIGURES, "pnl", "sku") and leads
    return leads or short or kind in {"line", "statement", "explain", "entries", "ranking"}


def _narrows(clause: Clause, text: str) -> bool:
    """Whether the question changes the one before; a new list or check only takes over its days."""
    if _subject(clause) not in _LISTS:
        return True
    leads = bool(_LEADS.match(text.lower().lstrip(" ,.")))
    return leads or len(clause.terms) <= _SHORT or not clause.has("area", "reconcile")


def _subject(clause: Clause) -> str:
    """Return what the question itself is about; platforms and names alone only narrow, "what about" says nothing."""
    if clause.has(*_FIGURES) or clause.has("area"):
        return clause.kind or "line"
    if _OF_IT.search(clause.words):
        return ""
    told = {term.word("pnl") for term in clause.terms if term.has("pnl")}
    if told - {"loose"} or clause.has("reconcile", "status"):
        return clause.kind
    loose = [
        t for t in clause.terms if t.has("pnl") and t.text not in {"what about", "how about", "go", "tell me about"}
    ]
    return "loose" if loose and (clause.whens or clause.has("now")) else ""


def _compares(clause: Clause) -> bool:
    return clause.has("versus", "compare", "shift", "previous_period")


def _kept(old: Clause, new: Clause) -> list[Item]:
    """Return what stands of the earlier question beside the new one's words."""
    gone = _overruled(old, new)
    whens = [w for w in old.whens if w.doubt is None]
    if new.whens and not _compares(new):
        whens = []
    elif _compares(new) or new.has("entries"):
        whens = whens[:1]
    if any(amount.kind == SPAN for amount in amounts(new.items)):
        whens = [when for when in whens if when.ahead is None]
    return [item for item in old.items if (item in whens if isinstance(item, When) else not item.has(*gone))]


def _overruled(old: Clause, new: Clause) -> set[str]:
    gone = {"stop"}.union(*(kinds for said, kinds in _OVERRULES if new.has(*said)))
    if new.has("why") and old.has("column"):
        gone -= {"area"}
    if _compares(new) or new.whens:
        gone |= {"versus", "compare", "shift", "previous_period"}
    return gone


def _resized(earlier: Said, items: tuple[Item, ...]) -> tuple[Said, tuple[Item, ...]]:
    """Return both with each amount of the new one in the place of the old one of its kind: "and at 5,500?"."""
    if not earlier.clause.has("suppose", "wish", "budget_word", "lever"):
        return earlier, items
    old, new = list(earlier.items), list(items)
    for amount in reversed(amounts(items)):
        found = next((a for a in amounts(old) if a.kind == amount.kind), None)
        bare = _bare_number(items, old) if found is None else None
        if bare is not None:
            before = new[amount.at - 1] if amount.at else None
            below = isinstance(before, Term) and before.text == "-"
            old[bare.at] = _renumbered(old[bare.at], new.pop(amount.at), below=below)
        if found is None:
            continue
        old[found.at : _until(old, found.at)] = new[amount.at : _until(new, amount.at)]
        del new[amount.at : _until(new, amount.at)]
    return Said(tuple(old), earlier.text), tuple(new)


def _bare_number(new: Sequence[Item], old: Sequence[Item]) -> Amount | None:
    """Return the one amount that a number alone changes: "and 10?" after "prices go up 5 %"."""
    said = amounts(old)
    alone = all(
        isinstance(item, When) or not item.senses or item.has("number", "nothing", "to", *_JOINTS) for item in new
    )
    return said[0] if alone and len(said) == 1 else None


def _renumbered(old: Item, new: Item, *, below: bool) -> Item:
    """Return the new number as what the old one was: a percentage, a sum."""
    if isinstance(old, When) or isinstance(new, When) or not old.has("percent"):
        return new
    return replace(old, text=f"{'-' if below else ''}{new.text}%")


def _until(items: list[Item], at: int) -> int:
    """Return where the words of the amount that starts at `at` end."""
    rest = [() if isinstance(item, When) else tuple(item.senses) for item in items[at + 1 :]]
    end = at + 1
    for senses in rest:
        if not {"magnitude", "percent_word"} & set(senses):
            return end + ("unit" in senses)
        end += 1
    return end


def _led(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items without the "and" they begin with."""
    start = next((i for i, item in enumerate(items) if isinstance(item, When) or not item.has(*_JOINTS)), len(items))
    return items[start:]


_JOINTS = ("and", "or", "comma", "stop")


def _shifted(now: Said, by: int) -> tuple[Item, ...]:
    return tuple(replace(item, start=item.start + by, end=item.end + by) for item in now.items)


def _placed(when: When, old: When | None, today: date, said: str) -> When:
    """Return a stretch named by its distance from the earlier one where it lies: "the month before", "and in 2024"."""
    if old is None or when.doubt is not None:
        return when
    if _ALL_OF.match(said):
        return when
    following = _FOLLOWING.match(said)
    if following is not None and old.whole.end < today:
        return replace(when, whole=unit_at(old.whole.end, following[1], 1), step=None, ahead=None)
    year = when.grain is Grain.YEAR and SIZES.get(old.grain, 0) < SIZES[Grain.YEAR] and old.grain is not Grain.TOTAL
    if year and old.yearly and (placed := old.in_year(when.year or when.whole.start.year)):
        return replace(placed, start=when.start, end=when.end)
    if when.before or when.back or (year and when.step == ("year", -1)):
        period = moved_back(old, when, today)
        if period is not None:
            return When(period, old.grain, start=when.start, end=when.end)
    return when
