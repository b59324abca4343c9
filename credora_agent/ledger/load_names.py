"""Reading what things are called: SKUs and campaigns near to what somebody typed, never a whole large catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

AMONG = 10_000
"""Rows that are looked at for one text."""


async def load_products_called(session: AsyncSession, tenant: UUID, typed: str, *, most: int) -> Sequence[Row[Any]]:
    """Return up to `most` (sku, title, place): place 0 begins with the text, 1 contains it, 2 is merely recent."""
    return await _called(session, "products_called", tenant, typed, most)


async def load_campaigns_called(session: AsyncSession, tenant: UUID, typed: str, *, most: int) -> Sequence[Row[Any]]:
    """Return up to `most` (key, campaign_id, name, place): 0 is it, 1 begins with it, 2 contains it, 3 is recent."""
    return await _called(session, "campaigns_called", tenant, typed, most)


async def _called(session: AsyncSession, name: str, tenant: UUID, typed: str, most: int) -> Sequence[Row[Any]]:
    asked = {"tenant": tenant, "typed": typed, "among": AMONG, "most": most}
    return (await session.execute(statement(name), asked)).all()
