"""The servers over HTTP: each at its own path and all at /mcp, a token on every call, hosts and origins checked."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastmcp.server.auth import RemoteAuthProvider, TokenVerifier
from fastmcp.server.dependencies import get_http_request
from pydantic import AnyHttpUrl
from starlette.applications import Starlette
from starlette.routing import Route

from credora_agent.access.limits import Limits, Strikes
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
BAD_TOKENS = 120
"""How many a minute are looked up for one address."""
MOST_GOOD = 10_000


class Verifier(TokenVerifier):
    """Bearer tokens, looked up in the books' own database.

    An address that keeps sending bad ones is not worth a look for a while; tokens known to be good still are, since
    behind a proxy everybody comes from one address.
    """

    def __init__(self, database: Database, limits: Limits) -> None:
        super().__init__(required_scopes=["read"])
        self._database, self._limits = database, limits
        self._strikes = Strikes(BAD_TOKENS, per_seconds=60)
        self._good: OrderedDict[str, None] = OrderedDict()

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return whose the token is and what it may do, one call taken from its limits; None for one that is not good.

        A token used up is good all the same: the call itself is told to wait.
        """
        peer = get_http_request().client
        address, known = peer.host if peer else "", sha256(token.encode()).hexdigest()
        if self._strikes.blocked(address) and known not in self._good:
            return None
        admission = await admit(self._database, token, now=clock.now(), limits=self._limits)
        if admission is None:
            self._strikes.hit(address)
            return None
        self._good[known] = None
        if len(self._good) > MOST_GOOD:
            self._good.popitem(last=False)
        return carried(token, admission)


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
