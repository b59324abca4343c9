"""Alerts over real books: told among the findings once the figure is beyond its threshold, and only while it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from platform_books import PlatformBooks
from shop_desk import Desk
from sqlalchemy import text

from credora_agent.actions.service import Actions
from credora_agent.actions.wanted import AddAlert, Remove
from credora_agent.core.period import Period
from credora_agent.core.spans import Span
from credora_agent.ledger import details
from credora_agent.ledger.entries import Window
from credora_agent.ledger.platform_rows import AdDayRow, CampaignRow
from credora_agent.reports.findings import dismiss
from credora_agent.telling.findings import tell_findings

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database
    from credora_agent.reports.schemas_findings import Finding, Findings

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HEAD = "order,sku,product,quantity,unit price,order date\n"
POUND = 10**6


def sales(first: int, last: int, *, price: int = 10, month: str = "2026-11") -> str:
    """Return an order of `price` pounds on each of those days of a month."""
    return HEAD + "\n".join(f"{n},A,Candle,1,{price}.00,{month}-{n:02} 10:00" for n in range(first, last + 1))


class Watching:
    """A shop whose figures are watched."""

    def __init__(self, books: Desk) -> None:
        self.books, self.actions = books, Actions(books.database, books.reports)

    async def add(self, metric: str, span: Span = Span.LAST_7_DAYS, **threshold: str) -> str:
        """Watch a metric, above=… or below=…, and return the alert's id."""
        ((direction, value),) = threshold.items()
        wanted = AddAlert(metric=metric, direction=direction, threshold=Decimal(value), period=span)  # type: ignore[arg-type]
        applied = await self.actions.do(self.books.caller, "cli", wanted, today=TODAY, now=NOW)
        return str(applied.id)

    async def report(self, *, today: date = TODAY) -> Findings:
        """Return all findings."""
        return await self.books.reports.findings(self.books.caller, today=today)

    async def told(self, *, today: date = TODAY) -> list[Finding]:
        """Return what was asked for and is so."""
        return [each for each in (await self.report(today=today)).findings if each.rule == "asked"]

    async def unsure(self, *, today: date = TODAY) -> list[str]:
        """Return the alerts that could not be checked, and why."""
        return [note for note in (await self.report(today=today)).notes if note.startswith("Your alert")]

    async def run(self, sql: str, **parameters: Any) -> None:
        """Change something of the shop's own."""
        asked = {"tenant": self.books.shop.tenant, **parameters}
        await self.books.database.write(self.books.caller, lambda s: s.execute(text(sql), asked))


@pytest.fixture
async def shop(database: Database, tmp_path: Path) -> Watching:
    """Lend a shop that sold £10 on each day from 1 to 21 November 2026, from a file."""
    books = await Desk.open(database, tmp_path)
    await books.orders(sales(1, 21))
    return Watching(books)


async def test_an_alert_appears_with_the_rows_it_rests_on(shop: Watching) -> None:
    """7 orders in 7 days are above 6 and not above 7; evidence: the figure, its seven rows, the threshold."""
    await shop.add("orders", above="6")
    await shop.add("orders", above="7")
    (found,) = await shop.told()
    assert found.title == "You asked to be told: Orders, last 7 days: above 6"
    assert found.says == "Orders over 2026-11-15..2026-11-21 is 7, above the 6 you named."
    now, named = found.evidence
    assert (now.value, named.value, found.sample) == (7, 6, 7)
    assert now.behind is not None
    behind = Period(now.behind.start, now.behind.end)
    rows = await shop.books.reports.entries(shop.books.caller, now.behind.metric, behind)
    assert rows.total_entries == 7
    assert await shop.unsure() == []


async def test_it_disappears_when_the_figure_comes_back(shop: Watching) -> None:
    """£70 in seven days are below £100; with four more of £10 on the last day they are not; without them they are."""
    await shop.add("gross_sales", below="100")
    assert len(await shop.told()) == 1
    more = HEAD + "\n".join(f"9{n},A,Candle,1,10.00,2026-11-21 12:00" for n in range(4))
    await shop.books.orders(more)
    assert await shop.told() == []
    await shop.add("gross_sales", above="109.99")
    assert [found.says for found in await shop.told()] == [
        "Gross sales over 2026-11-15..2026-11-21 is 110.00 GBP, above the 109.99 GBP you named."
    ]


async def test_it_is_told_first_and_set_aside_for_its_days(shop: Watching) -> None:
    """First in the answer; dismissed on Monday, about days to Sunday, it is gone; on Tuesday it is of another week."""
    await shop.add("orders", above="6")
    monday, tuesday = date(2026, 11, 16), date(2026, 11, 17)
    report = await shop.report(today=monday)
    assert report.findings[0].rule == "asked"
    assert "You asked to be told: Orders" in " ".join(tell_findings(report).words)
    await dismiss(shop.books.database, shop.books.caller, report.findings[0].key, today=monday)
    assert await shop.told(today=monday) == []
    assert (await shop.report(today=monday)).hidden == 1
    assert len(await shop.told(today=tuesday)) == 1


async def test_a_removed_alert_is_told_no_more(shop: Watching) -> None:
    alert = await shop.add("orders", above="6")
    assert len(await shop.told()) == 1
    await shop.actions.do(shop.books.caller, "cli", Remove(id=alert), today=TODAY, now=NOW)
    assert await shop.told() == []


async def test_days_a_file_does_not_reach_alarm_nobody(shop: Watching) -> None:
    """The file ends on the 21st: on the 24th nobody knows what the days after it held, so nothing is told."""
    await shop.add("orders", below="100")
    await shop.add("orders", Span.YESTERDAY, below="1")
    later = date(2026, 11, 24)
    assert await shop.told(today=later) == []
    assert sorted(await shop.unsure(today=later)) == [
        f"Your alert “Orders, {span}” cannot be checked: what it rests on is known up to 2026-11-21 only."
        for span in ("last 7 days: below 100", "yesterday: below 1")
    ]
    assert [found.title[-26:] for found in await shop.told()] == ["rs, last 7 days: below 100"]


async def test_a_line_nobody_records_alarms_nobody(shop: Watching) -> None:
    """No fees, no marketing, no costs: net profit is at most 70 and surely below 100, not surely above 50."""
    for metric in ("fees", "marketing"):
        await shop.add(metric, below="5")
    await shop.add("net_sales", above="50")
    assert await shop.told() == []
    said = " ".join(await shop.unsure())
    assert "Payment & selling fees not recorded" in said
    assert "Marketing not recorded" in said
    assert "Net sales, last 7 days: above £50.00” cannot be checked for sure" in said


async def connected(shop: Watching, upto: datetime) -> PlatformBooks:
    """Connect a shop of Shopify's without an order of its own, read up to that moment."""
    shopify = await PlatformBooks.connect(shop.books)
    for stream in ("sales", "balance", "payouts", "standing"):
        await shop.run(
            "insert into sync_streams (tenant_id, connection_id, stream, covered_until)"
            " values (:tenant, :id, :stream, :upto)",
            id=shopify.connection, stream=stream, upto=None if stream == "standing" else upto,
        )  # fmt: skip
    return shopify


async def test_days_read_from_a_platform_that_had_nothing_are_known(shop: Watching) -> None:
    """No order since the 21st, and Shopify was read up to midnight of the 24th: 4 orders in 7 days, none yesterday."""
    await connected(shop, datetime(2026, 11, 25, 0, 0, tzinfo=UTC))
    await shop.add("orders", below="5")
    await shop.add("orders", Span.YESTERDAY, below="1")
    told = await shop.told(today=date(2026, 11, 25))
    assert sorted(found.says for found in told) == [
        "Orders over 2026-11-18..2026-11-24 is 4, below the 5 you named.",
        "Orders over 2026-11-24..2026-11-24 is 0, below the 1 you named.",
    ]


async def test_a_day_read_in_part_is_not_known(shop: Watching) -> None:
    """A minute before midnight in London there may still come an order; a disconnected source is as far as it was."""
    shopify = await connected(shop, datetime(2026, 11, 24, 23, 59, tzinfo=UTC))
    await shop.add("orders", below="5")
    later = date(2026, 11, 25)
    assert await shop.told(today=later) == []
    assert "known up to 2026-11-23 only" in (await shop.unsure(today=later))[0]
    await shop.run("update sync_streams set covered_until = '2026-11-25T08:00Z'")
    assert len(await shop.told(today=later)) == 1
    await shop.run("update platform_connections set status = 'disconnected' where id = :id", id=shopify.connection)
    assert "known up to 2026-11-21 only" in (await shop.unsure(today=later))[0]


async def advertised(shop: Watching, last: int, upto: datetime) -> None:
    """Spend £30 a day on Meta up to that day of November, read up to that moment, in New York's days."""
    meta = await PlatformBooks.connect(shop.books, "meta_ads", "123")
    first, end = date(2026, 11, 1), date(2026, 11, last)
    row = CampaignRow("1", "c", "ACTIVE", None, first, end)
    days = [
        AdDayRow("1", date(2026, 11, n), "GBP", 30 * POUND, 900, 30, Decimal(1), 60 * POUND, "7d_click")
        for n in range(1, last + 1)
    ]
    window = Window("ad_days", "123", first, end)
    await meta.write(lambda s, t: details.keep_campaigns(s, t, [row]))
    await meta.write(lambda s, t: details.replace_ad_days(s, t, window, days, fetched_at=NOW))
    await shop.run(
        "insert into sync_streams (tenant_id, connection_id, stream, covered_until)"
        " values (:tenant, :id, 'ad_days', :upto)",
        id=meta.connection, upto=upto,
    )  # fmt: skip
    await shop.run("update platform_connections set timezone = 'America/New_York' where id = :id", id=meta.connection)


async def test_ads_that_were_not_read_are_not_nothing(shop: Watching) -> None:
    """Meta stands at the 18th while sales go on: £120 of 7 days' spend is no alarm; read to the end of the 21st it is.

    The account's days are New York's: the 21st ends at 05:00 UTC on the 22nd.
    """
    await advertised(shop, 18, datetime(2026, 11, 19, 5, tzinfo=UTC))
    await shop.add("ad_spend", below="150")
    await shop.add("clicks", below="200")
    assert await shop.told() == []
    assert [note.rpartition(" up to ")[2] for note in await shop.unsure()] == ["2026-11-18 only."] * 2
    await shop.run("update sync_streams set covered_until = '2026-11-22T04:59Z'")
    assert [note.rpartition(" up to ")[2] for note in await shop.unsure()] == ["2026-11-20 only."] * 2
    await shop.run("update sync_streams set covered_until = '2026-11-22T05:00Z'")
    assert sorted(found.says for found in await shop.told()) == [
        "Ad spend over 2026-11-15..2026-11-21 is 120.00 GBP, below the 150.00 GBP you named.",
        "Clicks over 2026-11-15..2026-11-21 is 120, below the 200 you named.",
    ]


async def test_a_young_shop_is_not_judged_by_days_it_had_not(database: Database, tmp_path: Path) -> None:
    """Three days of sales: the last seven are not all known; the month to date, from its first order on, neither."""
    books = await Desk.open(database, tmp_path)
    await books.orders(sales(19, 21))
    shop = Watching(books)
    await shop.add("orders", below="100")
    await shop.add("orders", Span.YESTERDAY, below="100")
    assert [found.title for found in await shop.told()] == ["You asked to be told: Orders, yesterday: below 100"]
    assert "only a part of 2026-11-15..2026-11-21" in " ".join(await shop.unsure())


async def test_an_empty_shop_is_left_in_peace(database: Database, tmp_path: Path) -> None:
    """Nothing in the books: nothing is told, and why is said."""
    shop = Watching(await Desk.open(database, tmp_path))
    await shop.add("orders", below="100")
    assert await shop.told() == []
    assert len(await shop.unsure()) == 1


async def test_the_answer_is_as_fresh_as_the_books(shop: Watching) -> None:
    """Kept findings do not keep alerts: one added a moment ago is told at once."""
    assert await shop.told() == []
    await shop.add("orders", Span.MONTH_TO_DATE, above="20")
    (found,) = await shop.told()
    assert found.says == "Orders over 2026-11-01..2026-11-21 is 21, above the 20 you named."
    assert await shop.told(today=date(2026, 12, 1)) == []


async def test_an_alert_on_a_metric_there_is_no_more_hurts_nothing(shop: Watching) -> None:
    """One of two alerts watches what an older version knew: the other is told all the same."""
    await shop.add("orders", above="6")
    await shop.add("units", above="6")
    await shop.run("update alerts set metric = 'gone' where metric = 'units'")
    assert [found.title for found in await shop.told()] == ["You asked to be told: Orders, last 7 days: above 6"]
