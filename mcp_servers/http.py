"""The servers over HTTP: each at its own path and all at /mcp, a token on every call, hosts and origins checked."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastmcp.server.auth import RemoteAuthProvider, TokenVerifier
from pydantic import AnyHttpUrl
from starlette.applications import Starlette
from starlette.routing import Route

from credora_agent.access.limits import Limits
from credora_agent.access.tokens import admit
from credora_agent.core import clock
from mcp_servers.hub import SERVERS, hub
from mcp_servers.identity import carried
from mcp_servers.services import House, over

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from fastmcp.server.auth import AccessToken
    from fastmcp.server.http import StarletteWithLifespan

    from credora_agent.core.db import Database
    from credora_agent.core.settings import Settings
    from credora_agent.runtime import Runtime

ALL = "/mcp"
SCOPES = ["read", "write"]
METADATA = "/.well-known/oauth-protected-resource"


class Verifier(TokenVerifier):
    """Bearer tokens, checked by whoever keeps them."""

    def __init__(self, database: Database, limits: Limits) -> None:
        super().__init__(required_scopes=["read"])
        self._database, self._limits = database, limits

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return whose the token is and what it may do, one call taken from its limits; None for one that is not good.

        A token used up is good all the same: the call itself is told to wait.
        """
        admission = await admit(self._database, token, now=clock.now(), limits=self._limits)
        return None if admission is None else carried(token, admission)


@dataclass(frozen=True, slots=True)
class Mounted:
    """The servers as parts of a site: their routes, and what must be open while they are served."""

    routes: tuple[Route, ...]
    lifespan: Callable[[], AbstractAsyncContextManager[None]]


def mounted(house: House, runtime: Runtime, settings: Settings, names: Sequence[str] = tuple(SERVERS)) -> Mounted:
    """Return the servers named, each at its path, and all of them at /mcp, at the public address of `settings`."""
    paths = {ALL: tuple(names), **{f"/{name}": (name,) for name in names}}
    verifier = Verifier(runtime.database, Limits.of(settings))
    apps = {path: _app(house, verifier, settings.public_url, path, served) for path, served in paths.items()}

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(house.close)
            for app in apps.values():
                await stack.enter_async_context(app.lifespan(app))
            yield

    routes = [Route(at, endpoint=app) for path, app in apps.items() for at in (path, f"{METADATA}{path}")]
    return Mounted(tuple(routes), lifespan)


def _app(house: House, verifier: Verifier, public_url: str, path: str, names: tuple[str, ...]) -> StarletteWithLifespan:
    auth = RemoteAuthProvider(
        token_verifier=verifier,
        authorization_servers=[AnyHttpUrl(public_url)],
        base_url=public_url,
        scopes_supported=SCOPES,
        resource_name="Credora",
    )
    host = urlsplit(public_url).hostname
    return hub(house, names, auth=auth).http_app(
        path=path, stateless_http=True, host_origin_protection=True, allowed_hosts=[host] if host else []
    )


def alone(runtime: Runtime, names: Sequence[str]) -> Starlette:
    """Return the servers named as a site of their own."""
    parts = mounted(House(lambda: over(runtime)), runtime, runtime.settings, names)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with parts.lifespan():
            yield

    return Starlette(routes=list(parts.routes), lifespan=lifespan)
