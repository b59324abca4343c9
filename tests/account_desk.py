"""A site to sign in to, the sandbox as its identity provider, and browsers that keep their cookies."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
from site_desk import Site, site

from credora_agent.core.settings import Settings
from credora_agent.sandbox.kept import Kept
from credora_agent.sandbox.server import Plan, open_sandbox
from credora_agent.sandbox.serving import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shop_desk import Desk

    from credora_agent.agent.events import Stream

ADA, BEN, CHIARA, DANA = (f"10820000000000000000{n}" for n in range(1, 5))
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
CSRF = re.compile(r'<meta name="csrf" content="([0-9a-f]{64})">')
HTML = {"accept": "text/html"}


@dataclass
class Browser:
    """A browser at the site: it keeps cookies, says where it comes from, and follows nothing by itself."""

    url: str
    http: httpx2.AsyncClient = field(default_factory=lambda: httpx2.AsyncClient(trust_env=False))

    async def get(self, path: str, **how: Any) -> httpx2.Response:
        """Open a page."""
        headers = {**HTML, "sec-fetch-site": "none", "sec-fetch-mode": "navigate", **how.pop("headers", {})}
        return await self.http.get(urljoin(self.url, path), headers=headers, **how)

    async def post(self, path: str, *, csrf: str | None = "own", **fields: Any) -> httpx2.Response:
        """Send a form of the site's own page; `csrf` "own" is what its pages say."""
        if csrf == "own":
            csrf = await self.csrf()
        data = {**({"csrf": csrf} if csrf else {}), **fields}
        headers = {**HTML, "origin": self.url, "sec-fetch-site": "same-origin"}
        return await self.http.post(urljoin(self.url, path), data=data, headers=headers)

    async def csrf(self) -> str:
        """Return what the pages of this browser's session prove their forms by."""
        answer = await self.http.get(f"{self.url}/auth/session", headers={"sec-fetch-site": "same-origin"})
        return str(answer.json().get("csrf", ""))

    async def session(self) -> dict[str, Any]:
        """Return who the site says this browser is."""
        answer = await self.http.get(f"{self.url}/auth/session", headers={"sec-fetch-site": "same-origin"})
        found: dict[str, Any] = answer.json()
        return found

    async def consented(self, person: str = ADA, *, to: str = "/settings/account") -> str:
        """Go to the provider and choose a person; return the address the browser is sent back to."""
        begun = await self.get("/auth/start", params={"next": to})
        assert begun.status_code == 302, begun.text
        shown = await self.http.get(begun.headers["location"])
        fields = {name: unescape(value) for name, value in HIDDEN.findall(shown.text)}
        place = urlsplit(begun.headers["location"])
        chosen = await self.http.post(f"{place.scheme}://{place.netloc}{place.path}", data={**fields, "person": person})
        assert chosen.status_code == 302, chosen.text
        return str(chosen.headers["location"])

    async def sign_in(self, person: str = ADA, *, to: str = "/settings/account") -> httpx2.Response:
        """Sign in by the provider; return the answer that ends it."""
        return await self.get(await self.consented(person, to=to))


@dataclass
class Accounts:
    """A site, the sandbox beside it, and as many browsers as a test opens."""

    site: Site
    sim_url: str
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        """Return a new browser without a cookie."""
        made = Browser(self.site.url)
        self.browsers.append(made)
        return made

    async def bend(self, wrong: str | None) -> None:
        """Have the provider misbehave so, or not any more."""
        async with httpx2.AsyncClient(trust_env=False) as http:
            answer = await http.post(f"{self.sim_url}/__sim/identity", json={"wrong": wrong})
            assert answer.status_code == 200, answer.text


@dataclass(frozen=True)
class Provider:
    """The sandbox as an identity provider, and the client it knows us as."""

    url: str
    settings: dict[str, Any]


@asynccontextmanager
async def provider() -> AsyncIterator[Provider]:
    """Lend a sandbox whose shop nobody asks for: its people are there at once."""
    sim = open_sandbox(Plan(seed=5, days=2), Kept(None))
    async with serving(sim) as url:
        app = sim.apps.google
        yield Provider(
            url,
            {
                "sandbox": True,
                "sandbox_url": url,
                "google_client_id": app.client_id,
                "google_client_secret": app.client_secret,
            },
        )


@asynccontextmanager
async def accounts(
    desk: Desk, people: Provider, *, chat: Stream | None = None, **settings: Any
) -> AsyncIterator[Accounts]:
    """Lend a site over the desk's books in sandbox mode, which people sign in to by that provider."""
    async with site(desk, Settings(**{**people.settings, **settings}), chat=chat) as lent:
        found = Accounts(lent, people.url)
        try:
            yield found
        finally:
            for each in found.browsers:
                await each.http.aclose()


def query_of(address: str) -> dict[str, str]:
    """Return an address's query."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
