"""F7: all workers together never ask an account faster than its platform allows, and none of them starves."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from credora_agent.core.caller import WORKER, Caller
from credora_agent.core.db import Database
from credora_agent.platforms.base import Throttled
from credora_agent.sync import pace as pacing
from credora_agent.sync.pace import PostgresPace

if TYPE_CHECKING:
    from credora_agent.runtime import Urls


async def available(database: Database, key: str) -> float:
    found = await database.read(
        Caller(WORKER), lambda s: s.scalar(text("select available from rate_limits where key = :key"), {"key": key})
    )
    assert found is not None
    return float(found)


async def age(database: Database, key: str, seconds: float) -> None:
    """Let that much time have passed for a bucket."""
    older = text("update rate_limits set updated_at = updated_at - :s * interval '1 second' where key = :key")
    await database.write(Caller(WORKER), lambda s: s.execute(older, {"key": key, "s": seconds}))


async def test_eight_takers_never_exceed_the_bucket(urls: Urls) -> None:
    """8 processes' worth of takers on pools of their own for 1 s, cap 20, 60/s: at every take, n ≤ cap + rate·t."""
    cap, rate, seconds = 20, 60, 1.0
    databases = [Database(urls.app) for _ in range(8)]
    began, taken = time.perf_counter(), []

    async def taker(database: Database) -> None:
        pace = PostgresPace(database, "shopify:eight", cap, rate)
        while time.perf_counter() - began < seconds:
            await pace.take()
            taken.append(time.perf_counter() - began)

    await asyncio.gather(*(taker(database) for database in databases))
    for database in databases:
        await database.close()
    for number, moment in enumerate(sorted(taken), 1):
        assert number <= cap + rate * moment + 1e-6, (number, moment)
    assert len(taken) >= (cap + rate * seconds) / 2


async def test_a_longer_wait_is_said_and_takes_nothing(database: Database) -> None:
    """Beyond PATIENCE the taker is told how long to stay away, and the bucket keeps what it has."""
    pace = PostgresPace(database, "shopify:long", 10, 1)
    await pace.take(10)
    before = await available(database, "shopify:long")
    with pytest.raises(Throttled, match="Shopify wants this shop") as told:
        await pace.take(10)
    assert told.value.wait == pytest.approx(10, abs=0.5)
    assert await available(database, "shopify:long") == before


async def test_it_refills_with_time_and_never_beyond_the_brim(database: Database) -> None:
    pace = PostgresPace(database, "shopify:refill", 10, 2)
    await pace.take(10)
    await age(database, "shopify:refill", 3)
    await pace.take(6)
    assert await available(database, "shopify:refill") == pytest.approx(0, abs=0.5)
    await age(database, "shopify:refill", 3600)
    await pace.take(0)
    assert await available(database, "shopify:refill") == 10


async def test_what_the_platform_says_is_learned(database: Database) -> None:
    """A better plan's bucket, and less in it than we thought; another worker's reserved debt stays a debt."""
    pace = PostgresPace(database, "shopify:learn", 1000, 100)
    await pace.take(1)
    await pace.learn(available=400, capacity=2000, restore=1000)
    assert await available(database, "shopify:learn") == 400
    await pace.take(450)
    await pace.learn(available=100, capacity=2000, restore=1000)
    assert 50 <= await available(database, "shopify:learn") <= 100
    await pace.learn(available=5000, capacity=2000, restore=1000)
    assert await available(database, "shopify:learn") == 2000


async def test_a_block_holds_for_everybody(database: Database) -> None:
    """A hint to stay away outlasts shorter ones and is kept across workers; nobody takes meanwhile."""
    one, other = (PostgresPace(database, "meta_ads:blocked", 100, 10) for _ in range(2))
    await one.block(60)
    await one.block(1)
    with pytest.raises(Throttled) as told:
        await other.take()
    assert told.value.wait == pytest.approx(60, abs=1)
    assert await available(database, "meta_ads:blocked") == 100


async def test_a_short_block_is_waited_out(database: Database) -> None:
    pace = PostgresPace(database, "meta_ads:short", 100, 10)
    await pace.block(0.15)
    began = time.perf_counter()
    await pace.take()
    assert 0.1 < time.perf_counter() - began < 2


async def test_accounts_do_not_hold_each_other_up(database: Database) -> None:
    await PostgresPace(database, "google_ads:1", 1, 1).block(60)
    await PostgresPace(database, "google_ads:2", 1, 1).take()


async def test_a_cost_beyond_the_brim_is_not_waited_for_forever(database: Database) -> None:
    """More than the bucket ever holds: put off, not hung."""
    with pytest.raises(Throttled):
        await PostgresPace(database, "shopify:brim", 10, 1).take(10 + 2 * pacing.PATIENCE)
