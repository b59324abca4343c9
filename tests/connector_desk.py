"""Access for apps, really served on a loopback port over one shop's books; a browser, and an app that asks."""

from __future__ import annotations

import base64
import hashlib
import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx2
from fastmcp import FastMCP
from fastmcp.server.auth import RemoteAuthProvider, TokenVerifier
from fastmcp.server.auth.cimd import CIMDDocument, CIMDFetchError
from fastmcp.server.dependencies import get_access_token
from served_hub import free_port, listening
from starlette.applications import Starlette
from starlette.routing import Route

from credora_agent.access import tokens
from credora_agent.core.caller import Caller
from credora_agent.core.crypto import Key, KeyRing
from credora_agent.ledger.shops import shops_of
from mcp_servers.oauth import Connectors, Holdings, routes
from mcp_servers.oauth_clients import Clients

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fastmcp.server.auth import AccessToken
    from shop_desk import Desk
    from starlette.types import ASGIApp

APP = "https://app.example/oauth/client.json"
BACK = "https://app.example/back"
PATHS = ("/mcp", "/cfo")


def document(**said: Any) -> CIMDDocument:
    """Return an app's document: of a public client that may come back to its site or to a program."""
    usual = {
        "client_id": APP,
        "client_name": "Book Reader",
        "redirect_uris": [BACK, "http://localhost/callback", "http://127.0.0.1:7777/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
    }
    return CIMDDocument.model_validate(usual | said)


@dataclass
class Served:
    """Credora as apps see it, at `url`; `public` is what it goes by, `documents` what apps have published."""

    url: str
    public: str
    desk: Desk
    provider: Connectors
    http: httpx2.AsyncClient
    documents: dict[str, CIMDDocument]

    def browser(self) -> Browser:
        """Return a person's browser at this site."""
        return Browser(self)

    async def api_token(self, *scopes: str, name: str = "proof") -> str:
        """Return a token the shop's owner made for themselves."""
        text, _ = await self.desk.database.write(
            self.desk.caller,
            lambda s: tokens.issue(
                s, tenant=self.desk.shop.tenant, user=self.desk.caller.user_id, name=name, scopes=scopes,
                expires_at=None,
            ),
        )  # fmt: skip
        return text

    async def ask(self, path: str, **form: str) -> httpx2.Response:
        """Return what an endpoint for apps answers."""
        return await self.http.post(f"{self.url}{path}", data=form)

    async def call(self, token: str, path: str = "/mcp") -> int:
        """Return the status of a call with a token."""
        said = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        headers = {"authorization": f"Bearer {token}", "accept": "application/json, text/event-stream"}
        return (await self.http.post(f"{self.url}{path}", json=said, headers=headers)).status_code

    async def audited(self) -> list[tuple[Any, ...]]:
        """Return what the shop's log says was done."""
        return await self.desk.rows("select action, target, outcome, detail ->> 'because' from audit_log order by seq")


class Browser:
    """One person's browser: cookies of its own, forms sent from the page they stand on."""

    def __init__(self, site: Served) -> None:
        self._site = site
        self.cookies: dict[str, str] = {}
        self.headers = {"accept": "text/html"}
        if urlsplit(site.public).netloc != urlsplit(site.url).netloc:
            self.headers["host"] = urlsplit(site.public).netloc

    async def go(self, address: str) -> httpx2.Response:
        """Return the page an address of the site leads to, one redirect followed."""
        answer = await self._send("GET", address)
        if answer.status_code == 302 and answer.headers["location"].startswith(self._site.public):
            answer = await self._send("GET", answer.headers["location"])
        return answer

    async def press(
        self, page: httpx2.Response, decision: str, *, headers: dict[str, str] | None = None, **fields: str | None
    ) -> httpx2.Response:
        """Return what a button of the page's form leads to; a field given as None is left out."""
        form = Form.of(page)
        sent = {name: value for name, value in {**form.fields, **fields, "decision": decision}.items() if value}
        own = {"origin": self._site.public, "sec-fetch-site": "same-origin"} if headers is None else headers
        return await self._send("POST", urljoin(str(page.request.url), form.action), data=sent, headers=own)

    async def _send(self, method: str, address: str, **how: Any) -> httpx2.Response:
        parts = urlsplit(address)
        here = urlsplit(self._site.url)._replace(path=parts.path, query=parts.query).geturl()
        headers = self.headers | how.pop("headers", {})
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = await self._site.http.request(method, here, headers=headers, **how)
        self.cookies |= dict(answer.cookies.items())
        self._site.http.cookies.clear()
        return answer


class Form(HTMLParser):
    """The form of a page, and where the page sends the browser by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.action, self.fields, self.names, self.onward = "", dict[str, str](), set[str](), ""
        self.tags: list[str] = []

    @classmethod
    def of(cls, page: httpx2.Response) -> Form:
        """Return what is in a page."""
        form = cls()
        form.feed(page.text)
        return form

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field."""
        said = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "form":
            self.action = said["action"]
        if tag == "meta" and said.get("http-equiv") == "refresh":
            self.onward = said["content"].partition("url=")[2]
        if "name" in said and tag == "input":
            self.names.add(said["name"])
            if said["type"] == "hidden" or "checked" in attrs or "checked" in said:
                self.fields[said["name"]] = said["value"]


@dataclass(frozen=True)
class App:
    """An app that asks for access, with its own half of PKCE."""

    site: Served
    client_id: str = APP
    redirect_uri: str = BACK
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def way_in(self, **changed: str | None) -> str:
        """Return the address the app sends a browser to."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "state": self.state,
            "scope": "read write",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "resource": f"{self.site.public}/mcp",
        }
        named = {name: value for name, value in {**asked, **changed}.items() if value is not None}
        return f"{self.site.public}/authorize?{urlencode(named)}"

    def said(self, page: httpx2.Response) -> dict[str, str]:
        """Return what a page sends the browser back with; nothing may send it elsewhere."""
        address = Form.of(page).onward
        assert address.startswith(f"{self.redirect_uri}?"), page.text
        return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    async def code(self, **fields: str) -> str:
        """Return the code of a yes by the person at the machine."""
        browser = self.site.browser()
        back = self.said(await browser.press(await browser.go(self.way_in()), "allow", **fields))
        assert back["state"] == self.state
        return back["code"]

    async def spend(self, code: str, **changed: str) -> httpx2.Response:
        """Return what the token endpoint says to a code."""
        usual = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "client_id": self.client_id,
            "code_verifier": self.verifier,
        }
        return await self.site.ask("/token", **(usual | changed))

    async def tokens(self, **fields: str) -> dict[str, Any]:
        """Return the tokens of a yes."""
        answer = await self.spend(await self.code(**fields))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def refresh(self, token: str, **changed: str) -> httpx2.Response:
        """Return what the token endpoint says to a refresh token."""
        usual = {"grant_type": "refresh_token", "refresh_token": token, "client_id": self.client_id}
        return await self.site.ask("/token", **(usual | changed))


@asynccontextmanager
async def connectors(
    desk: Desk, *, public: str | None = None, behind: Callable[[ASGIApp], ASGIApp] = lambda app: app, **holdings: Any
) -> AsyncIterator[Served]:
    """Lend the site over the shop's books; `public` is another address than the one it is at, `behind` its door."""
    documents = {APP: document()}

    async def fetched(address: str) -> CIMDDocument:
        if address not in documents:
            raise CIMDFetchError(address)
        return documents[address]

    with free_port() as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"

        async def shops(user: Caller) -> Any:
            return await desk.database.read(user, shops_of)

        own = {"local": Caller(desk.caller.user_id), "clients": Clients(fetched), **holdings}
        kept = replace(Holdings(desk.database, KeyRing([Key.fresh()]), shops), **own)
        provider = Connectors(kept, public_url=public or url, paths=PATHS)
        apps = {path: _endpoint(provider, path) for path in PATHS}
        known = "/.well-known/oauth-protected-resource"
        served = [Route(at, endpoint=app) for path, app in apps.items() for at in (path, f"{known}{path}")]

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            async with apps["/mcp"].lifespan(apps["/mcp"]), apps["/cfo"].lifespan(apps["/cfo"]):
                yield

        site = Starlette(routes=[*routes(provider), *served], lifespan=lifespan)
        async with listening(behind(site), listener), httpx2.AsyncClient(trust_env=False, timeout=30) as http:
            yield Served(url, public or url, desk, provider, http, documents)


class _Verifier(TokenVerifier):
    def __init__(self, provider: Connectors, at: str) -> None:
        super().__init__(required_scopes=["read"])
        self._provider, self._at = provider, at

    async def verify_token(self, token: str) -> AccessToken | None:
        return await self._provider.verify(token, at=self._at)


def _endpoint(provider: Connectors, path: str) -> Any:
    auth = RemoteAuthProvider(
        token_verifier=_Verifier(provider, f"{provider.issuer}{path}"),
        authorization_servers=[provider.issuer_url],
        base_url=provider.issuer,
        scopes_supported=["read", "write"],
        challenge_scopes=["read", "write"],
    )
    server = FastMCP("test", auth=auth)

    @server.tool
    def who() -> dict[str, Any]:
        """Return whose the token of this call is."""
        token = get_access_token()
        assert token is not None
        return {"scopes": token.scopes, "resource": token.resource, **token.claims}

    return server.http_app(path=path, stateless_http=True)
