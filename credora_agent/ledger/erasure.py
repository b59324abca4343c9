"""Forgetting: a customer's pseudonyms, or everything a connection ever gave, with the sums that rested on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, text, update

from credora_agent.ledger.rollup import roll_up
from credora_agent.ledger.store import lock_books
from credora_agent.tables.actions import Document
from credora_agent.tables.sources import Connection, Order
from credora_agent.tables.tenants import Tenant
from credora_agent.tables.threads import Conversation, ToolResult

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from credora_agent.core.db import WriteSession

DAYS = text("""
insert into touched
select local_date from transactions where tenant_id = :tenant and connection_id = :connection
union
select local_date from orders where tenant_id = :tenant and connection_id = :connection
on conflict do nothing
""")


async def forget_customer(
    session: WriteSession, tenant: UUID, *, pseudonyms: Collection[str], orders: Collection[str]
) -> int:
    """Take these pseudonyms, and whoever placed these orders, out of the shop's orders; return how many had one."""
    done = await session.execute(
        update(Order)
        .where(
            Order.tenant_id == tenant,
            Order.customer_ref.is_not(None),
            or_(Order.customer_ref.in_(pseudonyms), Order.order_ref.in_(orders)),
        )
        .values(customer_ref=None)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


async def orders_of(
    session: WriteSession, tenant: UUID, *, pseudonyms: Collection[str], orders: Collection[str]
) -> list[str]:
    """Return the references of the orders held of a customer."""
    found = await session.scalars(
        select(Order.order_ref)
        .where(Order.tenant_id == tenant, or_(Order.customer_ref.in_(pseudonyms), Order.order_ref.in_(orders)))
        .distinct()
        .order_by(Order.order_ref)
    )
    return list(found)


async def erase_connection(session: WriteSession, tenant: UUID, connection: UUID) -> int:
    """Delete a connection with every row it gave, and add the days it was on up anew; return how many there were.

    Documents made of the books, conversations about them and kept results go too: what these hold of it cannot be
    told apart.
    """
    await lock_books(session, tenant)
    await session.execute(text("create temp table touched (day date primary key) on commit drop"))
    await session.execute(DAYS, {"tenant": tenant, "connection": connection})
    await session.execute(delete(Connection).where(Connection.tenant_id == tenant, Connection.id == connection))
    for made_of_it in (Document, Conversation, ToolResult):
        await session.execute(delete(made_of_it).where(made_of_it.tenant_id == tenant))
    days = await roll_up(session, tenant)
    await session.execute(
        update(Tenant)
        .where(Tenant.id == tenant)
        .values(ledger_version=Tenant.ledger_version + 1, ledger_changed_at=func.now())
    )
    return days
