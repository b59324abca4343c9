"""Where a list goes on: opaque to whoever holds it, checked when it comes back."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, TypeVar

import orjson

from credora_agent.core.errors import BadInput
from credora_agent.core.money import LARGEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

T = TypeVar("T")

LONGEST = 400
"""Characters; ours are shorter."""


def cursor(of: str, *position: str | int) -> str:
    """Return the cursor that goes on after `position` in the list `of`."""
    return base64.urlsafe_b64encode(orjson.dumps([of, *position])).decode().rstrip("=")


def position(given: str, of: str, read: Callable[[list[Any]], T]) -> T:
    """Return what `read` makes of the position a cursor of the list `of` holds.

    Raises BadInput for any other text, and where `read` raises ValueError, TypeError or IndexError.
    """
    try:
        kind, *parts = _opened(given)
        if kind == of:
            return read(parts)
    except (ValueError, TypeError, IndexError):
        pass
    raise BadInput("That cursor is none of ours.", remedy="Take `next_cursor` from the page before.")


def check_whole(*parts: Any) -> None:
    """Raise ValueError where a part of a position is no whole number the database has room for."""
    if not all(type(each) is int and abs(each) <= LARGEST for each in parts):
        raise ValueError


def _opened(given: str) -> list[Any]:
    padded = given[:LONGEST] + "=" * (-len(given) % 4)
    found = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    return list(found) if isinstance(found, list) else [None]
