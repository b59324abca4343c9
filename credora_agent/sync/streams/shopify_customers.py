"""Which orders were one person's: only where the shop grants it, and only as pseudonyms that name nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.sync.importers.cells import Customers
from credora_agent.sync.streams.base import OVERLAP, Step, Stream, number, read, start_of, written
from credora_agent.sync.streams.shopify_sales import FIRST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from credora_agent.sync.streams.base import Source


async def step(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Read whose the next orders changed since the last round are."""
    at = cursor if "since" in cursor else _opened(cursor, source)
    page = await client.customers(read(at["since"]), read(at["upto"]), at["after"])
    pseudonym = Customers(source.salt).ref
    whose = {
        number(node["id"]): pseudonym(number(node["customer"]["id"])) for node in page.nodes if node.get("customer")
    }
    count = at["read"] + len(page.nodes)
    return Step(
        cursor={**at, "after": page.next, "read": count} if page.next else {"until": at["upto"]},
        doing=f"customers of {count:,} orders",
        done=page.next is None,
        customers={order: ref for order, ref in whose.items() if ref},
        rows=len(page.nodes),
        progress=(count, None if page.next else count),
        covered_until=None if page.next else read(at["upto"]),
    )


def _opened(cursor: Mapping[str, Any], source: Source) -> dict[str, Any]:
    since = read(cursor["until"]) - OVERLAP if "until" in cursor else FIRST
    return {"since": written(min(since, source.settled)), "upto": written(source.settled), "after": None, "read": 0}


def _rewound(cursor: Mapping[str, Any], since: date, source: Source) -> Mapping[str, Any]:
    return {"until": written(start_of(since, source.zone))} if "until" in cursor else cursor


CUSTOMERS = Stream("customers", step, _rewound, ("read_customers",))
