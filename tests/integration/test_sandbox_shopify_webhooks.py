"""Webhooks of the simulated shop: signed, sent to whoever subscribed, tried again, held, doubled and out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sandbox_shopify_desk import Desk, Inbox, a_shop, an_inbox, signed, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SUBSCRIBE = """mutation($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: $uri}) {
    webhookSubscription { id topic uri } userErrors { field message } } }"""
LIST = "{ webhookSubscriptions(first: 20) { nodes { id topic } } }"


@pytest.fixture
async def shop() -> AsyncIterator[Desk]:
    async with a_shop(days=3) as desk:
        yield desk


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    async with an_inbox() as kept:
        yield kept


async def subscribe(desk: Desk, topic: str, uri: str) -> dict[str, Any]:
    return (await desk.data(SUBSCRIBE, topic=topic, uri=uri))["webhookSubscriptionCreate"]


def control(desk: Desk, **said: Any) -> Any:
    return desk.http.post(f"{desk.sim.url}/__sim/webhooks", json={"shop": desk.world.shop_domain, **said})


async def test_what_happens_is_told_to_whoever_subscribed(shop: Desk, inbox: Inbox) -> None:
    """A day of the shop's life arrives as signed webhooks about its orders, ids beyond 2^53 as whole numbers."""
    for topic in ("ORDERS_CREATE", "ORDERS_UPDATED", "REFUNDS_CREATE", "ORDER_TRANSACTIONS_CREATE"):
        assert (await subscribe(shop, topic, inbox.url))["userErrors"] == []
    await shop.pass_time(hours=20)
    updated = {
        one.id for one in shop.world.orders.values() if (shop.sim.clock.now() - one.updated_at).total_seconds() < 72000
    }
    got: set[int] = set()

    def all_told() -> bool:
        got.update(
            orjson.loads(text)["id"] for headers, text in inbox.got if headers["x-shopify-topic"].startswith("orders/")
        )
        return updated <= got

    await until(all_told)
    assert "order_transactions/create" in inbox.topics()
    for headers, text in inbox.got:
        assert headers["x-shopify-hmac-sha256"] == signed(shop.sim.apps.shopify.client_secret, text)
        assert headers["x-shopify-shop-domain"] == shop.world.shop_domain
        assert headers["x-shopify-api-version"] == "2026-10"
        assert headers["x-shopify-webhook-id"]
        assert headers["x-shopify-event-id"]
        assert headers["x-shopify-triggered-at"].endswith("Z")
        said = orjson.loads(text)
        assert said["admin_graphql_api_id"].endswith(f"/{said['id']}")


async def test_a_subscription_can_be_refused_listed_and_deleted(shop: Desk, inbox: Inbox) -> None:
    """Twice the same, an address off this machine, and a topic without its scope are user errors."""
    made = (await subscribe(shop, "ORDERS_UPDATED", inbox.url))["webhookSubscription"]
    assert "already been taken" in (await subscribe(shop, "ORDERS_UPDATED", inbox.url))["userErrors"][0]["message"]
    assert (await subscribe(shop, "ORDERS_EDITED", "https://example.com/x"))["userErrors"]
    await shop.http.post(
        f"{shop.sim.url}/__sim/scopes", json={"shop": shop.world.shop_domain, "scopes": ["read_products"]}
    )
    assert "permission" in (await subscribe(shop, "REFUNDS_CREATE", inbox.url))["userErrors"][0]["message"]
    assert [one["id"] for one in (await shop.data(LIST))["webhookSubscriptions"]["nodes"]] == [made["id"]]
    fields = "deletedWebhookSubscriptionId userErrors { message }"
    delete = f"mutation($id: ID!) {{ webhookSubscriptionDelete(id: $id) {{ {fields} }} }}"
    assert (await shop.data(delete, id=made["id"]))["webhookSubscriptionDelete"][
        "deletedWebhookSubscriptionId"
    ] == made["id"]
    assert (await shop.data(delete, id=made["id"]))["webhookSubscriptionDelete"]["userErrors"]


async def test_webhooks_can_be_held_and_let_go_doubled_and_out_of_order(shop: Desk, inbox: Inbox) -> None:
    """Nothing arrives while held; then each as often as asked, the copies with the same ids, in another order."""
    await subscribe(shop, "ORDERS_CREATE", inbox.url)
    await control(shop, hold=True)
    before = set(shop.world.orders)
    await shop.pass_time(hours=30)
    born = [number for number in shop.world.orders if number not in before]
    assert len(born) > 3
    assert inbox.got == []
    await control(shop, deliver=True, copies=2, shuffle=3)
    await until(lambda: len(inbox.got) >= 2 * len(born))
    ids = [headers["x-shopify-webhook-id"] for headers, _ in inbox.got]
    assert len(ids) == 2 * len(set(ids))
    assert [orjson.loads(text)["id"] for _, text in inbox.got][: len(born)] != born


async def test_a_refused_webhook_is_tried_eight_times_more_and_then_its_subscription_is_gone(
    shop: Desk, inbox: Inbox
) -> None:
    """Over four hours of the shop's time the same webhook comes nine times; an answer in between ends it."""
    await subscribe(shop, "SHOP_UPDATE", inbox.url)
    inbox.status = 500
    await control(shop, send="shop/update")
    await until(lambda: len(inbox.got) == 1)
    for tries, minutes in enumerate((1, 2, 4, 8, 15, 30, 60, 120), start=2):
        shop.later(minutes=minutes)
        await until(lambda tries=tries: len(inbox.got) == tries)
    assert len({headers["x-shopify-webhook-id"] for headers, _ in inbox.got}) == 1
    await shop.install()
    await until(lambda: not shop.site.subscriptions())


async def test_uninstalling_is_told_at_once_and_the_shop_is_redacted_two_days_later(shop: Desk, inbox: Inbox) -> None:
    """app/uninstalled comes now, shop/redact after 48 hours to the address of the app's own configuration."""
    await control(shop, url=inbox.url)
    await subscribe(shop, "APP_UNINSTALLED", inbox.url)
    await shop.http.post(f"{shop.sim.url}/__sim/uninstall", json={"shop": shop.world.shop_domain})
    await until(lambda: inbox.topics() == ["app/uninstalled"])
    shop.later(minutes=48 * 60 + 1)
    await until(lambda: inbox.topics() == ["app/uninstalled", "shop/redact"])
    assert orjson.loads(inbox.got[1][1])["shop_domain"] == shop.world.shop_domain


async def test_a_shop_that_comes_back_is_not_redacted(shop: Desk, inbox: Inbox) -> None:
    """Installed again within two days, no shop/redact goes out; customers' requests still do."""
    await control(shop, url=inbox.url)
    await shop.http.post(f"{shop.sim.url}/__sim/uninstall", json={"shop": shop.world.shop_domain})
    await shop.install()
    shop.later(minutes=48 * 60 + 1)
    await control(shop, send="customers/redact", customer=7, orders=[1, 2])
    await until(lambda: inbox.topics() == ["customers/redact"])
    assert orjson.loads(inbox.got[0][1])["orders_to_redact"] == [1, 2]


async def test_the_end_of_a_bulk_operation_and_a_change_of_scopes_are_told(shop: Desk, inbox: Inbox) -> None:
    """bulk_operations/finish names the operation and how it ended; app/scopes_update what was and is granted."""
    for topic in ("BULK_OPERATIONS_FINISH", "APP_SCOPES_UPDATE"):
        await subscribe(shop, topic, inbox.url)
    query = "{ orders { edges { node { id } } } }"
    run = "mutation($q: String!) { bulkOperationRunQuery(query: $q) { bulkOperation { id } } }"
    operation = (await shop.data(run, q=query))["bulkOperationRunQuery"]["bulkOperation"]["id"]
    await until(lambda: inbox.topics() == ["bulk_operations/finish"])
    said = orjson.loads(inbox.got[0][1])
    assert (said["admin_graphql_api_id"], said["status"]) == (operation, "completed")
    await shop.http.post(
        f"{shop.sim.url}/__sim/scopes", json={"shop": shop.world.shop_domain, "scopes": ["read_orders"]}
    )
    await until(lambda: len(inbox.got) == 2)
    assert orjson.loads(inbox.got[1][1])["current"] == ["read_orders"]
