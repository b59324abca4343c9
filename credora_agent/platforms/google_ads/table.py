"""Google's rows as a table: a text for each field that was selected, without what may name persons. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from credora_agent.core.text import plain_text
from credora_agent.platforms.google_ads.permitted import PERSONAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST = 200
"""Characters of a cell."""
DEEPEST = 6
"""Levels of a nested value that are shown."""

Cells = tuple[str | None, ...]


def table(rows: Iterable[Mapping[str, Any]], fields: Sequence[str]) -> list[Cells]:
    """Return the cells of each row, in the order of `fields`; None where Google gives no value.

    Numbers are as Google writes them, texts plain and capped, nested values JSON.
    """
    paths = [tuple(camel(part) for part in field.split(".")) for field in fields]
    return [tuple(_text(_found(row, path)) for path in paths) for row in rows]


def camel(name: str) -> str:
    """Return a part of a field's name as answers spell it: cost_micros is costMicros there."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def _found(row: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = row
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        value = orjson.dumps(_unnamed(value, DEEPEST)).decode()
    return plain_text(str(value), longest=LONGEST)


def _unnamed(value: Any, depth: int) -> Any:
    """Return a nested value without members that may name persons, and without what lies deeper than `depth`."""
    if depth == 0:
        return None
    if isinstance(value, dict):
        return {name: _unnamed(each, depth - 1) for name, each in value.items() if not PERSONAL.search(name)}
    return [_unnamed(each, depth - 1) for each in value] if isinstance(value, list) else value
