"""Cash, what-if and budgets in a real Chromium: figures are the reports', what is typed is kept, and by whom.

The shop is the invented one up to yesterday, with cash on hand.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest
from chromium import Tab, opened, sound
from paged_shop import EVIL, advertised, paged_shop
from shop_desk import Desk
from signed_in import session_of, sign_in
from site_desk import Site, site
from sqlalchemy import text

from credora_agent.analytics.whatif.levers import FixedCost, Price
from credora_agent.core.caller import Caller
from credora_agent.core.settings import Settings
from credora_agent.sync.plan_entry import PlanOf, enter
from credora_agent.tables.tenants import Membership, User
from credora_agent.telling.break_even import tell_break_even
from credora_agent.telling.forecast import about, chance
from credora_agent.telling.phrasing import money
from credora_agent.telling.scenario import tell_scenario

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from credora_agent.core.db import Database, WriteSession

POUND = 1_000_000
PAGES = ("/cash", "/cash?metric=sales&horizon=28", "/cash?add=payment", "/cash?add=terms", "/whatif",
         "/whatif?price=8&ads-google_ads=-20", "/budgets", "/budgets?edit=marketing", "/whatif/compare")  # fmt: skip
MAIN = "document.querySelector('main').innerText"


@pytest.fixture(scope="module")
async def shop(database: Database, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, date]:
    """Lend the shop, and the day it is."""
    found, today = await paged_shop(database, tmp_path_factory.mktemp("planning"))
    await advertised(found, today)
    of = PlanOf(found.shop.tenant, found.slug, "GBP")
    given = [
        {"what": "balance", "amount": "9000", "from": today.isoformat()},
        {"what": "payment", "name": EVIL, "amount": "5200", "every": "month", "from": today.isoformat()},
    ]
    await enter(database, found.caller, of, given, today=today)
    return found, today


async def asked(served: Site, path: str) -> Any:
    """Return what a page of JSON says to the owner."""
    cookie = await session_of(served.desk.database, served.desk.caller.user_id)
    async with httpx2.AsyncClient(trust_env=False, cookies={"credora_session": cookie}, timeout=60) as http:
        answer = await http.get(f"{served.url}{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()


async def member(desk: Desk, role: str) -> UUID:
    """Return a person who works at the shop in that role."""
    user = User(id=uuid4(), email=f"{uuid4()}@example.com", name=role)

    async def work(session: WriteSession) -> None:
        session.add(user)
        await session.flush()
        session.add(Membership(tenant_id=desk.shop.tenant, user_id=user.id, role=role))

    await desk.database.write(Caller(user.id, desk.shop.tenant), work)
    return user.id


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_sound_wide_and_narrow(tab: Tab, served: Site, path: str) -> None:
    for width, dark in ((1280, False), (390, True)):
        await tab.size(width, dark=dark)
        await tab.go(f"{served.url}{path}")
        await sound(tab)
        assert await tab.value("document.querySelectorAll('main img, main script').length") == 0


async def test_cash_is_the_forecast(tab: Tab, served: Site, shop: tuple[Desk, date]) -> None:
    """Odds, runway, the lowest day and every point of the fan as the report has them; so is the JSON."""
    desk, today = shop
    outlook = await desk.reports.forecast(desk.caller, today=today)
    await tab.size(1280)
    await tab.go(f"{served.url}/cash")
    cards = await tab.value("[...document.querySelectorAll('.card')].map((each) => each.innerText)")
    assert chance(outlook.odds[-1]) in cards[0]
    low = next(figure.value for figure in outlook.figures if figure.metric == "lowest_cash")
    assert any("Lowest cash" in card and about(low or Decimal(0), "GBP") in card for card in cards)
    fan = next(each for each in outlook.fans if each.id == "cash")
    rows = (
        "[...document.querySelector('.chart table').tBodies[0].rows].map((r) => [...r.cells].map((c) => c.innerText))"
    )
    await tab.value("document.querySelector('.chart details').open = true")
    shown = await tab.value(rows)
    at = dict(zip(fan.percents, fan.values, strict=True))
    assert [row[1:] for row in shown] == [
        [about(at[percent][n], "GBP") for percent in (50, 10, 90)] for n in range(len(fan.days))
    ]
    told = await asked(served, "/fpa/forecast")
    assert told["fans"] == outlook.model_dump(mode="json")["fans"]
    assert EVIL in await tab.value(MAIN)


async def test_a_tooltip_says_the_percentiles(tab: Tab, served: Site) -> None:
    """Under the pointer: the day, the median, and what one in ten is below and above; as text on the canvas."""
    await tab.size(1280)
    await tab.go(f"{served.url}/cash")
    spec = "JSON.parse(document.querySelector('[data-chart]').dataset.chart)"
    names = await tab.value(f"{spec}.series.map((each) => each.name)")
    assert names == ["Median", "One in ten is below (P10)", "One in ten is above (P90)"]
    box = await tab.value("(({ x, y, width, height }) => [x + width / 2, y + height / 2])("
                          "document.querySelector('[data-chart]').getBoundingClientRect())")  # fmt: skip
    before = await tab.value("document.querySelector('[data-chart] canvas').toDataURL().length")
    await tab.send("Input.dispatchMouseEvent", type="mouseMoved", x=box[0], y=box[1])
    await tab.until(f"document.querySelector('[data-chart] canvas').toDataURL().length !== {before}")
    assert tab.complaints() == []


async def test_the_plan_is_changed_on_the_page(tab: Tab, served: Site, shop: tuple[Desk, date]) -> None:
    """A payment added, moved to another day in its own place, and removed; a bad one is shown again with the reason."""
    desk, today = shop
    await tab.size(1280)
    await tab.go(f"{served.url}/cash?add=payment")
    await tab.fill("form.entry [name=name]", "Rent")
    await tab.fill("form.entry [name=amount]", "minus two")
    await tab.follow("form.entry button.main")
    problem = await tab.value("document.querySelector('form.entry [role=alert]').innerText")
    assert "minus two" in problem
    assert await tab.value("document.querySelector('form.entry [name=name]').value") == "Rent"
    await sound_but_for_the_refusal(tab)
    await tab.fill("form.entry [name=amount]", "1500")
    await tab.follow("form.entry button.main")
    assert "Added to the plan" in await tab.value("document.querySelector('#plan .good').innerText")
    kept = await desk.rows("select name, amount_micros, first_day from planned_payments where name = 'Rent'")
    assert kept == [("Rent", -1_500 * POUND, today)]
    outlook = await desk.reports.forecast(desk.caller, today=today)
    assert "Rent" in {each.name for each in outlook.outflows}
    edit = "[...document.querySelectorAll('#plan tr')].find((row) => row.innerText.startsWith('Rent'))"
    href = await tab.value(f"{edit}.querySelector('a').getAttribute('href')")
    await tab.go(f"{served.url}{href}")
    assert await tab.value("document.querySelector('form.entry [name=amount]').value") == "1500.00"
    await tab.value("document.querySelector('form.entry [name=from]').value = '2099-01-01'")
    await tab.follow("form.entry button.main")
    assert len(await desk.rows("select 1 from planned_payments where name = 'Rent'")) == 1
    assert str(await desk.one("select first_day from planned_payments where name = 'Rent'")) == "2099-01-01"
    tab.events.clear()
    await tab.value(f"{edit}.querySelector('button').click()")
    await tab.loaded()
    assert await desk.rows("select 1 from planned_payments where name = 'Rent'") == []
    assert tab.complaints() == []


async def sound_but_for_the_refusal(tab: Tab) -> None:
    """Fail for anything but the browser's own note that the answer was 400."""
    assert await tab.overflow() <= 0
    assert await tab.violations() == []
    assert [each for each in tab.complaints() if "400" not in each] == []


async def test_who_may_only_look_is_shown_no_form_and_changes_nothing(served: Site, shop: tuple[Desk, date]) -> None:
    """A viewer sees the pages without a form; what they send all the same is refused, and so is a form without csrf."""
    desk, _ = shop
    cookie = await session_of(desk.database, await member(desk, "viewer"))
    owner = await session_of(desk.database, desk.caller.user_id)
    posts = (("/cash/plan", {"what": "balance", "amount": "1"}), ("/cash/plan/remove", {"id": "x"}),
             ("/budgets", {"line": "marketing", "whole": "1"}), ("/whatif/saved", {"name": "x", "asked": "price=8"}),
             ("/whatif/saved/remove", {"id": str(uuid4())}))  # fmt: skip
    async with httpx2.AsyncClient(trust_env=False, cookies={"credora_session": cookie}, timeout=60) as http:
        headers = {"origin": served.url, "sec-fetch-site": "same-origin"}
        csrf = (await http.get(f"{served.url}/auth/session", headers=headers)).json()["csrf"]
        for path in ("/cash?add=balance", "/budgets?edit=marketing", "/whatif?price=8"):
            shown = await http.get(f"{served.url}{path}", headers={"accept": "text/html"})
            assert shown.status_code == 200
            assert 'method="post"' not in shown.text.partition("<main")[2], path
        for path, form in posts:
            refused = await http.post(f"{served.url}{path}", data={**form, "csrf": csrf}, headers=headers)
            assert refused.status_code == 403, path
        http.cookies.set("credora_session", owner)
        for path, form in posts:
            refused = await http.post(f"{served.url}{path}", data=form, headers=headers)
            assert refused.status_code == 403, path
    assert await desk.rows("select 1 from budgets") == []
    assert await desk.one("select count(*) from cash_balances") == 1


async def test_a_what_if_is_the_reports(tab: Tab, served: Site, shop: tuple[Desk, date]) -> None:
    """Break-evens and verdict in the teller's words, both sides as the report has them; the JSON says the same."""
    desk, today = shop
    found = await desk.reports.scenario(
        desk.caller, (Price(by=Decimal("0.08")), FixedCost(2_500 * POUND, "Hire")), today=today
    )
    await tab.size(1280)
    await tab.go(f"{served.url}/whatif?price=8&hire=2500")
    said = await tab.value(MAIN)
    for each in found.break_evens:
        assert tell_break_even(each, "GBP") in said
    for word in tell_scenario(found).words:
        assert word in said
    told = await asked(served, "/fpa/whatif?price=8&hire=2500")
    assert told["rows"] == found.model_dump(mode="json")["rows"]
    titles = await tab.value(
        "[...document.querySelectorAll('#result h2, #result figcaption b')].map((e) => e.innerText)"
    )
    assert titles[0].startswith("Break-even first")
    badges = await tab.value("[...document.querySelectorAll('#result h2 .badge')].map((each) => each.innerText)")
    assert badges == ["Arithmetic", "Assumption"]
    assert titles[-2:] == ["What it hangs on.", "What is assumed"]


async def test_a_lever_moved_shows_its_result_under_a_short_address(tab: Tab, served: Site) -> None:
    """A slider moves its number; the result comes without leaving the form; the address has what was changed only."""
    await tab.size(1280)
    await tab.go(f"{served.url}/whatif")
    assert await tab.value("document.querySelector('[data-slides=price]').hidden") is False
    move = "const s = document.querySelector('[data-slides=price]'); s.value = '8';"
    for event in ("input", "change"):
        move += f" s.dispatchEvent(new Event('{event}', {{ bubbles: true }}));"
    await tab.value(f"(() => {{ {move} }})()")
    assert await tab.value("document.querySelector('[name=price]').value") == "8"
    await tab.until("document.querySelector('#result .badge') !== null")
    await tab.until("location.search === '?price=8'")
    await tab.until("document.querySelectorAll('#result [data-chart]:not([data-drawn])').length === 0")
    await sound(tab)
    await tab.fill("[name=price]", "abc")
    await tab.press("Enter")
    await tab.until("document.querySelector('#result [role=alert]') !== null")
    assert "is no percentage" in await tab.value("document.querySelector('#result [role=alert]').innerText")
    await tab.go(f"{served.url}/whatif?price=&hire=&ads=0&horizon=90&volume=5")
    assert await tab.value("location.search") == "?volume=5"


async def test_what_ifs_are_kept_compared_and_removed(tab: Tab, served: Site, shop: tuple[Desk, date]) -> None:
    """Two kept, one named like a script; side by side they show the reports' figures; another shop sees neither."""
    desk, today = shop
    await tab.size(1280)
    for name, query in (("Dearer", "price=5"), (EVIL[:60], "hire=1000")):
        await tab.go(f"{served.url}/whatif?{query}")
        await tab.fill("form[action='/whatif/saved'] [name=name]", name)
        await tab.follow("form[action='/whatif/saved'] button")
    assert await tab.value("document.querySelectorAll('.kept li').length") == 2
    await sound(tab)
    await tab.value("document.querySelectorAll('.kept input').forEach((each) => { each.checked = true; })")
    await tab.follow("form[action='/whatif/compare'] > button")
    said = await tab.value(MAIN)
    assert EVIL[:60] in said
    dearer = await desk.reports.scenario(desk.caller, (Price(by=Decimal("0.05")),), today=today)
    profit = next(row for row in dearer.rows if row.metric == "net_profit")
    assert f"£{profit.scenario.middle:,.0f}".replace("£-", "−£") in said
    await sound(tab)
    await tab.size(390)
    await sound(tab)
    other = await Desk.open(desk.database, desk.folder)
    assert await other.reports.saved_scenarios(other.caller) == ()
    await tab.size(1280)
    await tab.go(f"{served.url}/whatif")
    await tab.follow(".kept button")
    assert len(await desk.reports.saved_scenarios(desk.caller)) == 1


async def test_budgets_are_typed_by_line_and_compared(tab: Tab, served: Site, shop: tuple[Desk, date]) -> None:
    """A month typed, a year spread, a month emptied; a text that is no amount changes nothing; two people are told."""
    desk, today = shop
    year, month = today.year, f"{today:%Y-%m}"
    await tab.size(1280)
    await tab.go(f"{served.url}/budgets?edit=marketing")
    await tab.fill(f"[name='{month}']", "4,000.50")
    await tab.follow("form.entry button.main")
    kept = await desk.reports.budgets(desk.caller)
    assert [(each.line, each.amount) for each in kept] == [("marketing", Decimal("4000.5"))]
    assert "£4,000" in await tab.value("document.querySelector('#plan table').innerText")
    assert money(Decimal("4000.5"), "GBP") in await tab.value("document.querySelector('table.sheet').innerText")
    await sound(tab)
    told = await asked(served, f"/fpa/budgets?year={year}")
    assert told["lines"][0]["budget"] == "4000.50"
    await tab.go(f"{served.url}/budgets?edit=revenue")
    await tab.fill("[name=whole]", "120000")
    await tab.follow("form.entry button.main")
    assert len([each for each in await desk.reports.budgets(desk.caller) if each.line == "revenue"]) == 12
    await tab.go(f"{served.url}/budgets?edit=marketing")
    await tab.fill(f"[name='{month}']", "much")
    await tab.follow("form.entry button.main")
    assert "is no amount" in await tab.value("document.querySelector('[role=alert]').innerText")
    assert await tab.value(f"document.querySelector('[name=\"{month}\"]').value") == "much"
    await tab.go(f"{served.url}/budgets?edit=marketing")
    await desk.database.write(desk.caller, lambda s: _halved(s, desk))
    await tab.fill(f"[name='{month}']", "")
    await tab.value(f"document.querySelector('[name=\"{month}\"]').value = ''")
    await tab.follow("form.entry button.main")
    assert "Somebody else" in await tab.value("document.querySelector('[role=alert]').innerText")
    await tab.go(f"{served.url}/budgets?edit=marketing")
    await tab.value(f"document.querySelector('[name=\"{month}\"]').value = ''")
    await tab.follow("form.entry button.main")
    assert {each.line for each in await desk.reports.budgets(desk.caller)} == {"revenue"}


async def _halved(session: WriteSession, desk: Desk) -> None:
    sql = "update budgets set amount_micros = amount_micros / 2 where tenant_id = :tenant and line = 'marketing'"
    await session.execute(text(sql), {"tenant": desk.shop.tenant})


async def test_without_cash_stated_it_is_asked_for(tab: Tab, served: Site, shop: tuple[Desk, date]) -> None:
    """Cash as its change from now, no odds, and the way to state it: the form, filled in, brings them back."""
    desk, today = shop
    await desk.database.write(desk.caller, lambda s: s.execute(text("delete from cash_balances")))
    await tab.size(390)
    await tab.go(f"{served.url}/cash")
    assert "has not been stated" in await tab.value("document.querySelector('.notice.missing').innerText")
    assert (
        await tab.value("document.querySelector('figcaption b').innerText") == "Change in cash at the end of each day."
    )
    assert "Runway" not in await tab.value("document.querySelector('.cards').innerText")
    await sound(tab)
    await tab.click(".notice.missing a")
    await tab.until("document.querySelector('form.entry [name=what]')?.value === 'balance'")
    await sound(tab)
    await tab.fill("form.entry [name=amount]", "7000")
    await tab.value(f"document.querySelector('form.entry [name=from]').value = '{today}'")
    await tab.follow("form.entry button.main")
    assert "Runway" in await tab.value("document.querySelector('.cards').innerText")
    outlook = await desk.reports.forecast(desk.caller, today=today)
    assert outlook.opening is not None
    assert outlook.opening.stated == 7_000
    assert await tab.value("document.querySelector('figcaption b').innerText") == "Cash at the end of each day."


async def test_without_books_each_page_says_what_to_do(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """An empty shop: no forecast, no break-even, no budget; no page fails."""
    desk = await Desk.open(database, tmp_path_factory.mktemp("bare"))
    async with site(desk, Settings()) as served, opened() as tab:
        await sign_in(tab, database, served.url, desk.caller.user_id)
        await tab.size(390)
        for path, said in (
            ("/cash", "No forecast yet"),
            ("/budgets", "Nothing is budgeted"),
            ("/whatif", "Change something"),
        ):
            await tab.go(f"{served.url}{path}")
            assert said in await tab.value(MAIN), path
            await sound(tab)
        await tab.go(f"{served.url}/whatif?price=8")
        assert "hold no day before" in await tab.value("document.querySelector('[role=alert]').innerText")
