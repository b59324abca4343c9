"""How a shop is asked: what each answer means, what is tried again, and that lists come flat, whole and once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from scripted import KeptTokens, NotedPace, Reply, Scripted, scripted

from credora_agent.core.errors import BadInput
from credora_agent.platforms.addresses import PRODUCTION, sandbox
from credora_agent.platforms.base import (
    Alarm,
    FreshTokenRefused,
    Frozen,
    MissingScope,
    Passing,
    PlatformFault,
    Refused,
    Throttled,
    TooMuch,
)
from credora_agent.platforms.http import Retries, open_http
from credora_agent.platforms.shopify.bulk import FULL
from credora_agent.platforms.shopify.calls import PATIENT
from credora_agent.platforms.shopify.client import ShopifyClient
from credora_agent.platforms.shopify.jsonl import FileGone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SHOP = "amber-fox.myshopify.com"
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
AT_ONCE = Retries(attempts=3, first=0, cap=0)
LEFT = {"maximumAvailable": 2000.0, "currentlyAvailable": 1500, "restoreRate": 100.0}


class Bench:
    """A client of a scripted shop, with all it was given."""

    def __init__(self, server: Scripted, http: Any) -> None:
        self.server = server
        self.tokens, self.pace = KeptTokens("first", "second"), NotedPace()
        self.alarms: list[Alarm] = []
        self.client = ShopifyClient(
            http, sandbox(server.url), SHOP, self.tokens, self.pace, alarm=self.alarms.append, retries=AT_ONCE
        )

    def variables(self, which: int = -1) -> dict[str, Any]:
        """Return the variables of a request that was made."""
        found: dict[str, Any] = self.server.asked[which].json["variables"]
        return found


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with scripted() as server, open_http() as http:
        yield Bench(server, http)


def data(requested: int = 10, **said: Any) -> Reply:
    extensions = {"cost": {"requestedQueryCost": requested, "actualQueryCost": 5, "throttleStatus": LEFT}}
    return Reply(body={"data": said, "extensions": extensions}, headers={"X-Shopify-API-Version": "2026-10"})


def failed(code: str, *, message: str = "No.", **extensions: Any) -> Reply:
    return Reply(body={"errors": [{"message": message, "extensions": {"code": code, **extensions}}]})


def variants(*ids: str, after: str | None = None) -> Reply:
    info = {"hasNextPage": after is not None, "endCursor": after}
    nodes = [{"id": each, "updatedAt": "2026-01-01T00:00:00Z"} for each in ids]
    return data(productVariants={"nodes": nodes, "pageInfo": info})


# ── What an answer means ───────────────────────────────────────────────────────


async def test_a_request_carries_token_version_and_variables(bench: Bench):
    bench.server.tell(variants("gid://shopify/ProductVariant/1"))
    page = await bench.client.variants()
    [asked] = bench.server.asked
    assert asked.path == f"/shopify/{SHOP}/admin/api/2026-10/graphql.json"
    assert asked.headers["x-shopify-access-token"] == "first"
    assert asked.json["query"].startswith("# A page of what is on the shelf")
    assert [node["id"] for node in page.nodes] == ["gid://shopify/ProductVariant/1"]
    assert page.next is None
    assert bench.pace.learned == [{"available": 1500, "capacity": 2000, "restore": 100}]


@pytest.mark.parametrize(
    ("reply", "fault", "says"),
    [
        (Reply(402, {"errors": "Unavailable Shop"}), Frozen, "bill"),
        (Reply(423, {"errors": "Locked"}), Frozen, "locked"),
        (Reply(403, {"errors": "Forbidden"}), Refused, "does not let us in"),
        (Reply(404, {"errors": "Not Found"}), Refused, "knows no shop"),
        (Reply(400, {"errors": "Bad"}), Refused, "status 400"),
        (
            Reply(301, headers={"location": "https://new-name.myshopify.com/admin/api"}),
            Refused,
            "now called new-name.myshopify.com",
        ),
        (Reply(302, headers={"location": "https://evil.example/"}), Refused, "another address"),
        (Reply(302, headers={"location": "https://new-name.myshopify.com.evil.example/"}), Refused, "another address"),
        (failed("SHOP_INACTIVE"), Frozen, "not active"),
        (failed("undefinedField", message="Field 'x' doesn't exist"), Refused, "Field 'x'"),
        (Reply(body={"errors": [{"message": "Parse error", "locations": [{"line": 1}]}]}), Refused, "Parse error"),
        (failed("MAX_COST_EXCEEDED"), TooMuch, "points"),
        (Reply(429, headers={"retry-after": "2.0"}), Throttled, "just now"),
        (Reply(502, b"<html>Bad Gateway</html>"), Passing, "status 502"),
        (Reply(200, b"<html>Maintenance</html>"), Passing, "not JSON"),
        (Reply(200, {"data": {"shop": {}}}, cut=5), Passing, "RemoteProtocolError"),
        (Reply(reset=True), Passing, "Error"),
        (Reply(200, {"data": None}), Passing, "without data"),
        (Reply(200, []), Passing, "unknown shape"),
        (failed("INTERNAL_SERVER_ERROR", message="Internal error."), Passing, "Internal error"),
        (Reply(200, {"errors": "something odd"}), Passing, "something odd"),
    ],
)
async def test_what_each_answer_means(bench: Bench, reply: Reply, fault: type[PlatformFault], says: str):
    """Whatever comes instead of data is a named fault with a remedy, never an empty answer."""
    bench.server.tell(reply)
    with pytest.raises(fault) as told:
        await bench.client.shop()
    assert says in told.value.cause
    assert told.value.remedy
    assert told.value.platform == "shopify"
    assert type(told.value) is fault


@pytest.mark.parametrize(
    ("reply", "tries"),
    [(Reply(502), 3), (Reply(reset=True), 3), (failed("INTERNAL_SERVER_ERROR"), 3), (Reply(404), 1)],
)
async def test_only_what_may_pass_is_tried_again(bench: Bench, reply: Reply, tries: int):
    bench.server.tell(reply)
    with pytest.raises(PlatformFault):
        await bench.client.shop()
    assert len(bench.server.asked) == tries


async def test_a_fault_that_passes_is_not_seen(bench: Bench):
    """A reset, a gateway's page, half an answer and Shopify's own fault, one after the other, then the data."""
    bench.client = ShopifyClient(
        bench.client._calls.http,
        sandbox(bench.server.url),
        SHOP,
        bench.tokens,
        bench.pace,
        retries=Retries(attempts=5, first=0, cap=0),
    )
    bench.server.tell(
        Reply(reset=True),
        Reply(503, b"<html>"),
        Reply(200, {"data": {"productVariants": {}}}, cut=4),
        failed("INTERNAL_SERVER_ERROR"),
        variants("gid://shopify/ProductVariant/7"),
    )
    assert [node["id"] for node in (await bench.client.variants()).nodes] == ["gid://shopify/ProductVariant/7"]


async def test_data_beside_errors_is_refused(bench: Bench):
    """Half of an answer would be half of the books."""
    body = {
        "data": {"productVariants": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}},
        "errors": [{"message": "Access denied", "extensions": {"code": "ACCESS_DENIED"}, "path": ["productVariants"]}],
    }
    bench.server.tell(Reply(body=body))
    with pytest.raises(MissingScope) as told:
        await bench.client.variants()
    assert told.value.scopes == ("read_products", "read_inventory")


async def test_a_refused_permission_is_named_as_shopify_names_it(bench: Bench):
    bench.server.tell(
        failed("ACCESS_DENIED", requiredAccess="`read_orders` access scope or `read_marketplace_orders` access scope.")
    )
    with pytest.raises(MissingScope) as told:
        await bench.client.orders(SINCE, UNTIL)
    assert told.value.scopes == ("read_orders", "read_marketplace_orders")


async def test_a_refused_token_is_renewed_once(bench: Bench):
    bench.server.tell(Reply(401), variants("gid://shopify/ProductVariant/1"))
    assert (await bench.client.variants()).nodes
    assert [each.headers["x-shopify-access-token"] for each in bench.server.asked] == ["first", "second"]
    assert bench.tokens.refused == ["first"]


async def test_a_fresh_token_that_is_refused_is_not_dead(bench: Bench):
    """Whoever issued it has not withdrawn the access; and it is not asked a third time: nobody hammers a shop."""
    bench.server.tell(Reply(401))
    with pytest.raises(FreshTokenRefused):
        await bench.client.variants()
    assert len(bench.server.asked) == 2


async def test_a_version_that_moved_is_said_once(bench: Bench):
    moved = data(shop={}, currentAppInstallation={"accessScopes": []})
    moved.headers["X-Shopify-API-Version"] = "2027-01"
    bench.server.tell(moved)
    await bench.client.shop()
    await bench.client.shop()
    assert [(alarm.kind, alarm.detail) for alarm in bench.alarms] == [
        ("version_moved", "asked for 2026-10, answered by 2027-01")
    ]


async def test_the_version_asked_for_is_no_alarm(bench: Bench):
    bench.server.tell(variants("gid://shopify/ProductVariant/1"))
    await bench.client.variants()
    assert bench.alarms == []


# ── Throttling and size ────────────────────────────────────────────────────────


def throttled(requested: float, available: float) -> Reply:
    status = {"maximumAvailable": 2000.0, "currentlyAvailable": available, "restoreRate": 100.0}
    cost = {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": status}
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    return Reply(body={"errors": [error], "extensions": {"cost": cost}})


async def test_a_throttled_request_waits_for_what_it_lacks(bench: Bench):
    """(requested - available) / restore rate, told to everybody who asks this shop; then it is made again."""
    bench.server.tell(throttled(700, 200), variants("gid://shopify/ProductVariant/1"))
    assert (await bench.client.variants()).nodes
    assert bench.pace.blocked == [5.0]
    assert bench.pace.learned[0] == {"available": 200, "capacity": 2000, "restore": 100}
    assert bench.pace.taken[1] == 700


async def test_a_shop_that_stays_throttled_is_left_alone(bench: Bench):
    bench.server.tell(throttled(700, 200))
    with pytest.raises(Throttled) as told:
        await bench.client.variants()
    assert told.value.wait == 5.0
    assert len(bench.server.asked) == PATIENT


async def test_retry_after_is_waited_for(bench: Bench):
    bench.server.tell(Reply(429, headers={"retry-after": "3.5"}), variants("gid://shopify/ProductVariant/1"))
    await bench.client.variants()
    assert bench.pace.blocked == [3.5]


async def test_a_page_that_costs_too_much_is_halved_and_the_size_remembered(bench: Bench):
    bench.server.tell(failed("MAX_COST_EXCEEDED"), failed("MAX_COST_EXCEEDED"), variants("a", after="c1"))
    await bench.client.variants()
    assert [each.json["variables"]["first"] for each in bench.server.asked] == [150, 75, 37]
    bench.server.tell(variants("b"))
    await bench.client.variants("c1")
    assert bench.variables()["first"] == 37


async def test_a_page_grows_as_far_as_shopifys_own_figures_allow(bench: Bench):
    """The first page is careful; the cost Shopify puts it at says how many fit below 1,000 points."""
    empty = data(100, orders={"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "c1"}})
    bench.server.tell(empty)
    await bench.client.orders(SINCE, UNTIL)
    last = data(100, orders={"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}})
    bench.server.tell(last)
    await bench.client.orders(SINCE, UNTIL, "c1")
    assert bench.variables()["first"] == 18
    bench.server.tell(last)
    await bench.client.orders(SINCE, UNTIL, None, 5)
    assert bench.variables()["first"] == 5


# ── Lists ──────────────────────────────────────────────────────────────────────


def sale(number: int) -> dict[str, Any]:
    return {"id": f"gid://shopify/ProductSale/{number}", "lineType": "PRODUCT"}


def connection(*nodes: dict[str, Any], after: str | None = None) -> dict[str, Any]:
    edges = [{"cursor": f"at {node['id']}", "node": node} for node in nodes]
    return {"edges": edges, "pageInfo": {"hasNextPage": after is not None, "endCursor": after}}


def agreement(number: int, sales: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"gid://shopify/OrderAgreement/{number}", "reason": "ORDER", "sales": sales}


def order(number: int, agreements: dict[str, Any], changed: str = "2026-01-01T10:00:00Z") -> dict[str, Any]:
    refunds = [{"id": "gid://shopify/Refund/1", "return": None}]
    gid = f"gid://shopify/Order/{number}"
    return {"id": gid, "updatedAt": changed, "refunds": refunds, "agreements": agreements}


def orders(*nodes: dict[str, Any], after: str | None = None) -> Reply:
    return data(orders={"nodes": list(nodes), "pageInfo": {"hasNextPage": after is not None, "endCursor": after}})


async def test_the_window_is_half_open_quoted_and_in_utc(bench: Bench):
    bench.server.tell(orders())
    plus_two = timezone(timedelta(hours=2))
    await bench.client.orders(datetime(2026, 1, 1, 2, tzinfo=plus_two), UNTIL)
    assert bench.variables()["window"] == "updated_at:>='2026-01-01T00:00:00Z' AND updated_at:<'2026-01-02T00:00:00Z'"


async def test_an_order_comes_flat_and_whole_however_many_pages_it_fills(bench: Bench):
    """More agreements and more sales than its page brings are fetched; nothing of a connection is left."""
    first = agreement(1, connection(sale(1), after="s1"))
    second = agreement(2, connection(sale(4)))
    bench.server.tell(
        orders(order(9, connection(first, second, after="a2"))),
        data(order={"id": "x", "agreements": connection(agreement(1, connection(sale(2), after="s2")))}),
        data(order={"id": "x", "agreements": connection(agreement(1, connection(sale(3))))}),
        data(order={"id": "x", "agreements": connection(agreement(3, connection(sale(5), after="s5")))}),
        data(order={"id": "x", "agreements": connection(agreement(3, connection(sale(6))))}),
    )
    [node] = (await bench.client.orders(SINCE, UNTIL)).nodes
    found = [(each["id"][-1], [one["id"][-1] for one in each["sales"]]) for each in node["agreements"]]
    assert found == [("1", ["1", "2", "3"]), ("2", ["4"]), ("3", ["5", "6"])]
    assert node["refunds"] == [{"id": "gid://shopify/Refund/1", "return": None}]
    assert "edges" not in json.dumps(node)
    wanted = [each.json["variables"] for each in bench.server.asked[1:]]
    assert [(each.get("agreement"), each["after"]) for each in wanted] == [
        (None, "s1"),
        (None, "s2"),
        (None, "a2"),
        ("at gid://shopify/OrderAgreement/2", "s5"),
    ]


async def test_sales_of_another_agreement_are_not_taken_for_its_own(bench: Bench):
    bench.server.tell(
        orders(order(9, connection(agreement(1, connection(sale(1), after="s1"))))),
        data(order={"id": "x", "agreements": connection(agreement(2, connection(sale(2))))}),
    )
    with pytest.raises(Passing):
        await bench.client.orders(SINCE, UNTIL)


async def test_pages_that_go_in_circles_end(bench: Bench):
    """The cursor of the next page may not be one that has been."""
    bench.server.tell(variants("a", after="c1"), variants("b", after="c2"), variants("c", after="c1"))
    await bench.client.variants()
    await bench.client.variants("c1")
    with pytest.raises(Passing, match="circles"):
        await bench.client.variants("c2")


async def test_a_page_whose_next_is_itself_is_refused(bench: Bench):
    bench.server.tell(variants("a", after="c1"))
    with pytest.raises(Passing, match="circles"):
        await bench.client.variants("c1")


async def test_a_page_may_be_asked_for_again(bench: Bench):
    """Whoever could not keep a page asks for it once more, and gets all of it."""
    page = variants("a", "b", after="c2")
    bench.server.tell(variants("x", after="c1"), page, page)
    await bench.client.variants()
    first = await bench.client.variants("c1")
    assert await bench.client.variants("c1") == first


async def test_of_what_comes_twice_the_newest_stays(bench: Bench):
    """Within a page, and across pages: an older state never follows a newer one."""
    none = connection()
    bench.server.tell(
        orders(
            order(1, none, "2026-01-01T10:00:00Z"),
            order(2, none, "2026-01-01T11:00:00Z"),
            order(1, none, "2026-01-01T12:00:00Z"),
            after="c1",
        ),
        orders(order(1, none, "2026-01-01T10:00:00Z"), order(2, none, "2026-01-01T13:00:00Z")),
    )
    first = await bench.client.orders(SINCE, UNTIL)
    second = await bench.client.orders(SINCE, UNTIL, "c1")
    assert [(node["id"][-1], node["updatedAt"][11:13]) for node in first.nodes] == [("1", "12"), ("2", "11")]
    assert [(node["id"][-1], node["updatedAt"][11:13]) for node in second.nodes] == [("2", "13")]


async def test_orders_by_id_are_found_or_none(bench: Bench):
    bench.server.tell(
        data(nodes=[order(1, connection(agreement(1, connection(sale(1))))), None]),
        data(nodes=[order(3, connection())]),
    )
    ids = [f"gid://shopify/Order/{number}" for number in (1, 2, 3)]
    found = await bench.client.orders_by_id([*ids, ids[0]])
    assert list(found) == ids
    assert found[ids[1]] is None
    assert found[ids[0]]["agreements"][0]["sales"] == [sale(1)]


async def test_restocks_are_counted_by_line_and_way(bench: Bench):
    def line(item: int, quantity: int, way: str) -> dict[str, Any]:
        return {"quantity": quantity, "restockType": way, "lineItem": {"id": f"gid://shopify/LineItem/{item}"}}

    def refund(*lines: dict[str, Any], after: str | None = None) -> dict[str, Any]:
        info = {"hasNextPage": after is not None, "endCursor": after}
        return {"id": "gid://shopify/Refund/1", "refundLineItems": {"nodes": list(lines), "pageInfo": info}}

    bench.server.tell(
        data(nodes=[refund(line(1, 2, "RETURN"), line(1, 1, "NO_RESTOCK"), after="r1"), None]),
        data(nodes=[refund(line(1, 3, "RETURN"), line(2, 1, "CANCEL"))]),
    )
    found = await bench.client.restocks(["gid://shopify/Refund/1", "gid://shopify/Refund/2"])
    assert found == {
        "gid://shopify/Refund/1": {
            "gid://shopify/LineItem/1": {"RETURN": 5, "NO_RESTOCK": 1},
            "gid://shopify/LineItem/2": {"CANCEL": 1},
        }
    }


async def test_a_shop_without_shopify_payments_has_no_balance(bench: Bench):
    bench.server.tell(data(shopifyPaymentsAccount=None))
    assert (await bench.client.balance(SINCE)).nodes == []
    assert bench.variables()["since"] == "processed_at:>='2026-01-01T00:00:00Z'"
    assert (await bench.client.payouts()).next is None
    assert bench.variables()["since"] is None


async def test_the_payments_account_is_asked_for_only_where_it_may_be(bench: Bench):
    granted = [{"handle": "read_orders"}, {"handle": "read_shopify_payments_accounts"}]
    bench.server.tell(
        data(shop={"name": "Amber Fox"}, currentAppInstallation={"accessScopes": granted}),
        data(shopifyPaymentsAccount={"id": "gid://shopify/ShopifyPaymentsAccount/1"}),
    )
    shop = await bench.client.shop()
    assert shop["scopes"] == ["read_orders", "read_shopify_payments_accounts"]
    assert shop["paymentsAccount"]["id"].endswith("/1")
    bench.server.tell(data(shop={"name": "Amber Fox"}, currentAppInstallation={"accessScopes": granted[:1]}))
    assert (await bench.client.shop())["paymentsAccount"] is None
    assert len(bench.server.asked) == 1


async def test_topics_are_subscribed_to_once_and_nowhere_else(bench: Bench):
    """What stands is left, what goes to an old address is taken back, what is refused is told."""
    here, old = "https://here.example/hook", "https://old.example/hook"
    standing = [
        {"id": "1", "topic": "ORDERS_UPDATED", "uri": here},
        {"id": "2", "topic": "REFUNDS_CREATE", "uri": old},
        {"id": "3", "topic": "PRODUCTS_UPDATE", "uri": old},
    ]
    made = {"webhookSubscription": {"id": "4"}, "userErrors": []}
    denied = {"webhookSubscription": None, "userErrors": [{"field": None, "message": "Missing scope"}]}
    bench.server.tell(
        data(webhookSubscriptions={"nodes": standing, "pageInfo": {"hasNextPage": False, "endCursor": None}}),
        data(webhookSubscriptionDelete={"deletedWebhookSubscriptionId": "2", "userErrors": []}),
        data(webhookSubscriptionCreate=made),
        data(webhookSubscriptionCreate=denied),
    )
    done = await bench.client.subscribe(["ORDERS_UPDATED", "REFUNDS_CREATE", "DISPUTES_CREATE"], here)
    assert done.topics == ("ORDERS_UPDATED", "REFUNDS_CREATE")
    assert done.refused == {"DISPUTES_CREATE": "Missing scope"}
    assert [each.json["variables"] for each in bench.server.asked[1:]] == [
        {"id": "2"},
        {"topic": "REFUNDS_CREATE", "uri": here},
        {"topic": "DISPUTES_CREATE", "uri": here},
    ]


# ── Bulk operations ────────────────────────────────────────────────────────────


def started(identity: str | None, *errors: dict[str, Any]) -> Reply:
    operation = {"id": identity, "status": "CREATED"} if identity else None
    return data(bulkOperationRunQuery={"bulkOperation": operation, "userErrors": list(errors)})


async def test_a_bulk_operation_is_started_grouped_over_the_window(bench: Bench):
    bench.server.tell(started("gid://shopify/BulkOperation/5"))
    assert await bench.client.start_bulk(None, UNTIL) == "gid://shopify/BulkOperation/5"
    sent = bench.server.asked[0].json
    assert "groupObjects: true" in sent["query"]
    assert "orders(query: \"updated_at:<'2026-01-02T00:00:00Z'\")" in sent["variables"]["query"]


async def test_a_bulk_operation_is_never_started_twice(bench: Bench):
    """If the answer is lost the operation may run: asking again would start another."""
    bench.server.tell(Reply(reset=True))
    with pytest.raises(Passing):
        await bench.client.start_bulk(SINCE, UNTIL)
    assert len(bench.server.asked) == 1


@pytest.mark.parametrize(
    ("code", "fault"), [("OPERATION_IN_PROGRESS", Throttled), ("LIMIT_REACHED", Throttled), ("INVALID", Refused)]
)
async def test_a_bulk_operation_that_is_not_started(bench: Bench, code: str, fault: type[PlatformFault]):
    bench.server.tell(started(None, {"code": code, "field": None, "message": "No."}))
    with pytest.raises(fault):
        await bench.client.start_bulk(SINCE, UNTIL)


async def test_how_far_a_bulk_operation_is(bench: Bench):
    """A part of a file is told of, and is not the file; an operation nobody knows has expired."""
    said = {
        "id": "x", "status": "FAILED", "errorCode": "TIMEOUT", "objectCount": "12", "rootObjectCount": "3",
        "fileSize": None, "url": None, "partialDataUrl": "https://files.example/part",
    }  # fmt: skip
    bench.server.tell(data(bulkOperation=said), data(bulkOperation=None))
    state = await bench.client.bulk("x")
    assert (state.status, state.url, state.partial_url) == ("FAILED", None, "https://files.example/part")
    assert (state.objects, state.roots, state.error_code) == (12, 3, "TIMEOUT")
    assert (await bench.client.bulk("x")).status == "EXPIRED"


ROWS: list[dict[str, Any]] = [
    {"id": "O1", "name": "#1"},
    {"id": "A1", "reason": "ORDER", "__parentId": "O1"},
    {"id": "S1", "__parentId": "A1"},
    {"id": "S2", "__parentId": "A1"},
    {"id": "O2", "name": "#2"},
    {"id": "O3", "name": "#3"},
    {"id": "A3", "reason": "ORDER", "__parentId": "O3"},
    {"id": "S3", "__parentId": "A3"},
]
TEXT = b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)
WHOLE = [
    {"id": "O1", "name": "#1", "agreements": [{"id": "A1", "reason": "ORDER", "sales": [{"id": "S1"}, {"id": "S2"}]}]},
    {"id": "O2", "name": "#2", "agreements": []},
    {"id": "O3", "name": "#3", "agreements": [{"id": "A3", "reason": "ORDER", "sales": [{"id": "S3"}]}]},
]


def ranged(start: int, text: bytes = TEXT, **how: Any) -> Reply:
    span = {"content-range": f"bytes {start}-{len(text) - 1}/{len(text)}"}
    return Reply(206, text[start:], span, **how)


async def read(bench: Bench, offset: int = 0) -> list[tuple[int, dict[str, Any]]]:
    url = f"{bench.server.url}/shopify-files/1.jsonl"
    return [each async for each in bench.client.bulk_orders(url, offset)]


async def test_a_bulk_file_becomes_whole_orders(bench: Bench):
    """In the shape of a page's, each with the byte where the next one begins; no token goes to where files lie."""
    bench.server.tell(Reply(200, TEXT))
    found = await read(bench)
    assert [node for _, node in found] == WHOLE
    assert [TEXT[end:][:12] for end, _ in found] == [b'{"id": "O2",', b'{"id": "O3",', b""]
    assert "x-shopify-access-token" not in bench.server.asked[0].headers


async def test_reading_goes_on_from_any_order(bench: Bench):
    bench.server.tell(Reply(200, TEXT))
    first, _ = (await read(bench))[0]
    bench.server.tell(ranged(first))
    assert [node for _, node in await read(bench, first)] == WHOLE[1:]
    assert bench.server.asked[0].headers["range"] == f"bytes={first}-"
    bench.server.tell(Reply(200, TEXT))
    assert [node for _, node in await read(bench, first)] == WHOLE[1:]
    bench.server.tell(Reply(416, headers={"content-range": f"bytes */{len(TEXT)}"}))
    assert await read(bench, len(TEXT)) == []


@pytest.mark.parametrize("cut", range(1, len(TEXT) - 1, 23))
async def test_a_file_that_breaks_off_is_taken_up_where_it_broke(bench: Bench, cut: int):
    """Wherever the connection breaks, the orders are the same, each once."""
    kept = len(TEXT) - cut
    resumed = TEXT[:kept].rfind(b"\n") + 1
    bench.server.tell(Reply(200, TEXT, cut=cut), ranged(resumed) if resumed else Reply(200, TEXT))
    assert [node for _, node in await read(bench)] == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:-20],
        TEXT + b"\x00\x01\n",
        TEXT.replace(b'{"id": "S3"', b'["id", "S3"'),
        TEXT + b'{"no": "id"}\n',
        b"<html>gone</html>",
    ],
)
async def test_a_file_that_is_not_whole_is_no_file(bench: Bench, text: bytes):
    """A last line cut short, or a line that is no object: never passed over."""
    bench.server.tell(Reply(200, text), *(ranged(text.rfind(b"\n", 0, -1) + 1, text) for _ in range(2)))
    with pytest.raises(Passing):
        await read(bench)


async def test_a_part_that_ends_between_two_lines_is_seen_to_be_one(bench: Bench):
    """The size of the whole is in the answer: fewer bytes are asked for again, then refused."""
    half = TEXT.index(b'{"id": "O3"')
    start = TEXT.index(b'{"id": "O2"')
    part = Reply(206, TEXT[start:half], {"content-range": f"bytes {start}-{half - 1}/{len(TEXT)}"})
    bench.server.tell(part, ranged(half))
    assert [node for _, node in await read(bench, start)] == WHOLE[1:]


@pytest.mark.parametrize(
    "rows",
    [
        [ROWS[0], ROWS[4], ROWS[1]],
        [ROWS[1]],
        [ROWS[0], ROWS[1], {"id": "S9", "__parentId": "A9"}],
    ],
)
async def test_parts_that_do_not_stand_with_their_order_are_refused(bench: Bench, rows: list[dict[str, Any]]):
    """A file that is not grouped would yield orders without their sales."""
    bench.server.tell(Reply(200, b"".join(json.dumps(row).encode() + b"\n" for row in rows)))
    with pytest.raises(Passing, match="stand together"):
        await read(bench)


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_a_file_that_is_gone_says_so(bench: Bench, status: int):
    bench.server.tell(Reply(status))
    with pytest.raises(FileGone):
        await read(bench)


async def test_a_redirect_of_a_file_is_not_followed(bench: Bench):
    bench.server.tell(Reply(302, headers={"location": "http://127.0.0.1:1/"}))
    with pytest.raises(Refused):
        await read(bench)


async def test_an_order_that_may_have_been_cut_is_asked_for_by_itself(bench: Bench):
    rows = [{"id": "O1"}, {"id": "A1", "__parentId": "O1"}]
    rows += [{"id": f"S{number}", "__parentId": "A1"} for number in range(FULL)]
    text = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    whole = {"id": "O1", "agreements": connection(agreement(1, connection(*map(sale, range(FULL + 1)))))}
    bench.server.tell(Reply(200, text), data(nodes=[whole]))
    [(end, node)] = await read(bench)
    assert end == len(text)
    assert len(node["agreements"][0]["sales"]) == FULL + 1


# ── Addresses ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:8000", "http://192.168.1.4", "http://0.0.0.0:80", "http://127.0.0.1.evil.example",
        "http://localhost.evil.example", "http://user@127.0.0.1:80", "http://evil.example#127.0.0.1",
        "http://127.0.0.1:80/path", "http://127.0.0.1:99999", "ftp://127.0.0.1", "", "http://[::2]:80",
        "http://127.0.0.1:80?x=1", "http://2130706433:80",
    ],
)  # fmt: skip
def test_a_sandbox_is_on_this_machine_or_nowhere(url: str):
    with pytest.raises(BadInput):
        sandbox(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8123", "http://localhost:80/", "http://[::1]:9", "http://127.3.2.1"])
def test_a_sandbox_on_this_machine_is_taken(url: str):
    addresses = sandbox(url)
    assert addresses.shopify(SHOP) == f"{url.removesuffix('/')}/shopify/{SHOP}"
    assert addresses.holds_file(f"{url.removesuffix('/')}/shopify-files/x")
    assert not addresses.holds_file("https://storage.googleapis.com/x")


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://storage.googleapis.com/bucket/x.jsonl?sig=1", True),
        ("http://storage.googleapis.com/x", False),
        ("https://127.0.0.1/x", False),
        ("https://localhost/x", False),
        ("https://[::1]/x", False),
        ("https://169.254.169.254/x", False),
        ("https://user@storage.googleapis.com/x", False),
        ("file:///etc/passwd", False),
    ],
)
def test_a_real_file_lies_on_no_machine_of_ours(url: str, taken: bool):  # noqa: FBT001
    assert PRODUCTION.holds_file(url) is taken


@pytest.mark.parametrize("shop", ["amber-fox.myshopify.com\n", "Amber.myshopify.com", "evil.example", "a/b", ""])
def test_no_host_is_made_of_anything_but_a_permanent_domain(shop: str):
    with pytest.raises(BadInput):
        PRODUCTION.shopify(shop)
