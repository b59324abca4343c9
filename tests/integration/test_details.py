"""Variants, payouts, campaigns and ad days: kept as they stand now, what they said before never lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from platform_books import PlatformBooks
from shopify_nodes import agreement, movement, order, sale

from credora_agent.ledger import details
from credora_agent.ledger.platform_rows import AdDayRow, CampaignRow, PayoutRow, VariantRow
from credora_agent.sync.normalize.ads import Account, window_of
from credora_agent.sync.normalize.findings import payout_findings
from credora_agent.sync.normalize.shopify_balance import balance_records

if TYPE_CHECKING:
    from shop_desk import Desk

LONDON = ZoneInfo("Europe/London")
WINDOW = window_of(Account("meta_ads", "123", "USD", LONDON), date(2026, 3, 1), date(2026, 3, 3))
DAYS = "select campaign_id, day::text, spend_micros, purchases::text from ad_metrics_daily order by 1, 2"
REVISIONS = "select campaign_id, day::text, spend_micros from ad_metrics_revisions order by replaced_at, 1, 2"


def at(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def variant(**changes: Any) -> VariantRow:
    return VariantRow("70", "MUG", "Mug", "8", 12_500_000, "GBP", 5, 4_000_000, at(1))._replace(**changes)


async def test_a_variant_stands_as_it_was_last_changed(books: Desk) -> None:
    """The version of 3 March is kept; the one of 2 March comes late and changes nothing; the same again neither."""
    shopify = await PlatformBooks.connect(books)

    async def keep(*rows: VariantRow) -> int:
        return await shopify.write(lambda s, t: details.keep_variants(s, t, rows))

    assert await keep(variant(), variant(variant_id="71", sku=None, price=None, on_hand=None, unit_cost=None)) == 2
    assert await keep(variant(on_hand=3, updated_at=at(3))) == 1
    assert await keep(variant(on_hand=4, updated_at=at(2))) == 0
    assert await keep(variant(on_hand=3, updated_at=at(3))) == 0
    assert await keep() == 0
    assert await books.rows("select variant_id, sku, on_hand, unit_cost_micros from variants order by 1") == [
        ("70", "MUG", 3, 4_000_000), ("71", None, None, None),
    ]  # fmt: skip


async def test_a_payout_goes_from_scheduled_to_paid(books: Desk) -> None:
    shopify = await PlatformBooks.connect(books)
    row = PayoutRow("6", at(4), date(2026, 3, 4), "SCHEDULED", 9_700_000, "GBP")
    for status, changed in (("SCHEDULED", 1), ("SCHEDULED", 0), ("PAID", 1)):
        given = row._replace(status=status)
        assert await shopify.write(lambda s, t, g=given: details.keep_payouts(s, t, [g, g])) == changed
    assert await books.rows("select payout_id, status, net_micros from payouts") == [("6", "PAID", 9_700_000)]


async def test_payouts_are_compared_with_their_rows(books: Desk) -> None:
    """9.70 + 0.20 of rows and a transfer of −9.90: a payout of 9.90 agrees, one of 9.80 does not."""
    shopify = await PlatformBooks.connect(books)
    rows = [movement("CHARGE", "10.00", fee="0.30", payout=6), movement("ADJUSTMENT", "0.20", payout=6),
            movement("TRANSFER", "-9.90", payout=6)]  # fmt: skip
    await shopify.post([record for row in rows for record in balance_records(row, zone=LONDON)])

    async def sums() -> Any:
        return await shopify.write(lambda s, t: details.load_payout_sums(s, t.tenant, t.connection))

    for net, wanted in ((9_900_000, []), (9_800_000, [("6", "9.80", "9.90")])):
        row = PayoutRow("6", at(4), date(2026, 3, 4), "PAID", net, "GBP")
        await shopify.write(lambda s, t, r=row: details.keep_payouts(s, t, [r]))
        found = payout_findings(await sums())
        assert [(each.subject, each.detail["payout"], each.detail["rows"]) for each in found] == wanted


async def test_a_campaign_keeps_its_newest_name_and_all_its_days(books: Desk) -> None:
    """An older window, read later, widens the days and does not bring the old name back."""
    meta = await PlatformBooks.connect(books, "meta_ads", "123")
    now = CampaignRow("9", "Summer", "ENABLED", "SEARCH", date(2026, 3, 5), date(2026, 3, 9))
    for row in (
        now,
        now._replace(name="Spring", status="PAUSED", first_day=date(2026, 1, 1), last_day=date(2026, 1, 9)),
        now._replace(name="Autumn", status=None, channel=None),
    ):
        await meta.write(lambda s, t, r=row: details.keep_campaigns(s, t, [r]))
    assert await books.rows("select name, status, channel, first_day::text, last_day::text from campaigns") == [
        ("Autumn", "ENABLED", "SEARCH", "2026-01-01", "2026-03-09")
    ]


def ad_day(campaign: str, day: int, spend: int, purchases: str = "1.5") -> AdDayRow:
    return AdDayRow(campaign, date(2026, 3, day), "USD", spend, 100, 5, Decimal(purchases), 7, "7d_click")


async def replaced(meta: PlatformBooks, *rows: AdDayRow, fetched: int = 4) -> int:
    return await meta.write(lambda s, t: details.replace_ad_days(s, t, WINDOW, rows, fetched_at=at(fetched)))


async def test_days_of_ads_are_replaced_and_what_they_said_is_kept(books: Desk) -> None:
    """a/1 changes, a/2 stays, b/3 is gone, a/4 lies outside: two revisions, of a/1 and b/3."""
    meta = await PlatformBooks.connect(books, "meta_ads", "123")
    outside = WINDOW._replace(end=date(2026, 3, 4))
    first = (ad_day("a", 1, 10), ad_day("a", 2, 20), ad_day("b", 3, 30), ad_day("a", 4, 40))
    assert await meta.write(lambda s, t: details.replace_ad_days(s, t, outside, first, fetched_at=at(4))) == 4
    assert await books.rows(REVISIONS) == []
    assert await replaced(meta, ad_day("a", 1, 11, "2.25"), ad_day("a", 2, 20), fetched=5) == 2
    assert await books.rows(DAYS) == [
        ("a", "2026-03-01", 11, "2.250000"), ("a", "2026-03-02", 20, "1.500000"), ("a", "2026-03-04", 40, "1.500000"),
    ]  # fmt: skip
    assert await books.rows(REVISIONS) == [("a", "2026-03-01", 10), ("b", "2026-03-03", 30)]
    assert await books.one("select count(distinct run_id) from ad_metrics_daily") == 2


async def test_the_same_days_again_are_no_revision(books: Desk) -> None:
    meta = await PlatformBooks.connect(books, "meta_ads", "123")
    await replaced(meta, ad_day("a", 1, 10))
    assert await replaced(meta, ad_day("a", 1, 10), ad_day("a", 1, 10), fetched=9) == 0
    assert await books.rows(REVISIONS) == []


async def test_each_change_of_a_day_is_a_revision_of_its_own(books: Desk) -> None:
    meta = await PlatformBooks.connect(books, "meta_ads", "123")
    for spend in (10, 11, 12):
        await replaced(meta, ad_day("a", 1, spend))
    assert await replaced(meta) == 1
    assert await books.rows(DAYS) == []
    assert [spend for _, _, spend in await books.rows(REVISIONS)] == [10, 11, 12]


async def test_who_bought_is_noted_beside_the_orders_and_outlives_them(books: Desk) -> None:
    """The pseudonym survives a newer version of the order, which does not know the buyer."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(order(agreement(sale("3.00"))))
    keep = await shopify.write(lambda s, t: details.keep_customers(s, t, {"1001": "abc", "4711": "x"}))
    assert keep == 1
    await shopify.orders(order(agreement(sale("4.00")), at="2026-03-02T10:00:00Z", updated="2026-03-09T10:00:00Z"))
    assert await books.rows("select order_ref, customer_ref from orders") == [("1001", "abc")]
