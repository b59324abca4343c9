"""The sales stream of a shop: everything once by a bulk operation, then what changed, and each night three days again.

Its cursor is {} before the first reading, {"bulk": …} during it, then {"until", "reread"} between rounds and, while
one is under way, {"since", "upto", "after"} beside them. Windows are half open and reach up to two minutes ago.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.sync.normalize.findings import Finding
from credora_agent.sync.normalize.shopify import PROVIDES
from credora_agent.sync.streams import shopify_bulk
from credora_agent.sync.streams.base import OVERLAP, Step, Stream, read, span, start_of, written
from credora_agent.sync.streams.shopify_orders import NEEDS, Booked, book

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from credora_agent.sync.streams.base import Source

FIRST = datetime(2006, 1, 1, tzinfo=UTC)
"""No order at Shopify is older."""
ENOUGH = 100
"""Orders after which a step is written; a page of them is smaller, as far as Shopify's cost allows."""
DEEPEST = 20_000
"""Orders read with one cursor before the window is begun anew where it stands: Shopify ends lists at 25,000."""
REREAD = timedelta(days=3)
NIGHT = 3
"""The hour of the shop's day from which three days are read again."""
WALL = timedelta(days=60)
WALL_KIND = "sixty_day_wall"


async def step(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Read the next page of what changed, or go on with the first reading."""
    if "bulk" in cursor:
        return await shopify_bulk.taken_on(client, cursor, source)
    if "until" not in cursor:
        return await shopify_bulk.started(client, cursor, source)
    return await _pages(client, cursor if "since" in cursor else _opened(cursor, source), source)


def _opened(cursor: Mapping[str, Any], source: Source) -> dict[str, Any]:
    """Return the cursor at the beginning of a round."""
    upto, today = source.settled, source.today.isoformat()
    since = read(cursor["until"]) - OVERLAP if cursor["until"] else FIRST
    at_night = cursor.get("reread") != today and source.now.astimezone(source.zone).hour >= NIGHT
    if at_night:
        since = min(since, upto - REREAD)
    return {
        "until": cursor["until"],
        "reread": today if at_night else cursor.get("reread"),
        "since": written(min(since, upto)),
        "upto": written(upto),
        "after": None,
        "depth": 0,
        "read": 0,
    }


async def _pages(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Read as many pages as make a step's worth of orders."""
    nodes: list[dict[str, Any]] = []
    at = dict(cursor)
    while True:
        page = await client.orders(read(at["since"]), read(at["upto"]), at["after"])
        nodes += page.nodes
        at = _deeper(at, page)
        if page.next is None or len(nodes) >= ENOUGH:
            break
    booked = await book(client, nodes, source)
    done = at["read"] + len(nodes)
    if page.next is None:
        return _closed(at, source, booked, len(nodes))
    return Step(
        cursor={**at, "read": done},
        doing=f"{done:,} changed orders taken in",
        records=booked.records,
        rows=len(nodes),
        progress=(done, None),
        findings=booked.findings,
        checked=booked.checked,
    )


def _deeper(cursor: Mapping[str, Any], page: Any) -> dict[str, Any]:
    """Return the cursor of the next page; a window that is too deep is begun anew at the last order read."""
    depth = cursor["depth"] + len(page.nodes)
    last = read(page.nodes[-1]["updatedAt"]) if page.nodes else read(cursor["since"])
    if depth >= DEEPEST and last > read(cursor["since"]):
        return {**cursor, "since": written(last), "after": None, "depth": 0}
    return {**cursor, "after": page.next, "depth": depth}


def _closed(cursor: Mapping[str, Any], source: Source, booked: Booked, rows: int) -> Step:
    walled = "read_all_orders" not in source.scopes
    wall = Finding(
        WALL_KIND,
        "orders",
        {"says": "Without read_all_orders Shopify shows no order older than 60 days, nor today's refund of one."},
    )
    return Step(
        cursor={"until": cursor["upto"], "reread": cursor["reread"]},
        doing=f"changes of {span(cursor['since'], cursor['upto'])}",
        done=True,
        records=booked.records,
        rows=rows,
        progress=(cursor["read"] + rows, cursor["read"] + rows),
        covered_from=None if cursor["until"] else (source.now - WALL if walled else FIRST),
        covered_until=read(cursor["upto"]),
        findings=(*booked.findings, *((wall,) if walled else ())),
        checked={**booked.checked, WALL_KIND: None},
    )


def rewound(cursor: Mapping[str, Any], since: date, source: Source) -> Mapping[str, Any]:
    """Return the cursor from which changes since that day are read again; a first reading goes on as it is."""
    if "until" not in cursor or "bulk" in cursor:
        return cursor
    begun = _opened({"until": cursor["until"], "reread": cursor.get("reread")}, source)
    return {**begun, "since": written(min(read(begun["since"]), start_of(since, source.zone)))}


SALES = Stream("sales", step, rewound, NEEDS, PROVIDES)
