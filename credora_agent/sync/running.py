"""Streams run to their end within this process, for a command that waits for them, with or without workers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from credora_agent.platforms.base import Passing, Throttled
from credora_agent.sync.claim import RUNNING, WAITING, is_open, of, same_connection
from credora_agent.sync.run import run_step
from credora_agent.sync.streams.registry import STREAMS
from credora_agent.tables.sources import Connection
from credora_agent.tables.sync import SyncStream

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.sync.claim import Ticket
    from credora_agent.sync.run import Engine, Outcome

PATIENCE = timedelta(minutes=5)
"""A longer pause is not waited for: the stream is left to a worker, or to the next sync."""
TRIES = 4
"""Failures in a row of a kind that may pass, after which a stream is left as it is."""
LOOK = 1.0
"""Seconds between looks at a stream that another worker is at."""
MAY_PASS = frozenset({Passing.code, Throttled.code, "unavailable"})
CONCURRENCY = 4
FOLLOWERS = {stream.name: stream.after for each in STREAMS.values() for stream in each if stream.after}


@dataclass(slots=True)
class Runner:
    """Runs streams step after step until each is done, or cannot go on.

    `pause` waits for so many seconds, never more than `patience`; `on_outcome` is told of every step.
    """

    engine: Engine
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep
    on_outcome: Callable[[Ticket, Outcome], None] = lambda _ticket, _outcome: None
    concurrency: int = CONCURRENCY
    patience: timedelta = PATIENCE
    _room: asyncio.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._room = asyncio.Semaphore(self.concurrency)

    async def run(self, tickets: Sequence[Ticket]) -> None:
        """Run these streams side by side, each that goes after another once that one ended.

        A fault of one is noted on it, and the others go on.
        """
        tasks: dict[Ticket, asyncio.Task[None]] = {}
        async with asyncio.TaskGroup() as group:
            for ticket in sorted(tickets, key=lambda ticket: ticket.stream in FOLLOWERS):
                first = ticket._replace(stream=FOLLOWERS.get(ticket.stream, ""))
                tasks[ticket] = group.create_task(self._run_after(tasks.get(first), ticket))

    async def _run_after(self, first: asyncio.Task[None] | None, ticket: Ticket) -> None:
        if first is not None:
            await first
        await self._run(ticket)

    async def _run(self, ticket: Ticket) -> None:
        failures = 0
        while True:
            async with self._room:
                outcome = await run_step(self.engine, ticket)
            if not outcome.ran:
                if not await self._is_at_work(ticket):
                    return
                await self.pause(LOOK)
                continue
            self.on_outcome(ticket, outcome)
            failures = failures + 1 if outcome.error and outcome.error["code"] != Throttled.code else 0
            if not _goes_on(outcome, failures, self.patience):
                return
            if outcome.again_in:
                await self.pause(outcome.again_in.total_seconds())

    async def _is_at_work(self, ticket: Ticket) -> bool:
        """Return whether somebody else is at the stream, or it is due again within reach."""
        now = self.engine.clock()

        async def look(session: AsyncSession) -> bool:
            leased = and_(SyncStream.state == RUNNING, SyncStream.lease_until >= func.now())
            between = and_(
                SyncStream.state.in_((WAITING, RUNNING)), SyncStream.due_at <= now + self.patience, is_open()
            )
            row = await session.scalar(
                select(SyncStream.epoch).join(Connection, same_connection()).where(of(ticket), or_(leased, between))
            )
            return row is not None

        return await self.engine.database.read(ticket.caller, look)


def _goes_on(outcome: Outcome, failures: int, patience: timedelta) -> bool:
    """Return whether the next step is worth waiting for."""
    if outcome.done or outcome.again_in is None or outcome.again_in > patience:
        return False
    if outcome.error is None:
        return True
    return outcome.error["code"] in MAY_PASS and failures < TRIES
