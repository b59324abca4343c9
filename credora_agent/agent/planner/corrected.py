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
    onward = replace(then, whole=Period(then.whole.start, today), grain=Grain.TOTAL, bare=False, yearly=None)
    return [*items[:at], onward, *items[at + 1 : last], *items[last + 1 :]]


def _says(item: Item) -> bool:
    return isinstance(item, When) or not item.has("stop")


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
