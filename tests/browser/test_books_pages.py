"""From the dashboard to one order in a real Chromium: every figure is its report's, and the sum of what it leads to.

The shop is the invented one up to yesterday, with one order of Shopify's in it that has a hostile name.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from chromium import Tab, sound
from paged_shop import EVIL, advertised, paged_shop
from platform_books import PlatformBooks
from shopify_nodes import agreement, line, order, sale
from signed_in import session_of
from sqlalchemy import text

from credora_agent.core.period import Period
from credora_agent.reports.orders import Asked
from credora_agent.telling.phrasing import amount, money
from credora_agent.web.look import brief

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date

    from shop_desk import Desk
    from site_desk import Site

    from credora_agent.core.db import Database
    from credora_agent.reports.schemas import Report

TOTAL = "document.querySelector('#total').innerText"
PENNY = re.compile(r"(−?)£([\d,]+\.\d\d)")


@pytest.fixture(scope="module")
async def shop(database: Database, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, date]:
    """Lend the shop, and the day it is."""
    desk, today = await paged_shop(database, tmp_path_factory.mktemp("books"))
    await advertised(desk, today)
    at = f"{today - timedelta(days=3)}T10:00:00Z"
    evil = sale("123.45", item=line(sku="EVIL", title=EVIL))
    shopify = await PlatformBooks.connect(desk, "shopify", "our-shop.myshopify.com")
    await shopify.orders(order(agreement(evil, sale("4.95", kind="SHIPPING"), at=at), number=4242, at=at))
    return desk, today


@pytest.fixture(scope="module")
async def http(served: Site) -> AsyncIterator[httpx2.AsyncClient]:
    """Lend a client that has the owner's session."""
    cookie = await session_of(served.desk.database, served.desk.caller.user_id)
    async with httpx2.AsyncClient(base_url=served.url, trust_env=False, cookies={"credora_session": cookie}) as found:
        yield found


def last_days(today: date) -> Period:
    """Return the thirty whole days before today."""
    return Period(today - timedelta(days=30), today - timedelta(days=1))


def pence(text: str) -> Decimal:
    """Return the amount a page writes."""
    sign, digits = PENNY.findall(text)[0]
    return Decimal(digits.replace(",", "")) * (-1 if sign else 1)


async def rows_of(tab: Tab, selector: str) -> list[list[str]]:
    """Return the texts of a table's cells, without its heads."""
    cells = "[...row.cells].map((cell) => cell.innerText.trim())"
    return list(await tab.value(f"[...document.querySelector('{selector}').tBodies[0].rows].map((row) => {cells})"))


async def followed(tab: Tab, found: str) -> None:
    """Follow the link that an expression finds, and return when its page has loaded."""
    href = await tab.value(f"{found}.href")
    await tab.value(f"{found}.click()")
    await tab.until(f"location.href === {href!r} && document.readyState === 'complete'")
    await tab.until("document.querySelectorAll('[data-chart]:not([data-drawn])').length === 0")


async def test_from_the_dashboard_to_one_order(
    tab: Tab, served: Site, shop: tuple[Desk, date], http: httpx2.AsyncClient
) -> None:
    """Net profit leads to rows that add up to it; one of them to its order, whose rows add up to what it left."""
    desk, today = shop
    period = last_days(today)
    report = await desk.reports.pnl(desk.caller, period, today=today)
    figures = {line.id: line.total for line in report.lines}
    await tab.go(f"{served.url}/")
    await sound(tab)
    assert brief(figures["revenue"]) in await tab.value("document.querySelector('.cards').innerText")
    await followed(tab, "document.querySelector('.card a.figure[href*=\"metric=net_profit\"]')")
    profit = figures["net_profit"].value or Decimal(0)
    assert await tab.value(TOTAL) == money(profit, "GBP")
    assert f"{figures['net_profit'].entries:,}" in await tab.value("document.querySelector('.cards').innerText")
    await sound(tab)
    file = await http.get(await tab.value("document.querySelector('a[download]').href"))
    lines = list(csv.DictReader(io.StringIO(file.text)))
    assert len(lines) == figures["net_profit"].entries
    assert sum(Decimal(each["reporting_amount"]) for each in lines) == profit
    await followed(tab, "document.querySelector('table.ledger td a[href*=\"/orders/\"]')")
    listed = await rows_of(tab, "table.ledger")
    whole = pence(await tab.value(TOTAL))
    assert sum(pence(row[5]) for row in listed) == whole
    named = (await tab.value("document.querySelector('h1').innerText")).removeprefix("Order ")
    told = await desk.reports.orders(desk.caller, Asked(None, today, order=named))
    assert told.sheet.rows[0].values["cm2"] == whole
    await sound(tab)
    await tab.size(390)
    await sound(tab)
    await tab.size(1280)


async def test_every_page_of_rows_once(http: httpx2.AsyncClient, shop: tuple[Desk, date]) -> None:
    """Pages follow by their cursor, each row once, together the sum that stands on every page."""
    _, today = shop
    period, seen, path = last_days(today), {}, "/fpa/entries?metric=revenue&limit=200"
    cursor: str | None = ""
    while cursor is not None:
        dates = {"start": str(period.start), "end": str(period.end)}
        page = (await http.get(path, params={"metric": "revenue", "limit": 200, **dates, "cursor": cursor})).json()
        assert not seen.keys() & {each["id"] for each in page["entries"]}
        seen |= {each["id"]: Decimal(each["reporting_amount"]) for each in page["entries"]}
        cursor = page["next_cursor"]
    assert len(seen) == page["total_entries"] > 200
    assert sum(seen.values()) == Decimal(page["total"])


async def test_a_row_leads_to_its_record_and_to_the_platform(
    tab: Tab, served: Site, shop: tuple[Desk, date], http: httpx2.AsyncClient
) -> None:
    """A row of Shopify's has its order's page in the admin, one of Google's its campaign's; one of a file its row."""
    _, today = shop
    dates = {"start": str(today - timedelta(days=3)), "end": str(today - timedelta(days=3))}
    found = (await http.get("/fpa/entries", params={"metric": "gross_sales", "order": "4242", **dates})).json()
    (row,) = found["entries"]
    await tab.go(f"{served.url}/entries/{row['id']}")
    link = "document.querySelector('main a[target=_blank]')"
    assert await tab.value(f"{link}.href") == "https://admin.shopify.com/store/our-shop/orders/4242"
    assert "noreferrer" in await tab.value(f"{link}.rel")
    assert EVIL in await tab.value("document.querySelector('main').innerText")
    assert await tab.value("document.querySelectorAll('main img, main script').length") == 0
    await sound(tab)
    await tab.go(f"{served.url}/orders/4242")
    assert await tab.value(f"{link}.href") == "https://admin.shopify.com/store/our-shop/orders/4242"
    ads = (await http.get("/fpa/entries", params={"metric": "marketing", **dates})).json()["entries"][0]
    shown = (await http.get(f"/fpa/entries/{ads['id']}")).json()["source"]
    assert shown["address"].startswith("https://ads.google.com/aw/campaigns?")
    files = (await http.get("/fpa/entries", params={"metric": "gross_sales", **dates})).json()["entries"]
    of_file = next(each for each in files if each["file"])
    await tab.go(f"{served.url}/entries/{of_file['id']}")
    assert f"row {of_file['row']}" in await tab.value("document.querySelector('main').innerText")
    assert await tab.value(f"{link} === null")


async def test_an_edited_row_keeps_its_history(
    tab: Tab, served: Site, shop: tuple[Desk, date], http: httpx2.AsyncClient
) -> None:
    """Shopify says otherwise: both versions are shown, the older one as no longer counted, and the sum is the new."""
    desk, today = shop
    at = f"{today - timedelta(days=5)}T10:00:00Z"
    shopify = await PlatformBooks.connect(desk, "shopify", "our-shop.myshopify.com")
    for price in ("10.00", "7.50"):
        await shopify.orders(order(agreement(sale(price, number=99), at=at), number=77, at=at, total=price))
    dates = {"start": str(today - timedelta(days=5)), "end": str(today - timedelta(days=5))}
    found = (await http.get("/fpa/entries", params={"metric": "gross_sales", "order": "77", **dates})).json()
    assert found["total"] == "7.50"
    versions = (await http.get(f"/fpa/entries/{found['entries'][0]['id']}")).json()["versions"]
    assert [each["amount"] for each in versions] == ["10.00", "7.50"]
    await tab.go(f"{served.url}/entries/{versions[0]['id']}")
    assert "No longer counted" in await tab.value("document.querySelector('.notice').innerText")
    await followed(tab, f"document.querySelector('a[href=\"/entries/{versions[1]['id']}\"]')")
    assert await tab.value("document.querySelector('.notice')") is None
    await sound(tab)


@pytest.mark.parametrize(
    "query", ["", "by=week", "compare=previous", "compare_start=2026-01-01&compare_end=2026-01-31"]
)
async def test_the_statement_is_the_reports_to_the_cent(
    tab: Tab, served: Site, http: httpx2.AsyncClient, query: str
) -> None:
    """Each value on the page is the report's as it is written; JSON, CSV, workbook and PDF say the same."""
    await tab.go(f"{served.url}/pnl?{query}")
    report = await told(http, query)
    values = [(*line.parts, line.total, *([line.compare] if line.compare else [])) for line in report.lines]
    shown = [row[1 : 1 + len(values[0])] for row in await rows_of(tab, "table.statement")]
    marks = {"at_most": "≤ ", "at_least": "≥ ", "partial": "~ "}
    assert shown == [
        [("" if each.value is None else marks.get(each.bound, "")) + amount(each) for each in line] for line in values
    ]
    await sound(tab)
    lines = list(csv.reader(io.StringIO((await http.get(f"/pnl.csv?{query}")).text)))[1:]
    assert [[Decimal(cell) if cell else None for cell in line[3:]] for line in lines] == [
        [each.value for each in line] for line in values
    ]
    assert workbook((await http.get(f"/pnl.xlsx?{query}")).content, len(values[0])) == [
        [None if each.value is None else float(each.value) for each in line] for line in values
    ]
    printed = paper((await http.get(f"/pnl.pdf?{query}")).content)
    said = [f"{each.value:,.2f}" for line in values for each in line if each.value is not None]
    assert all(each in printed for each in said)


async def told(http: httpx2.AsyncClient, query: str) -> Report:
    """Return the statement as JSON has it."""
    from credora_agent.reports.schemas import Report  # noqa: PLC0415 - only needed to read it back

    answer = await http.get(f"/fpa/pnl?{query}")
    assert answer.status_code == 200
    return Report.model_validate_json(answer.text)


def workbook(content: bytes, columns: int) -> list[list[float | None]]:
    """Return the numbers of a statement's workbook, line by line."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    rows = re.findall(r'<row r="(\d+)"[^>]*>(.*?)</row>', sheet)
    found = []
    for number, cells in rows:
        if int(number) > 5:
            values = re.findall(r'<c r="[A-Z]+\d+" s="\d+"(?:/>|><v>([^<]*)</v></c>)', cells)
            found.append([float(each) if each else None for each in values[:columns]])
    return found


def paper(content: bytes) -> str:
    """Return what a PDF's pages write."""
    assert content.startswith(b"%PDF-")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return "".join(zlib.decompress(each).decode("latin-1") for each in streams if each[:1] == b"x")


async def test_why_it_changed_adds_up(tab: Tab, served: Site, http: httpx2.AsyncClient) -> None:
    """Drivers and their total come out at the change the statement shows; another line is shown once chosen."""
    await tab.go(f"{served.url}/pnl?range=last_month&compare=previous")
    moved = (await rows_of(tab, "table.statement"))[-1][3]
    await followed(tab, "document.querySelector('#line-net_profit a[href*=why]')")
    whole = await tab.value("document.querySelector('table.drivers tfoot td').innerText")
    assert whole.replace("+", "") in moved.replace("+", "")
    found = (await http.get("/fpa/explain?metric=net_profit&range=last_month&compare=previous")).json()
    assert sum(Decimal(each["effect"]) for each in found["drivers"]) == Decimal(found["change"]["delta"])
    assert len(await rows_of(tab, "table.drivers")) == len(found["drivers"])
    await sound(tab)
    chosen = "document.querySelector('select[name=metric]')"
    await tab.value(f"{chosen}.value = 'returns', {chosen}.dispatchEvent(new Event('change', {{bubbles: true}}))")
    await tab.until("location.search.includes('metric=returns')")
    await tab.until("document.querySelector('h1').innerText.includes('Returns')")
    await tab.until("document.querySelectorAll('[data-chart]:not([data-drawn])').length === 0")
    assert tab.complaints() == []


async def test_orders_are_found_sorted_and_paged(tab: Tab, served: Site, http: httpx2.AsyncClient) -> None:
    """A page, the next by its cursor, none twice; one found by its number; a file with all of them."""
    await tab.go(f"{served.url}/orders")
    await sound(tab)
    first = {row[0] for row in await rows_of(tab, "table.sheet")}
    await tab.value("document.querySelector('a[rel=next]').click()")
    await tab.until("location.search.includes('cursor=')")
    await tab.until("document.querySelector('.pages a').innerText === 'First page'")
    assert not first & {row[0] for row in await rows_of(tab, "table.sheet")}
    await tab.size(390)
    await sound(tab)
    await tab.size(1280)
    await tab.go(f"{served.url}/orders")
    await tab.fill("input[name=order]", "4242")
    await tab.press("Enter")
    await tab.until("location.pathname === '/orders/find' && document.readyState === 'complete'")
    assert await tab.value("document.querySelector('h1').innerText") == "Order #4242"
    lines = list(csv.DictReader(io.StringIO((await http.get("/orders.csv")).text)))
    total = (await http.get("/fpa/orders?limit=1")).json()["sheet"]["total"]["values"]["cm2"]
    assert sum(Decimal(each["cm2"] or 0) for each in lines[:-1]) == Decimal(total)


async def test_the_bridge_closes_on_the_page(tab: Tab, served: Site, http: httpx2.AsyncClient) -> None:
    """Each step's running total is the one before and its amount; what the ledger holds leads to rows of that sum."""
    await tab.go(f"{served.url}/reconcile?range=last_30_days")
    await sound(tab)
    assert await tab.value("document.querySelector('.card .value').innerText") == "closes"
    found = (await http.get("/fpa/reconcile?range=last_30_days")).json()
    for held in found["held"]:
        dates = {"start": found["period"]["start"], "end": found["period"]["end"]}
        behind = (await http.get("/fpa/entries", params={"metric": held["category"], **dates})).json()
        assert behind["total"] == held["amount"]
    await tab.size(390)
    await sound(tab)
    await tab.size(1280)


async def test_a_finding_is_set_aside_and_brought_back(tab: Tab, served: Site, http: httpx2.AsyncClient) -> None:
    """By its form, with a reason; the dashboard shows it no more at once; then it is back."""
    await tab.go(f"{served.url}/findings")
    await sound(tab)
    title = await tab.value("document.querySelector('.finding h2').innerText")
    await tab.value("document.querySelector('.finding .act').open = true")
    await tab.fill(".finding input[name=reason]", EVIL)
    await tab.follow(".finding .act button")
    titles = "[...document.querySelectorAll('.finding h2')].map((each) => each.innerText)"
    assert title not in await tab.value(titles)
    assert title not in (await http.get("/")).text
    await tab.go(f"{served.url}/findings?dismissed=true")
    aside = await tab.value("document.querySelector('.finding.aside').innerText")
    assert title in aside
    assert EVIL in aside
    await sound(tab)
    await tab.follow(".finding.aside form button")
    assert await tab.value("document.querySelector('.finding.aside')") is None
    assert title in await tab.value(titles)


async def test_who_may_only_look_changes_nothing(
    served: Site, shop: tuple[Desk, date], http: httpx2.AsyncClient, database: Database
) -> None:
    """A viewer sees findings without forms, and what they send is refused; so is a form of no page of ours."""
    desk, _ = shop
    key = (await http.get("/fpa/findings")).json()["findings"][0]["key"]
    origin = {"origin": served.url, "sec-fetch-site": "same-origin"}
    refused = await http.post("/findings/dismiss", data={"key": key}, headers=origin)
    assert refused.status_code == 403
    role = "update memberships set role = :role where tenant_id = :tenant"
    at = {"tenant": desk.shop.tenant}
    await database.write(desk.caller, lambda s: s.execute(text(role), {"role": "viewer", **at}))
    try:
        assert (await http.get("/findings")).text.count("/findings/dismiss") == 0
        csrf = (await http.get("/auth/session", headers={"sec-fetch-site": "same-origin"})).json()["csrf"]
        sent = await http.post("/findings/dismiss", data={"key": key, "csrf": csrf}, headers=origin)
        assert sent.status_code == 403
    finally:
        await database.write(desk.caller, lambda s: s.execute(text(role), {"role": "owner", **at}))
    assert (await http.get("/fpa/findings")).json()["hidden"] == 0


async def test_the_dashboard_as_json(http: httpx2.AsyncClient, shop: tuple[Desk, date]) -> None:
    """Its parts say what their own reports say; its days add up to its net profit."""
    _, today = shop
    found: dict[str, Any] = (await http.get("/fpa/dashboard")).json()
    period = last_days(today)
    dates = {"start": str(period.start), "end": str(period.end), "compare": "previous"}
    whole = (await http.get("/fpa/pnl", params=dates)).json()
    assert found["pnl"]["lines"] == whole["lines"]
    days = [Decimal(part["value"]) for part in found["course"]["lines"][0]["parts"]]
    assert len(days) == 30
    assert sum(days) == Decimal(found["pnl"]["lines"][-1]["total"]["value"])
    metrics = (await http.get("/fpa/metrics", params={"metric": ["aov", "net_profit"], **dates})).json()
    assert metrics["lines"][1]["total"]["value"] == found["pnl"]["lines"][-1]["total"]["value"]
