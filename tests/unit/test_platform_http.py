"""What all platforms share on the wire: nothing endless is waited for or kept, nothing of one account is another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scripted import Reply, Scripted, scripted

from credora_agent.core.errors import BadInput
from credora_agent.platforms.base import Alarm, App, DeadToken, Grant, Passing
from credora_agent.platforms.http import Answer, Hiccup, Retries, open_http, persist, send
from credora_agent.platforms.registry import PLATFORMS, platform

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx2

AT_ONCE = Retries(attempts=3, first=0, cap=0)


@pytest.fixture
async def server() -> AsyncIterator[Scripted]:
    async with scripted() as told:
        yield told


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    async with open_http() as opened:
        yield opened


async def get(http: httpx2.AsyncClient, server: Scripted, **how: float) -> Answer:
    return await send(http, http.build_request("GET", f"{server.url}/x"), **how)


async def test_a_body_beyond_the_limit_is_not_kept(http: httpx2.AsyncClient, server: Scripted):
    server.tell(Reply(200, b"x" * 101))
    assert len((await get(http, server, limit=101)).body) == 101
    with pytest.raises(Hiccup, match="more than"):
        await get(http, server, limit=100)


async def test_a_drip_that_does_not_end_is_not_waited_for(http: httpx2.AsyncClient, server: Scripted):
    """Each byte may come in time while the whole never does."""
    server.tell(Reply(200, b"{}", hold=0.15))
    with pytest.raises(Hiccup, match="no whole answer"):
        await get(http, server, patience=0.05)
    assert (await get(http, server, patience=5)).json() == {}


async def test_a_cookie_is_not_carried_to_the_next_account(http: httpx2.AsyncClient, server: Scripted):
    server.tell(Reply(200, b"{}", {"set-cookie": "session=one; Path=/"}))
    await get(http, server)
    await get(http, server)
    assert "cookie" not in server.asked[1].headers


async def test_no_proxy_and_no_redirect_is_followed(
    http: httpx2.AsyncClient, server: Scripted, monkeypatch: pytest.MonkeyPatch
):
    """Tokens go where they were meant to, whatever the machine's variables or an answer say."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.tell(Reply(307, b"", {"location": "http://127.0.0.1:1/"}))
    assert (await get(http, server)).status == 307
    async with open_http() as later:
        assert (await get(later, server)).status == 307


async def test_only_hiccups_are_tried_again():
    met: list[int] = []

    async def attempt() -> str:
        met.append(1)
        if len(met) < 3:
            raise Hiccup("a reset")
        return "done"

    assert await persist(attempt, platform="shopify", retries=AT_ONCE) == "done"
    assert len(met) == 3

    async def dead() -> str:
        met.append(1)
        raise DeadToken("Gone.", remedy="Connect again.", platform="shopify")

    with pytest.raises(DeadToken):
        await persist(dead, platform="shopify", retries=AT_ONCE)
    assert len(met) == 4


async def test_what_does_not_pass_says_what_was_wrong():
    async def attempt() -> str:
        raise Hiccup("status 502")

    with pytest.raises(Passing, match=r"asked 3 times.*status 502") as told:
        await persist(attempt, platform="meta_ads", retries=AT_ONCE)
    assert told.value.cause.startswith("Meta Ads ")
    assert told.value.platform == "meta_ads"


def test_retry_after_is_seconds_or_nothing():
    def said(value: str) -> float:
        return Answer(429, {"retry-after": value}, b"").retry_after()

    assert [said(each) for each in ("3", "2.5", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "")] == [3, 2.5, 0, 0, 0]


def test_no_secret_is_in_what_is_printed():
    """Logs and tracebacks show these by their repr."""
    told = f"{App('id', 'hidden')} {Grant('hidden', None, 'hidden')} {Alarm('kind', 'shopify', 'detail')}"
    assert "hidden" not in told


def test_platforms_are_known_by_name():
    assert [platform(each.name) for each in PLATFORMS] == list(PLATFORMS)
    with pytest.raises(BadInput, match="shopify, meta_ads, google_ads"):
        platform("tiktok")
