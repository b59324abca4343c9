"""Products, campaigns, stock and cohorts in a real Chromium, over the invented shop up to yesterday.

Figures are the reports', lists sort and page, names are text, and nothing sticks out.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from chromium import Tab, opened, sound
from paged_shop import EVIL, LONG, RTL, advertised, paged_shop, shelved
from shop_desk import Desk
from signed_in import session_of, sign_in
from site_desk import Site, site
from sqlalchemy import text

from credora_agent.core.period import Period
from credora_agent.core.settings import Settings
from credora_agent.reports.course import GOODS
from credora_agent.telling.phrasing import money
from credora_agent.telling.sheet import cell

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.core.db import Database

PAGES = ("/products?wide=1&by=product", "/campaigns", "/inventory?wide=1", "/cohorts", "/cohorts?show=retention")
PRIVATE = "document.querySelectorAll('main img, main script').length"


@pytest.fixture(scope="module")
async def shop(database: Database, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, date]:
    """Lend the shop, and the day it is."""
    found, today = await paged_shop(database, tmp_path_factory.mktemp("trade"))
    await advertised(found, today)
    await shelved(found)
    return found, today


async def table(tab: Tab, selector: str = "table.sheet") -> list[list[str]]:
    """Return the texts of a table's cells, its heads first."""
    cells = "[...row.cells].map((cell) => cell.innerText.trim())"
    return list(await tab.value(f"[...document.querySelector('{selector}').rows].map((row) => {cells})"))


async def asked(served: Site, path: str) -> Any:
    """Return what a page of JSON says to the owner."""
    cookie = await session_of(served.desk.database, served.desk.caller.user_id)
    async with httpx2.AsyncClient(trust_env=False, cookies={"credora_session": cookie}) as http:
        answer = await http.get(f"{served.url}{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_sound_wide_and_narrow(tab: Tab, served: Site, path: str) -> None:
    for width, dark in ((1280, False), (390, True)):
        await tab.size(width, dark=dark)
        await tab.go(f"{served.url}{path}")
        await sound(tab)
        assert await tab.value(PRIVATE) == 0
        assert "taken" not in await tab.value("document.title")


async def test_products_are_the_reports_to_the_cent(tab: Tab, served: Site, shop: tuple[Desk, date]) -> None:
    """Every value of every line is as the report has it; so is the JSON; a SKU's own amounts lead to its rows."""
    desk, today = shop
    period = Period(today - timedelta(days=30), today - timedelta(days=1))
    report = await desk.reports.products(desk.caller, period, today=today)
    await tab.size(1280)
    await tab.go(f"{served.url}/products?wide=1")
    _, *rows = await table(tab)
    columns = report.sheet.columns
    told = [[cell(row, column, "GBP") for column in columns] for row in report.sheet.rows]
    shown = [row[1:] for row in rows]
    assert shown[:-1] == told
    assert shown[-1] == [cell(report.sheet.total, column, "GBP") for column in columns]  # type: ignore[arg-type]
    assert (await asked(served, "/fpa/products"))["sheet"] == report.sheet.model_dump(mode="json")
    first = report.sheet.rows[0]
    href = await tab.value("document.querySelector('table.sheet tbody a.figure').getAttribute('href')")
    assert f"sku={first.id}" in href


async def test_what_leads_to_rows_adds_up_to_them(tab: Tab, served: Site, shop: tuple[Desk, date]) -> None:
    """Each linked amount of a product is the sum of the ledger rows it leads to."""
    desk, today = shop
    period = Period(today - timedelta(days=30), today - timedelta(days=1))
    report = await desk.reports.products(desk.caller, period, today=today)
    row = next(row for row in report.sheet.rows if row.values["returns"] and row.behind)
    for metric in ("gross_sales", "discounts", "returns", "net_sales", "cogs"):
        behind = await asked(served, f"/fpa/entries?metric={metric}&start={period.start}&end={period.end}&sku={row.id}")
        assert behind["total"] == row.model_dump(mode="json")["values"][metric], metric


async def test_lists_sort_by_the_address_and_by_keyboard(tab: Tab, served: Site) -> None:
    """A head leads to the other order; its direction is told to who cannot see it; the way back is the browser's."""
    await tab.size(1280)
    await tab.go(f"{served.url}/products")
    head = "[...document.querySelectorAll('thead a')].find((each) => each.innerText.startsWith('Net sales'))"
    await tab.value(f"{head}.focus()")
    await tab.press("Enter")
    await tab.until("location.search === '?order=net_sales'")
    sorted_by = "document.querySelector('th[aria-sort]')"
    assert await tab.until(f"{sorted_by}.innerText.startsWith('Net sales') && {sorted_by}.ariaSort") == "descending"
    await tab.value(f"{head}.click()")
    await tab.until("location.search === '?order=-net_sales'")
    assert await tab.until(f"{sorted_by}.getAttribute('aria-sort')") == "ascending"
    await tab.value("history.back()")
    await tab.until(f"location.search === '?order=net_sales' && {sorted_by}.getAttribute('aria-sort') === 'descending'")
    assert tab.complaints() == []


async def test_one_product_with_its_days(tab: Tab, served: Site, shop: tuple[Desk, date]) -> None:
    """Its days add up to its line; the chart has them all; what advertises it is said."""
    desk, today = shop
    period = Period(today - timedelta(days=30), today - timedelta(days=1))
    report = await desk.reports.products(desk.caller, period, today=today)
    row = report.sheet.rows[0]
    await tab.size(1280)
    await tab.go(f"{served.url}/products")
    await tab.value("document.querySelector('tbody th a').click()")
    await tab.until("document.querySelector('h1').innerText !== 'Products'")
    assert await tab.value("document.querySelector('h1').innerText") == row.label
    await tab.until("document.querySelectorAll('[data-chart]:not([data-drawn])').length === 0")
    await sound(tab)
    course = await desk.reports.product_course(desk.caller, row.id, period, today=today)
    for name in GOODS:
        assert sum(each.values[name] or 0 for each in course.sheet.rows) == row.values[name]
    assert money(row.values["net_sales"] or Decimal(0), "GBP") in await tab.value(
        "document.querySelector('.cards').innerText"
    )
    await tab.size(390)
    await sound(tab)
    await tab.value("document.querySelector('main a[href^=\"/whatif\"]').click()")
    await tab.until("location.pathname === '/whatif' && document.querySelector('link[href$=\"whatif.css\"]') !== null")
    assert await tab.until("document.querySelector('[name=sku]').value") == row.id


async def test_one_campaign_with_its_days(tab: Tab, served: Site) -> None:
    """What it cost is what its days cost; the worst is told first; a name like a script is text."""
    report = await asked(served, "/fpa/campaigns?range=last_30_days")
    assert report["sheet"]["rows"][0]["label"] == EVIL
    await tab.size(1280)
    await tab.go(f"{served.url}/campaigns?campaign=google_ads:123:2")
    assert await tab.value("document.querySelector('h1').innerText") == EVIL
    spent = report["sheet"]["rows"][0]["values"]["ad_spend"]
    assert spent == "270.00"
    assert money_in(spent) in await tab.value("document.querySelector('.cards').innerText")
    rows = await table(tab, "section:last-of-type table.sheet")
    assert [row[1] for row in rows[1:]] == ["£9.00"] * 30
    await sound(tab)
    assert await tab.value(PRIVATE) == 0


def money_in(text: str) -> str:
    """Return an amount of pounds as pages write it."""
    return f"£{text}"


async def test_names_are_text_however_long(tab: Tab, served: Site) -> None:
    """A name of two hundred characters, one from right to left, one like a script: all on the shelf, all text."""
    for width in (1280, 390):
        await tab.size(width)
        await tab.go(f"{served.url}/inventory?order=-on_hand")
        said = await tab.value("document.querySelector('main').textContent")
        assert all(name in said for name in (LONG, RTL, EVIL))
        await sound(tab)


async def test_ten_thousand_products_come_in_pages(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A hundred lines a page, the total over all; the last of them is found by its number."""
    desk, today = await paged_shop(database, tmp_path_factory.mktemp("many"), orders=3)
    await database.write(desk.caller, lambda s: s.execute(text(MANY), {"tenant": desk.shop.tenant, "day": today}))
    async with site(desk, Settings()) as served, opened() as tab:
        await sign_in(tab, database, served.url, desk.caller.user_id)
        await tab.go(f"{served.url}/products?order=units")
        assert await tab.value("document.querySelectorAll('tbody tr').length") == 100
        assert "1–100 of 10,001" in await tab.value("document.querySelector('.pages').innerText")
        await tab.value("document.querySelector('a[rel=next]').click()")
        await tab.until("location.search.includes('page=2') && document.querySelector('a[rel=prev]') !== null")
        await sound(tab)
        await tab.size(390)
        assert await tab.overflow() <= 0


MANY = """insert into sku_daily (tenant_id, local_date, sku, gross_sales_micros, discounts_micros, returns_micros,
    cogs_micros, units_sold, units_returned, entries, unconverted)
    select :tenant, cast(:day as date) - 1, 'MANY-' || n, 987654321000000, 0, 0, 0, n, 0, 1, 0
    from generate_series(1, 10000) n"""


async def test_no_data_and_one_row(database: Database, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A shop without books says what to do on each page; one with a single product shows one line."""
    empty = await Desk.open(database, tmp_path_factory.mktemp("empty"))
    one, _ = await paged_shop(database, tmp_path_factory.mktemp("one"), orders=1)
    async with opened() as tab:
        for desk, lines in ((empty, 0), (one, 1)):
            async with site(desk, Settings()) as served:
                await sign_in(tab, database, served.url, desk.caller.user_id)
                await tab.size(390)
                for path in ("/products", "/campaigns", "/inventory", "/cohorts"):
                    await tab.go(f"{served.url}{path}")
                    assert await tab.value("document.querySelector('h1') !== null"), path
                    assert tab.complaints() == []
                    assert await tab.overflow() <= 0
                    assert lines or await tab.value("document.querySelector('.empty h2') !== null"), path
                await tab.go(f"{served.url}/products")
                assert await tab.value("document.querySelectorAll('table.sheet tbody tr').length") == lines


async def test_bad_addresses_say_what_to_do(tab: Tab, served: Site) -> None:
    """A day that is none, a range and a column there is none of, a product that never was: each with its remedy."""
    for path, remedy in (
        ("/products?start=nonsense", "YYYY-MM-DD"),
        ("/products?range=last_century", "last_30_days"),
        ("/products?order=luck", "net_sales"),
        ("/products?sku=NEVER", "Choose other days"),
        ("/campaigns?campaign=never", "Choose other days"),
        ("/inventory?order=luck", "days_of_cover"),
        ("/products?start=2099-01-01&end=2099-01-02", "up to today"),
    ):
        await tab.go(f"{served.url}{path}")
        assert remedy in await tab.value("document.querySelector('[role=alert]').innerText"), path
        assert await tab.violations() == []


async def test_files_hold_every_line(served: Site, shop: tuple[Desk, date]) -> None:
    """A CSV of each list, in its own order, under a name that says what it is."""
    desk, today = shop
    cookie = await session_of(desk.database, desk.caller.user_id)
    period = Period(today - timedelta(days=30), today - timedelta(days=1))
    report = await desk.reports.products(desk.caller, period, today=today, order="units", lowest_first=True)
    async with httpx2.AsyncClient(trust_env=False, cookies={"credora_session": cookie}) as http:
        for name in ("products", "campaigns", "inventory", "cohorts"):
            answer = await http.get(f"{served.url}/{name}.csv")
            assert answer.headers["content-type"] == "text/csv; charset=utf-8"
            assert name in answer.headers["content-disposition"]
            assert "no-store" in answer.headers["cache-control"]
        lines = (await http.get(f"{served.url}/products.csv?order=-units")).text.splitlines()
    assert [line.split(",")[0] for line in lines[1:-1]] == [row.id for row in report.sheet.rows]
