"""What became of the goods of refunds."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from credora_agent.platforms.shopify.calls import RESTOCKED
from credora_agent.platforms.shopify.paging import going_in_circles, next_of, nodes_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from credora_agent.platforms.shopify.calls import Calls
    from credora_agent.platforms.shopify.paging import Node

Restocked = dict[str, dict[str, int]]
"""By line item: units by what became of them."""


async def restocks(calls: Calls, refunds: Iterable[str]) -> dict[str, Restocked]:
    """Return the restocked units of each refund that can be seen, all lines of it counted."""
    wanted = list(dict.fromkeys(refunds))
    found = await calls.each("restocks", wanted, {"first": RESTOCKED, "after": None})
    return {node["id"]: await _counted(calls, node) for node in found if node}


async def _counted(calls: Calls, refund: Node) -> Restocked:
    counts: dict[str, Counter[str]] = {}
    for line in await _lines(refund["refundLineItems"], partial(_page, calls, refund["id"])):
        counts.setdefault(line["lineItem"]["id"], Counter())[line["restockType"]] += line["quantity"]
    return {line: dict(units) for line, units in counts.items()}


async def _lines(connection: Node, fetch: Callable[[str], Awaitable[Node]]) -> list[Node]:
    lines, seen = nodes_of(connection), set[str]()
    while cursor := next_of(connection):
        if cursor in seen:
            raise going_in_circles()
        seen.add(cursor)
        connection = await fetch(cursor)
        lines += nodes_of(connection)
    return lines


async def _page(calls: Calls, refund: str, after: str) -> Node:
    data = await calls.ask("restocks", {"ids": [refund], "first": 100, "after": after})
    if data["nodes"] == [None]:
        raise going_in_circles()
    lines: Node = data["nodes"][0]["refundLineItems"]
    return lines
