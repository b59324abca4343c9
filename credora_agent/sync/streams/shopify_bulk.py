"""The first reading of a shop's orders: one bulk operation at the platform, its file taken in piece by piece."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import Passing
from credora_agent.platforms.shopify.jsonl import FileGone
from credora_agent.sync.streams.base import Step, local, read, start_of, written
from credora_agent.sync.streams.shopify_orders import Booked, book

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.platforms.shopify.bulk import BulkState
    from credora_agent.sync.streams.base import Source

PIECE = 1_000
"""Orders taken in at once: seconds of work, and a bound on memory."""
TRIES = 3
"""Bulk operations that may fail before the orders are read page by page instead."""
SLOWEST_POLL = 15
ENDED_BADLY = frozenset({"FAILED", "CANCELED", "CANCELING", "EXPIRED"})


async def started(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Have the platform gather every order up to now."""
    until = source.settled
    operation = await client.start_bulk(None, until)
    began = {"bulk": operation, "until": written(until), "tries": cursor.get("tries", 0), "polls": 0, "offset": 0}
    return Step(cursor=began, doing="Shopify gathers all orders", wait=1)


async def taken_on(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Wait for the operation under way, or take in the next piece of its file."""
    state = await client.bulk(cursor["bulk"])
    if state.status in ENDED_BADLY:
        return _again(cursor, f"Shopify's bulk operation ended as {state.status} ({state.error_code or 'no reason'})")
    if state.status != "COMPLETED":
        polls = cursor["polls"] + 1
        return Step(
            cursor={**cursor, "polls": polls},
            doing=f"Shopify gathers all orders: {state.objects:,} objects so far",
            wait=min(SLOWEST_POLL, 1 + polls),
            progress=(0, None),
        )
    if not state.url:
        return _finished(cursor, source, Booked())
    try:
        return await _piece(client, cursor, source, state)
    except FileGone:
        return _again(cursor, "Shopify no longer has the file")


async def _piece(client: Any, cursor: Mapping[str, Any], source: Source, state: BulkState) -> Step:
    nodes, offset, ended = await _read_on(client, state.url or "", cursor["offset"])
    if ended is None and not nodes:
        return _stumbled(cursor)
    booked = await book(client, nodes, source)
    taken = cursor.get("taken", 0) + len(nodes)
    oldest = min([cursor.get("oldest", "9"), *(node["processedAt"] for node in nodes)])
    gone_on = {**cursor, "offset": offset, "taken": taken, "oldest": oldest, "stumbles": 0}
    if ended and taken < state.roots:
        return _again(cursor, f"Shopify's file has {taken:,} of {state.roots:,} orders")
    if ended:
        return _finished(gone_on, source, booked, len(nodes))
    return Step(
        cursor=gone_on,
        doing=f"{taken:,} orders taken in",
        records=booked.records,
        rows=len(nodes),
        progress=(taken, state.roots or None),
        findings=booked.findings,
        checked=booked.checked,
    )


async def _read_on(client: Any, url: str, offset: int) -> tuple[list[dict[str, Any]], int, bool | None]:
    """Return whole orders from `offset` on, where the next begins, and whether that is the end; None: it broke off."""
    nodes: list[dict[str, Any]] = []
    try:
        async with aclosing(client.bulk_orders(url, offset)) as orders:
            async for end, node in orders:
                nodes.append(node)
                offset = end
                if len(nodes) == PIECE:
                    return nodes, offset, False
    except FileGone:
        raise
    except Passing:
        return nodes, offset, None
    return nodes, offset, True


def _stumbled(cursor: Mapping[str, Any]) -> Step:
    """Read on from the same place later; a file that breaks off there again and again is asked for anew."""
    stumbles = cursor.get("stumbles", 0) + 1
    if stumbles >= TRIES:
        return _again(cursor, "Shopify's file cannot be read on")
    return Step(cursor={**cursor, "stumbles": stumbles}, doing="Shopify's file broke off", wait=2 * stumbles)


def _finished(cursor: Mapping[str, Any], source: Source, booked: Booked, rows: int = 0) -> Step:
    taken, oldest = cursor.get("taken", 0), cursor.get("oldest")
    return Step(
        cursor={"until": cursor["until"], "reread": source.today.isoformat()},
        doing=f"all {taken:,} orders taken in",
        records=booked.records,
        rows=rows,
        findings=booked.findings,
        checked=booked.checked,
        progress=(taken, taken),
        covered_from=start_of(local(oldest, source.zone), source.zone) if oldest else None,
        covered_until=read(cursor["until"]),
    )


def _again(cursor: Mapping[str, Any], why: str) -> Step:
    tries = cursor["tries"] + 1
    if tries < TRIES:
        return Step(cursor={"tries": tries}, doing=f"{why}; it is asked again", wait=2)
    return Step(cursor={"until": None}, doing=f"{why}; the orders are read page by page instead")
