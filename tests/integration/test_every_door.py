"""Every route there is, walked: who is nobody gets nowhere, and nothing changes without a form of one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from account_desk import BEN, HTML, Accounts, Provider, accounts, provider
from fastapi import Request
from fastapi.routing import APIRoute, iter_route_contexts

from credora_agent.access import sessions
from credora_agent.access.sessions import Place
from credora_agent.core import clock
from credora_agent.core.caller import Caller
from credora_agent.core.errors import RateLimited
from credora_agent.core.settings import Settings
from credora_agent.web.visitor import SAFE, Visitors, address_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from shop_desk import Desk

    from credora_agent.core.db import Database

OPEN = re.compile(r"/auth/(login|start|callback|demo|machine)|/healthz|/readyz|/static/.*|/webhooks/shopify|/openapi.*")
"""What is there for everybody: ways in, health, files of the pages, and what is signed by whoever sends it."""
EXAMPLES = {"platform": "shopify", "link": "A" * 64}
BROWSER = {**HTML, "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate"}


@pytest.fixture(scope="module")
async def people() -> AsyncIterator[Provider]:
    """Lend the module's identity provider."""
    async with provider() as lent:
        yield lent


@pytest.fixture
async def house(books: Desk, people: Provider) -> AsyncIterator[Accounts]:
    """Lend a site over new books with everything there is to be served."""
    async with accounts(books, people, chat=lambda *_: pytest.fail("a question was asked")) as lent:
        yield lent


def doors(house: Accounts) -> list[tuple[str, str]]:
    """Return method and address of every route that is not open to everybody, its parameters filled in."""
    assert house.site.app is not None
    known = [each for each in iter_route_contexts(house.site.app.routes) if isinstance(each.original_route, APIRoute)]
    found = [(method, filled(str(each.path))) for each in known for method in sorted(each.original_route.methods)]
    return [(method, path) for method, path in found if not OPEN.fullmatch(path) and method != "HEAD"]


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: EXAMPLES.get(found[1], str(uuid4())), path)


async def test_nobody_gets_nowhere(house: Accounts) -> None:
    """A browser without a session is sent to sign in; a program with a token that is none is told 401."""
    browser = house.browser()
    walked = doors(house)
    assert {"/settings/members", "/platforms", "/chat/message", "/debug/db"} <= {path for _, path in walked}
    for method, path in walked:
        own = {**BROWSER, "origin": browser.url}
        answer = await browser.http.request(method, browser.url + path, headers=own)
        assert answer.status_code in {303, 401, 422}, (method, path, answer.status_code)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/auth/login"), (method, path)
        assert house.site.desk.slug not in answer.text, (method, path)
        told = await browser.http.request(method, browser.url + path, headers={"authorization": "Bearer x"})
        assert told.status_code in {401, 422}, (method, path, told.status_code)


async def test_nothing_changes_without_a_form_of_one_s_own(house: Accounts) -> None:
    """Signed in as an owner: every unsafe route refuses what comes without the session's own proof."""
    browser = house.browser()
    await browser.post("/auth/demo", csrf=None)
    before = await house.site.desk.state()
    unsafe = [(method, path) for method, path in doors(house) if method not in SAFE]
    assert len(unsafe) > 10
    for method, path in unsafe:
        for headers in (
            {**BROWSER, "origin": browser.url},
            {**BROWSER, "origin": browser.url, "x-csrf-token": "0" * 64},
        ):
            answer = await browser.http.request(method, browser.url + path, headers=headers)
            assert answer.status_code in {403, 422}, (method, path, answer.status_code, answer.text[:200])
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            csrf = {"x-csrf-token": await browser.csrf()}
            answer = await browser.http.request(method, browser.url + path, headers={**HTML, **headers, **csrf})
            assert answer.status_code in {403, 422}, (method, path, answer.status_code)
    assert await house.site.desk.state() == before
    assert (await browser.session())["role"] == "owner"


async def test_behind_https_cookies_are_bound_to_the_host(books: Desk, people: Provider) -> None:
    """The `__Host-` names, Secure; a cookie of the plain name, which another host could have set, is nobody's."""
    public = {"host": "books.example"}
    async with accounts(books, people, public_url="https://books.example") as house:
        browser = house.browser()
        begun = await browser.get("/auth/start", headers=public)
        way = begun.headers["set-cookie"]
        assert way.startswith("__Host-credora_way=")
        assert all(part in way for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"))
        assert "domain" not in way.lower()
        assert "redirect_uri=https%3A%2F%2Fbooks.example%2Fauth%2Fcallback" in begun.headers["location"]
        cookie = await signed_in(books.database, books.caller.user_id)
        for name, code in (("credora_session", 401), ("__Host-credora_session", 200)):
            got = await browser.http.get(
                f"{browser.url}/auth/session", headers={**public, "cookie": f"{name}={cookie}"}
            )
            assert got.status_code == code, name
        login = await browser.get("/auth/login", headers=public)
        assert "/auth/demo" not in login.text
        for path in ("/auth/demo", "/auth/machine"):
            refused = await browser.http.post(f"{browser.url}{path}", headers=public)
            assert (refused.status_code, refused.json()["code"]) == (403, "not_here")
        mine = {**public, "cookie": f"__Host-credora_session={cookie}"}
        csrf = (await browser.http.get(f"{browser.url}/auth/session", headers=mine)).json()["csrf"]
        out = await browser.http.post(
            f"{browser.url}/auth/logout", data={"csrf": csrf},
            headers={**mine, "origin": "https://books.example"},
        )  # fmt: skip
        assert out.status_code == 303


async def test_one_session_asks_so_often_and_no_more(books: Desk) -> None:
    """A loop gone wild is told to wait, its session alone; another of the same person goes on."""
    visitors = Visitors(books.database, Settings(), Caller(uuid4()))
    visitors._require_patience("calm")
    with pytest.raises(RateLimited) as told:  # noqa: PT012 - which of them is refused is the clock's
        for _ in range(5_000):
            visitors._require_patience("wild")
    assert told.value.retry_after > 0
    visitors._require_patience("calm")


async def signed_in(database: Database, user: UUID) -> str:
    """Return the cookie of a new session."""
    place = Place("Firefox on Linux", "203.0.113.0/24")
    return (await database.write(Caller(user), lambda s: sessions.begin(s, user, "provider", place, now=clock.now())))[
        0
    ]


@pytest.mark.parametrize(
    ("peer", "public", "said", "taken"),
    [
        ("127.0.0.1", "https://books.example", "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        ("::1", "https://books.example", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "https://books.example", None, "127.0.0.1"),
        ("198.51.100.7", "https://books.example", "203.0.113.9", "198.51.100.7"),
        ("127.0.0.1", "http://127.0.0.1:8000", "203.0.113.9", "127.0.0.1"),
    ],
)
def test_only_the_proxy_s_own_word_is_taken(peer: str, public: str, said: str | None, taken: str) -> None:
    """Who counts as whoever tries too often: behind a proxy at this machine its last entry, else the peer."""
    headers = [(b"x-forwarded-for", said.encode())] if said else []
    scope = {"type": "http", "client": (peer, 1), "headers": headers}
    assert address_of(Request(scope), public) == taken


OWN = re.compile(
    r"/auth/.*|/welcome/(shop|demo)|/settings/(sessions|account|tokens)(/.*)?|/settings/members/[^/]+/remove"
    r"|/chat/conversations/.*|/ask/[^/]+/(rename|archive|restore|delete|messages/.*|[0-9a-f-]{36})"
)
"""What is a person's own whatever they are at the shop: their sessions, tokens, account, conversations, other shops."""


async def test_a_viewer_changes_nothing_of_the_shop(house: Accounts) -> None:
    """Every unsafe route but those of one's own: 403, its own form notwithstanding; every page can be read."""
    owner, viewer, desk = house.browser(), house.browser(), house.site.desk
    await owner.post("/auth/demo", csrf=None)
    shown = (await owner.post("/settings/members/invite", email="ben@northwind.example", role="viewer")).text
    link = re.search(r"/auth/invitation/[A-Za-z0-9_-]{64}", shown)
    assert link
    await viewer.sign_in(BEN, to=link[0])
    await viewer.post(link[0])
    assert (await viewer.session())["role"] == "viewer"
    before, csrf = await desk.state(), await viewer.csrf()
    own = {**BROWSER, "origin": viewer.url, "x-csrf-token": csrf}
    for method, path in doors(house):
        if method in SAFE or OWN.fullmatch(path):
            continue
        json = {"json": {"question": "q"}} if path.startswith("/chat/") else {}
        answer = await viewer.http.request(method, viewer.url + path, headers=own, **json)
        assert answer.status_code in {403, 422}, (method, path, answer.status_code, answer.text[:300])
    assert await desk.state() == before
    for method, path in doors(house):
        if (
            method == "GET"
            and "{" not in path
            and not path.startswith(("/auth/", "/debug", "/settings/account/export"))
        ):
            answer = await viewer.http.get(viewer.url + path, headers=own)
            assert answer.status_code != 500, (path, answer.text[:300])
