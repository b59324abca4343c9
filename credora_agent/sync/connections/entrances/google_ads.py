"""Google's way in: one login opens all its customers, through their managers, until it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import DeadToken, Frozen, Grant
from credora_agent.platforms.google_ads import oauth
from credora_agent.platforms.google_ads.account import ENABLED, digits
from credora_agent.platforms.google_ads.client import GoogleClient
from credora_agent.sync.connections.entrance import Arrival, Declined, Found, NoPace, OneToken
from credora_agent.sync.connections.vault import ACCESS, REFRESH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from credora_agent.platforms.google_ads.account import Account
    from credora_agent.sync.connections.states import Journey, Ticket
    from credora_agent.sync.connections.ways import Way
    from credora_agent.tables.sources import Connection


class GoogleAds:
    """Implements `Entrance`; the account is the customer's digits."""

    def account_of(self, typed: str) -> str:
        """Return the customer's digits, for them with or without dashes."""
        return digits(typed.strip())

    def consent_url(self, way: Way, journey: Journey, ticket: Ticket) -> str:
        """Return Google's consent page."""
        del journey
        return oauth.authorize_url(
            way.addresses, way.app, redirect_uri=way.redirect_uri, state=ticket.state, verifier=ticket.verifier
        )

    def check(self, way: Way, journey: Journey, query: Sequence[tuple[str, str]], *, now: datetime) -> str:
        """Return the code."""
        del way, journey, now
        said = dict(query)
        if said.get("error"):
            raise Declined("Access to Google Ads was not granted.", remedy="Connect again and choose to allow it.")
        return oauth.check_callback(said)

    async def arrive(self, way: Way, journey: Journey, ticket: Ticket, code: str, *, now: datetime) -> Arrival:
        """Return every customer the login can read, and those it cannot with the reason."""
        del journey
        grant = await oauth.exchange(
            way.http,
            way.addresses,
            way.app,
            code=code,
            redirect_uri=way.redirect_uri,
            verifier=ticket.verifier,
            now=now,
        )
        client = GoogleClient(
            way.http, way.addresses, OneToken(grant.access_token), NoPace(), **client_options(way, None)
        )
        customers = [_found(each) for each in await client.customers()]
        return Arrival(grant, customers, sorted(grant.scopes))

    async def renew(self, way: Way, connection: Connection, refresh_token: str | None, *, now: datetime) -> Grant:
        """Return the next access token."""
        if refresh_token is None:
            raise DeadToken(
                f"There is no lasting access to {connection.account}.",
                remedy="Connect Google Ads again.",
                platform=way.platform,
            )
        return await oauth.refresh(way.http, way.addresses, way.app, refresh_token=refresh_token, now=now)

    async def revoke(self, way: Way, connection: Connection, tokens: Mapping[str, str]) -> str | None:
        """Take back what the login granted us."""
        if not tokens:
            return f"There is no token to take back for {connection.account}."
        await oauth.revoke(way.http, way.addresses, tokens.get(REFRESH) or tokens[ACCESS])
        return None


def client_options(way: Way, login_customer_id: str | None) -> dict[str, Any]:
    """Return how a client introduces itself: through which manager, and with the token Google no longer asks for."""
    token = way.settings.google_developer_token
    return {
        "login_customer_id": login_customer_id or way.settings.google_login_customer_id,
        "developer_token": token.get_secret_value() if token else None,
        "version": way.settings.google_version,
    }


def _found(each: Account) -> Found:
    settings = {"login_customer_id": each.login_customer_id, **({"note": each.problem} if each.problem else {})}
    problem = None
    if each.status != ENABLED:
        problem = {
            "code": Frozen.code,
            "cause": each.problem or "Google does not let this account be read.",
            "remedy": "Settle it in Google Ads, then connect again.",
        }
    return Found(each.id, each.name, each.currency or None, each.zone or None, settings, problem)
