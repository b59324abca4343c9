"""How a merchant lets us read their Meta ads: the dialog, the token, what it is good for, and its end."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from credora_agent.platforms.base import BadCallback, DeadToken, Grant
from credora_agent.platforms.http import Hiccup, persist, send
from credora_agent.platforms.meta_ads.faults import PLATFORM, SCOPE, SpentCode, dead, missing_scope, payload
from credora_agent.platforms.meta_ads.graph import VERSION, request_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from credora_agent.platforms.addresses import Addresses
    from credora_agent.platforms.base import App

WARNINGS = (1, 7, 14)
"""Days before the end of access at which the merchant is told."""


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """What Meta says of a token; the moments are None where it names no end, as for a System User."""

    app_id: str
    valid: bool
    scopes: frozenset[str]
    expires_at: datetime | None
    data_access_expires_at: datetime | None
    subcode: int | None = field(default=None, repr=False)

    @property
    def ends_at(self) -> datetime | None:
        """When no more figures can be had: the earlier of both ends."""
        return min((end for end in (self.expires_at, self.data_access_expires_at) if end), default=None)


def authorize_url(  # noqa: PLR0913 - the dialog's own parameters
    addresses: Addresses,
    app: App,
    *,
    redirect_uri: str,
    state: str,
    version: str = VERSION,
    config_id: str | None = None,
) -> str:
    """Return where the merchant is sent; `config_id` is that of Facebook Login for Business, which names the scopes."""
    wanted = {"config_id": config_id} if config_id else {"scope": SCOPE}
    asked = {"client_id": app.client_id, "redirect_uri": redirect_uri, "state": state, "response_type": "code"}
    return f"{addresses.meta_dialog}/{version}/dialog/oauth?{urlencode({**asked, **wanted})}"


def check_callback(query: Mapping[str, str]) -> str:
    """Return the code the merchant came back with. Raises BadCallback when they declined, or without one."""
    if query.get("error"):
        raise BadCallback("Access to Meta Ads was not granted.", remedy="Connect again and choose to continue.")
    if not (code := query.get("code", "")):
        raise BadCallback("Meta sent nobody's permission along.", remedy="Start connecting again.")
    return code


async def exchange(  # noqa: PLR0913 - what the endpoint asks for
    http: httpx2.AsyncClient,
    addresses: Addresses,
    app: App,
    *,
    code: str,
    redirect_uri: str,
    now: datetime,
    version: str = VERSION,
) -> Grant:
    """Return a token of about 60 days for the dialog's code, once it is known to be ours and to read ads.

    Raises BadCallback for a spent code or another app's token, MissingScope when reading ads was declined.
    """
    try:
        short = await _token(http, addresses, app, version, code=code, redirect_uri=redirect_uri)
    except SpentCode as fault:
        raise BadCallback(fault.cause, remedy="Start connecting again.") from fault
    exchanged = {"grant_type": "fb_exchange_token", "fb_exchange_token": str(short["access_token"])}
    long = await _token(http, addresses, app, version, **exchanged)
    token = str(long["access_token"])
    info = check_token(await token_info(http, addresses, app, token, version=version), app)
    await require_permission(http, addresses, app, token, version=version)
    stated = now + timedelta(seconds=int(long["expires_in"])) if long.get("expires_in") else None
    return Grant(token, expires_at=info.ends_at or stated, scopes=info.scopes)


async def token_info(
    http: httpx2.AsyncClient, addresses: Addresses, app: App, token: str, *, version: str = VERSION
) -> TokenInfo:
    """Return what Meta says of a token, asked as the app; the token is in the body, hence a POST that means a GET."""
    about = {"input_token": token, "method": "GET"}
    app_token = f"{app.client_id}|{app.client_secret}"
    told = await _asked(http, addresses, app, "POST", f"{version}/debug_token", app_token, about)
    data = told.get("data") or {}
    return TokenInfo(
        app_id=str(data.get("app_id", "")),
        valid=data.get("is_valid") is True,
        scopes=frozenset(map(str, data.get("scopes") or ())),
        expires_at=_moment(data.get("expires_at")),
        data_access_expires_at=_moment(data.get("data_access_expires_at")),
        subcode=(data.get("error") or {}).get("subcode"),
    )


def check_token(info: TokenInfo, app: App) -> TokenInfo:
    """Return `info` of a token that is ours and alive. Raises BadCallback for another app's, DeadToken for a dead one.

    A token made out to another app was slipped in by somebody else.
    """
    if not info.valid:
        raise dead(info.subcode)
    if info.app_id != app.client_id:
        raise BadCallback("Meta's token was made out to another app.", remedy="Start connecting again.")
    return info


async def require_permission(
    http: httpx2.AsyncClient, addresses: Addresses, app: App, token: str, *, version: str = VERSION
) -> None:
    """Raise MissingScope unless reading ads is granted: on Meta's page every permission can be declined by itself."""
    told = await _asked(http, addresses, app, "GET", f"{version}/me/permissions", token, {})
    rows = told.get("data") or []
    status = next((str(row.get("status")) for row in rows if row.get("permission") == SCOPE), "not asked for")
    if status != "granted":
        raise missing_scope(f"{SCOPE} is {status}")


async def revoke(
    http: httpx2.AsyncClient, addresses: Addresses, app: App, token: str, *, version: str = VERSION
) -> None:
    """End our access; afterwards it is ended, also where it had been before."""
    with contextlib.suppress(DeadToken):
        await _asked(http, addresses, app, "DELETE", f"{version}/me/permissions", token, {})


def expiry_warning(expires_at: datetime | None, now: datetime) -> int | None:
    """Return 14, 7 or 1 once at most so many days of access are left, 0 when none is, None as long as all is well."""
    if expires_at is None:
        return None
    left = expires_at - now
    if left <= timedelta():
        return 0
    return next((days for days in WARNINGS if left <= timedelta(days=days)), None)


async def _token(http: httpx2.AsyncClient, addresses: Addresses, app: App, version: str, **form: str) -> dict[str, Any]:
    """Return a token's answer; everything secret travels in the body."""
    said = {"client_id": app.client_id, "client_secret": app.client_secret, **form}

    async def attempt() -> dict[str, Any]:
        address = f"{addresses.meta_graph}/{version}/oauth/access_token"
        told = payload(await send(http, http.build_request("POST", address, data=said)))
        if not told.get("access_token"):
            raise Hiccup("an answer without a token")
        return told

    return await persist(attempt, platform=PLATFORM)


async def _asked(  # noqa: PLR0913, PLR0917 - what a request consists of
    http: httpx2.AsyncClient, addresses: Addresses, app: App, method: str, path: str, token: str, params: dict[str, str]
) -> dict[str, Any]:
    async def attempt() -> dict[str, Any]:
        address = f"{addresses.meta_graph}/{path}"
        return payload(await send(http, request_of(http, method, address, params, token, app)))

    return await persist(attempt, platform=PLATFORM)


def _moment(epoch: object) -> datetime | None:
    """Return a moment told in seconds; Meta's 0 is no end at all."""
    return datetime.fromtimestamp(epoch, UTC) if isinstance(epoch, int) and epoch > 0 else None
