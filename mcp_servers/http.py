"""The servers over HTTP: each at its own path and all at /mcp, a token on every call, hosts and origins checked."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastmcp.server.auth import RemoteAuthProvider, TokenVerifier
from pydantic import AnyHttpUrl
from starlette.routing import Route

from mcp_servers.hub import SERVERS, hub

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from fastmcp.server.auth import AccessToken
    from fastmcp.server.http import StarletteWithLifespan

    from mcp_servers.services import House

ALL = "/mcp"
SCOPES = ["read", "write"]
METADATA = "/.well-known/oauth-protected-resource"


class Verifier(TokenVerifier):
    """Bearer tokens, checked by whoever keeps them."""

    def __init__(self, verify: Callable[[str], Awaitable[AccessToken | None]]) -> None:
        super().__init__(required_scopes=["read"])
        self._verify = verify

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return what the token says, None for one that is not good."""
        return await self._verify(token)


@dataclass(frozen=True, slots=True)
class Mounted:
    """The servers as parts of a site: their routes, and what must be open while they are served."""

    routes: tuple[Route, ...]
    lifespan: Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Site:
    """Where the servers are reached: the public address, the hosts it goes by, and who checks tokens."""

    public_url: str
    hosts: tuple[str, ...]
    verify: Callable[[str], Awaitable[AccessToken | None]]


def mounted(house: House, site: Site) -> Mounted:
    """Return every server at its path and all of them at /mcp."""
    paths = {ALL: tuple(SERVERS), **{f"/{name}": (name,) for name in SERVERS}}
    apps = {path: _app(house, site, path, names) for path, names in paths.items()}

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in apps.values():
                await stack.enter_async_context(app.lifespan(app))
            yield

    routes = [Route(at, endpoint=app) for path, app in apps.items() for at in (path, f"{METADATA}{path}")]
    return Mounted(tuple(routes), lifespan)


def _app(house: House, site: Site, path: str, names: tuple[str, ...]) -> StarletteWithLifespan:
    auth = RemoteAuthProvider(
        token_verifier=Verifier(site.verify),
        authorization_servers=[AnyHttpUrl(site.public_url)],
        base_url=site.public_url,
        scopes_supported=SCOPES,
        resource_name="Credora",
    )
    return hub(house, names, auth=auth).http_app(
        path=path, stateless_http=True, host_origin_protection=True, allowed_hosts=list(site.hosts)
    )
