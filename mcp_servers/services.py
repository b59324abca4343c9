"""What the servers answer from, and on whose behalf: opened at the first call, so that a client is greeted at once."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

from credora_agent.access.audit import Audit, Entry
from credora_agent.core import clock
from credora_agent.core.clock import time_zone
from credora_agent.core.errors import CredoraError
from credora_agent.reports.asking import tenant_of
from credora_agent.sync.live_queries import LiveQueries
from mcp_servers.identity import Identity, NobodyThere, Throttled, present
from mcp_servers.tool import Context

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from credora_agent.runtime import Runtime

ZONE_SECONDS = 60
"""How long a shop's time zone is taken from memory."""
MOST_ZONES = 10_000


@dataclass(frozen=True, slots=True)
class Services:
    """A runtime as the tools use it. `now` is asked for the day, the shop's zone decides which it is."""

    runtime: Runtime
    audit: Audit
    google: LiveQueries
    now: Callable[[], datetime] = clock.now
    _zones: dict[UUID, tuple[ZoneInfo, datetime]] = field(default_factory=dict)

    async def context(self, identity: Identity) -> Context:
        """Return what a tool run by that identity is given.

        Raises Throttled for one who must wait, UnknownShop for one who works on no shop.
        """
        if identity.wait > 0:
            raise Throttled(identity.wait)
        zone, now = await self._zone(identity), self.now()
        return Context(
            identity.caller, now.astimezone(zone).date(), self.runtime.reports, identity.scopes, self.google,
            self.runtime.actions, identity.via, now,
        )  # fmt: skip

    async def _zone(self, identity: Identity) -> ZoneInfo:
        tenant, at = tenant_of(identity.caller), self.now()
        kept = self._zones.get(tenant)
        if kept is not None and 0 <= (at - kept[1]).total_seconds() < ZONE_SECONDS:
            return kept[0]
        books = await self.runtime.reports.books(identity.caller)
        if len(self._zones) >= MOST_ZONES:
            self._zones.clear()
        zone = time_zone(books.timezone)
        self._zones[tenant] = (zone, at)
        return zone


@asynccontextmanager
async def over(runtime: Runtime, now: Callable[[], datetime] = clock.now) -> AsyncIterator[Services]:
    """Yield services over a runtime somebody else opened and will close; what was audited is written at the end."""
    google = LiveQueries(runtime.settings, runtime.database, now=now)
    async with Audit(runtime.database, now=now) as audit:
        try:
            yield Services(runtime, audit, google, now)
        finally:
            await google.close()


@dataclass(slots=True)
class House:
    """Services that open when they are first needed, and who calls when no call says so itself.

    `local` names the person a call without identity belongs to: the one at this machine on stdio, nobody elsewhere.
    An opening that fails is tried again by the next call.
    """

    opening: Callable[[], AbstractAsyncContextManager[Services]]
    local: Callable[[Services], Awaitable[Identity]] | None = None
    _opened: Services | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def services(self) -> Services:
        """Return the services, opened now if they were not."""
        async with self._lock:
            if self._opened is None:
                self._opened = await self._stack.enter_async_context(self.opening())
            return self._opened

    @asynccontextmanager
    async def call(self, action: str, detail: Mapping[str, Any]) -> AsyncIterator[Context]:
        """Yield what a call is given on behalf of whoever makes it; how it ends is written to the shop's audit log.

        Raises NobodyThere for nobody, Throttled for one who must wait, and what opening raises.
        """
        services = await self.services()
        identity = await self._caller(services)
        began, outcome = perf_counter(), "ok"
        try:
            yield await services.context(identity)
        except CredoraError as error:
            outcome = error.code
            raise
        except TimeoutError:
            outcome = "timeout"
            raise
        except (Exception, asyncio.CancelledError) as fault:
            outcome = "internal" if isinstance(fault, Exception) else "cancelled"
            raise
        finally:
            took = 1000 * (perf_counter() - began)
            said = {"by": identity.via, **detail}
            services.audit.note(Entry(identity.caller, "mcp", action, services.now(), None, said, outcome, took))

    async def _caller(self, services: Services) -> Identity:
        identity = present()
        if identity is None and self.local is not None:
            identity = await self.local(services)
        if identity is None:
            raise NobodyThere(
                "Nobody is signed in.", remedy="Send a token from `credora tokens create`, or connect by OAuth."
            )
        return identity

    async def close(self) -> None:
        """Close what was opened."""
        self._opened = None
        await self._stack.aclose()
