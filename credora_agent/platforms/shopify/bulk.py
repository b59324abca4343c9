"""Bulk operations: started, watched, and their file put together into orders of the same shape as a page's."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import Passing, Refused, Throttled
from credora_agent.platforms.http import ONCE
from credora_agent.platforms.shopify.documents import bulk_document, window
from credora_agent.platforms.shopify.jsonl import Line, read_lines

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from datetime import datetime

    from credora_agent.platforms.shopify.calls import Calls
    from credora_agent.platforms.shopify.paging import Node

NAME = "shopify"
BUSY = frozenset({"OPERATION_IN_PROGRESS", "LIMIT_REACHED"})
BUSY_WAIT = 60.0
"""Seconds until it is worth asking again, when as many operations run as may."""
FULL = 100
"""Children of one parent from which on a file may have cut them off in silence."""


@dataclass(frozen=True, slots=True)
class BulkState:
    """How far a bulk operation is.

    `status`: CREATED, RUNNING, COMPLETED, CANCELING, CANCELED, FAILED, EXPIRED (also when Shopify no longer knows it).
    `url` is the whole file, None when there was nothing to write; `partial_url` is never the whole.
    """

    status: str
    url: str | None
    partial_url: str | None
    objects: int
    error_code: str | None
    roots: int = 0


async def start_bulk(calls: Calls, since: datetime | None, until: datetime) -> str:
    """Start reading all orders changed in the window; return the operation's id.

    Raises Throttled when as many run as may. Asked once only: a second try might start a second one.
    """
    data = await calls.ask("bulk_start", {"query": bulk_document(window(since, until))}, retries=ONCE)
    said = data["bulkOperationRunQuery"]
    if said["userErrors"]:
        raise _not_started(said["userErrors"])
    return str(said["bulkOperation"]["id"])


async def bulk_state(calls: Calls, operation: str) -> BulkState:
    """Return how far the operation is."""
    said = (await calls.ask("bulk_state", {"id": operation}))["bulkOperation"]
    if said is None:
        return BulkState("EXPIRED", None, None, 0, None)
    return BulkState(
        status=said["status"],
        url=said["url"],
        partial_url=said["partialDataUrl"],
        objects=int(said["objectCount"]),
        error_code=said["errorCode"],
        roots=int(said["rootObjectCount"]),
    )


async def cancel_bulk(calls: Calls, operation: str) -> None:
    """Stop the operation; one that has ended already stays as it is."""
    await calls.ask("bulk_cancel", {"id": operation})


async def bulk_orders(calls: Calls, url: str, offset: int) -> AsyncGenerator[tuple[int, Node]]:
    """Yield every order of the file from byte `offset` on, each with the byte where the next begins.

    Raises Passing when the file breaks off, or an order's parts do not stand with it: nothing incomplete is yielded.
    """
    if not calls.addresses.holds_file(url):
        raise Refused("Shopify named a bulk file at an address that is not used.", remedy="Report it.", platform=NAME)
    order: Gathered | None = None
    async with aclosing(read_lines(calls.http, url, offset, calls.retries)) as lines:
        async for line in lines:
            parent = line.value.pop("__parentId", None)
            if parent is None:
                if order:
                    yield order.end, order.node
                order = Gathered(line)
            else:
                order = _with_child(order, parent, line)
    if order:
        yield order.end, order.node


def may_be_cut(order: Node) -> bool:
    """Return whether an order has so many parts that a bulk file may have left some out."""
    agreements = order["agreements"]
    return len(agreements) >= FULL or any(len(each["sales"]) >= FULL for each in agreements)


class Gathered:
    """An order while its parts are read."""

    def __init__(self, line: Line) -> None:
        self.node: Node = {**line.value, "agreements": []}
        self.end = line.end
        self._sales: dict[str, list[Node]] = {}

    def add(self, parent: str, line: Line) -> bool:
        """Take in an agreement of this order or a sale of one of them; False when it is neither."""
        self.end = line.end
        if parent == self.node["id"]:
            sales = self._sales.setdefault(line.value["id"], [])
            self.node["agreements"].append({**line.value, "sales": sales})
            return True
        if parent in self._sales:
            self._sales[parent].append(line.value)
            return True
        return False


def _with_child(order: Gathered | None, parent: str, line: Line) -> Gathered:
    if order is None or not order.add(parent, line):
        raise Passing(
            "The parts of an order do not stand together in the file of the bulk operation.",
            remedy="Nothing of it is used; a new operation is started by itself.",
            platform=NAME,
        )
    return order


def _not_started(errors: list[dict[str, Any]]) -> Throttled | Refused:
    if any(each.get("code") in BUSY for each in errors):
        return Throttled(
            "As many bulk operations run at this shop as may.",
            remedy="It is tried again by itself.",
            platform=NAME,
            wait=BUSY_WAIT,
        )
    told = "; ".join(str(each.get("message"))[:200] for each in errors)
    return Refused(f"Shopify did not start the bulk operation: {told}", remedy="Report it.", platform=NAME)
