"""Meta's way in: one login opens all its ad accounts, for about sixty days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.platforms.base import DeadToken, Grant
from credora_agent.platforms.meta_ads import oauth
from credora_agent.platforms.meta_ads.account import digits
from credora_agent.platforms.meta_ads.client import MetaClient
from credora_agent.sync.connections.entrance import Arrival, Declined, Found, NoPace, OneToken
from credora_agent.sync.connections.vault import ACCESS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from credora_agent.sync.connections.states import Journey, Ticket
    from credora_agent.sync.connections.ways import Way
    from credora_agent.tables.sources import Connection


class MetaAds:
    """Implements `Entrance`; the account is the ad account's digits."""

    def account_of(self, typed: str) -> str:
        """Return the ad account's digits, for them with or without `act_`."""
        return digits(typed.strip())

    def consent_url(self, way: Way, journey: Journey, ticket: Ticket) -> str:
        """Return Meta's login dialog."""
        del journey
        return oauth.authorize_url(
            way.addresses,
            way.app,
            redirect_uri=way.redirect_uri,
            state=ticket.state,
            version=way.settings.meta_version,
            config_id=way.settings.meta_config_id,
        )

    def check(self, way: Way, journey: Journey, query: Sequence[tuple[str, str]], *, now: datetime) -> str:
        """Return the code."""
        del way, journey, now
        said = dict(query)
        if said.get("error"):
            raise Declined("Access to Meta Ads was not granted.", remedy="Connect again and choose to continue.")
        return oauth.check_callback(said)

    async def arrive(self, way: Way, journey: Journey, ticket: Ticket, code: str, *, now: datetime) -> Arrival:
        """Return every ad account of the login, closed ones too: their past can be read."""
        del journey, ticket
        version = way.settings.meta_version
        grant = await oauth.exchange(
            way.http, way.addresses, way.app, code=code, redirect_uri=way.redirect_uri, now=now, version=version
        )
        client = MetaClient(way.http, way.addresses, way.app, OneToken(grant.access_token), NoPace(), version=version)
        accounts = [
            Found(each.id, each.name, each.currency, each.zone, {"note": each.problem} if each.problem else {})
            for each in await client.accounts()
        ]
        return Arrival(grant, accounts, sorted(grant.scopes))

    async def renew(self, way: Way, connection: Connection, refresh_token: str | None, *, now: datetime) -> Grant:
        """Raise DeadToken: Meta renews nothing without the merchant."""
        del connection, refresh_token, now
        raise DeadToken(
            "Meta's access has ended: it lasts sixty days, or was withdrawn.",
            remedy="Connect Meta Ads again.",
            platform=way.platform,
        )

    async def revoke(self, way: Way, connection: Connection, tokens: Mapping[str, str]) -> str | None:
        """Take back what the login granted us."""
        if ACCESS not in tokens:
            return f"There is no token to take back for {connection.account}."
        version = way.settings.meta_version
        await oauth.revoke(way.http, way.addresses, way.app, tokens[ACCESS], version=version)
        return None
