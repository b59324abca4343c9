"""A query of one's own, asked of Google over real HTTP: what comes back, what is refused, and by whom."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import ad_world
import pytest
from ads_wire import impatient
from live_world import live_world

from credora_agent.core.caller import Caller
from credora_agent.core.errors import AuthExpired, BadInput, NotConnected, RateLimited, Unavailable, UnknownShop
from credora_agent.ledger.shops import found_shop, new_shop
from credora_agent.platforms.base import Frozen
from credora_agent.platforms.google_ads.gaql import BadQuery
from credora_agent.reports.ad_rows import AdRows
from credora_agent.reports.service import Reports
from credora_agent.sync.live_queries import LiveQueries
from mcp_servers.google_ads import TOOLS
from mcp_servers.tool import Context, Toolbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from live_shop import LiveShop

    from credora_agent.core.db import Database

OCTOBER = "segments.date BETWEEN '2026-10-30' AND '2026-10-31'"
COSTS = f"SELECT campaign.name, segments.date, metrics.cost_micros FROM campaign WHERE {OCTOBER}"
SETTLED = [
    (name, f"2026-10-{day}", "10000000") for day in (30, 31) for name in ("Brand", "Max")
]  # fmt: skip


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient(monkeypatch)


@pytest.fixture
async def live(database: Database, tmp_path: Any) -> AsyncIterator[LiveShop]:
    """Lend a shop connected to the world's four Google accounts."""
    async with live_world(database, tmp_path, "google_ads") as shop:
        yield shop


@pytest.fixture
async def google(live: LiveShop) -> AsyncIterator[LiveQueries]:
    queries = LiveQueries(live.settings, live.database, now=live.now)
    yield queries
    await queries.close()


async def asked(live: LiveShop) -> list[dict[str, Any]]:
    """Return the calls the sandbox's Google Ads was made since the last time it was looked."""
    lines = [line for line in await live.sim.told("log", platform="google") if "/ads/" in line["path"]]
    await live.sim.undo("log")
    return lines


async def test_rows_come_back_as_asked_live_and_say_so(live: LiveShop, google: LiveQueries) -> None:
    """£10 a day for Brand and for Max, in micros; the last word on what they are is Google's at that moment."""
    found = await google.run(live.caller, f"{COSTS} ORDER BY segments.date, campaign.name", account=ad_world.CLIENT)
    assert found.columns == ("campaign.name", "segments.date", "metrics.cost_micros")
    assert list(found.rows) == SETTLED
    assert (found.account, found.name, found.currency, found.more) == (ad_world.CLIENT, "Search", "GBP", False)
    assert found.as_of == live.now()
    assert "2,880 operations" in found.notes[0]
    assert "metrics.cost_micros is in millionths of GBP." in found.notes
    assert found.query.endswith("LIMIT 51")


async def test_no_more_rows_come_than_wanted_and_more_is_said(live: LiveShop, google: LiveQueries) -> None:
    ordered = f"{COSTS} ORDER BY segments.date, campaign.name"
    found = await google.run(live.caller, ordered, account=ad_world.CLIENT, limit=3)
    assert (list(found.rows), found.more) == (SETTLED[:3], True)
    assert any("Only the first 3 rows" in note for note in found.notes)
    fewer = await google.run(live.caller, f"{ordered} LIMIT 2", account=ad_world.CLIENT, limit=3)
    assert (list(fewer.rows), fewer.more) == (SETTLED[:2], False)


async def test_an_answer_too_long_to_read_is_cut_and_says_so(
    live: LiveShop, google: LiveQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credora_agent.sync.ad_query.MOST_TEXT", 60)
    found = await google.run(live.caller, COSTS, account=ad_world.CLIENT)
    assert 0 < len(found.rows) < 4
    assert found.more
    assert any("grow too long" in note for note in found.notes)


async def test_metrics_without_days_are_told_to_be_of_all_time(live: LiveShop, google: LiveQueries) -> None:
    text = "SELECT campaign.name, metrics.clicks FROM campaign"
    found = await google.run(live.caller, text, account=ad_world.CLIENT)
    assert len(found.rows) == 2
    assert any("of all time" in note for note in found.notes)


async def test_an_account_is_named_by_id_or_name_and_several_are_not_guessed_among(
    live: LiveShop, google: LiveQueries
) -> None:
    """Two of the four can be read: which one is asked back; a dashed id, digits and the name all lead to it."""
    await asked(live)
    with pytest.raises(BadInput) as refused:
        await google.run(live.caller, COSTS)
    assert "100-000-0003 (Search, GBP), 100-000-0005 (Own, USD)" in refused.value.remedy
    for name in ("100-000-0005", ad_world.DIRECT, " own "):
        found = await google.run(live.caller, COSTS, account=name)
        assert (found.account, found.currency, list(found.rows)) == (
            ad_world.DIRECT,
            "USD",
            [("Shop", f"2026-10-{day}", "10000000") for day in (30, 31)],
        )
    assert {line["path"].split("/")[5] for line in await asked(live)} == {ad_world.DIRECT}
    for name in ("999-999-9999", "nobody's", ad_world.MANAGER, "'; --", "\u202e" * 500):
        with pytest.raises(BadInput, match="no one Google Ads account"):
            await google.run(live.caller, COSTS, account=name)
    assert await asked(live) == []


async def test_a_closed_account_says_so(live: LiveShop, google: LiveQueries) -> None:
    """What Google said when it was connected may have passed: it is asked, and its answer is the answer."""
    with pytest.raises(Frozen, match="not enabled") as refused:
        await google.run(live.caller, COSTS, account=ad_world.CLOSED)
    assert refused.value.code == "account_frozen"


REFUSED = (
    ("SELECT campaign.nmae FROM campaign", "UNRECOGNIZED_FIELD"),
    ("SELECT campaign.id FROM campaigns", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
    ("SELECT campaign.id FROM campaign WHERE campaign.status = 'ACTIVE'", "BAD_ENUM_CONSTANT"),
    ("SELECT segments.date, metrics.clicks FROM campaign", "EXPECTED_FILTERS_ON_DATE_RANGE"),
    ("SELECT segments.date, metrics.clicks FROM campaign WHERE segments.date BETWEEN '2020-01-01' AND '2026-01-01'",
     "37 months"),
)  # fmt: skip


async def test_what_google_refuses_is_told_in_its_words_without_addresses(live: LiveShop, google: LiveQueries) -> None:
    for text, says in REFUSED:
        with pytest.raises(BadQuery, match=says) as refused:
            await google.run(live.caller, text, account=ad_world.CLIENT)
        assert "http" not in str(refused.value)
        assert live.sim.url not in str(refused.value)


async def test_what_is_refused_here_is_never_sent(live: LiveShop, google: LiveQueries) -> None:
    await asked(live)
    for text in ("DELETE FROM campaign", f"{COSTS}; {COSTS}", "SELECT click_view.gclid FROM click_view", "", "\ud800"):
        with pytest.raises(BadQuery):
            await google.run(live.caller, text, account=ad_world.CLIENT)
    assert await asked(live) == []


async def test_a_faster_pace_than_google_allows_is_told_with_the_wait(live: LiveShop, google: LiveQueries) -> None:
    """Google says 30 s: so do we, and while it lasts nobody asks again."""
    await live.sim.do("faults", {"match": "google.search", "kind": "throttle", "seconds": 30})
    with pytest.raises(RateLimited) as refused:
        await google.run(live.caller, COSTS, account=ad_world.CLIENT)
    assert (refused.value.code, refused.value.retry_after) == ("rate_limited", 30)
    assert "30 s" in refused.value.remedy
    await live.sim.undo("faults")
    await asked(live)
    with pytest.raises(RateLimited):
        await google.run(live.caller, COSTS, account=ad_world.CLIENT)
    assert await asked(live) == []
    await live.pass_time(seconds=31)
    assert (await google.run(live.caller, COSTS, account=ad_world.CLIENT)).rows


async def test_an_access_that_is_over_is_told_and_not_tried_again(live: LiveShop, google: LiveQueries) -> None:
    """Taken back at Google: the first call finds out, the connection says so, the next call asks nobody."""
    await live.sim.do("uninstall", {"shop": live.domain, "platform": "google"})
    await live.pass_time(hours=2)
    with pytest.raises(AuthExpired) as refused:
        await google.run(live.caller, COSTS, account=ad_world.CLIENT)
    assert (refused.value.code, "credora connections add google" in refused.value.remedy) == ("auth_expired", True)
    states = await live.rows(
        "select status from platform_connections where tenant_id = :tenant and account = :account",
        account=ad_world.CLIENT,
    )
    assert [row.status for row in states] == ["needs_attention"]
    await asked(live)
    with pytest.raises(AuthExpired):
        await google.run(live.caller, COSTS, account=ad_world.CLIENT)
    assert await asked(live) == []


async def test_an_hour_later_the_token_is_renewed_in_passing(live: LiveShop, google: LiveQueries) -> None:
    await live.pass_time(hours=2)
    assert (await google.run(live.caller, COSTS, account=ad_world.CLIENT)).rows


async def test_a_fault_that_passes_changes_nothing(live: LiveShop, google: LiveQueries) -> None:
    for kind in ("internal_error", "html_502", "reset", "truncate"):
        await live.sim.do("faults", {"match": "google.search", "kind": kind, "nth": 1})
        assert len((await google.run(live.caller, COSTS, account=ad_world.CLIENT)).rows) == 4


async def test_a_fault_that_stays_is_no_answer(live: LiveShop, google: LiveQueries) -> None:
    await live.sim.do("faults", {"match": "google.search", "kind": "status", "code": 500})
    with pytest.raises(Unavailable) as refused:
        await google.run(live.caller, COSTS, account=ad_world.CLIENT)
    assert "again" in refused.value.remedy


async def test_a_google_that_does_not_answer_is_not_waited_for(
    live: LiveShop, google: LiveQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credora_agent.sync.ad_query.DEADLINE", 0.5)
    await live.sim.do("faults", {"match": "google.search", "kind": "timeout", "seconds": 20})
    async with asyncio.timeout(5):
        with pytest.raises(Unavailable, match="did not answer"):
            await google.run(live.caller, COSTS, account=ad_world.CLIENT)


async def test_the_days_ration_is_kept_before_google_has_to(database: Database, tmp_path: Any) -> None:
    """Four operations a day, most of them for readings: one question now, the next in half a day, unsent."""
    async with live_world(database, tmp_path, "google_ads", google_operations=4) as live:
        google = LiveQueries(live.settings, live.database, now=live.now)
        assert (await google.run(live.caller, COSTS, account=ad_world.CLIENT)).rows
        await asked(live)
        with pytest.raises(RateLimited, match="daily operations leave room for") as refused:
            await google.run(live.caller, COSTS, account=ad_world.CLIENT)
        assert 3600 < refused.value.retry_after <= 2 * 86_400
        assert await asked(live) == []
        await google.close()


async def test_a_shop_asks_its_own_accounts_only(live: LiveShop, google: LiveQueries) -> None:
    """Another shop of the same person has none, and no id of the first one's leads anywhere."""
    other = new_shop("elsewhere", "GBP", "Europe/London")
    me = Caller(live.caller.user_id, other.id)
    await live.database.write(me, lambda s: found_shop(s, other, live.caller.user_id))
    for account in (None, ad_world.CLIENT, "Search"):
        with pytest.raises(NotConnected) as refused:
            await google.run(me, COSTS, account=account)
        assert "credora connections add google" in refused.value.remedy
    with pytest.raises(UnknownShop):
        await google.run(Caller(live.caller.user_id), COSTS)


async def test_a_disconnected_account_is_not_asked(live: LiveShop, google: LiveQueries) -> None:
    await live.change("update platform_connections set status = 'disconnected' where tenant_id = :tenant",
                      tenant=live.tenant.id)  # fmt: skip
    with pytest.raises(NotConnected):
        await google.run(live.caller, COSTS)


async def test_nothing_but_reading_addresses_is_ever_called(live: LiveShop, google: LiveQueries) -> None:
    """Whatever is asked, one POST to searchStream; no address that changes anything, no other method."""
    await asked(live)
    for text in (
        COSTS,
        "SELECT campaign.id FROM campaign PARAMETERS include_drafts = true",
        "SELECT customer.id FROM customer",
    ):
        await google.run(live.caller, text, account=ad_world.CLIENT)
    calls = await asked(live)
    assert len(calls) == 3
    assert {(line["method"], line["path"].rpartition(":")[2]) for line in calls} == {("POST", "searchStream")}


async def test_the_tool_takes_a_query_of_several_lines_and_answers_as_text_and_data(
    live: LiveShop, google: LiveQueries
) -> None:
    box = Toolbox(Context(live.caller, live.now().date(), Reports(live.database), google=google), TOOLS)
    text = "SELECT\n\tcampaign.name,\r\n  metrics.cost_micros\nFROM campaign\nWHERE segments.date = '2026-10-31'\n"
    args = {"query": text, "account": "Search"}
    found = await box.call("google_query", args)
    assert isinstance(found, AdRows)
    assert (found.shop, sorted(found.rows)) == (live.tenant.slug, [("Brand", "10000000"), ("Max", "10000000")])
    answer = await box.answer("google_query", args)
    assert '"Brand","10000000"' in answer.text
    assert "Live, not from the books" in answer.text
    assert answer.data["columns"] == ["campaign.name", "metrics.cost_micros"]
    assert "ya29" not in json.dumps(answer.data)
    for bad in ({"query": "x" * 4001}, {"query": COSTS, "limit": 201}, {"query": COSTS, "tenant": "x"}, {}):
        with pytest.raises(BadInput):
            await box.call("google_query", bad)
    nowhere = Toolbox(Context(live.caller, live.now().date(), Reports(live.database)), TOOLS)
    with pytest.raises(Unavailable):
        await nowhere.call("google_query", args)
