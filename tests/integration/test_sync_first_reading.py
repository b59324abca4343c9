"""A shop's whole life with its platforms: read from nothing, hour by hour, over and over, always equal to the truth."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from live_shop import LiveShop, live_shop, sandbox

from credora_agent.core.money import to_decimal
from credora_agent.core.period import Period
from credora_agent.ledger.rollup import self_check
from credora_agent.reports.orders import Asked as Orders
from credora_agent.reports.payouts import Asked as Payouts
from credora_agent.reports.service import Reports
from credora_agent.reports.shelf import Asked as Shelf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from credora_agent.core.db import Database

ADDED = "select coalesce(sum(entries_added + entries_superseded), 0) from import_runs where tenant_id = :tenant"


@pytest.fixture(scope="module")
async def live(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveShop]:
    """Lend a shop whose three platforms were read once, after its costs had been imported."""
    home = tmp_path_factory.mktemp("home")
    async with sandbox(days=16) as sim, live_shop(database, home, sim) as shop:
        await shop.import_costs()
        await shop.connect()
        await shop.read_all()
        yield shop


async def test_the_first_reading_is_the_truth(live: LiveShop) -> None:
    """Every category, day and currency that is over equals the world's own ledger; sums and ledger agree."""
    assert await live.differences() == {}
    drift = await live.database.read(live.caller, lambda s: self_check(s, live.tenant.id))
    assert drift == []
    assert len(await live.booked()) > 100


async def test_orders_and_payouts_are_what_was_read(live: LiveShop) -> None:
    """All orders ever are the P&L but for what names none; each payout is the sum of its rows; the shelf is whole."""
    reports, today = Reports(live.database), live.now().date()
    books = await reports.books(live.caller)
    assert books.recorded is not None
    total = (await reports.orders(live.caller, Orders(books.recorded, today, limit=1))).sheet.total
    assert total is not None
    names = ("gross_sales", "discounts", "returns", "net_sales", "shipping_income", "cogs", "sales_tax", "orders")
    found = await reports.metrics(live.caller, books.recorded, names, today=today)
    assert {line.id: line.total.value for line in found.lines} == {name: total.values[name] for name in names}
    loose = "select coalesce(sum(reporting_micros), 0) from transactions where tenant_id = :tenant and is_current"
    fees = (await reports.metrics(live.caller, books.recorded, ["fees"], today=today)).lines[0].total.value
    ((unnamed,),) = await live.rows(f"{loose} and category = 'fees' and order_ref is null")
    assert fees == (total.values["fees"] or 0) + to_decimal(int(unnamed))
    ahead = Period(books.recorded.start, books.recorded.end + timedelta(days=30))
    paid = (await reports.payouts(live.caller, Payouts(ahead, today))).sheet
    assert paid.total is not None
    assert (paid.total.values["differing"], paid.total.values["difference"]) == (0, 0)
    assert paid.total_rows
    ((skus,),) = await live.rows(
        "select count(distinct coalesce(sku, variant_id)) from variants where tenant_id = :tenant"
    )
    assert (await reports.variants(live.caller, Shelf(today))).sheet.total_rows == skus


async def test_every_stream_says_how_far_it_is(live: LiveShop) -> None:
    """Each stream is idle, without error, was read to its end, and none claims to know the future."""
    streams = await live.streams()
    assert {row.stream for row in streams.values()} == {
        "account", "variants", "sales", "balance", "payouts", "standing", "named_orders", "ad_days", "rates",
    }  # fmt: skip
    for name, row in streams.items():
        assert (row.state, row.error, row.failures) == ("idle", None, 0), name
        assert row.lease_until is None, name
        if row.stream != "named_orders":
            assert row.last_good_at is not None, name
            assert row.due_at > row.last_good_at, name
        assert row.covered_until is None or row.covered_until <= live.now(), name


async def test_a_second_reading_changes_nothing(live: LiveShop) -> None:
    """Time stands still: reading everything again posts 0 entries and supersedes 0."""
    await live.read_at_once("shopify", "google_ads")
    before = await live.rows(ADDED)
    await live.read_at_once("shopify", "google_ads")
    assert await live.rows(ADDED) == before


async def test_what_happens_later_is_read_by_change(live: LiveShop) -> None:
    """Three days on, the changes alone bring the books to the truth again; the bulk operation is not repeated."""
    bulks = await _bulks(live)
    assert bulks
    for _ in range(3):
        await live.pass_time(days=1)
        await live.read_all()
    assert await live.differences() == {}
    assert await _bulks(live) == bulks


async def test_reading_again_since_a_day_mends_what_was_lost(live: LiveShop) -> None:
    """A sale taken out of the books by hand comes back by a reading since its day, and only then."""
    await live.lose_a_sale()
    assert await live.differences() != {}
    await live.read_at_once("shopify", since=live.now().date() - timedelta(days=30))
    assert await live.differences() == {}


async def test_the_status_tells_every_source(live: LiveShop) -> None:
    """Reports, and so every surface, list the accounts with their streams; amounts in euros are converted."""
    found = await Reports(live.database).status(live.caller, now=live.now())
    assert {source.platform for source in found.sources} == {"shopify", "meta_ads", "google_ads", "rates"}
    # One of the Google accounts is of a shop that was given up; Google shows nothing of it, and so it says.
    assert {source.name for source in found.sources if source.state != "current"} == {"Old shop"}
    assert all(stream.lag_seconds is not None for stream in found.streams if stream.stream != "named_orders")
    waiting = await live.rows(
        "select count(*) from transactions where tenant_id = :tenant and is_current and reporting_micros is null"
    )
    assert waiting[0][0] == 0


async def _bulks(live: LiveShop) -> int:
    """Return how often the file of a bulk operation was fetched."""
    return sum(line["path"].startswith("/shopify-files") for line in await live.sim.told("log"))
