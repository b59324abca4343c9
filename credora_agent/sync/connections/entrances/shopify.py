"""Shopify's way in: one shop a consent, tokens that rotate hourly, or a merchant's own app without a consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.core.errors import BadInput
from credora_agent.platforms.base import BadCallback, DeadToken, Grant, Refused
from credora_agent.platforms.shopify import oauth
from credora_agent.platforms.shopify.client import ShopifyClient
from credora_agent.platforms.shopify.domain import shop_domain
from credora_agent.platforms.shopify.scopes import SCOPES, missing
from credora_agent.sync.connections.entrance import Arrival, Declined, Found, NoPace, OneToken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from credora_agent.sync.connections.states import Journey, Ticket
    from credora_agent.sync.connections.ways import Way
    from credora_agent.tables.sources import Connection

OWN_APP = "own_app"
"""A connection whose token is asked for anew with the app's own credentials."""
AGAIN = "Connect again, and approve it in the admin of the shop you named."


class Shopify:
    """Implements `Entrance`; the account is the shop's permanent domain."""

    def account_of(self, typed: str) -> str:
        """Return the shop's permanent domain."""
        return shop_domain(typed)

    def consent_url(self, way: Way, journey: Journey, ticket: Ticket) -> str:
        """Return the shop's own consent page."""
        if journey.account is None:
            raise BadInput("Which shop?", remedy="Name it by its domain: shop=my-shop.myshopify.com")
        return oauth.authorize_url(
            way.addresses,
            way.app,
            shop=journey.account,
            redirect_uri=way.redirect_uri,
            state=ticket.state,
            scopes=_wanted(way),
        )

    def check(self, way: Way, journey: Journey, query: Sequence[tuple[str, str]], *, now: datetime) -> str:
        """Return the code, once Shopify signed it for the very shop that was asked."""
        if any(name == "error" for name, _ in query):
            raise Declined("The shop did not give its permission.", remedy=AGAIN)
        back = oauth.check_callback(query, way.app, now=now)
        if back.shop != journey.account:
            raise BadCallback(f"Another shop came back than was asked: {back.shop}.", remedy=AGAIN)
        return back.code

    async def arrive(self, way: Way, journey: Journey, ticket: Ticket, code: str, *, now: datetime) -> Arrival:
        """Return the shop, once the token is known to be that shop's."""
        del ticket
        shop = str(journey.account)
        try:
            grant = await oauth.exchange(way.http, way.addresses, way.app, shop=shop, code=code, now=now)
        except Refused as fault:
            raise BadCallback(fault.cause, remedy=fault.remedy) from fault
        return await _seen(way, shop, grant, {})

    async def arrive_as_own_app(self, way: Way, shop: str, *, now: datetime) -> Arrival:
        """Return the shop the merchant's own app is installed at. Raises DeadToken when it is not."""
        grant = await oauth.own_app(way.http, way.addresses, way.app, shop=shop, now=now)
        return await _seen(way, shop, grant, {"grant": OWN_APP})

    async def renew(self, way: Way, connection: Connection, refresh_token: str | None, *, now: datetime) -> Grant:
        """Return the next pair, or the own app's next token."""
        shop = connection.account
        if connection.settings.get("grant") == OWN_APP:
            return await oauth.own_app(way.http, way.addresses, way.app, shop=shop, now=now)
        if refresh_token is None:
            raise DeadToken(
                f"The access {shop} gave has ended.", remedy="Connect the shop again.", platform=way.platform
            )
        return await oauth.refresh(way.http, way.addresses, way.app, shop=shop, refresh_token=refresh_token, now=now)

    async def revoke(self, way: Way, connection: Connection, tokens: Mapping[str, str]) -> str | None:
        """Return what only the merchant can do: a shop ends an app's access by uninstalling it."""
        del way, tokens
        return f"To end it at Shopify too, uninstall the app in the admin of {connection.account}."


def _wanted(way: Way) -> tuple[str, ...]:
    given = way.settings.shopify_scopes
    return tuple(each.strip() for each in given.split(",") if each.strip()) if given else SCOPES


async def _seen(way: Way, shop: str, grant: Grant, settings: Mapping[str, str]) -> Arrival:
    client = ShopifyClient(
        way.http, way.addresses, shop, OneToken(grant.access_token), NoPace(), version=way.settings.shopify_version
    )
    said = await client.shop()
    if said["myshopifyDomain"] != shop:
        raise BadCallback(f"Another shop came back than was asked: {said['myshopifyDomain']}.", remedy=AGAIN)
    found = Found(shop, said["name"], said["currencyCode"], said["ianaTimezone"], settings)
    return Arrival(grant, [found], said["scopes"], missing(said["scopes"], _wanted(way)))
