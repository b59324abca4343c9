"""Google's consent page, token endpoint and revocation."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.responses import HTMLResponse, JSONResponse, Response

from credora_agent.sandbox.consent import form, is_loopback, page, send_back
from credora_agent.sandbox.google.grants import InvalidGrant

if TYPE_CHECKING:
    from starlette.requests import Request

    from credora_agent.sandbox.google.grants import Grants
    from credora_agent.sandbox.server import Sandbox

_CARRIED = (
    "client_id", "redirect_uri", "response_type", "scope", "access_type", "prompt", "state",
    "include_granted_scopes", "code_challenge", "code_challenge_method", "shop",
)  # fmt: skip


class Consenting:
    """`/o/oauth2/v2/auth`: the page, and what its answer leads to."""

    def __init__(self, sim: Sandbox, grants: Grants) -> None:
        """Ask for `sim`'s client; approvals become codes in `grants`."""
        self._sim, self._grants = sim, grants

    async def show(self, request: Request) -> Response:
        """Return the page, or Google's error page."""
        if answer := await self._sim.faults.check("google.consent", request):
            return answer
        said = dict(request.query_params)
        if wrong := self._wrong(said):
            return wrong
        return page(
            action=request.url.path,
            title="Credora wants access to your Google Account",
            lead=f"{self._sim.consent.shop or ', '.join(self._sim.worlds)}: see your Google Ads campaigns and reports.",
            hidden={**{name: said[name] for name in _CARRIED if name in said}, "asked": "1"},
            choices={scope: scope for scope in said["scope"].split()},
        )

    async def decide(self, request: Request) -> Response:
        """Return the redirect that the merchant's answer leads to."""
        fields = await form(request)
        said = {**request.query_params, **{key: values[-1] for key, values in fields.items()}}
        if wrong := self._wrong(said):
            return wrong
        state = {"state": said["state"]} if "state" in said else {}
        ticked = fields.get("grant", []) if "asked" in said else said["scope"].split()
        scopes = self._sim.consent.granted(ticked)
        if said.get("decision") != "approve" or self._sim.consent.answer == "deny" or not scopes:
            return send_back(said["redirect_uri"], {"error": "access_denied", **state})
        code = self._grants.new_code(said, scopes)
        more = {"scope": " ".join(scopes), "authuser": "0", "prompt": said.get("prompt", "none")}
        return send_back(said["redirect_uri"], {**state, "code": code, **more})

    def _wrong(self, said: dict[str, str]) -> Response | None:
        """Return the error page of a request that names no such client, no known address, or no scope."""
        if said.get("client_id") != self._sim.apps.google.client_id:
            return _error_page("invalid_client", "The OAuth client was not found.")
        if not is_loopback(said.get("redirect_uri", "")):
            return _error_page("redirect_uri_mismatch", "This redirect URI is not one of the client's.")
        if said.get("response_type") != "code":
            return _error_page("invalid_request", "Required parameter is missing: response_type")
        if not said.get("scope"):
            return _error_page("invalid_request", "Missing required parameter: scope")
        return None


def _error_page(code: str, detail: str) -> Response:
    return HTMLResponse(f"<h1>Access blocked: Authorization Error</h1><p>{detail}</p><p>Error 400: {code}</p>", 400)


class Tokens:
    """`/token` and `/revoke`."""

    def __init__(self, sim: Sandbox, grants: Grants) -> None:
        """Serve `grants`."""
        self._sim, self._grants = sim, grants

    async def issue(self, request: Request) -> Response:
        """Return tokens for a code or a refresh token, or OAuth's error."""
        if answer := await self._sim.faults.check("google.token", request):
            return answer
        said = {key: values[-1] for key, values in (await form(request)).items()}
        if answer := self._faulted(said, request.state.fault):
            return answer
        said |= _basic(request.headers.get("authorization", ""))
        app = self._sim.apps.google
        if (said.get("client_id"), said.get("client_secret")) != (app.client_id, app.client_secret):
            return _refusal("invalid_client", "The provided client secret is invalid.", status=401)
        try:
            return JSONResponse(self._granted(said), headers={"cache-control": "no-store"})
        except InvalidGrant as wrong:
            return _refusal("invalid_grant", str(wrong))
        except NotImplementedError as wrong:
            return _refusal("unsupported_grant_type", str(wrong))

    def _granted(self, said: dict[str, str]) -> dict[str, Any]:
        kind = said.get("grant_type")
        if kind == "authorization_code":
            redirect_uri, verifier = said.get("redirect_uri", ""), said.get("code_verifier", "")
            return self._grants.redeem(said.get("code", ""), redirect_uri, verifier)
        if kind == "refresh_token":
            return self._grants.refreshed(said.get("refresh_token", ""))
        raise NotImplementedError(f"Invalid grant_type: {kind}")

    def _faulted(self, said: dict[str, str], fault: dict[str, dict[str, Any]]) -> Response | None:
        """Return the endpoint's own way of failing, when a fault asks for it."""
        if "expire_token" in fault:
            self._grants.expire(said.get("refresh_token", ""))
        if "internal_error" in fault:
            return _refusal("internal_failure", "Backend Error", status=500)
        if "throttle" in fault:
            return _refusal("rate_limit_exceeded", "Rate Limit Exceeded", status=429)
        return None

    async def revoke(self, request: Request) -> Response:
        """End the grant of the token given, in the query or the form."""
        if answer := await self._sim.faults.check("google.revoke", request):
            return answer
        said = {key: values[-1] for key, values in (await form(request)).items()}
        if self._grants.revoke(said.get("token") or request.query_params.get("token", "")):
            return JSONResponse({})
        return _refusal("invalid_token", "Token expired or revoked")


def _refusal(error: str, description: str, *, status: int = 400) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status)


def _basic(header: str) -> dict[str, str]:
    """Return the client's id and secret from HTTP Basic, if they came that way."""
    kind, _, text = header.partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(text).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": unquote(client_id), "client_secret": unquote(secret)}
