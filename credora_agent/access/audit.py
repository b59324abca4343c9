"""The audit log of a shop: what was asked and done, by whom and by which way; none of it can be changed unseen.

What changes something is written with it, in one transaction (`write`). What only asks is noted at once and written a
moment later (`Audit`), so that no answer waits for the log.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import select
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from credora_agent.access.audit_chain import append
from credora_agent.access.audit_detail import kept_detail, kept_text
from credora_agent.core import clock
from credora_agent.core.caller import WORKER, Caller
from credora_agent.core.errors import Unavailable
from credora_agent.tables.access import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import Database, WriteSession

LOG = logging.getLogger(__name__)
AWAY = (Unavailable, OSError, NoConnectionLeft)
"""What says that the database does not answer now, and that trying again may help."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was asked or done; `caller` is who, and in which shop.

    `via` is the surface ("mcp", "cli", "web", "slack", "worker"), `outcome` "ok" or the code of the error. What is
    kept of `detail` and `target` is what `audit_detail` lets through.
    """

    caller: Caller
    via: str
    action: str
    at: datetime
    target: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = "ok"
    ms: float | None = None

    @property
    def tenant(self) -> UUID:
        """Return the shop in whose log it belongs. Raises ValueError for a caller who works on none."""
        if self.caller.tenant_id is None:
            raise ValueError("an audit entry belongs to a shop")
        return self.caller.tenant_id

    def content(self) -> dict[str, Any]:
        """Return the columns that are known before the entry has its place in the log."""
        return {
            "at": self.at.astimezone(UTC),
            "actor_id": self.caller.user_id,
            "via": kept_text(self.via),
            "action": kept_text(self.action),
            "target": None if self.target is None else kept_text(self.target),
            "detail": kept_detail(dict(self.detail)),
            "outcome": kept_text(self.outcome),
            "ms": None if self.ms is None or not math.isfinite(self.ms) else float(self.ms),
        }


async def write(session: WriteSession, entry: Entry) -> None:
    """Write an entry in the transaction of what it records: both are kept or neither.

    Best called last: until the end of the transaction nobody else writes to the log of this shop.
    """
    await append(session, entry.tenant, [entry.content()])


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; `before` asks for the next page, None at the end of the log."""

    entries: Sequence[AuditEntry]
    before: int | None


async def page(session: AsyncSession, tenant: UUID, *, limit: int, before: int | None = None) -> Page:
    """Return the newest `limit` entries of the shop, of those before the number `before` if it is given."""
    of_shop = select(AuditEntry).where(AuditEntry.tenant_id == tenant)
    if before is not None:
        of_shop = of_shop.where(AuditEntry.seq < before)
    found = (await session.scalars(of_shop.order_by(AuditEntry.seq.desc()).limit(limit + 1))).all()
    return Page(found[:limit], found[limit - 1].seq if len(found) > limit else None)


class Audit:
    """Entries noted now and written within moments, in batches of one shop each; everything is written at the end.

    A database that is away is waited for, while at most `bound` entries wait with it; how many had to be let go after
    that is said in the process's log and in the shop's own. Notes are taken in the event loop's thread.
    """

    PAUSE = 0.25
    """Seconds an entry waits for others to be written with it."""
    BATCH = 200
    """Entries written in one transaction at most."""
    LONGEST_PAUSE = 15.0
    """Seconds between two attempts at a database that stays away."""
    LAST_CHANCE = 10.0
    """Seconds the end waits for a database that is away."""

    def __init__(self, database: Database, *, bound: int = 5_000, now: Callable[[], datetime] = clock.now) -> None:
        self._database, self._bound, self._now = database, bound, now
        self._waiting: deque[tuple[UUID, dict[str, Any]]] = deque()
        self._dropped: Counter[UUID] = Counter()
        self._noted, self._full, self._closing = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="audit log")
        return self

    async def __aexit__(self, *_: object) -> None:
        for event in (self._closing, self._full, self._noted):
            event.set()
        if self._task is not None:
            await self._task
        with suppress(TimeoutError):
            async with asyncio.timeout(self.LAST_CHANCE):
                await self._flush_all()
        if lost := len(self._waiting) + self._dropped.total():
            LOG.error("The database did not come back: %d entries of the audit log are lost.", lost)

    def note(self, entry: Entry) -> None:
        """Have an entry written soon; it never waits, and takes what is to be kept of the entry as it is now."""
        if len(self._waiting) >= self._bound:
            if not self._dropped:
                LOG.error("The audit log cannot be written; entries are dropped until the database answers.")
            self._dropped[entry.tenant] += 1
            return
        self._waiting.append((entry.tenant, entry.content()))
        self._noted.set()
        if len(self._waiting) >= self.BATCH:
            self._full.set()

    async def flush(self) -> bool:
        """Write everything noted so far; tell whether it is written, False when the database is away."""
        async with self._one_at_a_time:
            self._noted.clear()
            self._full.clear()
            left = deque(_batches(self._waiting, self.BATCH))
            self._waiting.clear()
            try:
                while left:
                    await self._write(*left[0])
                    left.popleft()
            except AWAY:
                return False
            finally:
                # Whatever is written stays so; the rest waits again, in front of what was noted since.
                self._waiting.extendleft(reversed([(tenant, each) for tenant, batch in left for each in batch]))
            return await self._own_up()

    async def _write(self, tenant: UUID, batch: Sequence[dict[str, Any]]) -> None:
        try:
            await self._database.write(Caller(WORKER, tenant), lambda s: append(s, tenant, batch))
        except AWAY:
            raise
        except Exception as fault:  # noqa: BLE001 - one entry that cannot be written shall not hold up the others
            if len(batch) > 1:
                for each in batch:
                    await self._write(tenant, [each])
                return
            name = type(fault).__name__  # its text and its trace may quote the entry
            LOG.error("An entry of the audit log of shop %s was refused: %s.", tenant, name)  # noqa: TRY400

    async def _own_up(self) -> bool:
        """Write into each shop's log how many of its entries were let go; tell whether that is written."""
        for tenant, number in list(self._dropped.items()):
            said = Entry(Caller(WORKER, tenant), "worker", "audit.dropped", self._now(), detail={"entries": number})
            try:
                await self._write(tenant, [said.content()])
            except AWAY:
                return False
            self._dropped[tenant] -= number
            LOG.error("%d entries of the audit log of shop %s were dropped.", number, tenant)
        self._dropped += Counter()  # forgets the noughts
        return True

    async def _flush_all(self) -> None:
        while True:
            if await self.flush():
                return
            await asyncio.sleep(self.PAUSE)

    async def _run(self) -> None:
        pause = self.PAUSE
        while not self._closing.is_set():
            await self._noted.wait()
            await _heard(self._full, self.PAUSE)
            if await self.flush():
                pause = self.PAUSE
                continue
            await _heard(self._closing, pause)
            pause = min(2 * pause, self.LONGEST_PAUSE)
            self._noted.set()


async def _heard(event: asyncio.Event, seconds: float) -> None:
    """Return when the event has come, or so many seconds have passed."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def _batches(waiting: deque[tuple[UUID, dict[str, Any]]], most: int) -> Iterator[tuple[UUID, Sequence[dict[str, Any]]]]:
    """Return the entries in batches of one shop each, in the order they were noted in."""
    of_shop: dict[UUID, list[dict[str, Any]]] = {}
    for tenant, content in waiting:
        of_shop.setdefault(tenant, []).append(content)
    for tenant, contents in of_shop.items():
        rest = iter(contents)
        while batch := list(islice(rest, most)):
            yield tenant, batch
