"""A shop with a platform connected: steps are written to its books as the engine writes them, one transaction each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from credora_agent.ledger.entries import Record
from credora_agent.ledger.shops import connect_source, connections_of
from credora_agent.ledger.store import Posted, Target, post_records
from credora_agent.sync.normalize.shopify import PROVIDES, order_records

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from shop_desk import Desk

    from credora_agent.core.db import WriteSession


@dataclass(frozen=True)
class PlatformBooks:
    """The books of a shop and one connection of it."""

    desk: Desk
    connection: UUID

    @classmethod
    async def connect(cls, desk: Desk, platform: str = "shopify", account: str = "x.myshopify.com") -> PlatformBooks:
        """Connect an account of that platform."""
        provides = [category.value for category in PROVIDES] if platform == "shopify" else ["marketing"]
        made = await desk.database.write(
            desk.caller, lambda s: connect_source(s, desk.shop.tenant, platform, account, provides)
        )
        return cls(desk, made)

    async def write(self, work: Callable[[WriteSession, Target], Awaitable[Any]]) -> Any:
        """Return what `work` returns in a transaction and run of its own."""
        target = Target(self.desk.shop.tenant, self.connection, uuid4())
        return await self.desk.database.write(self.desk.caller, lambda session: work(session, target))

    async def post(self, records: Iterable[Any], **how: Any) -> Posted:
        """Post records; a rejected one is a failure of the test."""
        given = list(records)
        assert all(isinstance(record, Record) for record in given), given
        return await self.write(lambda session, target: post_records(session, target, given, **how))

    async def orders(self, *nodes: dict[str, Any], restocks: Any = None, gone: Sequence[str] = ()) -> Posted:
        """Post orders as Shopify gives them."""
        zone = self.desk.shop.zone
        made = [record for node in nodes for record in order_records(node, zone=zone, restocks=restocks or {})]
        return await self.post(made, orders_gone=gone)

    async def all_connections(self, session: WriteSession) -> Sequence[UUID]:
        """Return every connection of the shop."""
        return await connections_of(session, self.desk.shop.tenant)
