"""What a platform gives again replaces what stood: windows of days, whole orders, and never a newer one by an older."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from platform_books import PlatformBooks
from shop_desk import Desk, days
from shopify_nodes import agreement, line, movement, order, sale

from credora_agent.ledger.entries import Window
from credora_agent.sync.normalize import google_ads
from credora_agent.sync.normalize.ads import Account, window_of
from credora_agent.sync.normalize.shopify_balance import balance_records

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database

LONDON = ZoneInfo("Europe/London")
GOOGLE = Account("google_ads", "123", "GBP", LONDON)
SINCE, UNTIL = date(2026, 3, 1), date(2026, 3, 3)
MARCH = days("2026-03-01", "2026-03-31")


def spent(*rows: tuple[str, int, str], account: Account = GOOGLE) -> list[Any]:
    """Return the records of (campaign, day of March, pounds)."""
    given_rows = [
        {"campaign": {"id": campaign, "name": campaign}, "segments": {"date": f"2026-03-{day:02d}"},
         "metrics": {"costMicros": str(int(float(pounds) * 100) * 10_000)}}
        for campaign, day, pounds in rows
    ]  # fmt: skip
    return google_ads.day_records(given_rows, account, SINCE, date(2026, 3, 31)).records


async def ads(books: Desk) -> PlatformBooks:
    return await PlatformBooks.connect(books, "google_ads", "123")


async def test_a_window_is_replaced_whole(books: Desk) -> None:
    """1–3 March: 5 + 3 + 2, read again as 6 + 0 + nothing; 4 March lies outside and stays 9."""
    google = await ads(books)
    await google.post(spent(("a", 1, "5"), ("a", 2, "3"), ("b", 3, "2"), ("a", 4, "9")))
    again = spent(("a", 1, "6"), ("a", 2, "0"))
    done = await google.post(again, replaces=window_of(GOOGLE, SINCE, UNTIL))
    assert (done.superseded, done.days) == (3, 3)
    assert await books.sums() == {"marketing": "-15.00"}
    assert await books.drift() == []
    standing = await books.rows("select source_id from source_records where not withdrawn order by 1")
    assert [each for (each,) in standing] == ["123:a:2026-03-01", "123:a:2026-03-02", "123:a:2026-03-04"]
    found = await books.reports.reconcile(books.caller, MARCH, today=MARCH.end)
    assert (str(found.control_total), found.agrees) == ("-15.000000", True)


async def test_the_same_window_twice_changes_nothing(books: Desk) -> None:
    google, window = await ads(books), window_of(GOOGLE, SINCE, UNTIL)
    await google.post(spent(("a", 1, "5"), ("b", 3, "2")), replaces=window)
    before = await books.state(), await books.version()
    done = await google.post(spent(("b", 3, "2"), ("a", 1, "5")), replaces=window)
    assert (done.added, done.superseded, done.days) == (0, 0, 0)
    assert (await books.state(), await books.version()) == before


async def test_a_window_restated_to_nothing_voids_all_of_it_and_can_come_back(books: Desk) -> None:
    google, window = await ads(books), window_of(GOOGLE, SINCE, UNTIL)
    await google.post(spent(("a", 1, "5"), ("b", 3, "2")), replaces=window)
    done = await google.post([], replaces=window)
    assert (done.added, done.superseded) == (0, 2)
    assert await books.sums() == {}
    assert await books.one("select count(*) from source_records where withdrawn") == 2
    assert (await google.post([], replaces=window)).days == 0
    await google.post(spent(("a", 1, "5")), replaces=window)
    assert await books.sums() == {"marketing": "-5.00"}
    assert await books.drift() == []


async def test_a_window_is_one_accounts_and_one_connections(books: Desk) -> None:
    """Account 123 restated to nothing: neither 1234 of the same connection nor 123 of another one loses a day."""
    google, other = await ads(books), await PlatformBooks.connect(books, "google_ads", "another")
    for where, account in ((google, GOOGLE), (google, GOOGLE._replace(id="1234")), (other, GOOGLE)):
        await where.post(spent(("a", 1, "5"), account=account))
    await google.post([], replaces=window_of(GOOGLE, SINCE, UNTIL))
    assert await books.sums() == {"marketing": "-10.00"}
    await google.post([], replaces=Window("ad_days", "", SINCE, UNTIL))
    assert await books.sums() == {"marketing": "-5.00"}


entry = st.tuples(st.sampled_from("ab"), st.integers(1, 5), st.sampled_from(["0", "1.25", "7"]))


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.lists(entry, max_size=6)), min_size=1, max_size=5))
async def test_windows_in_any_order_leave_what_the_last_of_each_day_said(
    database: Database, tmp_path: Path, windows: list[tuple[int, int, list[Any]]]
) -> None:
    """A model of the days, overwritten window by window, and the books agree; sums agree with the ledger."""
    books = await Desk.open(database, tmp_path)
    google, model = await ads(books), {}
    for one, two, rows in windows:
        start, end = sorted((one, two))
        inside = {(campaign, day): float(cost) for campaign, day, cost in rows if start <= day <= end}
        model = {key: cost for key, cost in model.items() if not start <= key[1] <= end} | inside
        window = window_of(GOOGLE, date(2026, 3, start), date(2026, 3, end))
        await google.post(spent(*((c, d, str(cost)) for (c, d), cost in inside.items())), replaces=window)
    total = sum(model.values())
    assert await books.sums() == ({"marketing": f"{-total:.2f}"} if total else {})
    assert await books.drift() == []


def sold(*amounts: str, number: int = 1001, updated: str = "2026-03-01T10:00:00Z", **more: Any) -> dict[str, Any]:
    """Return an order of 1 March with one sale each amount, the n-th with the id <order>n."""
    sales = [sale(amount, number=f"{number}{n}", item=line(n)) for n, amount in enumerate(amounts)]
    return order(agreement(*sales), number=number, updated=updated, **more)


async def test_an_order_given_again_replaces_all_that_stood_of_it(books: Desk) -> None:
    """Sales of 3.00 + 4.00, then 3.00 + 5.00 under another id: 4.00 is void, its record withdrawn."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(sold("3.00", "4.00"))
    newer = sold("3.00", updated="2026-03-02T10:00:00Z")
    newer["agreements"].append(agreement(sale("5.00", number="77"), at="2026-03-02T09:00:00Z", reason="ORDER_EDIT"))
    await shopify.orders(newer)
    assert await books.sums() == {"gross_sales": "8.00"}
    assert await books.rows("select source_id from source_records where withdrawn") == [("10011",)]
    assert (await books.figure("orders", "2026-03-01", "2026-03-31")).value == 1
    assert await books.drift() == []


async def test_the_same_orders_twice_change_nothing(books: Desk) -> None:
    shopify = await PlatformBooks.connect(books)
    nodes = sold("3.00", "4.00"), sold("5.00", number=1002)
    await shopify.orders(*nodes)
    before = await books.state(), await books.version()
    assert (await shopify.orders(*reversed(nodes))).days == 0
    assert (await books.state(), await books.version()) == before


OLD, NEW = sold("3.00", "4.00"), sold("3.00", updated="2026-03-05T10:00:00Z")


async def test_an_older_version_never_overwrites_a_newer_one(books: Desk) -> None:
    """A webhook brought the order of 5 March; a page read before it, written after it, changes nothing."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(NEW)
    before = await books.state(), await books.version()
    done = await shopify.orders(OLD, sold("9.00", number=1002))
    assert (done.added, done.superseded) == (1, 0)
    assert await books.sums() == {"gross_sales": "12.00"}
    assert await books.version() == before[1] + 1
    await shopify.orders(OLD)
    assert await books.version() == before[1] + 1


@pytest.mark.parametrize("nodes", [(OLD, NEW), (NEW, OLD), (NEW, OLD, NEW, OLD)])
async def test_the_newest_of_several_versions_in_one_step_counts(books: Desk, nodes: Any) -> None:
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(*nodes)
    assert await books.sums() == {"gross_sales": "3.00"}
    assert await books.one("select count(*) from source_records") == 2
    assert await books.drift() == []


async def test_the_same_moment_with_more_in_it_is_taken(books: Desk) -> None:
    """A refund that appears late, under the same updatedAt as before, is booked all the same."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(sold("3.00"))
    late = sold("3.00")
    late["agreements"].append(agreement(sale("-3.00", action="RETURN"), reason="REFUND", refund=5))
    await shopify.orders(late)
    assert await books.sums() == {"gross_sales": "3.00", "returns": "-3.00"}


async def test_a_gone_order_is_voided_and_counted_no_more(books: Desk) -> None:
    """Two orders of 1 March, one deleted: its sales are void, 1 order is left; the fee it cost was really paid."""
    shopify = await PlatformBooks.connect(books)
    await books.costs("sku,unit cost\nA,1.00\n")
    await shopify.orders(sold("3.00", "4.00"), sold("5.00", number=1002))
    await shopify.post(balance_records(movement("CHARGE", "7.00", fee="0.30", of=1001), zone=LONDON))
    done = await shopify.orders(gone=["1001", "4711"])
    assert done.superseded == 4
    assert await books.sums() == {"gross_sales": "5.00", "fees": "-0.30", "cogs": "-1.00"}
    assert (await books.figure("orders", "2026-03-01", "2026-03-31")).value == 1
    assert await books.drift() == []
    version = await books.version()
    assert (await shopify.orders(gone=["1001"])).days == 0
    assert await books.version() == version


async def test_a_gone_order_comes_back_only_by_a_newer_version(books: Desk) -> None:
    """A page that was read before the deletion does not bring it back; the platform's own newer version does."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(sold("3.00"))
    await shopify.orders(gone=["1001"])
    await shopify.orders(sold("3.00"))
    assert await books.sums() == {}
    await shopify.orders(sold("3.00", updated="2026-03-09T10:00:00Z"))
    assert await books.sums() == {"gross_sales": "3.00"}
    assert (await books.figure("orders", "2026-03-01", "2026-03-31")).value == 1
    assert await books.drift() == []


async def test_an_order_given_again_leaves_its_balance_rows(books: Desk) -> None:
    shopify = await PlatformBooks.connect(books)
    await shopify.post(balance_records(movement("CHARGE", "3.00", fee="0.30", of=1001), zone=LONDON))
    await shopify.orders(sold("3.00"))
    await shopify.orders(sold("3.00", updated="2026-03-02T10:00:00Z"))
    assert await books.sums() == {"gross_sales": "3.00", "fees": "-0.30"}


async def test_a_free_order_counts_as_an_order_until_it_is_gone(books: Desk) -> None:
    """It posts nothing, so no ledger row marks its day."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(order(agreement(), total="0.00"))
    assert (await books.figure("orders", "2026-03-01", "2026-03-31")).value == 1
    await shopify.orders(gone=["1001"])
    assert await books.rows("select * from pnl_daily") == []


async def test_what_is_unclassified_shows_in_the_bridge_and_under_the_statement(books: Desk) -> None:
    """9.00 of goods and 2.00 of a kind nobody knows: profit 9.00 is said with the caveat, the bridge names the 2.00."""
    shopify = await PlatformBooks.connect(books)
    await shopify.orders(order(agreement(sale("9.00"), sale("2.00", kind="POINTS"))))
    found = await books.reports.reconcile(books.caller, MARCH, today=MARCH.end)
    (step,) = [each for each in found.steps if each.id == "excluded.unclassified"]
    assert (str(step.amount), found.agrees, str(found.control_total)) == ("-2.000000", True, "11.000000")
    statement = await books.pnl("2026-03-01", "2026-03-31")
    said = "1 entry of a kind Credora does not know, 2.00 GBP together, count in no line."
    assert said in statement.notes
    assert {line.id: line.total for line in statement.lines}["net_sales"].value == 9
    assert said not in (await books.pnl("2026-04-01", "2026-04-30")).notes


async def test_an_adjustment_needs_no_cost(books: Desk) -> None:
    """All goods have a cost, and a goodwill of 1.00 has no goods: coverage is whole, not 9 of 10."""
    shopify = await PlatformBooks.connect(books)
    await books.costs("sku,unit cost\nA,4.00\n")
    goodwill = agreement(sale("-1.00", kind="ADJUSTMENT", action="RETURN"), reason="REFUND", refund=5)
    await shopify.orders(order(agreement(sale("10.00")), goodwill))
    assert (await books.figure("cogs_coverage", "2026-03-01", "2026-03-31")).value == 1


async def test_rows_of_platforms_say_where_they_are_found(books: Desk) -> None:
    """Each entry names the platform and its record; none pretends to be a row of a file."""
    shopify, google = await PlatformBooks.connect(books), await ads(books)
    await shopify.orders(sold("3.00"))
    await shopify.post(
        balance_records(movement("CHARGE", "3.00", fee="0.30", of=1001, number=5, payout=6), zone=LONDON)
    )
    await google.post(spent(("a", 1, "5")))
    page = await books.reports.entries(books.caller, "net_profit", MARCH)
    assert [(each.origin, each.file, each.row) for each in page.entries] == [
        ("Shopify order #1001, order (sale 10010)", None, None),
        ("Google Ads account 123, campaign a", None, None),
        ("Shopify balance CHARGE 5, order #1001, payout 6", None, None),
    ]  # fmt: skip
