"""A sync cut off anywhere, stopped and resumed, or done by two at once, writes what one uninterrupted sync writes."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from live_shop import LiveShop, command_line, live_shop, sandbox

from credora_agent.ledger.rollup import self_check
from credora_agent.sync.claim import Ticket
from credora_agent.sync.run import NOTHING, run_step
from credora_agent.sync.service import Watch, open_sync

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from credora_agent.cli.sandbox.process import Simulator
    from credora_agent.core.db import Database
    from credora_agent.runtime import Urls

LEASE = timedelta(milliseconds=300)
DAYS = 10
SHOPIFYS = "tenant_id = :tenant and source_table <> 'ad_days' order by 1, 2"
ROWS = (
    f"""select source_table, source_id, order_ref, local_date, stated_micros, payload::text, withdrawn
        from source_records where {SHOPIFYS}""",
    f"""select source_table, source_id, component, category, occurred_at, local_date, amount_micros, currency, sku,
        quantity, stock_quantity, order_ref, voided from transactions where is_current and {SHOPIFYS}, 3""",
    "select variant_id, sku, on_hand, unit_cost_micros from variants where tenant_id = :tenant order by 1",
    "select payout_id, status, net_micros from payouts where tenant_id = :tenant order by 1",
    "select order_ref, placed_at, local_date from orders where tenant_id = :tenant order by 1",
)
"""All that Shopify's streams keep, whichever run kept it."""


@pytest.fixture(scope="module")
async def sim() -> AsyncIterator[Simulator]:
    """Lend a sandbox of ten days."""
    async with sandbox(days=DAYS) as running:
        yield running


@pytest.fixture
async def live(database: Database, tmp_path: Path, sim: Simulator) -> AsyncIterator[LiveShop]:
    """Lend a shop that is connected and was not read yet."""
    async with live_shop(database, tmp_path, sim) as shop:
        await shop.import_costs()
        await shop.connect()
        shop.sync.engine = replace(shop.sync.engine, lease=LEASE)
        yield shop


async def kept(live: LiveShop) -> list[list[Any]]:
    """Return every row the shop's Shopify streams keep."""
    return [await live.rows(sql) for sql in ROWS]


async def require_sound(live: LiveShop) -> None:
    """Require books equal to the truth, sums equal to the ledger, and no current row twice."""
    assert await live.differences() == {}
    assert await live.database.read(live.caller, lambda s: self_check(s, live.tenant.id)) == []
    doubled = await live.rows(
        "select 1 from transactions where tenant_id = :tenant and is_current"
        " group by connection_id, source_table, source_id, component having count(*) > 1"
    )
    assert doubled == []


async def cut_down(live: LiveShop, chance: random.Random) -> None:
    """Begin a sync, and cancel it at some moment: what was begun is left as a crash leaves it."""
    task = asyncio.create_task(live.sync.sync_now(live.caller, watch=live.watch(patient=True)))
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(task), chance.uniform(0, 1.2))
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("seed", [1, pytest.param(range(2, 202), marks=pytest.mark.long)], ids=["1", "200"])
async def test_a_sync_cut_off_anywhere_ends_as_one_that_was_not(
    database: Database, tmp_path: Path, sim: Simulator, live: LiveShop, seed: int | range
) -> None:
    """Cancelled 6 times at moments of chance, then run to its end: every row equals the uninterrupted shop's."""
    async with live_shop(database, tmp_path / "whole", sim) as whole:
        await whole.import_costs()
        await whole.connect()
        for one in [seed] if isinstance(seed, int) else seed:
            chance = random.Random(one)  # noqa: S311 - seeded, so that a failure comes again
            for _ in range(6 if isinstance(seed, int) else 1):
                await cut_down(live, chance)
            if not one % 5:  # from nothing once more, so that every part of a first reading is cut into
                await live.change("update sync_streams set cursor = null, epoch = epoch + 1, due_at = '2026-03-01'")
        await live.read_all()
        await require_sound(live)
        whole.moment = live.moment
        await whole.read_all()
        live.moment = whole.moment
        for each in (live, whole):
            await each.read_at_once("shopify")
        assert await kept(live) == await kept(whole)


async def test_a_worker_stopped_past_its_lease_writes_nothing(live: LiveShop) -> None:
    """It reads a page and stops; another takes the stream over and goes on; resumed, it writes 0 rows."""
    await live.read_all("google_ads")
    await live.sync.sync_now(live.caller, platforms=["shopify"], watch=Watch(patience=timedelta(0)))
    ticket = Ticket(*(await _shopify(live)), "variants")
    stopped, resume = asyncio.Event(), asyncio.Event()
    engine = live.sync.engine

    async def open_slowly(claim: Any) -> Any:
        opened = await engine.open_client(claim)
        stopped.set()
        await resume.wait()
        return opened

    await live.pass_time(hours=2)
    before = await live.rows("select count(*) from import_runs where tenant_id = :tenant")
    frozen = replace(engine, open_client=open_slowly, worker="stopped", lease=timedelta(hours=1))
    slow = asyncio.create_task(run_step(frozen, ticket))
    await stopped.wait()
    await live.change("update sync_streams set lease_until = now() - interval '1 second' where worker = 'stopped'")
    quick = await run_step(engine, ticket)
    assert quick.done
    row = (await live.streams())["shopify.variants"]
    resume.set()
    assert await slow == NOTHING
    after = (await live.streams())["shopify.variants"]
    assert (after.epoch, after.cursor, after.rows_total) == (row.epoch, row.cursor, row.rows_total)
    assert (await live.rows("select count(*) from import_runs where tenant_id = :tenant"))[0][0] >= before[0][0]


async def test_two_workers_on_one_shop_double_nothing(live: LiveShop) -> None:
    """Two syncs of the same shop side by side: every step is one worker's, and the books are the truth."""
    async with open_sync(live.settings, live.database, now=live.now) as other:
        other.engine = replace(other.engine, lease=timedelta(seconds=20))
        live.sync.engine = replace(live.sync.engine, lease=timedelta(seconds=20))
        await asyncio.gather(
            *(each.sync_now(live.caller, watch=live.watch(patient=True)) for each in (live.sync, other))
        )
    await require_sound(live)
    rows = await live.rows("select sum(rows_total) from sync_streams where tenant_id = :tenant and stream = 'variants'")
    variants = await live.rows("select count(*) from variants where tenant_id = :tenant")
    assert rows[0][0] in (variants[0][0], 2 * variants[0][0])  # read once, or once more after the first had ended


async def test_a_command_killed_at_random_leaves_its_work_to_the_next(
    database: Database, urls: Urls, tmp_path: Path
) -> None:
    """`credora sync` killed by -9 twice in mid-sync; read to the end after that, books and truth agree."""
    chance = random.Random(9)  # noqa: S311 - the same at every run
    async with sandbox(days=DAYS, runs=True) as sim, live_shop(database, tmp_path, sim, runs=True) as live:
        await live.import_costs()
        await live.connect("shopify", "google_ads")
        cli = command_line(live, urls, tmp_path)
        for _ in range(2):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "credora_agent", "sync", "--shop", live.tenant.slug, cwd=cli.folder, env=cli.env,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            await _until_at_work(live)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), chance.uniform(0.2, 1.5))
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
            await process.wait()
            await live.change("update sync_streams set lease_until = null where lease_until is not null")
        begun = await live.rows("select count(*) from sync_streams where tenant_id = :tenant and rows_total > 0")
        assert begun[0][0] > 0
        await live.sync.sync_now(live.caller)
        differences = {key: gap for key, gap in (await live.differences()).items() if key[1] != "marketing"}
        assert differences == {}
        assert await live.database.read(live.caller, lambda s: self_check(s, live.tenant.id)) == []


async def _shopify(live: LiveShop) -> tuple[Any, Any]:
    (row,) = await live.rows("select id from platform_connections where tenant_id = :tenant and platform = 'shopify'")
    return live.tenant.id, row.id


async def _until_at_work(live: LiveShop) -> None:
    """Wait until something was read and more is being read: a command starts as fast as its machine lets it."""
    begun = "rows_total > 0 or last_good_at is not null"
    asked = f"select bool_or({begun}) and bool_or(state = 'running') from sync_streams where tenant_id = :tenant"
    async with asyncio.timeout(30):
        while not (await live.rows(asked))[0][0]:  # noqa: ASYNC110 - it is another process that is waited for
            await asyncio.sleep(0.05)
