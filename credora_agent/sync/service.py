"""Sync as the surfaces call it: everything now, whatever is due, for ever, or for one webhook."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import exists, select

from credora_agent.access.sweeping import sweep
from credora_agent.core import clock
from credora_agent.core.clock import time_zone
from credora_agent.core.crypto import KeyRing
from credora_agent.core.errors import BadInput, UnknownShop
from credora_agent.platforms.http import open_http
from credora_agent.sync import schedule, webhooks
from credora_agent.sync.claim import RUNNING, WAITING, Ticket, is_open
from credora_agent.sync.connections.clients import Outfit
from credora_agent.sync.connections.connect import Connect
from credora_agent.sync.connections.keys import require_keys
from credora_agent.sync.connections.ways import platform_called
from credora_agent.sync.jobs import PgQueue, Tick, swept, work_on
from credora_agent.sync.opening import Clients, rates_source
from credora_agent.sync.run import Engine, run_step
from credora_agent.sync.running import CONCURRENCY, PATIENCE, Runner
from credora_agent.sync.streams.base import Source
from credora_agent.sync.streams.registry import RATES_PLATFORM, stream_of
from credora_agent.tables.sources import Connection
from credora_agent.tables.sync import SyncStream
from credora_agent.tables.tenants import Tenant

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
    from datetime import date, datetime, timedelta
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, WriteSession
    from credora_agent.core.settings import Settings
    from credora_agent.platforms.shopify.webhooks import Delivery
    from credora_agent.sync.run import Outcome

EVERY_MINUTE, NIGHTLY = "* * * * *", "23 3 * * *"
WEBHOOKS = "/webhooks/shopify"


@dataclass(frozen=True, slots=True)
class Watch:
    """How a sync that is waited for tells of itself, and waits: `pause` takes seconds, no more than `patience`."""

    on_begin: Callable[[Sequence[Ticket]], None] = lambda _tickets: None
    on_outcome: Callable[[Ticket, Outcome], None] = lambda _ticket, _outcome: None
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep
    concurrency: int = CONCURRENCY
    patience: timedelta = PATIENCE

    def runner(self, engine: Engine) -> Runner:
        """Return what runs streams so."""
        return Runner(engine, self.pause, self.on_outcome, self.concurrency, self.patience)


class Sync:
    """Everything that reads the platforms; `connect` is the desk where accounts are connected."""

    def __init__(self, engine: Engine, outfit: Outfit) -> None:
        self.engine, self.connect, self.outfit = engine, Connect(outfit), outfit
        self._queue = PgQueue()

    async def sync_now(
        self, caller: Caller, *, platforms: Collection[str] = (), since: date | None = None, watch: Watch | None = None
    ) -> list[Ticket]:
        """Read all streams of the shop's connections to these platforms (none: to all) to their end; return them.

        With `since` everything from that day on is read again. Exchange rates come last, when it is known which.
        What went wrong with a stream is noted on it. Raises BadInput when no such platform is connected.
        """
        watch = watch or Watch()
        named = {_named(each) for each in platforms}
        await self._prepare(_tenant(caller))
        tickets = await self.engine.database.write(caller, lambda s: self._begun(s, _tenant(caller), named, since))
        watch.on_begin(tickets)
        runner = watch.runner(self.engine)
        rates = {ticket for ticket in tickets if ticket.stream == RATES_PLATFORM}
        await runner.run([ticket for ticket in tickets if ticket not in rates])
        await self._make_due(rates)
        await runner.run(sorted(rates))
        return tickets

    async def run_due(self, *, watch: Watch | None = None) -> list[Ticket]:
        """Read whatever is due now, of every shop, to its end; return what that was."""
        watch = watch or Watch()
        await self._prepare(None)
        due = await self.engine.database.read(schedule.NOBODY, self._due)
        tickets = [each.ticket for each in due]
        watch.on_begin(tickets)
        await watch.runner(self.engine).run(tickets)
        return tickets

    async def tick(self) -> int:
        """Put into the queue what is due and not yet in it; return how much that was."""
        await self._prepare(None)

        async def put(session: WriteSession) -> int:
            return await self._queue.put_all(session, await self._due(session))

        return await self.engine.database.write(schedule.NOBODY, put)

    async def work(
        self,
        stop: asyncio.Event,
        *,
        nightly: Callable[[], Awaitable[None]],
        settled: Callable[[UUID], Awaitable[None]],
        ticks: Iterable[Tick] = (),
        concurrency: int = 4,
    ) -> None:
        """Work on the queue until `stop` is set, beside any number of others on the same database.

        `settled` is told of a shop whenever a stream of it was read to its end and no other is at work or due. `ticks`
        are what else is done on a schedule.
        """
        await require_keys(self.engine.database, self.outfit.ring)
        engine = replace(self.engine, queue=self._queue)

        async def step(ticket: Ticket) -> None:
            outcome = await run_step(engine, ticket)
            if outcome.done and await self.engine.database.read(ticket.caller, partial(self._is_quiet, ticket.tenant)):
                await settled(ticket.tenant)

        async def tick() -> None:
            await self.tick()

        async def by_night() -> None:
            await self.engine.database.write(schedule.NOBODY, swept)
            await webhooks.forget_old(self.engine.database, self.engine.clock())
            await sweep(self.engine.database, now=self.engine.clock())
            await nightly()

        own = (Tick("credora.sync.tick", EVERY_MINUTE, tick), Tick("credora.nightly", NIGHTLY, by_night))
        await self.tick()
        await work_on(self.engine.database, step, ticks=(*own, *ticks), stop=stop, concurrency=concurrency)

    async def handle_webhook(self, delivery: Delivery) -> None:
        """Note a delivery whose sender is proven, and make due what it is about."""
        await webhooks.take_in(self.engine.database, delivery, now=self.engine.clock(), queue=self._queue)

    async def on_connected(self, caller: Caller) -> None:
        """Begin the first reading of what was just connected, at the next free worker."""
        await self._prepare(_tenant(caller))
        await self.tick()

    async def _is_quiet(self, tenant: UUID, session: AsyncSession) -> bool:
        at_work = exists().where(SyncStream.tenant_id == tenant, SyncStream.state.in_((RUNNING, WAITING)))
        busy = await session.scalar(select(at_work))
        return not busy and not await schedule.due(session, self.engine.clock(), tenant=tenant)

    async def _due(self, session: AsyncSession) -> list[schedule.Due]:
        return await schedule.due(session, self.engine.clock(), sandbox=self.outfit.settings.sandbox)

    async def _prepare(self, tenant: UUID | None) -> None:
        rates = rates_source(self.outfit.settings) is not None
        await schedule.prepare(self.engine.database, self.engine.clock(), rates=rates, tenant=tenant)

    async def _begun(
        self, session: WriteSession, tenant: UUID, platforms: Collection[str], since: date | None
    ) -> list[Ticket]:
        chosen = [row for row in await _connections(session, tenant) if not platforms or row.platform in platforms]
        if not chosen:
            raise BadInput(
                "No such platform is connected to this shop.", remedy="Connect one by `credora connections add …`."
            )
        if since is not None:
            await self._rewind(session, chosen, since)
        now = self.engine.clock()
        tickets = await schedule.make_due(session, tenant, [row.id for row in chosen], now)
        return sorted(tickets, key=lambda ticket: (schedule.ORDER.get(ticket.stream, 0), str(ticket.connection)))

    async def _rewind(self, session: WriteSession, connections: Sequence[Connection], since: date) -> None:
        shop = await session.get(Tenant, connections[0].tenant_id)
        for it in connections:
            zone = time_zone(it.timezone or (shop.timezone if shop else "UTC"))
            source = Source(it.platform, it.account, it.currency or "", zone, frozenset(it.scopes), self.engine.clock())
            mine = (SyncStream.tenant_id == it.tenant_id, SyncStream.connection_id == it.id)
            for row in (await session.scalars(select(SyncStream).where(*mine).with_for_update())).all():
                stream = stream_of(it.platform, row.stream)
                if stream is not None and row.cursor:
                    row.cursor, row.epoch = dict(stream.rewound(row.cursor, since, source)), row.epoch + 1
                    row.lease_until, row.state = None, WAITING if row.state == "running" else row.state

    async def _make_due(self, tickets: Collection[Ticket]) -> None:
        now = self.engine.clock()
        for ticket in tickets:
            work = partial(schedule.make_due, tenant=ticket.tenant, connections=[ticket.connection], now=now)
            await self.engine.database.write(ticket.caller, work)


@asynccontextmanager
async def open_sync(
    settings: Settings, database: Database, *, now: Callable[[], datetime] = clock.now
) -> AsyncIterator[Sync]:
    """Yield the sync over an open database; its HTTP client and keys are closed with it."""
    ring = await asyncio.to_thread(KeyRing.load, settings)
    async with open_http() as http:
        outfit = Outfit(database, ring, http, settings, clock=now)
        told_at = settings.public_url.rstrip("/") + WEBHOOKS
        rations = {"google_ads": settings.google_operations}
        engine = Engine(database, Clients(outfit), worker_name(), clock=now, told_at=told_at, rations=rations)
        yield Sync(engine, outfit)


def worker_name() -> str:
    """Return what tells this worker from any other."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


async def _connections(session: AsyncSession, tenant: UUID) -> Sequence[Connection]:
    return (await session.scalars(select(Connection).where(Connection.tenant_id == tenant, is_open()))).all()


def _named(platform: str) -> str:
    return platform if platform == RATES_PLATFORM else platform_called(platform)


def _tenant(caller: Caller) -> UUID:
    if caller.tenant_id is None:
        raise UnknownShop("No shop is chosen.", remedy="Name one with --shop.")
    return caller.tenant_id
