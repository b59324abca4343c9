"""Rows searched by a query and put into the order of a sort key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from credora_agent.sandbox.shopify.call import Args, Call, Invalid
from credora_agent.sandbox.shopify.paging import Rows
from credora_agent.sandbox.shopify.search import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from credora_agent.sandbox.shopify.search import Field

Sorts = dict[str, "Callable[[Any], Any]"]


def seconds(at: datetime) -> int:
    """Return a moment to the second, as a sort value."""
    return int(at.timestamp())


def own_id(thing: Any) -> int:
    """Return a thing's number."""
    return int(thing.id)


def searched(
    things: Iterable[Any], call: Call, query: str | None, fields: dict[str, Field], text: Callable[[Any], str] = str
) -> list[Any]:
    """Return the things that a query finds; what it could not make sense of is noted in the call."""
    if not query or not query.strip():
        return list(things)
    parsed = Search(query, fields, ZoneInfo(str(call.world.zone)), text=text)
    if parsed.warnings:
        call.warnings.append({"query": query, "warnings": parsed.warnings})
    return list(filter(parsed.test, things)) if parsed.test else list(things)


def drawn(  # noqa: PLR0913 - a connection is all of these
    things: Iterable[Any],
    call: Call,
    args: Args,
    fields: dict[str, Field],
    sorts: Sorts,
    *,
    number: Callable[[Any], int] = own_id,
    text: Callable[[Any], str] = str,
) -> Rows:
    """Return what a connection's `query` finds in the order of its `sortKey`. Raises Invalid for an unknown one."""
    name = args.get("sortKey") or "ID"
    sort = sorts.get("ID" if name == "RELEVANCE" else name)
    if sort is None:
        raise Invalid(f"The sort key {name} is not simulated.", "NOT_SIMULATED")
    found = searched(things, call, args.get("query"), fields, text)

    def key(thing: Any) -> tuple[Any, int]:
        return sort(thing), number(thing)

    found.sort(key=key)
    return Rows(found, key)
