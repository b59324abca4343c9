"""Every number of an answer found again in its report: as it is in data, as it may be written in text."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from mcp_servers.answer import Answer

DECIMAL = re.compile(r"-?\d+(\.\d+)?")
NOT_NUMBERS = re.compile(
    r'"[^"\n]*"|cursor=\S+|\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?|\d{4}-(\d{2}|Q\d)\b|`[^`]*`|\bp\d\d\b|CM[123]|(?<=\w)_\d+'
    r"|\b\d{1,2}(–\d{1,2})? (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)( \d{4})?"
    r"|\b(January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
    r"|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}|Q\d \d{4}"
)
"""What has digits and is no number of a report: names in quotes, days, cursors, commands, quantiles."""
NUMBER = re.compile(r"([−-]?)([£$€]?)(\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)(%?)")
CONSTANTS = {Decimal(99), Decimal(80), Decimal(1)}
"""Per cent that are words: of the band, "more than 99 %", "fewer than 1 %"."""
FEW = 400
"""Counts of rows, days and futures up to here follow from a report's shape, not from its values."""


def unknown_in_data(answer: Answer, report: BaseModel) -> set[str]:
    """Return decimal strings of the data that are no value of the report."""
    known = {_short(f"{value or abs(value):f}") for value in values(report)}
    ids = set(texts(report))
    found = {text for text in strings(answer.data) if DECIMAL.fullmatch(text) and text not in ids}
    return {text for text in found if _short(text) not in known}


def unknown_in_text(answer: Answer, report: BaseModel) -> list[str]:
    """Return numbers of the text that are no value of the report, however it may be rounded."""
    known = written(report) | CONSTANTS | {abs(each) for each in told(report)}
    lines = [line if " " in line[:30] else line.replace(",", " , ") for line in answer.text.splitlines()]
    bare = NOT_NUMBERS.sub(" ", "\n".join(lines).replace(str(getattr(report, "shop", None)), "the shop"))
    return [found.group() for found in NUMBER.finditer(bare) if not _all_follow(found, known)]


def told(report: BaseModel) -> Iterator[Decimal]:
    """Yield what sentences add up of a report: the payouts of an account."""
    for each in getattr(report, "settlements", ()):
        yield sum((step.amount for step in each.bank if step.id.startswith("payouts.")), Decimal(0))


def written(report: BaseModel) -> set[Decimal]:
    """Return what sizes a report's values may be written with: to the cent, whole, three figures, percent."""
    found: set[Decimal] = set()
    for value in values(report):
        size = abs(value)
        for scaled in (size, size * 100, 1 - size if size < 1 else size, (1 - size) * 100 if size < 1 else size):
            found |= {scaled.quantize(Decimal(step), ROUND_HALF_EVEN) for step in ("0.01", "0.1", "1")}
        if size >= 1:
            step = Decimal(1).scaleb(max(size.adjusted() - 2, 0))
            found.add((size / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step)
    return found


def values(of: Any) -> Iterator[Decimal]:
    """Yield every number of a report."""
    for each in _leaves(of.model_dump(mode="python")):
        if isinstance(each, Decimal):
            yield each
        elif isinstance(each, (int, float)) and not isinstance(each, bool):
            yield Decimal(repr(each))


def texts(of: BaseModel) -> Iterator[str]:
    """Yield every text of a report."""
    return (each for each in _leaves(of.model_dump(mode="python")) if isinstance(each, str))


def strings(of: Any) -> Iterator[str]:
    """Yield every text of JSON."""
    return (each for each in _leaves(of) if isinstance(each, str))


def _leaves(of: Any) -> Iterator[Any]:
    if isinstance(of, dict):
        yield from chain.from_iterable(_leaves(each) for each in of.values())
    elif isinstance(of, (list, tuple)):
        yield from chain.from_iterable(_leaves(each) for each in of)
    else:
        yield of


def _all_follow(found: re.Match[str], known: set[Decimal]) -> bool:
    """Tell whether a number is known; in a line of cells commas may stand between two."""
    _, sign, digits, percent = found.groups()
    if _follows(sign, digits.replace(",", ""), percent, known):
        return True
    return not sign and all(_follows(sign, part, percent, known) for part in digits.split(","))


def _follows(sign: str, digits: str, percent: str, known: set[Decimal]) -> bool:
    value = Decimal(digits)
    return value in known or (not sign and not percent and "." not in digits and value <= FEW)


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
