"""The P&L and the forecast as a host shows them: in a real Chromium, a sandboxed frame, under the protocol's policy.

The shop is the invented one of fourteen months, with cash on hand and a payroll.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from chromium import opened
from fastmcp import Client
from served_hub import house
from shop_desk import TODAY, Desk
from sqlalchemy import text

from credora_agent.analytics.metrics import STATEMENT
from credora_agent.sandbox import orders as sandbox
from credora_agent.telling.forecast import about
from credora_agent.telling.phrasing import money, percent
from mcp_servers.hub import hub
from mcp_servers.identity import Identity, acting
from mcp_servers.views import FORECAST, PNL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chromium import Tab

    from credora_agent.core.db import Database

HOST = (Path(__file__).parents[1] / "fixtures" / "mcp_host.html").read_text("utf-8")
OCTOBER = {"start": "2026-10-01", "end": "2026-10-31"}
SEPTEMBER = {"compare_start": "2026-09-01", "compare_end": "2026-09-30"}
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "pnl": ("cfo_pnl", OCTOBER),
    "compared": ("cfo_pnl", {**OCTOBER, **SEPTEMBER}),
    "months": ("cfo_pnl", {"start": "2026-01-01", "end": "2026-11-22", "by": "month"}),
    "empty": ("cfo_pnl", {"start": "2020-01-01", "end": "2020-01-31"}),
    "refused": ("cfo_pnl", {"start": "2027-01-01", "end": "2027-01-31"}),
    "forecast": ("cfo_forecast", {"horizon_days": 60}),
}
MARKS = {"at_most": "≤ ", "at_least": "≥ ", "partial": "~ "}
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(20, 24, 29)"
EVIL = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"

CASH = """insert into cash_balances (tenant_id, account, day, amount_micros, currency)
    values (:tenant, 'main', '2026-11-21', 9000000000, 'GBP')"""
PAYROLL = """insert into planned_payments (tenant_id, id, name, kind, amount_micros, currency, every, first_day)
    values (:tenant, gen_random_uuid(), :name, 'payroll', -5200000000, 'GBP', 'month', '2026-11-28')"""


@pytest.fixture(scope="module")
async def desk(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Lend the invented shop, with cash on hand and a payroll."""
    found = await Desk.open(database, tmp_path_factory.mktemp("views"))
    orders, costs, rates = (found.folder / f"{name}.csv" for name in ("orders", "costs", "rates"))
    sandbox.write_orders(orders, seed=7, today=TODAY)
    sandbox.write_costs(costs, today=TODAY)
    sandbox.write_rates(rates, seed=7, today=TODAY)
    await found.orders(orders)
    await found.costs(costs)
    await found.rates(rates)
    for sql in (CASH, PAYROLL):
        values = {"tenant": found.shop.tenant} | ({"name": EVIL} if sql is PAYROLL else {})
        await database.write(found.caller, lambda s, sql=sql, values=values: s.execute(text(sql), values))
    return found


@pytest.fixture(scope="module")
async def answers(desk: Desk) -> dict[str, Any]:
    """Lend what the tools answer, as a host passes it on, and the pages by their address."""
    kept: dict[str, Any] = {}
    opened_house = house(desk.database)
    with acting(Identity(desk.caller, frozenset({"read"}), "test")):
        async with Client(hub(opened_house)) as asking:
            views = {tool.name: tool.meta["ui"]["resourceUri"] for tool in await asking.list_tools() if tool.meta}
            assert views == {"cfo_pnl": PNL, "cfo_forecast": FORECAST}
            for address in views.values():
                kept[address] = (await asking.read_resource(address))[0].text
            for name, (tool, arguments) in ASKED.items():
                found = await asking.call_tool(tool, arguments, raise_on_error=False)
                content = [each.model_dump(mode="json", exclude_none=True) for each in found.content]
                kept[name] = {
                    "content": content,
                    "structuredContent": found.structured_content,
                    "isError": found.is_error,
                }
    await opened_house.close()
    return kept


@pytest.fixture(scope="module")
async def tab() -> AsyncIterator[Tab]:
    """Lend a Chromium with the host's page in it."""
    async with opened() as found:
        await found.size(800)
        await found.write(HOST)
        yield found


async def play(tab: Tab, answers: dict[str, Any], name: str, *, width: int = 800, **context: Any) -> dict[str, Any]:
    """Show an answer in its view, and return it once it is drawn."""
    view = FORECAST if name.startswith("forecast") else PNL
    tab.events.clear()
    await tab.size(width, dark=context.pop("prefers_dark", False))
    result = answers[name]
    await tab.value(f"play({json.dumps(answers[view])}, {json.dumps(context)}, {json.dumps(result)})")
    if result is not None:
        await tab.until("document.querySelector('footer, .problem, .plain') !== null", frame=True)
    return dict((result or {}).get("structuredContent") or {})


async def cells(tab: Tab) -> list[list[str]]:
    """Return the texts of the first table, its heads first."""
    rows = "[...document.querySelector('table').rows]"
    return list(await tab.value(f"{rows}.map((row) => [...row.cells].map((cell) => cell.textContent))", frame=True))


async def test_host_and_view_greet_each_other_as_the_protocol_says(tab: Tab, answers: dict[str, Any]) -> None:
    """First `ui/initialize`, then `initialized`, then sizes; nothing else, and nothing asked of any other address."""
    await play(tab, answers, "pnl")
    await tab.until("document.querySelector('iframe').clientHeight > 500")
    heard = await tab.value("heard")
    assert [each["method"] for each in heard][:3] == [
        "ui/initialize", "ui/notifications/initialized", "ui/notifications/size-changed",
    ]  # fmt: skip
    assert {each["method"] for each in heard[2:]} == {"ui/notifications/size-changed"}
    asked = heard[0]["params"]
    assert (asked["protocolVersion"], asked["appInfo"]["name"]) == ("2026-01-26", "credora")
    assert asked["appCapabilities"]["availableDisplayModes"] == ["inline", "fullscreen"]
    assert tab.asked() == []
    assert tab.complaints() == []


async def test_a_pnl_is_shown_line_by_line_to_the_cent(tab: Tab, answers: dict[str, Any]) -> None:
    """Every value of every line as the books have it, bounds marked, what is not recorded said so."""
    data = await play(tab, answers, "compared")
    heads, *rows = await cells(tab)
    labels = {line.id: line.label for line in STATEMENT}
    assert heads[:5] == ["Line", "Oct 2026", "Sept 2026", "Change", "Change %"]
    assert len(rows) == 18
    for number, (line, total, before, change, rate) in enumerate(data["rows"]):
        told = [labels[line], said(data, number, "total", total), said(data, number, "compare", before)]
        assert rows[number][:3] == told
        assert rows[number][3].lstrip("~ +") == ("–" if change is None else money(Decimal(change), "GBP"))
        assert rows[number][4] == ("–" if rate is None else percent(Decimal(rate), signed=True))
    assert ["not recorded" in row[1] for row in rows].count(True) == [row[1] for row in data["rows"]].count(None) > 0


def said(data: dict[str, Any], number: int, column: str, value: str | None) -> str:
    """Return how a cell of the answer is written."""
    if value is None:
        return "not recorded"
    groups = data.get("bounds", {}).get("cells", [])
    holds = [group for group in groups if column in group["columns"] and number in group.get("rows", [number])]
    return f"{MARKS[holds[0]['bound']] if holds else ''}{money(Decimal(value), 'GBP')}"


@pytest.mark.parametrize(
    ("currency", "value"),
    [("GBP", "0.125"), ("GBP", "0.135"), ("GBP", "-0.004"), ("GBP", "12345678901234567.89"), ("JPY", "-1200.5")],
)
async def test_amounts_are_written_exactly(tab: Tab, answers: dict[str, Any], currency: str, value: str) -> None:
    """Halves to the even cent, quadrillions to the penny, yen without cents: as the rest of Credora writes them."""
    changed = json.loads(json.dumps(answers["pnl"]))
    changed["structuredContent"] |= {"currency": currency, "bounds": {}}
    changed["structuredContent"]["rows"][0][1] = value
    await play(tab, {**answers, "changed": changed}, "changed")
    shown = money(Decimal(value), currency)
    assert (await cells(tab))[1][1] == shown


async def test_headlines_say_how_they_moved(tab: Tab, answers: dict[str, Any]) -> None:
    data = await play(tab, answers, "compared")
    cards = await tab.value("[...document.querySelectorAll('.cards li')].map((each) => each.innerText)", frame=True)
    lines = {row[0]: row for row in data["rows"]}
    assert len(cards) == 4
    assert money(Decimal(lines["revenue"][1]), "GBP") in cards[0]
    assert f"{percent(Decimal(lines['revenue'][4]), signed=True)} on Sept 2026" in cards[0]
    lede = await tab.value("document.querySelector('.lede').textContent", frame=True)
    assert lede == answers["compared"]["content"][0]["text"].split("\n")[0]


@pytest.mark.parametrize("name", ["pnl", "compared", "months", "empty", "refused", "forecast"])
@pytest.mark.parametrize("width", [390, 800])
async def test_nothing_sticks_out(tab: Tab, answers: dict[str, Any], name: str, width: int) -> None:
    """The page is as wide as its frame: what is wider scrolls within itself. The frame is as high as the page."""
    await play(tab, answers, name, width=width)
    await tab.until("document.documentElement.clientWidth === innerWidth", frame=True)
    assert await tab.value("document.documentElement.scrollWidth <= innerWidth", frame=True)
    height = "Math.ceil(document.documentElement.getBoundingClientRect().height)"
    await tab.until(f"document.querySelector('iframe').clientHeight === {await tab.value(height, frame=True)}")
    assert tab.complaints() == []


async def test_months_stand_side_by_side_the_latest_in_sight(tab: Tab, answers: dict[str, Any]) -> None:
    """Eleven months and their total; a column for each in the chart, and a line through what profit there is."""
    data = await play(tab, answers, "months", width=390)
    heads, *rows = await cells(tab)
    assert heads == ["Line", *(f"{month} 2026" for month in MONTHS), "Total"]
    assert rows[6][1:] == [
        said(data, 6, name, value) for name, value in zip(data["columns"][1:], data["rows"][6][1:], strict=True)
    ]
    assert await tab.value("document.querySelectorAll('svg rect').length", frame=True) == 11
    left = "(({ scrollLeft, clientWidth, scrollWidth }) => scrollLeft + clientWidth - scrollWidth)"
    at = await tab.value(f"{left}(document.querySelector('.pinned'))", frame=True)
    assert abs(at) <= 1
    first = await tab.value("document.querySelector('tbody th').getBoundingClientRect().left", frame=True)
    assert first >= 0, "names of lines stay in sight"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov")


async def test_a_forecast_is_shown_as_a_range(tab: Tab, answers: dict[str, Any]) -> None:
    """The risk, the lowest cash, sums with their low and high; the chart's points all in the table beneath it."""
    data = await play(tab, answers, "forecast")
    detail = data["detail"]
    cards = await tab.value("[...document.querySelectorAll('.cards li')].map((each) => each.innerText)", frame=True)
    band = next(row for row in data["rows"] if row[:2] == ["sales", 28])
    at = dict(zip(data["columns"], band, strict=True))
    assert cards[0].startswith("Risk of running out")
    assert f"{about(Decimal(at['p10']), 'GBP')} to {about(Decimal(at['p90']), 'GBP')}" in cards[2]
    _, *points = await cells(tab)
    fan = {row[0]: row[1:] for row in detail["fan"]["rows"]}
    assert len(points) >= len(fan)
    assert await tab.value("document.querySelector('svg .line').points.length", frame=True) == len(points)
    assert await tab.value("document.querySelector('svg .band').points.length", frame=True) == 2 * len(points)
    shown = [[about(Decimal(value), "GBP") for value in row] for row in fan.values()]
    assert [row[1:] for row in points if row[1:] in shown] == shown
    label = await tab.value("document.querySelector('svg').getAttribute('aria-label')", frame=True)
    assert label.startswith("Cash at the end of the day: from £9,000 on 21 Nov 2026 to between ")


async def test_names_of_others_are_text(tab: Tab, answers: dict[str, Any]) -> None:
    """A payroll called like a script is shown as it is called; so is every other text an answer may hold."""
    await play(tab, answers, "forecast")
    assert "<img src=x" in await tab.value("document.body.innerText", frame=True)
    evil = json.loads(json.dumps(answers["months"]))
    data = evil["structuredContent"]
    data["shop"] = data["notes"][0] = data["figures"][0]["label"] = data["figures"][0]["formula"] = EVIL
    evil["content"][0]["text"] = f"{EVIL}\nrest"
    data["rows"][0][0] = data["columns"][2] = EVIL
    await play(tab, {**answers, "evil": evil}, "evil")
    assert await tab.value("document.querySelectorAll('img, script:not(:last-child)').length", frame=True) == 0
    assert await tab.value("document.title", frame=True) == "Profit and loss · Credora"
    assert tab.asked() == []


async def test_light_and_dark_are_the_hosts_word_else_the_readers(tab: Tab, answers: dict[str, Any]) -> None:
    """A theme the host states holds, and may change; without one the reader's preference does."""
    ground = "getComputedStyle(document.body).backgroundColor"
    await play(tab, answers, "pnl", theme="dark")
    assert await tab.value(ground, frame=True) == DARK
    await tab.value("say({ method: 'ui/notifications/host-context-changed', params: { theme: 'light' } })")
    await tab.until(f"{ground} === '{LIGHT}'", frame=True)
    await play(tab, answers, "pnl", prefers_dark=True)
    assert await tab.value(ground, frame=True) == DARK
    await play(tab, answers, "pnl", prefers_dark=True, theme="light")
    assert await tab.value(ground, frame=True) == LIGHT


async def test_the_hosts_colours_and_language_are_taken_its_addresses_not(tab: Tab, answers: dict[str, Any]) -> None:
    """Colours by the protocol's names; fonts from elsewhere are left alone; numbers as the reader writes them."""
    variables = {"--color-background-primary": "rgb(1, 2, 3)", "--evil": "url(https://example.com/x)"}
    fonts = "@import url('https://example.com/f.css');"
    await play(tab, answers, "pnl", styles={"variables": variables, "css": {"fonts": fonts}}, locale="de-DE")
    assert await tab.value("getComputedStyle(document.body).backgroundColor", frame=True) == "rgb(1, 2, 3)"
    assert await tab.value("document.documentElement.style.getPropertyValue('--evil')", frame=True) == ""
    data = answers["pnl"]["structuredContent"]
    revenue = Decimal(next(row[1] for row in data["rows"] if row[0] == "revenue"))
    whole, _, cents = f"{revenue:,.2f}".partition(".")
    assert f"{whole.replace(',', '.')},{cents}" in await tab.value("document.body.innerText", frame=True)
    assert tab.asked() == []
    await play(tab, answers, "pnl", locale="no such language!")
    assert money(revenue, "GBP") in await tab.value("document.body.innerText", frame=True)


async def test_what_cannot_be_drawn_is_said(tab: Tab, answers: dict[str, Any]) -> None:
    """A refusal with its remedy; a cancelled call; an answer without data, or of another shape, as its text."""
    await play(tab, answers, "refused")
    assert "Ask for days up to today." in await tab.value(
        "document.querySelector('[role=alert]').innerText", frame=True
    )
    await play(tab, answers, "empty")
    assert "Nothing is recorded for this period." in await tab.value("document.body.innerText", frame=True)
    assert await tab.value("document.querySelectorAll('table').length", frame=True) == 0
    await play(tab, {**answers, "bare": {"content": [{"type": "text", "text": "Only words."}]}}, "bare")
    assert "Only words." in await tab.value("document.body.innerText", frame=True)
    odd = {"content": [{"type": "text", "text": "Odd."}], "structuredContent": {"rows": [[1]], "columns": 3}}
    await play(tab, {**answers, "odd": odd}, "odd")
    assert "Odd." in await tab.value("document.body.innerText", frame=True)
    await play(tab, {**answers, "none": None}, "none")
    await tab.until("document.body.innerText.includes('Waiting')", frame=True)
    await tab.value("say({ method: 'ui/notifications/tool-cancelled', params: { reason: 'user' } })")
    await tab.until("document.body.innerText.includes('cancelled')", frame=True)


async def test_requests_of_the_host_are_answered_and_strangers_are_not_heard(tab: Tab, answers: dict[str, Any]) -> None:
    """Ping and teardown get a result, what is unknown an error; a message that is not the host's changes nothing."""
    await play(tab, answers, "pnl")
    for number, method in ((7, "ping"), (8, "ui/resource-teardown"), (9, "tools/list")):
        await tab.value(f"say({{ id: {number}, method: '{method}', params: {{}} }})")
    await tab.until("heard.some((each) => each.id === 9)")
    answered = {each["id"]: each for each in await tab.value("heard.filter((each) => each.id >= 7)")}
    assert (answered[7]["result"], answered[8]["result"], answered[9]["error"]["code"]) == ({}, {}, -32601)
    forged = json.dumps({"jsonrpc": "2.0", "method": "ui/notifications/tool-cancelled", "params": {}})
    await tab.value(
        f"new Promise((done) => {{ addEventListener('message', done); postMessage({forged}, '*'); }}).then(() => 1)",
        frame=True,
    )
    assert "cancelled" not in await tab.value("document.body.innerText", frame=True)


async def test_who_cannot_see_it_is_told_the_same(tab: Tab, answers: dict[str, Any]) -> None:
    """A heading, tables with names and headers of rows and columns, charts with a text, notes as a named list."""
    await play(tab, answers, "months")
    seen = await tab.accessible()
    assert ("heading", "Profit and loss") in seen
    assert ("image", "Revenue and net profit by month; the same figures are in the table below.") in seen
    assert ("rowheader", "Net profit") in seen
    assert ("columnheader", "Oct 2026") in seen
    assert ("table", "Profit and loss, 1 Jan – 22 Nov 2026, in GBP") in [
        (role, name.replace("\u2009", " ")) for role, name in seen
    ]
    assert ("list", "Notes") in seen
    assert not [role for role, name in seen if role in {"image", "table", "region"} and not name]


async def test_a_frame_that_becomes_narrow_is_drawn_anew(tab: Tab, answers: dict[str, Any]) -> None:
    """A chart is drawn for the room there is."""
    await play(tab, answers, "months")
    assert await tab.value("document.querySelector('svg').viewBox.baseVal.width", frame=True) == 760
    await tab.size(390)
    await tab.until("document.querySelector('svg').viewBox.baseVal.width === 360", frame=True)


async def test_a_view_can_be_photographed(tab: Tab, answers: dict[str, Any]) -> None:
    """What README shows: the whole frame, no scroll bars."""
    await play(tab, answers, "forecast", width=390)
    assert (await tab.photograph()).startswith(b"\x89PNG")
