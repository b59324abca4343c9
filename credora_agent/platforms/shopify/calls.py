"""One request to a shop: with its token, at its pace, tried again where that helps, its answer judged."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from credora_agent.platforms.base import Alarm, FreshTokenRefused, Throttled, TooMuch
from credora_agent.platforms.http import Retries, persist, send
from credora_agent.platforms.shopify.documents import document
from credora_agent.platforms.shopify.errors import NAME, Asked, TokenRefused, Wait, read_answer
from credora_agent.platforms.shopify.scopes import NEEDS
from credora_agent.platforms.shopify.throttle import Cost, Sizes, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

    from credora_agent.platforms.addresses import Addresses
    from credora_agent.platforms.base import Pace, Tokens
    from credora_agent.platforms.http import Answer

PATIENT = 8
"""How often a request is made after being throttled, before it is left for later."""
START = {
    "orders": 2, "orders_by_id": 2, "more_agreements": 6, "more_sales": 50, "restocks": 10, "variants": 150,
    "balance": 100, "payouts": 100, "customers": 200, "standing": 200, "webhooks": 100,
}  # fmt: skip
"""Things asked for at once at first: below 1,000 points even if every nested list counted as full."""
LARGEST = {
    "orders": 50, "orders_by_id": 50, "more_agreements": 25, "more_sales": 100, "restocks": 100, "variants": 250,
    "balance": 250, "payouts": 250, "customers": 250, "standing": 250, "webhooks": 250,
}  # fmt: skip
NESTED = {"agreements": 3, "sales": 8}
"""How much of an order its own page brings along; the rest of a larger one is fetched."""
RESTOCKED = 20
"""Lines of a refund its page brings along."""


class Calls:
    """Requests to one shop by the names of their files."""

    def __init__(  # noqa: PLR0913 - who is asked, as whom, how fast, how stubbornly
        self,
        http: httpx2.AsyncClient,
        addresses: Addresses,
        shop: str,
        tokens: Tokens,
        pace: Pace,
        *,
        version: str,
        alarm: Callable[[Alarm], None],
        retries: Retries | None = None,
    ) -> None:
        self.http, self.addresses, self.shop = http, addresses, shop
        self.retries = retries or Retries()
        self.sizes = Sizes(START, LARGEST)
        self._url = f"{addresses.shopify(shop)}/admin/api/{version}/graphql.json"
        self._tokens, self._pace = tokens, pace
        self._version, self._alarm = version, alarm
        self._alarmed = False

    async def ask(
        self, name: str, variables: Mapping[str, Any] | None = None, *, retries: Retries | None = None
    ) -> dict[str, Any]:
        """Return the data of a request, whole. Raises the fault that says why there is none."""
        data, _ = await self._with_token(name, variables or {}, retries or self.retries)
        return data

    async def page(self, name: str, variables: Mapping[str, Any], wanted: int | None = None) -> dict[str, Any]:
        """Return the data of a request whose `$first` is as large as fits, never more than `wanted`."""
        while True:
            size = self.sizes.of(name, wanted)
            try:
                data, cost = await self._with_token(name, {**variables, "first": size}, self.retries)
            except TooMuch:
                if not self.sizes.too_much(name, size):
                    raise
            else:
                self.sizes.worked(name, size, cost)
                return data

    async def each(self, name: str, ids: list[str], variables: Mapping[str, Any]) -> list[dict[str, Any] | None]:
        """Return the nodes of `ids` in their order, None where there is none, asked for as many at once as fit."""
        found: list[dict[str, Any] | None] = []
        while len(found) < len(ids):
            size = self.sizes.of(name, len(ids) - len(found))
            some = ids[len(found) : len(found) + size]
            try:
                data, cost = await self._with_token(name, {**variables, "ids": some}, self.retries)
            except TooMuch:
                if not self.sizes.too_much(name, size):
                    raise
            else:
                self.sizes.worked(name, size, cost)
                found += data["nodes"]
        return found

    async def _with_token(
        self, name: str, variables: Mapping[str, Any], retries: Retries
    ) -> tuple[dict[str, Any], Cost | None]:
        token = await self._tokens.current()
        for refused_before in (False, True):
            attempt = partial(self._throttled, name, variables, token)
            try:
                return await persist(attempt, platform=NAME, retries=retries)
            except TokenRefused:
                if not refused_before:
                    token = await self._tokens.renewed(token)
        raise FreshTokenRefused("Shopify", platform=NAME)

    async def _throttled(
        self, name: str, variables: Mapping[str, Any], token: str
    ) -> tuple[dict[str, Any], Cost | None]:
        wait = 0.0
        for _ in range(PATIENT):
            await self._pace.take(self.sizes.cost(name))
            try:
                return await self._once(name, variables, token)
            except Wait as asked:
                wait = asked.seconds
                self.sizes.worked(name, None, asked.cost)
                await tell(self._pace, asked.cost)
                await self._pace.block(wait)
        raise Throttled(
            f"Shopify lets nobody ask more of {self.shop} just now.",
            remedy="It goes on by itself.",
            platform=NAME,
            wait=wait,
        )

    async def _once(self, name: str, variables: Mapping[str, Any], token: str) -> tuple[dict[str, Any], Cost | None]:
        request = self.http.build_request(
            "POST",
            self._url,
            content=orjson.dumps({"query": document(name), "variables": variables}),
            headers={
                "content-type": "application/json",
                "accept": "application/json",
                "x-shopify-access-token": token,
            },
        )
        answer = await send(self.http, request)
        self._watch_version(answer)
        data, cost = read_answer(answer, Asked(name, self.shop, NEEDS[name]))
        self.sizes.worked(name, None, cost)
        await tell(self._pace, cost)
        return data, cost

    def _watch_version(self, answer: Answer) -> None:
        served = answer.headers.get("x-shopify-api-version")
        if served and served != self._version and not self._alarmed:
            self._alarmed = True
            self._alarm(Alarm("version_moved", NAME, f"asked for {self._version}, answered by {served}"))
