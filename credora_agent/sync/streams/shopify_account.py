"""What a shop says of itself: its name, currency, zone and what it grants; and that it tells us of changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.platforms.shopify.webhooks import TOPICS
from credora_agent.sync.normalize.findings import Finding
from credora_agent.sync.streams.base import Account, Step, Stream, kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.sync.streams.base import Source

KIND = "webhook_refused"


async def step(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Read the shop's own facts, and ask it to call out its changes where it can reach us."""
    del cursor
    said = await client.shop()
    refused: Mapping[str, str] = {}
    if source.told_at is not None:
        refused = (await client.subscribe(TOPICS, source.told_at)).refused
    return Step(
        cursor={},
        doing="the shop's own settings",
        done=True,
        rows=1,
        account=Account(said["name"], said["currencyCode"], said["ianaTimezone"], tuple(said["scopes"])),
        findings=[Finding(KIND, topic, {"says": why}) for topic, why in refused.items()],
        checked={KIND: None},
    )


ACCOUNT = Stream("account", step, kept, cadence=timedelta(days=1))
