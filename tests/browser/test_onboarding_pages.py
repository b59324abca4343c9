"""From an account without a shop to a dashboard, in a real browser: by consent at the platforms, and by a file."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from chromium import opened
from sandbox_process import Sim, sandbox
from signed_in import sign_in
from site_desk import Site, site

from credora_agent.core.caller import Caller
from credora_agent.core.clock import now
from credora_agent.core.settings import Settings
from credora_agent.ledger.shops import shops_of
from credora_agent.sync.opening import Clients
from credora_agent.sync.run import Engine
from credora_agent.sync.service import Sync, worker_name
from credora_agent.tables.tenants import User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from chromium import Tab
    from shop_desk import Desk

    from credora_agent.core.db import WriteSession

LINES = (
    "order,sku,product,quantity,unit price,order date\n1,A,mug,3,10,2026-03-01 10:00\n"
    "2,B,<b>jug</b>,1,10,2026-03-02 10:00\n"
)
TEXT = "document.querySelector('main').innerText"


@pytest.fixture(scope="module")
async def tab() -> AsyncIterator[Tab]:
    """Lend the module's browser."""
    async with opened() as lent:
        yield lent


@pytest.fixture(scope="module")
async def sim() -> AsyncIterator[Sim]:
    """Lend a sandbox with a young shop."""
    async with sandbox("--seed", "5", "--days", "6") as lent:
        yield lent


async def newcomer(tab: Tab, lent: Site) -> UUID:
    """Return a person with an account and no shop, signed in."""
    person = uuid4()

    async def work(session: WriteSession) -> None:
        session.add(User(id=person, email=f"{person.hex[:12]}@example.com", name="Newcomer"))

    await lent.desk.database.write(Caller(person), work)
    await sign_in(tab, lent.desk.database, lent.url, person)
    return person


async def shop_of(lent: Site, person: UUID) -> Caller:
    """Return the person at the only shop they made."""
    (made,) = await lent.desk.database.read(Caller(person), shops_of)
    return Caller(person, made.id)


async def send_file(tab: Tab, selector: str, path: Path) -> None:
    """Choose a file in a field, and send its form."""
    document = await tab.send("DOM.getDocument")
    node = await tab.send("DOM.querySelector", nodeId=document["root"]["nodeId"], selector=selector)
    await tab.send("DOM.setFileInputFiles", files=[str(path)], nodeId=node["nodeId"])
    await tab.follow(f"form:has({selector}) button")


async def test_an_empty_account_comes_to_a_dashboard_by_consent(tab: Tab, books: Desk, sim: Sim) -> None:
    """The invented shop is made, Shopify's page says yes, the orders are read while one looks on: the books answer."""
    async with site(books, sim.settings()) as lent:
        person = await newcomer(tab, lent)
        await tab.go(f"{lent.url}/status")
        assert await tab.value("location.pathname") == "/welcome"
        assert await tab.violations() == []
        await tab.follow("form[action='/welcome/demo'] button")
        assert "The books are empty" in await tab.value(TEXT)
        await tab.click("form[action$=leave] button")
        await tab.until("location.pathname.includes('/oauth/authorize')")
        await tab.click("button[value=approve]")
        await tab.until("location.pathname === '/welcome' && document.querySelector('#progress h3') !== null")
        assert "being read" in await tab.value(TEXT)
        me = await shop_of(lent, person)
        engine = Engine(books.database, Clients(lent.outfit), worker_name(), clock=now, told_at=None, rations={})
        await Sync(engine, lent.outfit).sync_now(me)
        await tab.until(f"{TEXT}.includes('The books answer')")
        assert (await tab.violations(), await tab.overflow()) == ([], 0)
        await tab.follow("#progress a.main")
        assert await tab.value("location.pathname") == "/"
        assert await tab.value("document.querySelectorAll('main a.figure').length > 2")
        await tab.go(f"{lent.url}/settings/connections")
        assert "up to date" in await tab.value(TEXT)
        await tab.click("details:has(form[action$=disconnect]) summary")
        await tab.follow("form[action$=disconnect] button")
        assert "Nothing of that account is read any more" in await tab.value(TEXT)
        assert tab.complaints() == []


async def test_a_shop_of_one_s_own_is_filled_by_a_file(tab: Tab, books: Desk, tmp_path: Path) -> None:
    """3 × £10 and 1 × £10 come in; a packed file and one of no orders are refused; costs follow; a title stays text."""
    async with site(books, Settings()) as lent:
        person = await newcomer(tab, lent)
        await tab.go(f"{lent.url}/welcome")
        assert await tab.value("document.querySelector('[data-zone]').value.length > 0")
        await tab.fill("[name=name]", "Müller & Söhne <b>")
        await tab.fill("[name=currency]", "gbp")
        await tab.fill("[name=timezone]", "Nowhere/Land")
        await tab.follow("form[action='/welcome/shop'] button")
        assert "Nowhere/Land" in await tab.value(TEXT)
        await tab.fill("[name=timezone]", "Europe/London")
        await tab.follow("form[action='/welcome/shop'] button")
        for name, content in (("packed.csv", gzip.compress(LINES.encode())), ("none.csv", b"a,b\n1,2\n")):
            (tmp_path / name).write_bytes(content)
            await send_file(tab, "[name=file]", tmp_path / name)
            assert await tab.value("document.querySelector('.notice.error') !== null")
        (tmp_path / "orders.csv").write_text(LINES)
        await send_file(tab, "[name=file]", tmp_path / "orders.csv")
        assert "The books answer" in await tab.value(TEXT)
        assert "2 rows read" in await tab.value(TEXT)
        me = await shop_of(lent, person)
        assert str((await books.reports.books(me)).recorded) == "2026-03-01..2026-03-02"
        (tmp_path / "costs.csv").write_text("sku,unit cost,valid from\nA,4,2026-01-01\n")
        await tab.go(f"{lent.url}/settings/costs")
        await send_file(tab, "[name=file]", tmp_path / "costs.csv")
        await tab.fill("[name=sku]", "B")
        await tab.fill("[name=cost]", "5.50")
        await tab.follow("form[action='/settings/costs'][method=post] button")
        await tab.go(f"{lent.url}/settings/costs")
        rows = await tab.value(
            "[...document.querySelectorAll('tbody tr')].map(row => row.innerText.replace(/\\s+/g, ' '))"
        )
        assert [row for row in rows if "£4.00" in row and "mug" in row]
        assert [row for row in rows if "£5.50" in row and "<b>jug</b>" in row]
        assert (await tab.violations(), tab.complaints()) == ([], [])


async def test_alerts_and_reports_are_set_and_removed(tab: Tab, books: Desk) -> None:
    """An alert and a weekly report are added by forms, refused where they cannot be, and removed again."""
    await books.orders(LINES)
    async with site(books, Settings()) as lent:
        await sign_in(tab, books.database, lent.url, books.caller.user_id)
        await tab.go(f"{lent.url}/settings/alerts")
        await tab.fill("[name=threshold]", "a lot")
        await tab.follow("form[action='/settings/alerts'] button")
        assert "is no number" in await tab.value(TEXT)
        await tab.fill("[name=threshold]", "1,200")
        await tab.follow("form[action='/settings/alerts'] button")
        await tab.follow("form[action='/settings/alerts/schedules'] button")
        shown = await tab.value(TEXT)
        assert "Net sales, last 7 days: below £1,200.00" in shown
        assert "Profit and loss statement of last week, every Monday at 08:00" in shown
        assert (await tab.violations(), tab.complaints()) == ([], [])
        for _ in range(2):
            await tab.follow("form[action$=remove] button")
        assert (await books.reports.books(books.caller)).recorded is not None
        assert await tab.value("document.querySelectorAll('form[action$=remove]').length") == 0


@pytest.mark.parametrize(
    "path", ["welcome", "status", "settings/connections", "settings/costs", "settings/alerts", "settings/shop"]
)
async def test_every_page_fits_a_phone(tab: Tab, books: Desk, path: str) -> None:
    """390 pixels wide, light and dark: nothing beside the page, nothing for axe-core, nothing in the console."""
    await books.orders(LINES.replace("mug", "m" * 150))
    async with site(books, Settings()) as lent:
        await sign_in(tab, books.database, lent.url, books.caller.user_id)
        await tab.size(390)
        await tab.go(f"{lent.url}/{path}")
        assert (await tab.overflow(), await tab.violations()) == (0, [])
        await tab.size(390, dark=True)
        assert (await tab.violations(), tab.complaints()) == ([], [])
