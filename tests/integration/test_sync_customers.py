"""Whose every order is: learnt for all of them, whichever stream runs first, and only where the shop grants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from live_shop import LiveShop, live_shop, sandbox
from sqlalchemy import select

from credora_agent.platforms.shopify.scopes import OPTIONAL, SCOPES
from credora_agent.sync.claim import Claim, Ticket
from credora_agent.sync.importers.cells import Customers
from credora_agent.sync.run import run_step
from credora_agent.sync.streams.base import number
from credora_agent.sync.streams.shopify_customers import CUSTOMERS
from credora_agent.sync.streams.shopify_sales import FIRST
from credora_agent.tables.sources import Connection
from credora_agent.tables.tenants import Tenant

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from credora_agent.core.db import Database

ALL = ",".join((*SCOPES, *OPTIONAL))
WHOSE = "select order_ref, customer_ref from orders where tenant_id = :tenant"


@pytest.fixture
async def live(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveShop]:
    """Lend a shop that grants read_customers, connected and not read yet."""
    home = tmp_path_factory.mktemp("home")
    async with sandbox(days=25) as sim, live_shop(database, home, sim, shopify_scopes=ALL) as shop:
        await shop.connect("shopify")
        yield shop


async def test_no_order_stays_without_its_customer(live: LiveShop) -> None:
    """Every order of the first reading, and of what happens later, is of whom the platform says: the others are guests.

    The customers are asked for first, when the books have no order yet.
    """
    await run_first(live)
    await live.read_all()
    assert await booked(live) == await said(live)
    for _ in range(2):
        await live.pass_time(days=1)
        await run_first(live)
        await live.read_all()
        assert await booked(live) == await said(live)
    repeats = await live.rows(
        "select 1 from orders where tenant_id = :tenant and customer_ref is not null group by customer_ref"
        " having count(*) > 1"
    )
    assert repeats


async def test_customers_that_were_lost_are_learnt_again(live: LiveShop) -> None:
    """Reading again since a day learns them, and so does a cursor of a version that did not wait for the orders."""
    await live.read_all()
    whole = await booked(live)
    assert any(whole.values())
    await live.change("update orders set customer_ref = null")
    await live.read_all(since=live.now().date().replace(day=1))
    assert await booked(live) == whole

    await live.change("update orders set customer_ref = null")
    await live.change(
        "update sync_streams set cursor = jsonb_build_object('until', cursor ->> 'until') where stream = 'customers'"
    )
    await live.read_all()
    assert await booked(live) == whole


async def run_first(live: LiveShop) -> None:
    """Let the customers be asked for, before any other stream is read."""
    await live.change("update sync_streams set due_at = :now where stream = 'customers'", now=live.now())
    connection = (await live.rows("select id from platform_connections where platform = 'shopify'"))[0].id
    await run_step(live.sync.engine, Ticket(live.tenant.id, connection, CUSTOMERS.name))


async def booked(live: LiveShop) -> dict[str, str | None]:
    """Return whose the books say each order is."""
    return {row.order_ref: row.customer_ref for row in await live.rows(WHOSE)}


async def said(live: LiveShop) -> dict[str, str | None]:
    """Return whose the platform says the orders in the books are, as the books would name them."""

    async def claim(session: object) -> Claim:
        connection = await session.scalar(select(Connection).where(Connection.platform == "shopify"))  # type: ignore[attr-defined]
        ticket = Ticket(live.tenant.id, connection.id, CUSTOMERS.name)
        shop = await session.get(Tenant, live.tenant.id)  # type: ignore[attr-defined]
        return Claim(ticket, 0, {}, "idle", 0, connection, shop)

    found = await live.database.read(live.caller, claim)
    client = (await live.sync.engine.open_client(found)).client
    pseudonym, after, whose = Customers(live.tenant.customer_salt).ref, None, {}
    while True:
        page = await client.customers(FIRST, live.now(), after)
        for node in page.nodes:
            customer = node.get("customer")
            whose[number(node["id"])] = pseudonym(number(customer["id"])) if customer else None
        after = page.next
        if after is None:
            break
    return {order: whose.get(order) for order in await booked(live)}
