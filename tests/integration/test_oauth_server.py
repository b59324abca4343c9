"""An app is let in: from a refused call to a token and back, by a real client and step by step."""

from __future__ import annotations

import asyncio
import warnings
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from connector_desk import APP, BACK, App, Form, Served, connectors, document
from fastmcp import Client
from fastmcp.client.auth import OAuth
from mcp.shared.auth import AuthorizationCodeResult

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shop_desk import Desk


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
        browser = self._site.browser()
        page = await browser.press(await browser.go(authorization_url), "allow", write="yes")
        self._back = Form.of(page).onward

    async def callback_handler(self) -> AuthorizationCodeResult:
        assert self._back.startswith(f"http://localhost:{self.redirect_port}/callback?")
        said = {name: values[0] for name, values in parse_qs(urlsplit(self._back).query).items()}
        return AuthorizationCodeResult(code=said["code"], state=said["state"], iss=said["iss"])


async def test_a_real_client_comes_all_the_way(site: Served) -> None:
    """401 → metadata of the endpoint → metadata of the server → consent → code → token → call; then it refreshes."""
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
