"""Connecting over real HTTP: browser, site, simulated platforms; and every way in which it must not work."""

from __future__ import annotations

import hashlib
import hmac
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from sandbox_process import Browser, Sim, sandbox
from shop_desk import Desk
from site_desk import Site, site
from sqlalchemy import text

from credora_agent.core.clock import now
from credora_agent.core.errors import BadInput
from credora_agent.platforms.base import DeadToken, Passing
from credora_agent.platforms.meta_ads.client import MetaClient
from credora_agent.platforms.shopify.client import ShopifyClient
from credora_agent.sync.connections.clients import open_client
from credora_agent.sync.connections.vault import read_token
from credora_agent.tables.sync import SyncStream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx2

    from credora_agent.core.db import Database
    from credora_agent.tables.sources import Connection

BROWSED = ("/admin/oauth/authorize", "/meta/www/", "/google/accounts/")


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Sim]:
    """Lend the module's sandbox: a young shop, so that it stands at once."""
    async with sandbox("--seed", "5", "--days", "6") as sim:
        yield sim


@pytest.fixture
async def sim(running: Sim) -> AsyncIterator[Sim]:
    """Lend the sandbox as nobody has touched it."""
    yield running
    await running.restore()


@pytest.fixture
async def desk(books: Desk, sim: Sim) -> AsyncIterator[Site]:
    """Lend the site over new books in pounds."""
    async with site(books, sim.settings()) as lent:
        yield lent


async def kept(desk: Site, connection: Connection, field: str) -> str | None:
    return await desk.desk.database.read(desk.desk.caller, lambda s: read_token(s, desk.outfit.ring, connection, field))


def way_out(desk: Site, sim: Sim, platform: str) -> str:
    query = f"?shop={sim.shop}" if platform == "shopify" else ""
    return f"{desk.url}/platforms/{platform}/oauth{query}"


async def test_a_shop_is_connected_by_consent(desk: Site, sim: Sim) -> None:
    """Out to the shop's page, Approve, back: a connection, its tokens sealed, the shop readable with them."""
    page = await Browser().consent(way_out(desk, sim, "shopify"))
    assert (page.status_code, "Shopify is connected" in page.text) == (200, True)
    assert sim.shop in page.text
    connection = await desk.connection()
    assert (connection.account, connection.status, connection.sandbox) == (sim.shop, "connected", True)
    assert (connection.currency, connection.settings["missing_scopes"]) == ("GBP", [])
    token = await kept(desk, connection, "access")
    sealed = await desk.desk.rows("select sealed from tokens order by field")
    assert len(sealed) == 2
    assert not any(str(token).encode() in row[0] for row in sealed)
    client = open_client(desk.outfit, desk.desk.caller, connection)
    assert isinstance(client, ShopifyClient)
    assert (await client.shop())["myshopifyDomain"] == sim.shop


@pytest.mark.parametrize(("platform", "called"), [("meta_ads", "meta"), ("google_ads", "google")])
async def test_a_login_connects_every_account_it_opens(desk: Site, sim: Sim, platform: str, called: str) -> None:
    """Ad accounts come with their own currency and zone, one connection each; the original's names lead there too."""
    page = await Browser().consent(way_out(desk, sim, called))
    assert page.status_code == 200, page.text
    shops = (await sim.http.get(f"{sim.url}/__sim/shops")).json()
    there = {each["id"]: each["currency"] for each in shops[0]["ad_accounts"] if each["platform"].startswith(called)}
    found = [each for each in await desk.connect.connections(desk.desk.caller) if each.platform == platform]
    opened = {each.account: each.currency for each in found if each.currency}
    assert opened
    assert opened.items() <= there.items()
    assert all(each.timezone for each in found if each.currency)
    client: Any = open_client(desk.outfit, desk.desk.caller, next(each for each in found if each.status == "connected"))
    assert await (client.accounts() if isinstance(client, MetaClient) else client.customers())


async def test_what_is_connected_is_told(desk: Site, sim: Sim) -> None:
    """`/platforms` names platforms, accounts and states, and no secret."""
    await Browser().consent(way_out(desk, sim, "shopify"))
    answer = await sim.http.get(f"{desk.url}/platforms")
    said = {each["name"]: each for each in answer.json()["platforms"]}
    assert list(said) == ["shopify", "meta_ads", "google_ads"]
    (one,) = said["shopify"]["connections"]
    assert (one["account"], one["status"], one["problem"]) == (sim.shop, "connected", None)
    assert str(await kept(desk, await desk.connection(), "access")) not in answer.text
    status = (await sim.http.get(f"{desk.url}/sync/status")).json()
    assert status == {"tenant": str(desk.desk.shop.tenant)}


@pytest.mark.parametrize("platform", ["meta", "google"])
async def test_a_declined_consent_connects_nothing(desk: Site, sim: Sim, platform: str) -> None:
    page = await Browser().consent(way_out(desk, sim, platform), "decline")
    assert (page.status_code, "Not connected" in page.text) == (400, True)
    assert "Connect again" in page.text
    assert await desk.connect.connections(desk.desk.caller) == []


async def test_a_permission_left_out_is_said_and_the_rest_works(desk: Site, sim: Sim) -> None:
    """A shop that grants orders and products only is connected; what is missing is on the page and the connection."""
    await sim.tell("consent", scopes=["read_orders", "read_products"])
    page = await Browser().consent(way_out(desk, sim, "shopify"))
    assert "Not granted: " in page.text
    connection = await desk.connection()
    assert connection.status == "connected"
    assert connection.scopes == ["read_orders", "read_products"]
    assert "read_all_orders" in connection.settings["missing_scopes"]


async def test_an_ads_permission_left_out_connects_nothing(desk: Site, sim: Sim) -> None:
    await sim.tell("consent", declined=["ads_read"])
    page = await Browser().consent(way_out(desk, sim, "meta"))
    assert (page.status_code, "ads_read" in page.text) == (403, True)
    assert await desk.connect.connections(desk.desk.caller) == []


async def callback(desk: Site, sim: Sim) -> tuple[Browser, str]:
    """Return a browser that approved, and the address it was sent back to, not yet visited."""
    browser = Browser()
    page = await browser.go(way_out(desk, sim, "shopify"))
    held = await browser.press(page, "approve", short_of=desk.url)
    return browser, held.headers["location"]


def resigned(address: str, sim: Sim, **changed: str) -> str:
    """Return a callback with other parameters, signed as if Shopify had sent it."""
    parts = urlsplit(address)
    said = {**dict(parse_qsl(parts.query)), **changed}
    said.pop("hmac")
    key = sim.said["shopify"]["client_secret"].encode()
    said["hmac"] = hmac.new(key, urlencode(sorted(said.items())).encode(), hashlib.sha256).hexdigest()
    return parts._replace(query=urlencode(said)).geturl()


async def refused(desk: Site, page: httpx2.Response, why: str) -> None:
    assert page.status_code == 400, page.text
    assert why in page.text
    assert await desk.connect.connections(desk.desk.caller) == []


async def test_a_replayed_callback_is_refused(desk: Site, sim: Sim) -> None:
    """The very same address a second time: the page says so, and the connection stands as it was."""
    browser, address = await callback(desk, sim)
    assert (await browser.go(address)).status_code == 200
    before = await desk.connection()
    again = await browser.go(address)
    assert (again.status_code, "used before" in again.text) == (400, True)
    after = await desk.connection()
    assert (after.id, after.connected_at) == (before.id, before.connected_at)


async def test_a_callback_in_another_browser_is_refused(desk: Site, sim: Sim) -> None:
    """Somebody else's link, opened here: nothing of theirs is connected to our books."""
    browser, address = await callback(desk, sim)
    await refused(desk, await Browser().go(address), "begun in another browser")
    assert (await browser.go(address)).status_code == 200


async def test_a_forged_callback_is_refused(desk: Site, sim: Sim) -> None:
    browser, address = await callback(desk, sim)
    await refused(desk, await browser.go(address.replace("code=", "code=0")), "not signed by Shopify")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"shop": "other.myshopify.com"}, "Another shop came back"),
        ({"shop": "wick.myshopify.com.evil.example"}, "names no shop"),
        ({"shop": "wick.myshopify.com\n"}, "names no shop"),
        ({"timestamp": "1700000000"}, "too old"),
        ({"code": "guessed"}, "gave no token"),
    ],
)
async def test_a_signed_callback_of_something_else_is_refused(
    desk: Site, sim: Sim, changed: dict[str, str], why: str
) -> None:
    """Even under Shopify's signature: another shop, a look-alike, a trailing newline, an old one, a wrong code."""
    browser, address = await callback(desk, sim)
    await refused(desk, await browser.go(resigned(address, sim, **changed)), why)


async def test_reconnecting_revives_the_same_connection(desk: Site, sim: Sim) -> None:
    """Disconnected and connected again: one row, its id and streams as before, never books twice."""
    await Browser().consent(way_out(desk, sim, "shopify"))
    first = await desk.connection()
    stream = SyncStream(tenant_id=first.tenant_id, connection_id=first.id, stream="sales", epoch=3, cursor={"at": 7})

    async def add(session: Any) -> None:
        session.add(stream)

    await desk.desk.database.write(desk.desk.caller, add)
    gone = await desk.connect.disconnect(desk.desk.caller, first.id, now=now())
    assert (gone.connection.status, "uninstall" in str(gone.kept_by_platform)) == ("disconnected", True)
    assert await desk.desk.one("select count(*) from tokens") == 0
    assert await desk.desk.rows("select state, epoch from sync_streams") == [("off", 4)]
    with pytest.raises(DeadToken, match="disconnected"):
        await open_client(desk.outfit, desk.desk.caller, first).shop()  # type: ignore[union-attr]
    await Browser().consent(way_out(desk, sim, "shopify"))
    again = await desk.connection()
    assert (again.id, again.status, again.disconnected_at) == (first.id, "connected", None)
    assert await desk.desk.rows("select state, cursor from sync_streams") == [("idle", {"at": 7})]


async def test_the_same_ad_account_twice_is_one_connection(desk: Site, sim: Sim) -> None:
    for _ in range(2):
        await Browser().consent(way_out(desk, sim, "google"))
    found = await desk.connect.connections(desk.desk.caller)
    assert len({each.account for each in found}) == len(found) >= 1


async def test_the_last_account_of_a_login_takes_the_login_back(desk: Site, sim: Sim) -> None:
    """While another account lives on the grant it stays; with the last one the platform is told, and refuses it."""
    await Browser().consent(way_out(desk, sim, "meta"))
    connections = list(await desk.connect.connections(desk.desk.caller))
    token = str(await kept(desk, connections[-1], "access"))
    for number, each in enumerate(connections, 1):
        gone = await desk.connect.disconnect(desk.desk.caller, each.id, now=now())
        shared = "still connected" in (gone.kept_by_platform or "")
        assert shared == (number < len(connections))
    answer = await sim.http.get(
        f"{sim.url}/meta/graph/v26.0/me/permissions", headers={"authorization": f"Bearer {token}"}
    )
    assert answer.status_code >= 400


async def test_a_merchant_s_own_app_needs_no_consent_page(desk: Site, sim: Sim) -> None:
    """client_credentials: connected at once, and a day's token is asked for anew when it is refused."""
    done = await desk.connect.connect_own_shop(desk.desk.caller, sim.shop, now=now())
    (connection,) = done.connections
    first = str(await kept(desk, connection, "access"))
    assert await kept(desk, connection, "refresh") is None
    await sim.tell("faults", match="shopify.graphql", kind="expire_token", nth=1, times=1)
    assert (await open_client(desk.outfit, desk.desk.caller, connection).shop())["name"]  # type: ignore[union-attr]
    assert await kept(desk, connection, "access") != first


async def test_a_lost_refresh_answer_is_survived(desk: Site, sim: Sim) -> None:
    """The platform rotates and its answer is lost, every time it is tried within a request; later it works."""
    await Browser().consent(way_out(desk, sim, "shopify"))
    connection = await desk.connection()
    before = [await kept(desk, connection, field) for field in ("access", "refresh")]
    await sim.tell("faults", match="shopify.token", kind="lose_refresh_answer", times=4)
    client: Any = open_client(desk.outfit, desk.desk.caller, connection)
    await sim.tell("faults", match="shopify.graphql", kind="expire_token", nth=1, times=1)
    with pytest.raises(Passing):
        await client.shop()
    assert [await kept(desk, connection, field) for field in ("access", "refresh")] == before
    assert (await client.shop())["myshopifyDomain"] == sim.shop
    assert (await desk.connection()).status == "connected"
    assert await kept(desk, connection, "refresh") != before[1]


async def test_an_uninstalled_app_asks_for_the_merchant(desk: Site, sim: Sim) -> None:
    """The next call finds the tokens dead: this connection needs attention, with a remedy; the ads go on."""
    await Browser().consent(way_out(desk, sim, "shopify"))
    await Browser().consent(way_out(desk, sim, "google"))
    await sim.tell("uninstall", shop=sim.shop)
    with pytest.raises(DeadToken):
        await open_client(desk.outfit, desk.desk.caller, await desk.connection()).shop()  # type: ignore[union-attr]
    states = {each.platform: each for each in await desk.connect.connections(desk.desk.caller)}
    assert states["shopify"].status == "needs_attention"
    assert set(states["shopify"].problem) == {"code", "cause", "remedy"}
    assert states["google_ads"].status == "connected"
    await Browser().consent(way_out(desk, sim, "shopify"))
    revived = await desk.connection()
    assert (revived.status, revived.problem) == ("connected", None)


async def test_books_of_another_currency_say_so(database: Database, tmp_path: Path, sim: Sim) -> None:
    """The shop is in pounds, the books in dollars and New York: both are kept, and the page says it."""
    dollars = await Desk.open(database, tmp_path, currency="USD", timezone="America/New_York")
    async with site(dollars, sim.settings()) as desk:
        page = await Browser().consent(way_out(desk, sim, "shopify"))
        assert "is in GBP, the books are in USD" in page.text
        assert (await desk.connection()).currency == "GBP"
        assert await dollars.one("select currency from tenants where id = :id", id=dollars.shop.tenant) == "USD"


async def test_the_sandbox_and_the_world_never_mix(desk: Site, sim: Sim) -> None:
    """A sandbox's connection is not opened outside of sandbox mode, and a real one of its name never takes it over."""
    await Browser().consent(way_out(desk, sim, "shopify"))
    connection = await desk.connection()
    real = sim.settings(sandbox=False)
    outfit = type(desk.outfit)(desk.outfit.database, desk.outfit.ring, desk.outfit.http, real)
    with pytest.raises(BadInput, match="no sandbox is running"):
        open_client(outfit, desk.desk.caller, connection)
    flip = text("update platform_connections set sandbox = false where id = :id")
    await desk.desk.database.write(desk.desk.caller, lambda s: s.execute(flip, {"id": connection.id}))
    page = await Browser().consent(way_out(desk, sim, "shopify"))
    assert (page.status_code, "already in these books as a real account" in page.text) == (400, True)


async def test_localhost_is_led_to_where_the_consent_comes_back(desk: Site, sim: Sim) -> None:
    """A cookie of localhost would be missing at 127.0.0.1."""
    localhost = way_out(desk, sim, "shopify").replace("127.0.0.1", "localhost")
    page = await Browser().consent(localhost)
    assert page.status_code == 200, page.text


async def test_no_secret_reaches_a_log_or_a_page(desk: Site, sim: Sim, caplog: pytest.LogCaptureFixture) -> None:
    """Every platform connected, renewed, refused and disconnected, at DEBUG: no token, code, state or app secret."""
    caplog.set_level(logging.DEBUG)
    browser, pages = Browser(), ""
    for platform in ("shopify", "meta", "google"):
        pages += (await browser.consent(way_out(desk, sim, platform))).text
        pages += (await browser.go(browser.seen[-1])).text
    secrets = {sim.said[name][key] for name, key in (("shopify", "client_secret"), ("meta", "app_secret"))}
    secrets |= {sim.said["google"]["client_secret"], *browser.cookies.values()}
    for address in browser.seen:
        if address.startswith(desk.url):
            query = dict(parse_qsl(urlsplit(address).query))
            secrets |= {query[name] for name in ("code", "state", "hmac") if name in query}
    await sim.tell("faults", match="shopify.graphql", kind="expire_token", nth=1, times=1)
    caplog.set_level(logging.DEBUG, logger="httpx2")  # which the product keeps quiet: even so nothing may be said
    for connection in await desk.connect.connections(desk.desk.caller):
        secrets |= {str(await kept(desk, connection, field)) for field in ("access", "refresh")}
        client: Any = open_client(desk.outfit, desk.desk.caller, connection)
        if connection.platform == "shopify":
            await client.shop()
        secrets |= {str(await kept(desk, connection, field)) for field in ("access", "refresh")}
        await desk.connect.disconnect(desk.desk.caller, connection.id, now=now())
    secrets -= {"None"}
    assert len(secrets) > 12
    said = [f"{record.name} {record.getMessage()} {record.exc_text}" for record in caplog.records]
    # The test's browser shares our process and its logger: where it went is not what the product asked.
    logged = "\n".join(line for line in said if not any(place in line for place in BROWSED) and desk.url not in line)
    assert [secret for secret in secrets if secret in logged] == []
    assert [secret for secret in secrets if secret in pages] == []
    assert "/meta/graph/v26.0/me/permissions" in logged  # what the product asked was among what was searched
