"""An answer's text within its bound: what is said first, the rows that fit, what must not be overlooked, and a foot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.telling.blocks import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from credora_agent.core.period import Period
    from credora_agent.reports.schemas import Range
    from credora_agent.telling.part import Part

MOST = 290
"""Tokens of a whole text, by `tokens`."""
SAID, WARNED = 70, 35
"""Tokens that sentences and caveats may take where there are rows, too; the first of either always stands."""
ROWS = 10
FIRST = ("error", "missing", "note")
_PIECES = re.compile(r"\d{1,3}| (?=\d)| ?[A-Z]?[^\W\d_A-Z]{1,8}| ?[A-Z]{1,2}| ?[!-/:-@\[-`{-~]{1,2}|[^\w\s]|\n")


class Lines(NamedTuple):
    """Rows of a table as lines under a heading, most important first."""

    head: str
    rows: Sequence[str]


NONE = Lines("", ())


def tokens(text: str) -> int:
    """Return about how many cl100k tokens a text is, rather more than fewer."""
    return len(_PIECES.findall(text)) + sum(not each.isascii() for each in text)


def composed(
    words: Sequence[str], lines: Lines, caveats: Sequence[str], foot: Callable[[int], str], *, say: int = SAID
) -> str:
    """Return the text: sentences, then as many of the rows as fit, caveats, and `foot` of the number of rows shown.

    `say` is how many tokens sentences may take from the rows.
    """
    room = MOST - tokens(foot(ROWS)) - 6
    table = tokens(lines.head) + 2 + sum(tokens(row) + 1 for row in lines.rows[:ROWS]) if lines.rows else 0
    kept = (WARNED if caveats else 0) + (tokens(f"{lines.head}\n{lines.rows[0]}") + 2 if lines.rows else 0)
    said = _fitting(words, max(min(say, room - kept), room - table - (WARNED if caveats else 0)))
    left = room - tokens(" ".join(said))
    warned = _fitting(caveats, max(WARNED, left - table))
    if len(warned) < len(caveats):
        warned = [*warned, f"(+{len(caveats) - len(warned)} in data)"]
    left -= tokens(" ".join(warned))
    rows = _fitting(lines.rows[:ROWS], left - tokens(lines.head) - 2)
    table_lines = [lines.head, *rows] if rows else []
    return "\n".join([" ".join(said), *table_lines, *([" ".join(warned)] if warned else []), foot(len(rows))])


def _fitting(parts: Iterable[str], room: int) -> list[str]:
    """Return parts from the first on while they fit; the first always."""
    found: list[str] = []
    for part in parts:
        room -= tokens(part) + 1
        if found and room < 0:
            break
        found.append(part)
    return found


def caveats(part: Part) -> list[str]:
    """Return what a told report must not be read without, gravest first."""
    notices = [block for block in part.blocks if isinstance(block, Notice)]
    return list(dict.fromkeys(notice.text for notice in sorted(notices, key=lambda each: FIRST.index(each.tone))))


def days(period: Range | Period) -> str:
    """Return a period by its two days."""
    return f"{period.start} to {period.end}"


def when(as_of: datetime | date | None) -> str:
    """Return how fresh an answer is."""
    if as_of is None:
        return "Nothing is recorded yet."
    return f"As of {as_of:%Y-%m-%d %H:%M} UTC." if hasattr(as_of, "hour") else f"As of {as_of}."
