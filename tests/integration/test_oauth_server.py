"""An app is let in: from a refused call to tokens, their renewal and their end, by a real client and step by step."""

from __future__ import annotations

import time
import warnings
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from connector_desk import APP, App, Form, Served, connectors, document
from fastmcp import Client
from fastmcp.client.auth import OAuth
from joserfc import jwk, jwt
from mcp.shared.auth import AuthorizationCodeResult
from sqlalchemy import text

from credora_agent.access import grants
from credora_agent.core import clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shop_desk import Desk

SIGNED = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
async def site(books: Desk) -> AsyncIterator[Served]:
    """Lend the site over new books in pounds, at this machine."""
    async with connectors(books) as served:
        yield served


class ByHand(OAuth):
    """The library's own client; its browser is ours, and says yes."""

    def __init__(self, site: Served) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tokens in memory are what a test wants
            super().__init__(f"{site.url}/mcp", client_metadata_url=APP, client_name="Book Reader")
        self._site, self._back = site, ""

    async def redirect_handler(self, authorization_url: str) -> None:
        """Say yes to everything."""
        browser = self._site.browser()
        page = await browser.press(await browser.go(authorization_url), "allow", write="yes")
        self._back = Form.of(page).onward

    async def callback_handler(self) -> AuthorizationCodeResult:
        """Return what the page sent the browser back with."""
        assert self._back.startswith(f"http://localhost:{self.redirect_port}/callback?")
        said = {name: values[0] for name, values in parse_qs(urlsplit(self._back).query).items()}
        return AuthorizationCodeResult(code=said["code"], state=said["state"], iss=said["iss"])


async def test_a_real_client_comes_all_the_way(site: Served) -> None:
    """401 → metadata of the endpoint → metadata of the server → consent → code → tokens → a call; then it renews."""
    client = ByHand(site)
    async with Client(f"{site.url}/mcp", auth=client) as called:
        mine = (await called.call_tool("who")).data
        assert (mine["user"], mine["tenant"]) == (str(site.desk.caller.user_id), str(site.desk.shop.tenant))
        assert (mine["scopes"], mine["resource"]) == (["read", "write"], f"{site.url}/mcp")
        before = client.context.current_tokens
        client.context.token_expiry_time = 1.0
        assert (await called.call_tool("who")).data["user"] == mine["user"]
        after = client.context.current_tokens
        assert before is not None
        assert after is not None
        assert after.access_token != before.access_token
        assert after.refresh_token != before.refresh_token


async def test_what_the_server_says_of_itself(site: Served) -> None:
    """A refused call leads to the endpoint's metadata, that to the server's; no clients are registered."""
    refused = await site.http.post(f"{site.url}/cfo", json={})
    known = f"{site.url}/.well-known/oauth-protected-resource/cfo"
    assert (refused.status_code, f'resource_metadata="{known}"' in refused.headers["www-authenticate"]) == (401, True)
    endpoint = (await site.http.get(known)).json()
    assert (endpoint["resource"], endpoint["authorization_servers"]) == (f"{site.url}/cfo", [site.url])
    server = (await site.http.get(f"{site.url}/.well-known/oauth-authorization-server")).json()
    assert server["issuer"] == site.url
    assert server["client_id_metadata_document_supported"]
    assert server["authorization_response_iss_parameter_supported"]
    assert server["code_challenge_methods_supported"] == ["S256"]
    assert server["token_endpoint_auth_methods_supported"] == ["none", "private_key_jwt"]
    assert server["scopes_supported"] == ["read", "write"]
    assert "registration_endpoint" not in server
    assert {urlsplit(server[f"{each}_endpoint"]).path for each in ("authorization", "token", "revocation")} == {
        "/authorize",
        "/token",
        "/revoke",
    }
    registered = await site.http.post(f"{site.url}/register", json={"redirect_uris": ["https://app.example/back"]})
    assert (registered.status_code, "metadata document" in registered.text) == (404, True)


async def test_refresh_tokens_replace_each_other(site: Served) -> None:
    """Each renewal brings a new pair; access tokens given out before stay good for their hour."""
    app = App(site)
    first = await app.tokens(write="yes")
    assert (first["token_type"], first["expires_in"], first["scope"]) == ("Bearer", 3600, "read write")
    second = (await app.refresh(first["refresh_token"])).json()
    narrow = (await app.refresh(second["refresh_token"], scope="read")).json()
    third = (await app.refresh(narrow["refresh_token"])).json()
    assert (narrow["scope"], third["scope"]) == ("read", "read write")
    pairs = (first, second, narrow, third)
    assert len({each["refresh_token"] for each in pairs} | {each["access_token"] for each in pairs}) == 8
    assert [await site.call(each["access_token"]) for each in pairs] == [200] * 4


async def test_nothing_given_out_can_be_read_in_the_database(site: Served) -> None:
    """Of code, access and refresh token there are only hashes, in every table that has a row for them."""
    app = App(site)
    code = await app.code()
    given = (await app.spend(code)).json()
    rows = str(await site.desk.rows("select g::text, t::text from oauth_grants g join api_tokens t using (tenant_id)"))
    rows += str(await site.desk.rows("select a::text from audit_log a"))
    assert given["access_token"]
    for secret in (code, given["access_token"], given["refresh_token"], app.verifier):
        assert secret not in rows
        assert secret.encode().hex() not in rows


@pytest.mark.parametrize("which", ["refresh_token", "access_token"])
async def test_revoking_any_of_them_ends_all(site: Served, which: str) -> None:
    """200 for whatever is sent (RFC 7009); another app's request ends nothing, and a strange token neither."""
    app, other = App(site), "https://other.example/client.json"
    site.documents[other] = document(client_id=other)
    given = await app.tokens()
    for client, token in ((other, given[which]), (APP, "credora_refresh_nonsense"), (APP, "")):
        assert (await site.ask("/revoke", client_id=client, token=token)).status_code == 200
    assert await site.call(given["access_token"]) == 200
    assert (await site.ask("/revoke", client_id=APP, token=given[which])).status_code == 200
    assert await site.call(given["access_token"]) == 401
    assert (await app.refresh(given["refresh_token"])).json()["error"] == "invalid_grant"
    actions = [(action, target) for action, target, *_ in await site.audited()]
    assert actions == [("connector.allow", "Book Reader"), ("connector.revoke", "Book Reader")]
    assert (await site.ask("/revoke", client_id=APP)).status_code == 400


async def test_a_person_sees_what_they_let_in_and_ends_it(site: Served) -> None:
    """`grants.listed` names apps that took their code up; `grants.revoke` ends one with every token under it."""
    app = App(site)
    await app.code()
    given = await app.tokens()
    me, database = site.desk.caller, site.desk.database
    (grant,) = await database.read(me, lambda s: grants.listed(s, site.desk.shop.tenant))
    assert (grant.client_id, grant.scopes, grant.revoked_at) == (APP, ["read"], None)
    ended = await database.write(me, lambda s: grants.revoke(s, me, grant.id, via="cli", now=clock.now()))
    assert ended is not None
    assert ended.revoked_at is not None
    assert await site.call(given["access_token"]) == 401
    assert (await app.refresh(given["refresh_token"])).status_code == 400


async def test_a_token_is_good_where_it_was_asked_for(site: Served) -> None:
    """Bound to /mcp it is none at /cfo; bound to nothing, and one a person made, it is good at both."""
    bound = (await App(site).tokens())["access_token"]
    assert [await site.call(bound, path) for path in ("/mcp", "/cfo")] == [200, 401]
    app, browser = App(site), site.browser()
    code = app.said(await browser.press(await browser.go(app.way_in(resource=None)), "allow"))["code"]
    free = (await app.spend(code)).json()["access_token"]
    assert [await site.call(free, path) for path in ("/mcp", "/cfo")] == [200, 200]
    own = await site.api_token("read")
    assert [await site.call(own, path) for path in ("/mcp", "/cfo")] == [200, 200]


async def test_an_app_gets_what_was_ticked(site: Served) -> None:
    """Write is asked for and not ticked: read; ticked: both; what is no scope of ours is left out."""
    assert (await App(site).tokens())["scope"] == "read"
    assert (await App(site).tokens(write="yes"))["scope"] == "read write"
    app, browser = App(site), site.browser()
    page = await browser.go(app.way_in(scope="read openid offline_access"))
    assert "write" not in Form.of(page).names
    code = app.said(await browser.press(page, "allow", write="yes"))["code"]
    assert (await app.spend(code)).json()["scope"] == "read"


async def test_who_may_only_look_can_grant_no_more(site: Served) -> None:
    """A viewer is not offered to let an app write; who becomes one takes it from the apps they let in."""
    app = App(site)
    given = await app.tokens(write="yes")
    role = text("update memberships set role = 'viewer'")
    await site.desk.database.write(site.desk.caller, lambda s: s.execute(role))
    page = await site.browser().go(App(site).way_in())
    assert (page.status_code, "write" in Form.of(page).names) == (200, False)
    again = (await app.refresh(given["refresh_token"])).json()
    assert again["scope"] == "read"


async def test_a_grant_ends_with_the_membership(site: Served) -> None:
    """Who works on the shop no longer has let nobody in: grants and tokens are gone with the membership."""
    app = App(site)
    given = await app.tokens()
    await site.desk.database.write(site.desk.caller, lambda s: s.execute(text("delete from memberships")))
    assert await site.call(given["access_token"]) == 401
    assert (await app.refresh(given["refresh_token"])).json()["error"] == "invalid_grant"


async def test_everything_ends_in_time(books: Desk) -> None:
    """A code after 5 minutes, an access token after an hour, a refresh token after 30 days not used."""
    ahead = [timedelta()]
    async with connectors(books, now=lambda: clock.now() + ahead[0]) as site:
        app = App(site)
        ahead[0] = -timedelta(minutes=5, seconds=1)
        code = await app.code()
        ahead[0] = timedelta()
        assert (await app.spend(code)).json()["error_description"] == "authorization code has expired"
        given = await app.tokens()
        ahead[0] = timedelta(minutes=59)
        assert await site.call(given["access_token"]) == 200
        ahead[0] = timedelta(minutes=61)
        assert await site.call(given["access_token"]) == 401
        ahead[0] = timedelta(days=29)
        given = (await app.refresh(given["refresh_token"])).json()
        ahead[0] = timedelta(days=58)
        given = (await app.refresh(given["refresh_token"])).json()
        ahead[0] = timedelta(days=88, seconds=1)
        assert (await app.refresh(given["refresh_token"])).json()["error"] == "invalid_grant"


async def test_an_app_without_renewals_gets_no_refresh_token(site: Served) -> None:
    """Its document names the code alone: an access token for an hour is all."""
    site.documents[APP] = document(grant_types=["authorization_code"])
    given = await App(site).tokens()
    assert (given["expires_in"], given.get("refresh_token")) == (3600, None)


async def test_an_app_with_a_key_proves_itself(site: Served) -> None:
    """private_key_jwt: signed by the document's key, for this token endpoint, each assertion once; else 401."""
    key, stranger = (jwk.ECKey.generate_key("P-256", {"kid": "k"}) for _ in range(2))
    keys = {"keys": [key.as_dict(private=False)]}
    site.documents[APP] = document(token_endpoint_auth_method="private_key_jwt", jwks=keys)  # noqa: S106 - no password
    app, now, numbers = App(site), int(time.time()), iter(range(9))

    def signed(by: Any = key, **changed: Any) -> dict[str, str]:
        claims = {"iss": APP, "sub": APP, "aud": f"{site.url}/token", "iat": now, "exp": now + 60}
        claims |= {"jti": str(next(numbers)), **changed}
        made = jwt.encode({"alg": "ES256", "kid": "k"}, claims, by)
        return {"client_assertion_type": SIGNED, "client_assertion": made}

    code, good = await app.code(), signed()
    for proof in ({}, signed(stranger), signed(aud="https://elsewhere.example/token"), signed(exp=now - 60)):
        answer = await app.spend(code, **proof)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    given = (await app.spend(code, **good)).json()
    assert (await app.refresh(given["refresh_token"], **good)).status_code == 401
    assert (await app.refresh(given["refresh_token"], **signed())).status_code == 200
