"""The simulator as a process of its own, and a browser that a person might use: pages, forms, cookies, redirects."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import httpx2

from credora_agent.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Sim:
    """A running sandbox, as it announced itself."""

    said: dict[str, Any]
    http: httpx2.AsyncClient

    @property
    def url(self) -> str:
        """Its address."""
        return str(self.said["url"])

    @property
    def shop(self) -> str:
        """The first shop's permanent domain."""
        return str(self.said["shops"][0]["domain"])

    def settings(self, **more: Any) -> Settings:
        """Return settings of a Credora that is registered there as an app."""
        shopify, meta, google = self.said["shopify"], self.said["meta"], self.said["google"]
        return Settings(
            **{
                "sandbox": True,
                "sandbox_url": self.url,
                "shopify_api_key": shopify["client_id"],
                "shopify_api_secret": shopify["client_secret"],
                "meta_app_id": meta["app_id"],
                "meta_app_secret": meta["app_secret"],
                "google_client_id": google["client_id"],
                "google_client_secret": google["client_secret"],
                **more,
            }
        )

    async def tell(self, what: str, **body: Any) -> Any:
        """Tell the control plane something, and return what it says."""
        answer = await self.http.post(f"{self.url}/__sim/{what}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def log(self, **wanted: str) -> list[dict[str, Any]]:
        """Return the calls made to the platforms."""
        found: list[dict[str, Any]] = (await self.http.get(f"{self.url}/__sim/log", params=wanted)).json()
        return found

    async def restore(self) -> None:
        """Undo what a test set up: no faults, every consent given in full."""
        await self.http.delete(f"{self.url}/__sim/faults")
        await self.tell("consent", answer="approve", scopes=None, declined=[], google_testing=False, shop=None)


@asynccontextmanager
async def sandbox(*options: str) -> AsyncIterator[Sim]:
    """Lend a sandbox that ends with the block, or with us."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "credora_agent.sandbox", "--port", "0", "--with-parent", *options,
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        async with httpx2.AsyncClient(trust_env=False, timeout=60) as http:
            yield Sim(json.loads(line), http)
    finally:
        process.stdin.close()
        await process.wait()


class Browser:
    """One person's browser: cookies of its own, redirects followed, forms filled in as they stand."""

    def __init__(self) -> None:
        self.cookies: dict[tuple[str, str], str] = {}
        self.seen: list[str] = []

    async def go(self, url: str, *, short_of: str | None = None, **how: Any) -> httpx2.Response:
        """Return the page an address leads to; or the redirect, once it leads to something that begins `short_of`."""
        async with httpx2.AsyncClient(trust_env=False, timeout=30, headers={"accept": "text/html"}) as http:
            answer = await self._ask(http, how.pop("method", "GET"), url, **how)
            while answer.status_code in REDIRECTS:
                next_url = urljoin(str(answer.request.url), answer.headers["location"])
                if short_of and next_url.startswith(short_of):
                    break
                answer = await self._ask(http, "GET", next_url)
        return answer

    async def press(self, page: httpx2.Response, decision: str, *, short_of: str | None = None) -> httpx2.Response:
        """Return the page that a button of the page's form leads to."""
        form = _Form()
        form.feed(page.text)
        action = urljoin(str(page.request.url), form.action)
        return await self.go(action, short_of=short_of, method="POST", data={**form.fields, "decision": decision})

    async def consent(self, url: str, decision: str = "approve") -> httpx2.Response:
        """Go to a consent page, press a button there, and return where that leads."""
        return await self.press(await self.go(url), decision)

    async def _ask(self, http: httpx2.AsyncClient, method: str, url: str, **how: Any) -> httpx2.Response:
        self.seen.append(url)
        host = str(urlsplit(url).hostname)
        mine = "; ".join(f"{name}={value}" for (of, name), value in self.cookies.items() if of == host)
        answer = await http.request(method, url, headers={"cookie": mine} if mine else {}, **how)
        self.cookies |= {(host, name): value for name, value in answer.cookies.items()}
        http.cookies.clear()
        return answer


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action, self.fields = "", dict[str, list[str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = said["action"]
        if tag == "input" and (said["type"] == "hidden" or "checked" in said):
            self.fields.setdefault(said["name"], []).append(said["value"])
