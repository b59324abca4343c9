"""Reading orders one by one: their sums over a period, and a page of them, each by one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period

OrderBy = Literal["newest", "largest", "lowest_margin", "most_refunded"]


@dataclass(frozen=True, slots=True)
class Which:
    """Orders placed in a period: all of them, or those of a reference, with a SKU, with goods returned."""

    period: Period
    sku: str | None = None
    order: str | None = None
    refunded_only: bool = False

    @property
    def whole(self) -> bool:
        """Return whether every order of the period is meant."""
        return self.sku is None and self.order is None and not self.refunded_only

    @property
    def parameters(self) -> dict[str, object]:
        """Return what the statements take."""
        return {
            "start": self.period.start, "end": self.period.end, "sku": self.sku, "order": self.order,
            "refunded": self.refunded_only,
        }  # fmt: skip


class Place(NamedTuple):
    """Where an order stands in an order of them: its rank in micros, its moment, and what tells equals apart."""

    rank: int
    placed_at: datetime
    order_ref: str
    connection: UUID


async def load_orders_total(session: AsyncSession, tenant: UUID, which: Which) -> Row[Any]:
    """Return what those orders count and sum up to, in micros of the shop's currency."""
    return (await session.execute(statement("orders_total"), {"tenant": tenant, **which.parameters})).one()


async def load_orders_page(  # noqa: PLR0913 - which, in which order, and where to go on
    session: AsyncSession, tenant: UUID, which: Which, *, by: OrderBy, after: Place | None, limit: int
) -> Sequence[Row[Any]]:
    """Return up to `limit` of those orders that come after a place; `told` is what an order's own record says."""
    names = ("after_rank", "after_placed", "after_ref", "after_connection")
    place = dict(zip(names, after or (None,) * len(names), strict=True))
    asked = {"tenant": tenant, **which.parameters, **place, "by": by, "limit": limit}
    return (await session.execute(statement("orders_page"), asked)).all()
