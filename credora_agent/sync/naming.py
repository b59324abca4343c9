"""Naming orders to the stream that asks about single ones: webhooks do, and whoever misses one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from credora_agent.sync.claim import of
from credora_agent.sync.streams.shopify_named import hinted
from credora_agent.tables.sync import SyncStream

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from credora_agent.core.db import WriteSession
    from credora_agent.sync.claim import Ticket


async def name_orders(
    session: WriteSession, ticket: Ticket, numbers: Iterable[str], *, deleted: bool, now: datetime
) -> int:
    """Note these orders on the stream, make it due, and return the epoch it stands at."""
    mine = of(ticket)
    values = {"tenant_id": ticket.tenant, "connection_id": ticket.connection, "stream": ticket.stream}
    await session.execute(insert(SyncStream).values(values).on_conflict_do_nothing())
    row = (await session.execute(select(SyncStream.cursor, SyncStream.epoch).where(mine).with_for_update())).one()
    cursor = hinted(row.cursor, numbers, deleted=deleted)
    await session.execute(update(SyncStream).where(mine).values(cursor=cursor, due_at=now))
    return int(row.epoch)
