"""The simulated Admin API: Shopify's schema over an invented shop, with its access, cost and paging rules."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from time import process_time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sandbox_shopify_desk import Desk, a_shop

from credora_agent.sandbox.shopify import cost, schema
from credora_agent.sandbox.shopify.call import Invalid
from credora_agent.sandbox.shopify.nodes import amount
from credora_agent.sandbox.shopify.paging import Rows, cursor, page
from credora_agent.sandbox.shopify.selection import Document

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ORDERS = """query($query: String, $after: String, $first: Int = 50, $key: OrderSortKeys, $reverse: Boolean) {
  orders(first: $first, after: $after, query: $query, sortKey: $key, reverse: $reverse) {
    nodes { id name createdAt processedAt updatedAt test cancelledAt }
    pageInfo { hasNextPage endCursor }
  }
}"""
LEDGER = """query($after: String) { orders(first: 5, after: $after, sortKey: ID) {
  nodes {
    id
    currentTotalPriceSet { shopMoney { amount } }
    agreements(first: 20) { nodes { __typename reason
      ... on RefundAgreement { refund { id } }
      ... on ReturnAgreement { return { id status totalQuantity } }
      sales(first: 150) { nodes {
        __typename lineType totalAmount { shopMoney { amount } } taxes { taxLine { title } } } }
    } }
  }
  pageInfo { hasNextPage endCursor }
} }"""


@pytest.fixture(scope="module")
async def shop() -> AsyncIterator[Desk]:
    async with a_shop() as desk:
        yield desk


@pytest.fixture(autouse=True)
def as_it_was(shop: Desk) -> None:
    shop.sim.faults.remove()
    shop.site.bucket.level = shop.site.plan.capacity
    shop.site.grants.scopes = shop.sim.apps.shopify.scopes


async def every(desk: Desk, query: str, /, **variables: Any) -> list[dict[str, Any]]:
    found, after = [], None
    while True:
        page = (await desk.data(query, after=after, **variables))["orders"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        desk.site.bucket.level = desk.site.plan.capacity
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def test_pages_hold_every_order_once_in_the_order_of_the_sort_key(shop: Desk) -> None:
    """Whatever the key, walking the pages gives each of the world's orders once, sorted; processedAt is the default."""
    names = {None: "processedAt", "UPDATED_AT": "updatedAt", "CREATED_AT": "createdAt"}
    for key, name in names.items():
        found = await every(shop, ORDERS, **({"key": key} if key else {}), first=100)
        assert len({one["id"] for one in found}) == len(found) == len(shop.world.orders)
        assert all(one[name] <= two[name] for one, two in pairwise(found))
    backwards = await every(shop, ORDERS, key="ID", reverse=True, first=250)
    assert [one["id"] for one in backwards] == [
        f"gid://shopify/Order/{n}" for n in sorted(shop.world.orders, reverse=True)
    ]


async def test_search_finds_what_a_window_and_flags_ask_for(shop: Desk) -> None:
    """Half-open windows in quotes, OR, NOT, flags and statuses select as their words say."""
    orders = list(shop.world.orders.values())
    middle = sorted(order.updated_at for order in orders)[len(orders) // 2].replace(microsecond=0)
    edge = middle.isoformat().replace("+00:00", "Z")
    cases = {
        f"updated_at:>='{edge}'": lambda o: o.updated_at >= middle,
        f"updated_at:<'{edge}'": lambda o: o.updated_at < middle,
        f"updated_at:>='{edge}' AND test:true": lambda o: o.updated_at >= middle and o.test,
        "test:true OR status:cancelled": lambda o: o.test or bool(o.cancelled_at),
        "NOT (test:true OR status:cancelled)": lambda o: not (o.test or o.cancelled_at),
        "-financial_status:paid": lambda o: o.financial_status != "PAID",
        f"id:{orders[3].id}": lambda o: o.id == orders[3].id,
        f"id:>{orders[3].id}": lambda o: o.id > orders[3].id,
    }
    for query, wanted in cases.items():
        found = await every(shop, ORDERS, query=query, first=250)
        assert {one["id"] for one in found} == {f"gid://shopify/Order/{o.id}" for o in orders if wanted(o)}, query


async def test_a_search_that_shopify_cannot_read_is_ignored_with_a_warning(shop: Desk) -> None:
    """An unknown field and a moment without quotes drop out of the search: everything comes back, and a warning."""
    for query, code in (
        ("updated_on:>'2026-01-01'", "invalid_field"),
        ("updated_at:>2026-11-01T00:00:00Z", "invalid_value"),
    ):
        body = await shop.gql(ORDERS, query=query, first=250)
        assert body["extensions"]["search"][0]["warnings"][0]["code"] == code
        assert len(body["data"]["orders"]["nodes"]) == 250


async def test_the_ledger_of_an_order_sums_to_its_current_total(shop: Desk) -> None:
    """Over all orders the sales come to currentTotalPrice, and every type of agreement and most of sale occur."""
    types, agreements = set(), set()
    for order in await every(shop, LEDGER):
        sales = [sale for one in order["agreements"]["nodes"] for sale in one["sales"]["nodes"]]
        total = sum(Decimal(sale["totalAmount"]["shopMoney"]["amount"]) for sale in sales)
        assert total == Decimal(order["currentTotalPriceSet"]["shopMoney"]["amount"])
        types |= {sale["__typename"] for sale in sales}
        agreements |= {one["__typename"] for one in order["agreements"]["nodes"]}
    assert agreements == {"OrderAgreement", "OrderEditAgreement", "RefundAgreement", "ReturnAgreement"}
    assert types >= {"ProductSale", "ShippingLineSale", "TipSale", "GiftCardSale", "AdjustmentSale"}


async def test_a_paid_payout_is_the_sum_of_its_balance_rows(shop: Desk) -> None:
    """Rows without transfers, grouped by the payout they name, come to each payout's net."""
    query = """query($after: String) { shopifyPaymentsAccount {
      balanceTransactions(first: 200, after: $after, hideTransfers: true) {
        nodes { net { amount } amount { amount } fee { amount } associatedPayout { id status } }
        pageInfo { hasNextPage endCursor } } } }"""
    sums: dict[str | None, Decimal] = defaultdict(Decimal)
    after, more = None, True
    while more:
        page = (await shop.data(query, after=after))["shopifyPaymentsAccount"]["balanceTransactions"]
        for row in page["nodes"]:
            assert Decimal(row["net"]["amount"]) == Decimal(row["amount"]["amount"]) - Decimal(row["fee"]["amount"])
            sums[row["associatedPayout"]["id"]] += Decimal(row["net"]["amount"])
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    payouts = await shop.data("{ shopifyPaymentsAccount { payouts(first: 250) { nodes { id net { amount } } } } }")
    nodes = payouts["shopifyPaymentsAccount"]["payouts"]["nodes"]
    assert len(nodes) > 10
    assert all(sums[one["id"]] == Decimal(one["net"]["amount"]) for one in nodes)


async def test_things_are_found_by_their_global_ids(shop: Desk) -> None:
    """`nodes` answers in the order asked, null for what is not there; refunds, returns and bulk things included."""
    order = next(one for one in shop.world.orders.values() if one.refunds)
    variant = next(iter(shop.world.variants))
    ids = [
        f"gid://shopify/Refund/{order.refunds[0].id}",
        "gid://shopify/Order/1",
        f"gid://shopify/ProductVariant/{variant}",
    ]
    nodes = (await shop.data("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids))["nodes"]
    assert [one and one["__typename"] for one in nodes] == ["Refund", None, "ProductVariant"]
    said = await shop.data(
        "query($id: ID!) { order(id: $id) { refunds { id refundLineItems(first: 5) { nodes { quantity } } } } }",
        id=f"gid://shopify/Order/{order.id}",
    )
    assert said["order"]["refunds"][0]["id"] == ids[0]
    assert await shop.code('{ node(id: "42") { id } }') == "RESOURCE_NOT_FOUND"


async def test_the_schema_is_the_judge(shop: Desk) -> None:
    """A field that is not in the schema is refused, introspection works, what is not simulated is null or says so."""
    assert "errors" in await shop.gql("{ shop { turnover } }")
    assert shop.last.status_code == 200
    said = await shop.data('{ __type(name: "OrderTransactionKind") { enumValues { name } } shop { description } }')
    assert {"SALE", "CAPTURE", "REFUND"} <= {one["name"] for one in said["__type"]["enumValues"]}
    assert said["shop"]["description"] is None
    assert await shop.code("{ shop { fulfillmentServices { id } } }") == "NOT_SIMULATED"
    assert (await shop.gql("{ shop { name } }", version="banana")) == {"errors": "Not Found"}


async def test_pages_are_bounded(shop: Desk) -> None:
    """A page needs a size of at most 250, and a cursor of the same sort."""
    for first in (251, -1):
        assert await shop.code(ORDERS, first=first) == "INVALID_PAGE_SIZE"
    assert await shop.code("{ orders { nodes { id } } }") == "BAD_REQUEST"
    assert await shop.code(ORDERS, after="bm9uc2Vuc2U", first=1) == "INVALID_CURSOR"


def test_nobody_pages_deeper_than_twenty_five_thousand() -> None:
    """The last page that still ends within the limit is given, the next is refused."""
    rows = Rows(range(40_000), lambda number: (number, number))
    call: Any = SimpleNamespace(paging=None)
    last = page(rows, {"first": 250, "after": cursor((24_749, 24_749))}, call)
    assert (list(last.items)[-1], last.has_next) == (24_999, True)
    with pytest.raises(Invalid, match="25,000"):
        page(rows, {"first": 250, "after": last.end_cursor()}, call)


@pytest.mark.parametrize("query", ["NOT", "(", ")", "a:", "((test:true)", "test:maybe", "'", "OR OR", "id:1 )("])
async def test_a_broken_search_breaks_nothing(shop: Desk, query: str) -> None:
    """Whatever is typed, the answer is a page."""
    assert "nodes" in (await shop.data(ORDERS, query=query, first=1))["orders"]


async def test_without_a_scope_its_fields_are_refused(shop: Desk) -> None:
    """A missing scope is ACCESS_DENIED at the field; the rest of the answer stands where the schema allows null."""
    shop.site.grants.scopes = ["read_orders", "read_all_orders"]
    body = await shop.gql("{ shop { name } orders(first: 1, sortKey: ID) { nodes { id customer { id } } } }")
    assert {one["extensions"]["code"] for one in body.get("errors", [])} <= {"ACCESS_DENIED"}
    assert body["data"]["shop"]["name"] == shop.world.shop_name
    assert await shop.code("{ shopifyPaymentsAccount { id } }") == "ACCESS_DENIED"
    refused = await shop.gql("{ productVariants(first: 1) { nodes { id } } }")
    assert refused["data"] is None
    assert refused["errors"][0]["extensions"]["requiredAccess"] == "`read_products` access scope."
    shop.site.grants.scopes = ["read_customers"]
    assert await shop.code("{ customers(first: 1) { nodes { id firstName } } }") == "ACCESS_DENIED"


async def test_without_read_all_orders_nothing_older_than_sixty_days_is_there(shop: Desk) -> None:
    """Old orders are gone from lists, from `order` and from `node`; young ones stay."""
    all_of_them = {one["id"]: one["createdAt"] for one in await every(shop, ORDERS, first=250)}
    shop.site.grants.scopes = ["read_orders"]
    seen = {one["id"] for one in await every(shop, ORDERS, first=250)}
    assert seen == {one for one, created in all_of_them.items() if created > "2026-09-21T12:00:00Z"}
    hidden = next(iter(set(all_of_them) - seen))
    assert (await shop.data("query($id: ID!) { order(id: $id) { id } node(id: $id) { id } }", id=hidden)) == {
        "order": None,
        "node": None,
    }


@pytest.mark.parametrize(
    ("query", "measured"),
    [
        ("{ orders(first: 250) { nodes { id name } } }", 13),
        ("{ orders(first: 250) { nodes { id lineItems(first: 250) { nodes { id } } } } }", 156),
        ('{ product(id: "gid://shopify/Product/1") { variants(first: 250) { nodes { inventoryItem { id } } } } }', 25),
        ('mutation { bulkOperationCancel(id: "gid://shopify/BulkOperation/1") { bulkOperation { id } } }', 10),
        ("{ shop { name } }", 1),
    ],
)
def test_costs_are_those_people_have_measured(query: str, measured: int) -> None:
    """The formula gives the requested costs seen in the wild."""
    parsed, wrong = schema.read(query)
    assert parsed is not None
    assert not wrong
    document = Document.of(parsed, {})
    assert document is not None
    assert cost.requested(document) == measured


async def test_the_bucket_pays_for_what_came_and_refuses_what_it_cannot_afford(shop: Desk) -> None:
    """Unused cost is not charged; an empty bucket answers 200 THROTTLED and fills; above 1,000 nothing runs."""
    shop.site.change({"plan": "standard"})
    try:
        body = await shop.gql(ORDERS, query="id:1")
        said = body["extensions"]["cost"]
        assert said["actualQueryCost"] < said["requestedQueryCost"]
        assert said["throttleStatus"]["maximumAvailable"] == 2000.0
        assert said["throttleStatus"]["currentlyAvailable"] >= 2000 - said["actualQueryCost"]
        shop.site.bucket.level = 0
        throttled = await shop.gql(LEDGER)
        assert shop.last.status_code == 200
        assert throttled["errors"][0]["extensions"]["code"] == "THROTTLED"
        assert "data" not in throttled
        assert throttled["extensions"]["cost"]["actualQueryCost"] is None
        await shop.pass_time(seconds=30)
        assert "errors" not in await shop.gql(LEDGER)
        assert await shop.code(LEDGER.replace("first: 5", "first: 250")) == "MAX_COST_EXCEEDED"
    finally:
        shop.site.change({"plan": "plus"})


async def test_an_old_version_is_served_by_a_newer_one_without_a_word(shop: Desk) -> None:
    """Only the header tells that the version asked for has ended."""
    asked = {"2026-10": "2026-10", "2026-01": "2026-01", "2024-04": "2026-01", "unstable": "unstable"}
    for version, served in asked.items():
        await shop.gql("{ shop { name } }", version=version)
        assert shop.last.headers["x-shopify-api-version"] == served
        assert shop.last.headers["x-request-id"]
    shop.fault(kind="version_forward")
    await shop.gql("{ shop { name } }")
    assert shop.last.headers["x-shopify-api-version"] == "2027-01"


async def test_paging_faults_repeat_a_page_or_lead_back(shop: Desk) -> None:
    """A duplicated page holds the rows before its cursor; a cursor gone back points before the page just read."""
    one = (await shop.data(ORDERS, first=5))["orders"]
    shop.fault(kind="duplicate_page")
    again = (await shop.data(ORDERS, first=5, after=one["pageInfo"]["endCursor"]))["orders"]
    assert again["nodes"] == one["nodes"]
    two = (await shop.data(ORDERS, first=5, after=one["pageInfo"]["endCursor"]))["orders"]
    assert not {node["id"] for node in two["nodes"]} & {node["id"] for node in one["nodes"]}
    shop.fault(kind="cursor_back")
    back = (await shop.data(ORDERS, first=5, after=one["pageInfo"]["endCursor"]))["orders"]
    assert back["nodes"] == two["nodes"]
    assert back["pageInfo"]["endCursor"] != two["pageInfo"]["endCursor"]


async def test_faults_of_the_platforms_own_kind(shop: Desk) -> None:
    """Internal errors and throttling come as 200; a token can end early; children can lag behind their parent."""
    shop.fault(kind="internal_error")
    assert await shop.code("{ shop { name } }") == "INTERNAL_SERVER_ERROR"
    shop.fault(kind="throttle")
    assert await shop.code("{ shop { name } }") == "THROTTLED"
    shop.site.bucket.level = 1000
    shop.fault(kind="child_lag", seconds=90 * 86400)
    lagging = await shop.data(
        "{ orders(first: 1, reverse: true) { nodes { id agreements(first: 5) { nodes { id } } } } }"
    )
    assert lagging["orders"]["nodes"][0]["agreements"]["nodes"] == []
    shop.fault(kind="expire_token")
    assert "Invalid API key" in (await shop.gql("{ shop { name } }"))["errors"]
    assert shop.last.status_code == 401
    await shop.install()


def test_amounts_are_written_as_decimals_of_their_currency() -> None:
    """Trailing zeros go, one stays; a currency without decimals still shows one, dinars show three."""
    written = [
        amount(*one) for one in ((2500, "GBP"), (0, "GBP"), (-1599, "EUR"), (1000, "JPY"), (1234, "KWD"), (5, "USD"))
    ]
    assert written == ["25.0", "0.0", "-15.99", "1000.0", "1.234", "0.05"]


async def test_a_page_of_fifty_orders_is_quick(shop: Desk) -> None:
    """Fifty orders with their agreements take some 60 ms of CPU once there is a schema; five times that is too much."""
    query = LEDGER.replace("first: 5", "first: 50").replace("sales(first: 150)", "sales(first: 5)")
    query = query.replace("agreements(first: 20)", "agreements(first: 3)")
    await shop.data(query)
    began = process_time()
    await shop.data(query)
    assert process_time() - began < 0.3
