"""What the shop did on days that are named, said only to name them: "promo 3-9 Aug: units", "the sale of 1-7 July"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.when import When
from credora_agent.agent.planner.preamble import asks, opens
from credora_agent.core.period import Grain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.agent.planner.clauses import Item

EVENTS = frozenset(
    """
    promo promotion promotions sale launch relaunch newsletter drop event giveaway campaign offer collab collaboration
    clearance popup fair giveaways launches action weekend
    """.split()  # noqa: SIM905 - a word list reads best as running text
)
_TIES = frozenset(("of", "from", "on", "in", "the", "(", "our", "my", "-", "a", "for", "during", "at"))
_APPOSED = _TIES | {",", "which", "that", "was", "were", "is", "ran", "running", "ie", "i.e", "e", "i"}
"""Words between a name and the days that say what it is."""
_UNITS = frozenset(("week", "weekend", "days", "period", "season", "month"))
_POINTS = frozenset(("our", "my", "the", "during", "a", "for"))
_LONGEST = 45


def unlabelled(items: Sequence[Item]) -> list[Item]:
    """Return the items without what the shop calls days that are named beside it; the days stay."""
    cut = next((at for at, item in enumerate(items) if _ends(items, at, item)), None)
    if cut is not None and _is_label(items[:cut]) and asks(items[cut + 1 :]) and not _dated(items[cut + 1 :]):
        return [*(item for item in items[:cut] if _fixed(item)), *items[cut + 1 :]]
    return _without_names(items)


def _ends(items: Sequence[Item], at: int, item: Item) -> bool:
    return not isinstance(item, When) and (item.has("colon") or (item.has("comma") and opens(items, at + 1)))


def _is_label(items: Sequence[Item]) -> bool:
    """Whether an event of the shop's and its days are named and nothing else of the books."""
    named = [item for item in items if not isinstance(item, When)]
    event = any(_is_event(item.text) for item in named)
    plain = all(_is_event(item.text) or item.content or item.text in _TIES or not asks([item]) for item in named)
    return event and plain and sum(_fixed(item) for item in items) == 1


def _without_names(items: Sequence[Item]) -> list[Item]:
    """Return the items without "the promo" of "units in the promo of 3-9 August", where more is asked."""
    kept = list(items)
    for at in range(len(items) - 1, -1, -1):
        item = items[at]
        start = _name(items, at)
        days = _days_after(items, at)
        if isinstance(item, When) or start is None or days is None:
            continue
        if asks([*items[:start], *items[at + 1 :]]):
            kept[start:days] = [i for i in items[at + 1 : days] if isinstance(i, When) or i.text in _TIES]
    return kept


def _name(items: Sequence[Item], at: int) -> int | None:
    """Return where a name of days begins that ends at `at`: "the promo", "summer sale", "Prime week"."""
    item, before = items[at], items[at - 1] if at else None
    if isinstance(item, When) or before is None:
        return None
    if isinstance(before, When):
        named = _is_event(item.text) or item.content or item.text in _UNITS
        return at - 1 if before.annual and named else None
    if _is_event(item.text) and before.text in _POINTS:
        return at
    named = before.content or before.mended or _is_event(before.text)
    return at - 1 if named and (_is_event(item.text) or item.text in _UNITS) else None


def _days_after(items: Sequence[Item], at: int) -> int | None:
    """Return where the days stand that follow a name with nothing but small words between."""
    after = next((i for i in range(at + 1, len(items)) if _says(items[i])), None)
    return after if after is not None and _fixed(items[after]) else None


def _says(item: Item) -> bool:
    return isinstance(item, When) or item.text not in _APPOSED


def _is_event(text: str) -> bool:
    return text.rsplit(maxsplit=1)[-1] in EVENTS


def _fixed(item: Item) -> bool:
    """Whether the item is days said by their dates."""
    if not isinstance(item, When) or item.doubt is not None or item.annual or item.step is not None or item.notes:
        return False
    return item.grain in {Grain.DAY, Grain.TOTAL} and item.whole.days <= _LONGEST


def _dated(items: Sequence[Item]) -> bool:
    return any(isinstance(item, When) for item in items)
