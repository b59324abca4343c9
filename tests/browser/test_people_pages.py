"""The pages about people in a real Chromium: signing in with the provider, members, tokens, sessions, signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from account_desk import BEN, Accounts, Provider, accounts, provider
from chromium import Tab, opened, sound

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shop_desk import Desk

PAGES = ("members", "tokens", "sessions", "account")


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


@pytest.fixture
async def tab() -> AsyncIterator[Tab]:
    """Lend a page."""
    async with opened() as lent:
        yield lent


async def test_one_click_and_every_page(house: Accounts, tab: Tab) -> None:
    """From a page that was asked for, over the door, back to it; each page wide and narrow, light and dark."""
    await tab.size(1280)
    await tab.go(f"{house.site.url}/settings/members")
    assert await tab.value("location.pathname") == "/auth/login"
    await sound(tab)
    await tab.size(390, 800, dark=True)
    await sound(tab)
    await tab.follow("form[action='/auth/demo'] button")
    assert await tab.value("location.pathname") == "/settings/members"
    for name in PAGES:
        for width, dark in ((390, True), (1280, False)):
            await tab.size(width, dark=dark)
            await tab.go(f"{house.site.url}/settings/{name}")
            await sound(tab)


async def test_an_invitation_from_link_to_leaving(house: Accounts, tab: Tab) -> None:
    """The owner makes a link; Ben opens it signed out, comes over the provider's page, accepts, works, signs out."""
    await tab.go(f"{house.site.url}/auth/login")
    await tab.follow("form[action='/auth/demo'] button")
    await tab.go(f"{house.site.url}/settings/members")
    await tab.fill("input[name=email]", "ben@northwind.example")
    await tab.follow("form[action$='/invite'] button")
    link = await tab.value("document.getElementById('link').value")
    assert link.startswith(f"{house.site.url}/auth/invitation/")
    assert tab.complaints() == []
    await tab.follow("form[action='/auth/logout'] button")
    assert await tab.value("location.pathname") == "/auth/login"
    await tab.go(link)
    assert "Accept your invitation" in await tab.value("document.body.innerText")
    await tab.follow("a[href^='/auth/start']")
    await tab.follow(f"button[value='{BEN}']")
    assert await tab.value("location.pathname") == link.removeprefix(house.site.url)
    assert house.site.desk.slug in await tab.value("document.body.innerText")
    await sound(tab)
    await tab.follow("form[action^='/auth/invitation'] button")
    await tab.go(f"{house.site.url}/settings/members")
    shown = await tab.value("document.querySelector('main').innerText")
    assert "Ben Okafor" in shown
    assert "Invite somebody" not in shown
    await tab.follow("form[action='/auth/logout'] button")
    await tab.go(f"{house.site.url}/settings/account")
    assert await tab.value("location.pathname") == "/auth/login"


async def test_a_token_is_shown_once_and_copied(house: Accounts, tab: Tab) -> None:
    await tab.go(f"{house.site.url}/auth/login")
    await tab.follow("form[action='/auth/demo'] button")
    await tab.go(f"{house.site.url}/settings/tokens")
    await tab.fill("input[name=name]", "<img src=x onerror=alert(1)>")
    await tab.follow("form[action='/settings/tokens'] button")
    assert (await tab.value("document.getElementById('token').value")).startswith("credora_")
    await sound(tab)
    await tab.go(f"{house.site.url}/settings/tokens")
    assert await tab.value("document.getElementById('token')") is None
    assert await tab.value("document.querySelector('tbody th').innerText") == "<img src=x onerror=alert(1)>"
    assert await tab.value("document.querySelectorAll('main img').length") == 0
