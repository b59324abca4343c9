"""One invented shop on a real loopback server, and somebody with its app's credentials."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx2
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from credora_agent.sandbox.kept import Kept
from credora_agent.sandbox.server import Plan, Sandbox, open_sandbox
from credora_agent.sandbox.serving import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

    from credora_agent.sandbox.world.world import World

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class Desk:
    """Whoever works with the app: holds a token, asks, waits."""

    sim: Sandbox
    http: httpx2.AsyncClient
    world: World
    token: str = ""
    last: httpx2.Response = field(init=False)

    @property
    def base(self) -> str:
        """Return the shop's address."""
        return f"{self.sim.url}/shopify/{self.world.shop_domain}"

    @property
    def site(self) -> Any:
        """Return what the simulator knows of the shop besides its world."""
        return self.sim.hooks["freeze"][0].__self__.site(self.world.shop_domain)

    async def grant(self, **said: str) -> httpx2.Response:
        """Ask the token endpoint."""
        app = self.sim.apps.shopify
        given = {"client_id": app.client_id, "client_secret": app.client_secret, **said}
        return await self.http.post(f"{self.base}/admin/oauth/access_token", json=given)

    async def install(self) -> None:
        """Take a day's token with all scopes."""
        self.token = (await self.grant(grant_type="client_credentials")).json()["access_token"]

    async def gql(self, query: str, /, version: str = "2026-10", **variables: Any) -> dict[str, Any]:
        """Return the answer's body."""
        self.last = await self.http.post(
            f"{self.base}/admin/api/{version}/graphql.json",
            json={"query": query, "variables": variables},
            headers={"X-Shopify-Access-Token": self.token},
        )
        return orjson.loads(self.last.content or "{}")

    async def data(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """Return the answer's data, of an answer without errors."""
        body = await self.gql(query, **variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def code(self, query: str, /, **variables: Any) -> str:
        """Return the code of the answer's first error."""
        return (await self.gql(query, **variables))["errors"][0]["extensions"]["code"]

    def fault(self, **rule: Any) -> None:
        """Let something go wrong, once."""
        self.sim.faults.add({"match": "shopify.graphql", "times": 1, **rule})

    def later(self, **span: float) -> None:
        """Move the clock alone."""
        self.sim.clock.advance(timedelta(**span))

    async def pass_time(self, **span: float) -> None:
        """Move the clock and let the worlds follow."""
        self.sim.clock.advance(timedelta(**span))
        await self.sim.catch_up()


@contextlib.asynccontextmanager
async def a_shop(*, seed: int = 11, days: int = 75, profile: str = "random") -> AsyncIterator[Desk]:
    """Lend a shop in which everything odd happens often, its clock standing still, the app installed."""
    sim = open_sandbox(Plan(seed=seed, days=days, profile=profile, now=NOW, frozen=True), Kept())
    async with serving(sim), httpx2.AsyncClient(timeout=20, trust_env=False) as http:
        desk = Desk(sim, http, await sim.world(next(iter(sim.worlds))))
        await desk.install()
        yield desk


async def until(true: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - a state of the sandbox, not of ours
            await asyncio.sleep(0.01)


@dataclass
class Inbox:
    """A server that webhooks are sent to; answers with `status`."""

    url: str = ""
    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        """Take one webhook in."""
        self.got.append((dict(request.headers), await request.body()))
        return Response(status_code=self.status)

    def topics(self) -> list[str]:
        """Return the topics of what came, in order."""
        return [headers["x-shopify-topic"] for headers, _ in self.got]


@contextlib.asynccontextmanager
async def an_inbox() -> AsyncIterator[Inbox]:
    """Lend a server on loopback that keeps what is sent to it."""
    inbox = Inbox()
    app = Starlette(routes=[Route("/hooks", inbox.take, methods=["POST"])])
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        inbox.url = f"http://127.0.0.1:{listener.getsockname()[1]}/hooks"
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", loop="asyncio"))
        task = asyncio.create_task(server._serve([listener]))
        await until(lambda: server.started)
        yield inbox
        server.should_exit = True
        await task


def signed(secret: str, text: bytes) -> str:
    """Return the signature a webhook must carry."""
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()
