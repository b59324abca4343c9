"""Google Ads' customers and their daily figures: rows as Google words them, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import DeadToken, FreshTokenRefused, Frozen, Refused, Throttled
from credora_agent.platforms.google_ads.account import clients, digits, read_customer, unreadable
from credora_agent.platforms.google_ads.faults import PLATFORM, batches, too_much
from credora_agent.platforms.google_ads.query import query
from credora_agent.platforms.http import MEGABYTE, persist, send

if TYPE_CHECKING:
    from datetime import date

    import httpx2

    from credora_agent.platforms.addresses import Addresses
    from credora_agent.platforms.base import Pace, PlatformFault, Tokens
    from credora_agent.platforms.google_ads.account import Account
    from credora_agent.platforms.google_ads.gaql import Gaql

VERSION = "v26"
STREAM_LIMIT, STREAM_PATIENCE = 128 * MEGABYTE, 300.0
"""A stream is one body however long it is."""
MOST = 32 * MEGABYTE
"""The longest stream that is read, about 45,000 campaign days; for a longer one fewer days are asked for."""


class GoogleClient:
    """One Google login, reading customers as `login_customer_id`: the manager above them, None for themselves.

    Customers are named by their digits, with or without dashes; days are the customer's own.
    """

    def __init__(  # noqa: PLR0913 - the parts a connection is put together from
        self,
        http: httpx2.AsyncClient,
        addresses: Addresses,
        tokens: Tokens,
        pace: Pace,
        *,
        login_customer_id: str | None = None,
        developer_token: str | None = None,
        version: str = VERSION,
    ) -> None:
        self._http, self._tokens, self._pace = http, tokens, pace
        self._base = f"{addresses.google_ads}/{version}"
        self._login = digits(login_customer_id) if login_customer_id else None
        self._extra = {"developer-token": developer_token} if developer_token else {}

    async def customers(self) -> list[Account]:
        """Return every account the login can read, once each, none of them a manager; see `Account.problem`.

        Raises the fault of the first when none of the accounts at the top can be read.
        """
        told = await self._call("GET", "customers:listAccessibleCustomers", login=None)
        roots = [
            digits(str(name).removeprefix("customers/")) for each in told for name in each.get("resourceNames", ())
        ]
        trees: dict[str, list[dict[str, Any]]] = {}
        closed: dict[str, PlatformFault] = {}
        for root in roots:
            try:
                rows = await self._rows(root, query("customer_tree"), login=root)
                trees[root] = [row["customerClient"] for row in rows]
            except (Frozen, Refused) as fault:
                closed[root] = fault
        if closed and not trees:
            raise next(iter(closed.values()))
        found = clients(trees)
        known = {account.id for account in found}
        return found + [unreadable(root, fault.cause) for root, fault in closed.items() if root not in known]

    async def customer(self, customer: str) -> Account:
        """Return one account as it stands: name, currency, time zone, status."""
        (row,) = await self._rows(customer, query("customer"), login=self._login)
        return read_customer(row["customer"], self._login or digits(customer))

    async def campaign_days(self, customer: str, since: date, until: date) -> list[dict[str, Any]]:
        """Return each campaign's days from `since` to `until`, both included; days of nothing but zeros are left out.

        All of them or an exception, never a part.
        """
        return await self._rows(customer, query("campaign_days", since=since, until=until), login=self._login)

    async def customer_totals(self, customer: str, since: date, until: date) -> list[dict[str, Any]]:
        """Return the customer's own sum of each day, which those of its campaigns must come to."""
        return await self._rows(customer, query("customer_totals", since=since, until=until), login=self._login)

    async def answer(self, customer: str, asked: Gaql) -> list[dict[str, Any]]:
        """Return the rows of a query that somebody else wrote, all of them or an exception."""
        return await self._rows(customer, str(asked), login=self._login)

    async def _rows(self, customer: str, text: str, *, login: str | None) -> list[dict[str, Any]]:
        path = f"customers/{digits(customer)}/googleAds:searchStream"
        told = await self._call("POST", path, login=login, content={"query": text})
        return [row for batch in told for row in batch.get("results", ())]

    async def _call(
        self, method: str, path: str, *, login: str | None, content: dict[str, str] | None = None
    ) -> list[dict[str, Any]]:
        headers = {**self._extra, **({"login-customer-id": login} if login else {})}
        token = await self._tokens.current()

        async def attempt() -> list[dict[str, Any]]:
            await self._pace.take()
            signed = {**headers, "authorization": f"Bearer {token}"}
            request = self._http.build_request(method, f"{self._base}/{path}", json=content, headers=signed)
            answer = await send(self._http, request, limit=STREAM_LIMIT, patience=STREAM_PATIENCE)
            if len(answer.body) > MOST:
                raise too_much()
            try:
                return batches(answer)
            except Throttled as fault:
                await self._pace.block(fault.wait)
                raise

        try:
            return await persist(attempt, platform=PLATFORM)
        except DeadToken:
            token = await self._tokens.renewed(token)
        try:
            return await persist(attempt, platform=PLATFORM)
        except DeadToken as again:
            raise FreshTokenRefused("Google Ads", platform=PLATFORM) from again
