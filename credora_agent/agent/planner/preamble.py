"""What is said before the question proper: "I am a bit shocked by November. Why …", which asks nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.when import When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.agent.planner.clauses import Item

_SUBJECTS = (
    *("metric", "vague", "sold", "lean", "column", "area", "platform", "sku", "named_campaign", "pnl", "entries"),
    *(
        "reconcile",
        "status",
        "wish",
        "suppose",
        "versus",
        "compare",
        "change",
        "shift",
        "by",
        "trend",
        "extreme",
        "why",
    ),
    *("percent", "injection", "write", "topic", "off_topic", "thing", "budget_word", "previous_period", "every"),
)
_OPENS = frozenset(
    """
    what whats how hows why which when where who did do does is are was were will would can could should show give list
    tell compare explain please break
    """.split()  # noqa: SIM905 - a word list reads best as running text
)
_PREMISES = frozenset(("seeing", "given", "considering", "because", "although", "though"))
_ENDS = ("stop", "colon")


def without_preamble(items: Sequence[Item]) -> list[Item]:
    """Return the items from the question proper on; days named before it are kept where it names none itself."""
    cut = 0
    premise = bool(items) and not isinstance(items[0], When) and items[0].text in _PREMISES
    for at, item in enumerate(items):
        if isinstance(item, When) or not (item.has(*_ENDS) or (item.has("comma") and opens(items, at + 1))):
            continue
        if (premise or not asks(items[cut:at])) and asks(items[at + 1 :]) and _tells(items[cut:at]):
            cut = at + 1
        else:
            break
    said, proper = items[:cut], list(items[cut:])
    if not said or _dated(proper):
        return proper
    calm = [item for item in said if not isinstance(item, When)][-1].text != "!"
    return [*(item for item in said if calm and isinstance(item, When) and item.doubt is None), *proper]


def asks(items: Sequence[Item]) -> bool:
    """Whether something of the books is named."""
    return any(not isinstance(item, When) and item.has(*_SUBJECTS) for item in items)


def opens(items: Sequence[Item], at: int) -> bool:
    """Whether a question or an order begins there."""
    item = items[at] if at < len(items) else None
    return item is not None and not isinstance(item, When) and item.text.split()[0] in _OPENS


def _tells(items: Sequence[Item]) -> bool:
    """Whether words are said that are more than an adverbial of time: "in 2025, …" is none."""
    return any(not isinstance(item, When) and not item.has("prep", "of", "the", "and") for item in items)


def _dated(items: Sequence[Item]) -> bool:
    """Whether days are asked about, beside those that are only compared with."""
    for at, item in enumerate(items):
        before = items[at - 1] if at else None
        if isinstance(item, When) and (before is None or isinstance(before, When) or not before.has("versus")):
            return True
    return False
