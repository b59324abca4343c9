"""One step of one stream: claimed, read from the platform, and written with its cursor in one transaction.

Nothing is written unless the claim still holds when it is, so that a step may be cut off anywhere, by a crash or by
another worker, and be done again.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select

from credora_agent.core import clock
from credora_agent.core.clock import time_zone
from credora_agent.ledger.store import Posted
from credora_agent.sync.alerts import VERSION_MOVED, finding_of
from credora_agent.sync.claim import Claim, StaleEpoch, Ticket, claimed, extended, of
from credora_agent.sync.failing import failure_of, keep_failure
from credora_agent.sync.keep import Reading, keep_step
from credora_agent.sync.ration import rationed
from credora_agent.sync.streams.base import Source
from credora_agent.sync.streams.registry import stream_of
from credora_agent.tables.sync import SyncStream

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from datetime import datetime

    from credora_agent.core.db import Database, WriteSession
    from credora_agent.platforms.base import Alarm
    from credora_agent.sync.keep import Kept
    from credora_agent.sync.streams.base import Step, Stream

LOG = logging.getLogger(__name__)
LEASE = timedelta(seconds=45)


@dataclass(slots=True)
class Opened:
    """A platform's client, and what it called out since it was last asked what it did."""

    client: Any
    alarms: list[Alarm] = field(default_factory=list)
    fresh: bool = True


class Opener(Protocol):
    """Whoever makes the client that a claim's connection is asked with."""

    async def __call__(self, claim: Claim) -> Opened:
        """Return the client. Raises CredoraError when there can be none."""
        ...


class Queue(Protocol):
    """Where the next step of a stream is put, in the transaction that wrote the one before."""

    async def put(self, session: WriteSession, ticket: Ticket, epoch: int, *, after: timedelta) -> None:
        """Have the stream worked on once `after` has passed, unless that is already to be."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """What steps are run with: the books, the clients, a clock, and the name of this worker."""

    database: Database
    open_client: Opener
    worker: str
    clock: Callable[[], datetime] = clock.now
    lease: timedelta = LEASE
    queue: Queue | None = None
    told_at: str | None = None
    rations: Mapping[str, int] = field(default_factory=dict)
    """Questions a day by platform, where one counts those about all accounts together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step: `ran` is False when there was nothing to do, or it was somebody else's to do.

    `again_in` says when the stream is due again, None for only when it is hinted at.
    """

    ran: bool
    done: bool = False
    again_in: timedelta | None = None
    doing: str = ""
    rows: int = 0
    progress: tuple[int, int | None] | None = None
    posted: Posted = field(default_factory=Posted)
    error: dict[str, str] | None = None
    state: str = ""


NOTHING = Outcome(ran=False)


async def run_step(engine: Engine, ticket: Ticket) -> Outcome:
    """Do the next step of a stream, if it is due and free; a fault is noted on it and returned, not raised.

    Raises only what keeps the note itself from being written: the database is away.
    """
    now = engine.clock()
    claim = await engine.database.write(
        ticket.caller, lambda s: claimed(s, ticket, worker=engine.worker, lease=engine.lease, now=now)
    )
    stream = stream_of(claim.connection.platform, ticket.stream) if claim else None
    if claim is None or stream is None:
        return NOTHING
    try:
        reading = await _while_held(engine, claim, _read(engine, claim, stream, now))
        return _outcome(reading.step, await engine.database.write(ticket.caller, lambda s: _keep(engine, s, reading)))
    except StaleEpoch:
        return NOTHING
    except Exception as fault:  # noqa: BLE001 - noted on the stream, whatever it is
        return await _failed(engine, claim, fault)


async def _read(engine: Engine, claim: Claim, stream: Stream, now: datetime) -> Reading:
    opened = await engine.open_client(claim)
    source = source_of(claim, now, told_at=engine.told_at)
    if stream.after is not None:
        source = replace(source, reach=await _reach(engine, claim, stream.after))
    step = await stream.step(opened.client, claim.cursor, source)
    alarms = [finding_of(alarm) for alarm in opened.alarms]
    opened.alarms.clear()
    # A client says once that a version moved; one that was just made and does not say so, takes it back.
    moved = {} if alarms or not opened.fresh else {VERSION_MOVED: None}
    opened.fresh = False
    ration = engine.rations.get(claim.connection.platform)
    pause = await rationed(engine.database, claim.connection, stream.cadence, ration) if ration and step.done else None
    return Reading(claim, stream, step, now, alarms, moved, pause)


async def _reach(engine: Engine, claim: Claim, stream: str) -> datetime | None:
    """Return up to when another stream of the claim's connection has been read; all of that is in the books."""
    column = select(SyncStream.covered_until).where(of(claim.ticket._replace(stream=stream)))
    return await engine.database.read(claim.ticket.caller, lambda s: s.scalar(column))


def source_of(claim: Claim, now: datetime, *, told_at: str | None = None) -> Source:
    """Return what a step may know of the account it reads; what the account does not say is the shop's own."""
    it = claim.connection
    return Source(
        platform=it.platform,
        account=it.account,
        currency=it.currency or claim.shop.currency,
        zone=time_zone(it.timezone or claim.shop.timezone),
        scopes=frozenset(it.scopes),
        now=now,
        told_at=told_at if (told_at or "").startswith("https:") or it.sandbox else None,
        salt=claim.shop.customer_salt,
    )


async def _keep(engine: Engine, session: WriteSession, reading: Reading) -> Kept:
    kept = await keep_step(session, reading)
    if engine.queue is not None and not kept.done and kept.due_in is not None:
        await engine.queue.put(session, reading.claim.ticket, kept.epoch, after=kept.due_in)
    return kept


def _outcome(step: Step, kept: Kept) -> Outcome:
    return Outcome(
        ran=True,
        done=kept.done,
        again_in=kept.due_in,
        doing=step.doing,
        rows=step.rows,
        progress=step.progress,
        posted=kept.posted,
        state="idle" if kept.done else "waiting",
    )


async def _while_held(engine: Engine, claim: Claim, work: Coroutine[Any, Any, Reading]) -> Reading:
    """Return what `work` returns, the lease prolonged meanwhile. Raises StaleEpoch as soon as it is somebody else's."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({task}, timeout=engine.lease.total_seconds() / 3))[0]:
            if not await engine.database.write(claim.ticket.caller, lambda s: extended(s, claim, engine.lease)):
                raise StaleEpoch(claim.ticket.stream)
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})


async def _failed(engine: Engine, claim: Claim, fault: Exception) -> Outcome:
    failure = failure_of(fault, claim)
    if failure.error and failure.error["code"] == "internal":
        LOG.error("%s of %s", claim.ticket.stream, claim.connection.platform, exc_info=fault)
    now = engine.clock()

    async def note(session: WriteSession) -> None:
        epoch = await keep_failure(session, claim, failure, now=now)
        if engine.queue is not None and not failure.attention:
            await engine.queue.put(session, claim.ticket, epoch, after=failure.again_in)

    try:
        await engine.database.write(claim.ticket.caller, note)
    except StaleEpoch:
        return NOTHING
    return Outcome(ran=True, again_in=failure.again_in, doing="", error=failure.error, state=failure.state)
