"""Connecting and disconnecting accounts: one row an account, however often it is connected; books outlive both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadInput, CredoraError
from credora_agent.ledger.shops import shops_of
from credora_agent.platforms.base import BadCallback
from credora_agent.platforms.registry import platform as registered
from credora_agent.sync.connections import rows
from credora_agent.sync.connections.clients import ENTRANCES
from credora_agent.sync.connections.entrances.shopify import Shopify
from credora_agent.sync.connections.states import Journey, Return, begin_journey, end_journey, tenant_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import WriteSession
    from credora_agent.sync.connections.clients import Outfit
    from credora_agent.sync.connections.entrance import Arrival
    from credora_agent.tables.sources import Connection
    from credora_agent.tables.tenants import Tenant

SHOPIFY = Shopify()


@dataclass(frozen=True, slots=True)
class Connected:
    """What a consent came to: connections, permissions that were left out, and whose currency or zone is another."""

    platform: str
    connections: Sequence[Connection]
    missing: Sequence[str]
    notes: Sequence[str]
    return_to: str | None = None


@dataclass(frozen=True, slots=True)
class Disconnected:
    """That nothing of the account is read any more; `kept_by_platform` says why the platform may still list us."""

    connection: Connection
    kept_by_platform: str | None


class Connect:
    """The desk where a shop's accounts are connected."""

    def __init__(self, outfit: Outfit) -> None:
        self._outfit = outfit
        self._database = outfit.database

    async def begin(  # noqa: PLR0913 - who, where to, and how back
        self,
        caller: Caller,
        platform: str,
        *,
        browser: str,
        account: str | None = None,
        return_to: str | None = None,
        now: datetime,
    ) -> str:
        """Return the consent page to send that browser to. Raises BadInput for what cannot be connected so.

        `return_to` is a path of our own that the person wants to be at after it.
        """
        entrance = ENTRANCES[registered(platform).name]
        sandbox = self._outfit.settings.sandbox
        way = self._outfit.way_to(platform, sandbox=sandbox)
        asked = entrance.account_of(account) if account else None
        journey = Journey(_tenant(caller), platform, browser, asked, return_to, sandbox=sandbox)
        ticket = await self._database.write(caller, lambda s: begin_journey(s, self._outfit.ring, journey, now=now))
        return entrance.consent_url(way, journey, ticket)

    async def finish(
        self, user: Caller, platform: str, query: Sequence[tuple[str, str]], *, browser: str | None, now: datetime
    ) -> Connected:
        """Return what became of a consent, given all pairs of the query that came back with `browser`.

        Raises BadCallback (Declined, when the merchant said no), MissingScope or another fault; nothing is kept then.
        """
        entrance = ENTRANCES[registered(platform).name]
        back = Return(dict(query).get("state", ""), platform, browser)
        tenant = await self._shop(user, tenant_of(back.state))
        caller = user.at(tenant.id)
        journey, ticket = await self._database.write(caller, lambda s: end_journey(s, self._outfit.ring, back, now=now))
        way = self._outfit.way_to(platform, sandbox=journey.sandbox)
        code = entrance.check(way, journey, query, now=now)
        arrival = await entrance.arrive(way, journey, ticket, code, now=now)
        _require(arrival, platform, journey.account)
        return await self._keep(caller, tenant, arrival, journey, now=now)

    async def connect_own_shop(self, caller: Caller, shop: str, *, now: datetime) -> Connected:
        """Return the connection of a shop that the merchant's own app is installed at: no consent page is needed.

        Raises BadInput for what is no shop's permanent domain, DeadToken where the app is not installed.
        """
        domain, sandbox = SHOPIFY.account_of(shop), self._outfit.settings.sandbox
        tenant = await self._shop(caller, _tenant(caller))
        arrival = await SHOPIFY.arrive_as_own_app(self._outfit.way_to("shopify", sandbox=sandbox), domain, now=now)
        journey = Journey(tenant.id, "shopify", "", domain, sandbox=sandbox)
        return await self._keep(caller, tenant, arrival, journey, now=now)

    async def disconnect(self, caller: Caller, connection_id: UUID, *, now: datetime) -> Disconnected:
        """Wipe an account's tokens and stop its streams; its books stay. The platform is told, if it listens.

        A login that other connections of the shop still use is not taken back.
        """

        async def work(session: WriteSession) -> tuple[Connection, dict[str, str], bool]:
            connection = await rows.connection(session, _tenant(caller), connection_id)
            tokens = await rows.opened_tokens(session, self._outfit.ring, connection)
            shared = await rows.is_shared(session, self._outfit.ring, connection, tokens)
            await rows.close_connection(session, connection, now=now)
            return connection, tokens, shared

        connection, tokens, shared = await self._database.write(caller, work)
        if not tokens:
            return Disconnected(connection, None)
        if shared:
            return Disconnected(connection, "Other accounts of the same login are still connected.")
        return Disconnected(connection, await self._revoked(connection, tokens))

    async def connections(self, caller: Caller) -> Sequence[Connection]:
        """Return the shop's connections to platforms, disconnected ones too."""
        return await self._database.read(caller, lambda s: rows.connections(s, _tenant(caller), tuple(ENTRANCES)))

    async def _revoked(self, connection: Connection, tokens: dict[str, str]) -> str | None:
        """Tell the platform; return why it may not have taken note, None when it has."""
        try:
            way = self._outfit.way_to(connection.platform, sandbox=connection.sandbox)
            return await ENTRANCES[connection.platform].revoke(way, connection, tokens)
        except CredoraError as fault:
            return fault.cause

    async def _shop(self, user: Caller, tenant: UUID) -> Tenant:
        """Return the shop, provided that the person works on it."""
        for shop in await self._database.read(user, shops_of):
            if shop.id == tenant:
                return shop
        raise BadCallback("This consent was begun by somebody else.", remedy="Begin again, as yourself.")

    async def _keep(
        self, caller: Caller, tenant: Tenant, arrival: Arrival, journey: Journey, *, now: datetime
    ) -> Connected:
        async def work(session: WriteSession) -> list[Connection]:
            return [
                await rows.open_connection(session, self._outfit.ring, journey, arrival, found, now=now)
                for found in sorted(arrival.accounts, key=lambda each: each.account)
            ]

        kept = await self._database.write(caller, work)
        notes = [note for each in kept for note in _notes(tenant, each)]
        return Connected(journey.platform, kept, arrival.missing, notes, journey.return_to)


def _tenant(caller: Caller) -> UUID:
    if caller.tenant_id is None:
        raise BadInput("No shop was chosen.", remedy="Name the shop whose books the account belongs to.")
    return caller.tenant_id


def _require(arrival: Arrival, platform: str, account: str | None) -> None:
    """Raise BadCallback unless the consent opened something, and what was asked for."""
    named = registered(platform)
    if not arrival.accounts:
        raise BadCallback(
            f"This {named.title} login has no {named.account}.", remedy="Sign in there as somebody who has one."
        )
    if account is not None and account not in {each.account for each in arrival.accounts}:
        raise BadCallback(
            f"This {named.title} login cannot read {account}.", remedy="Sign in there as somebody who can."
        )


def _notes(tenant: Tenant, connection: Connection) -> list[str]:
    """Return where an account keeps another currency or zone than the books; both are kept as they are."""
    name = connection.name or connection.account
    notes = []
    if connection.currency and connection.currency != tenant.currency:
        notes.append(
            f"{name} is in {connection.currency}, the books are in {tenant.currency}: each amount is converted "
            "at its day's rate."
        )
    if connection.timezone and connection.timezone != tenant.timezone:
        notes.append(f"Days of {name} are those of {connection.timezone}, the books' those of {tenant.timezone}.")
    return notes
