"""The Shopify client against the sandbox, over real HTTP: consent, pages, bulk files, and every fault it can make."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sandbox_shopify_desk import NOW, Desk, a_shop
from scripted import KeptTokens, NotedPace

from credora_agent.cli.sandbox.consent import consent
from credora_agent.platforms.addresses import sandbox
from credora_agent.platforms.base import (
    Alarm,
    App,
    BadCallback,
    DeadToken,
    FreshTokenRefused,
    Frozen,
    MissingScope,
    PlatformFault,
)
from credora_agent.platforms.http import Retries, open_http
from credora_agent.platforms.shopify import oauth
from credora_agent.platforms.shopify.calls import NESTED
from credora_agent.platforms.shopify.client import ShopifyClient
from credora_agent.platforms.shopify.scopes import OPTIONAL, SCOPES
from credora_agent.platforms.shopify.webhooks import TOPICS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx2

    from credora_agent.platforms.shopify.bulk import BulkState

SINCE = NOW - timedelta(days=90)
BACK = "http://127.0.0.1:9/back"


class SlowPace(NotedPace):
    """A pace that gives the sandbox's bucket its seconds by moving the sandbox's clock."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    async def block(self, seconds: float) -> None:
        """Let the seconds pass, there."""
        await super().block(seconds)
        self.desk.sim.clock.advance(timedelta(seconds=seconds))


@dataclass
class Counter:
    """A shop of the sandbox, and whoever reads it."""

    desk: Desk
    http: httpx2.AsyncClient

    @property
    def app(self) -> App:
        """Return the app the sandbox knows us as."""
        return App(self.desk.sim.apps.shopify.client_id, self.desk.sim.apps.shopify.client_secret)

    @property
    def shop(self) -> str:
        """Return the shop's domain."""
        return self.desk.world.shop_domain

    def client(self, *tokens: str, alarms: list[Alarm] | None = None) -> ShopifyClient:
        """Return a client that knows nothing yet."""
        return ShopifyClient(
            self.http,
            sandbox(self.desk.sim.url),
            self.shop,
            KeptTokens(*(tokens or (self.desk.token,))),
            SlowPace(self.desk),
            alarm=(alarms if alarms is not None else []).append,
            retries=Retries(attempts=4, first=0, cap=0),
        )

    async def consent(self, **how: Any) -> dict[str, str]:
        """Return what comes back from the consent page."""
        url = oauth.authorize_url(
            sandbox(self.desk.sim.url), self.app, shop=self.shop, redirect_uri=BACK, state="st", scopes=SCOPES
        )
        return await consent(self.http, url, **how)

    async def read(self, client: ShopifyClient) -> dict[str, dict[str, Any]]:
        """Return all orders, page by page, as whoever starts anew where a page was refused."""
        found: dict[str, dict[str, Any]] = {}
        after = None
        for _ in range(500):
            try:
                page = await client.orders(SINCE, NOW, after)
            except PlatformFault:
                after = None
                continue
            for node in page.nodes:
                found[node["id"]] = node
            after = page.next
            if after is None:
                return found
        raise AssertionError("no end")

    async def bulk(self, client: ShopifyClient) -> list[tuple[int, dict[str, Any]]]:
        """Return all orders with their offsets by a bulk operation."""
        state = await ended(client)
        assert state.url, state
        async with aclosing(client.bulk_orders(state.url)) as orders:
            found = [each async for each in orders]
        assert len(found) == state.roots
        return found


async def ended(client: ShopifyClient) -> BulkState:
    """Return what became of a bulk operation over all orders."""
    operation = await client.start_bulk(None, NOW)
    while (state := await client.bulk(operation)).status not in {"COMPLETED", "FAILED"}:  # noqa: ASYNC110 - as clients do
        await asyncio.sleep(0.02)
    return state


@pytest.fixture(scope="module")
async def counter() -> AsyncIterator[Counter]:
    async with a_shop(days=24) as desk, open_http() as http:
        yield Counter(desk, http)


@pytest.fixture(autouse=True)
def calm(counter: Counter) -> None:
    counter.desk.sim.faults.remove()


@pytest.fixture(scope="module")
async def truth(counter: Counter) -> dict[str, dict[str, Any]]:
    """Return what a bulk operation says of all orders when nothing goes wrong."""
    return {node["id"]: node for _, node in await counter.bulk(counter.client())}


async def test_pages_and_bulk_give_the_same_orders(counter: Counter, truth: dict[str, Any]):
    """To the last field, for every order of the shop; and those asked for by id are the same again."""
    assert await counter.read(counter.client()) == truth
    some = list(truth)[::15]
    found = await counter.client().orders_by_id([*some, "gid://shopify/Order/1"])
    assert found == {**{order: truth[order] for order in some}, "gid://shopify/Order/1": None}


async def test_orders_have_every_agreement_and_sale_there_is(counter: Counter, truth: dict[str, Any]):
    """Counted against the world itself, which no client has read: nothing is cut at a page's end."""
    world = counter.desk.world
    counts = {
        f"gid://shopify/Order/{order.id}": [len(each.sales) for each in sorted(order.agreements, key=lambda a: a.id)]
        for order in world.orders.values()
        if order.id not in world.deleted_orders
    }
    assert {
        order: [len(each["sales"]) for each in sorted(node["agreements"], key=lambda a: int(a["id"].rsplit("/")[-1]))]
        for order, node in truth.items()
    } == counts
    assert max(len(sales) for sales in counts.values()) > 1


async def test_orders_larger_than_their_page_come_whole(
    counter: Counter, truth: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    """With room for one agreement and one sale in its page, nearly every order has to be put together from more."""
    monkeypatch.setitem(NESTED, "agreements", 1)
    monkeypatch.setitem(NESTED, "sales", 1)
    some = [order for order, node in truth.items() if len(node["agreements"]) > 1][:6]
    assert len(some) > 1
    assert await counter.client().orders_by_id(some) == {order: truth[order] for order in some}
    page = await counter.client().orders(SINCE, NOW)
    assert all(node == truth[node["id"]] for node in page.nodes)


async def test_a_small_window_and_a_small_page_still_bring_whole_orders(counter: Counter, truth: dict[str, Any]):
    page = await counter.client().orders(NOW - timedelta(days=2), NOW, None, 1)
    assert len(page.nodes) == 1
    assert page.nodes[0] == truth[page.nodes[0]["id"]]
    assert page.next


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset"},
        {"kind": "truncate", "bytes": 300},
        {"kind": "html_502"},
        {"kind": "status", "code": 503},
        {"kind": "internal_error"},
        {"kind": "throttle"},
        {"kind": "status", "code": 429, "headers": {"retry-after": "2"}},
        {"kind": "duplicate_page"},
        {"kind": "cursor_back"},
    ],
    ids=lambda fault: f"{fault['kind']}{fault.get('code', '')}",
)
@pytest.mark.parametrize("nth", [1, 3])
async def test_whatever_goes_wrong_on_the_way_the_orders_are_the_same(
    counter: Counter, truth: dict[str, Any], fault: dict[str, Any], nth: int
):
    """A fault at the first request, or in the midst of paging: none missing, none half, none stale."""
    counter.desk.sim.faults.add({"match": "shopify.graphql", "nth": nth, **fault})
    assert await counter.read(counter.client()) == truth
    assert counter.desk.sim.faults.rules[0].fired == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset"},
        {"kind": "truncate", "bytes": 9_000},
        {"kind": "html_502"},
        {"kind": "slow_drip", "bytes": 40_000, "seconds": 0.002},
    ],
)
async def test_a_bulk_file_that_breaks_off_is_read_to_its_end(
    counter: Counter, truth: dict[str, Any], fault: dict[str, Any]
):
    counter.desk.sim.faults.add({"match": "shopify.bulk_file", "nth": 1, **fault})
    found = await counter.bulk(counter.client())
    assert [node["id"] for _, node in found] == list(truth)
    assert {node["id"]: node for _, node in found} == truth


async def test_a_bulk_file_is_read_on_from_any_offset(counter: Counter, truth: dict[str, Any]):
    """A worker that died after any order goes on with the very next."""
    client = counter.client()
    state = await ended(client)
    first = [each async for each in client.bulk_orders(state.url or "")]
    for number in range(0, len(first), len(first) // 7):
        rest = [each async for each in client.bulk_orders(state.url or "", first[number][0])]
        assert rest == first[number + 1 :]
    assert [node["id"] for _, node in first] == list(truth)


@pytest.mark.parametrize(("kind", "partial"), [("bulk_fail", False), ("bulk_partial", True)])
async def test_a_bulk_operation_that_fails_has_no_file(counter: Counter, kind: str, partial: bool):  # noqa: FBT001
    counter.desk.sim.faults.add({"match": "shopify.graphql", "nth": 1, "kind": kind})
    state = await ended(counter.client())
    assert (state.status, state.url, bool(state.partial_url)) == ("FAILED", None, partial)
    assert state.error_code


async def test_a_version_that_moves_forward_is_an_alarm(counter: Counter):
    counter.desk.sim.faults.add({"match": "shopify.graphql", "kind": "version_forward"})
    alarms: list[Alarm] = []
    client = counter.client(alarms=alarms)
    await client.shop()
    await client.variants()
    assert [alarm.kind for alarm in alarms] == ["version_moved"]


async def test_consent_exchange_refresh_and_use(counter: Counter):
    """The whole way of a merchant: page, signed return, pair, next pair; each token good for what it should be."""
    back = await counter.consent()
    got = oauth.check_callback(back.items(), counter.app, now=counter.desk.sim.clock.now())
    assert (got.shop, got.state) == (counter.shop, "st")
    asked: dict[str, Any] = {"shop": got.shop, "now": NOW}
    ways = (counter.http, sandbox(counter.desk.sim.url), counter.app)
    first = await oauth.exchange(*ways, code=got.code, **asked)
    assert first.scopes == set(SCOPES)
    second = await oauth.refresh(*ways, refresh_token=first.refresh_token or "", **asked)
    again = await oauth.refresh(*ways, refresh_token=first.refresh_token or "", **asked)
    assert (await counter.client(again.access_token).shop())["currencyCode"] == counter.desk.world.currency
    with pytest.raises(DeadToken):
        await oauth.refresh(*ways, refresh_token=first.refresh_token or "", **asked)
    with pytest.raises(FreshTokenRefused):
        await counter.client(second.access_token, first.access_token).shop()
    assert (await counter.client(second.access_token, again.access_token).shop())["scopes"]


async def test_a_return_with_a_clock_gone_wrong_is_refused(counter: Counter):
    counter.desk.sim.faults.add({"match": "shopify.authorize", "kind": "clock_skew", "seconds": -120})
    back = await counter.consent()
    with pytest.raises(BadCallback):
        oauth.check_callback(back.items(), counter.app, now=counter.desk.sim.clock.now())


async def test_what_was_not_granted_is_missed_by_name(counter: Counter):
    """Each list by itself; the others go on."""
    counter.desk.sim.consent.change({"scopes": ["read_products", "read_inventory"]})
    try:
        back = await counter.consent()
        got = oauth.check_callback(back.items(), counter.app, now=counter.desk.sim.clock.now())
        ways = (counter.http, sandbox(counter.desk.sim.url), counter.app)
        grant = await oauth.exchange(*ways, shop=got.shop, code=got.code, now=NOW)
        client = counter.client(grant.access_token)
        assert (await client.variants()).nodes
        with pytest.raises(MissingScope) as told:
            await client.orders(SINCE, NOW)
        assert "read_orders" in told.value.scopes
        with pytest.raises(MissingScope) as told:
            await client.balance()
        assert set(told.value.scopes) & {"read_shopify_payments_accounts", "read_shopify_payments"}
        assert (await client.shop())["paymentsAccount"] is None
    finally:
        counter.desk.sim.consent.change({"scopes": None})
        await counter.desk.install()


async def test_the_other_lists_are_whole(counter: Counter):
    """Variants, payouts and balance against the world's own."""
    world, client = counter.desk.world, counter.client()
    back = await counter.consent()
    got = oauth.check_callback(back.items(), counter.app, now=counter.desk.sim.clock.now())
    ways = (counter.http, sandbox(counter.desk.sim.url), counter.app)
    grant = await oauth.exchange(*ways, shop=got.shop, code=got.code, now=NOW)
    client = counter.client(grant.access_token)

    async def every(name: str, *given: Any) -> list[dict[str, Any]]:
        nodes, after = [], None
        while True:
            page = await getattr(client, name)(*given, after)
            nodes += page.nodes
            after = page.next
            if after is None:
                return nodes

    variants, balance, payouts = (await every("variants"), await every("balance", None), await every("payouts", None))
    assert {int(node["id"].rsplit("/")[-1]) for node in variants} == set(world.variants)
    assert {int(node["id"].rsplit("/")[-1]) for node in balance} == set(world.balance)
    assert {int(node["id"].rsplit("/")[-1]) for node in payouts} == set(world.payouts)
    moments = [node["transactionDate"] for node in balance]
    assert moments == sorted(moments)
    recent = await every("balance", NOW - timedelta(days=5))
    assert recent == [node for node in balance if node["transactionDate"] >= "2026-11-15T12:00:00Z"]
    with pytest.raises(MissingScope):
        await every("customers", SINCE, NOW)
    assert OPTIONAL == ("read_customers",)


async def test_restocks_are_those_of_the_refunds(counter: Counter, truth: dict[str, Any]):
    refunds = {
        f"gid://shopify/Refund/{refund.id}": refund
        for order in counter.desk.world.orders.values()
        if order.id not in counter.desk.world.deleted_orders
        for refund in order.refunds
    }
    named = {refund["id"] for node in truth.values() for refund in node["refunds"]}
    found = await counter.client().restocks(refunds)
    assert named == set(refunds) == set(found)
    assert sum(units for lines in found.values() for ways in lines.values() for units in ways.values()) == sum(
        line.quantity for refund in refunds.values() for line in refund.lines
    )


async def test_all_topics_are_taken_and_moved(counter: Counter):
    client = counter.client()
    first = await client.subscribe(TOPICS, f"{BACK}/1")
    assert (first.topics, first.refused) == (TOPICS, {})
    assert (await client.subscribe(TOPICS, f"{BACK}/2")).topics == TOPICS


async def test_a_frozen_shop_and_an_uninstalled_app(counter: Counter):
    """Last: nothing is let in afterwards."""
    counter.desk.sim.faults.add({"match": "shopify.graphql", "nth": 1, "kind": "status", "code": 402})
    with pytest.raises(Frozen):
        await counter.client().shop()
    await counter.desk.sim.tell("uninstall", counter.shop, {})
    with pytest.raises(FreshTokenRefused):  # whoever renews the token learns that the app is gone
        await counter.client(counter.desk.token, counter.desk.token).shop()
