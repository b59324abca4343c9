"""Connecting a shop: only what Shopify signed a moment ago is taken; every way to a token ends in one or a reason."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from scripted import Reply, Scripted, scripted

from credora_agent.core.errors import BadInput
from credora_agent.platforms.addresses import PRODUCTION, Addresses, sandbox
from credora_agent.platforms.base import App, BadCallback, DeadToken, Frozen, Passing, PlatformFault, Refused
from credora_agent.platforms.http import open_http
from credora_agent.platforms.shopify import oauth
from credora_agent.platforms.shopify.domain import shop_domain
from credora_agent.platforms.shopify.scopes import SCOPES, missing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

APP = App("client-id", "hush")
SHOP = "some-shop.myshopify.com"
PUBLISHED = {
    "code": "0907a61c0c8d55e99db179b68161bc00",
    "hmac": "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf",
    "shop": SHOP,
    "state": "0.6784241404160823",
    "timestamp": "1337178173",
}
"""The example of Shopify's own documentation, with the secret `hush`."""
THEN = datetime.fromtimestamp(1337178173, tz=UTC)


def signed(**said: str) -> list[tuple[str, str]]:
    """Return a callback's query, signed as Shopify signs, written apart from the code under test."""
    said = {"code": "c", "shop": SHOP, "state": "s", "timestamp": "1337178173", "host": "YWJj/+==", **said}
    message = "&".join(f"{key}={quote_plus(value)}" for key, value in sorted(said.items()))
    return [*said.items(), ("hmac", hmac.new(b"hush", message.encode(), hashlib.sha256).hexdigest())]


# ── The consent page and the way back ──────────────────────────────────────────


def test_the_consent_page_is_the_shops_own_and_asks_for_a_lasting_token():
    url = oauth.authorize_url(
        PRODUCTION, APP, shop=SHOP, redirect_uri="https://credora.example/back?x=1", state="s t&", scopes=SCOPES
    )
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", SHOP, "/admin/oauth/authorize")
    assert parse_qs(parts.query, keep_blank_values=True) == {
        "client_id": ["client-id"],
        "scope": [",".join(SCOPES)],
        "redirect_uri": ["https://credora.example/back?x=1"],
        "state": ["s t&"],
        "grant_options[]": [""],
    }
    assert "hush" not in url


def test_shopifys_published_example_is_taken():
    """Its signature was made by Shopify, not by us."""
    back = oauth.check_callback(PUBLISHED.items(), APP, now=THEN)
    assert (back.shop, back.code, back.state) == (SHOP, PUBLISHED["code"], PUBLISHED["state"])
    assert PUBLISHED["code"] not in repr(back)


@pytest.mark.parametrize("seconds", [-90, 0, 90])
def test_a_callback_may_be_ninety_seconds_off(seconds: int):
    assert oauth.check_callback(signed(), APP, now=THEN + timedelta(seconds=seconds)).shop == SHOP


@pytest.mark.parametrize("seconds", [-91, 91, 86_400])
def test_a_replayed_callback_is_refused(seconds: int):
    with pytest.raises(BadCallback, match="too old"):
        oauth.check_callback(signed(), APP, now=THEN + timedelta(seconds=seconds))


@pytest.mark.parametrize("field", ["code", "shop", "state", "timestamp", "host"])
def test_whatever_is_changed_after_signing_is_noticed(field: str):
    said = dict(signed())
    said[field] += "1"
    with pytest.raises(BadCallback, match="not signed"):
        oauth.check_callback(said.items(), APP, now=THEN)


@pytest.mark.parametrize("given", ["", "0" * 64, "é", PUBLISHED["hmac"].upper()])
def test_another_signature_is_refused(given: str):
    said = [pair for pair in signed() if pair[0] != "hmac"]
    with pytest.raises(BadCallback):
        oauth.check_callback([*said, ("hmac", given)], APP, now=THEN)
    with pytest.raises(BadCallback):
        oauth.check_callback(said, APP, now=THEN)


def test_the_old_signature_parameter_takes_no_part():
    assert oauth.check_callback([*signed(), ("signature", "abc")], APP, now=THEN).code == "c"


def test_a_parameter_that_comes_twice_is_refused():
    """Which of the two was signed would be a guess."""
    with pytest.raises(BadCallback, match="twice"):
        oauth.check_callback([*signed(), ("shop", "evil.myshopify.com")], APP, now=THEN)


HOSTILE = [
    "",
    "some-shop.myshopify.com\n",
    "some-shop.myshopify.com\x00",
    " some-shop.myshopify.com",
    "some-shop.myshopify.com.evil.example",
    "some-shop.myshopify.com/",
    "some-shop.myshopify.com:443",
    "evil.example/some-shop.myshopify.com",
    "evil.example#.myshopify.com",
    "user@some-shop.myshopify.com",
    "-shop.myshopify.com",
    ".myshopify.com",
    "a.b.myshopify.com",
    "some_shop.myshopify.com",
    "some-shop.myshopify.co",
    "some-shop.myshopifyXcom",
    "some-shop.shopify.com",
    "some-shop.shop.dev",
    "some-shοp.myshopify.com",  # a Greek omicron
    "some-shop.myshopify。com",  # an ideographic full stop
    "some-\u212aind.myshopify.com",  # the Kelvin sign, whose lower case is our k
    "xn--.myshopify.com" + "a" * 300,
]


@pytest.mark.parametrize("shop", HOSTILE)
def test_a_signed_name_that_is_no_shops_is_refused(shop: str):
    """Even if the secret leaked, no token and no secret is ever sent to a host that is not Shopify's."""
    with pytest.raises(BadCallback, match="no shop"):
        oauth.check_callback(signed(shop=shop), APP, now=THEN)


def test_a_shop_in_capitals_is_the_same_shop():
    assert oauth.check_callback(signed(shop="Some-Shop.MyShopify.com"), APP, now=THEN).shop == SHOP


@pytest.mark.parametrize("stamp", ["", "now", "-1", "1e9", "١٣٣٧١٧٨١٧٣", "9" * 30, "1337178173.0"])
def test_a_moment_that_is_none_is_refused(stamp: str):
    with pytest.raises(BadCallback, match="when"):
        oauth.check_callback(signed(timestamp=stamp), APP, now=THEN)


def test_a_declined_consent_says_so():
    with pytest.raises(BadCallback, match="not given"):
        oauth.check_callback(signed(code=""), APP, now=THEN)


# ── What a person types ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "some-shop",
        " Some-Shop ",
        "some-shop.myshopify.com",
        "https://some-shop.myshopify.com",
        "http://SOME-SHOP.myshopify.com/admin/orders?x=1#top",
        "some-shop.myshopify.com/admin",
        "https://admin.shopify.com/store/some-shop",
        "admin.shopify.com/store/some-shop/orders?status=open",
    ],
)
def test_a_shop_is_known_by_whatever_its_owner_pastes(text: str):
    assert shop_domain(text) == SHOP


@pytest.mark.parametrize(
    "text",
    [
        *(each for each in HOSTILE if each.strip(" \n/") != SHOP),
        "https://some-shop.myshopify.com:8443",
        "https://user:pass@some-shop.myshopify.com",
        "ftp://some-shop.myshopify.com",
        "https://admin.shopify.com/store/",
        "https://admin.shopify.com/settings/some-shop",
        "https://admin.shopify.com.evil.example/store/some-shop",
        "https://some-shop.example.com",
        "javascript:alert(1)",
        "http://[::1",
        "two words",
    ],
)
def test_what_is_no_shop_is_refused_with_what_to_do(text: str):
    with pytest.raises(BadInput) as told:
        shop_domain(text)
    assert ".myshopify.com" in told.value.remedy


# ── Tokens ─────────────────────────────────────────────────────────────────────

PAIR = {
    "access_token": "shpat_1",
    "scope": "read_orders,write_products",
    "expires_in": 3600,
    "refresh_token": "shprt_1",
    "refresh_token_expires_in": 7_776_000,
}


@pytest.fixture
async def server() -> AsyncIterator[Scripted]:
    async with scripted() as told:
        yield told


async def ask(server: Scripted, grant: str, **given: str) -> object:
    addresses: Addresses = sandbox(server.url)
    async with open_http() as http:
        return await getattr(oauth, grant)(http, addresses, APP, shop=SHOP, now=THEN, **given)


WAYS = [
    ("exchange", {"code": "c"}, {"code": "c", "expiring": "1"}),
    ("refresh", {"refresh_token": "shprt_0"}, {"grant_type": "refresh_token", "refresh_token": "shprt_0"}),
    ("own_app", {}, {"grant_type": "client_credentials"}),
    (
        "migrate",
        {"old_token": "shpat_0"},
        {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token": "shpat_0",
            "subject_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
            "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
            "expiring": "1",
        },
    ),
]


@pytest.mark.parametrize(("grant", "given", "sent"), WAYS)
async def test_every_way_to_a_token(server: Scripted, grant: str, given: dict[str, str], sent: dict[str, str]):
    server.tell(Reply(200, PAIR))
    got = await ask(server, grant, **given)
    [asked] = server.asked
    assert (asked.method, asked.path) == ("POST", f"/shopify/{SHOP}/admin/oauth/access_token")
    assert asked.json == {"client_id": "client-id", "client_secret": "hush", **sent}
    assert (got.access_token, got.refresh_token) == ("shpat_1", "shprt_1")
    assert got.expires_at == THEN + timedelta(hours=1)
    assert got.refresh_expires_at == THEN + timedelta(days=90)
    assert got.scopes == {"read_orders", "write_products"}
    assert "shp" not in repr(got)


async def test_a_token_without_an_end_has_none(server: Scripted):
    server.tell(Reply(200, {"access_token": "shpat_1", "scope": "read_orders"}))
    got = await ask(server, "exchange", code="c")
    assert (got.expires_at, got.refresh_token, got.refresh_expires_at) == (None, None, None)


@pytest.mark.parametrize(
    ("grant", "given", "reply", "fault"),
    [
        ("exchange", {"code": "c"}, Reply(400, {"error": "invalid_request"}), Refused),
        ("refresh", {"refresh_token": "r"}, Reply(401, {"error": "invalid_request"}), DeadToken),
        ("refresh", {"refresh_token": "r"}, Reply(400, b"<html>"), DeadToken),
        ("refresh", {"refresh_token": "r"}, Reply(404, b""), DeadToken),
        ("refresh", {"refresh_token": "r"}, Reply(400, {"error": "invalid_client"}), Refused),
        ("own_app", {}, Reply(400, {"error": "app_not_installed"}), DeadToken),
        ("migrate", {"old_token": "t"}, Reply(400, {"error": "invalid_subject_token"}), DeadToken),
        ("refresh", {"refresh_token": "r"}, Reply(402, {}), Frozen),
        ("refresh", {"refresh_token": "r"}, Reply(423, {}), Frozen),
        ("exchange", {"code": "c"}, Reply(302, b"", {"location": "https://evil.example/"}), Refused),
    ],
)
async def test_every_refusal_has_its_reason(
    server: Scripted, grant: str, given: dict[str, str], reply: Reply, fault: type[PlatformFault]
):
    """A wrong secret of the app is not a token that has ended; and a refused grant is asked for once."""
    server.tell(reply)
    with pytest.raises(fault) as told:
        await ask(server, grant, **given)
    assert type(told.value) is fault
    assert len(server.asked) == 1


async def test_a_lost_answer_is_asked_for_again(server: Scripted, monkeypatch: pytest.MonkeyPatch):
    """The old refresh token stays good until the new pair is used, so nothing is lost with an answer."""
    monkeypatch.setattr(oauth, "RETRIES", oauth.Retries(attempts=4, first=0, cap=0))
    given = {"refresh_token": "r"}
    server.tell(Reply(reset=True), Reply(503), Reply(200, PAIR, cut=9), Reply(200, PAIR))
    got = await ask(server, "refresh", **given)
    assert got.access_token == PAIR["access_token"]
    assert {each.json["refresh_token"] for each in server.asked} == {"r"}
    server.tell(Reply(200, {"no": "token"}))
    with pytest.raises(Passing):
        await ask(server, "refresh", **given)


def test_what_is_missing_of_what_was_asked_for():
    """Leave to write holds leave to read."""
    assert missing({"read_orders", "write_products"}, ("read_orders", "read_products", "read_returns")) == (
        "read_returns",
    )
    assert missing(SCOPES, SCOPES) == ()
