"""The hub really served on a loopback port over a test's database, and tokens to it; a proxy for who has no token."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import uvicorn
from shop_desk import NOW
from sqlalchemy.dialects.postgresql import insert
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route

from credora_agent.access import tokens
from credora_agent.core.crypto import Key
from credora_agent.core.settings import Settings
from credora_agent.ledger.shops import LOCAL_USER
from credora_agent.reports.service import Reports
from credora_agent.runtime import LOCAL, Runtime
from credora_agent.tables.tenants import Membership, User
from mcp_servers.http import mounted
from mcp_servers.services import House, over

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator, Iterable
    from uuid import UUID

    from shop_desk import Desk
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from credora_agent.core.db import Database, WriteSession
    from credora_agent.runtime import Urls

ROOT = Path(__file__).resolve().parents[1]
ENDLESS: dict[str, Any] = {"mcp_burst": 1_000_000, "mcp_per_second": 1_000_000.0, "keys": Key.fresh().written()}
"""Limits nobody meets, what they hold back is another test's subject; and a key ring that is on no disk."""
BETWEEN_TWO = {"connection", "content-length", "host", "keep-alive", "transfer-encoding"}
"""Headers of one connection, not of what is said over it."""


@dataclass(frozen=True)
class Hub:
    """A served hub: `url` is of all tools together."""

    url: str

    async def token(self, desk: Desk, scopes: Iterable[str] = ("read", "write")) -> str:
        """Return a new token of the shop's owner."""
        how = {"tenant": desk.shop.tenant, "user": desk.caller.user_id, "name": "test", "expires_at": None}
        text, _ = await desk.database.write(desk.caller, lambda s: tokens.issue(s, scopes=scopes, **how))
        return text


def house(database: Database, **settings: Any) -> House:
    """Return what the tools answer from, on the tests' day; it is closed by who asked for it."""
    runtime = Runtime(Settings(**{**ENDLESS, **settings}), database, Reports(database))
    return House(lambda: over(runtime, now=lambda: NOW))


@dataclass(frozen=True)
class Local:
    """How a client starts the servers on stdio for one shop: a command, and the variables it is given."""

    command: str
    arguments: list[str]
    variables: dict[str, str]


async def on_stdio(desk: Desk, urls: Urls) -> Local:
    """Return how the shop's books are served on stdio; the person at this machine is made a member of it."""
    await desk.database.write(LOCAL.at(desk.shop.tenant), lambda s: _let_in(s, desk.shop.tenant))
    known = {"CREDORA_DATABASE_URL": urls.app, "CREDORA_DATABASE_OWNER_URL": urls.owner}
    known |= {"CREDORA_HOME": str(desk.folder), "PYTHONPATH": str(ROOT)}
    return Local(sys.executable, ["-m", "credora_agent", "mcp", "--shop", desk.slug], known)


async def _let_in(session: WriteSession, tenant: UUID) -> None:
    person = {"id": LOCAL_USER, "email": "local@localhost", "name": "This machine"}
    await session.execute(insert(User).values(**person).on_conflict_do_nothing())
    await session.execute(insert(Membership).values(tenant_id=tenant, user_id=LOCAL_USER, role="owner"))


@asynccontextmanager
async def served_hub(database: Database) -> AsyncIterator[Hub]:
    """Lend the hub and each server by itself, served as the site serves them."""
    with free_port() as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        runtime = Runtime(Settings(public_url=origin, **ENDLESS), database, Reports(database))
        mounts = mounted(House(lambda: over(runtime, now=lambda: NOW)), runtime)
        site = Starlette(routes=list(mounts.routes), lifespan=lambda _: mounts.lifespan())
        async with listening(site, listener):
            yield Hub(f"{origin}/mcp")


@asynccontextmanager
async def proxied(url: str, token: str) -> AsyncIterator[str]:
    """Lend an address that leads to `url` with the token added: for judges that know of none."""
    address = urlsplit(url)
    async with httpx2.AsyncClient(trust_env=False, timeout=None) as http:

        async def passed_on(request: Request) -> StreamingResponse:
            kept = [(k, v) for k, v in request.headers.items() if k not in BETWEEN_TWO]
            said = request.headers.get("host", "")
            # Our own address is the server's; any other host that is claimed is for the server to refuse.
            host = address.netloc if said == request.url.netloc and said.startswith("127.0.0.1:") else said
            headers = [*kept, ("host", host), ("authorization", f"Bearer {token}")]
            asked = http.build_request(request.method, url, headers=headers, content=await request.body())
            return await _streamed(http, asked)

        proxy = Starlette(routes=[Route(address.path, passed_on, methods=["GET", "POST", "DELETE", "OPTIONS"])])
        with free_port() as listener:
            async with listening(proxy, listener):
                yield f"http://127.0.0.1:{listener.getsockname()[1]}{address.path}"


async def _streamed(http: httpx2.AsyncClient, asked: httpx2.Request) -> StreamingResponse:
    answer = await http.send(asked, stream=True)

    async def body() -> AsyncIterator[bytes]:
        try:
            async for part in answer.aiter_raw():
                yield part
        finally:
            await answer.aclose()

    headers = {k: v for k, v in answer.headers.items() if k not in BETWEEN_TWO}
    return StreamingResponse(body(), answer.status_code, headers)


@contextlib.contextmanager
def free_port() -> Generator[socket.socket]:
    """Lend a socket bound to a free loopback port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener


class _Server(uvicorn.Server):
    """A server that leaves signals to the test run."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@asynccontextmanager
async def listening(app: ASGIApp | Callable[..., object], listener: socket.socket) -> AsyncIterator[None]:
    """Serve an app on that socket until the block ends."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, ws="none", timeout_graceful_shutdown=1)
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            await asyncio.sleep(0.01)
            if task.done():
                task.result()
        yield
    finally:
        server.should_exit = True
        await task
