"""How a merchant lets us read their Google Ads: the consent page, the tokens, and their end."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from credora_agent.platforms.base import BadCallback, DeadToken, Grant, Refused
from credora_agent.platforms.google_ads.faults import (
    BROKEN,
    MINUTE,
    OK,
    PLATFORM,
    SCOPE,
    TOO_MANY_REQUESTS,
    dead,
    missing_scope,
    throttled,
)
from credora_agent.platforms.http import Hiccup, persist, send

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import httpx2

    from credora_agent.platforms.addresses import Addresses
    from credora_agent.platforms.base import App
    from credora_agent.platforms.http import Answer

GONE = frozenset({"invalid_grant", "invalid_token"})
"""A code, or a token, that is spent, expired, withdrawn or never was."""


def new_verifier() -> str:
    """Return a fresh PKCE verifier; it stays with us until the code comes back."""
    return secrets.token_urlsafe(64)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier, which goes with the merchant to Google."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def authorize_url(  # noqa: PLR0913 - the page's own parameters
    addresses: Addresses, app: App, *, redirect_uri: str, state: str, verifier: str, login_hint: str | None = None
) -> str:
    """Return where the merchant is sent. Consent is asked for each time: only then is there a refresh token."""
    asked = {
        "client_id": app.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": SCOPE,
        "access_type": "offline",
        "prompt": "consent",
        "include_granted_scopes": "true",
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    hint = {"login_hint": login_hint} if login_hint else {}
    return f"{addresses.google_accounts}/o/oauth2/v2/auth?{urlencode({**asked, **hint})}"


def check_callback(query: Mapping[str, str]) -> str:
    """Return the code the merchant came back with. Raises BadCallback when they declined, or without one."""
    if query.get("error"):
        raise BadCallback("Access to Google Ads was not granted.", remedy="Connect again and choose to allow it.")
    if not (code := query.get("code", "")):
        raise BadCallback("Google sent nobody's permission along.", remedy="Start connecting again.")
    return code


async def exchange(  # noqa: PLR0913 - what the endpoint asks for
    http: httpx2.AsyncClient,
    addresses: Addresses,
    app: App,
    *,
    code: str,
    redirect_uri: str,
    verifier: str,
    now: datetime,
) -> Grant:
    """Return the tokens for the consent page's code.

    Raises BadCallback for a spent code, MissingScope when the box for Google Ads was not ticked.
    """
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
    try:
        told = await _token(http, addresses, app, form)
    except DeadToken as fault:
        raise BadCallback("Google's code was used before or is too old.", remedy="Start connecting again.") from fault
    grant = _grant(told, now, refresh_token=None)
    if SCOPE not in grant.scopes:
        raise missing_scope()
    if grant.refresh_token is None:
        raise Refused(
            "Google gave access for an hour only.",
            remedy="Remove Credora in the Google account's third-party connections, then connect again.",
            platform=PLATFORM,
        )
    return grant


async def refresh(
    http: httpx2.AsyncClient, addresses: Addresses, app: App, *, refresh_token: str, now: datetime
) -> Grant:
    """Return a new access token; the refresh token stays what it was. Raises DeadToken once Google takes it no more."""
    told = await _token(http, addresses, app, {"grant_type": "refresh_token", "refresh_token": refresh_token})
    return _grant(told, now, refresh_token=refresh_token)


async def revoke(http: httpx2.AsyncClient, addresses: Addresses, token: str) -> None:
    """End our access (either token will do); afterwards it is ended, also where it had been before."""
    with contextlib.suppress(DeadToken):
        await _post(http, f"{addresses.google_oauth}/revoke", {"token": token})


async def _token(http: httpx2.AsyncClient, addresses: Addresses, app: App, form: dict[str, str]) -> dict[str, Any]:
    said = {"client_id": app.client_id, "client_secret": app.client_secret, **form}
    return await _post(http, f"{addresses.google_oauth}/token", said)


async def _post(http: httpx2.AsyncClient, address: str, form: dict[str, str]) -> dict[str, Any]:
    async def attempt() -> dict[str, Any]:
        return _object(await send(http, http.build_request("POST", address, data=form)))

    return await persist(attempt, platform=PLATFORM)


def _object(answer: Answer) -> dict[str, Any]:
    """Return what an endpoint answered. Raises a fault, and Hiccup where trying again may help."""
    if answer.status == TOO_MANY_REQUESTS:
        raise throttled(answer.retry_after() or MINUTE)
    if answer.status >= BROKEN:
        raise Hiccup(f"status {answer.status}", wait=answer.retry_after())
    told = answer.json()
    if not isinstance(told, dict):
        raise Hiccup("an answer without an object")
    error = str(told.get("error", ""))
    if answer.status == OK and not error:
        return told
    if error in GONE:
        raise dead(error)
    raise Refused(
        f"Google refused ({error[:60] or answer.status}).",
        remedy="Check id, secret and redirect address of the Google OAuth client in the settings.",
        platform=PLATFORM,
    )


def _grant(told: Mapping[str, Any], now: datetime, *, refresh_token: str | None) -> Grant:
    """Return the grant of a token answer; a refresh token that ends by itself says when ("Testing": seven days)."""
    if not told.get("access_token"):
        raise Refused("Google sent no token.", remedy="Connect Google Ads again.", platform=PLATFORM)
    return Grant(
        access_token=str(told["access_token"]),
        expires_at=_after(told.get("expires_in"), now),
        refresh_token=str(told["refresh_token"]) if told.get("refresh_token") else refresh_token,
        refresh_expires_at=_after(told.get("refresh_token_expires_in"), now),
        scopes=frozenset(str(told.get("scope", "")).split()),
    )


def _after(seconds: object, now: datetime) -> datetime | None:
    return now + timedelta(seconds=seconds) if isinstance(seconds, int) and seconds > 0 else None
