"""Whether a written number is a figure's value: same unit, same currency, same sign, rounded as it is written.

# ruff: noqa: PLR2004 - one line a form; small numbers are words, months and places

A plain number holds when the figure, rounded half up or half even to the written digit and scale, is that number.
"About" also lets trailing noughts stand for rounding (about £12,000 for £12,345.67), at most a tenth away; "nearly"
and "just over" lie within half a written unit on the side they say; "over", "under", "at least" and "at most" within
one written unit and a quarter of the figure.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credora_agent.agent.guard.claimable import Fact
    from credora_agent.agent.guard.numbers import Number

FRACTION_SLACK = Decimal("0.01")
WORDY = 1000
"""From here on number words may be rounded, by a twentieth at most: twelve thousand."""
ABOUT, WIDE = Decimal("0.1"), Decimal("0.25")
SPANS = {"weeks": Decimal(7), "months": Decimal("30.44")}
"""Days in what a duration can be said in, roughly."""
BARE = frozenset({"count", "multiple", "money", "days", "weeks", "months", "hours"})


def measures(number: Number, fact: Fact) -> bool:
    """Tell whether a number is written in a figure's unit and currency."""
    if number.kind == "money":
        return fact.kind == "money" and fact.currency in number.currencies
    if number.kind == "multiple":
        return fact.kind == "multiple" or (fact.kind == "ratio" and abs(fact.value) >= 1)
    if not number.kind:
        return fact.kind in BARE or (fact.kind == "ratio" and abs(number.value) < 1)
    return fact.kind == number.kind


def states(number: Number, fact: Fact, *, lost: bool = False) -> bool:
    """Tell whether a number is a figure's value; `lost` when the words around it say that it is below nought."""
    if number.kind in SPANS and fact.kind == "days" and number.near and not number.signed:
        return equals(number, fact.value / SPANS[number.kind], number.value)
    if not measures(number, fact):
        return False
    if lost:
        return fact.value < 0 and not number.signed and equals(number, abs(fact.value), abs(number.value))
    if number.signed == "()":
        return equals(number, fact.value, -number.value)
    if fact.value < 0 and not number.signed:
        return fact.cost and equals(number, abs(fact.value), number.value)
    return equals(number, fact.value, number.value)


def equals(number: Number, value: Decimal, written: Decimal | None = None) -> bool:
    """Tell whether a value, rounded as a number is written, is that number."""
    stated = number.value if written is None else written
    if (value < 0) != (stated < 0) and value and stated:
        return False
    value, stated = abs(value), abs(stated)
    if number.fraction:
        return _fraction(number, value, stated)
    if number.near == "":
        step = number.step
        if number.words and stated >= WORDY and abs(value - stated) * 20 <= value:
            step = number.round_step
        return _rounds(value, stated, step)
    return _nearly(number.near, value, stated, number)


def _rounds(value: Decimal, stated: Decimal, step: Decimal) -> bool:
    if value and not stated:
        return False
    scaled = value / step
    return stated in {scaled.quantize(Decimal(1), way) * step for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)}


def _nearly(near: str, value: Decimal, stated: Decimal, number: Number) -> bool:
    off, unit = value - stated, number.round_step
    if not value or abs(off) > WIDE * value:
        return False
    if near == "about":
        return _rounds(value, stated, number.step) or (abs(off) <= unit / 2 and abs(off) <= ABOUT * value)
    if near in ("over", "just"):
        return 0 < off < (unit if near == "over" or unit * 50 <= value else unit / 2)
    if near in ("under", "nearly"):
        return 0 < -off < (unit if near == "under" else unit / 2)
    return _rounds(value, stated, number.step) or (0 <= (off if near == "least" else -off) < unit)


def _fraction(number: Number, value: Decimal, stated: Decimal) -> bool:
    off = value - stated
    near = {
        "": abs(off) <= FRACTION_SLACK,
        "about": abs(off) <= Decimal("0.03"),
        "over": 0 < off < Decimal("0.1"),
        "just": 0 < off < Decimal("0.03"),
        "under": 0 < -off < Decimal("0.1"),
        "nearly": 0 < -off < Decimal("0.03"),
        "least": 0 <= off < Decimal("0.1"),
        "most": 0 <= -off < Decimal("0.1"),
    }
    return near[number.near]
