"""A real Chromium signed in to a site that is really served, and a wire between the two that can be cut."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from credora_agent.access.sessions import Place, begin
from credora_agent.core.caller import Caller
from credora_agent.core.clock import now

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from chromium import Tab

    from credora_agent.core.db import Database


async def session_of(database: Database, user: UUID) -> str:
    """Return the cookie of a new session of that person."""
    at = Place("Chrome on Linux", "this machine")
    cookie, _ = await database.write(Caller(user), lambda s: begin(s, user, "provider", at, now=now()))
    return cookie


async def sign_in(tab: Tab, database: Database, url: str, user: UUID) -> None:
    """Have that person, and nobody else, be signed in at the site in this browser."""
    await tab.send("Network.clearBrowserCookies")
    cookie = await session_of(database, user)
    await tab.send("Network.setCookie", name="credora_session", value=cookie, url=url, httpOnly=True, sameSite="Lax")
    await tab.size(1280)


@dataclass
class Wire:
    """A way to the site that can be cut while something is under way."""

    target: str
    url: str = ""
    ends: set[asyncio.StreamWriter] = field(default_factory=set)
    cuts: int = 0

    def cut(self) -> None:
        """Break every line that stands."""
        self.cuts += 1
        for end in self.ends:
            end.transport.abort()
        self.ends.clear()

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection to the site and back."""
        place = urlsplit(self.target)
        far_reader, far_writer = await asyncio.open_connection(place.hostname, place.port)
        self.ends |= {writer, far_writer}
        await asyncio.gather(_carry(reader, far_writer), _carry(far_reader, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, OSError):
        while chunk := await reader.read(65_536):
            writer.write(chunk)
            await writer.drain()
    with suppress(ConnectionError, OSError, RuntimeError):
        writer.close()


@asynccontextmanager
async def wired(target: str) -> AsyncIterator[Wire]:
    """Lend a wire to the site at `target`."""
    wire = Wire(target)
    server = await asyncio.start_server(wire.join, "127.0.0.1", 0)
    wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        wire.cut()
