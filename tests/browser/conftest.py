"""What the tests of pages share: the site over a module's own `shop`, and a Chromium its owner is signed in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from chromium import Tab, opened
from signed_in import sign_in
from site_desk import Site, site

from credora_agent.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date

    from shop_desk import Desk


@pytest.fixture(scope="module")
async def served(shop: tuple[Desk, date]) -> AsyncIterator[Site]:
    """Lend the site over the module's shop."""
    async with site(shop[0], Settings()) as lent:
        yield lent


@pytest.fixture(scope="module")
async def tab(served: Site) -> AsyncIterator[Tab]:
    """Lend a Chromium signed in as the owner."""
    async with opened() as found:
        await sign_in(found, served.desk.database, served.url, served.desk.caller.user_id)
        yield found
