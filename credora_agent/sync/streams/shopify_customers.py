"""Which orders were one person's: only where the shop grants it, and only as pseudonyms that name nobody.

The answer is noted on orders the books have, so this stream goes after the one of sales and reads changes no newer
than those that have been booked. Its cursor is {} before the first reading, {"until", "reread"} between rounds and,
while one is under way, {"since", "upto", "after", "read"} beside "reread". One without "reread" is of a version that
did not wait for the sales: everything is read once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.sync.importers.cells import Customers
from credora_agent.sync.streams.base import OVERLAP, Step, Stream, number, read, start_of, written
from credora_agent.sync.streams.shopify_sales import FIRST, NIGHT, REREAD, SALES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from credora_agent.sync.streams.base import Source


async def step(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Read whose the next orders changed since the last round are, of those the books have."""
    begun = cursor if "reread" in cursor else {}
    if "since" not in begun and source.reach is None:
        return Step(cursor={}, doing="waits for the orders", done=True)
    at = begun if "since" in begun else _opened(begun, source)
    page = await client.customers(read(at["since"]), read(at["upto"]), at["after"])
    pseudonym = Customers(source.salt).ref
    whose = {
        number(node["id"]): pseudonym(number(node["customer"]["id"])) for node in page.nodes if node.get("customer")
    }
    count = at["read"] + len(page.nodes)
    ended = {"until": at["upto"], "reread": at["reread"]}
    return Step(
        cursor={**at, "after": page.next, "read": count} if page.next else ended,
        doing=f"customers of {count:,} orders",
        done=page.next is None,
        customers={order: ref for order, ref in whose.items() if ref},
        rows=len(page.nodes),
        progress=(count, None if page.next else count),
        covered_until=None if page.next else read(at["upto"]),
    )


def _opened(cursor: Mapping[str, Any], source: Source) -> dict[str, Any]:
    """Return the cursor at the beginning of a round; each night it reaches back as far as the sales' does."""
    upto, today = _reach(source), source.today.isoformat()
    at_night = cursor.get("reread") != today and source.now.astimezone(source.zone).hour >= NIGHT
    since = read(cursor["until"]) - OVERLAP if "until" in cursor else FIRST
    if at_night:
        since = min(since, upto - REREAD)
    reread = today if at_night else cursor.get("reread")
    return {"since": written(min(since, upto)), "upto": written(upto), "after": None, "read": 0, "reread": reread}


def _reach(source: Source) -> datetime:
    return min(source.settled, source.reach or FIRST)


def _rewound(cursor: Mapping[str, Any], since: date, source: Source) -> Mapping[str, Any]:
    first = start_of(since, source.zone)
    if "since" in cursor:
        return {**cursor, "since": written(min(read(cursor["since"]), first)), "after": None, "read": 0}
    return {**cursor, "until": written(min(read(cursor["until"]), first))} if "until" in cursor else cursor


CUSTOMERS = Stream("customers", step, _rewound, ("read_customers",), after=SALES.name)
