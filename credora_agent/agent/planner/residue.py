"""Words of a question that point at days and were not read: what is answered in spite of them would be a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.when import When
from credora_agent.core.period import Grain

if TYPE_CHECKING:
    from credora_agent.agent.planner.clauses import Clause, Item
    from credora_agent.agent.planner.terms import Term

_DATED = ("weekday", "quarter", "day_word", "to_date", "ymd", "isoweek", "dmy", "dm", "my", "ym", "weekno", "ly")
"""Senses of words that mean nothing but days."""
_SETS_OFF = ("before", "after", "since_only", "until")
_OF_THE_BOOKS = ("metric", "pnl", "column", "platform", "area", "sold", "vague", "number", "money")
_GLUE = {"of", "in", "on", "from", "the", "that", "our", "my", "a", "for", "during"}
_RANKS = ("extreme", "judged", "asks_when", "by", "trend", "no_base")
_COUNTS = {"a", "an", "per", "each", "every", "any", "which", "what", "/", "one", "by"}
_NEAR = 3
_FLOATS = {"weekend", "friday", "monday", "tuesday", "wednesday", "thursday", "saturday", "sunday"}
_EXCLUDES = {"except", "excluding", "without", "excl", "minus", "besides", "not", "ignoring", "omitting", "bar"}
_ARTICLES = {"the", "our", "my"}
_RELATIVE = {"of", "that", "when", "where", "we", "i"}
_LAST_DAY = 31
_THROUGH = {"through", "thru", "til", "till"}
_DURING = {"during", "throughout", "around"}
_AN_EVENT = {"sale", "promo", "promotion", "launch", "campaign", "collection"}


def unread(clause: Clause) -> tuple[int, int] | None:
    """Return where the words about days lie that no stretch holds, with the stretch beside them; None without any."""
    items = clause.items
    for at, item in enumerate(items):
        if isinstance(item, When) or not any(test(clause, at, item) for test in _TESTS):
            continue
        first, last = at, at
        while first and _goes_with(items[first - 1]):
            first -= 1
        while last + 1 < len(items) and _goes_with(items[last + 1]):
            last += 1
        return items[first].start, items[last].end
    return None


def _goes_with(item: Item) -> bool:
    """Whether the words for days beside it hold the item too."""
    return isinstance(item, When) or item.content or item.has("the", "step", "of", "ordinal", "ago", "number")


def _means_days(_: Clause, __: int, term: Term) -> bool:
    return term.text == "ago" or (term.has(*_DATED) and not term.has("topic", "every"))


def _unit(clause: Clause, at: int, term: Term) -> bool:
    """Whether a day, week … is spoken of that is neither ranked nor counted: "the sale week", "record store day"."""
    if not term.has("unit") or term.has("money") or len(term.text) == 1:
        return False
    if _repeats(clause, at, term):
        return False
    near = [item for item in clause.items[max(0, at - _NEAR) : at] if not isinstance(item, When)]
    if any(item.has("number") for item in near[-1:]):
        return not clause.has("extreme") and not _counts_them(clause, near[-1].number("number"), term.word("unit"))
    if any(item.has(*_RANKS) or item.text in _COUNTS for item in near):
        return False
    return not (clause.has("extreme") and (term.text.endswith("s") or not near))


def _repeats(clause: Clause, at: int, term: Term) -> bool:
    """Whether the unit only says again what stretch was named: "May, the month"."""
    same = any(when.grain.value == term.word("unit") for when in clause.whens)
    base = clause.place("versus")
    return same and not _is(_after(clause, at), "of") and (base is None or at < base)


def _counts_them(clause: Clause, count: int, unit: str) -> bool:
    """Whether so many days are only said again: "the last two weeks (14 days)", "the two months May and June"."""
    listed = sum(when.grain.value == unit for when in clause.whens) == count
    return listed or any(when.whole.days == count for when in clause.whens)


def _same(clause: Clause, at: int, term: Term) -> bool:
    """Whether "same" is said of days that were not found."""
    after = _after(clause, at)
    if not term.has("same"):
        return False
    strange = after is not None and not isinstance(after, When) and after.content
    return " " in term.text.removeprefix("the ") or isinstance(after, When) or _is(after, "unit") or strange


def _numbered(clause: Clause, at: int, term: Term) -> bool:
    """Whether a number of a day stands before a month that was read whole."""
    after = _after(clause, at)
    day = term.has("number") and not term.has("magnitude", "year") and 0 < term.number("number") <= _LAST_DAY
    before = clause.items[at - 1] if at else None
    ranks = before is not None and not isinstance(before, When) and before.has("extreme", "bound")
    return day and isinstance(after, When) and after.grain is Grain.MONTH and not after.step and not ranks


def _qualified(clause: Clause, at: int, term: Term) -> bool:
    """Whether the running unit is said to be that of something: "the month of the trade show"."""
    before = clause.items[at - 1] if at else None
    if term.text not in _RELATIVE or not isinstance(before, When) or before.step is None:
        return False
    if term.text in {"we", "i"} and not clause.said(before).startswith("the "):
        return False
    following = next((i for i in clause.items[at + 1 :] if isinstance(i, When) or i.text not in _GLUE | {"just"}), None)
    return following is not None and not isinstance(following, When) and not following.has(*_OF_THE_BOOKS, "polite")


def _steps(clause: Clause, at: int, term: Term) -> bool:
    """Whether "last two" or the like stands before a stretch it was not read with."""
    if not term.has("step"):
        return False
    after = _after(clause, at)
    return _is(after, "number") and isinstance(_after(clause, at + 1), When)


def _sets_off(clause: Clause, at: int, term: Term) -> bool:
    """Whether days begin or end with something that is no day: "before the move in June"."""
    if not (term.has(*_SETS_OFF) or term.text in _DURING):
        return False
    if _is(_after(clause, at), "and") and not term.has("since_only"):
        return True
    said: list[Term] = []
    of_ours = False
    for item in clause.items[at + 1 :]:
        if isinstance(item, When):
            return bool(said) and not any(word.has(*_OF_THE_BOOKS) for word in said)
        if item.has("stop", "comma", "and"):
            break
        of_ours = of_ours or (not said and item.text in _ARTICLES)
        if item.text not in _GLUE:
            said.append(item)
    if not said or (clause.whens and not said[0].content):
        return bool(said) and term.has("since_only")
    named = not said[0].has(*_OF_THE_BOOKS, "unit")
    return said[0].content or term.has("since_only") or (named and (of_ours or said[0].has("change")))


def _of_weekday(clause: Clause, at: int, term: Term) -> bool:
    """Whether a number of a day that was not read follows a weekday: "Saturday 27"."""
    before = clause.items[at - 1] if at else None
    day = term.has("number") and not term.has("year", "magnitude") and 0 < term.number("number") <= _LAST_DAY
    return day and isinstance(before, When) and before.cycle is Grain.WEEK and before.whole.days == 1


_WHILE = {"while", "whilst", "after", "before", "since", "until", "once"}
_HAPPENED = {"was", "were", "got", "went", "had", "has been", "have been"}


def _while(clause: Clause, at: int, term: Term) -> bool:
    """Whether days are those while or after something happened: "while the site was down"."""
    if term.text not in _WHILE:
        return False
    for said, item in enumerate(clause.items[at + 1 :]):
        if isinstance(item, When) or item.has("stop", "comma", "and"):
            return False
        if item.text in _HAPPENED and said:
            return True
    return False


def _ending(clause: Clause, at: int, term: Term) -> bool:
    """Whether something that was not read ends with days: "the sprint ending Friday"."""
    return term.text in {"ending", "ended"} and isinstance(_after(clause, at), When)


def _left_out(clause: Clause, at: int, term: Term) -> bool:
    """Whether days are named that are to be left out, or one of two: "2025 except December", "the first and third"."""
    after = _after(clause, at)
    if term.text in _EXCLUDES:
        return isinstance(next((i for i in clause.items[at + 1 :] if not _is(i, "the")), None), When)
    return term.has("ordinal") and _is(after, "and") and isinstance(_after(clause, at + 1), When)


def _of_a_sale(clause: Clause, at: int, term: Term) -> bool:
    """Whether a season is only the name of something of the shop's: "the summer sale"."""
    before = clause.items[at - 1] if at else None
    return term.text in _AN_EVENT and isinstance(before, When) and before.annual and before.grain is Grain.TOTAL


def _spans(clause: Clause, at: int, term: Term) -> bool:
    """Whether "to" joins two stretches that were not read as one, or "through" ends what has no beginning."""
    before, after = clause.items[at - 1] if at else None, _after(clause, at)
    if not isinstance(after, When) or clause.has("versus", "compare", "change", "why"):
        return False
    return (term.has("to") and isinstance(before, When)) or (term.text in _THROUGH and after.grain is not Grain.DAY)


def _ended(clause: Clause, at: int, term: Term) -> bool:
    """Whether "so far" is said of days that are over."""
    before = clause.items[at - 1] if at else None
    return term.has("so_far") and isinstance(before, When) and before.whole.days == 1 and before.step is None


def _renamed(clause: Clause, at: int, term: Term) -> bool:
    """Whether an unknown word makes other days of the one after it: "the Jubilee weekend", "the florp of October"."""
    after = _after(clause, at)
    if term.text == "long" and isinstance(after, When):
        return clause.said(after).split()[-1] == "weekend"
    before = clause.items[at - 1] if at else None
    floats = isinstance(after, When) and clause.said(after).split()[0] in _FLOATS
    if floats and (term.text in _NAMES_DAYS or (term.text == "up" and _is_strange(before))):
        return True
    if not term.content:
        return False
    if _is(after, "of") and not isinstance(after, When) and after is not None and after.text == "of":
        return isinstance(_after(clause, at + 1), When)
    counted = before is not None and not isinstance(before, When) and before.has("ordinal", "step")
    return isinstance(after, When) and (counted or clause.said(after).split()[0] in _FLOATS)


_NAMES_DAYS = _AN_EVENT | {"pop up", "popup", "clearance", "festival", "wedding", "holiday"}


def _is_strange(item: Item | None) -> bool:
    return item is not None and not isinstance(item, When) and item.content


def _strange(clause: Clause, at: int, term: Term) -> bool:
    """Whether a small word of another language that is not known stands between a preposition and the days."""
    before = clause.items[at - 1] if at else None
    if not term.has("strange") or before is None or isinstance(before, When) or not before.has("prep", "of", "the"):
        return False
    after = next((i for i in clause.items[at + 1 :] if isinstance(i, When) or i.text not in _GLUE), None)
    return isinstance(after, When)


def _after(clause: Clause, at: int) -> Item | None:
    return clause.items[at + 1] if at + 1 < len(clause.items) else None


def _is(item: Item | None, kind: str) -> bool:
    return item is not None and not isinstance(item, When) and item.has(kind)


_TESTS = (
    _means_days,
    _unit,
    _same,
    _steps,
    _sets_off,
    _spans,
    _strange,
    _left_out,
    _ending,
    _of_weekday,
    _while,
    _ended,
    _of_a_sale,
    _numbered,
    _qualified,
    _renamed,
)
