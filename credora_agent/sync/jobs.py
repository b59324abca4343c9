"""The queue: a thin port over PgQueuer, and the only module that knows it. Jobs name streams; streams hold the state.

A job is put into the transaction that makes it necessary, so that there is one exactly if that was committed. Its key
is the stream and its epoch: while a stream stands at an epoch there is one job for it at most, whoever puts it there,
and the next step, at the next epoch, is a new job beside the one that is just ending. A job whose worker died is taken
up by another after HEARTBEAT; should its stream have been lost on the way, the schedule's next tick finds it due.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import orjson
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.errors import FailingListenerError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from credora_agent.core.db import SESSION
from credora_agent.core.errors import Unavailable
from credora_agent.sync.claim import Ticket

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping

    from pgqueuer.models import Job, Schedule

    from credora_agent.core.db import Database, WriteSession

LOG = logging.getLogger(__name__)
STEP = "credora.sync.step"
HEARTBEAT = timedelta(seconds=30)
"""After so long without a sign of life a worker's jobs are another's."""
APPLICATION = "credora queue"
"""How the queue's connections are called in pg_stat_activity."""
IDLE_POLL = timedelta(seconds=10)
"""How often the queue is looked at although nothing was notified."""
LATER = timedelta(minutes=5)
"""A pause longer than this is left to the schedule."""
RECONNECT = (1.0, 30.0)
"""Seconds between tries when the database is away: doubling from the first to the second."""
AWAY = (DBAPIError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable, FailingListenerError)
"""What says that the database, or its word of new jobs, does not come through; on a busy machine it may be late."""
KEPT = timedelta(days=7)
"""How long the log of finished jobs is kept."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Something done on a schedule, once for all workers: `cron` says when, with seconds at its end if it has six."""

    name: str
    cron: str
    work: Callable[[], Awaitable[None]]


class PgQueue:
    """Puts steps into the queue; implements `run.Queue`."""

    async def put(self, session: WriteSession, ticket: Ticket, epoch: int, *, after: timedelta) -> None:
        """Have the stream worked on once `after` has passed, unless that is already to be."""
        if after <= LATER:
            await self.put_all(session, [(ticket, epoch)], after=after)

    async def put_all(
        self, session: WriteSession, steps: Iterable[tuple[Ticket, int]], *, after: timedelta = timedelta(0)
    ) -> int:
        """Have all these streams worked on; return how many were not yet to be."""
        jobs = list(steps)
        if not jobs:
            return 0
        count = len(jobs)
        put = await (await _queries(session)).enqueue(
            [STEP] * count,
            [orjson.dumps([*map(str, ticket)]) for ticket, _ in jobs],
            [0] * count,
            [after] * count,
            [_key(ticket, epoch) for ticket, epoch in jobs],
            on_conflict="skip",
        )
        return sum(each is not None for each in put)


def _key(ticket: Ticket, epoch: int) -> str:
    return f"{ticket.tenant}:{ticket.connection}:{ticket.stream}:{epoch}"


async def _queries(session: WriteSession) -> Queries:
    connection = await (await session.connection()).get_raw_connection()
    return Queries(AsyncpgDriver(connection.driver_connection))


async def work_on(
    database: Database,
    step: Callable[[Ticket], Awaitable[object]],
    *,
    ticks: Iterable[Tick],
    stop: asyncio.Event,
    concurrency: int = 4,
) -> None:
    """Do steps and ticks until `stop` is set, then end those begun; a database that goes away is waited for."""
    pause = RECONNECT[0]
    while not stop.is_set():
        try:
            async with _pool(database, concurrency) as pool:
                pause = RECONNECT[0]
                await _serve(pool, step, ticks, stop, concurrency)
        except AWAY as fault:
            LOG.warning("the queue is out of reach (%s), trying again in %.0f s", type(fault).__name__, pause)
            await _either(stop, pause)
            pause = min(2 * pause, RECONNECT[1])


async def _either(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


async def _serve(
    pool: asyncpg.Pool,
    step: Callable[[Ticket], Awaitable[object]],
    ticks: Iterable[Tick],
    stop: asyncio.Event,
    concurrency: int,
) -> None:
    queue = PgQueuer.from_asyncpg_pool(pool)
    queue.entrypoint(STEP, accepts_context=False)(_handler(step))
    for tick in ticks:
        queue.schedule(tick.name, tick.cron, accepts_context=False)(_ticker(tick))
    ending = asyncio.ensure_future(_shut_down_with(stop, queue))
    try:
        await queue.run(
            dequeue_timeout=IDLE_POLL,
            batch_size=max(1, concurrency // 2),
            max_concurrent_tasks=max(2, concurrency),
            heartbeat_timeout=HEARTBEAT,
            shutdown_on_listener_failure=True,
        )
    finally:
        ending.cancel()


async def _shut_down_with(stop: asyncio.Event, queue: PgQueuer) -> None:
    await stop.wait()
    queue.shutdown.set()


def _handler(step: Callable[[Ticket], Awaitable[object]]) -> Callable[[Job], Awaitable[None]]:
    async def handle(job: Job) -> None:
        tenant, connection, stream = orjson.loads(job.payload or b"[]")
        await step(Ticket(UUID(tenant), UUID(connection), stream))

    return handle


def _ticker(tick: Tick) -> Callable[[Schedule], Awaitable[None]]:
    async def fire(_schedule: Schedule) -> None:
        await tick.work()

    return fire


@asynccontextmanager
async def _pool(database: Database, concurrency: int) -> AsyncIterator[asyncpg.Pool]:
    """Lend connections of the queue's own, one of them for LISTEN, as the application's role."""
    async with asyncpg.create_pool(
        **arguments(database),
        min_size=1,
        max_size=concurrency + 4,
        server_settings={**SESSION, "application_name": APPLICATION},
    ) as pool:
        yield pool


def arguments(database: Database) -> Mapping[str, Any]:
    """Return how a driver of its own reaches the database the pool of `database` does."""
    _, found = database.engine.dialect.create_connect_args(database.engine.url)
    return dict(found)


async def swept(session: WriteSession) -> None:
    """Remove what the queue logged of jobs long done."""
    await session.execute(text("delete from pgqueuer_log where created < now() - :kept"), {"kept": KEPT})
