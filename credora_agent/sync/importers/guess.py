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
"""The share of a column's cells that must read as what the column is taken for."""

_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_ONE_MARK = re.compile(r"[+-]?\d{1,3}([.,])\d{3}")


def decimal_mark(cells: Sequence[str]) -> tuple[str, str | None]:
    """Return "." or ",", whichever makes more of the cells numbers, and the doubt there is about it, if any."""
    texts = {cell.strip() for cell in cells if cell.strip()}
    clear = [text for text in texts if not _ONE_MARK.fullmatch(text)]
    points, commas = ([text for text in clear if plain_number(text, mark)] for mark in ".,")
    mark = "," if len(commas) > len(points) else "."
    marked = any("." in text or "," in text for text in clear if plain_number(text, mark))
    if not marked and len(clear) < len(texts):
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
    if not texts or _share(texts, "iso") >= ENOUGH:
        return "iso", None
    fitting = [pattern for pattern in _patterns() if _share(texts, pattern) >= ENOUGH]
    if not fitting:
        return "iso", f"the dates, such as {texts[len(texts) // 2][:40]!r}, are in no known format"
    if any(pattern.startswith("%m") for pattern in fitting) and any(p.startswith("%d") for p in fitting):
        return fitting[0], f"{texts[0][:40]!r} may be day/month or month/day: no day above 12 decides it"
    return fitting[0], None


def _patterns() -> list[str]:
    """Return the patterns tried. With points between, the day comes first: nobody writes month.day."""
    days = [f"%d{mark}%m{mark}%{year}" for mark, year in product("/-.", "Yy")]
    days += [f"%m{mark}%d{mark}%{year}" for mark, year in product("/-", "Yy")]
    days += ["%Y/%m/%d", "%Y.%m.%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"]
    joined = [day + time for day, time in product(days, _TIMES)]
    return joined + [day + "," + time for day, time in product(days, _TIMES[1:])]


def _share(texts: Sequence[str], pattern: str) -> float:
    """Return the share of `texts` read by `pattern`, giving up once ENOUGH is out of reach."""
    left = len(texts) * (1 - ENOUGH)
    missed = 0
    for text in texts:
        if not _reads(text, pattern):
            missed += 1
            if missed > left:
                return 0.0
    return 1 - missed / len(texts)


def _reads(text: str, pattern: str) -> bool:
    try:
        if pattern == "iso":
            datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", text))
        else:
            datetime.strptime(text, pattern)  # noqa: DTZ007 - only whether it reads matters
    except ValueError:
        return False
    return True
