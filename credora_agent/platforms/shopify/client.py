"""What Credora reads from a shop: every list flat, whole, and in Shopify's own words."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import Page
from credora_agent.platforms.shopify import bulk, restocks, subscriptions
from credora_agent.platforms.shopify.calls import NESTED, Calls
from credora_agent.platforms.shopify.documents import moment, span, window
from credora_agent.platforms.shopify.orders import whole_order
from credora_agent.platforms.shopify.paging import Trail, flat
from credora_agent.platforms.shopify.scopes import PAYMENTS, missing

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
    from datetime import datetime

    import httpx2

    from credora_agent.platforms.addresses import Addresses
    from credora_agent.platforms.base import Alarm, Pace, Tokens
    from credora_agent.platforms.http import Retries
    from credora_agent.platforms.shopify.bulk import BulkState
    from credora_agent.platforms.shopify.paging import Node
    from credora_agent.platforms.shopify.subscriptions import Subscribed

VERSION = "2026-10"


class ShopifyClient:
    """One shop. Any method may raise a PlatformFault, and then returns nothing of what it was asked for."""

    def __init__(  # noqa: PLR0913 - who is asked, as whom, how fast, how stubbornly
        self,
        http: httpx2.AsyncClient,
        addresses: Addresses,
        shop: str,
        tokens: Tokens,
        pace: Pace,
        *,
        version: str = VERSION,
        alarm: Callable[[Alarm], None] = lambda _: None,
        retries: Retries | None = None,
    ) -> None:
        self._calls = Calls(http, addresses, shop, tokens, pace, version=version, alarm=alarm, retries=retries)
        self._trails: dict[str, Trail] = {}

    async def shop(self) -> dict[str, Any]:
        """Return id, name, myshopifyDomain, currencyCode, ianaTimezone, taxesIncluded, scopes and paymentsAccount.

        `paymentsAccount` is None where the shop has no Shopify Payments, or has not let us see it.
        """
        data = await self._calls.ask("shop")
        scopes = sorted(each["handle"] for each in data["currentAppInstallation"]["accessScopes"])
        account = None
        if not missing(scopes, PAYMENTS):
            account = (await self._calls.ask("payments_account"))["shopifyPaymentsAccount"]
        return {**data["shop"], "scopes": scopes, "paymentsAccount": account}

    async def orders(
        self, since: datetime, until: datetime, after: str | None = None, first: int | None = None
    ) -> Page:
        """Return a page of the orders changed from `since` on and before `until`, oldest change first.

        Each is whole: `agreements` is the list of all, `sales` in each the list of all. No more than `first` come.
        """
        variables = {"window": window(since, until), "after": after, **NESTED}
        data = await self._calls.page("orders", variables, first)
        page = self._trail("orders", variables["window"], after, data["orders"])
        return replace(page, nodes=[await whole_order(self._calls, node) for node in page.nodes])

    async def orders_by_id(self, ids: Iterable[str]) -> dict[str, Node | None]:
        """Return orders by their global ids, in the shape of `orders`; None for one that is deleted or hidden."""
        wanted = list(dict.fromkeys(ids))
        found = await self._calls.each("orders_by_id", wanted, NESTED)
        return {
            order: await whole_order(self._calls, node) if node else None
            for order, node in zip(wanted, found, strict=True)
        }

    async def restocks(self, refund_ids: Iterable[str]) -> dict[str, dict[str, dict[str, int]]]:
        """Return by refund and line item how many units were taken back in which way.

        Ways: RETURN, CANCEL and LEGACY_RESTOCK went back on the shelf, NO_RESTOCK did not. A refund that cannot be
        seen is left out.
        """
        return await restocks.restocks(self._calls, refund_ids)

    async def variants(self, after: str | None = None) -> Page:
        """Return a page of the variants there are, with stock, price and the unit cost of today."""
        data = await self._calls.page("variants", {"after": after})
        return self._flat("variants", None, after, data["productVariants"])

    async def balance(self, since: datetime | None = None, after: str | None = None) -> Page:
        """Return a page of movements on the Shopify Payments balance from `since` on, oldest first; none without it."""
        return await self._of_payments("balance", "balanceTransactions", "processed_at", since, after)

    async def payouts(self, since: datetime | None = None, after: str | None = None) -> Page:
        """Return a page of payouts issued from `since` on, oldest first; none without Shopify Payments."""
        return await self._of_payments("payouts", "payouts", "issued_at", since, after)

    async def customers(self, since: datetime, until: datetime, after: str | None = None) -> Page:
        """Return a page of {id, updatedAt, customer {id} or None} of the orders changed in the window."""
        variables = {"window": window(since, until), "after": after}
        data = await self._calls.page("customers", variables)
        return self._flat("customers", variables["window"], after, data["orders"])

    async def standing(self, since: datetime, until: datetime, after: str | None = None) -> Page:
        """Return a page of {id, updatedAt} of the orders made in the span, lowest number first."""
        variables = {"window": span(since, until), "after": after}
        data = await self._calls.page("standing", variables)
        return self._flat("standing", variables["window"], after, data["orders"])

    async def start_bulk(self, since: datetime | None, until: datetime) -> str:
        """Start a bulk operation over the orders changed in the window; return its id. Raises Throttled when full."""
        return await bulk.start_bulk(self._calls, since, until)

    async def bulk(self, operation: str) -> BulkState:
        """Return how far a bulk operation is."""
        return await bulk.bulk_state(self._calls, operation)

    async def cancel_bulk(self, operation: str) -> None:
        """Stop a bulk operation."""
        await bulk.cancel_bulk(self._calls, operation)

    async def bulk_orders(self, url: str, offset: int = 0) -> AsyncGenerator[tuple[int, Node]]:
        """Yield the orders of a bulk operation's file, each with the byte offset from which to go on after it.

        An order with so many parts that the file may have left some out is asked for by itself.
        """
        async with aclosing(bulk.bulk_orders(self._calls, url, offset)) as orders:
            async for end, order in orders:
                if bulk.may_be_cut(order):
                    yield end, (await self.orders_by_id([order["id"]]))[order["id"]] or order
                else:
                    yield end, order

    async def subscribe(self, topics: Sequence[str], uri: str) -> Subscribed:
        """Have the shop tell `uri` of these topics (ORDERS_UPDATED, …), each once; older addresses are taken back."""
        return await subscriptions.subscribe(self._calls, topics, uri)

    async def _of_payments(
        self, name: str, field: str, filtered: str, since: datetime | None, after: str | None
    ) -> Page:
        search = f"{filtered}:>='{moment(since)}'" if since else None
        account = (await self._calls.page(name, {"since": search, "after": after}))["shopifyPaymentsAccount"]
        return self._flat(name, search, after, account[field]) if account else Page([], None)

    def _trail(self, name: str, which: object, after: str | None, connection: Node) -> Page:
        return self._trails.setdefault(name, Trail()).page(which, after, connection)

    def _flat(self, name: str, which: object, after: str | None, connection: Node) -> Page:
        page = self._trail(name, which, after, connection)
        return replace(page, nodes=[flat(node) for node in page.nodes])
