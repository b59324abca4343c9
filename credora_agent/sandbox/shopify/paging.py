"""Connections: rows in an order of their own, opaque cursors that hold a place in it, pages of at most 250."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from credora_agent.sandbox.shopify.call import Args, Call, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LARGEST = 250
DEEPEST = 25_000

Key = tuple[Any, int]


class Rows(NamedTuple):
    """What a connection draws from, sorted by `key`: (sort value, id)."""

    items: Sequence[Any]
    key: Callable[[Any], Key]


class Edge(NamedTuple):
    """A row and its place."""

    node: Any
    cursor: str


@dataclass(slots=True)
class Slice:
    """One page of a connection."""

    items: Sequence[Any]
    key: Callable[[Any], Key]
    has_next: bool
    has_previous: bool
    end: str | None = None

    def cursor(self, item: Any) -> str:
        """Return the place of an item."""
        return cursor(self.key(item))

    def edges(self) -> list[Edge]:
        """Return the items with their places."""
        return [Edge(item, self.cursor(item)) for item in self.items]

    def start_cursor(self) -> str | None:
        """Return the place of the first item."""
        return self.cursor(self.items[0]) if self.items else None

    def end_cursor(self) -> str | None:
        """Return the place of the last item, or what a fault made of it."""
        return self.end or (self.cursor(self.items[-1]) if self.items else None)


def cursor(key: Key) -> str:
    """Return a place as an opaque cursor."""
    return base64.b64encode(orjson.dumps({"last_id": key[1], "last_value": key[0]})).decode().rstrip("=")


def place(text: str) -> Key:
    """Return the place a cursor holds. Raises Invalid."""
    try:
        said = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), validate=True))
        return said["last_value"], int(said["last_id"])
    except (binascii.Error, orjson.JSONDecodeError, KeyError, TypeError, ValueError) as wrong:
        raise Invalid("Invalid cursor for current pagination sort.", "INVALID_CURSOR") from wrong


def size(args: Args) -> int:
    """Return how many rows a page is to hold. Raises Invalid."""
    first, last = args.get("first"), args.get("last")
    if (first is None) == (last is None):
        raise Invalid(
            "you must provide one of first or last"
            if first is None
            else "providing both first and last is not supported"
        )
    wanted = int(first if first is not None else last or 0)
    if not 0 <= wanted <= LARGEST:
        name = "first" if first is not None else "last"
        raise Invalid(f"{name} must be between 0 and {LARGEST}, got {wanted}.", "INVALID_PAGE_SIZE")
    return wanted


def page(rows: Rows, args: Args, call: Call) -> Slice:
    """Return the page that `first`/`last`, `after`, `before` and `reverse` ask for. Raises Invalid."""
    wanted = size(args)
    backwards = bool(args.get("reverse"))
    items = rows.items[::-1] if backwards else rows.items
    start, end = _bounds(items, rows.key, args, backwards=backwards)
    fault, call.paging = call.paging, None
    if fault == "duplicate_page" and args.get("after"):
        start = max(0, start - wanted)
    if args.get("first") is not None:
        end = min(end, start + wanted)
    else:
        start = max(start, end - wanted)
    if end > DEEPEST:
        raise Invalid(
            f"Pagination is limited to {DEEPEST:,} objects; use filters or a bulk operation.", "PAGINATION_LIMIT"
        )
    back = cursor(rows.key(items[max(0, start - wanted)])) if fault == "cursor_back" and items else None
    return Slice(items[start:end], rows.key, end < len(items), start > 0, back)


def _bounds(items: Sequence[Any], key: Callable[[Any], Key], args: Args, *, backwards: bool) -> tuple[int, int]:
    """Return the positions between which rows lie after `after` and before `before`."""
    start, end = 0, len(items)
    if args.get("after"):
        start = _position(items, key, place(args["after"]), backwards=backwards, inclusive=True)
    if args.get("before"):
        end = _position(items, key, place(args["before"]), backwards=backwards, inclusive=False)
    return start, max(start, end)


def _position(items: Sequence[Any], key: Callable[[Any], Key], at: Key, *, backwards: bool, inclusive: bool) -> int:
    """Return how many rows come before a place, the row at the place itself counted if `inclusive`."""
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        here = _key(items[middle], key, at)
        comes_before = here > at if backwards else here < at
        if comes_before or (inclusive and here == at):
            low = middle + 1
        else:
            high = middle
    return low


def _key(item: Any, key: Callable[[Any], Key], at: Key) -> Key:
    """Return an item's key if it can be compared with a place. Raises Invalid for a cursor of another sort."""
    found = key(item)
    if type(found[0]) is not type(at[0]):
        raise Invalid("Invalid cursor for current pagination sort.", "INVALID_CURSOR")
    return found
