"""The page that asks: who sees what on it, whose yes counts, and what an app cannot make of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import pytest
from connector_desk import APP, App, Form, Served, connectors, document
from shop_desk import Desk
from sqlalchemy import text

from credora_agent.access import sessions
from credora_agent.access.sessions import Place
from credora_agent.core import clock
from credora_agent.core.caller import Caller
from credora_agent.core.settings import Settings
from credora_agent.ledger.shops import found_shop, new_shop
from credora_agent.web.door import Door
from credora_agent.web.visitor import Visitors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx2
    from starlette.requests import Request

    from credora_agent.core.db import Database

PUBLIC = "https://credora.example"
NAMED = "<script>alert(1)</script>\u202eeduaLC\u200b & 'Co' \"x\"" + "y" * 200


@pytest.fixture
async def site(books: Desk) -> AsyncIterator[Served]:
    """Lend the site at this machine."""
    async with connectors(books) as served:
        yield served


@pytest.fixture
async def public(books: Desk) -> AsyncIterator[Served]:
    """Lend the site at an address of its own, behind something that speaks TLS."""
    async with connectors(books, public=PUBLIC) as served:
        yield served


async def granted(site: Served) -> int:
    return int(await site.desk.one("select count(*) from oauth_grants"))


async def test_the_page_says_who_asks_for_what(site: Served) -> None:
    """The app's host, what it calls itself, where it leads; the shop; reading, and writing for the person to tick."""
    page = await site.browser().go(App(site).way_in())
    assert page.status_code == 200
    for said in ("<strong>app.example</strong>", "“Book Reader”", site.desk.slug, "Nobody has checked the name"):
        assert said in page.text
    assert "any program here" not in page.text
    assert Form.of(page).fields.keys() == {"request", "form", "shop"}
    assert "write" in Form.of(page).names


async def test_an_app_that_leads_to_this_machine_is_warned_of(site: Served) -> None:
    """Any program can listen at a loopback port or take an address of its own kind."""
    page = await site.browser().go(App(site, redirect_uri="http://localhost:4000/callback").way_in())
    assert "any program here could say it is this one" in page.text
    assert "a program on this computer" in page.text
    site.documents[APP] = document(redirect_uris=["cursor://app.one/back"])
    page = await site.browser().go(App(site, redirect_uri="cursor://app.one/back").way_in())
    assert "an app on this device (cursor:)" in page.text
    assert "any program here could say it is this one" in page.text


async def test_what_an_app_says_is_text(site: Served) -> None:
    """Markup, quotes and characters nobody sees in its name: escaped, dropped, cut; no script could run anyway."""
    site.documents[APP] = document(client_name=NAMED)
    app, browser = App(site, state="'\"><img src=x onerror=alert(1)>"), site.browser()
    page = await browser.go(app.way_in())
    assert "&lt;script&gt;alert(1)&lt;/script&gt;eduaLC &amp; &#x27;Co&#x27;" in page.text
    assert not {"script", "img", "iframe", "object"} & set(Form.of(page).tags)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    leaving = await browser.press(page, "allow")
    assert not {"script", "img"} & set(Form.of(leaving).tags)
    assert app.said(leaving)["state"] == app.state
    assert page.headers["x-frame-options"] == leaving.headers["x-frame-options"] == "DENY"
    assert page.headers["cache-control"] == leaving.headers["cache-control"] == "no-store"


async def test_the_sites_door_leaves_the_page_as_it_is(books: Desk) -> None:
    """Behind the door of the site the form may still be sent, with its origin, and who opened the window sees it."""
    async with connectors(books, behind=lambda app: Door(app, Settings())) as site:
        app, browser = App(site), site.browser()
        on_the_way = await site.http.get(app.way_in())
        assert on_the_way.headers["cross-origin-opener-policy"] == "unsafe-none"
        page = await browser.go(app.way_in())
        assert "form-action 'self'" in page.headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["cross-origin-opener-policy"] == "unsafe-none"
        assert (await site.http.get(site.url)).headers["referrer-policy"] == "no-referrer"
        assert (await app.spend(app.said(await browser.press(page, "allow"))["code"])).status_code == 200


async def test_a_no_is_told_to_the_app(site: Served) -> None:
    """access_denied with its state and our name; nothing is kept."""
    app, browser = App(site), site.browser()
    back = app.said(await browser.press(await browser.go(app.way_in()), "decline"))
    assert (back["error"], back["state"], back["iss"]) == ("access_denied", app.state, site.url)
    assert "code" not in back
    assert await granted(site) == 0


async def test_looking_decides_nothing(site: Served) -> None:
    """A page opened, a request for it with an answer in the address: no grant."""
    browser = site.browser()
    page = await browser.go(App(site).way_in())
    await browser.go(f"{page.request.url}&decision=allow&shop={site.desk.shop.tenant}")
    assert await granted(site) == 0


async def test_who_has_several_shops_chooses(site: Served, database: Database, tmp_path: Path) -> None:
    """None is chosen beforehand; one of somebody else cannot be; tokens are of the one that was."""
    second = new_shop("second-shop", "EUR", "Europe/Paris")
    me = site.desk.caller
    await database.write(me.at(second.id), lambda s: found_shop(s, second, me.user_id))
    theirs = await Desk.open(database, tmp_path)
    app, browser = App(site), site.browser()
    page = await browser.go(app.way_in())
    assert page.text.count('name="shop"') == 2
    assert "shop" not in Form.of(page).fields
    for shop in (None, str(theirs.shop.tenant), "x"):
        refused = await browser.press(page, "allow", shop=shop)
        assert (refused.status_code, "No shop was chosen" in refused.text) == (400, True)
    code = app.said(await browser.press(page, "allow", shop=str(second.id)))["code"]
    given = (await app.spend(code)).json()
    verified = await site.provider.verify(given["access_token"])
    assert verified is not None
    assert verified.claims["tenant"] == str(second.id)
    assert await granted(site) == 0


async def test_a_request_is_answered_once(site: Served) -> None:
    """The same page sent again: refused, and the first answer stands."""
    app, browser = App(site), site.browser()
    page = await browser.go(app.way_in())
    code = app.said(await browser.press(page, "allow"))["code"]
    again = await browser.press(page, "allow")
    assert (again.status_code, "answered before" in again.text) == (400, True)
    assert (await app.spend(code)).status_code == 200


async def test_a_request_is_good_for_ten_minutes(books: Desk) -> None:
    """One that is older is neither shown nor answered."""
    ahead = [timedelta()]
    async with connectors(books, now=lambda: clock.now() + ahead[0]) as site:
        browser = site.browser()
        page = await browser.go(App(site).way_in())
        ahead[0] = timedelta(minutes=10, seconds=1)
        for answer in (await browser.press(page, "allow"), await browser.go(str(page.request.url))):
            assert (answer.status_code, "longer than ten minutes" in answer.text) == (400, True)
        assert await granted(site) == 0


async def test_a_request_cannot_be_made_or_altered(site: Served) -> None:
    """What travels through the browser is sealed: a changed character, another seal's text, no text."""
    browser = site.browser()
    page = await browser.go(App(site).way_in())
    (request,) = parse_qs(urlsplit(str(page.request.url)).query)["request"]
    middle = len(request) // 2
    altered = request[:middle] + ("A" if request[middle] != "A" else "B") + request[middle + 1 :]
    for wrong in (altered, Form.of(page).fields["form"], "", "é", "x" * 3_000):
        shown = await browser.go(f"{site.url}/oauth/consent?{urlencode({'request': wrong})}")
        assert (shown.status_code, "no request for access" in shown.text) == (400, True)
        sent = await browser.press(page, "allow", request=wrong)
        assert sent.status_code == 400
    assert await granted(site) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site"},
        {},
    ],
    ids=str,
)
async def test_an_answer_from_another_page_counts_for_nothing(site: Served, headers: dict[str, str]) -> None:
    """Where it comes from is looked at, and not taken for granted when nothing says so."""
    browser = site.browser()
    refused = await browser.press(await browser.go(App(site).way_in()), "allow", headers=headers)
    assert (refused.status_code, await granted(site)) == (403, 0)


async def test_an_answer_belongs_to_the_page_that_was_shown(site: Served) -> None:
    """Without the form's mark, without the browser's cookie, with those of another request or browser: refused."""
    one, two = site.browser(), site.browser()
    page, other = await one.go(App(site).way_in()), await two.go(App(site).way_in())
    second = await one.go(App(site).way_in())
    mark = {"one": Form.of(page).fields["form"], "two": Form.of(other).fields["form"]}
    assert (await one.press(page, "allow", form=None)).status_code == 400
    assert (await one.press(page, "allow", form=mark["two"])).status_code == 403
    assert (await one.press(page, "allow", form=Form.of(second).fields["form"])).status_code == 403
    assert (await two.press(page, "allow")).status_code == 403
    assert (await site.browser().press(page, "allow")).status_code == 403
    assert await granted(site) == 0
    assert (await one.press(page, "allow")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"x-forwarded-for": "127.0.0.1"}, {"forwarded": "for=127.0.0.1"}, {"via": "1.1 proxy"}, {"host": "evil.example"}],
    ids=str,
)
async def test_behind_a_proxy_nobody_is_at_this_machine(site: Served, headers: dict[str, str]) -> None:
    """A loopback peer is anybody's proxy: who it is has to be shown, and nothing of the shops is."""
    browser = site.browser()
    browser.headers |= headers
    page = await browser.go(App(site).way_in())
    assert site.desk.slug not in page.text
    assert "token" in Form.of(page).names
    refused = await browser.press(page, "allow", shop=str(site.desk.shop.tenant))
    assert (refused.status_code, await granted(site)) == (403, 0)


async def test_at_a_public_address_a_token_shows_who_it_is(public: Served) -> None:
    """First the token, then the shop it is of and what may be granted; the app gets tokens of its own."""
    app, browser = App(public), public.browser()
    page = await browser.go(app.way_in())
    assert public.desk.slug not in page.text
    assert any(name.startswith("__Host-") for name in browser.cookies)
    cookie = page.headers["set-cookie"].lower()
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= {part.strip() for part in cookie.split(";")}
    own = await public.api_token("read", "write")
    shown = await browser.press(page, "go-on", token=f" {own} ")
    assert (shown.status_code, public.desk.slug in shown.text, own in shown.text) == (200, True, False)
    back = app.said(await browser.press(shown, "allow", write="yes"))
    assert (back["iss"], back["state"]) == (PUBLIC, app.state)
    given = (await app.spend(back["code"])).json()
    assert given["scope"] == "read write"
    verified = await public.provider.verify(given["access_token"], at=f"{PUBLIC}/mcp")
    assert verified is not None
    assert (verified.resource, verified.subject) == (f"{PUBLIC}/mcp", str(public.desk.caller.user_id))
    assert await public.provider.verify(given["access_token"], at=f"{PUBLIC}/cfo") is None


async def test_a_token_grants_no_more_than_it_has(public: Served) -> None:
    """One that may read only is not asked to let an app write, and cannot."""
    app, browser = App(public), public.browser()
    page = await browser.go(app.way_in())
    shown = await browser.press(page, "go-on", token=await public.api_token("read"))
    assert "write" not in Form.of(shown).names
    code = app.said(await browser.press(shown, "allow", write="yes"))["code"]
    assert (await app.spend(code)).json()["scope"] == "read"
    refused = await _answered_with(public, await public.api_token("write"))
    assert refused.status_code == 400


async def test_without_a_good_token_nothing_is_granted(public: Served) -> None:
    """None, nonsense, an app's own access token, a revoked one: refused before anything of a shop is shown."""
    app = App(public)
    code = app.said(await _answered_with(public, await public.api_token("read"), app))["code"]
    access = (await app.spend(code)).json()["access_token"]
    revoked = await public.api_token("read")
    await public.desk.database.write(
        public.desk.caller, lambda s: s.execute(text("update api_tokens set revoked_at = now() where kind = 'api'"))
    )
    for token in ("", "credora_nonsense", access, revoked, "credora_" + "A" * 64):
        refused = await _answered_with(public, token)
        assert (refused.status_code, public.desk.slug in refused.text) == (403, False)
    assert await granted(public) == 1


async def test_a_proof_is_of_one_request(public: Served) -> None:
    """What shows a person's next answer is theirs, in another request or altered, shows nothing."""
    browser = public.browser()
    page = await browser.go(App(public).way_in())
    shown = await browser.press(page, "go-on", token=await public.api_token("read"))
    other = await browser.go(App(public).way_in())
    proof, shop = Form.of(shown).fields["proof"], str(public.desk.shop.tenant)
    assert (await browser.press(other, "allow", proof=proof, shop=shop)).status_code == 403
    assert (await browser.press(other, "allow", proof=Form.of(shown).fields["form"], shop=shop)).status_code == 400
    assert (await browser.press(shown, "allow", shop=str(uuid4()))).status_code == 400
    assert await granted(public) == 0


async def _answered_with(site: Served, token: str, app: App | None = None) -> httpx2.Response:
    """Return what a yes with that token leads to."""
    browser = site.browser()
    page = await browser.go((app or App(site)).way_in())
    shown = await browser.press(page, "go-on", token=token)
    return await browser.press(shown, "allow") if shown.status_code == 200 else shown


async def test_who_is_signed_in_needs_no_token(books: Desk) -> None:
    """Elsewhere than at this machine: a session's cookie is proof for its person; ended it is none."""
    visitors = Visitors(books.database, Settings(public_url=PUBLIC), Caller(uuid4()))

    async def signed_in(request: Request) -> Caller | None:
        found = await visitors.of(request)
        return found.user if found is not None else None

    user, place = books.caller.user_id, Place("Firefox on Linux", "203.0.113.0/24")
    cookie, row = await books.database.write(
        Caller(user), lambda s: sessions.begin(s, user, "provider", place, now=clock.now())
    )
    async with connectors(books, public=PUBLIC, signed_in=signed_in) as site:
        app, browser = App(site), site.browser()
        asked = await browser.go(app.way_in())
        assert "/auth/login?next=%2Foauth%2Fconsent%3Frequest%3D" in asked.text
        assert books.slug not in asked.text
        browser.cookies[visitors.cookie] = cookie
        page = await browser.go(app.way_in())
        assert books.slug in page.text
        assert "token" not in Form.of(page).names
        assert (await app.spend(app.said(await browser.press(page, "allow"))["code"])).status_code == 200
        late = await browser.go(app.way_in())
        await books.database.write(Caller(user), lambda s: sessions.end(s, user, row.id))
        assert (await browser.press(late, "allow")).status_code == 403
        assert books.slug not in (await browser.go(app.way_in())).text
