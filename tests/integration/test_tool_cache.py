"""Tool results kept: once for each question of the same books, joined in flight, never under another version."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel
from shop_desk import Desk
from sqlalchemy import text

from credora_agent.agent import cache as caching
from credora_agent.agent.cache import LARGEST, Cache, forget_results
from credora_agent.core.errors import BadInput
from credora_agent.core.settings import Settings
from credora_agent.reports.service import Reports
from credora_agent.runtime import Runtime
from mcp_servers.servers import TOOLS
from mcp_servers.tool import Context, Toolbox

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database

TODAY = date(2026, 3, 31)
LINES = "order,sku,product,quantity,unit price,order date\n1,A,a thing,2,10,2026-03-01 10:00\n"
MARCH = {"start": "2026-03-01", "end": "2026-03-31"}


class Counted(BaseModel):
    """An answer that says how often the tool ran."""

    times: int
    padding: str = ""


class Counting:
    """Tools that count their runs, take their time, and fail when told to."""

    def __init__(self, *, seconds: float = 0.0, padding: int = 0) -> None:
        self.times, self.seconds, self.padding = 0, seconds, padding
        self.error: Exception | None = None

    async def call(self, name: str, args: dict[str, Any]) -> BaseModel:  # noqa: ARG002 - as tools are called
        """Return how often this was called."""
        self.times += 1
        run = self.times
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error
        return Counted(times=run, padding="x" * self.padding)


@pytest.fixture
def cache(database: Database) -> Cache:
    """Lend a cache of the tool "counted"."""
    return Cache(database, tools={"counted": Counted})


async def test_the_same_question_runs_once(books: Desk, cache: Cache) -> None:
    """Arguments in another order are the same; another value, another day and another tool are not."""
    tools = Counting()
    kept = cache.over(tools, books.caller, today=TODAY)
    await kept.call("counted", {"a": 1, "b": [1, 2]})
    assert await kept.call("counted", {"b": [1, 2], "a": 1}) == Counted(times=1)
    assert await kept.call("counted", {"a": 2, "b": [1, 2]}) == Counted(times=2)
    assert await cache.over(tools, books.caller, today=date(2026, 4, 1)).call(
        "counted", {"a": 1, "b": [1, 2]}
    ) == Counted(times=3)
    for _ in range(2):
        await kept.call("live", {})
    assert tools.times == 5
    assert await books.rows("select distinct tool from tool_cache") == [("counted",)]


async def test_equal_calls_in_flight_are_one(books: Desk, cache: Cache) -> None:
    """Twenty tasks of three turns at once: one run, the same answer to all; afterwards nothing is under way."""
    tools = Counting(seconds=0.2)
    asked = [cache.over(tools, books.caller, today=TODAY).call("counted", {"a": 1}) for _ in range(20)]
    assert {found.times for found in await asyncio.gather(*asked)} == {1}
    assert tools.times == 1
    assert cache._flights == {}


async def test_who_stops_waiting_stops_nobody_else(books: Desk, cache: Cache) -> None:
    """The one that began the call is cancelled: the other still gets the answer, of the one run."""
    tools = Counting(seconds=0.3)
    kept = cache.over(tools, books.caller, today=TODAY)
    first = asyncio.create_task(kept.call("counted", {}))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(kept.call("counted", {}))
    await asyncio.sleep(0.1)
    first.cancel()
    assert (await second).times == 1
    assert (first.cancelled(), tools.times) == (True, 1)


async def test_an_error_reaches_all_who_wait_and_is_not_kept(books: Desk, cache: Cache) -> None:
    tools = Counting(seconds=0.1)
    tools.error = BadInput("No.", remedy="Do.")
    kept = cache.over(tools, books.caller, today=TODAY)
    found = await asyncio.gather(*(kept.call("counted", {}) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in found] == [BadInput] * 3
    assert tools.times == 1
    tools.error = None
    assert await kept.call("counted", {}) == Counted(times=2)


async def test_no_answer_outlives_what_it_followed_from(
    books: Desk, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new order: anew; so with a detail beside the ledger, a file or a step that booked nothing, and other code."""
    tools = Counting()
    kept = cache.over(tools, books.caller, today=TODAY)
    await kept.call("counted", {})
    await books.orders(LINES)
    assert (await kept.call("counted", {})).times == 2
    add = text(
        "insert into cash_balances (tenant_id, account, day, amount_micros, currency)"
        " values (:tenant, 'main', '2026-03-01', 1, 'GBP')"
    )
    await books.database.write(books.caller, lambda s: s.execute(add, {"tenant": books.shop.tenant}))
    assert (await kept.call("counted", {})).times == 3
    version = await books.version()
    await books.orders(LINES)
    assert (await kept.call("counted", {})).times == 4
    step = text(
        "insert into sync_streams (tenant_id, connection_id, stream, epoch)"
        " select tenant_id, id, 'orders', :epoch from platform_connections where tenant_id = :tenant"
        " on conflict (tenant_id, connection_id, stream) do update set epoch = excluded.epoch"
    )
    for epoch in (1, 2):
        values = {"tenant": books.shop.tenant, "epoch": epoch}
        await books.database.write(books.caller, lambda s, values=values: s.execute(step, values))
        assert (await kept.call("counted", {})).times == 4 + epoch
    assert await books.version() == version
    monkeypatch.setattr(caching, "code_version", lambda: "other")
    assert ((await kept.call("counted", {})).times, (await kept.call("counted", {})).times) == (7, 7)


async def test_an_answer_of_older_books_takes_no_newer_ones_place(books: Desk, cache: Cache) -> None:
    """The slow call began before an import, the quick one after: the quick one's answer is what is kept."""
    quick = cache.over(Counting(), books.caller, today=TODAY)

    class Slow(Counting):
        async def call(self, name: str, args: dict[str, Any]) -> BaseModel:
            await books.orders(LINES)
            assert (await quick.call(name, args)).times == 1
            return Counted(times=99)

    assert (await cache.over(Slow(), books.caller, today=TODAY).call("counted", {})).times == 99
    assert (await quick.call("counted", {})).times == 1


async def test_what_is_large_is_not_kept(books: Desk, cache: Cache) -> None:
    tools = Counting(padding=LARGEST)
    kept = cache.over(tools, books.caller, today=TODAY)
    assert [(await kept.call("counted", {})).times for _ in range(2)] == [1, 2]


async def test_shops_have_answers_of_their_own(books: Desk, cache: Cache, database: Database, tmp_path: Path) -> None:
    """The same question of two shops at once: two runs, each its own answer, before and after."""
    other, tools = await Desk.open(database, tmp_path), Counting(seconds=0.1)
    both = [cache.over(tools, desk.caller, today=TODAY) for desk in (books, other)]
    found = await asyncio.gather(*(kept.call("counted", {}) for kept in both))
    assert sorted(each.times for each in found) == [1, 2]
    assert [await kept.call("counted", {}) for kept in both] == found


async def test_by_night_what_cannot_be_given_again_is_forgotten(books: Desk, cache: Cache) -> None:
    """Of other books and of a fortnight ago: gone; of today: stays."""
    kept = cache.over(Counting(), books.caller, today=TODAY)
    await kept.call("counted", {"old": "books"})
    await books.orders(LINES)
    await kept.call("counted", {"old": "date"})
    old = text("update tool_cache set made_at = now() - interval '15 days' where args ->> 'old' = 'date'")
    await books.database.write(books.caller, lambda s: s.execute(old))
    await kept.call("counted", {"new": True})
    await books.database.write(books.caller, lambda s: forget_results(s, books.shop.tenant))
    assert await books.rows("select args from tool_cache") == [({"new": True},)]


async def test_real_results_come_back_as_they_were(books: Desk, database: Database) -> None:
    """Whatever is kept of the real tools equals what they answer, and is not asked of them again."""
    await books.orders(LINES)
    runtime = Runtime(Settings(), database, Reports(database))
    tools = Toolbox(Context(books.caller, TODAY, runtime.reports), TOOLS)
    cache = Cache(database)
    args = {"cfo_metrics": {**MARCH, "metrics": ["net_sales", "orders"], "by": "week"}}
    for name in cache.kept:
        asked = args.get(name, MARCH)
        first = await cache.over(tools, books.caller, today=TODAY).call(name, asked)
        assert first == await tools.call(name, asked)
        again = await cache.over(Counting(), books.caller, today=TODAY).call(name, asked)
        assert again == first


def test_only_what_reads_the_books_is_kept(database: Database) -> None:
    kept = Cache(database).kept
    by_name = {tool.name: tool for tool in TOOLS}
    assert kept
    assert all(by_name[name].scope == "read" and not by_name[name].live for name in kept)
    assert not kept & {"google_query", "cfo_propose", "cfo_apply", "cfo_status"}
