"""What people ask live of a platform that counts an app's questions: one shop cannot ask away what others may."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from platform_books import PlatformBooks
from shop_desk import Desk
from sqlalchemy import select, text

from credora_agent.platforms.base import QuotaSpent
from credora_agent.sync.ration import readers, take_live
from credora_agent.tables.sources import Connection

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database

RATION = 100
"""Two accounts take 50 of it for readings: 16 are given out live, 8 to each shop, half of them at once."""


async def connected(database: Database, folder: Path) -> Connection:
    """Return the connection of a new shop whose ads are read."""
    desk = await Desk.open(database, folder)
    books = await PlatformBooks.connect(desk, "google_ads", "1234567890")
    due = "insert into sync_streams (tenant_id, connection_id, stream, due_at) values (:tenant, :id, 'ad_days', now())"
    await database.write(
        desk.caller, lambda s: s.execute(text(due), {"tenant": desk.shop.tenant, "id": books.connection})
    )
    found = await database.read(desk.caller, lambda s: s.scalar(select(Connection)))
    assert found is not None
    return found


async def taken(database: Database, connection: Connection, place: str = "app") -> int:
    """Return how many questions a shop gets at once from an app's, its next one refused for more than a minute."""
    count = 0
    with suppress(QuotaSpent):
        while count < RATION:
            await take_live(database, connection, place, RATION, ahead=lambda: 0.0)
            count += 1
    return count


async def test_a_shop_that_asks_all_it_may_leaves_the_others_theirs(database: Database, tmp_path: Path) -> None:
    """Four at once for the one, and as many for the other though the first goes on asking; another app has its own."""
    one, other = await connected(database, tmp_path), await connected(database, tmp_path)
    assert await readers(database, one) == (2, 2)
    assert await taken(database, one) == 4
    with pytest.raises(QuotaSpent, match="This shop has asked as much live") as spent:
        await take_live(database, one, "app", RATION, ahead=lambda: 0.0)
    assert spent.value.wait > 60
    assert await taken(database, other) == 4
    assert await taken(database, one, "another app") == 4
