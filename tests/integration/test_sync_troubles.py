"""What goes wrong at one connection is said there, in words and with a remedy, and leaves all others alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from live_shop import LiveShop, live_shop, sandbox

from credora_agent.reports.service import Reports

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from credora_agent.core.db import Database
    from credora_agent.reports.schemas import LiveSource


@pytest.fixture
async def live(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveShop]:
    """Lend a shop connected to Shopify and Google, read once."""
    async with sandbox(days=6) as sim, live_shop(database, tmp_path_factory.mktemp("home"), sim) as shop:
        await shop.connect("shopify", "google_ads")
        await shop.read_all()
        yield shop


async def told(live: LiveShop, platform: str) -> LiveSource:
    """Return what the status says of the shop's first source of a platform."""
    found = await Reports(live.database).sync_status(live.caller, now=live.now())
    return next(source for source in found.sources if source.platform == platform and source.name != "Old shop")


async def test_a_dead_token_needs_attention_and_nobody_else_does(live: LiveShop) -> None:
    """Uninstalled without a word: Shopify needs the merchant, Google is read on; connected again, all goes on."""
    await live.sim.do("uninstall", {"shop": live.domain})
    await live.pass_time(hours=2)
    await live.read_all()
    shopify, google = await told(live, "shopify"), await told(live, "google_ads")
    assert (shopify.state, google.state) == ("needs_attention", "current")
    assert shopify.problem is not None
    assert shopify.problem.code == "needs_reconnect"
    assert "onnect" in shopify.problem.remedy
    before = (await live.streams())["shopify.sales"]
    await live.pass_time(days=3)
    await live.sync.run_due()
    assert (await live.streams())["shopify.sales"].epoch == before.epoch  # nobody asks any more
    await live.connect("shopify")
    await live.read_all("shopify")
    assert (await told(live, "shopify")).state == "current"


async def test_a_frozen_shop_is_asked_again_by_itself(live: LiveShop) -> None:
    """402: needs attention, its remedy names the merchant's part; thawed, the next reading mends it unasked."""
    await live.sim.do("freeze", {"shop": live.domain, "frozen": True})
    await live.pass_time(hours=2)
    await live.read_all("shopify")
    source = await told(live, "shopify")
    assert source.state == "needs_attention"
    assert source.problem is not None
    assert source.problem.code == "account_frozen"
    await live.sim.do("freeze", {"shop": live.domain, "frozen": False})
    await live.pass_time(hours=7)
    await live.sync.run_due()
    assert (await told(live, "shopify")).state == "current"


async def test_a_missing_permission_degrades_its_stream_alone(live: LiveShop) -> None:
    """Without the payouts' permission balance and payouts say so and what to do; sales are read on."""
    await live.sim.do("scopes", {"shop": live.domain, "scopes": ["read_orders", "read_products", "read_inventory"]})
    await live.pass_time(hours=2)
    await live.read_all("shopify")
    await live.read_all("shopify")  # by now it is known what is granted
    streams = {stream.stream: stream for stream in (await told(live, "shopify")).streams}
    assert streams["sales"].state == "idle"
    assert streams["balance"].state == streams["payouts"].state == "degraded"
    assert streams["balance"].error is not None
    assert (streams["balance"].error.code, "read_shopify_payments" in str(streams["balance"].error)) == (
        "missing_scope",
        True,
    )
    kinds = {alert.kind for alert in (await told(live, "shopify")).alerts}
    assert "sixty_day_wall" in kinds


async def test_a_platform_that_is_down_is_asked_less_and_less(live: LiveShop) -> None:
    """Every call answered 500: failures are counted, the pause grows, the error is told, nothing is written."""
    await live.sim.do("faults", {"match": "google.search", "kind": "status", "code": 500})
    booked, pauses = await live.booked(), []
    for _ in range(2):
        await live.pass_time(hours=2)
        await live.sync.run_due(watch=live.watch(patient=False))
        row = (await live.streams())["google_ads.ad_days"]
        pauses.append(row.due_at - live.now())
    assert (row.state, row.error["code"]) == ("failed", "platform_passing")
    assert row.failures == 2
    assert timedelta(seconds=20) < pauses[0] < pauses[1] <= timedelta(hours=1.25)
    assert {key: amount for key, amount in (await live.booked()).items() if key[1] == "marketing"} == {
        key: amount for key, amount in booked.items() if key[1] == "marketing"
    }
    await live.sim.undo("faults")
    await live.pass_time(hours=2)
    await live.sync.run_due()
    assert (await told(live, "google_ads")).state == "current"


async def test_a_quota_that_is_spent_is_waited_for(live: LiveShop) -> None:
    """Throttled is no failure: the stream waits as long as it was told, and does not count it against the platform."""
    await live.sim.do("faults", {"match": "google.search", "kind": "throttle", "times": 40})
    await live.pass_time(hours=2)
    await live.sync.run_due(watch=live.watch(patient=False))
    row = (await live.streams())["google_ads.ad_days"]
    assert (row.state, row.failures, row.error["code"]) == ("waiting", 0, "throttled")
    assert row.due_at > live.now()


async def test_an_api_version_that_moved_is_an_alert(live: LiveShop) -> None:
    """Shopify answers in a later version: the data is taken, and the alert says so."""
    await live.sim.do("faults", {"match": "shopify.graphql", "kind": "version_forward"})
    await live.pass_time(hours=2)
    await live.read_all("shopify")
    alerts = {alert.kind: alert for alert in (await told(live, "shopify")).alerts}
    assert "version_moved" in alerts
    assert "2026-10" in alerts["version_moved"].says
