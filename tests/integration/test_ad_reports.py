"""What the ad platforms reported, read over HTTP from a world known by heart: sums by hand, and the P&L's own."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import ad_world
import pytest
from live_world import live_world

from credora_agent.analytics.figure import Bound
from credora_agent.core.caller import Caller
from credora_agent.core.errors import BadInput, BadPeriod, NotConnected
from credora_agent.core.period import Period
from credora_agent.ledger.load import Only
from credora_agent.reports.ad_entities import Asked as Entities
from credora_agent.reports.ad_performance import Asked as Performance
from credora_agent.reports.service import Reports
from credora_agent.runtime import books_of
from credora_agent.sync.imports import Intake, import_rates
from credora_agent.telling.ads import tell_entities, tell_performance

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from live_shop import LiveShop
    from shop_desk import Desk

    from credora_agent.core.db import Database
    from credora_agent.reports.sheets import SheetReport, SheetRow

TODAY = ad_world.NOW.date()
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
PLATFORMS = ("meta_ads", "google_ads")
RATES = "date,base,quote,rate\n" + "".join(
    f"{date(2026, 9, 1) + timedelta(days=n)},{base},GBP,{rate}{n % 7}\n"
    for n in range(90)
    for base, rate in (("USD", "0.7812"), ("JPY", "0.00521"))
)
"""Rates that differ from day to day; none of August."""


@pytest.fixture(scope="module")
async def shop(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveShop]:
    """Lend a shop with two Meta and four Google accounts, all read, in pounds; for reading only."""
    home = tmp_path_factory.mktemp("home")
    async with live_world(database, home, *PLATFORMS) as live:
        await live.read_all(*PLATFORMS)
        path = home / "rates.csv"
        path.write_text(RATES, encoding="utf-8")
        await import_rates(live.database, live.caller, books_of(live.tenant), path, now=live.now(), intake=Intake())
        yield live


async def performance(shop: LiveShop, platform: str, period: Period = OCTOBER, **how: Any) -> SheetReport:
    asked = Performance(platform, period, TODAY, **{"limit": 100, **how})
    return await Reports(shop.database).ad_performance(shop.caller, asked)


async def entities(shop: LiveShop, platform: str = "meta_ads", **how: Any) -> SheetReport:
    return await Reports(shop.database).ad_entities(shop.caller, Entities(platform, TODAY, **{"limit": 100, **how}))


async def marketing(shop: LiveShop, period: Period) -> tuple[Decimal, Bound]:
    report = await Reports(shop.database).pnl(shop.caller, period, today=TODAY)
    line = next(line.total for line in report.lines if line.id == "marketing")
    return -(line.value or Decimal(0)), line.bound


def row(report: SheetReport, label: str) -> SheetRow:
    return next(each for each in report.sheet.rows if each.label == label)


def total(report: SheetReport, name: str) -> Decimal | None:
    assert report.sheet.total is not None
    return report.sheet.total.values[name]


@asynccontextmanager
async def changed(shop: LiveShop, sql: str, back: str, **parameters: Any) -> AsyncIterator[None]:
    """Change rows of the shop for a while."""
    await shop.change(sql, tenant=shop.tenant.id, **parameters)
    yield
    await shop.change(back, tenant=shop.tenant.id, **parameters)


async def test_a_campaign_s_month_by_hand(shop: LiveShop) -> None:
    """£10 a day for 31 days, 5,000 impressions and 100 clicks each: £310, CTR 2 %, CPC 0.10, CPM 2."""
    found = row(await performance(shop, "google_ads", account=ad_world.CLIENT), "Brand")
    assert found.id == f"google_ads:{ad_world.CLIENT}:9001"
    said = {name: value for name, value in found.values.items() if name in {"spend", "impressions", "clicks"}}
    assert said == {"spend": 310, "impressions": 155_000, "clicks": 3_100}
    assert [found.values[name] for name in ("ctr", "cpc", "cpm")] == [Decimal("0.02"), Decimal("0.1"), Decimal(2)]
    bought, value = found.values["conversions"], found.values["conversion_value"]
    assert bought
    assert value
    assert found.values["cost_per_purchase"] == (310 / bought).quantize(Decimal("0.000001"))
    assert found.values["platform_roas"] == (value / 310).quantize(Decimal("1e-10"))
    assert (found.texts["status"], found.texts["channel"], found.entries) == ("ENABLED", "SEARCH", 31)


async def test_both_platforms_have_the_same_columns_and_each_its_own_currency(shop: LiveShop) -> None:
    """Twelve campaigns and the one that ended: £4,030 and ¥31,000; Google's are £620 and $310. Never added up."""
    meta, google = [await performance(shop, platform) for platform in PLATFORMS]
    assert [c.id for c in meta.sheet.columns] == [c.id for c in google.sheet.columns]
    assert [c.id for c in meta.sheet.columns][-1] == "spend_gbp"
    for report, said in (
        (meta, ("GBP spend 4030.00", "JPY spend 31000.00")),
        (google, ("GBP spend 620.00", "USD spend 310.00")),
    ):
        assert all(any(words in note for note in report.notes) for words in said)
        assert all(total(report, name) is None for name in ("spend", "cpc", "cpm", "conversion_value", "platform_roas"))
        assert total(report, "clicks") == 3_100 * len(report.sheet.rows)
        assert report.currency == "GBP"
    yen = row(meta, "Yen")
    assert (yen.values["spend"], yen.currency, yen.marks[-1]) == (31_000, "JPY", "in JPY")


async def test_spend_is_the_p_and_l_s_marketing_to_the_micro(shop: LiveShop) -> None:
    """However it is split, over any days: both platforms' spend in pounds is what the P&L books, conversion and all."""
    periods = [OCTOBER, Period(date(2026, 9, 3), date(2026, 9, 3)), Period(date(2026, 9, 29), date(2026, 11, 2)),
               Period(date(2026, 9, 1), TODAY)]  # fmt: skip
    for period in periods:
        booked, bound = await marketing(shop, period)
        assert (bound, booked > 0) == (Bound.EXACT, True)
        for by in ("campaign", "day", "week", "month"):
            reports = [await performance(shop, platform, period, by=by) for platform in PLATFORMS]
            assert sum((total(report, "spend_gbp") or 0 for report in reports), Decimal(0)) == booked
            for report in reports:
                assert report.sheet.total_rows is not None
                if report.sheet.total_rows <= 100:
                    parts = [each.values["spend_gbp"] or 0 for each in report.sheet.rows]
                    assert sum(parts, Decimal(0)) == total(report, "spend_gbp")


async def test_days_without_a_rate_are_left_out_and_said_as_in_the_p_and_l(shop: LiveShop) -> None:
    """August has one rate for dollars and none for yen: the rest is partial, here and there by the same amount."""
    august = Period(date(2026, 8, 9), date(2026, 8, 31))
    booked, bound = await marketing(shop, august)
    reports = [await performance(shop, platform, august) for platform in PLATFORMS]
    assert bound is Bound.PARTIAL
    assert sum((total(report, "spend_gbp") or 0 for report in reports), Decimal(0)) == booked
    for report in reports:
        assert report.sheet.total is not None
        assert report.sheet.total.bounds == {"spend_gbp": Bound.PARTIAL}
        assert any("23 campaign days have no exchange rate to GBP" in note for note in report.notes)
    yen = row(reports[0], "Yen")
    assert (yen.values["spend"], yen.values["spend_gbp"], "no exchange rate" in yen.marks) == (23_000, 0, True)


async def test_accounts_of_one_currency_add_up_in_it(shop: LiveShop) -> None:
    """One account alone: totals in its currency, ratios of sums; in pounds beside it only where it is another."""
    pounds = await performance(shop, "google_ads", account="search")
    assert (pounds.currency, total(pounds, "spend"), total(pounds, "cpc")) == ("GBP", 620, Decimal("0.1"))
    assert "spend_gbp" not in {column.id for column in pounds.sheet.columns}
    dollars = await performance(shop, "google_ads", account="100-000-0005", by="month")
    assert (dollars.currency, total(dollars, "spend")) == ("USD", 310)
    assert Decimal(240) < (total(dollars, "spend_gbp") or 0) < Decimal(245)
    assert [each.label for each in dollars.sheet.rows] == ["2026-10"]
    with pytest.raises(BadInput) as refused:
        await performance(shop, "google_ads", account="nobody")
    assert f"{ad_world.CLIENT} (Search)" in refused.value.remedy


async def test_weeks_are_cut_at_the_periods_ends(shop: LiveShop) -> None:
    found = await performance(
        shop, "google_ads", Period(date(2026, 10, 1), date(2026, 10, 13)), by="week", account="own"
    )
    assert [each.label for each in found.sheet.rows] == [
        "2026-10-01 to 2026-10-04", "2026-10-05 to 2026-10-11", "2026-10-12 to 2026-10-13"
    ]  # fmt: skip
    assert [each.values["spend"] for each in found.sheet.rows] == [40, 70, 20]


async def test_pages_together_are_all_lines_and_every_page_has_the_whole_total(shop: LiveShop) -> None:
    for how in ({}, {"by": "day"}, {"order_by": "spend asc"}, {"order_by": "platform_roas"}):
        whole = await performance(shop, "meta_ads", **how)
        seen: list[str] = []
        cursor = None
        while True:
            page = await performance(shop, "meta_ads", limit=5, cursor=cursor, **how)
            seen += [each.id for each in page.sheet.rows]
            assert page.sheet.total == whole.sheet.total
            assert (page.sheet.total_rows, page.sheet.left_out) == (
                whole.sheet.total_rows,
                whole.sheet.total_rows - len(seen),
            )  # type: ignore[operator]
            cursor = page.sheet.next_cursor
            if cursor is None:
                break
        assert seen == [each.id for each in whole.sheet.rows]
        assert len(set(seen)) == len(seen) == whole.sheet.total_rows
    first = await performance(shop, "meta_ads", limit=5)
    with pytest.raises(BadInput, match="none of ours"):
        await performance(shop, "meta_ads", limit=5, by="day", cursor=first.sheet.next_cursor)


async def test_days_come_oldest_first_and_an_order_turns_them_into_a_ranking(shop: LiveShop) -> None:
    """The last week's days are a penny dearer: asked for by spend they come first."""
    last = Period(TODAY - timedelta(days=13), TODAY)
    days = await performance(shop, "google_ads", last, by="day", account="search")
    assert [each.id for each in days.sheet.rows] == [f"{last.start + timedelta(days=n)}" for n in range(14)]
    ranked = await performance(shop, "google_ads", last, by="day", account="search", order_by="spend", limit=3)
    assert {each.values["spend"] for each in ranked.sheet.rows} == {Decimal("10.01")}
    assert [each.id for each in days.sheet.rows if "may still change" in each.marks] == [
        "2026-11-18",
        "2026-11-19",
        "2026-11-20",
    ]
    assert any("Days from 2026-11-18 on may still change" in note for note in days.notes)
    assert not any("may still change" in note for note in (await performance(shop, "google_ads")).notes)


async def test_a_campaign_is_meant_by_id_key_or_exact_name(shop: LiveShop) -> None:
    for name in ("9001", f"google_ads:{ad_world.CLIENT}:9001", "Brand", " bRAND "):
        found = await performance(shop, "google_ads", campaign=name, by="month")
        assert [(each.label, each.values["spend"]) for each in found.sheet.rows] == [("2026-10", 310)]
        assert found.sheet.rows[0].behind is not None
        assert found.sheet.rows[0].behind.campaign == f"google_ads:{ad_world.CLIENT}:9001"
    with pytest.raises(BadInput) as refused:
        await performance(shop, "google_ads", campaign="Brnd")
    assert "9001 (Brand)" in refused.value.remedy
    for other in ("%", "", "9001'; --", "\u202e" * 300, f"meta_ads:{ad_world.META}:23850000"):
        with pytest.raises(BadInput):
            await performance(shop, "google_ads", campaign=other)


async def test_the_ledger_rows_behind_a_line_are_what_it_says(shop: LiveShop) -> None:
    """`behind` asks cfo_entries for exactly those rows: as many, and the same amount in pounds."""
    reports = [await performance(shop, platform) for platform in PLATFORMS]
    reports.append(await performance(shop, "meta_ads", campaign="Yen", by="week"))
    for line in (line for report in reports for line in report.sheet.rows):
        assert line.behind is not None
        period = Period(line.behind.start, line.behind.end)
        found = await Reports(shop.database).entries(
            shop.caller, "marketing", period, only=Only(campaign=line.behind.campaign), limit=1
        )
        assert (found.total_entries, -found.total) == (line.entries, line.values["spend_gbp"])


async def test_what_is_not_final_or_not_read_is_said(shop: LiveShop) -> None:
    found = await performance(shop, "meta_ads")
    assert any("7d_click" in note and "claim the same orders" in note for note in found.notes)
    assert found.as_of is not None
    assert found.as_of >= ad_world.NOW - timedelta(days=1)
    gone = "update platform_connections set status = 'disconnected' where tenant_id = :tenant and account = :account"
    back = "update platform_connections set status = 'connected' where tenant_id = :tenant and account = :account"
    async with changed(shop, gone, back, account=ad_world.META_YEN):
        notes = (await performance(shop, "meta_ads")).notes
        assert any(f"Meta Ads {ad_world.META_YEN} is disconnected" in note for note in notes)
    old = await performance(shop, "google_ads", Period(date(2024, 1, 1), date(2024, 1, 31)))
    assert (old.sheet.rows, old.sheet.total) == ((), None)
    assert old.notes[0] == "Google Ads reports no ads for these days."
    assert tell_performance(old).words[0].startswith("January 2024: Google Ads reports no ads")


async def test_days_ahead_and_bad_arguments_are_refused(shop: LiveShop) -> None:
    with pytest.raises(BadPeriod):
        await performance(shop, "meta_ads", Period(TODAY + timedelta(days=1), TODAY + timedelta(days=2)))
    for how in ({"limit": 0}, {"limit": 101}, {"order_by": "name"}, {"cursor": "x"}, {"cursor": ""}):
        with pytest.raises(BadInput):
            await performance(shop, "meta_ads", **how)


async def test_without_an_account_the_remedy_is_the_command(books: Desk) -> None:
    """Not an empty sheet: "not connected", with what to type."""
    for platform, command in (
        ("meta_ads", "credora connections add meta"),
        ("google_ads", "credora connections add google"),
    ):
        asked = Performance(platform, OCTOBER, TODAY)
        with pytest.raises(NotConnected) as refused:
            await books.reports.ad_performance(books.caller, asked)
        assert (refused.value.code, command in refused.value.remedy) == ("not_connected", True)
    with pytest.raises(NotConnected):
        await books.reports.ad_entities(books.caller, Entities("meta_ads", TODAY))


async def test_another_shop_sees_nothing_by_any_id_or_cursor(shop: LiveShop, books: Desk) -> None:
    """Names, ids and cursors of one shop lead nowhere in another's books, nor for a stranger bound to it."""
    page = await performance(shop, "meta_ads", limit=2)
    for caller in (books.caller, Caller(uuid4(), books.caller.tenant_id)):
        for how in ({}, {"campaign": "Brand"}, {"account": ad_world.META}, {"cursor": page.sheet.next_cursor}):
            with pytest.raises(NotConnected):
                await books.reports.ad_performance(caller, Performance("meta_ads", OCTOBER, TODAY, **how))


async def test_campaigns_as_they_stand(shop: LiveShop) -> None:
    """Since when they spend and until when, what the last 28 days came to, and what the merchant ties to them."""
    tied = (
        "insert into campaign_products (tenant_id, connection_id, campaign_id, sku)"
        " select tenant_id, connection_id, campaign_id, sku from campaigns, (values ('MUG'), ('CUP')) as s(sku)"
        " where tenant_id = :tenant and campaign_id = '23850003'"
    )
    async with changed(shop, tied, "delete from campaign_products where tenant_id = :tenant"):
        found = await entities(shop)
    assert found.sheet.total_rows == 14
    lately = Period(TODAY - timedelta(days=27), TODAY)
    same = {each.id: each.values for each in (await performance(shop, "meta_ads", lately)).sheet.rows}
    for each in found.sheet.rows:
        assert each.values["spend"] == same.get(each.id, {"spend": 0})["spend"]
    third, gone = row(found, "Meta 3"), row(found, "Gone")
    assert (third.texts["first_day"], third.texts["last_day"]) == ("2026-08-01", "2026-11-20")
    assert third.texts["products"] == "CUP, MUG"
    assert (gone.texts["last_day"], gone.values["spend"]) == ("2026-10-31", 80)
    assert any("budgets" in note for note in found.notes)


async def test_campaigns_are_found_by_part_of_a_name_or_an_id(shop: LiveShop) -> None:
    assert [each.label for each in (await entities(shop, query="META 1")).sheet.rows] == [
        "Meta 1",
        "Meta 10",
        "Meta 11",
    ]
    assert [each.label for each in (await entities(shop, query="23850901")).sheet.rows] == ["Yen"]
    nothing = await entities(shop, query="%")
    assert (nothing.sheet.rows, nothing.notes[0]) == ((), "Meta Ads has no such campaign in these books.")
    assert tell_entities(nothing).words[0] == nothing.notes[0]
    with pytest.raises(BadInput, match="No campaign has the status"):
        await entities(shop, status="active")
    google = await entities(shop, "google_ads", status="removed")
    assert [each.label for each in google.sheet.rows] == ["Max"]
    with pytest.raises(BadInput) as refused:
        await entities(shop, "google_ads", status="gone")
    assert "ENABLED, PAUSED, REMOVED" in refused.value.remedy
    pages = [await entities(shop, limit=6)]
    while pages[-1].sheet.next_cursor:
        pages.append(await entities(shop, limit=6, cursor=pages[-1].sheet.next_cursor))
    assert [len(page.sheet.rows) for page in pages] == [6, 6, 2]
    assert len({each.id for page in pages for each in page.sheet.rows}) == 14


async def test_ads_are_told_in_a_sentence_that_stands_alone(shop: LiveShop) -> None:
    """Spend, what the platform claims as its claim, best and weakest by name, and the caveats as notices."""
    part = tell_performance(await performance(shop, "google_ads", account="search"))
    assert part.words[0].startswith("Google Ads cost £620.00 in October 2026; it claims ")
    assert " worth £" in part.words[0]
    mixed = tell_performance(await performance(shop, "meta_ads"))
    assert "in accounts of several currencies in October 2026; it claims" in mixed.words[0]
    table = mixed.blocks[0]
    assert "¥31,000" in str(table)
    dollars = tell_performance(await performance(shop, "google_ads", account="own"))
    assert dollars.words[0].startswith("Google Ads cost US$310.00 (£24")
    assert tell_entities(await entities(shop, query="Meta 1")).words == (
        f"Meta Ads has 3 campaigns; together they cost £{3 * (28 * 10 + Decimal('0.07')):,.2f} for 24 Oct–20 Nov 2026.",
    )
