"""A page of lines in their order, and the cursor of the next: lines are known again by what they are ordered by."""

from __future__ import annotations

import hashlib
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import orjson

from credora_agent.core.cursors import cursor, position
from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Line = TypeVar("Line")
MOST = 100
FRACTION = re.compile(r"(-?[0-9]{1,60}(/[1-9][0-9]{0,60})?)?")


class Place(NamedTuple, Generic[Line]):
    """Where a line stands: by its value, those without one last, equals by id."""

    value: Fraction | None
    id: str
    line: Line


class Page(NamedTuple, Generic[Line]):
    """Some lines of `total`; `after` counts those that come later."""

    lines: Sequence[Line]
    total: int
    after: int
    next_cursor: str | None


def page(  # noqa: PLR0913 - what a page is cut by
    places: Iterable[Place[Line]],
    *,
    lowest_first: bool,
    limit: int,
    given: str | None,
    name: str,
    question: Mapping[str, Any],
) -> Page[Line]:
    """Return the page after the cursor `given`; `question` is what else was asked, which a cursor goes on with only.

    Raises BadInput for a cursor of another question or none of ours, and a limit outside 1 to 100.
    """
    if not 1 <= limit <= MOST:
        raise BadInput(f"{limit} lines are not possible.", remedy=f"Ask for 1 to {MOST} lines.")
    sign = 1 if lowest_first else -1
    kind = f"{name}:{_digest(question)}"
    ranked = sorted(places, key=lambda at: _rank(at.value, at.id, sign))
    after = _rank(*position(given, kind, _read), sign) if given is not None else None
    start = (
        next((i for i, at in enumerate(ranked) if _rank(at.value, at.id, sign) > after), len(ranked)) if after else 0
    )
    shown = ranked[start : start + limit]
    left = len(ranked) - start - len(shown)
    following = cursor(kind, *_written(shown[-1])) if left else None
    return Page([at.line for at in shown], len(ranked), left, following)


def _rank(value: Fraction | None, name: str, sign: int) -> tuple[bool, Fraction, str]:
    return value is None, sign * (value or Fraction(0)), name


def _written(last: Place[Any]) -> tuple[str, str]:
    return "" if last.value is None else str(last.value), last.id


def _read(parts: list[Any]) -> tuple[Fraction | None, str]:
    written, name = parts
    if not isinstance(name, str) or not FRACTION.fullmatch(written):
        raise ValueError
    above, _, below = written.partition("/")
    return (Fraction(int(above), int(below or "1")) if above else None), name


def _digest(question: Mapping[str, Any]) -> str:
    written = orjson.dumps(question, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.blake2b(written, digest_size=3).hexdigest()
