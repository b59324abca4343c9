"""Installing the app: the page the merchant approves, the signed way back, and the token endpoint's four grants."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from starlette.responses import HTMLResponse, Response

from credora_agent.sandbox import consent
from credora_agent.sandbox.shopify.graphql import reply

if TYPE_CHECKING:
    from starlette.requests import Request

    from credora_agent.sandbox.shopify.grants import Token
    from credora_agent.sandbox.shopify.site import Site

_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"


async def authorize(request: Request, site: Site) -> Response:
    """Show the merchant what the app asks for; a posted form is the answer."""
    asked = (
        {name: values[0] for name, values in (await consent.form(request)).items()} if request.method == "POST" else {}
    )
    said = asked or dict(request.query_params)
    problem = _problem(site, said)
    if problem:
        return HTMLResponse(f"<!doctype html><title>Oauth error</title><p>Oauth error {problem}</p>", status_code=400)
    if request.method == "GET":
        return _page(request, site, said)
    if said.get("decision") != "approve" or site.sim.consent.answer == "deny":
        return HTMLResponse("<!doctype html><title>Not installed</title><p>The app was not installed.</p>")
    return _send_back(request, site, said)


def _problem(site: Site, said: dict[str, str]) -> str | None:
    if said.get("client_id") != site.app.client_id:
        return "invalid_request: Could not find Shopify API application with api_key"
    if not consent.is_loopback(said.get("redirect_uri", "")):
        return "invalid_request: The redirect_uri is not whitelisted"
    if set(filter(None, said.get("scope", "").split(","))) - set(site.app.scopes):
        return "invalid_scope: an access scope is not one the app may ask for"
    return None


def _page(request: Request, site: Site, said: dict[str, str]) -> Response:
    scopes = said.get("scope") or ",".join(site.app.scopes)
    hidden: dict[str, str] = {
        name: said[name] for name in ("client_id", "redirect_uri", "state", "grant_options[]") if name in said
    }
    return consent.page(
        action=request.url.path,
        title=f"Install this app on {site.name}?",
        lead=f"It will be able to: {scopes.replace('_', ' ').replace(',', ', ')}.",
        hidden={**hidden, "scope": scopes},
        choices={},
    )


def _send_back(request: Request, site: Site, said: dict[str, str]) -> Response:
    """Return the redirect with a code, signed as every one from Shopify is."""
    code = site.grants.code(site.sim.consent.granted(said["scope"].split(",")))
    site.sim.save()
    skew = (request.state.wire.date - site.now()).total_seconds() if "clock_skew" in request.state.fault else 0
    store = f"admin.shopify.com/store/{site.name.removesuffix('.myshopify.com')}"
    answer = {
        "code": code,
        "host": base64.b64encode(store.encode()).decode().rstrip("="),
        "shop": site.name,
        "state": said.get("state", ""),
        "timestamp": str(int(site.now().timestamp() + skew)),
    }
    signed = hmac.new(site.app.client_secret.encode(), urlencode(sorted(answer.items())).encode(), hashlib.sha256)
    return consent.send_back(said["redirect_uri"], {**answer, "hmac": signed.hexdigest()})


async def token(request: Request, site: Site) -> Response:
    """Answer a POST to `/admin/oauth/access_token`: JSON or a form."""
    if site.state == "frozen":
        return reply({"errors": "Unavailable Shop"}, 402)
    if site.state == "locked":
        return reply({"errors": "Locked"}, 423)
    said = await _said(request)
    right = hmac.compare_digest(str(said.get("client_secret", "")), site.app.client_secret)
    if said.get("client_id") != site.app.client_id or not right:
        return _error(400, "invalid_client", "The client_id or client_secret is not valid")
    answer = _granted(site, said)
    site.sim.save()
    return answer


async def _said(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            said = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            return {}
        return said if isinstance(said, dict) else {}
    return {name: values[0] for name, values in (await consent.form(request)).items()}


def _granted(site: Site, said: dict[str, Any]) -> Response:
    grants, kind = site.grants, said.get("grant_type", "authorization_code")
    if kind == "authorization_code":
        if not grants.redeem(str(said.get("code"))):
            return _error(400, "invalid_request", "The authorization code was not found or was already used")
        return _answer(site, grants.issue(expiring=str(said.get("expiring", "0")) == "1"))
    if kind == "refresh_token":
        pair = grants.rotate(str(said.get("refresh_token")))
        return (
            _answer(site, pair)
            if pair
            else _error(401, "invalid_request", "This request requires an active refresh_token")
        )
    if kind == "client_credentials":
        if not grants.installed:
            grants.scopes = site.sim.consent.granted(site.app.scopes)
        return _answer(site, grants.issue_own())
    if kind == _EXCHANGE and said.get("subject_token_type") == _OFFLINE and str(said.get("expiring")) == "1":
        pair = grants.exchange(str(said.get("subject_token")))
        return _answer(site, pair) if pair else _error(400, "invalid_subject_token", "The subject token is not active")
    return _error(400, "unsupported_grant_type", f"The grant type {kind} is not supported")


def _answer(site: Site, pair: Token) -> Response:
    """Return the token endpoint's good answer."""
    now = site.now().timestamp()
    said: dict[str, Any] = {"access_token": pair["access"], "scope": ",".join(site.grants.scopes)}
    if pair["until"] is not None:
        said["expires_in"] = int(pair["until"] - now)
    if pair["refresh"]:
        said |= {"refresh_token": pair["refresh"], "refresh_token_expires_in": int(pair["refresh_until"] - now)}
    return reply(said)


def _error(status: int, code: str, text: str) -> Response:
    return reply({"error": code, "error_description": text}, status)
