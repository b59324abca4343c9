"""Bulk operations of the simulated Admin API: their rules, their life, and the lines of their files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sandbox_shopify_desk import Desk, a_shop, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

RUN = """mutation($query: String!, $grouped: Boolean = true) {
  bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
    bulkOperation { id status } userErrors { field message code } } }"""
STATE = """query($id: ID!) { bulkOperation(id: $id) {
  status errorCode objectCount rootObjectCount fileSize url partialDataUrl completedAt } }"""
CANCEL = "mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }"
MONEY = "{ shopMoney { amount currencyCode } presentmentMoney { amount } }"
ORDER = f"""id name createdAt test displayFinancialStatus discountCodes total: currentTotalPriceSet {MONEY}
  customer {{ id }} shippingLine {{ title }} transactions {{ id kind status fees {{ amount {{ amount }} }} }}
  refunds {{ id totalRefundedSet {MONEY} return {{ id }} }}"""
SALE = f"""__typename id actionType lineType quantity totalAmount {MONEY}
  taxes {{ amount {MONEY} taxLine {{ title rate channelLiable }} }}
  ... on ProductSale {{ lineItem {{ id sku variant {{ id inventoryItem {{ unitCost {{ amount }} }} }} }} }}"""
AGREEMENT = "__typename id happenedAt reason ... on RefundAgreement { refund { id } }"
BULK = f"""{{ orders(query: "WINDOW", sortKey: ID) {{ edges {{ node {{ {ORDER}
  agreements {{ edges {{ node {{ {AGREEMENT} sales {{ edges {{ node {{ {SALE} }} }} }} }} }} }}
  lineItems {{ edges {{ node {{ id quantity currentQuantity }} }} }} }} }} }} }}"""
FIVE = " ".join(f"c{n}: lineItems {{ edges {{ node {{ id }} }} }}" for n in range(5))
DEEP = """{ products { edges { node { id variants { edges { node { id product { id variants { edges { node { id
  product { id variants { edges { node { id } } } } } } } } } } } } } } }"""
ONE = f"""query($id: ID!) {{ order(id: $id) {{ {ORDER}
  agreements(first: 9) {{ nodes {{ {AGREEMENT} sales(first: 60) {{ nodes {{ {SALE} }} }} }} }}
  lineItems(first: 60) {{ nodes {{ id quantity currentQuantity }} }} }} }}"""


@pytest.fixture(scope="module")
async def shop() -> AsyncIterator[Desk]:
    async with a_shop(seed=4, days=45) as desk:
        yield desk


@pytest.fixture(autouse=True)
def nothing_wrong(shop: Desk) -> None:
    shop.sim.faults.remove()


async def start(desk: Desk, query: str, **said: Any) -> str:
    payload = (await desk.data(RUN, query=query, **said))["bulkOperationRunQuery"]
    assert payload["userErrors"] == []
    assert payload["bulkOperation"]["status"] == "CREATED"
    return str(payload["bulkOperation"]["id"])


async def ended(desk: Desk, operation: str) -> dict[str, Any]:
    number = int(operation.rsplit("/", 1)[1])
    await until(lambda: desk.site.bulk.get(number).status not in {"CREATED", "RUNNING", "CANCELING"})
    return (await desk.data(STATE, id=operation))["bulkOperation"]


async def lines(desk: Desk, url: str) -> list[dict[str, Any]]:
    text = (await desk.http.get(url)).content
    return [orjson.loads(line) for line in text.splitlines()]


async def test_a_bulk_row_is_what_a_query_answers(shop: Desk) -> None:
    """Assembled by `__parentId`, every order of the file equals the same selection asked for by its id."""
    state = await ended(shop, await start(shop, BULK.replace("WINDOW", "")))
    assert state["status"] == "COMPLETED"
    rows = await lines(shop, state["url"])
    assert (int(state["objectCount"]), int(state["rootObjectCount"])) == (len(rows), len(shop.world.orders))
    whole: dict[str, dict[str, Any]] = {}
    for row in rows:
        kind = row["id"].split("/")[3]
        key = {"SalesAgreement": "agreements", "Sale": "sales", "LineItem": "lineItems"}.get(kind)
        if key:
            whole[row.pop("__parentId")].setdefault(key, {"nodes": []})["nodes"].append(row)
        whole[row["id"]] = row
    hard = [one for one in shop.world.orders.values() if len(one.agreements) > 1 and len(one.lines) < 50][:25]
    for order in hard:
        asked = (await shop.data(ONE, id=f"gid://shopify/Order/{order.id}"))["order"]
        assert asked == whole[asked["id"]]
    assert {"ProductSale", "ShippingLineSale", "AdjustmentSale"} <= {row.get("__typename") for row in rows}


async def test_grouped_lines_follow_their_parent_and_ungrouped_ones_come_later(shop: Desk) -> None:
    """A parent always comes before its children; grouped, nothing of another order lies between."""
    files = {}
    for grouped in (True, False):
        state = await ended(shop, await start(shop, BULK.replace("WINDOW", "test:false"), grouped=grouped))
        files[grouped] = rows = await lines(shop, state["url"])
        seen: set[str] = set()
        for row in rows:
            assert row.get("__parentId", row["id"]) in seen | {row["id"]}
            seen.add(row["id"])
    assert sorted(row["id"] for row in files[True]) == sorted(row["id"] for row in files[False])
    roots = [n for n, row in enumerate(files[False]) if "__parentId" not in row]
    assert roots == list(range(len(roots)))
    assert any("__parentId" not in row for row in files[True][5:])


async def test_only_what_the_window_asks_for_is_in_the_file(shop: Desk) -> None:
    """The search of the query holds, and an operation that finds nothing completes without a file."""
    some = sorted(shop.world.orders)[10:20]
    query = f"id:>={some[0]} AND id:<={some[-1]}"
    state = await ended(shop, await start(shop, f'{{ orders(query: "{query}") {{ edges {{ node {{ id }} }} }} }}'))
    assert {row["id"] for row in await lines(shop, state["url"])} == {
        f"gid://shopify/Order/{number}" for number in some
    }
    nothing = await ended(shop, await start(shop, '{ orders(query: "id:1") { edges { node { id } } } }'))
    assert (nothing["status"], nothing["url"], nothing["objectCount"]) == ("COMPLETED", None, "0")


async def test_a_file_can_be_read_in_ranges_and_lasts_seven_days(shop: Desk) -> None:
    """Ranges are 206 and add up to the file, which needs no token; after a week it is gone, the operation expired."""
    operation = await start(shop, BULK.replace("WINDOW", ""))
    state = await ended(shop, operation)
    whole = (await shop.http.get(state["url"])).content
    assert len(whole) == int(state["fileSize"])
    cut = len(whole) // 3
    parts = []
    for span in (f"bytes=0-{cut - 1}", f"bytes={cut}-"):
        answer = await shop.http.get(state["url"], headers={"Range": span})
        assert answer.status_code == 206
        parts.append(answer.content)
    assert b"".join(parts) == whole
    assert answer.headers["content-range"] == f"bytes {cut}-{len(whole) - 1}/{len(whole)}"
    assert (await shop.http.get(state["url"], headers={"Range": f"bytes={len(whole)}-"})).status_code == 416
    token = shop.token
    await shop.pass_time(days=7, seconds=1)
    await shop.install()
    assert (await ended(shop, operation)) | {"completedAt": None} == state | {
        "status": "EXPIRED",
        "url": None,
        "fileSize": None,
        "completedAt": None,
    }
    assert (await shop.http.get(state["url"])).status_code == 404
    assert shop.token != token


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ orders { nodes { id } } }", "'edges' > 'node'"),
        ('{ node(id: "gid://shopify/Order/1") { id } }', "top level `node`"),
        ("{ shop { name } }", "at least one connection"),
        ("{ products { edges { node { title variants { edges { node { id } } } } } } }", "select the 'id' field"),
        (
            "{ orders { edges { node { id refunds { refundLineItems { edges { node { id } } } } } } } }",
            "within a list field",
        ),
        ("mutation { bulkOperationCancel(id: 1) { userErrors { message } } }", "Only `query` operations"),
        ("{ orders { edges { node { id turnover } } } }", "Invalid bulk query"),
        ("", "unexpected end of file"),
        (f"{{ orders {{ edges {{ node {{ id {FIVE} }} }} }} }}", "more than 5 connections"),
        (DEEP, "nesting depth greater than 2"),
    ],
)
async def test_what_may_not_be_run_is_a_user_error(shop: Desk, query: str, message: str) -> None:
    """Each rule of bulk queries is told in Shopify's words, on the field `query`."""
    payload = (await shop.data(RUN, query=query))["bulkOperationRunQuery"]
    assert payload["bulkOperation"] is None
    assert any(message in one["message"] for one in payload["userErrors"]), payload
    assert {(one["code"], *one["field"]) for one in payload["userErrors"]} == {("INVALID", "query")}


async def test_five_run_at_once_and_any_can_be_cancelled(shop: Desk) -> None:
    """A sixth is refused with the names of the five; a cancelled one ends so, and cannot be cancelled twice."""
    for _ in range(5):
        shop.fault(kind="async_stuck")
        running = await start(shop, BULK.replace("WINDOW", ""))
    refused = (await shop.data(RUN, query=BULK.replace("WINDOW", "")))["bulkOperationRunQuery"]["userErrors"][0]
    assert refused["code"] == "OPERATION_IN_PROGRESS"
    assert refused["message"].count("gid://shopify/BulkOperation/") == 5
    listed = await shop.data(
        '{ bulkOperations(first: 10, query: "status:running OR status:created") { nodes { id } } }'
    )
    for one in listed["bulkOperations"]["nodes"]:
        said = (await shop.data(CANCEL, id=one["id"]))["bulkOperationCancel"]
        assert said["bulkOperation"]["status"] == "CANCELING"
    assert (await ended(shop, running))["status"] == "CANCELED"
    assert (await shop.data(CANCEL, id=running))["bulkOperationCancel"]["userErrors"]


async def test_an_operation_can_fail_wholly_or_halfway(shop: Desk) -> None:
    """A failed operation has no file; a partial one offers the first half of its lines; a missing scope denies."""
    shop.fault(kind="bulk_fail")
    failed = await ended(shop, await start(shop, BULK.replace("WINDOW", "")))
    assert (failed["status"], failed["errorCode"], failed["url"]) == ("FAILED", "INTERNAL_SERVER_ERROR", None)
    whole = await ended(shop, await start(shop, BULK.replace("WINDOW", "")))
    shop.fault(kind="bulk_partial")
    half = await ended(shop, await start(shop, BULK.replace("WINDOW", "")))
    assert (half["status"], half["url"]) == ("FAILED", None)
    rows = await lines(shop, whole["url"])
    assert await lines(shop, half["partialDataUrl"]) == rows[: len(rows) // 2]
    shop.site.grants.scopes = ["read_orders", "read_all_orders"]
    denied = await ended(shop, await start(shop, "{ productVariants { edges { node { id } } } }"))
    assert (denied["status"], denied["errorCode"]) == ("FAILED", "ACCESS_DENIED")
    shop.site.grants.scopes = shop.sim.apps.shopify.scopes


async def test_a_connection_within_an_object_is_a_line_of_its_own(shop: Desk) -> None:
    """Without a connection at the top, the balance of the payments account still comes row by row."""
    rows = "balanceTransactions(hideTransfers: true) { edges { node { id type net { amount } } } }"
    query = f"{{ shopifyPaymentsAccount {{ id {rows} }} }}"
    state = await ended(shop, await start(shop, query))
    top, *below = await lines(shop, state["url"])
    assert top == {"id": "gid://shopify/ShopifyPaymentsAccount/31"}
    assert {row["__parentId"] for row in below} == {top["id"]}
    assert len(below) == sum(not row.type.startswith("TRANSFER") for row in shop.world.balance.values())
