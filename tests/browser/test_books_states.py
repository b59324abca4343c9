"""The books' pages of a shop without data and of one with a single order: sound, and saying what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chromium import opened
from paged_shop import paged_shop
from shop_desk import Desk
from signed_in import sign_in
from site_desk import site

from credora_agent.core.settings import Settings

if TYPE_CHECKING:
    import pytest

    from credora_agent.core.db import Database

PAGES = ("/", "/pnl", "/entries", "/orders", "/reconcile", "/findings")


async def test_no_data_and_one_row(database: Database, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each page of an empty shop says that it is empty and where to go; of one order all have figures."""
    empty = await Desk.open(database, tmp_path_factory.mktemp("empty"))
    one, _ = await paged_shop(database, tmp_path_factory.mktemp("one"), orders=1)
    async with opened() as tab:
        for desk in (empty, one):
            async with site(desk, Settings()) as served:
                await sign_in(tab, database, served.url, desk.caller.user_id)
                await tab.size(390)
                for path in PAGES:
                    await tab.go(f"{served.url}{path}")
                    assert await tab.value("document.querySelector('main h1') !== null"), path
                    assert await tab.overflow() <= 0, path
                    assert tab.complaints() == [], path
                    assert await tab.violations() == [], path
                    assert desk is one or await tab.value("document.querySelector('.empty a') !== null"), path
