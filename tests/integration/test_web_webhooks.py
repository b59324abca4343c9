"""What Shopify calls out: signed or refused, noted once however often it comes, answered before anything is done."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest
from shop_desk import Desk
from site_desk import Site, site

from credora_agent.core.settings import Settings
from credora_agent.platforms.shopify.webhooks import PRIVACY
from credora_agent.tables.sources import Connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from credora_agent.core.db import Database

SECRET = "shpss_canary"  # noqa: S105 - a secret of nobody's
SETTINGS = Settings(shopify_api_key="app", shopify_api_secret=SECRET)


@pytest.fixture
async def desk(books: Desk) -> AsyncIterator[Site]:
    """Lend the site over books with a connected shop."""
    await connect(books, shop_of(books))
    async with site(books, SETTINGS) as lent:
        yield lent


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """Lend Shopify's end of the wire."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        yield client


def shop_of(books: Desk) -> str:
    """Return the domain of the one shop those books are of."""
    return f"{books.slug}.myshopify.com"


async def connect(books: Desk, shop: str) -> None:
    async def add(session: Any) -> None:
        session.add(Connection(tenant_id=books.shop.tenant, id=uuid4(), platform="shopify", account=shop, provides=[]))

    await books.database.write(books.caller, add)


async def deliver(http: httpx2.AsyncClient, desk: Site, **changed: Any) -> httpx2.Response:
    """Deliver as Shopify does; `changed` are event, topic, shop, secret, body."""
    body: bytes = changed.get("body", b'{"id": 9007199254740993}')
    secret: str = changed.get("secret", SECRET)
    headers = {
        "x-shopify-hmac-sha256": base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode(),
        "x-shopify-shop-domain": changed.get("shop", shop_of(desk.desk)),
        "x-shopify-topic": changed.get("topic", "orders/updated"),
        "x-shopify-webhook-id": str(uuid4()),
        "x-shopify-event-id": changed.get("event", "e1"),
        "content-type": "application/json",
    }
    return await http.post(f"{desk.url}/webhooks/shopify", content=body, headers=headers)


async def noted(books: Desk) -> list[str]:
    """Return the topics of the events the books have noted."""
    return [topic for (topic,) in await books.rows("select topic from webhook_events order by 1")]


async def test_a_delivery_is_noted_and_makes_its_order_due(desk: Site, http: httpx2.AsyncClient) -> None:
    """The order is named, not read: the stream that asks about single orders is due, and nothing else happened."""
    assert (await deliver(http, desk)).status_code == 200
    assert await noted(desk.desk) == ["orders/updated"]
    ((cursor, due),) = await desk.desk.rows("select cursor::text, due_at is not null from sync_streams")
    assert "9007199254740993" in cursor
    assert due


async def test_an_event_counts_once_however_often_it_comes(desk: Site, http: httpx2.AsyncClient) -> None:
    """F9: five deliveries at once and one late, out of order with another event: each is passed on once."""
    answers = await asyncio.gather(*(deliver(http, desk, event=event) for event in ("e1", "e2") for _ in range(5)))
    answers.append(await deliver(http, desk, event="e1"))
    assert {answer.status_code for answer in answers} == {200}
    assert await noted(desk.desk) == ["orders/updated"] * 2


@pytest.mark.parametrize("topic", ["orders/updated", *PRIVACY])
async def test_an_unsigned_delivery_is_refused(desk: Site, http: httpx2.AsyncClient, topic: str) -> None:
    """401 for a bad signature, the three mandatory privacy topics included; 200 for the same well signed."""
    answer = await deliver(http, desk, topic=topic, secret="guessed")  # noqa: S106
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_webhook")
    assert await noted(desk.desk) == []
    assert (await deliver(http, desk, topic=topic)).status_code == 200
    assert await noted(desk.desk) == [topic]


@pytest.mark.parametrize("cut", [b"", b"[]", b"not json"])
async def test_a_signed_delivery_of_nothing_is_refused(desk: Site, http: httpx2.AsyncClient, cut: bytes) -> None:
    assert (await deliver(http, desk, body=cut)).status_code == 401
    assert await noted(desk.desk) == []


async def test_a_delivery_for_another_shop_than_it_says_is_refused(desk: Site, http: httpx2.AsyncClient) -> None:
    """The headers are not signed: a body of another shop under our shop's name changes nothing."""
    body = json.dumps({"shop_domain": "other.myshopify.com"}).encode()
    assert (await deliver(http, desk, topic="shop/redact", body=body)).status_code == 401


async def test_a_shop_nobody_connected_is_nobody_s_news(desk: Site, http: httpx2.AsyncClient) -> None:
    assert (await deliver(http, desk, shop="stranger.myshopify.com")).status_code == 200
    assert await noted(desk.desk) == []


async def test_every_set_of_books_of_the_shop_is_told(
    desk: Site, http: httpx2.AsyncClient, database: Database, tmp_path: Path
) -> None:
    """Two tenants keep books of the same shop: each has its own note of the event, and sees only that."""
    other = await Desk.open(database, tmp_path)
    await connect(other, shop_of(desk.desk))
    assert (await deliver(http, desk, event="both")).status_code == 200
    assert await noted(desk.desk) == await noted(other) == ["orders/updated"]


async def test_without_an_app_every_delivery_is_refused(books: Desk, http: httpx2.AsyncClient) -> None:
    async with site(books, Settings()) as desk:
        assert (await deliver(http, desk)).status_code == 401


async def test_a_body_beyond_all_measure_is_refused(desk: Site, http: httpx2.AsyncClient) -> None:
    answer = await deliver(http, desk, body=b" " * (17 << 20))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_deliveries_are_acknowledged_with_no_worker_running(desk: Site, http: httpx2.AsyncClient) -> None:
    """A hundred events, ten at a time: each is answered and noted once, though nobody works on them."""
    for ten in range(10):
        answers = await asyncio.gather(*(deliver(http, desk, event=f"n{ten * 10 + n}") for n in range(10)))
        assert {answer.status_code for answer in answers} == {200}
    assert len(await noted(desk.desk)) == 100
