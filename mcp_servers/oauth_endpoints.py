"""What apps ask of the authorization server: its metadata (RFC 8414), a way in, tokens, and their end (RFC 7009)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastmcp.server.auth.auth import PrivateKeyJWTClientAuthenticator
from fastmcp.server.auth.cimd import ASSERTION_ALGORITHMS, CIMDClientManager
from fastmcp.server.auth.redirect_validation import build_client_redirect
from mcp.server.auth.handlers.authorize import AuthorizationHandler
from mcp.server.auth.handlers.metadata import MetadataHandler
from mcp.server.auth.handlers.token import TokenHandler
from mcp.server.auth.middleware.client_auth import AuthenticationError
from mcp.server.transport_security import RequestBodyLimitMiddleware
from mcp.shared.auth import OAuthMetadata
from mcp.shared.inbound import MCP_PROTOCOL_VERSION_HEADER
from pydantic import AnyHttpUrl, TypeAdapter
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, request_response

from credora_agent.access.tokens import SCOPES
from credora_agent.core.page import page
from mcp_servers.consent_page import dressed
from mcp_servers.oauth_clients import Client, is_address
from mcp_servers.oauth_pending import CONSENT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from mcp_servers.oauth import Connectors

METADATA = "/.well-known/oauth-authorization-server"
LARGEST_BODY = 64 * 1024
AUTH_METHODS = ["none", "private_key_jwt"]
NOT_KEPT = {"cache-control": "no-store", "pragma": "no-cache"}
NONE_REGISTERED = (
    "No clients are registered here: give the https address of a client id metadata document as client_id."
)
NOT_READ = "The client's metadata document could not be read at its address, or is not one of it."
URL: TypeAdapter[AnyHttpUrl] = TypeAdapter(AnyHttpUrl, config={"url_preserve_empty_path": True})


class Authorization(AuthorizationHandler):
    """The way in: every answer to an app says who answers (RFC 9207), every other one is told to a person."""

    provider: Connectors

    async def handle(self, request: Request) -> Response:
        """Send the browser on to the page that asks, back to the app with an error, or nowhere."""
        response = await super().handle(request)
        # The page is opened by another site, which waits for the window it opened: it must not lose sight of it.
        response.headers["cross-origin-opener-policy"] = "unsafe-none"
        location = response.headers.get("location")
        if location is None:
            return await self._told(request, response)
        if not location.startswith(f"{self.provider.issuer}{CONSENT}?"):
            response.headers["location"] = build_client_redirect(location, {}, iss=self.provider.issuer)
        return response

    async def _told(self, request: Request, response: Response) -> Response:
        said: dict[str, Any] = json.loads(bytes(response.body))
        if str(said.get("error_description", "")).endswith("not found"):
            given = request.query_params if request.method == "GET" else await request.form()
            said["error_description"] = NOT_READ if is_address(str(given.get("client_id"))) else NONE_REGISTERED
        if "text/html" in request.headers.get("accept", ""):
            why = [str(said.get("error_description", "")), "Nothing was granted. Begin again in the app."]
            return dressed(page("This app cannot be let in", why, status=response.status_code))
        return JSONResponse(said, response.status_code, headers=NOT_KEPT)


class Authenticator(PrivateKeyJWTClientAuthenticator):
    """Which app asks: public ones are believed what they say, others prove it with a key of their document."""

    def __init__(self, provider: Connectors) -> None:
        super().__init__(provider, CIMDClientManager(), f"{provider.issuer}/token")

    async def authenticate_request(self, request: Request) -> Client:
        """Return the app. Raises AuthenticationError when there is none, or it is not proven."""
        client = await super().authenticate_request(request)
        named = (await request.form()).get("resource")
        return Client.model_validate({**dict(client), "asked_resource": named if isinstance(named, str) else None})


def metadata(issuer: str) -> OAuthMetadata:
    """Return what the authorization server says of itself."""
    return OAuthMetadata(
        issuer=URL.validate_python(issuer),
        authorization_endpoint=URL.validate_python(f"{issuer}/authorize"),
        token_endpoint=URL.validate_python(f"{issuer}/token"),
        revocation_endpoint=URL.validate_python(f"{issuer}/revoke"),
        scopes_supported=list(SCOPES),
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code", "refresh_token"],
        token_endpoint_auth_methods_supported=AUTH_METHODS,
        token_endpoint_auth_signing_alg_values_supported=sorted(ASSERTION_ALGORITHMS),
        revocation_endpoint_auth_methods_supported=AUTH_METHODS,
        revocation_endpoint_auth_signing_alg_values_supported=sorted(ASSERTION_ALGORITHMS),
        code_challenge_methods_supported=["S256"],
        client_id_metadata_document_supported=True,
        authorization_response_iss_parameter_supported=True,
    )


def endpoints(provider: Connectors) -> list[Route]:
    """Return the routes that apps ask."""
    authenticator = Authenticator(provider)

    async def revoke(request: Request) -> Response:
        try:
            client = await authenticator.authenticate_request(request)
        except AuthenticationError as error:
            return _refused("invalid_client", error.message, 401)
        token = (await request.form()).get("token")
        if not isinstance(token, str):
            return _refused("invalid_request", "token is missing", 400)
        await provider.end(token, client=client)
        return Response(headers=NOT_KEPT)

    async def register(_: Request) -> Response:
        return _refused("invalid_client_metadata", NONE_REGISTERED, 404)

    return [
        Route(METADATA, _open(MetadataHandler(metadata(provider.issuer)).handle, "GET"), methods=["GET", "OPTIONS"]),
        Route("/authorize", bounded(Authorization(provider).handle), methods=["GET", "POST"]),
        Route("/token", _open(TokenHandler(provider, authenticator).handle, "POST"), methods=["POST", "OPTIONS"]),
        Route("/revoke", _open(revoke, "POST"), methods=["POST", "OPTIONS"]),
        Route("/register", _open(register, "POST"), methods=["POST", "OPTIONS"]),
    ]


def bounded(handle: Callable[[Request], Awaitable[Response]]) -> ASGIApp:
    """Return an endpoint that reads no body larger than any that is sent here."""
    return RequestBodyLimitMiddleware(request_response(handle), LARGEST_BODY)


def _open(handle: Callable[[Request], Awaitable[Response]], method: str) -> ASGIApp:
    """Return an endpoint that pages of other sites may ask too: apps that run in a browser."""
    return CORSMiddleware(
        bounded(handle), allow_origins="*", allow_methods=[method, "OPTIONS"],
        allow_headers=[MCP_PROTOCOL_VERSION_HEADER],
    )  # fmt: skip


def _refused(error: str, why: str, status: int) -> Response:
    return JSONResponse({"error": error, "error_description": why}, status, headers=NOT_KEPT)
