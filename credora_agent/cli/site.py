"""The web site served beside a command that runs, so that consents and webhooks find their way back."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import uvicorn

from credora_agent.app import chat
from credora_agent.core import clock
from credora_agent.core.tracing import sent
from credora_agent.runtime import LOCAL
from credora_agent.sync.service import Sync, open_sync
from credora_agent.web.parts import Parts
from credora_agent.web.site import served

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime

    from credora_agent.core.caller import Caller
    from credora_agent.core.settings import Settings
    from credora_agent.runtime import Runtime
    from credora_agent.web.parts import Mounts


@dataclass(frozen=True, slots=True)
class Site:
    """A served site: its settings with the address it really has, and the sync behind it."""

    settings: Settings
    sync: Sync


@asynccontextmanager
async def site(
    runtime: Runtime,
    *,
    settings: Settings,
    now: Callable[[], datetime] = clock.now,
    port: int = 0,
    mounting: Callable[[Runtime], Mounts] | None = None,
) -> AsyncIterator[Site]:
    """Yield the site, served on loopback at `port` or at any free one, until the block ends.

    `mounting` says what is served beside the pages. A public address that was set stays; else it is where we listen.
    """
    bound = _bound(settings.web_host, port)
    place: dict[str, Any] = {"web_port": bound.getsockname()[1]}
    if "public_url" not in settings.model_fields_set:
        place["public_url"] = f"http://{settings.web_host}:{place['web_port']}"
    found = settings.model_copy(update=place)
    with sent(found.otel_endpoint):
        async with open_sync(found, runtime.database, now=now) as sync:
            mounts = mounting(replace(runtime, settings=found)) if mounting else None
            server = uvicorn.Server(served(replace(_parts(runtime, found, sync, now), mounts=mounts)))
            server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
            serving = asyncio.create_task(server.serve(sockets=[bound]))
            try:
                while not (server.started or serving.done()):  # noqa: ASYNC110 - uvicorn has no event for it
                    await asyncio.sleep(0.01)
                yield Site(found, sync)
            finally:
                server.should_exit = True
                await serving


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket at `port`, or at any free one when that is taken."""
    listening = socket.socket(proto=socket.IPPROTO_TCP)  # said, so that asyncio answers without Nagle's delay
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.bind((host, 0))
    return listening


def _parts(runtime: Runtime, settings: Settings, sync: Sync, now: Callable[[], datetime]) -> Parts:
    async def status(caller: Caller) -> Mapping[str, Any]:
        return (await runtime.reports.sync_status(caller, now=now())).model_dump(mode="json")

    return Parts(
        settings, runtime.database, sync.connect, LOCAL, runtime.shop, sync.handle_webhook, status, sync.on_connected,
        chat=chat(runtime),
    )  # fmt: skip
