"""A sandbox on a loopback port, for as long as somebody wants it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import uvicorn

from credora_agent.sandbox.server import PLATFORMS, build

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterable

    from credora_agent.sandbox.server import Sandbox


class _Server(uvicorn.Server):
    """A server that says when it listens, and leaves the process's signals to whoever started it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening, self.ended = asyncio.Event(), asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        await self.ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End at once: a sandbox owes nobody a graceful goodbye."""
        for server in self.servers:
            server.close()
        for sock in sockets or ():
            sock.close()
        for task in self.server_state.tasks:
            task.cancel()
        for connection in self.server_state.connections:
            connection.transport.abort()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@contextlib.asynccontextmanager
async def serving(
    sim: Sandbox, *, port: int = 0, live: bool = False, platforms: Iterable[str] = PLATFORMS
) -> AsyncIterator[str]:
    """Serve the sandbox on 127.0.0.1 and yield its address; `live` keeps its worlds up with the clock."""
    # The protocol is named since asyncio switches Nagle off only on sockets that are TCP by name.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        sim.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = _Server(
            uvicorn.Config(
                build(sim, platforms),
                loop="asyncio",
                http="h11",
                lifespan="off",
                log_level="warning",
                access_log=False,
                date_header=False,
                server_header=False,
            )
        )
        tasks = [asyncio.create_task(server.serve(sockets=[listener]))]
        if live:
            tasks.append(asyncio.create_task(sim.live()))
        try:
            await server.listening.wait()
            yield sim.url
        finally:
            server.ended.set()
            for task in tasks[1:]:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
