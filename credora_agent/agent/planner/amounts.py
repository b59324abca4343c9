"""Amounts and percentages as a question says them: 4k a month, 8 %, half, 500 units, 1.5."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.agent.planner.periods.when import When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.agent.planner.clauses import Item

_NUMBER = re.compile(r"\d[\d.,]*")
_GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")
_COUNTED = frozenset(("units", "pieces", "pcs", "items", "unit", "piece", "bottles", "boxes", "pairs", "packs"))
_PER_UNIT = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}
PERCENT, MONEY, UNITS, SPAN = "percent", "money", "units", "span"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number said: what it counts, how often ("a month"), and the item it stands at; a span counts `per`s."""

    value: Decimal
    kind: str
    at: int
    per: str | None = None


def amounts(items: Sequence[Item]) -> list[Amount]:
    """Return every amount in the order said, numbers of days, weeks … as spans."""
    return [found for at in range(len(items)) if (found := _read(items, at)) is not None]


def number(text: str) -> Decimal | None:
    """Return the number a text is: 1,500 and 1.500 are fifteen hundred, 1.5 is one and a half."""
    if text.startswith("-"):
        below = number(text[1:])
        return None if below is None else -below
    match = _NUMBER.match(text)
    if match is None:
        return None
    digits = match[0].rstrip(".,")
    if _GROUPED.fullmatch(digits):
        return Decimal(re.sub(r"[.,]", "", digits))
    plain = digits.replace(",", "." if "." not in digits else "")
    return Decimal(plain) if plain.count(".") <= 1 else None


def _read(items: Sequence[Item], at: int) -> Amount | None:  # noqa: PLR0911 - one for each form
    item = items[at]
    if isinstance(item, When):
        return None
    if item.has("percent"):
        value = number(item.text)
        return Amount(value, PERCENT, at) if value is not None else None
    if item.has("factor"):
        return Amount(Decimal(item.number("factor")), PERCENT, at)
    value = _plain(items, at)
    if value is None or _is(items, at - 1, "#"):
        return None
    after = at + 1
    while (scale := _sense(items, after, "magnitude")) is not None:
        value, after = value * scale, after + 1
    if _has(items, after, "percent_word"):
        return Amount(value, PERCENT, at)
    if _text(items, after) in _COUNTED:
        return Amount(value, UNITS, at)
    unit = _word(items, after, "unit")
    if unit in {*_PER_UNIT, "fortnight"} and len(_text(items, after)) > 1:
        return Amount(value * (14 if unit == "fortnight" else 1), SPAN, at, "day" if unit == "fortnight" else unit)
    return Amount(value, MONEY, at, _per(items, after))


def _plain(items: Sequence[Item], at: int) -> Decimal | None:
    item = items[at]
    if isinstance(item, When):
        return None
    if item.text[:1].isdigit() and not item.has("ordinal", "ymd", "dmy", "dm", "ym", "my", "isoweek", "weekno"):
        return number(item.text)
    return Decimal(item.number("number")) if item.has("number") and item.text != "one" else None


def _per(items: Sequence[Item], at: int) -> str | None:
    """Return how often: "a month", "per day", "monthly", within the next few words."""
    for i in range(at, min(at + 4, len(items))):
        item = items[i]
        if isinstance(item, When):
            return None
        if item.has("by"):
            return item.word("by")
        if item.has("number", "percent"):
            return None
        said = item.text in {"a", "per", "every", "each", "/", "the", "and"}
        unit = _word(items, i + 1, "unit") if said else None
        if unit in _PER_UNIT:
            return unit
    return None


def _has(items: Sequence[Item], at: int, *kinds: str) -> bool:
    if not 0 <= at < len(items):
        return False
    item = items[at]
    return not isinstance(item, When) and item.has(*kinds)


def _sense(items: Sequence[Item], at: int, kind: str) -> int | None:
    return int(items[at].senses[kind]) if _has(items, at, kind) else None  # type: ignore[union-attr]


def _word(items: Sequence[Item], at: int, kind: str) -> str | None:
    return str(items[at].senses[kind]) if _has(items, at, kind) else None  # type: ignore[union-attr]


def _text(items: Sequence[Item], at: int) -> str:
    item = items[at] if 0 <= at < len(items) else None
    return item.text if item is not None and not isinstance(item, When) else ""


def _is(items: Sequence[Item], at: int, text: str) -> bool:
    return _text(items, at) == text
