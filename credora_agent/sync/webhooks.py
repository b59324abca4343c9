"""Webhooks as hints: what an event says is asked about anew, once, in whatever order and how often it is delivered.

An event is known by its id. Noting it, and making due what it is about, is one short transaction; the asking is the
worker's. What the platforms oblige us to do about people's data is done in it too, but for a whole shop's erasure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from credora_agent.access import audit
from credora_agent.access.audit import Entry
from credora_agent.core.caller import WORKER, Caller
from credora_agent.ledger.erasure import erase_connection, forget_customer, orders_of
from credora_agent.sync.alerts import keep_alerts
from credora_agent.sync.claim import Ticket
from credora_agent.sync.connections.rows import close_connection
from credora_agent.sync.importers.cells import Customers
from credora_agent.sync.naming import name_orders
from credora_agent.sync.normalize.findings import Finding
from credora_agent.sync.schedule import NOBODY
from credora_agent.sync.streams.shopify_named import NAMED
from credora_agent.tables.sources import Connection, ImportRun
from credora_agent.tables.sync import SyncStream, WebhookEvent
from credora_agent.tables.tenants import Tenant

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Delete
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import Database, WriteSession
    from credora_agent.platforms.shopify.webhooks import Delivery
    from credora_agent.sync.run import Queue

PLATFORM = "shopify"
DISCONNECTED = "disconnected"
DATA_REQUEST = "customer_data_request"
KEPT = timedelta(days=30)
"""How long an event is remembered: far longer than a delivery is tried again."""
UNINSTALLED = {
    "code": "uninstalled",
    "cause": "The app was uninstalled from the shop.",
    "remedy": "Connect the shop again to go on; what the books hold stays.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event is worked in: the shop's connection it is about, and with what."""

    session: WriteSession
    connection: Connection
    event: Delivery
    now: datetime
    queue: Queue | None

    @property
    def tenant(self) -> UUID:
        """Return the shop."""
        return self.connection.tenant_id


async def take_in(database: Database, event: Delivery, *, now: datetime, queue: Queue | None = None) -> int:
    """Note the event and make due what it is about; return for how many connections it was news."""
    connections = await database.read(NOBODY, lambda s: _connections(s, event))
    news = 0
    for tenant, connection in connections:
        work = partial(_noted, whose=(tenant, connection), event=event, now=now, queue=queue)
        news += await database.write(Caller(WORKER, tenant), work)
    return news


async def _connections(session: AsyncSession, event: Delivery) -> list[tuple[UUID, UUID]]:
    rows = await session.execute(
        select(Connection.tenant_id, Connection.id).where(
            Connection.platform == PLATFORM, Connection.account == event.shop, Connection.sandbox == event.sandbox
        )
    )
    return [(row.tenant_id, row.id) for row in rows]


async def _noted(
    session: WriteSession, *, whose: tuple[UUID, UUID], event: Delivery, now: datetime, queue: Queue | None
) -> bool:
    tenant, connection_id = whose
    connection = await session.get(Connection, whose)
    if connection is None:
        return False
    # One act of the merchant's is one event under several topics, and each topic is news.
    name = f"{event.event_id[:150]} {event.topic[:80]}"
    row = {"tenant_id": tenant, "platform": PLATFORM, "event_id": name, "topic": event.topic[:80],
           "connection_id": connection_id, "handled_at": now}  # fmt: skip
    noted = await session.execute(insert(WebhookEvent).values(row).on_conflict_do_nothing())
    if not noted.rowcount:  # type: ignore[attr-defined]
        return False
    work = TOPICS.get(event.topic)
    if work is not None and (connection.status != DISCONNECTED or event.topic in PRIVACY):
        await work(Place(session, connection, event, now, queue))
    return True


async def forget_old(database: Database, now: datetime) -> None:
    """Remove the events of which no delivery can still come."""
    for tenant in await database.read(NOBODY, _tenants):
        old = delete(WebhookEvent).where(WebhookEvent.tenant_id == tenant, WebhookEvent.received_at < now - KEPT)
        await database.write(Caller(WORKER, tenant), partial(_executed, statement=old))


async def _tenants(session: AsyncSession) -> Sequence[UUID]:
    return (await session.scalars(select(Tenant.id))).all()


async def _executed(session: WriteSession, *, statement: Delete) -> None:
    await session.execute(statement)


async def _order_changed(place: Place) -> None:
    await _name_order(place, deleted=False)


async def _order_deleted(place: Place) -> None:
    await _name_order(place, deleted=True)


async def _name_order(place: Place, *, deleted: bool) -> None:
    """Note the order the event is about on the stream that asks about single orders, and make that due."""
    number = _order_of(place.event)
    if number is None:
        return
    ticket = Ticket(place.tenant, place.connection.id, NAMED.name)
    await _enqueue(place, ticket, await name_orders(place.session, ticket, [number], deleted=deleted, now=place.now))


async def _enqueue(place: Place, ticket: Ticket, epoch: int) -> None:
    if place.queue is not None:
        await place.queue.put(place.session, ticket, epoch, after=timedelta(0))


def _order_of(event: Delivery) -> str | None:
    """Return the number of the order an event is about; None when its body names none."""
    body = event.body
    edited = body.get("order_edit")
    named = body.get("order_id") or (edited.get("order_id") if isinstance(edited, dict) else None)
    if named is None and event.topic.startswith("orders/"):
        named = body.get("id")
    text = str(named)
    return text if named is not None and text.isdigit() and len(text) <= 20 else None  # noqa: PLR2004 - a 64-bit number


def _read_again(*streams: str) -> Callable[[Place], Awaitable[None]]:
    """Return the work of making these streams due."""

    async def work(place: Place) -> None:
        rows = await place.session.execute(
            update(SyncStream)
            .where(
                SyncStream.tenant_id == place.tenant,
                SyncStream.connection_id == place.connection.id,
                SyncStream.stream.in_(streams),
                SyncStream.state.not_in(("off", "waiting")),
            )
            .values(due_at=place.now)
            .returning(SyncStream.stream, SyncStream.epoch)
        )
        for row in rows.all():
            await _enqueue(place, Ticket(place.tenant, place.connection.id, row.stream), row.epoch)

    return work


async def _uninstalled(place: Place) -> None:
    """Give the connection up: its tokens are dead at the platform, and go here too."""
    await close_connection(place.session, place.connection, now=place.now)
    place.connection.problem = UNINSTALLED


async def _customer_redacted(place: Place) -> None:
    gone = await forget_customer(place.session, place.tenant, **await _of_customer(place, "orders_to_redact"))
    await _log(place, f"a customer was forgotten in {gone} orders")


async def _customer_asked(place: Place) -> None:
    """Tell the merchant, who must answer, what is held of that customer: their orders' references, by a pseudonym."""
    held = await orders_of(place.session, place.tenant, **await _of_customer(place, "orders_requested"))
    request = place.event.body.get("data_request")
    subject = str(request.get("id", "")) if isinstance(request, dict) else place.event.event_id
    says = "Held of this customer: which of these orders were theirs, under a pseudonym; no name, address or contact."
    finding = Finding(DATA_REQUEST, subject, {"orders": held, "says": says})
    ticket = Ticket(place.tenant, place.connection.id, "")
    await keep_alerts(place.session, ticket, [finding], checked={}, now=place.now)
    await _log(place, f"what is held of a customer was asked for: {len(held)} orders")


async def _of_customer(place: Place, orders: str) -> dict[str, list[str]]:
    shop = await place.session.get(Tenant, place.tenant)
    pseudonym = Customers(shop.customer_salt if shop else b"").ref
    customer = place.event.body.get("customer")
    known = [str(customer[key]) for key in ("id", "email") if customer.get(key)] if isinstance(customer, dict) else []
    return {
        "pseudonyms": [ref for ref in map(pseudonym, known) if ref],
        "orders": [str(number) for number in place.event.body.get(orders) or ()],
    }


async def _shop_redacted(place: Place) -> None:
    """Delete what the shop's connection gave; one that was connected again meanwhile is not what is meant."""
    if place.connection.status != DISCONNECTED:
        return
    days = await erase_connection(place.session, place.tenant, place.connection.id)
    await _log(place, f"everything of a {place.connection.platform} connection was deleted: {days} days")


async def _log(place: Place, what: str) -> None:
    kind = f"privacy.{place.event.topic}"
    place.session.add(ImportRun(tenant_id=place.tenant, connection_id=None, kind=kind, file_name=what))
    worker = Caller(WORKER, place.tenant)
    await audit.write(place.session, Entry(worker, "worker", kind, place.now, detail={"done": what}))


TOPICS: dict[str, Callable[[Place], Awaitable[None]]] = {
    **dict.fromkeys(
        ("orders/create", "orders/updated", "orders/edited", "orders/cancelled", "refunds/create",
         "order_transactions/create"),
        _order_changed,
    ),
    "orders/delete": _order_deleted,
    "bulk_operations/finish": _read_again("sales"),
    "disputes/create": _read_again("balance", "payouts"),
    "disputes/update": _read_again("balance", "payouts"),
    "products/update": _read_again("variants"),
    "inventory_items/update": _read_again("variants"),
    "app/uninstalled": _uninstalled,
    "app/scopes_update": _read_again("account"),
    "customers/redact": _customer_redacted,
    "customers/data_request": _customer_asked,
    "shop/redact": _shop_redacted,
}  # fmt: skip
"""What is done about each topic; any other is noted, and nothing more."""
PRIVACY = frozenset({"customers/redact", "customers/data_request", "shop/redact"})
