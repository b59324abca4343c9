"""Access for remote apps by OAuth 2.1: who asks is read from its own document, a person says yes, tokens follow.

An authorization server for the MCP endpoints of this Credora: code and PKCE (S256) only, clients by metadata document
(none are registered), refresh tokens that replace each other, everything bound to one shop and one endpoint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from fastmcp.server.auth import AccessToken, OAuthProvider
from mcp.server.auth.provider import (
    AuthorizationCode,
    AuthorizationParams,
    AuthorizeError,
    RefreshToken,
    RegistrationError,
    TokenError,
)
from mcp.shared.auth import OAuthClientInformationFull, OAuthToken
from pydantic import AnyHttpUrl, AnyUrl, ValidationError

from credora_agent.access import grants
from credora_agent.access.grant_secrets import Kind, Secret
from credora_agent.access.limits import USUAL, Limits
from credora_agent.access.tokens import AT_THE_DOOR, SCOPES, admit
from credora_agent.core import clock
from credora_agent.core.caller import Caller
from credora_agent.core.errors import BadInput
from credora_agent.runtime import LOCAL, Runtime
from mcp_servers.consent import Consent
from mcp_servers.identity import carried
from mcp_servers.oauth_clients import LONGEST_ADDRESS, Client, Clients
from mcp_servers.oauth_endpoints import NONE_REGISTERED, URL, endpoints
from mcp_servers.oauth_pending import CONSENT, LIFE, Pending, sealed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime
    from uuid import UUID

    from starlette.requests import Request
    from starlette.routing import Route

    from credora_agent.access.tokens import Admission
    from credora_agent.core.crypto import KeyRing
    from credora_agent.core.db import Database
    from credora_agent.tables.connectors import OAuthGrant
    from credora_agent.tables.tenants import Tenant

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST_STATE = 2_000
MOST_KNOWN = 10_000
NOT_GOOD = TokenError("invalid_grant", "it is not good, or not any more")


class SignedIn(Protocol):
    """Tells who is signed in, in the browser a request comes from."""

    async def __call__(self, request: Request, /) -> Caller | None:
        """Return them, None where nobody is."""
        ...


@dataclass(frozen=True, slots=True)
class Holdings:
    """What access is granted over: whose shops, from which database, sealed with which keys.

    `shops_of` returns the shops a person may see; `local` is the person at this machine; `signed_in` tells whose
    session a browser has, where the site these servers are part of has any.
    """

    database: Database
    ring: KeyRing
    shops_of: Callable[[Caller], Awaitable[Sequence[Tenant]]]
    local: Caller = LOCAL
    limits: Limits = USUAL
    now: Callable[[], datetime] = clock.now
    signed_in: SignedIn | None = None
    clients: Clients = field(default_factory=Clients)


class Connectors(OAuthProvider):
    """The authorization server of the site at `public_url`, for the endpoints at `paths` of it."""

    def __init__(self, holdings: Holdings, *, public_url: str, paths: Sequence[str]) -> None:
        self.issuer = public_url.rstrip("/")
        super().__init__(base_url=URL.validate_python(self.issuer))
        self.holdings = holdings
        self.resources = tuple(f"{self.issuer}{path}" for path in paths)
        self._bound_to: dict[UUID, str | None] = {}

    async def get_client(self, client_id: str) -> Client | None:
        """Return the app whose document is at that address; None for any other id, for none are registered."""
        return await self.holdings.clients.find(client_id)

    async def authorize(self, client: OAuthClientInformationFull, params: AuthorizationParams) -> str:
        """Return where the browser goes: to the page on which a person decides."""
        if not CHALLENGE.fullmatch(params.code_challenge):
            raise AuthorizeError("invalid_request", "code_challenge is no SHA-256 in base64url")
        if len(params.state or "") > LONGEST_STATE or len(str(params.redirect_uri)) > LONGEST_ADDRESS:
            raise AuthorizeError("invalid_request", "state or redirect_uri is too long")
        resource = self.resource(params.resource)
        if params.resource and resource is None:
            raise AuthorizeError("invalid_target", f"resource is none of: {' '.join(self.resources)}")
        pending = Pending(
            until=self.holdings.now() + LIFE,
            client_id=client.client_id,
            client_name=client.client_name or "",
            redirect_uri=str(params.redirect_uri),
            state=params.state,
            scopes=tuple(scope for scope in SCOPES if scope in (params.scopes or SCOPES)),
            code_challenge=params.code_challenge,
            resource=resource,
        )
        return f"{self.issuer}{CONSENT}?{urlencode({'request': sealed(self.holdings.ring, pending)})}"

    def resource(self, named: str | None) -> str | None:
        """Return the endpoint an address names, None when it names none of ours."""
        try:
            address = str(AnyHttpUrl(named or "")).rstrip("/")
        except ValidationError:
            return None
        return next((each for each in self.resources if address == str(AnyHttpUrl(each))), None)

    async def load_authorization_code(
        self,
        client: OAuthClientInformationFull,  # noqa: ARG002 - the library's
        authorization_code: str,
    ) -> AuthorizationCode | None:
        """Return what a code stands for, None for none that is good; one that was spent ends its grant."""
        grant = await self._present(authorization_code, "code")
        if grant is None:
            return None
        return AuthorizationCode(
            code=authorization_code,
            scopes=grant.scopes,
            expires_at=grant.code_expires_at.timestamp(),
            client_id=grant.client_id,
            code_challenge=grant.code_challenge,
            redirect_uri=AnyUrl(grant.redirect_uri),
            redirect_uri_provided_explicitly=True,
            resource=grant.resource,
            subject=str(grant.user_id),
        )

    async def exchange_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: AuthorizationCode
    ) -> OAuthToken:
        """Return tokens for a code, once. Raises TokenError."""
        _require_resource(self, client, authorization_code.resource)
        return await self._redeem(client, authorization_code.code, "code", authorization_code.scopes)

    async def load_refresh_token(
        self,
        client: OAuthClientInformationFull,  # noqa: ARG002 - the library's
        refresh_token: str,
    ) -> RefreshToken | None:
        """Return what a refresh token stands for, None for none that is good; one that was spent ends its grant."""
        grant = await self._present(refresh_token, "refresh")
        if grant is None or grant.refresh_expires_at is None:
            return None
        return RefreshToken(
            token=refresh_token,
            client_id=grant.client_id,
            scopes=grant.scopes,
            expires_at=int(grant.refresh_expires_at.timestamp()),
            resource=grant.resource,
            subject=str(grant.user_id),
        )

    async def exchange_refresh_token(
        self, client: OAuthClientInformationFull, refresh_token: RefreshToken, scopes: list[str]
    ) -> OAuthToken:
        """Return new tokens for a refresh token, which is spent by it. Raises TokenError."""
        _require_resource(self, client, refresh_token.resource)
        return await self._redeem(client, refresh_token.token, "refresh", scopes)

    async def load_access_token(self, token: str) -> AccessToken | None:
        """Return what a token of any kind stands for, None for one that is not good now."""
        return await self.verify(token)

    async def verify(self, text: str, *, at: str | None = None) -> AccessToken | None:
        """Return whose a token is and what it may do, None for one that is not good, or not for the endpoint `at`.

        A token a person made themselves is good at every endpoint.
        """
        admission = await admit(self.holdings.database, text, now=self.holdings.now(), limits=self.holdings.limits)
        if admission is None:
            return None
        resource = await self._resource_of(admission)
        if at is not None and resource is not None and resource != at:
            return None
        return carried(text, admission).model_copy(update={"resource": resource})

    async def register_client(self, client_info: OAuthClientInformationFull) -> None:  # noqa: ARG002 - the library's
        """Register nobody. Raises RegistrationError."""
        raise RegistrationError("invalid_client_metadata", NONE_REGISTERED)

    async def revoke_token(self, token: AccessToken | RefreshToken) -> None:
        """End what that token was given out under, with everything else given out under it."""
        await self.end(token.token)

    async def end(self, text: str, *, client: Client | None = None) -> None:
        """End what a token was given out under, with everything else given out under it, if it is that app's."""
        grant = await self._present(text, "refresh") or await self._granted(text)
        if grant is not None and (client is None or grant.client_id == client.client_id):
            person, now = Caller(grant.user_id, grant.tenant_id), self.holdings.now()
            await self.holdings.database.write(person, lambda s: grants.revoke(s, person, grant.id, via="mcp", now=now))

    def get_routes(self, mcp_path: str | None = None) -> list[Route]:  # noqa: ARG002 - the library's
        """Return the server's own routes: they are the same whatever endpoint they are asked for by."""
        return routes(self)

    async def _present(self, text: str, kind: Kind) -> OAuthGrant | None:
        secret, now = Secret.read(text, kind), self.holdings.now()
        if secret is None:
            return None
        door = Caller(AT_THE_DOOR, secret.tenant)
        return await self.holdings.database.write(door, lambda s: grants.present(s, secret, now=now))

    async def _redeem(self, client: OAuthClientInformationFull, text: str, kind: Kind, scopes: list[str]) -> OAuthToken:
        secret, now, renewable = Secret.read(text, kind), self.holdings.now(), "refresh_token" in client.grant_types
        if secret is None:
            raise NOT_GOOD
        door = Caller(AT_THE_DOOR, secret.tenant)
        try:
            issued = await self.holdings.database.write(
                door, lambda s: grants.redeem(s, secret, scopes, renewable=renewable, now=now)
            )
        except BadInput as error:
            raise TokenError("invalid_scope", error.cause) from None
        if issued is None:
            raise NOT_GOOD
        return OAuthToken(
            access_token=issued.access,
            expires_in=int(issued.lasts.total_seconds()),
            scope=" ".join(issued.scopes),
            refresh_token=issued.refresh,
        )

    async def _granted(self, text: str) -> OAuthGrant | None:
        """Return the grant an access token was given out under."""
        admission = await admit(self.holdings.database, text, now=self.holdings.now(), limits=self.holdings.limits)
        if admission is None or admission.grant_id is None:
            return None
        caller, grant = admission.caller, admission.grant_id
        return await self.holdings.database.read(caller, lambda s: grants.found(s, caller, grant))

    async def _resource_of(self, admission: Admission) -> str | None:
        """Return the endpoint an admitted token is bound to; that of a grant never changes."""
        caller, grant = admission.caller, admission.grant_id
        if grant is None:
            return None
        if grant not in self._bound_to:
            found = await self.holdings.database.read(caller, lambda s: grants.found(s, caller, grant))
            if len(self._bound_to) >= MOST_KNOWN:
                self._bound_to.clear()
            self._bound_to[grant] = None if found is None else found.resource
        return self._bound_to[grant]


def connectors(
    runtime: Runtime, ring: KeyRing, *, paths: Sequence[str], signed_in: SignedIn | None = None
) -> Connectors:
    """Return the authorization server of a runtime's site, for the endpoints at `paths` of it ("/mcp", "/cfo" …)."""
    limits = Limits.of(runtime.settings)
    holdings = Holdings(runtime.database, ring, runtime.shops, limits=limits, signed_in=signed_in)
    return Connectors(holdings, public_url=runtime.settings.public_url, paths=paths)


def routes(provider: Connectors) -> list[Route]:
    """Return every route of an authorization server: its metadata, its endpoints, and the page that asks."""
    return [*endpoints(provider), *Consent(provider).routes()]


def _require_resource(provider: Connectors, client: OAuthClientInformationFull, bound_to: str | None) -> None:
    """Raise TokenError when a request to the token endpoint names another address than its grant is bound to."""
    named = client.asked_resource if isinstance(client, Client) else None
    if named is None:
        return
    resource = provider.resource(named)
    if resource is None or bound_to not in (None, resource):
        raise TokenError("invalid_target", "resource is not the one that access was granted for")
