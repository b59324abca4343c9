"""The one time of a check: the sandbox's own, which runs like any clock but can be moved on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from credora_agent.core import clock

if TYPE_CHECKING:
    from credora_agent.cli.sandbox.process import Simulator

AT_ONCE = 0.5
"""Pauses up to so many seconds are waited for; longer ones are jumped over."""


class SandboxTime:
    """What time it is in the sandbox, for everything on our side of it."""

    def __init__(self, sim: Simulator) -> None:
        self._sim = sim
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """Return the sandbox's present moment, in UTC."""
        return clock.now() + self._ahead

    async def agree(self) -> datetime:
        """Take over the sandbox's time, and return it."""
        said = await self._sim.told("clock")
        self._ahead = datetime.fromisoformat(said["now"]).astimezone(UTC) - clock.now()
        return self.now()

    async def move_to(self, moment: datetime) -> datetime:
        """Move the sandbox on to `moment`; its worlds have caught up when this returns."""
        await self._sim.do("clock", {"now": moment.isoformat()})
        return await self.agree()

    async def pass_by(self, seconds: float) -> None:
        """Let so many seconds pass: short ones by waiting, long ones by moving the sandbox on."""
        if seconds <= AT_ONCE:
            await asyncio.sleep(seconds)
            return
        await self._sim.do("clock", {"advance_seconds": seconds})
        await self.agree()
