"""Which orders still stand: a deleted one shows in no list of changes, and the webhook that told of it may be lost.

Once a day the numbers of the orders made in the last two months are read. One the books have between them and the
shop has not is asked about by itself, as if a webhook had named it: only that answer takes anything out of the books.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.sync.streams.base import SETTLING, Standing, Step, Stream, kept, number, read, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.sync.streams.base import Source

SPAN = timedelta(days=60)
"""How far back: what every app may see; orders older than that are hardly ever deleted."""


async def step(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Read the next page of numbers; the books are compared with it from its first number to its last."""
    at = cursor if "upto" in cursor else _opened(source)
    page = await client.standing(read(at["since"]), read(at["upto"]), at["after"])
    numbers = [number(node["id"]) for node in page.nodes]
    count = at["read"] + len(numbers)
    above = at["above"] or min(numbers, default="", key=int)
    return Step(
        cursor={**at, "after": page.next, "above": numbers[-1], "read": count} if page.next else {},
        doing=f"{count:,} orders stand",
        done=page.next is None,
        standing=Standing(above, max(numbers, key=int), numbers) if numbers else None,
        rows=len(numbers),
        progress=(count, None if page.next else count),
    )


def _opened(source: Source) -> dict[str, Any]:
    """Return the cursor of a new round; what was made in the last minutes may not be listed yet."""
    since, upto = source.now - SPAN, source.now - 5 * SETTLING
    return {"since": written(since), "upto": written(upto), "after": None, "above": "", "read": 0}


STANDING = Stream("standing", step, kept, ("read_orders",), cadence=timedelta(days=1))
