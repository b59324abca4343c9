"""What is known about a shop's live sources: its connections, how far their streams have come, what is odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession


class Live(NamedTuple):
    """Rows as `connections.sql`, `streams.sql` and `alerts.sql` give them."""

    connections: Sequence[Row[Any]]
    streams: Sequence[Row[Any]]
    alerts: Sequence[Row[Any]]


async def load_live(session: AsyncSession, tenant: UUID, *, alerts: int = 5) -> Live:
    """Return the shop's live sources, with up to `alerts` of each kind of alert at each connection."""
    who = {"tenant": tenant}
    return Live(
        (await session.execute(statement("connections"), who)).all(),
        (await session.execute(statement("streams"), who)).all(),
        (await session.execute(statement("alerts"), {**who, "most": alerts})).all(),
    )
