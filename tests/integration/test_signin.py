"""Signing in by an identity provider over real HTTP: the whole way, and every way that must not lead in."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
from account_desk import ADA, BEN, CHIARA, DANA, Accounts, Provider, accounts, provider, query_of
from sqlalchemy import text

from credora_agent.access import sessions, signin
from credora_agent.access.sessions import Place
from credora_agent.access.sweeping import sweep
from credora_agent.core import clock
from credora_agent.core.caller import Caller
from credora_agent.web.visitor import local_path

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shop_desk import Desk


@pytest.fixture(scope="module")
async def people() -> AsyncIterator[Provider]:
    """Lend the module's identity provider."""
    async with provider() as lent:
        yield lent


@pytest.fixture
async def house(books: Desk, people: Provider) -> AsyncIterator[Accounts]:
    """Lend a site that people sign in to."""
    async with accounts(books, people) as lent:
        yield lent
        await lent.bend(None)


async def test_the_whole_way(house: Accounts) -> None:
    """Login page, provider, callback, session: Ada is signed in, works on no shop yet, and goes where she wanted."""
    browser = house.browser()
    page = await browser.get("/auth/login?next=/settings/account")
    assert "/auth/start?next=%2Fsettings%2Faccount" in page.text
    assert "session" not in str(page.headers.get("set-cookie"))
    done = await browser.sign_in(ADA, to="/settings/account")
    assert (done.status_code, done.headers["location"]) == (303, "/settings/account")
    cookie = next(each for each in done.headers.get_list("set-cookie") if each.startswith("credora_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    said = await browser.session()
    assert (said["email"], said["name"], said["via"], said["shops"]) == (
        "ada@northwind.example",
        "Ada Lovett",
        "session",
        [],
    )


async def test_who_comes_back_is_the_same_person(house: Accounts) -> None:
    """Two browsers of one account at the provider: one person here, two sessions; another account is another person."""
    first, second, other = house.browser(), house.browser(), house.browser()
    for browser, person in ((first, CHIARA), (second, CHIARA), (other, BEN)):
        assert (await browser.sign_in(person)).status_code == 303
    database = house.site.desk.database
    user = await database.read(
        signin.DOOR, lambda s: s.scalar(text(f"select user_id from identities where subject='{CHIARA}'"))
    )
    listed = await database.read(Caller(user), lambda s: sessions.listed(s, user, now=clock.now()))
    assert len(listed) == 2
    assert (await other.session())["email"] == "ben@northwind.example"


async def test_only_hashes_are_stored(house: Accounts) -> None:
    """What a browser carries is nowhere in the tables: not the cookie, not the state, not what binds the browser."""
    browser = house.browser()
    back = await browser.consented()
    state, way = query_of(back)["state"], browser.http.cookies["credora_way"]
    rows = await _rows(house, signin.DOOR, "select state_hash, sign_ins::text from sign_ins")
    assert hashlib.sha256(state.encode()).digest() in [row[0] for row in rows]
    assert not any(state in str(row[1]) or way in str(row[1]) for row in rows)
    await browser.get(back)
    cookie = browser.http.cookies["credora_session"]
    user = sessions.user_in(cookie)
    assert user is not None
    rows = await _rows(house, Caller(user), "select secret_hash, sessions::text from sessions")
    assert hashlib.sha256(cookie.encode()).digest() in [row[0] for row in rows]
    assert not any(cookie in str(row[1]) for row in rows)


async def test_a_state_works_once(house: Accounts) -> None:
    browser = house.browser()
    back = await browser.consented()
    assert (await browser.get(back)).status_code == 303
    again = await browser.get(back)
    assert again.status_code == 400
    assert "set-cookie" not in again.headers


async def test_a_state_is_bound_to_its_browser(house: Accounts) -> None:
    """An address somebody else's browser was to come back to opens nothing here, and does not use the state up."""
    mine, theirs = house.browser(), house.browser()
    back = await mine.consented()
    await theirs.get("/auth/start")
    for browser in (theirs, house.browser()):
        refused = await browser.get(back)
        assert refused.status_code == 400
        assert "credora_session" not in browser.http.cookies
    assert (await mine.get(back)).status_code == 303


async def test_a_state_lasts_ten_minutes(house: Accounts) -> None:
    """The same way back, once the state's ten minutes are over."""
    browser = house.browser()
    back = await browser.consented()
    late = clock.now() - timedelta(seconds=1)
    await house.site.desk.database.write(
        signin.DOOR,
        lambda s: s.execute(text("delete from sign_ins"), {}),
    )
    way = browser.http.cookies["credora_way"]
    state = query_of(back)["state"]
    row = {"state": hashlib.sha256(state.encode()).digest(), "way": hashlib.sha256(way.encode()).digest(), "late": late}
    await house.site.desk.database.write(
        signin.DOOR,
        lambda s: s.execute(text("insert into sign_ins values (:state, :way, '/', :late)"), row),
    )
    refused = await browser.get(back)
    assert refused.status_code == 400
    assert "ten minutes" in refused.text


@pytest.mark.parametrize(
    "wrong", ["nonce", "issuer", "audience", "algorithm", "signature", "expired", "unverified", "subject", "broken"]
)
async def test_a_wrong_answer_lets_nobody_in(house: Accounts, wrong: str) -> None:
    """One thing about the provider's answer is not as it must be; the next, right one works."""
    browser = house.browser()
    await house.bend(wrong)
    refused = await browser.sign_in()
    assert refused.status_code in {400, 503}, refused.text
    assert "credora_session" not in browser.http.cookies
    assert "Traceback" not in refused.text
    await house.bend(None)
    assert (await browser.sign_in()).status_code == 303


async def test_an_unverified_address_is_told_so(house: Accounts) -> None:
    refused = await house.browser().sign_in(DANA)
    assert refused.status_code == 400
    assert "not verified" in refused.text


async def test_somebody_else_s_code_is_nobody_s(house: Accounts) -> None:
    """A code that was given out for another browser's trip: the verifier and the nonce are not this one's."""
    victim, thief = house.browser(), house.browser()
    stolen = query_of(await thief.consented(BEN))["code"]
    own = query_of(await victim.consented(ADA))
    refused = await victim.get(f"/auth/callback?{urlencode({**own, 'code': stolen})}")
    assert refused.status_code == 400
    assert "credora_session" not in victim.http.cookies


@pytest.mark.parametrize(
    "query", ["", "code=x", "state=x", "code=x&state=y", "state=a&state=b&code=c", "error=access_denied"]
)
async def test_what_no_provider_sends_opens_nothing(house: Accounts, query: str) -> None:
    browser = house.browser()
    await browser.get("/auth/start")
    refused = await browser.get(f"/auth/callback?{query}")
    assert refused.status_code == 400
    assert "credora_session" not in browser.http.cookies


async def test_who_cancels_is_not_signed_in(house: Accounts) -> None:
    browser = house.browser()
    refused = await browser.get(await browser.consented(""))
    assert refused.status_code == 400
    assert "told no" in refused.text


async def test_another_issuer_s_answer_is_refused(house: Accounts) -> None:
    """RFC 9207: an `iss` that is not the provider's we went to."""
    browser = house.browser()
    back = await browser.consented()
    assert (await browser.get(f"{back}&iss=https%3A%2F%2Fevil.example")).status_code == 400


@pytest.mark.parametrize(
    "to",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/%5cevil.example/..//x\t", "javascript:alert(1)",
     "/\t/evil.example", "evil", "", "///evil.example", "/ /evil.example", "https:evil.example", "/" + "a" * 4_100],
)  # fmt: skip
async def test_nobody_is_sent_elsewhere(house: Accounts, to: str) -> None:
    """Whatever `next` says, the browser stays on the site's own paths."""
    browser = house.browser()
    begun = await browser.get("/auth/start", params={"next": to})
    if begun.status_code == 422:  # longer than any path of ours
        return
    done = await browser.sign_in(to=to)
    place = urlsplit(done.headers["location"])
    assert (place.scheme, place.netloc, done.headers["location"][:1]) == ("", "", "/")
    demo = await house.browser().post("/auth/demo", csrf=None, next=to)
    assert demo.headers["location"] == done.headers["location"]


def test_local_paths_are_paths_of_our_own() -> None:
    assert local_path("/pnl?start=2026-01-01&by=day#x") == "/pnl?start=2026-01-01&by=day#x"
    assert [local_path(each) for each in ("//x", "/\\x", "x", None, "/a\nb", "/é")] == ["/"] * 6


async def test_a_session_is_never_one_the_browser_brought(house: Accounts) -> None:
    """Session fixation: a cookie set beforehand, made up or another's, is not the one after; the one before is over."""
    thief, victim = house.browser(), house.browser()
    await thief.sign_in(BEN)
    planted = thief.http.cookies["credora_session"]
    victim.http.cookies.set("credora_session", planted, domain="127.0.0.1", path="/")
    await victim.sign_in(ADA)
    fresh = victim.http.cookies.get("credora_session", domain="127.0.0.1")
    assert fresh != planted
    assert (await victim.session())["email"] == "ada@northwind.example"
    assert (await thief.session())["code"] == "signed_out"


async def test_each_sign_in_is_a_new_session(house: Accounts) -> None:
    browser = house.browser()
    await browser.sign_in()
    first = browser.http.cookies["credora_session"]
    await browser.sign_in()
    assert browser.http.cookies["credora_session"] != first
    browser.http.cookies.set("credora_session", first, domain="127.0.0.1", path="/")


async def test_sessions_end(house: Accounts) -> None:
    """Idle for fourteen days, or sixty days old however often it was used: not signed in any more."""
    database, user = house.site.desk.database, house.site.desk.caller.user_id
    place, now = Place.of("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "203.0.113.77"), clock.now()
    begun, _ = await database.write(Caller(user), lambda s: sessions.begin(s, user, "provider", place, now=now))
    for later, there in ((13, True), (26, True), (41, False)):
        found = await sessions.find(database, begun, place, now=now + timedelta(days=later))
        assert (found is not None) is there, later
    begun, row = await database.write(Caller(user), lambda s: sessions.begin(s, user, "provider", place, now=now))
    assert (row.browser, row.place) == ("Firefox on Linux", "203.0.113.0/24")
    for day in range(10, 60, 10):
        assert await sessions.find(database, begun, place, now=now + timedelta(days=day))
    assert await sessions.find(database, begun, place, now=now + timedelta(days=60)) is None


async def test_a_session_outlives_the_site(books: Desk, people: Provider) -> None:
    """The site is stopped and started again: the cookie is good at the new one."""
    async with accounts(books, people) as house:
        browser = house.browser()
        await browser.sign_in()
        cookie = browser.http.cookies["credora_session"]
    async with accounts(books, people) as house:
        again = house.browser()
        again.http.cookies.set("credora_session", cookie, domain="127.0.0.1", path="/")
        assert (await again.session())["email"] == "ada@northwind.example"


async def test_logging_out_ends_the_session(house: Accounts) -> None:
    """The cookie is good for nothing afterwards, wherever it is kept."""
    browser = house.browser()
    await browser.sign_in()
    cookie = browser.http.cookies["credora_session"]
    out = await browser.post("/auth/logout")
    assert (out.status_code, out.headers["location"]) == (303, "/auth/login")
    other = house.browser()
    other.http.cookies.set("credora_session", cookie, domain="127.0.0.1", path="/")
    assert (await other.session())["code"] == "signed_out"


async def test_the_demo_is_one_click_on_this_machine(house: Accounts) -> None:
    """The form of the login page signs in as the person at this machine; no GET does, no other site's page does."""
    browser = house.browser()
    assert (await browser.get("/auth/demo")).status_code == 405
    for headers in (
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"x-forwarded-for": "203.0.113.9"},
    ):
        refused = await browser.http.post(f"{browser.url}/auth/demo", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_here")
    done = await browser.post("/auth/demo", csrf=None, next="/pnl")
    assert (done.status_code, done.headers["location"]) == (303, "/pnl")
    said = await browser.session()
    assert (said["shop"], said["role"]) == (house.site.desk.slug, "owner")


async def test_who_tries_too_often_waits(house: Accounts) -> None:
    browser = house.browser()
    answers = [(await browser.get("/auth/callback?x=1")).status_code for _ in range(70)]
    assert set(answers) == {400, 429}
    refused = await browser.get("/auth/start", headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["code"], int(refused.headers["retry-after"]) > 0) == (
        429,
        "rate_limited",
        True,
    )


async def _rows(house: Accounts, caller: Caller, sql: str) -> list[tuple[object, ...]]:
    found = await house.site.desk.database.read(caller, lambda s: s.execute(text(sql)))
    return [tuple(row) for row in found]


async def test_what_has_ended_is_swept_out(house: Accounts) -> None:
    """By night: a session over and one idle for too long, a way nobody came back from; what is good stays."""
    database, user = house.site.desk.database, house.site.desk.caller.user_id
    place, now = Place("Firefox on Linux", "203.0.113.0/24"), clock.now()
    for ago in (0, 15, 61):
        then = now - timedelta(days=ago)
        await database.write(Caller(user), lambda s, then=then: sessions.begin(s, user, "provider", place, now=then))
    await signin.begin(database, "a" * 43, "/", now=now - timedelta(minutes=11))
    fresh = await signin.begin(database, "b" * 43, "/", now=now)
    await sweep(database, now=now)
    ((left, latest),) = await _rows(house, Caller(user), "select count(*), max(created_at) from sessions")
    assert (left, latest) == (1, now)
    assert (await signin.finish(database, fresh.state, "b" * 43, now=now)).return_to == "/"
    assert await _rows(house, signin.DOOR, "select count(*) from sign_ins where expires_at <= now()") == [(0,)]


async def test_no_secret_is_logged(house: Accounts, people: Provider, caplog: pytest.LogCaptureFixture) -> None:
    """The loudest log of a sign-in, a refused one and a sign-out: no cookie, state, code, link or secret in it."""
    caplog.set_level(logging.DEBUG)
    browser = house.browser()
    back = await browser.consented(to="/auth/invitation/" + "A" * 64)
    way = browser.http.cookies["credora_way"]
    await browser.get(back)
    cookie = browser.http.cookies["credora_session"]
    await browser.get("/auth/invitation/" + "A" * 64)
    await browser.get(back)
    await browser.post("/auth/logout")
    query = query_of(back)
    for secret in (cookie, way, query["state"], query["code"], people.settings["google_client_secret"], "A" * 64):
        assert secret not in caplog.text
