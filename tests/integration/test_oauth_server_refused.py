"""Every way in that must not work: stolen codes, spent tokens, other addresses, other endpoints, no app at all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from connector_desk import APP, BACK, App, Served, connectors, document
from fastmcp.server.auth.cimd import CIMDFetcher, CIMDValidationError
from served_hub import free_port

from mcp_servers.oauth_clients import Client, Clients, is_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx2
    from shop_desk import Desk

OTHER = "https://other.example/client.json"


@pytest.fixture
async def site(books: Desk) -> AsyncIterator[Served]:
    """Lend the site over new books in pounds, at this machine."""
    async with connectors(books) as served:
        yield served


async def way_in(site: Served, address: str) -> httpx2.Response:
    return await site.http.get(address.replace(site.public, site.url))


def sent_back(answer: httpx2.Response) -> dict[str, str]:
    """Return what an answer sends the browser back to the app with."""
    location = answer.headers["location"]
    assert (answer.status_code, location.startswith(f"{BACK}?")) == (302, True)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


async def ended(site: Served, given: dict[str, Any], app: App) -> bool:
    """Tell whether nothing of what was given out is good any more."""
    return await site.call(given["access_token"]) == 401 and (await app.refresh(given["refresh_token"])).is_error


async def test_a_code_is_of_no_use_without_its_verifier(site: Served) -> None:
    """Whoever has the code alone gets nothing; the app whose it is still does."""
    app = App(site)
    code = await app.code()
    for wrong in (App(site).verifier, ""):
        answer = await app.spend(code, code_verifier=wrong)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert (await app.spend(code)).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge_method": "plain"},
        {"code_challenge": None},
        {"code_challenge": "short"},
        {"state": "s" * 2_001},
        {"response_type": "token"},
        {"scope": "admin"},
        {"resource": "https://elsewhere.example/mcp"},
        {"resource": "http://127.0.0.1:1/mcp"},
    ],
    ids=str,
)
async def test_a_request_that_is_not_as_it_should_be_goes_back(site: Served, changed: dict[str, Any]) -> None:
    """PKCE is S256, the endpoint one of ours: else an error with the app's state and our name (RFC 9207), no page."""
    app = App(site)
    back = sent_back(await way_in(site, app.way_in(**changed)))
    assert back["error"] in {"invalid_request", "unsupported_response_type", "invalid_scope", "invalid_target"}
    assert ("resource" in changed) == (back["error"] == "invalid_target")
    assert (back["state"], back["iss"]) == (changed.get("state", app.state), site.url)


async def test_a_code_used_twice_ends_what_it_gave(site: Served) -> None:
    """The second is refused and the first's tokens are good no more: one of the two stole it; the log says so."""
    app = App(site)
    code = await app.code()
    given = (await app.spend(code)).json()
    again = await app.spend(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert await ended(site, given, app)
    assert ("connector.end", "Book Reader", "ok", "its code was used a second time") in await site.audited()


async def test_a_spent_refresh_token_ends_the_grant(site: Served) -> None:
    """However long ago it was spent: the newest pair is dead too, and so is every access token of the grant."""
    app = App(site)
    first = await app.tokens()
    second = (await app.refresh(first["refresh_token"])).json()
    third = (await app.refresh(second["refresh_token"])).json()
    other = await app.tokens()
    replayed = await app.refresh(first["refresh_token"])
    assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_grant")
    assert await ended(site, third, app)
    assert [await site.call(each["access_token"]) for each in (first, second)] == [401, 401]
    assert await site.call(other["access_token"]) == 200
    assert ("connector.end", "Book Reader", "ok", "a spent refresh token was used again") in await site.audited()


@pytest.mark.parametrize("kind", ["code", "refresh_token"])
async def test_of_many_at_once_one_is_served_and_the_grant_ends(site: Served, kind: str) -> None:
    """8 at once with the same code, or the same refresh token: 1 × 200, 7 × invalid_grant, and then nothing is good."""
    app = App(site)
    secret = await app.code() if kind == "code" else (await app.tokens())["refresh_token"]
    ask = app.spend if kind == "code" else app.refresh
    answers = await asyncio.gather(*(ask(secret) for _ in range(8)))
    served = [answer for answer in answers if answer.status_code == 200]
    refused = [answer.json()["error"] for answer in answers if answer.status_code == 400]
    assert (len(served), refused) == (1, ["invalid_grant"] * 7)
    assert await ended(site, served[0].json(), app)
    assert [action for action, *_ in await site.audited()].count("connector.end") == 1


async def test_what_is_not_the_apps_own_is_refused(site: Served) -> None:
    """Another app's code and refresh token, a code as a refresh token, and what only looks like one; nothing ends."""
    site.documents[OTHER] = document(client_id=OTHER)
    app, other = App(site), App(site, client_id=OTHER)
    code, given = await app.code(), await app.tokens()
    made_up = f"{given['refresh_token'][:-42]}{'A' * 42}"
    for answer in (
        await app.spend(code, client_id=OTHER),
        await other.refresh(given["refresh_token"]),
        await app.refresh(code),
        await app.spend(given["refresh_token"]),
        await app.spend(f"{code[:-42]}{'A' * 42}"),
        await app.refresh(given["access_token"]),
        await app.refresh("credora_refresh_\n"),
    ):
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert await site.call(given["refresh_token"]) == 401
    assert await site.call(code) == 401
    assert (await app.spend(code)).status_code == 200
    assert await site.call(given["access_token"]) == 200
    # Only who has had one of the grant's own secrets can know the family that this one claims.
    assert (await app.refresh(made_up)).status_code == 400
    assert await site.call(given["access_token"]) == 401


@pytest.mark.parametrize(
    "address",
    [
        "https://app.example/back/",
        "https://app.example/back?to=elsewhere",
        "https://app.example/back/../steal",
        "https://app.example/%62ack#",
        "https://app.example:444/back",
        "http://app.example/back",
        "https://evil.example/back",
        "https://app.example@evil.example/back",
        "https://user@app.example/back",
        "https://app.example.evil.example/back",
        "http://localhost.evil.example/callback",
        "http://localhost:80/callback/more",
        "http://127.0.0.2:7777/callback",
        "http://[::1]:7777/callback",
        "javascript:alert(1)",
        None,
    ],
)
async def test_only_the_documents_own_addresses_are_gone_back_to(site: Served, address: str | None) -> None:
    """Anything else is told to the person, and the browser is sent nowhere."""
    answer = await way_in(site, App(site).way_in(redirect_uri=address))
    assert (answer.status_code, "location" in answer.headers) == (400, False)
    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("registered", "stated", "same"),
    [
        ("http://localhost/callback", "http://localhost:49152/callback", True),
        ("http://localhost:*/callback", "http://localhost:49152/callback", True),
        ("http://127.0.0.1:7777/callback", "http://127.0.0.1:1234/callback", True),
        ("http://[::1]/callback", "http://[::1]:1234/callback", True),
        ("http://localhost", "http://localhost:1234", True),
        ("http://localhost/callback", "http://127.0.0.1:1234/callback", False),
        ("http://localhost/callback", "http://localhost:1234/", False),
        ("http://localhost:*", "http://localhost:1234/callback", False),
        ("https://localhost/callback", "https://localhost:1234/callback", False),
        ("http://*.example/back", "http://a.example/back", False),
        ("https://*.example/back", "https://a.example/back", False),
        ("https://app.example/*", "https://app.example/back", False),
        ("https://app.example:*/back", "https://app.example:1/back", False),
        ("cursor://app.one/back", "cursor://app.one/back", True),
        ("cursor://app.one/back", "cursor://app.one/other", False),
        ("javascript://app.example/%0aalert(1)", "javascript://app.example/%0aalert(1)", False),
        ("http://app.example/back", "http://app.example/back", False),
        ("https://me:word@app.example/back", "https://me:word@app.example/back", False),
        ("https://app.example/back#part", "https://app.example/back#part", False),
    ],
)
async def test_a_port_may_vary_at_this_machine_and_nothing_else(
    site: Served, registered: str, stated: str, *, same: bool
) -> None:
    """RFC 8252 §7.3: a program takes the port that is free; no pattern, and nothing unsafe, counts as registered."""
    site.documents[APP] = document(redirect_uris=[registered])
    answer = await way_in(site, App(site).way_in(redirect_uri=stated))
    assert answer.status_code == (302 if same else 400), answer.text


async def test_tokens_are_not_given_out_for_another_address(site: Served) -> None:
    """The code's address must be the one it was asked for; the endpoint named must be the one that was granted."""
    app = App(site)
    code = await app.code()
    assert (await app.spend(code, redirect_uri="http://localhost/callback")).status_code == 400
    for resource in (f"{site.url}/cfo", "https://elsewhere.example/mcp", "nonsense"):
        answer = await app.spend(code, resource=resource)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_target")
    given = (await app.spend(code, resource=f"{site.url}/mcp/")).json()
    assert (await app.refresh(given["refresh_token"], resource=f"{site.url}/cfo")).json()["error"] == "invalid_target"
    assert (await app.refresh(given["refresh_token"], scope="read write")).json()["error"] == "invalid_scope"
    assert (await app.refresh(given["refresh_token"], resource=f"{site.url}/mcp")).status_code == 200


@pytest.mark.parametrize(
    ("client_id", "says"),
    [
        ("my-app", "No clients are registered"),
        ("http://app.example/oauth/client.json", "No clients are registered"),
        ("https://app.example/", "No clients are registered"),
        ("https://app.example@evil.example/client.json", "No clients are registered"),
        ("https://app.example/oauth/../client.json", "No clients are registered"),
        ("https://app.example/%2e%2E/client.json", "No clients are registered"),
        ("https://app.example/client.json#part", "No clients are registered"),
        ("https://арр.example/client.json", "No clients are registered"),
        (f"https://app.example/{'x' * 2_000}", "No clients are registered"),
        ("https://nowhere.example/client.json", "could not be read"),
    ],
)
async def test_an_app_without_a_document_is_told_what_to_bring(site: Served, client_id: str, says: str) -> None:
    """Programs get JSON, people a page; the browser is sent nowhere, and no token comes of it."""
    address = App(site).way_in(client_id=client_id)
    answer = await way_in(site, address)
    assert (answer.status_code, says in answer.json()["error_description"]) == (400, True)
    page = await site.browser().go(address)
    assert (page.status_code, says in page.text, "default-src 'none'" in page.headers["content-security-policy"]) == (
        400, True, True,
    )  # fmt: skip
    token = await site.ask("/token", grant_type="authorization_code", code="x", client_id=client_id, code_verifier="x")
    assert (token.status_code, token.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::ffff:127.0.0.1]"],
)
async def test_no_document_is_fetched_from_inside(host: str) -> None:
    """The library's fetcher refuses loopback, private and link-local addresses, and asks nobody there."""
    with free_port() as listener:
        listener.listen()
        listener.setblocking(False)  # noqa: FBT003 - the library's
        address = f"https://{host}:{listener.getsockname()[1]}/client.json"
        assert is_address(address)
        assert await Clients().find(address) is None
        with pytest.raises(CIMDValidationError, match="blocked IP"):
            await CIMDFetcher().fetch(address)
        with pytest.raises(BlockingIOError):
            listener.accept()


async def test_a_document_in_disguise_is_none(site: Served) -> None:
    """One that names another address, asks for a shared secret, or comes back nowhere is not taken by the library."""
    site.documents[APP] = document()
    assert isinstance(await site.provider.get_client(APP), Client)
    for wrong in ({"token_endpoint_auth_method": "client_secret_post"}, {"redirect_uris": []}, {"client_id": "x"}):
        with pytest.raises(ValueError, match="validation error"):
            document(**wrong)


async def test_slow_documents_keep_only_strangers_waiting() -> None:
    """Eight documents that never come: a ninth stranger waits, an app that was found before is found at once."""
    waiting = asyncio.Event()

    async def fetched(address: str) -> Any:
        if "slow" in address:
            await waiting.wait()
        return document(client_id=address)

    clients = Clients(fetched)
    assert await clients.find(APP) is not None
    slow = [asyncio.create_task(clients.find(f"https://slow{number}.example/c")) for number in range(8)]
    stranger = asyncio.create_task(clients.find(OTHER))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(2):
        assert await clients.find(APP) is not None
    assert not stranger.done()
    waiting.set()
    assert None not in await asyncio.gather(stranger, *slow)
