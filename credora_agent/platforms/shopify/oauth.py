"""Shopify's consent and tokens: where to send the merchant, whether what comes back is Shopify's, and what it buys."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from credora_agent.platforms.base import BadCallback, DeadToken, Frozen, Grant, PlatformFault, Refused
from credora_agent.platforms.http import Answer, Hiccup, Retries, persist, send
from credora_agent.platforms.shopify.domain import is_shop_domain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import httpx2

    from credora_agent.platforms.addresses import Addresses
    from credora_agent.platforms.base import App

NAME = "shopify"
SKEW = 90
"""Seconds a callback may be old, or ahead of our clock."""
RETRIES = Retries(attempts=4)
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
OF_APP = frozenset({"invalid_client", "unauthorized_client"})
"""Errors that are about the app's own credentials."""
AGAIN = "Start again from Connect; if it keeps happening, check the app's client id and secret."


@dataclass(frozen=True, slots=True)
class Callback:
    """What Shopify brought back: the shop, the code to exchange once, and the state we gave along."""

    shop: str
    code: str = field(repr=False)
    state: str = field(repr=False)


def authorize_url(  # noqa: PLR0913 - the parameters of the page
    addresses: Addresses, app: App, *, shop: str, redirect_uri: str, state: str, scopes: Iterable[str]
) -> str:
    """Return the page where the merchant grants a token that outlives the visit. Raises BadInput for a bad `shop`."""
    query = {
        "client_id": app.client_id,
        "scope": ",".join(scopes),
        "redirect_uri": redirect_uri,
        "state": state,
        "grant_options[]": "",
    }
    return f"{addresses.shopify(shop)}/admin/oauth/authorize?{urlencode(query)}"


def check_callback(query: Iterable[tuple[str, str]], app: App, *, now: datetime) -> Callback:
    """Return what came back from the consent page, given as all pairs of its query, decoded.

    Raises BadCallback unless Shopify signed it, within 90 seconds of `now`, for a shop's permanent domain. That the
    state is ours, unused, and this visitor's is for the caller to check.
    """
    pairs = list(query)
    said = dict(pairs)
    if len(said) != len(pairs):
        raise BadCallback("A parameter came back twice.", remedy=AGAIN)
    if not _is_signed(said, app):
        raise BadCallback("What came back was not signed by Shopify with this app's secret.", remedy=AGAIN)
    stamp = said.get("timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 13):  # noqa: PLR2004 - digits of the year 33658
        raise BadCallback("What came back does not say when.", remedy=AGAIN)
    if abs(now.timestamp() - int(stamp)) > SKEW:
        raise BadCallback("What came back is too old, or this machine's clock is wrong.", remedy=AGAIN)
    shop = said.get("shop", "")
    if not shop.isascii() or not is_shop_domain(shop.lower()):
        raise BadCallback("What came back names no shop of Shopify's.", remedy=AGAIN)
    if not said.get("code"):
        raise BadCallback("The permission was not given.", remedy="Start again from Connect, and approve.")
    return Callback(shop.lower(), said["code"], said.get("state", ""))


def _is_signed(said: dict[str, str], app: App) -> bool:
    message = urlencode(sorted((key, value) for key, value in said.items() if key not in {"hmac", "signature"}))
    expected = hmac.new(app.client_secret.encode(), message.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), said.get("hmac", "").encode())


async def exchange(  # noqa: PLR0913 - who asks whom for what
    http: httpx2.AsyncClient, addresses: Addresses, app: App, *, shop: str, code: str, now: datetime
) -> Grant:
    """Return what a code buys: an access token of an hour and a refresh token. Raises Refused for a used one."""
    return await _token(http, addresses, app, shop, {"code": code, "expiring": "1"}, now=now)


async def refresh(  # noqa: PLR0913 - who asks whom for what
    http: httpx2.AsyncClient, addresses: Addresses, app: App, *, shop: str, refresh_token: str, now: datetime
) -> Grant:
    """Return a new pair; both tokens of the old one end when the new is used, so keep it first. Raises DeadToken.

    Asking twice does no harm: until a new pair is used, the old refresh token stays good.
    """
    given = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return await _token(http, addresses, app, shop, given, now=now, dead=True)


async def own_app(http: httpx2.AsyncClient, addresses: Addresses, app: App, *, shop: str, now: datetime) -> Grant:
    """Return a token of a day for the merchant's own app, which needs no consent page; asked for anew when it ends.

    Raises DeadToken when the app is not installed at the shop, or its secret has changed.
    """
    return await _token(http, addresses, app, shop, {"grant_type": "client_credentials"}, now=now, dead=True)


async def migrate(  # noqa: PLR0913 - who asks whom for what
    http: httpx2.AsyncClient, addresses: Addresses, app: App, *, shop: str, old_token: str, now: datetime
) -> Grant:
    """Return an expiring pair for an old token that never expired, which ends with it. Raises DeadToken."""
    given = {
        "grant_type": EXCHANGE,
        "subject_token": old_token,
        "subject_token_type": OFFLINE,
        "requested_token_type": OFFLINE,
        "expiring": "1",
    }
    return await _token(http, addresses, app, shop, given, now=now, dead=True)


async def _token(  # noqa: PLR0913 - who asks whom for what
    http: httpx2.AsyncClient,
    addresses: Addresses,
    app: App,
    shop: str,
    given: dict[str, str],
    *,
    now: datetime,
    dead: bool = False,
) -> Grant:
    url = f"{addresses.shopify(shop)}/admin/oauth/access_token"
    body = {"client_id": app.client_id, "client_secret": app.client_secret, **given}

    async def attempt() -> Grant:
        request = http.build_request("POST", url, json=body, headers={"accept": "application/json"})
        return _granted(await send(http, request, limit=1 << 20), shop, now, dead=dead)

    return await persist(attempt, platform=NAME, retries=RETRIES)


def _granted(answer: Answer, shop: str, now: datetime, *, dead: bool) -> Grant:
    if answer.status == 429 or answer.status >= 500:  # noqa: PLR2004
        raise Hiccup(f"status {answer.status}", wait=answer.retry_after())
    if answer.status != 200:  # noqa: PLR2004
        raise _not_granted(answer, shop, dead=dead)
    said = answer.json()
    if not isinstance(said, dict) or not isinstance(said.get("access_token"), str) or not said["access_token"]:
        raise Hiccup("an answer without a token")
    return Grant(
        access_token=said["access_token"],
        expires_at=_until(now, said.get("expires_in")),
        refresh_token=said.get("refresh_token"),
        refresh_expires_at=_until(now, said.get("refresh_token_expires_in")),
        scopes=frozenset(each.strip() for each in str(said.get("scope", "")).split(",") if each.strip()),
    )


def _until(now: datetime, seconds: Any) -> datetime | None:
    return now + timedelta(seconds=int(seconds)) if seconds is not None else None


def _not_granted(answer: Answer, shop: str, *, dead: bool) -> PlatformFault:
    """Return why there is no token; an app that is set up wrongly must not pass for a token that has ended."""
    status, error = answer.status, _error_of(answer)
    if status in {402, 423}:
        return Frozen(f"Shopify has frozen {shop}.", remedy="Settle it in Shopify's admin.", platform=NAME)
    if error in OF_APP:
        return Refused(
            "Shopify does not know this app's client id and secret.",
            remedy="Check CREDORA_SHOPIFY_API_KEY and CREDORA_SHOPIFY_API_SECRET against Shopify's Dev Dashboard.",
            platform=NAME,
        )
    if dead and status in {400, 401, 403, 404}:
        return DeadToken(
            f"The access {shop} once gave has ended: the app was uninstalled, or it was not used for too long.",
            remedy="Connect the shop again.",
            platform=NAME,
        )
    return Refused(f"Shopify gave no token for {shop} (status {status}).", remedy=AGAIN, platform=NAME)


def _error_of(answer: Answer) -> str:
    try:
        said = answer.json()
    except Hiccup:
        return ""
    return str(said.get("error", "")) if isinstance(said, dict) else ""
