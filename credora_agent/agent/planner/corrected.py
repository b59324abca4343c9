"""What a question takes back while it is asked: "orders in July, no sorry, August", "only Meta, not Google"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.ranges import join
from credora_agent.agent.planner.periods.when import When
from credora_agent.core.period import Grain, Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from credora_agent.agent.planner.clauses import Item

_TAKES_BACK = frozenset(("no", "nope", "sorry", "wait", "oops", "rather", "scratch", "correction", "actually"))
_BETWEEN = _TAKES_BACK | {"i", "mean", "meant", "make", "it", "that", "in", "for", "to", ",", ".", "...", "not"}
_SINCE = frozenset(("since", "since then", "ever since", "from then on", "afterwards"))
_NOT = frozenset(("not", "without", "except", "excluding", "no"))


def corrected(items: Sequence[Item]) -> list[Item]:
    """Return the items without the days and platforms that are taken back."""
    kept: list[Item] = []
    for at, item in enumerate(items):
        if isinstance(item, When):
            back = _taken_back(kept)
            if back is not None:
                item = _instead(kept[back], item, kept[back + 1 :])  # type: ignore[arg-type]  # noqa: PLW2901
                del kept[back:]
            elif _repeats_end(kept, item):
                continue
        elif item.has("platform") and at and _denied(items[at - 1]):
            kept.pop()
            continue
        kept.append(item)
    return kept


def since_then(items: Sequence[Item], today: date) -> list[Item]:
    """Return "we moved on 12 October: how have orders been since?" with the days from then on."""
    last = next((at for at in range(len(items) - 1, -1, -1) if _says(items[at])), None)
    item = items[last] if last is not None else None
    if last is None or item is None or isinstance(item, When) or item.text not in _SINCE:
        return list(items)
    at = next((i for i in range(last - 1, -1, -1) if isinstance(items[i], When)), None)
    then = items[at] if at is not None else None
    if at is None or not isinstance(then, When) or then.doubt or then.whole.start > today:
        return list(items)
    return [*items[:at], _onward(then, today), *items[at + 1 : last], *items[last + 1 :]]


def since_done(items: Sequence[Item], today: date) -> list[Item]:
    """Return "since we moved on 6 July" with the days from then on."""
    at = next((i for i, item in enumerate(items) if not isinstance(item, When) and item.has("since_only")), None)
    if at is None or at + 2 >= len(items):
        return list(items)
    doer = items[at + 1]
    after = next((i for i in range(at + 1, len(items)) if isinstance(items[i], When) or _ends(items[i])), None)
    day = items[after] if after is not None else None
    if isinstance(doer, When) or doer.text not in _DOERS or after is None or not isinstance(day, When):
        return list(items)
    before = items[after - 1]
    on = not isinstance(before, When) and before.has("prep") and after - at <= _FAR
    if not on or day.doubt or day.grain is not Grain.DAY or day.step is not None or day.whole.start > today:
        return list(items)
    return [*items[:at], _onward(day, today), *items[after + 1 :]]


_DOERS = frozenset(("we", "i", "our", "the", "my"))
_FAR = 8
"""Words a deed may have before its day."""


def _ends(item: Item) -> bool:
    return not isinstance(item, When) and item.has("stop", "comma", "colon", "and")


def _onward(day: When, today: date) -> When:
    return replace(day, whole=Period(day.whole.start, today), grain=Grain.TOTAL, bare=False, yearly=None)


def _says(item: Item) -> bool:
    return isinstance(item, When) or not item.has("stop")


def _repeats_end(kept: Sequence[Item], item: When) -> bool:
    """Whether "the one ending yesterday" only says where the stretch before it ends."""
    said = kept[-1] if kept else None
    if said is None or isinstance(said, When) or said.text not in {"ending", "ended", "ends", "to", "until"}:
        return False
    return any(isinstance(i, When) and i.whole.end == item.whole.end and i.whole != item.whole for i in kept)


def _denied(before: Item) -> bool:
    return not isinstance(before, When) and before.text in _NOT


def _taken_back(kept: Sequence[Item]) -> int | None:
    """Return where the stretch stands that the words after it take back."""
    back = False
    for at in range(len(kept) - 1, -1, -1):
        item = kept[at]
        if isinstance(item, When):
            return at if back else None
        if not (item.text in _BETWEEN or item.has("stop", "comma")):
            return None
        back = back or item.text in _TAKES_BACK
    return None


def _instead(old: When, new: When, between: Sequence[Item]) -> When:
    """Return the new stretch; "to" before it changes only where the old one ends."""
    only_end = any(not isinstance(item, When) and item.text == "to" for item in between)
    whole = join(old.ends[0], new) if only_end and old.ends else None
    return whole or new
