"""Which events a shop tells us of, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credora_agent.platforms.shopify.paging import going_in_circles, next_of, nodes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.platforms.shopify.calls import Calls
    from credora_agent.platforms.shopify.paging import Node


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The topics the shop tells of now, and by topic why it does not (a permission is missing, say)."""

    topics: tuple[str, ...]
    refused: dict[str, str]


async def subscribe(calls: Calls, topics: Sequence[str], uri: str) -> Subscribed:
    """Subscribe to what is not yet subscribed to; take back what goes to another address or comes twice."""
    standing, refused = set(), {}
    for each in await _all(calls):
        if each["topic"] not in topics:
            continue
        if each["uri"] == uri and each["topic"] not in standing:
            standing.add(each["topic"])
        else:
            await calls.ask("webhook_delete", {"id": each["id"]})
    for topic in topics:
        if topic in standing:
            continue
        said = await calls.ask("webhook_subscribe", {"topic": topic, "uri": uri})
        if problems := said["webhookSubscriptionCreate"]["userErrors"]:
            refused[topic] = "; ".join(str(each["message"])[:200] for each in problems)
    return Subscribed(tuple(each for each in topics if each not in refused), refused)


async def _all(calls: Calls) -> list[Node]:
    found: list[Node] = []
    after, seen = None, set[str]()
    while True:
        page = (await calls.page("webhooks", {"after": after}))["webhookSubscriptions"]
        found += nodes_of(page)
        after = next_of(page)
        if after is None:
            return found
        if after in seen:
            raise going_in_circles()
        seen.add(after)
