"""Webhooks are hints: delivered thrice and in any order they have one effect, and none is taken at its word."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from live_shop import LiveShop, live_shop, sandbox

from credora_agent.platforms.shopify.webhooks import Delivery
from credora_agent.sync.importers.cells import Customers
from credora_agent.sync.streams.shopify_named import hinted, settled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from credora_agent.core.db import Database

STEPS = "select count(*) from pgqueuer where convert_from(payload, 'utf8') like '%' || :connection || '%'"


@pytest.fixture
async def live(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveShop]:
    """Lend a shop connected to Shopify alone, read once."""
    async with sandbox(days=8) as sim, live_shop(database, tmp_path_factory.mktemp("home"), sim) as shop:
        await shop.connect("shopify")
        await shop.read_all("shopify")
        yield shop


def said(live: LiveShop, topic: str, body: dict[str, Any], event: str | None = None) -> Delivery:
    """Return a delivery of the shop's; each has an id of its own, those of one event share the event's."""
    return Delivery(topic, live.domain, str(uuid4()), event or str(uuid4()), "2026-10", body, sandbox=True)


async def test_one_event_delivered_thrice_out_of_order_has_one_effect(live: LiveShop) -> None:
    """Five orders' events, three deliveries each, shuffled: each order is asked about once, and nothing changes."""
    orders = [row[0] for row in await live.rows("select order_ref from orders where tenant_id = :tenant limit 5")]
    events = [said(live, "orders/updated", {"id": int(order)}, f"event-{order}") for order in orders] * 3
    Random(3).shuffle(events)  # noqa: S311 - the same at every run
    for event in events:
        await live.sync.handle_webhook(event)
    stream = (await live.streams())["shopify.named_orders"]
    assert {number: hint["seen"] for number, hint in stream.cursor["orders"].items()} == dict.fromkeys(orders, 1)
    queued = await live.rows(STEPS, connection=str(stream.connection_id))
    assert queued[0][0] == 1
    before = await live.booked()
    await live.sync.run_due()
    after = (await live.streams())["shopify.named_orders"]
    assert (after.cursor["orders"], after.rows_total, after.due_at) == ({}, 5, None)
    assert await live.booked() == before


def test_an_order_named_again_meanwhile_is_asked_about_again() -> None:
    """A hint that comes while the order is being read is not lost with the cursor that reading ends with."""
    began = hinted({}, ["1", "2"], deleted=False)
    stored = hinted(hinted(began, ["1"], deleted=True), ["3"], deleted=False)
    assert settled(stored, began, {"orders": {}}) == {
        "orders": {"1": {"seen": 2, "deleted": True}, "3": {"seen": 1, "deleted": False}}
    }


async def test_a_deleted_order_leaves_the_books_and_a_lie_does_not(live: LiveShop) -> None:
    """An orders/delete about an order that is still there changes nothing; about one that is gone, voids it."""
    (row,) = await live.rows("select order_ref from orders where tenant_id = :tenant order by order_ref limit 1")
    booked = await live.booked()
    await live.sync.handle_webhook(said(live, "orders/delete", {"id": int(row[0])}))
    await live.sync.run_due()
    assert await live.booked() == booked
    await live.sync.handle_webhook(said(live, "orders/delete", {"id": 99_999_999}))
    await live.sync.run_due()
    assert (await live.streams())["shopify.named_orders"].error is None
    assert await live.booked() == booked


async def test_an_uninstalled_app_is_disconnected_and_its_tokens_wiped(live: LiveShop) -> None:
    """app/uninstalled: no token is left, the connection says why, its streams are off, the books stay."""
    booked = await live.booked()
    await live.sync.handle_webhook(said(live, "app/uninstalled", {"id": 1}))
    (connection,) = await live.rows(
        "select status, problem from platform_connections where tenant_id = :tenant and platform = 'shopify'"
    )
    assert (connection.status, connection.problem["code"]) == ("disconnected", "uninstalled")
    assert await live.rows("select field from tokens where tenant_id = :tenant") == []
    streams = await live.streams()
    assert {row.state for name, row in streams.items() if name.startswith("shopify")} == {"off"}
    assert {ticket.stream for ticket in await live.sync.run_due()} <= {"rates"}
    assert await live.booked() == booked
    await live.sim.do("uninstall", {"shop": live.domain})
    await live.connect("shopify")
    await live.read_all("shopify")
    assert {row.state for row in (await live.streams()).values()} == {"idle"}


async def test_changed_permissions_are_read_anew(live: LiveShop) -> None:
    """app/scopes_update: what was granted is asked for, not taken from the event."""
    await live.sim.do("scopes", {"shop": live.domain, "scopes": ["read_orders", "read_products"]})
    await live.sync.handle_webhook(said(live, "app/scopes_update", {"current": ["read_everything"]}))
    await live.sync.run_due()
    (row,) = await live.rows(
        "select scopes from platform_connections where tenant_id = :tenant and platform = 'shopify'"
    )
    assert sorted(row.scopes) == ["read_orders", "read_products"]


async def test_a_customer_is_forgotten_and_a_request_is_told(live: LiveShop) -> None:
    """customers/redact takes the pseudonym off the orders; data_request says which orders are held; both are logged."""
    pseudonym = Customers(live.tenant.customer_salt).ref("4711")
    orders = [row[0] for row in await live.rows("select order_ref from orders where tenant_id = :tenant limit 3")]
    await live.change("update orders set customer_ref = :who where order_ref = any(:orders)", who=pseudonym,
                      orders=orders[:2])  # fmt: skip
    asked = {"customer": {"id": 4711}, "orders_requested": [int(orders[2])], "data_request": {"id": 9}}
    await live.sync.handle_webhook(said(live, "customers/data_request", asked))
    (alert,) = await live.rows("select subject, detail from sync_alerts where kind = 'customer_data_request'")
    assert (alert.subject, alert.detail["orders"]) == ("9", sorted(orders))
    await live.sync.handle_webhook(said(live, "customers/redact", {"customer": {"id": 4711}, "orders_to_redact": []}))
    left = await live.rows(
        "select count(*) from orders where tenant_id = :tenant and customer_ref = :who", who=pseudonym
    )
    assert left[0][0] == 0
    logged = await live.rows("select kind from import_runs where tenant_id = :tenant and kind like 'privacy.%'")
    assert {row.kind for row in logged} == {"privacy.customers/data_request", "privacy.customers/redact"}


async def test_a_shop_is_forgotten_whole(live: LiveShop) -> None:
    """shop/redact after the app is gone deletes every row of the connection, and the daily sums that rested on it."""
    await live.sync.handle_webhook(said(live, "shop/redact", {"shop_domain": live.domain}))
    assert await live.booked()  # still connected: not meant
    await live.sync.handle_webhook(said(live, "app/uninstalled", {"id": 1}))
    await live.change(
        "insert into documents (tenant_id, id, name, kind, media_type, content, size, says, rows, created_at,"
        " expires_at, created_by)"
        " select id, id, 'orders', 'orders', 'text/csv', 'x', 1, '', 1, now(), now(), id from tenants where id = :me",
        me=live.caller.tenant_id,
    )
    await live.sync.handle_webhook(said(live, "shop/redact", {"shop_domain": live.domain}))
    assert await live.booked() == {}
    for table in (
        "source_records",
        "orders",
        "pnl_daily",
        "sku_daily",
        "variants",
        "payouts",
        "webhook_events",
        "documents",
    ):
        assert await live.rows(f"select 1 from {table} where tenant_id = :tenant limit 1") == [], table
    (logged,) = await live.rows("select file_name from import_runs where kind = 'privacy.shop/redact'")
    assert "deleted" in logged.file_name


async def test_a_stranger_is_nobodys_news(live: LiveShop) -> None:
    """An event of a shop that nobody connected is noted nowhere."""
    delivery = Delivery("orders/updated", "other.myshopify.com", "1", "1", "2026-10", {"id": 1})
    await live.sync.handle_webhook(delivery)
    assert await live.rows("select 1 from webhook_events where tenant_id = :tenant") == []


async def test_a_real_delivery_is_not_about_the_sandboxs_shop(live: LiveShop) -> None:
    """Signed by the real app, of a shop that is only in the sandbox: nobody's news."""
    delivery = Delivery("app/uninstalled", live.domain, "2", "2", "2026-10", {"id": 1}, sandbox=False)
    await live.sync.handle_webhook(delivery)
    assert await live.rows("select 1 from webhook_events where tenant_id = :tenant") == []
