"""What stands on a shop's shelf: its variants with their stock, and what one unit costs now.

Shopify knows no cost but the present one, so its history is what was seen here from the first sync on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.ledger.entries import Rejected
from credora_agent.sync.normalize.shopify_catalogue import variant_rows
from credora_agent.sync.streams.base import REJECTED, Step, Stream, kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.sync.streams.base import Source


async def step(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Read the next page of variants."""
    page = await client.variants(cursor.get("after"))
    count = cursor.get("read", 0) + len(page.nodes)
    read = [row for node in page.nodes for row in variant_rows(node, zone=source.zone, currency=source.currency)]
    stocked = [row for row in read if not isinstance(row, Rejected)]
    return Step(
        cursor={"after": page.next, "read": count} if page.next else {},
        doing=f"{count:,} variants",
        done=page.next is None,
        records=[row for row in read if isinstance(row, Rejected)],
        variants=[row.variant for row in stocked],
        costs=[row.cost for row in stocked if row.cost is not None],
        rows=len(page.nodes),
        checked={REJECTED: [node["id"] for node in page.nodes]},
        progress=(count, None if page.next else count),
        covered_until=source.now if page.next is None else None,
    )


VARIANTS = Stream("variants", step, kept, ("read_products", "read_inventory"))
