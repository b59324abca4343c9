"""Members, invitations, sessions, tokens and shops over real HTTP: who may do what, and what is left afterwards."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest
from account_desk import ADA, BEN, CHIARA, Accounts, Browser, Provider, accounts, provider
from shop_desk import Desk
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from stocked_shop import stocked

from credora_agent.access import deletion
from credora_agent.access.sessions import user_in
from credora_agent.core.caller import Caller
from credora_agent.core.errors import BadInput
from credora_agent.tables.registry import METADATA
from credora_agent.web.errors import NotAllowed
from credora_agent.web.founding import found
from credora_agent.web.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path
    from uuid import UUID

    from one_server import Server

    from credora_agent.core.db import Database
    from credora_agent.runtime import Urls

LINK = re.compile(r'value="(http://[^"]+/auth/invitation/[A-Za-z0-9_-]{64})"')
TOKEN = re.compile(r'value="(credora_[A-Za-z0-9_-]{64})"')


@pytest.fixture(scope="module")
async def people() -> AsyncIterator[Provider]:
    """Lend the module's identity provider."""
    async with provider() as lent:
        yield lent


@pytest.fixture(scope="module")
async def above(server: Server, urls: Urls) -> AsyncIterator[AsyncEngine]:
    """Lend the module's database as no policy hides anything of it."""
    engine = create_async_engine(server.url(server.admin, str(make_url(urls.app).database)))
    yield engine
    await engine.dispose()


@pytest.fixture(autouse=True)
async def strangers(above: AsyncEngine) -> AsyncIterator[None]:
    """Have the provider's people be new to each test."""
    yield
    for table in ("users", "invitations"):
        await run(above, f"delete from {table} where email like '%@northwind.example'")


@pytest.fixture
async def house(books: Desk, people: Provider) -> AsyncIterator[Accounts]:
    """Lend a site over new books, the person at the machine their owner."""
    async with accounts(books, people) as lent:
        yield lent


async def run(above: AsyncEngine, sql: str) -> list[tuple[Any, ...]]:
    """Return what a statement comes to that no policy stands in the way of."""
    async with above.begin() as connection:
        done = await connection.execute(text(sql))
        return [tuple(row) for row in done.all()] if done.returns_rows else []


async def holding(above: AsyncEngine, what: UUID | str) -> dict[str, int]:
    """Return in how many rows of which tables of the whole catalogue a text is found."""
    tables = await run(
        above, "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
    )
    hexed = str(what).encode().hex()
    found = {}
    for (table,) in tables:
        within = f"position('{what}' in t::text) > 0 or position('{hexed}' in t::text) > 0"
        ((count,),) = await run(above, f"select count(*) from {table} t where {within}")
        found |= {table: count} if count else {}
    return found


async def owner_of(house: Accounts) -> Browser:
    """Return a browser signed in as the owner."""
    browser = house.browser()
    assert (await browser.post("/auth/demo", csrf=None)).status_code == 303
    return browser


async def invited(house: Accounts, owner: Browser, email: str, role: str) -> str:
    """Return the path of a link the owner made."""
    shown = await owner.post("/settings/members/invite", email=email, role=role)
    assert shown.status_code == 200, shown.text
    found = LINK.search(shown.text)
    assert found
    return found[1].removeprefix(house.site.url)


async def joined(house: Accounts, owner: Browser, person: str, role: str) -> Browser:
    """Return a browser of somebody who was invited as that and accepted."""
    names = {ADA: "ada", BEN: "ben", CHIARA: "chiara"}
    path = await invited(house, owner, f"{names[person]}@northwind.example", role)
    browser = house.browser()
    await browser.sign_in(person, to=path)
    done = await browser.post(path)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    return browser


async def test_an_invitation_makes_a_member_once(house: Accounts) -> None:
    """The owner makes a link for Ben as analyst; he signs in, sees what it offers, accepts; it is used up."""
    owner = await owner_of(house)
    path = await invited(house, owner, " Ben@Northwind.Example ", "analyst")
    ben = house.browser()
    assert (await ben.get(path)).headers["location"].startswith("/auth/login?next=%2Fauth%2Finvitation")
    await ben.sign_in(BEN, to=path)
    offer = await ben.get(path)
    assert house.site.desk.slug in offer.text
    assert "analyst" in offer.text
    assert (await ben.post(path)).status_code == 303
    said = await ben.session()
    assert (said["shop"], said["role"]) == (house.site.desk.slug, "analyst")
    again = await ben.post(path)
    assert (again.status_code, "over" in again.text) == (400, True)
    log = await house.site.desk.rows("select action, detail::text from audit_log order by seq")
    assert [action for action, _ in log] == ["member.invited", "member.joined"]
    assert not any("@" in detail for _, detail in log)


async def test_an_invitation_is_for_one_address(house: Accounts) -> None:
    """Chiara opens Ben's link: neither sees what it offers nor joins by it; Ben still can."""
    owner = await owner_of(house)
    path = await invited(house, owner, "ben@northwind.example", "owner")
    chiara, ben = house.browser(), house.browser()
    await chiara.sign_in(CHIARA)
    for answer in (await chiara.get(path), await chiara.post(path)):
        assert (answer.status_code, "another e-mail address" in answer.text) == (400, True)
        assert house.site.desk.slug not in answer.text
    await ben.sign_in(BEN)
    assert (await ben.post(path)).status_code == 303


async def test_an_invitation_can_be_withdrawn_and_ends(house: Accounts, above: AsyncEngine) -> None:
    owner, ben = await owner_of(house), house.browser()
    await ben.sign_in(BEN)
    desk = house.site.desk
    withdrawn = await invited(house, owner, "ben@northwind.example", "viewer")
    row = await desk.one("select id from invitations")
    assert (await owner.post(f"/settings/members/invitations/{row}/withdraw")).status_code == 303
    old = await invited(house, owner, "ben@northwind.example", "viewer")
    await run(above, "update invitations set expires_at = now()")
    for path in (withdrawn, old, f"/auth/invitation/{'A' * 64}", "/auth/invitation/x"):
        assert (await ben.post(path)).status_code == 400, path
    assert (await ben.session())["shops"] == []


async def test_no_link_is_kept(house: Accounts) -> None:
    owner = await owner_of(house)
    link = (await invited(house, owner, "ben@northwind.example", "viewer")).rsplit("/", 1)[1]
    assert link not in str(await house.site.desk.rows("select invitations::text from invitations"))


@pytest.mark.parametrize(
    ("email", "role"), [("nobody", "viewer"), ("a@b", "viewer"), ("a@b.example", "admin"), ("", "viewer")]
)
async def test_what_is_no_invitation_is_refused(house: Accounts, email: str, role: str) -> None:
    owner = await owner_of(house)
    assert (await owner.post("/settings/members/invite", email=email, role=role)).status_code in {400, 422}
    assert await house.site.desk.one("select count(*) from invitations") == 0


ROUTES: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("GET", "/settings/members", {}, "viewer"),
    ("GET", "/settings/tokens", {}, "viewer"),
    ("GET", "/settings/sessions", {}, "viewer"),
    ("GET", "/settings/account", {}, "viewer"),
    ("GET", "/platforms", {}, "viewer"),
    ("GET", "/sync/status", {}, "viewer"),
    ("GET", "/settings/account/export", {}, "analyst"),
    ("GET", "/platforms/meta/oauth", {}, "owner"),
    ("POST", "/settings/tokens", {"name": "laptop", "scope": "read"}, "viewer"),
    ("POST", "/settings/tokens", {"name": "laptop", "scope": "write"}, "owner"),
    ("POST", "/settings/members/invite", {"email": "x@example.com", "role": "viewer"}, "owner"),
    ("POST", "/settings/members/{owner}/role", {"role": "owner"}, "owner"),
    ("POST", "/settings/shop/delete", {"named": "not its name"}, "owner"),
)
RANK = {"viewer": 1, "analyst": 2, "owner": 3}


async def test_roles_by_routes(house: Accounts) -> None:
    """Each route by each role, by somebody who works on no shop, by a token of a viewer's scope, and signed out."""
    owner = await owner_of(house)
    people = {
        "owner": owner,
        "analyst": await joined(house, owner, BEN, "analyst"),
        "viewer": await joined(house, owner, CHIARA, "viewer"),
    }
    stranger, nobody = house.browser(), house.browser()
    await stranger.sign_in(ADA)
    for method, path, fields, least in ROUTES:
        at = path.format(owner=house.site.desk.caller.user_id)
        for role, browser in people.items():
            answer = await (browser.post(at, **fields) if method == "POST" else browser.get(at))
            allowed = RANK[role] >= RANK[least]
            assert (answer.status_code == 403) is not allowed, (method, path, role, answer.status_code, answer.text)
        gone = await (nobody.post(at, csrf=None, **fields) if method == "POST" else nobody.get(at))
        assert (gone.status_code, gone.headers["location"][:11]) == (303, "/auth/login"), path
        if path not in {"/settings/sessions", "/settings/account", "/settings/account/export"}:
            none = await (stranger.post(at, **fields) if method == "POST" else stranger.get(at))
            assert (none.status_code, none.headers["location"]) == (303, "/welcome"), path


async def test_every_change_needs_the_session_s_own_form(house: Accounts) -> None:
    """No token of the form, another session's, or another site's page: 403 for each route that changes something."""
    owner, other = await owner_of(house), await owner_of(house)
    theirs = await other.csrf()
    paths = [
        "/auth/logout", "/auth/shop", "/settings/members/invite", f"/settings/members/{uuid4()}/role",
        f"/settings/members/{uuid4()}/remove", f"/settings/members/invitations/{uuid4()}/withdraw", "/settings/tokens",
        f"/settings/tokens/{uuid4()}/revoke", f"/settings/tokens/apps/{uuid4()}/revoke",
        "/settings/sessions/end-others",
        f"/settings/sessions/{uuid4()}/end", "/settings/shop/delete", "/settings/account/delete",
        f"/auth/invitation/{'A' * 64}",
    ]  # fmt: skip
    fields = {"name": "n", "email": "x@example.com", "role": "viewer", "shop": "x", "named": "x"}
    for path in paths:
        for csrf in (None, theirs, ""):
            assert (await owner.post(path, csrf=csrf, **fields)).status_code == 403, path
        data = {**fields, "csrf": await owner.csrf()}
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
            sent = await owner.http.post(f"{owner.url}{path}", data=data, headers=headers)
            assert sent.status_code == 403, (path, headers)
    assert (await owner.session())["role"] == "owner"


async def test_the_last_owner_stays(house: Accounts) -> None:
    """Neither demoted nor removed, until another is an owner; then they may leave."""
    owner, desk = await owner_of(house), house.site.desk
    me = desk.caller.user_id
    ben = await joined(house, owner, BEN, "analyst")
    ben_id = user_in(ben.http.cookies["credora_session"])
    for path, fields in ((f"/settings/members/{me}/role", {"role": "viewer"}), (f"/settings/members/{me}/remove", {})):
        refused = await owner.post(path, **fields)
        assert (refused.status_code, "always has an owner" in refused.text) == (400, True)
    assert (await owner.post(f"/settings/members/{ben_id}/role", role="owner")).status_code == 303
    assert (await owner.post(f"/settings/members/{me}/remove")).headers["location"] == "/"
    assert (await owner.session())["shops"] == []
    assert (await ben.session())["role"] == "owner"
    assert (await ben.get("/settings/members")).status_code == 200


async def test_who_is_removed_is_out_at_once(house: Accounts) -> None:
    """Their session sees nothing of the shop any more, their token is gone, and so is what they asked."""
    owner, desk = await owner_of(house), house.site.desk
    ben = await joined(house, owner, BEN, "analyst")
    ben_id = user_in(ben.http.cookies["credora_session"])
    token = TOKEN.search((await ben.post("/settings/tokens", name="laptop")).text)
    assert token
    assert (await _with_token(house, token[1], "/platforms")).status_code == 200
    assert (await owner.post(f"/settings/members/{ben_id}/remove")).status_code == 303
    assert (await ben.get("/platforms")).headers["location"] == "/welcome"
    assert (await ben.get(f"/platforms?books={desk.slug}")).status_code == 404
    assert (await _with_token(house, token[1], "/platforms")).status_code == 401
    assert await desk.one("select count(*) from api_tokens") == 0


async def test_a_role_changed_counts_at_once(house: Accounts) -> None:
    owner = await owner_of(house)
    ben = await joined(house, owner, BEN, "owner")
    ben_id = user_in(ben.http.cookies["credora_session"])
    token = TOKEN.search((await ben.post("/settings/tokens", name="robot", scope="write")).text)
    assert token
    await owner.post(f"/settings/members/{ben_id}/role", role="viewer")
    assert (await ben.post("/settings/members/invite", email="x@example.com", role="viewer")).status_code == 403
    refused = await _with_token(house, token[1], "/platforms/meta/oauth")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


async def test_a_token_is_a_program_s_way_in(house: Accounts) -> None:
    """Read alone reads alone; no token makes tokens, ends sessions or exports; revoked it is good for nothing."""
    owner = await owner_of(house)
    read, write = [
        TOKEN.search((await owner.post("/settings/tokens", name=scope, scope=scope)).text)
        for scope in ("read", "write")
    ]
    assert read
    assert write
    assert read[1] not in (await owner.get("/settings/tokens")).text
    assert (await _with_token(house, read[1], "/sync/status")).status_code == 200
    assert (await _with_token(house, read[1], "/platforms/meta/oauth")).json()["code"] == "not_allowed"
    for path in ("/settings/tokens", "/settings/sessions", "/settings/account", "/settings/account/export"):
        assert (await _with_token(house, write[1], path)).json()["code"] == "not_allowed", path
    row = await house.site.desk.one("select id from api_tokens where name = 'read'")
    assert (await owner.post(f"/settings/tokens/{row}/revoke")).status_code == 303
    refused = await _with_token(house, read[1], "/sync/status")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Bearer realm="Credora"')
    for text_of in ("", "Bearer", "Bearer x", f"Bearer credora_{'A' * 64}", f"Basic {write[1]}"):
        async with httpx2.AsyncClient(trust_env=False) as http:
            answer = await http.get(f"{house.site.url}/platforms", headers={"authorization": text_of})
        assert answer.status_code == 401, text_of


async def test_an_analyst_sees_and_ends_own_tokens_only(house: Accounts) -> None:
    owner, desk = await owner_of(house), house.site.desk
    ben = await joined(house, owner, BEN, "analyst")
    await owner.post("/settings/tokens", name="the owner's")
    await ben.post("/settings/tokens", name="ben's")
    shown = (await ben.get("/settings/tokens")).text
    assert ("ben&#39;s" in shown, "the owner" in shown.replace("analysts and owner", "")) == (True, False)
    row = await desk.one("select id from api_tokens where name = 'the owner''s'")
    assert (await ben.post(f"/settings/tokens/{row}/revoke")).status_code == 403
    own = await desk.one("select id from api_tokens where name = 'ben''s'")
    assert (await owner.post(f"/settings/tokens/{own}/revoke")).status_code == 303


async def test_sessions_are_listed_and_ended(house: Accounts) -> None:
    """Two browsers of one person: each sees both, one signs the other out; nobody ends another person's."""
    first, second, ben = await owner_of(house), await owner_of(house), house.browser()
    await ben.sign_in(BEN)
    page = (await first.get("/settings/sessions")).text
    ids = re.findall(r"/settings/sessions/([0-9a-f-]{36})/end", page)
    assert len(ids) == 2
    for each in ids:
        await ben.post(f"/settings/sessions/{each}/end")
    assert (await second.session())["role"] == "owner"
    assert (await first.post("/settings/sessions/end-others")).status_code == 303
    assert (await second.session())["code"] == "signed_out"
    assert (await first.session())["role"] == "owner"
    (own,) = re.findall(r"/settings/sessions/([0-9a-f-]{36})/end", (await first.get("/settings/sessions")).text)
    await first.post(f"/settings/sessions/{own}/end")
    assert (await first.session())["code"] == "signed_out"


async def test_the_shop_is_chosen_for_the_session(house: Accounts, above: AsyncEngine, tmp_path: Path) -> None:
    """Of two shops the one chosen is what pages are about; an address names the other; a third is not there."""
    owner, desk = await owner_of(house), house.site.desk
    second, third = await Desk.open(desk.database, tmp_path), await Desk.open(desk.database, tmp_path)
    await run(above, f"insert into memberships values ('{second.shop.tenant}', '{desk.caller.user_id}', 'viewer')")
    assert {each["slug"] for each in (await owner.session())["shops"]} == {desk.slug, second.slug}
    assert (await owner.post("/auth/shop", shop=second.slug)).status_code == 303
    said = await owner.session()
    assert (said["shop"], said["role"]) == (second.slug, "viewer")
    assert (await owner.get("/platforms")).json()["books"] == second.slug
    assert (await owner.get(f"/platforms?books={desk.slug}")).json()["books"] == desk.slug
    assert (await owner.get(f"/platforms?books={third.slug}")).status_code == 404
    assert (await owner.post("/auth/shop", shop=third.slug)).status_code == 403
    again = await owner_of(house)
    assert (await again.session())["shop"] == second.slug


async def test_a_second_tenant_sees_nothing_of_the_first(
    database: Database, tmp_path: Path, people: Provider, above: AsyncEngine
) -> None:
    """Ben, owner of another shop, asks for everything of the first by every id there is: never a word of it."""
    mine, theirs = (
        await stocked(database, tmp_path, "mine", "10.00"),
        await stocked(database, tmp_path, "theirs", "77.77"),
    )
    async with accounts(mine, people) as house:
        ben = house.browser()
        await ben.sign_in(BEN)
        ben_id = user_in(ben.http.cookies["credora_session"])
        await run(above, f"insert into memberships values ('{theirs.shop.tenant}', '{ben_id}', 'owner')")
        tokens = [row[0] for row in await mine.rows("select id from api_tokens")]
        conversations = [row[0] for row in await mine.rows("select id from conversations")]
        members = [mine.caller.user_id]
        seen = [
            *[
                await ben.get(f"/settings/{each}")
                for each in ("members", "tokens", "sessions", "account", "account/export")
            ],
            *[await ben.get(each) for each in ("/platforms", "/sync/status", "/auth/session")],
            *[
                await ben.get(f"{each}?books={mine.slug}")
                for each in ("/platforms", "/settings/members", "/sync/status")
            ],
            *[await ben.post(f"/settings/tokens/{each}/revoke") for each in tokens],
            *[await ben.post(f"/settings/members/{each}/remove") for each in members],
            *[await ben.get(f"/chat/conversations/{each}") for each in conversations],
        ]
        assert [each.request.url.path for each in seen if mine.slug in each.text.replace(f"shop {mine.slug!r}", "")
                and each.status_code == 200] == []  # fmt: skip
        assert not any(str(mine.shop.tenant) in each.text or "10.00" in each.text for each in seen)
        assert await mine.one("select count(*) from api_tokens where revoked_at is null") == len(tokens)
        assert await mine.one("select count(*) from memberships") == 1


async def test_the_export_holds_the_books_and_no_secret(
    database: Database, tmp_path: Path, people: Provider, above: AsyncEngine
) -> None:
    """A CSV of each table of the shop with the ledger whole, the person and their conversations as JSON."""
    shop = await stocked(database, tmp_path, "=cmd", "10.00")
    async with accounts(shop, people) as house:
        owner = await owner_of(house)
        answer = await owner.get("/settings/account/export")
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="credora-{shop.slug}-')
        cookie = owner.http.cookies["credora_session"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    files = {name: archive.read(name).decode() for name in archive.namelist()}
    ledger = list(csv.DictReader(io.StringIO(files["books/transactions.csv"])))
    assert len(ledger) == await shop.one("select count(*) from transactions")
    assert sum(int(row["amount_micros"]) for row in ledger) == await shop.one(
        "select sum(amount_micros) from transactions"
    )
    assert "'=cmd" in files["books/products.csv"]
    (talk,) = json.loads(files["conversations.json"])
    assert [each["content"] for each in talk["messages"]] == ["q"]
    account = json.loads(files["account.json"])
    assert account["shops"][0]["slug"] == shop.slug
    whole = "".join(files.values())
    assert cookie not in whole
    assert not {"books/tokens.csv", "books/api_tokens.csv", "books/oauth_states.csv"} & set(files)
    assert "secret_hash" not in whole
    assert "customer_salt" not in whole


async def test_a_deleted_shop_leaves_no_row(
    database: Database, tmp_path: Path, people: Provider, above: AsyncEngine
) -> None:
    """A row in every table; afterwards no table of the catalogue holds the shop's id, and the other is untouched."""
    shop, other = (
        await stocked(database, tmp_path, "mine", "10.00"),
        await stocked(database, tmp_path, "theirs", "77.77"),
    )
    kept = await other.state()
    await database.write(
        shop.caller,
        lambda s: s.execute(
            text("insert into rate_limits values (:key, 1, 1, 1, now())"), {"key": f"shop:{shop.shop.tenant}"}
        ),
    )
    async with accounts(shop, people) as house:
        owner = await owner_of(house)
        await run(
            above,
            "insert into pgqueuer (priority, entrypoint, payload, status, created, updated, dedupe_key, execute_after)"
            f" values (0, 'credora.sync.step', convert_to('[\"{shop.shop.tenant}\",\"x\",\"s\"]', 'UTF8'), 'queued',"
            f" now(), now(), '{shop.shop.tenant}:x:sales:1', now())",
        )
        before = await holding(above, shop.shop.tenant)
        assert {table.name for table in METADATA.sorted_tables if "tenant_id" in table.columns} <= set(before)
        refused = await owner.post("/settings/shop/delete", named="something else")
        assert (refused.status_code, shop.slug in refused.text) == (400, True)
        done = await owner.post("/settings/shop/delete", named=shop.slug)
        assert done.headers["location"] == "/settings/account?said=shop-deleted"
        assert (await owner.session())["shops"] == []
        assert await holding(above, shop.shop.tenant) == {}
    assert await other.state() == kept
    assert await deletion.was_deleted(database, shop.shop.tenant)
    assert not await deletion.was_deleted(database, other.shop.tenant)


async def test_a_deleted_account_leaves_nothing(
    database: Database, tmp_path: Path, people: Provider, above: AsyncEngine
) -> None:
    """Ben owns one shop alone and works on another: his shop goes with him, the other stays without him."""
    shop = await Desk.open(database, tmp_path)
    async with accounts(shop, people) as house:
        owner = await owner_of(house)
        ben = await joined(house, owner, BEN, "analyst")
        cookie = ben.http.cookies["credora_session"]
        ben_id = user_in(cookie)
        assert ben_id
        own = await Desk.open(database, tmp_path)
        await run(above, f"update memberships set user_id = '{ben_id}' where tenant_id = '{own.shop.tenant}'")
        for fields in (
            {"confirm": "yes"},
            {"confirm": "delete my account"},
            {"confirm": "delete my account", f"shop-{own.slug}": "x"},
            {f"shop-{own.slug}": own.slug},
        ):
            refused = await ben.post("/settings/account/delete", **fields)
            assert refused.status_code == 400, fields
        assert await holding(above, own.shop.tenant)
        done = await ben.post(
            "/settings/account/delete", **{"confirm": "Delete my account", f"shop-{own.slug}": own.slug}
        )
        assert (done.status_code, done.headers["location"]) == (303, "/auth/login")
        assert await holding(above, own.shop.tenant) == {}
        left = await holding(above, ben_id)
        assert set(left) <= {"audit_log"}, left
        assert not await holding(above, "ben@northwind.example")
        again = house.browser()
        again.http.cookies.set("credora_session", cookie, domain="127.0.0.1", path="/")
        assert (await again.session())["code"] == "signed_out"
        assert (await owner.session())["role"] == "owner"
        fresh = house.browser()
        await fresh.sign_in(BEN)
        assert (await fresh.session())["shops"] == []
        assert user_in(fresh.http.cookies["credora_session"]) != ben_id
    assert await deletion.was_deleted(database, ben_id)


async def test_a_deletion_holds_nothing_personal(database: Database, books: Desk) -> None:
    """A kind, a hash and a time; whoever is not at the door cannot even list them, and nobody changes one."""
    names = [column.name for column in METADATA.tables["deletions"].columns]
    assert names == ["id", "kind", "subject_hash", "at"]
    for caller in (books.caller, Caller(books.caller.user_id)):
        assert (await database.read(caller, lambda s: s.execute(text("select * from deletions")))).all() == []


async def _with_token(house: Accounts, token: str, path: str) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as http:
        return await http.get(f"{house.site.url}{path}", headers={"authorization": f"Bearer {token}"})


async def test_a_shop_is_opened_and_is_its_opener_s(house: Accounts) -> None:
    """Chiara opens "Crème & Co.": its address name is made of it, another of the same name gets its own."""
    database, browser = house.site.desk.database, house.browser()
    await browser.sign_in(CHIARA)
    user = user_in(browser.http.cookies["credora_session"])
    assert user
    visitor = Visitor(Caller(user), None, (), (), "chiara@northwind.example", "Chiara")
    first, second = [await found(database, visitor, " Crème &  Co.", "eur", "Europe/Rome") for _ in range(2)]
    assert (first.slug, first.name, first.currency) == ("creme-co", "Crème & Co.", "EUR")
    assert re.fullmatch("creme-co-[0-9a-f]{6}", second.slug)
    assert {each["slug"] for each in (await browser.session())["shops"]} == {first.slug, second.slug}
    for wrong in (
        {"name": "…", "currency": "EUR", "timezone": "UTC"},
        {"name": "x", "currency": "XXQ", "timezone": "UTC"},
        {"name": "x", "currency": "EUR", "timezone": "Mars/Base"},
    ):
        with pytest.raises(BadInput):
            await found(database, visitor, **wrong)
    with pytest.raises(NotAllowed):
        await found(database, replace(visitor, via="token"), "x", "EUR", "UTC")
