"""How a column's dates and numbers are written, learned from its cells."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING

from credora_agent.sync.importers.cells import plain_number

if TYPE_CHECKING:
    from collections.abc import Sequence

ENOUGH = 0.98
"""The share of rows that must agree with what is inferred from the cells alone."""

MOST = 0.5
"""The share of cells that must read as what their header says; the others are broken rows, each named."""

THREE = 3
"""As many digits as thousands are grouped by."""

FEW = 200
"""Cells a date pattern is tried on before all of them are."""

_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_ONE_MARK = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")


def decimal_mark(cells: Sequence[str], *, decimals: int = 2) -> tuple[str, str | None]:
    """Return "." or ",", whichever makes more of the cells numbers, and the doubt there is about it, if any.

    In a currency of three `decimals` "1.250" is one and a quarter.
    """
    texts = {cell.strip() for cell in cells if cell.strip()}
    clear = [text for text in texts if not _ONE_MARK.fullmatch(text)]
    points, commas = ([text for text in clear if plain_number(text, mark)] for mark in ".,")
    mark = "," if len(commas) > len(points) else "."
    marked = any("." in text or "," in text for text in clear if plain_number(text, mark))
    if not marked and len(clear) < len(texts):
        marks = {text[-4] for text in texts - set(clear)}
        if decimals == THREE and len(marks) == 1:
            return marks.pop(), None
        return mark, f"{min(texts - set(clear))!r} may be thousands or three decimals"
    return mark, None


def share_of_numbers(cells: Sequence[str], decimal: str, *, whole: bool) -> float:
    """Return the share of the cells that are numbers (whole ones, if `whole`), 0.0 for no cells at all."""
    known: dict[str, bool] = {}
    for cell in set(cells):
        plain = plain_number(cell, decimal)
        known[cell] = plain is not None and not (whole and plain.partition(".")[2].strip("0"))
    return sum(known[cell] for cell in cells) / len(cells) if cells else 0.0


def date_format(cells: Sequence[str]) -> tuple[str, str | None]:
    """Return "iso" or the strptime pattern that reads the cells, and the doubt there is about it, if any."""
    texts = sorted({cell.strip() for cell in cells})
    if not texts or _share(texts, "iso") >= MOST:
        return "iso", None
    some = texts[:: max(1, len(texts) // FEW)]
    shares = {pattern: _share(texts, pattern) for pattern in _patterns() if _share(some, pattern) >= MOST}
    best = max(shares, key=shares.__getitem__, default=None)
    if best is None:
        return "iso", f"the dates, such as {texts[len(texts) // 2][:40]!r}, are in no known format"
    if {pattern[:2] for pattern, share in shares.items() if share == shares[best]} >= {"%d", "%m"}:
        read = next(text for text in texts if _reads(text, best))
        return best, f"{read[:40]!r} may be day/month or month/day: no day above 12 decides it"
    return best, None


def _patterns() -> list[str]:
    """Return the patterns tried. With points between, the day comes first: nobody writes month.day."""
    days = [f"%d{mark}%m{mark}%{year}" for mark, year in product("/-.", "Yy")]
    days += [f"%m{mark}%d{mark}%{year}" for mark, year in product("/-", "Yy")]
    days += ["%Y/%m/%d", "%Y.%m.%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"]
    joined = [day + time for day, time in product(days, _TIMES)]
    return joined + [day + "," + time for day, time in product(days, _TIMES[1:])]


def _share(texts: Sequence[str], pattern: str) -> float:
    """Return the share of `texts` that `pattern` reads."""
    return sum(_reads(text, pattern) for text in texts) / len(texts)


def _reads(text: str, pattern: str) -> bool:
    try:
        if pattern == "iso":
            datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", text))
        else:
            datetime.strptime(text, pattern)  # noqa: DTZ007 - only whether it reads matters
    except ValueError:
        return False
    return True
