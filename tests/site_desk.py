"""The site over one shop's books, really served on a loopback port, and what a test asks it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import uvicorn

from credora_agent.core.caller import Caller
from credora_agent.core.clock import now
from credora_agent.core.crypto import Key, KeyRing
from credora_agent.platforms.http import open_http
from credora_agent.reports.service import Reports
from credora_agent.runtime import Runtime
from credora_agent.sync.connections.clients import Outfit
from credora_agent.sync.connections.connect import Connect
from credora_agent.sync.webhooks import take_in
from credora_agent.web.parts import Parts
from credora_agent.web.site import served

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator

    from fastapi import FastAPI
    from shop_desk import Desk

    from credora_agent.agent.events import Stream
    from credora_agent.core.settings import Settings
    from credora_agent.platforms.shopify.webhooks import Delivery
    from credora_agent.tables.sources import Connection


@dataclass
class Site:
    """A served site, and the desk behind it."""

    url: str
    desk: Desk
    outfit: Outfit
    connect: Connect
    app: FastAPI | None = None

    async def connection(self, platform: str = "shopify") -> Connection:
        """Return the only connection to that platform."""
        (found,) = [each for each in await self.connect.connections(self.desk.caller) if each.platform == platform]
        return found


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@asynccontextmanager
async def site(desk: Desk, settings: Settings, *, chat: Stream | None = None) -> AsyncIterator[Site]:
    """Lend the site over the shop's books; with `chat`, questions are answered too."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = settings.model_copy(update={"public_url": settings.public_url.replace("http://127.0.0.1:8000", url)})
        async with open_http() as http:
            outfit = Outfit(desk.database, KeyRing([Key.fresh()]), http, settings)
            lent = Site(url, desk, outfit, Connect(outfit))
            config = served(replace(_parts(lent), chat=chat))
            lent.app, server = cast("FastAPI", config.app), _Server(config)
            task = asyncio.create_task(server.serve(sockets=[listener]))
            await server.listening.wait()
            try:
                yield lent
            finally:
                server.should_exit = True
                await task


def _parts(lent: Site) -> Parts:
    async def on_webhook(delivery: Delivery) -> None:
        await take_in(lent.desk.database, delivery, now=now())

    async def status(caller: Caller) -> dict[str, str]:
        return {"tenant": str(caller.tenant_id)}

    settings = lent.outfit.settings
    runtime = Runtime(settings, lent.desk.database, Reports(lent.desk.database))
    user = Caller(lent.desk.caller.user_id)
    return Parts(settings, lent.desk.database, lent.connect, user, runtime.shop, on_webhook, status)
