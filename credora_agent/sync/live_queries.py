"""Questions asked of the platforms while somebody waits; what that takes is opened at the first of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from credora_agent.core import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database
    from credora_agent.core.settings import Settings
    from credora_agent.sync.ad_query import LiveRows
    from credora_agent.sync.connections.clients import Outfit


class LiveQueries:
    """Asks Google Ads for the caller's own shop. Making one costs nothing; `close` gives back what was opened."""

    def __init__(self, settings: Settings, database: Database, *, now: Callable[[], datetime] = clock.now) -> None:
        """Ask over that database; `now` is what time it is at the platforms."""
        self._settings, self._database, self._now = settings, database, now
        self._outfit: Outfit | None = None
        self._lock = asyncio.Lock()

    async def run(self, caller: Caller, query: str, *, account: str | None = None, limit: int = 50) -> LiveRows:
        """Return what Google answers to a GAQL query, in at most `limit` rows; see `sync.ad_query.ask` for errors."""
        from credora_agent.sync.ad_query import ask  # noqa: PLC0415 - who never asks need not wait for it

        return await ask(await self._opened(), caller, query, account=account, limit=limit)

    async def close(self) -> None:
        """Close the HTTP client, if there is one."""
        async with self._lock:
            outfit, self._outfit = self._outfit, None
        if outfit is not None:
            await outfit.http.aclose()

    async def _opened(self) -> Outfit:
        from credora_agent.core.crypto import KeyRing  # noqa: PLC0415 - as above
        from credora_agent.platforms.http import open_http  # noqa: PLC0415
        from credora_agent.sync.connections.clients import Outfit  # noqa: PLC0415

        async with self._lock:
            if self._outfit is None:
                ring = await asyncio.to_thread(KeyRing.load, self._settings)
                self._outfit = Outfit(self._database, ring, open_http(), self._settings, clock=self._now)
            return self._outfit
