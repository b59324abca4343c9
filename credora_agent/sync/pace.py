"""How fast each account may be asked: one token bucket of `access.limits`, shared by every worker on every machine.

A taker subtracts its cost at once and, if that leaves a debt, waits until the debt is paid back: whoever asked first
goes first.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from credora_agent.access.limits import BLOCK, LACKS, LEARN, TAKE
from credora_agent.core.caller import WORKER, Caller
from credora_agent.platforms.base import Throttled
from credora_agent.platforms.registry import platform

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row

    from credora_agent.core.db import Database, WriteSession

PATIENCE = 5.0
"""The longest wait, in seconds, within a request; for a longer one its job is put off."""


class PostgresPace:
    """The pace of one account: implements `platforms.base.Pace` for the bucket called `key`, "platform:account…"."""

    def __init__(
        self, database: Database, key: str, capacity: float, restore: float, *, ahead: Callable[[], float] = lambda: 0.0
    ) -> None:
        """Describe the bucket as it is until the platform says better: full, `restore` units a second.

        `ahead` says by how many seconds the platform's clock is ahead of the machines': the sandbox's may be.
        """
        self._database, self._ahead = database, ahead
        self._bucket = {"key": key, "capacity": capacity, "restore": restore}
        self._platform = platform(key.partition(":")[0])

    async def take(self, cost: float = 1) -> None:
        """Wait, at most PATIENCE seconds, until `cost` may be spent. Raises Throttled when it would take longer."""
        asked = {**self._now(), "cost": cost, "patience": PATIENCE}
        taken = await self._database.write(Caller(WORKER), lambda s: _row(s, TAKE, asked))
        if taken is None:
            lacks = await self._database.write(Caller(WORKER), lambda s: _row(s, LACKS, asked))
            raise self._throttled(_longest(lacks))
        if (wait := _longest(taken)) > PATIENCE:
            raise self._throttled(wait)
        if wait:
            await asyncio.sleep(wait)

    async def learn(self, *, available: float, capacity: float, restore: float) -> None:
        """Correct the bucket by what the platform says is left, at most there, and restored each second."""
        said = {**self._now(), "available": available, "capacity": capacity, "restore": restore}
        await self._database.write(Caller(WORKER), lambda s: s.execute(LEARN, said))

    async def block(self, seconds: float) -> None:
        """Let nobody spend anything for so many seconds from now."""
        await self._database.write(Caller(WORKER), lambda s: s.execute(BLOCK, {**self._now(), "seconds": seconds}))

    def _now(self) -> dict[str, object]:
        return {**self._bucket, "ahead": self._ahead()}

    def _throttled(self, wait: float) -> Throttled:
        return Throttled(
            f"{self._platform.title} wants this {self._platform.account} to be asked again in {wait:.0f} s.",
            remedy="Nothing is lost; it is tried again by itself.",
            platform=self._platform.name,
            wait=wait,
        )


async def _row(session: WriteSession, sql: object, parameters: dict[str, object]) -> Row[tuple[object, ...]] | None:
    return (await session.execute(sql, parameters)).first()  # type: ignore[call-overload,no-any-return]


def _longest(waits: Row[tuple[object, ...]] | None) -> float:
    return max((float(str(wait)) for wait in waits or () if wait is not None), default=0.0)
