"""Orders somebody named: a webhook says that one changed or is gone, and the platform is asked about just that one.

The cursor keeps {"orders": {number: {"seen": how often it was named, "deleted": whether one said it is gone}}}.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.sync.streams.base import Step, Stream, kept
from credora_agent.sync.streams.shopify_orders import NEEDS, book

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from credora_agent.sync.streams.base import Source

AT_ONCE = 10
PREFIX = "gid://shopify/Order/"


async def step(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Ask about the orders named first, and take them in as they stand now."""
    named = cursor.get("orders", {})
    asked = dict(list(named.items())[:AT_ONCE])
    if not asked:
        return Step(cursor={}, doing="no order was named", done=True)
    found = await client.orders_by_id([PREFIX + number for number in asked])
    nodes = {gid.rpartition("/")[2]: node for gid, node in found.items()}
    # Behind the 60-day wall an order is as absent as a deleted one; only what was said to be gone, or could be seen
    # if it were there, is.
    sees_all = "read_all_orders" in source.scopes
    gone = [number for number, hint in asked.items() if not nodes.get(number) and (hint["deleted"] or sees_all)]
    present = [node for node in nodes.values() if node]
    left = {number: hint for number, hint in named.items() if number not in asked}
    booked = await book(client, present, source)
    return Step(
        cursor={"orders": left},
        doing=f"{len(present)} named orders taken in, {len(gone)} gone",
        done=not left,
        records=booked.records,
        orders_gone=gone,
        rows=len(asked),
        findings=booked.findings,
        checked=booked.checked,
    )


def settled(stored: Mapping[str, Any], began: Mapping[str, Any], ended: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is still to be asked about: an order named again meanwhile is asked about again."""
    before, left = began.get("orders", {}), ended.get("orders", {})
    return {
        "orders": {
            number: hint
            for number, hint in stored.get("orders", {}).items()
            if number in left or hint != before.get(number)
        }
    }


def hinted(cursor: Mapping[str, Any] | None, numbers: Iterable[str], *, deleted: bool) -> dict[str, Any]:
    """Return the cursor once these orders were named."""
    orders = dict((cursor or {}).get("orders", {}))
    for number in numbers:
        before = orders.get(number, {"seen": 0, "deleted": False})
        orders[number] = {"seen": before["seen"] + 1, "deleted": before["deleted"] or deleted}
    return {"orders": orders}


NAMED = Stream("named_orders", step, kept, NEEDS, cadence=timedelta(0), on_hint=True, settled=settled)
