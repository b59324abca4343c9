"""Installing the app in a simulated shop: the page, the signed way back, tokens that end, rotate and die."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
import pytest
from sandbox_shopify_desk import Desk, a_shop

from credora_agent.sandbox.server import Plan, open_sandbox
from credora_agent.sandbox.shopify.app import Sites

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BACK = "http://127.0.0.1:9/back?kept=1"
NAME = "{ shop { name myshopifyDomain } }"


@pytest.fixture
async def shop() -> AsyncIterator[Desk]:
    async with a_shop(days=2) as desk:
        desk.site.grants.revoke()
        yield desk


async def approve(desk: Desk, decision: str = "approve", **said: str) -> httpx2.Response:
    """Open the page and post its form, as a merchant's browser does."""
    query = {"client_id": desk.sim.apps.shopify.client_id, "scope": "read_orders,read_products", "redirect_uri": BACK}
    query |= {"state": "st-1", "grant_options[]": ""} | said
    page = await desk.http.get(f"{desk.base}/admin/oauth/authorize", params=query)
    if page.status_code != 200:
        return page
    assert "<form" in page.text
    action = page.text.split('action="')[1].split('"')[0]
    return await desk.http.post(f"{desk.sim.url}{action}", data={**query, "decision": decision})


async def code_of(desk: Desk) -> str:
    return dict(parse_qsl(urlsplit((await approve(desk)).headers["location"]).query))["code"]


async def asks(desk: Desk, token: str) -> int:
    desk.token = token
    await desk.gql(NAME)
    return desk.last.status_code


async def test_the_way_back_is_signed_with_the_apps_secret(shop: Desk) -> None:
    """Approving leads back with code, host, shop, state, timestamp and the HMAC of all but itself."""
    location = (await approve(shop)).headers["location"]
    said = dict(parse_qsl(urlsplit(location).query, keep_blank_values=True))
    assert said.pop("kept") == "1"
    given = said.pop("hmac")
    assert set(said) == {"code", "host", "shop", "state", "timestamp"}
    assert (said["shop"], said["state"]) == (shop.world.shop_domain, "st-1")
    assert int(said["timestamp"]) == int(shop.sim.clock.now().timestamp())
    secret = shop.sim.apps.shopify.client_secret.encode()
    assert given == hmac.new(secret, urlencode(sorted(said.items())).encode(), hashlib.sha256).hexdigest()


async def test_a_shop_whose_clock_is_wrong_signs_a_wrong_moment(shop: Desk) -> None:
    """Under clock skew the way back is dated off by as much, and signed all the same."""
    shop.sim.faults.add({"match": "shopify.authorize", "kind": "clock_skew", "seconds": -600})
    said = dict(parse_qsl(urlsplit((await approve(shop)).headers["location"]).query))
    assert int(said["timestamp"]) == int(shop.sim.clock.now().timestamp()) - 600


async def test_declining_gives_nothing_and_strangers_get_no_page(shop: Desk) -> None:
    """No redirect after Decline or where consent is set to deny; a foreign app, address or scope is refused."""
    assert "location" not in (await approve(shop, "decline")).headers
    shop.sim.consent.change({"answer": "deny"})
    assert "location" not in (await approve(shop)).headers
    for wrong in ({"client_id": "x"}, {"redirect_uri": "https://example.com/"}, {"scope": "write_everything"}):
        assert (await approve(shop, **wrong)).status_code == 400


async def test_a_code_buys_one_expiring_pair_once(shop: Desk) -> None:
    """`expiring` gives an hour and ninety days; a second use, a late use and a wrong secret give nothing."""
    code = await code_of(shop)
    assert (await shop.grant(code=code, client_secret=BACK)).status_code == 400
    pair = (await shop.grant(code=code, expiring="1")).json()
    assert (pair["expires_in"], pair["refresh_token_expires_in"]) == (3600, 90 * 86400)
    assert pair["scope"] == "read_orders,read_products"
    assert await asks(shop, pair["access_token"]) == 200
    assert (await shop.grant(code=code, expiring="1")).status_code == 400
    late = await code_of(shop)
    shop.later(seconds=601)
    assert (await shop.grant(code=late, expiring="1")).status_code == 400


async def test_an_access_token_ends_after_an_hour_and_is_refreshed(shop: Desk) -> None:
    """Past its hour the token is 401; refreshing gives another pair, with which the old refresh token dies."""
    old = (await shop.grant(code=await code_of(shop), expiring="1")).json()
    shop.later(seconds=3601)
    assert await asks(shop, old["access_token"]) == 401
    new = (await shop.grant(grant_type="refresh_token", refresh_token=old["refresh_token"])).json()
    assert await asks(shop, new["access_token"]) == 200
    dead = await shop.grant(grant_type="refresh_token", refresh_token=old["refresh_token"])
    assert dead.status_code == 401
    assert dead.json()["error_description"] == "This request requires an active refresh_token"
    shop.later(seconds=90 * 86400)
    assert (await shop.grant(grant_type="refresh_token", refresh_token=new["refresh_token"])).status_code == 401


async def test_a_lost_answer_can_be_asked_for_again_until_the_new_pair_is_used(shop: Desk) -> None:
    """The rotation happened but its answer never came: the old refresh token still works, and the lost pair is dead."""
    old = (await shop.grant(code=await code_of(shop), expiring="1")).json()
    shop.sim.faults.add({"match": "shopify.token", "kind": "lose_refresh_answer", "times": 1})
    with pytest.raises(httpx2.TransportError):
        await shop.grant(grant_type="refresh_token", refresh_token=old["refresh_token"])
    assert await asks(shop, old["access_token"]) == 200
    one = (await shop.grant(grant_type="refresh_token", refresh_token=old["refresh_token"])).json()
    two = (await shop.grant(grant_type="refresh_token", refresh_token=old["refresh_token"])).json()
    assert await asks(shop, one["access_token"]) == 401
    assert await asks(shop, two["access_token"]) == 200
    assert await asks(shop, old["access_token"]) == 401
    assert (await shop.grant(grant_type="refresh_token", refresh_token=old["refresh_token"])).status_code == 401


async def test_other_grants(shop: Desk) -> None:
    """A token that never ends can be exchanged for a pair; a store's own app gets a day and no refresh token."""
    lasting = (await shop.grant(code=await code_of(shop))).json()
    assert set(lasting) == {"access_token", "scope"}
    kind = "urn:shopify:params:oauth:token-type:offline-access-token"
    pair = (
        await shop.grant(
            grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
            subject_token=lasting["access_token"],
            subject_token_type=kind,
            requested_token_type=kind,
            expiring="1",
        )
    ).json()
    assert await asks(shop, pair["access_token"]) == 200
    assert await asks(shop, lasting["access_token"]) == 401
    own = (await shop.grant(grant_type="client_credentials")).json()
    assert own["expires_in"] == 86399
    assert "refresh_token" not in own
    assert (await shop.grant(grant_type="password")).status_code == 400


async def test_grants_outlive_a_restart(shop: Desk) -> None:
    """A sandbox that goes on with what was kept honours the tokens granted before."""
    pair = (await shop.grant(code=await code_of(shop), expiring="1")).json()
    again = open_sandbox(Plan(seed=shop.sim.seed, profile="random"), shop.sim.kept)
    site = Sites(again).site(shop.world.shop_domain)
    assert site is not None
    assert site.grants.use(pair["access_token"])
    assert site.granted_scopes() == {"read_orders", "read_products"}


async def test_a_shop_that_is_gone_frozen_locked_or_renamed_says_so(shop: Desk) -> None:
    """402 while frozen, 423 while locked, 301 to the new name, 401 once uninstalled, 404 for a stranger."""
    token = (await shop.grant(code=await code_of(shop))).json()["access_token"]
    domain = shop.world.shop_domain
    for said, status in (({"state": "frozen"}, 402), ({"state": "locked"}, 423), ({"state": "open"}, 200)):
        await shop.http.post(f"{shop.sim.url}/__sim/shopify", json={"shop": domain, **said})
        assert await asks(shop, token) == status
    await shop.http.post(f"{shop.sim.url}/__sim/shopify", json={"shop": domain, "renamed_to": "new.myshopify.com"})
    assert await asks(shop, token) == 301
    assert "/shopify/new.myshopify.com/admin/api/" in shop.last.headers["location"]
    moved = await shop.http.post(
        shop.last.headers["location"], json={"query": NAME}, headers={"X-Shopify-Access-Token": token}
    )
    assert moved.json()["data"]["shop"]["myshopifyDomain"] == "new.myshopify.com"
    await shop.http.post(f"{shop.sim.url}/__sim/shopify", json={"shop": domain, "renamed_to": None})
    await shop.http.post(f"{shop.sim.url}/__sim/uninstall", json={"shop": domain})
    assert await asks(shop, token) == 401
    stranger = await shop.http.post(f"{shop.sim.url}/shopify/nobody.myshopify.com/admin/api/2026-10/graphql.json")
    assert stranger.status_code == 404
