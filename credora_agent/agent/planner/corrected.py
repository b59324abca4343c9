"""What a question takes back while it is asked: "orders in July, no sorry, August", "only Meta, not Google"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.ranges import join
from credora_agent.agent.planner.periods.when import When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.agent.planner.clauses import Item

_TAKES_BACK = frozenset(("no", "nope", "sorry", "wait", "oops", "rather", "scratch", "correction", "actually"))
_BETWEEN = _TAKES_BACK | {"i", "mean", "meant", "make", "it", "that", "in", "for", "to", ",", ".", "...", "not"}
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
