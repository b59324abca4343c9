"""The site's door: who is let in to what, how errors are told, and that every answer is dressed for the street."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from site_desk import Site, site

from credora_agent.core.errors import Unavailable
from credora_agent.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shop_desk import Desk

SETTINGS = Settings(
    sandbox=True,
    sandbox_url="http://127.0.0.1:9",
    shopify_api_key="app",
    shopify_api_secret="nobody's",  # noqa: S106
)
HTML = {"accept": "text/html"}


@pytest.fixture
async def desk(books: Desk) -> AsyncIterator[Site]:
    """Lend the site over new books, with an app at Shopify and none elsewhere."""
    async with site(books, SETTINGS) as lent:
        yield lent


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """Lend somebody's end of the wire."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        yield client


@pytest.mark.parametrize("shop", ["", "evil.example", "a.myshopify.com.evil.example", "a@b.myshopify.com", "../x", "%"])
async def test_no_browser_is_sent_to_what_is_no_shop(desk: Site, http: httpx2.AsyncClient, shop: str) -> None:
    answer = await http.get(f"{desk.url}/platforms/shopify/oauth", params={"shop": shop})
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_text_of_a_request_is_only_ever_text(desk: Site, http: httpx2.AsyncClient) -> None:
    """Markup in a parameter comes back escaped, under a policy that would not run it anyway."""
    answer = await http.get(f"{desk.url}/platforms/shopify/oauth?shop=<script>alert(1)</script>", headers=HTML)
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_app_that_is_not_set_up_says_which_settings(books: Desk, http: httpx2.AsyncClient) -> None:
    async with site(books, SETTINGS) as desk:
        page = await http.get(f"{desk.url}/platforms/meta/oauth", headers=HTML)
        assert (page.status_code, "META_APP_ID and META_APP_SECRET" in page.text) == (400, True)


@pytest.mark.parametrize("path", ["/platforms", "/platforms/meta/oauth", "/sync/status"])
@pytest.mark.parametrize(
    "headers",
    [{"x-forwarded-for": "203.0.113.9"}, {"forwarded": "for=203.0.113.9"}, {"via": "1.1 proxy"}],
)
async def test_nobody_comes_in_through_a_proxy(
    desk: Site, http: httpx2.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    answer = await http.get(desk.url + path, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


async def test_a_browser_signs_in_and_comes_back(desk: Site, http: httpx2.AsyncClient) -> None:
    """A page asked for by a browser nobody is signed in with: to the door, and from there to the same page."""
    browser = {**HTML, "sec-fetch-site": "none", "sec-fetch-mode": "navigate"}
    answer = await http.get(f"{desk.url}/platforms?books=x", headers=browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/login?next=%2Fplatforms%3Fbooks%3Dx")
    back = await http.get(f"{desk.url}/oauth/callback/shopify?code=secret&state=s", headers=browser)
    assert (back.status_code, back.headers["location"]) == (303, "/auth/login")
    part = {"hx-request": "true", "hx-current-url": f"{desk.url}/pnl?by=day", "sec-fetch-site": "same-origin"}
    answer = await http.get(f"{desk.url}/platforms", headers=part)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/auth/login?next=%2Fpnl%3Fby%3Dday")


async def test_a_rebound_name_is_turned_away(desk: Site, http: httpx2.AsyncClient) -> None:
    """A page elsewhere whose name was pointed at this machine reaches nothing, not even health."""
    for path in ("/platforms", "/healthz", "/sync/status", "/oauth/callback/shopify"):
        answer = await http.get(desk.url + path, headers={"host": "evil.example"})
        assert answer.status_code == 421
        assert "content-security-policy" in answer.headers


async def test_a_public_address_serves_no_local_page(books: Desk, http: httpx2.AsyncClient) -> None:
    """Behind a public name anybody may be at the other end of a proxy on this machine: nobody is known unproven."""
    async with site(books, SETTINGS.model_copy(update={"public_url": "https://books.example"})) as desk:
        for host in ("books.example", "127.0.0.1"):
            answer = await http.get(f"{desk.url}/platforms", headers={"host": host})
            assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
            assert "strict-transport-security" in answer.headers
        answer = await http.get(f"{desk.url}/healthz", headers={"host": "books.example"})
        assert answer.json() == {"status": "ok"}


async def test_errors_are_problems_without_traces(desk: Site, http: httpx2.AsyncClient) -> None:
    for path, status, code in (
        ("/nothing", 404, "not_found"),
        ("/platforms/bing/oauth", 400, "bad_input"),
        ("/platforms?books=nobody", 404, "unknown_shop"),
        ("/oauth/callback/shopify", 400, "bad_callback"),
        (f"/platforms?books={'x' * 400}", 404, "unknown_shop"),
    ):
        answer = await http.get(desk.url + path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["code"] == code
        assert answer.json()["remedy"]


async def test_a_bug_shows_nothing_of_itself(
    desk: Site, http: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception nobody foresaw: a plain 500, and no word of its message in answer or log."""
    secret = token_hex(8)

    async def broken(*_args: Any, **_how: Any) -> None:
        raise KeyError(secret)

    desk.connect.connections = broken  # type: ignore[method-assign,assignment]
    answer = await http.get(f"{desk.url}/platforms")
    assert (answer.status_code, answer.json()["code"]) == (500, "error")
    assert secret not in answer.text + caplog.text
    assert "/platforms failed: KeyError" in caplog.text
    assert "Traceback" not in answer.text


async def test_readiness_follows_the_database(
    desk: Site, http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ready while the database answers; 503 and when to ask again while it does not."""
    assert (await http.get(f"{desk.url}/readyz")).json() == {"status": "ready"}

    async def away(*_args: Any) -> None:
        raise Unavailable("The database does not answer.", remedy="Run `credora doctor`.")

    monkeypatch.setattr(desk.desk.database, "read", away)
    answer = await http.get(f"{desk.url}/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
