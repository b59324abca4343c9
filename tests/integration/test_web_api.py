"""What programs ask over HTTP: described as it answers, each change once for a key, every error a problem."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2
import pytest
from site_desk import Site, site
from stocked_shop import stocked

from credora_agent.app import chat
from credora_agent.core.settings import Settings
from credora_agent.runtime import Runtime

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from credora_agent.core.db import Database

ALERT = {"metric": "net_sales", "direction": "below", "threshold": "100", "period": "last_7_days"}


@pytest.fixture(scope="module")
async def served(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """Lend the site over a shop of its own, the questions included."""
    desk = await stocked(database, tmp_path_factory.mktemp("api"), "api", "10.00")
    settings = Settings()
    async with site(desk, settings, chat=chat(Runtime(settings, desk.database, desk.reports))) as lent:
        yield lent


@pytest.fixture
async def http(served: Site) -> AsyncIterator[httpx2.AsyncClient]:
    """Lend a program's client at this machine."""
    async with httpx2.AsyncClient(base_url=served.url, trust_env=False, timeout=60) as client:
        yield client


async def add(http: httpx2.AsyncClient, key: str, **fields: str) -> httpx2.Response:
    """Have a figure be watched, by the form's own route."""
    return await http.post("/settings/alerts", data=ALERT | fields, headers={"idempotency-key": key})


async def watched(served: Site) -> int:
    """Return how many figures are watched."""
    ((count,),) = await served.desk.rows("select count(*) from alerts where removed_at is null")
    return int(count)


async def test_a_key_makes_a_change_once(served: Site, http: httpx2.AsyncClient) -> None:
    """Sent again the same request is answered alike; without its key it is refused, for that is watched already."""
    before = await watched(served)
    first, again = await add(http, "one"), await add(http, "one")
    assert (first.status_code, again.status_code) == (303, 303), first.text
    assert first.headers["location"] == again.headers["location"]
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert await watched(served) == before + 1
    assert (await add(http, "another")).status_code == 400


async def test_of_many_at_once_one_is_done(served: Site, http: httpx2.AsyncClient) -> None:
    before = await watched(served)
    answers = await asyncio.gather(*(add(http, "together", threshold="300") for _ in range(8)))
    assert {each.status_code for each in answers} <= {303, 429}
    assert [each.status_code for each in answers].count(303) >= 1
    assert await watched(served) == before + 1


async def test_a_key_belongs_to_one_request(http: httpx2.AsyncClient) -> None:
    await add(http, "mine", threshold="400")
    other = await add(http, "mine", threshold="401")
    assert (other.status_code, other.json()["code"]) == (400, "key_used")
    bad = await http.post("/settings/alerts", data=ALERT, headers={"idempotency-key": "two words"})
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_input")


async def test_a_key_is_the_person_s_and_the_shop_s_own(
    served: Site, http: httpx2.AsyncClient, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same key in another shop is another key: its change is made there too."""
    other = await stocked(database, tmp_path_factory.mktemp("other"), "other", "10.00")
    async with site(other, Settings()) as lent, httpx2.AsyncClient(base_url=lent.url, trust_env=False) as theirs:
        before = await watched(lent)
        assert (await add(http, "shared", threshold="500")).status_code == 303
        done = await add(theirs, "shared", threshold="500")
        assert (done.status_code, "idempotency-replayed" in done.headers) == (303, False)
        assert await watched(lent) == before + 1


async def test_every_json_route_is_described(served: Site, http: httpx2.AsyncClient) -> None:
    """Each with a summary, a problem for what goes wrong, a body with an example where it takes one."""
    said = (await http.get("/openapi.json")).json()
    assert said["openapi"].startswith("3.1")
    assert {"/fpa/dashboard", "/fpa/pnl", "/fpa/whatif", "/chat/message", "/platforms", "/sync/status", "/status"} <= {
        *said["paths"]
    }
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], path
            assert "default" in operation["responses"], path
            if method == "post" and path not in {"/status/read", "/sync/read"}:
                assert operation["requestBody"]["content"]["application/json"]["example"], path
    assert {"/", "/pnl", "/settings/members"}.isdisjoint(said["paths"])
