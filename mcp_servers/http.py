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
from starlette.applications import Starlette
from starlette.routing import Route

from credora_agent.access.limits import Strikes
from credora_agent.access.tokens import SCOPES
from credora_agent.core.crypto import KeyRing
from mcp_servers.hub import hub
from mcp_servers.oauth import connectors, routes
from mcp_servers.oauth_endpoints import URL
from mcp_servers.servers import SERVERS
from mcp_servers.services import House, over

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from fastmcp.server.auth import AccessToken
    from fastmcp.server.http import StarletteWithLifespan

    from credora_agent.runtime import Runtime
    from mcp_servers.oauth import Connectors, SignedIn

ALL = "/mcp"
METADATA = "/.well-known/oauth-protected-resource"
BAD_TOKENS = 120
"""How many a minute are looked up for one address."""
MOST_GOOD = 10_000


class Attempts:
    """Addresses that keep sending bad tokens are not worth a look for a while.

    Tokens known to be good still are: behind a proxy everybody comes from one address.
    """

    def __init__(self) -> None:
        self._strikes = Strikes(BAD_TOKENS, per_seconds=60)
        self._good: OrderedDict[str, None] = OrderedDict()

    def worth(self, address: str, token: str) -> bool:
        """Tell whether a token from that address is looked up at all."""
        return not self._strikes.blocked(address) or _digest(token) in self._good

    def saw(self, address: str, token: str, *, good: bool) -> None:
        """Remember what came of a token."""
        if not good:
            self._strikes.hit(address)
            return
        self._good[_digest(token)] = None
        if len(self._good) > MOST_GOOD:
            self._good.popitem(last=False)


class Verifier(TokenVerifier):
    """Bearer tokens of one endpoint, looked up in the books' own database."""

    def __init__(self, provider: Connectors, attempts: Attempts, endpoint: str) -> None:
        super().__init__(required_scopes=["read"])
        self._provider, self._attempts, self._endpoint = provider, attempts, endpoint

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return whose the token is and what it may do, one call taken from its limits.

        None for one that is not good, or was given out for another endpoint. A token used up is good all the same:
        the call itself is told to wait.
        """
        peer = get_http_request().client
        address = peer.host if peer else ""
        if not self._attempts.worth(address, token):
            return None
        found = await self._provider.verify(token, at=self._endpoint)
        self._attempts.saw(address, token, good=found is not None)
        return found


@dataclass(frozen=True, slots=True)
class Mounted:
    """The servers as parts of a site: their routes, and what must be open while they are served."""

    routes: tuple[Route, ...]
    lifespan: Callable[[], AbstractAsyncContextManager[None]]


def mounted(
    house: House, runtime: Runtime, names: Sequence[str] = tuple(SERVERS), *, signed_in: SignedIn | None = None
) -> Mounted:
    """Return the servers named, each at its path, and all of them at /mcp, with what lets remote apps in.

    They go by the public address of the runtime's settings; `signed_in` tells whose session a browser has.
    """
    paths = {ALL: tuple(names), **{f"/{name}": (name,) for name in names}}
    provider = connectors(runtime, KeyRing.load(runtime.settings), paths=tuple(paths), signed_in=signed_in)
    attempts = Attempts()
    apps = {path: _app(house, Verifier(provider, attempts, f"{provider.issuer}{path}"), provider.issuer, path, served)
            for path, served in paths.items()}  # fmt: skip

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(house.close)
            for app in apps.values():
                await stack.enter_async_context(app.lifespan(app))
            yield

    endpoints = [Route(at, endpoint=app) for path, app in apps.items() for at in (path, f"{METADATA}{path}")]
    return Mounted((*endpoints, *routes(provider)), lifespan)


def _app(house: House, verifier: Verifier, issuer: str, path: str, names: tuple[str, ...]) -> StarletteWithLifespan:
    auth = RemoteAuthProvider(
        token_verifier=verifier,
        authorization_servers=[URL.validate_python(issuer)],
        base_url=issuer,
        scopes_supported=list(SCOPES),
        challenge_scopes=list(SCOPES),
        resource_name="Credora",
    )
    host = urlsplit(issuer).hostname
    return hub(house, names, auth=auth).http_app(
        path=path, stateless_http=True, host_origin_protection=True, allowed_hosts=[host] if host else []
    )


def _digest(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()


def alone(runtime: Runtime, names: Sequence[str]) -> Starlette:
    """Return the servers named as a site of their own."""
    parts = mounted(House(lambda: over(runtime)), runtime, names)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with parts.lifespan():
            yield

    return Starlette(routes=list(parts.routes), lifespan=lifespan)
