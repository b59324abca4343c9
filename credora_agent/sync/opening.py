"""The clients steps are done with: one for each connection, kept as long as its access stays what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from credora_agent.sync.connections.clients import open_client
from credora_agent.sync.rates_source import NoRates, RatesSource
from credora_agent.sync.run import Opened
from credora_agent.sync.streams.registry import RATES_PLATFORM
from credora_agent.tables.ledger import Transaction
from credora_agent.tables.sources import Connection, ProductCost

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.settings import Settings
    from credora_agent.sync.claim import Claim
    from credora_agent.sync.connections.clients import Outfit
    from credora_agent.tables.tenants import Tenant

SANDBOX_RATES = "/rates/daily.csv"


class Clients:
    """Makes and keeps the clients; implements `run.Opener`."""

    def __init__(self, outfit: Outfit) -> None:
        self._outfit = outfit
        self._open: dict[UUID, tuple[Any, Opened]] = {}

    async def __call__(self, claim: Claim) -> Opened:
        """Return the client of the claim's connection. Raises CredoraError when there can be none."""
        it = claim.connection
        if it.platform == RATES_PLATFORM:
            return Opened(await self._rates(claim))
        stamp = (it.connected_at, tuple(it.scopes), str(it.settings), it.sandbox)
        known = self._open.get(it.id)
        if known is None or known[0] != stamp:
            opened = Opened(None)
            opened.client = open_client(self._outfit, claim.ticket.caller, it, alarm=opened.alarms.append)
            self._open[it.id] = known = (stamp, opened)
        return known[1]

    async def _rates(self, claim: Claim) -> RatesSource:
        invented = await self._outfit.database.read(claim.ticket.caller, lambda s: _is_invented(s, claim.shop))
        where = rates_source(self._outfit.settings) if invented else self._outfit.settings.rates_source
        if where is None:
            raise NoRates(
                "No source of exchange rates is set.",
                remedy="Set CREDORA_RATES_SOURCE, or `credora rates import FILE`.",
            )
        needs, since = await self._outfit.database.read(claim.ticket.caller, lambda s: _needs(s, claim.shop))
        return RatesSource(where, self._outfit.http, needs, since, sandbox=self._outfit.settings.sandbox)


async def _is_invented(session: AsyncSession, shop: Tenant) -> bool:
    """Return whether all platform accounts of the shop are the sandbox's: only then are its rates fit for the books."""
    mine = (Connection.tenant_id == shop.id, Connection.connected_at.is_not(None))
    kinds = set((await session.scalars(select(Connection.sandbox).where(*mine).distinct())).all())
    return kinds == {True}


def rates_source(settings: Settings) -> str | None:
    """Return where exchange rates come from, in sandbox mode the sandbox's own; None when nobody said."""
    if settings.rates_source is None and settings.sandbox and settings.sandbox_url:
        return settings.sandbox_url.rstrip("/") + SANDBOX_RATES
    return settings.rates_source


async def _needs(session: AsyncSession, shop: Tenant) -> tuple[frozenset[str], Any]:
    """Return the currencies the books hold or will hold beside their own, and their first day in them."""
    booked = (
        await session.execute(
            select(Transaction.currency, func.min(Transaction.local_date))
            .where(Transaction.tenant_id == shop.id, Transaction.is_current, Transaction.currency != shop.currency)
            .group_by(Transaction.currency)
        )
    ).all()
    coming = select(Connection.currency).where(Connection.tenant_id == shop.id, Connection.currency.is_not(None))
    costs = select(ProductCost.currency).where(ProductCost.tenant_id == shop.id)
    known = {code for code in (await session.scalars(coming.union(costs))) if code}
    needs = frozenset({currency for currency, _ in booked} | known) - {shop.currency}
    return needs, min((day for _, day in booked), default=None)
