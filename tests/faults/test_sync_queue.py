"""The queue: a job exactly if its transaction was committed, one per stream and epoch, each tick once for all."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from live_shop import LiveShop, live_shop, sandbox
from sqlalchemy import make_url, text

from credora_agent.sync import jobs
from credora_agent.sync.claim import Ticket
from credora_agent.sync.jobs import PgQueue, Tick, work_on
from credora_agent.sync.schedule import NOBODY
from credora_agent.sync.service import open_sync

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from one_server import Server

    from credora_agent.core.db import Database, WriteSession
    from credora_agent.runtime import Urls

EVERY_SECOND = "* * * * * *"


def ticket() -> Ticket:
    """Return the ticket of a stream nobody has."""
    return Ticket(uuid4(), uuid4(), "sales")


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    while not holds():  # noqa: ASYNC110 - what it waits for happens in the database
        await asyncio.sleep(0.05)


async def queued(database: Database) -> int:
    """Return how many jobs wait."""

    async def count(session: Any) -> int:
        return int((await session.execute(text("select count(*) from pgqueuer"))).scalar_one())

    return await database.read(NOBODY, count)


@pytest.fixture(autouse=True)
async def _empty(database: Database) -> AsyncIterator[None]:
    yield
    await database.write(NOBODY, lambda s: s.execute(text("delete from pgqueuer")))


async def test_a_job_is_there_if_and_only_if_its_transaction_is(database: Database) -> None:
    """Rolled back, nothing waits; committed, one does; the same stream and epoch again, still one."""
    queue, one = PgQueue(), ticket()

    async def fails(session: WriteSession) -> None:
        await queue.put(session, one, 1, after=timedelta(0))
        raise ValueError

    with suppress(ValueError):
        await database.write(NOBODY, fails)
    assert await queued(database) == 0
    for epoch in (1, 1, 1, 2):
        await database.write(NOBODY, lambda s, e=epoch: queue.put(s, one, e, after=timedelta(0)))
    assert await queued(database) == 2


async def test_three_workers_do_each_job_once_and_each_tick_once(database: Database) -> None:
    """60 jobs and a tick each second, three workers: 60 jobs done, none twice; ticks as many as seconds, not thrice."""
    queue, stop = PgQueue(), asyncio.Event()
    done: Counter[Ticket] = Counter()
    ticks: list[float] = []

    async def step(job: Ticket) -> None:
        done[job] += 1

    async def tick() -> None:
        ticks.append(asyncio.get_running_loop().time())

    tickets = [ticket() for _ in range(60)]
    assert await database.write(NOBODY, lambda s: queue.put_all(s, [(each, 1) for each in tickets])) == 60
    workers = [
        asyncio.create_task(work_on(database, step, ticks=[Tick("test.tick", EVERY_SECOND, tick)], stop=stop))
        for _ in range(3)
    ]
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(20):
        await until(lambda: len(done) == 60 and len(ticks) > 1)
    seconds = asyncio.get_running_loop().time() - began
    stop.set()
    await asyncio.gather(*workers)
    assert done == Counter(tickets)
    assert len(ticks) <= seconds + 2


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lend one home, so that all tokens of the module's database are sealed with keys of one file."""
    return tmp_path_factory.mktemp("home")


async def test_many_ticks_at_once_do_not_pile_up(database: Database, home: Path) -> None:
    """Three schedulers at the same moment, and again: one job for each stream that is due, however often they ask."""
    async with sandbox(days=2) as sim, live_shop(database, home, sim) as live:
        await live.connect("google_ads")
        syncs = [live.sync]
        async with open_sync(live.settings, database, now=live.now) as other:
            syncs.append(other)
            put = await asyncio.gather(*(each.tick() for each in syncs * 2))
            assert sum(put) == await queued(database) == len(await live.streams())
            assert await live.sync.tick() == 0
        await _paused_over_many_ticks(live)


async def _paused_over_many_ticks(live: LiveShop) -> None:
    """Let a week go by that nobody works in: it comes to one reading."""
    await live.database.write(NOBODY, lambda s: s.execute(text("delete from pgqueuer")))
    await live.read_all()
    await live.pass_time(days=7)
    put = [await live.sync.tick() for _ in range(5)]
    assert put[1:] == [0] * 4
    assert put[0] == await queued(live.database)


async def test_workers_on_the_queue_read_a_shop_to_its_end(database: Database, home: Path) -> None:
    """Two workers, nobody else: what was connected is read step by step through the queue, up to the truth.

    Once nothing is left to read, the shop is said to be settled.
    """
    async with sandbox(days=5, runs=True) as sim, live_shop(database, home, sim, runs=True) as live:
        await live.import_costs()
        await live.connect("shopify", "google_ads")
        stop, told = asyncio.Event(), list[UUID]()

        async def settled(shop: UUID) -> None:
            told.append(shop)

        async with open_sync(live.settings, database, now=live.now) as other:
            syncs = (live.sync, other)
            workers = [asyncio.create_task(each.work(stop, nightly=_nothing, settled=settled)) for each in syncs]
            async with asyncio.timeout(40):
                await _until_read(live)
                await until(lambda: live.tenant.id in told)
            stop.set()
            await asyncio.gather(*workers)
        assert {key: gap for key, gap in (await live.differences()).items() if key[1] != "marketing"} == {}


async def _until_read(live: LiveShop) -> None:
    while True:
        rows = [row for row in (await live.streams()).values() if row.stream not in ("named_orders", "rates")]
        if rows and all(row.last_good_at for row in rows):
            return
        await asyncio.sleep(0.1)


async def _nothing() -> None:
    return


async def test_a_queue_out_of_reach_is_waited_for(
    server: Server, urls: Urls, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connections are cut: the worker comes back by itself, and does what was put meanwhile."""
    queue, stop, done = PgQueue(), asyncio.Event(), list[Ticket]()
    monkeypatch.setattr(jobs, "RECONNECT", (0.05, 0.1))
    monkeypatch.setattr(jobs, "IDLE_POLL", timedelta(seconds=0.2))

    async def step(job: Ticket) -> None:
        done.append(job)

    worker = asyncio.create_task(work_on(database, step, ticks=[], stop=stop))
    first, second = ticket(), ticket()
    await database.write(NOBODY, lambda s: queue.put(s, first, 1, after=timedelta(0)))
    async with asyncio.timeout(20):
        await until(lambda: first in done)
        async with server.connect(str(make_url(urls.app).database)) as admin:
            cut = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1"
            assert await admin.fetch(cut, jobs.APPLICATION)
        await database.write(NOBODY, lambda s: queue.put(s, second, 1, after=timedelta(0)))
        await until(lambda: second in done)
    stop.set()
    await worker


def test_a_lease_outlasts_a_heartbeat() -> None:
    """A worker is given up by the queue no earlier than 30 s after its last sign of life."""
    assert timedelta(seconds=30) <= jobs.HEARTBEAT
