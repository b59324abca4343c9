"""`/debug/db`: for whoever runs Credora; it tells of tables, never of what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest
from account_desk import ADA, BEN, Accounts, Provider, accounts, provider
from stocked_shop import stocked

from credora_agent.core import migrate
from credora_agent.tables.registry import METADATA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from credora_agent.core.db import Database


@pytest.fixture(scope="module")
async def people() -> AsyncIterator[Provider]:
    """Lend the module's identity provider."""
    async with provider() as lent:
        yield lent


@pytest.fixture
async def house(database: Database, tmp_path: Path, people: Provider) -> AsyncIterator[Accounts]:
    """Lend a site over a shop with a row in every table, Ada named an admin."""
    shop = await stocked(database, tmp_path, "secretmug", "10.00")
    async with accounts(shop, people, admins="nobody@example.com, Ada@Northwind.example") as lent:
        yield lent


async def test_it_tells_of_tables_and_of_nothing_in_them(house: Accounts) -> None:
    """Every table with its size, the schema where it is to be; no name, address or id of any shop or person."""
    async with httpx2.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{house.site.url}/debug/db")
    said = answer.json()
    assert said["schema"] == {"stands_at": migrate.head(), "wanted": migrate.head()}
    assert set(METADATA.tables) <= {each["name"] for each in said["tables"]}
    assert all(each["bytes"] >= 0 and each["rows_about"] >= 0 for each in said["tables"])
    assert said["server"]["connections"] >= 1
    desk = house.site.desk
    for private in ("secretmug", "@", desk.slug, str(desk.shop.tenant), str(desk.caller.user_id)):
        assert private not in answer.text


async def test_it_is_for_admins(house: Accounts) -> None:
    """Ada is named, the person at this machine runs it; Ben is neither, nor is a program with an owner's token."""
    for person, code in ((ADA, 200), (BEN, 403)):
        browser = house.browser()
        await browser.sign_in(person)
        assert (await browser.get("/debug/db")).status_code == code
    owner = house.browser()
    await owner.post("/auth/demo", csrf=None)
    assert (await owner.get("/debug/db")).status_code == 200
    shown = (await owner.post("/settings/tokens", name="t", scope="write")).text
    token = shown[shown.index('value="credora_') + 7 :].partition('"')[0]
    async with httpx2.AsyncClient(trust_env=False) as http:
        for headers in ({"authorization": f"Bearer {token}"}, {"x-forwarded-for": "203.0.113.9"}):
            refused = await http.get(f"{house.site.url}/debug/db", headers=headers)
            assert refused.status_code in {401, 403}
