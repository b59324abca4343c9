"""A shop's orders as a plain tool fetches them: live, page after page, from the simulator over HTTP, kept nowhere."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2

from evals.bench.home import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = 50
DAYS = "120"
QUERY = """
query Orders($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id name createdAt displayFinancialStatus displayFulfillmentStatus
      totalPriceSet { shopMoney { amount currencyCode } }
      totalTaxSet { shopMoney { amount } }
      lineItems(first: 10) { nodes { sku title quantity originalUnitPriceSet { shopMoney { amount } } } }
    }
  }
}
"""


class Shop:
    """One shop at the simulator, with a token of its own app."""

    def __init__(self, announced: dict[str, Any]) -> None:
        self._base = f"{announced['url']}/shopify/{announced['shops'][0]['domain']}"
        self._app = announced["shopify"]
        self._http = httpx2.AsyncClient(trust_env=False, timeout=120)
        self._token = ""

    async def install(self) -> None:
        """Take a day's token."""
        known = {"client_id": self._app["client_id"], "client_secret": self._app["client_secret"]}
        answer = await self._http.post(
            f"{self._base}/admin/oauth/access_token", json={**known, "grant_type": "client_credentials"}
        )
        self._token = answer.json()["access_token"]

    async def page(self, days: dict[str, str], after: str | None) -> tuple[str, str | None]:
        """Return a page of the days' orders as JSON, and where the next one begins; throttled, it waits a second."""
        wanted = f"created_at:>={days['start']} created_at:<={days['end']}T23:59:59"
        asked = {"query": QUERY, "variables": {"first": PAGE, "after": after, "query": wanted}}
        while True:
            answer = await self._http.post(
                f"{self._base}/admin/api/2026-10/graphql.json",
                json=asked,
                headers={"X-Shopify-Access-Token": self._token},
            )
            if answer.status_code == httpx2.codes.OK and "errors" not in (found := answer.json()):
                orders = found["data"]["orders"]
                info = orders["pageInfo"]
                return json.dumps(orders, indent=2), info["endCursor"] if info["hasNextPage"] else None
            await asyncio.sleep(1)

    async def count(self, days: dict[str, str]) -> int:
        """Return how many pages the days have."""
        pages, after = 0, None
        while pages == 0 or after:
            _, after = await self.page(days, after)
            pages += 1
        return pages

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()


@contextmanager
def simulated() -> Iterator[dict[str, Any]]:
    """Yield what a simulator, a process of its own, announced of itself; it ends with the block."""
    command = [sys.executable, "-m", "credora_agent.sandbox", "--port", "0", "--with-parent", "--days", DAYS]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield json.loads(process.stdout.readline()) if process.stdout else {}
    finally:
        process.terminate()
        process.communicate()
