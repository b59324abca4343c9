"""Lists out of connections: flat, each thing once, and never in circles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import Page, Passing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

Node = dict[str, Any]
PARTS = frozenset({"edges", "nodes", "pageInfo"})


def gid(kind: str, number: int | str) -> str:
    """Return Shopify's global id of the thing of this kind and number."""
    return f"gid://shopify/{kind}/{number}"


def flat(value: Any) -> Any:
    """Return `value` with every connection in it replaced by the plain list of its nodes."""
    if isinstance(value, list):
        return [flat(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value and value.keys() <= PARTS:
        return [flat(each) for each in nodes_of(value)]
    return {key: flat(each) for key, each in value.items()}


def nodes_of(connection: Node) -> list[Node]:
    """Return the nodes of one page of a connection."""
    if "nodes" in connection:
        return list(connection["nodes"])
    return [edge["node"] for edge in connection["edges"]]


def next_of(connection: Node) -> str | None:
    """Return the cursor of the page after this one; None on the last. Raises Passing when there is one without it."""
    info = connection["pageInfo"]
    if not info["hasNextPage"]:
        return None
    if not info["endCursor"]:
        raise going_in_circles()
    return str(info["endCursor"])


def newest(nodes: Iterable[Node]) -> list[Node]:
    """Return each node once, by id: the one changed last, where it first stood."""
    kept: dict[str, Node] = {}
    for node in nodes:
        had = kept.get(node["id"])
        if had is None or str(node.get("updatedAt") or "") >= str(had.get("updatedAt") or ""):
            kept[node["id"]] = node
    return list(kept.values())


def going_in_circles() -> Passing:
    """Return the fault of a list that does not come to an end."""
    return Passing(
        "Shopify's pages went in circles, so none of what they say can be relied on.",
        remedy="Nothing is lost; it is tried again by itself.",
        platform="shopify",
    )


async def every_edge(connection: Node, fetch: Callable[[str], Awaitable[Node]]) -> AsyncIterator[Node]:
    """Yield the edges of a connection's first page and of all that follow. Raises Passing when they go in circles."""
    seen: set[str] = set()
    while True:
        for edge in connection["edges"]:
            yield edge
        cursor = next_of(connection)
        if cursor is None:
            return
        if cursor in seen:
            raise going_in_circles()
        seen.add(cursor)
        connection = await fetch(cursor)


class Trail:
    """The way through the pages of one list: where it has been, and how new what it saw there was."""

    def __init__(self) -> None:
        self._list: object = None
        self._cursors: list[str | None] = []
        self._changed: dict[str, str] = {}

    def page(self, which: object, after: str | None, connection: Node) -> Page:
        """Return a page of the list `which`, asked for by the cursor `after`; a page may be asked for again.

        Its nodes are left as they are, but for those that an earlier page gave in a newer state, which are left out.
        Raises Passing when the next page is one that has been.
        """
        self._turn_to(which, after)
        following = next_of(connection)
        if following is not None and following in self._cursors:
            raise going_in_circles()
        return Page([node for node in newest(nodes_of(connection)) if self._is_news(node)], following)

    def _turn_to(self, which: object, after: str | None) -> None:
        if which != self._list or after is None:
            self._list, self._cursors, self._changed = which, [], {}
        if after in self._cursors:
            del self._cursors[self._cursors.index(after) :]
        self._cursors.append(after)

    def _is_news(self, node: Node) -> bool:
        changed, had = str(node.get("updatedAt") or ""), self._changed.get(node["id"], "")
        self._changed[node["id"]] = max(changed, had)
        return changed >= had
