"""`/status`, `/fpa/costs` and an account's end as programs meet them; and who may do what there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import httpx2
import pytest
from account_desk import Browser
from signed_in import session_of
from site_desk import site

from credora_agent.core.settings import Settings
from credora_agent.tables.tenants import Membership, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shop_desk import Desk

    from credora_agent.core.db import WriteSession

LINES = (
    "order,sku,product,quantity,unit price,order date\n1,A,mug,3,10,2026-11-20 10:00\n2,B,jug,1,10,2026-11-21 10:00\n"
)
COSTS = "sku,unit cost,valid from\nA,4,2026-01-01\nA,5,2026-02-01\n"


@pytest.fixture
async def http(books: Desk) -> AsyncIterator[httpx2.AsyncClient]:
    """Lend a program of the person's own, with a session of the shop's owner."""
    await books.orders(LINES)
    await books.costs(COSTS)
    async with site(books, Settings()) as lent:
        own = {"origin": lent.url, "sec-fetch-site": "same-origin"}
        async with httpx2.AsyncClient(base_url=lent.url, trust_env=False, timeout=60, headers=own) as client:
            client.cookies.set("credora_session", await session_of(books.database, books.caller.user_id))
            client.headers["x-csrf-token"] = (await client.get("/auth/session")).json()["csrf"]
            yield client


async def test_how_everything_stands_is_json_for_programs_and_a_page_for_browsers(http: httpx2.AsyncClient) -> None:
    """The books hold two days and lack fees; nothing is connected; the file is named with its two rows."""
    found = (await http.get("/status")).json()
    assert found["recorded"] == {"start": "2026-11-20", "end": "2026-11-21"}
    assert "fees" in found["lacks"]
    assert {each["name"]: each["state"] for each in found["services"]}["Reading"] == "off"
    assert [each["rows_read"] for each in found["files"] if each["kind"].startswith("orders")] == [2]
    page = await http.get("/status", headers={"accept": "text/html"})
    assert "They hold 20–21 Nov 2026" in page.text


async def test_costs_are_listed_those_that_lack_first(http: httpx2.AsyncClient) -> None:
    """B was sold without a cost; A costs £5.00 since February, the second of two that are known."""
    found = (await http.get("/fpa/costs")).json()
    assert {each["sku"] for each in found["lines"]} == {"A", "B"}
    a = next(each for each in found["lines"] if each["sku"] == "A")
    assert (a["unit_cost"], a["valid_from"], a["known"]) == ("5.00", "2026-02-01", 2)
    assert [each["sku"] for each in (await http.get("/fpa/costs", params={"q": "JUG"})).json()["lines"]] == ["B"]


async def test_nothing_connected_is_read_now_and_no_foreign_account_is_ended(
    http: httpx2.AsyncClient, books: Desk
) -> None:
    """Reading needs an account; one of another shop is not there to be ended, and stays as it was."""
    refused = await http.post("/status/read")
    assert (refused.status_code, refused.json()["detail"]) == (400, "Nothing is connected.")
    assert (await http.delete(f"/platforms/connections/{uuid4()}")).status_code in {400, 404}
    assert await books.one("select count(*) from platform_connections where status = 'disconnected'") == 0


async def test_a_viewer_looks_and_changes_nothing(http: httpx2.AsyncClient, books: Desk) -> None:
    """Each page opens; each form of it is refused; the shop keeps its name, costs and alerts."""
    viewer = uuid4()

    async def join(session: WriteSession) -> None:
        session.add(User(id=viewer, email=f"{viewer}@example.com", name="V"))
        await session.flush()
        session.add(Membership(tenant_id=books.shop.tenant, user_id=viewer, role="viewer"))

    await books.database.write(type(books.caller)(viewer, books.shop.tenant), join)
    looks = Browser(str(http.base_url).rstrip("/"))
    looks.http.timeout = 60
    looks.http.cookies.set("credora_session", await session_of(books.database, viewer))
    for path in ("status", "welcome", "settings/connections", "settings/costs", "settings/alerts", "settings/shop"):
        page = await looks.get(f"/{path}")
        assert (path, page.status_code) == (path, 200)
        assert 'action="/settings' not in page.text.replace('action="/settings/costs" method="get"', "")
    tries = {
        "/settings/shop": {"name": "Mine"}, "/settings/costs": {"sku": "B", "cost": "1"}, "/status/read": {},
        "/settings/alerts": {"metric": "net_sales", "direction": "below", "threshold": "1", "period": "yesterday"},
        "/settings/connections/leave": {"platform": "meta"},
        f"/settings/connections/{uuid4()}/disconnect": {},
    }  # fmt: skip
    for path, fields in tries.items():
        assert (path, (await looks.post(path, **fields)).status_code) == (path, 403)
    await looks.http.aclose()
    assert await books.one("select count(*) from product_costs") == 2
    assert await books.one("select count(*) from alerts") == 0
