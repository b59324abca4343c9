"""The Meta client against the sandbox, over real HTTP: consent, accounts, reports, faults, and the end of access."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ad_world
import pytest
from ads_wire import Clocked, Kept, impatient

from credora_agent.cli.sandbox.consent import consent
from credora_agent.cli.sandbox.process import simulator
from credora_agent.platforms.addresses import sandbox
from credora_agent.platforms.base import Alarm, App, BadCallback, DeadToken, MissingScope, Passing, Throttled, TooMuch
from credora_agent.platforms.http import open_http
from credora_agent.platforms.meta_ads import oauth
from credora_agent.platforms.meta_ads.client import MetaClient
from credora_agent.sandbox.serving import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx2

    from credora_agent.platforms.addresses import Addresses
    from credora_agent.platforms.base import Grant
    from credora_agent.sandbox.server import Sandbox

REDIRECT = "http://127.0.0.1:9/callback"
TODAY = ad_world.NOW.date()
WIDE = TODAY - timedelta(days=59), TODAY
"""Sixty days of a dozen campaigns: more rows than a page holds."""


@dataclass
class Place:
    """A merchant's login on a sandbox."""

    sim: Sandbox
    http: httpx2.AsyncClient
    addresses: Addresses
    app: App

    async def answer(self, *, approve: bool = True) -> str:
        """Return the code that the merchant's answer on the consent page leads to."""
        url = oauth.authorize_url(self.addresses, self.app, redirect_uri=REDIRECT, state="st")
        back = await consent(self.http, url, approve=approve)
        assert back["state"] == "st"
        return oauth.check_callback(back)

    async def grant(self) -> Grant:
        """Return what the merchant granted."""
        code = await self.answer()
        return await oauth.exchange(
            self.http, self.addresses, self.app, code=code, redirect_uri=REDIRECT, now=self.sim.clock.now()
        )

    async def client(self, pace: Clocked | None = None, alarms: list[Alarm] | None = None) -> MetaClient:
        """Return a client with a new login."""
        tokens = Kept(token=(await self.grant()).access_token)
        alarm = (alarms if alarms is not None else []).append
        return MetaClient(self.http, self.addresses, self.app, tokens, pace or Clocked(), alarm=alarm)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient(monkeypatch)


@asynccontextmanager
async def opened() -> AsyncIterator[Place]:
    sim = ad_world.sandbox()
    async with serving(sim) as url, open_http() as http:
        yield Place(sim, http, sandbox(url), App(sim.apps.meta.app_id, sim.apps.meta.app_secret))


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with opened() as found:
        yield found


async def finished(client: MetaClient, account: str, since: date, until: date) -> str:
    """Return the id of a report that is done."""
    run = await client.start_report(account, since, until)
    for _ in range(20):
        if (await client.report(run)).done:
            return run
        await asyncio.sleep(0)
    raise AssertionError("the report is never done")


def by_day(rows: list[dict[str, Any]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row["date_start"]] += Decimal(row["spend"])
    return dict(sums)


async def test_consent_leads_to_a_token_of_sixty_days(place: Place) -> None:
    grant = await place.grant()
    assert "ads_read" in grant.scopes
    assert grant.expires_at is not None
    assert grant.expires_at - place.sim.clock.now() == timedelta(days=60)


async def test_a_merchant_who_declines_comes_back_with_nothing(place: Place) -> None:
    with pytest.raises(BadCallback):
        await place.answer(approve=False)


async def test_a_merchant_who_unticks_the_permission_is_told_so(place: Place) -> None:
    place.sim.consent.change({"declined": ["ads_read"]})
    with pytest.raises(MissingScope):
        await place.grant()


async def test_a_code_works_once(place: Place) -> None:
    code = await place.answer()
    how = {"code": code, "redirect_uri": REDIRECT, "now": place.sim.clock.now()}
    await oauth.exchange(place.http, place.addresses, place.app, **how)
    with pytest.raises(BadCallback):
        await oauth.exchange(place.http, place.addresses, place.app, **how)


async def test_accounts_come_with_their_own_currency_and_zone(place: Place) -> None:
    accounts = await (await place.client()).accounts()
    assert {(each.id, each.currency, each.zone, each.problem) for each in accounts} == {
        (ad_world.META, "GBP", "Europe/London", None),
        (ad_world.META_YEN, "JPY", "Asia/Tokyo", None),
    }


async def test_a_report_has_every_campaigns_every_day_deleted_ones_too(place: Place) -> None:
    """Over several pages; and the campaigns' sums are the account's own, day by day."""
    client = await place.client()
    rows = await client.report_rows(await finished(client, ad_world.META, *WIDE))
    assert len(rows) > 500
    gone = [row for row in rows if row["campaign_name"] == "Gone"]
    assert max(row["date_start"] for row in gone) == "2026-10-31"
    assert by_day(rows) == by_day(await client.totals(ad_world.META, *WIDE))
    assert by_day(rows)[TODAY.isoformat()] == 12 * Decimal("10.01")
    assert by_day(rows)["2026-10-31"] == 13 * Decimal("10.00")


async def test_the_report_and_the_quick_way_say_the_same(place: Place) -> None:
    client = await place.client()
    since = TODAY - timedelta(days=2)
    slow = await client.report_rows(await finished(client, ad_world.META_YEN, since, TODAY))
    assert slow == await client.campaign_days(ad_world.META_YEN, since, TODAY)
    assert {row["account_currency"] for row in slow} == {"JPY"}


@pytest.mark.parametrize(
    "rule",
    [
        {"match": "meta.*", "kind": "internal_error", "nth": 1},
        {"match": "meta.*", "kind": "html_502", "nth": 1},
        {"match": "meta.insights", "kind": "reset", "nth": 1},
        {"match": "meta.insights", "kind": "truncate", "nth": 1},
    ],
    ids=lambda rule: rule["kind"],
)
async def test_faults_that_pass_change_nothing(place: Place, rule: dict[str, Any]) -> None:
    client = await place.client()
    before = await client.campaign_days(ad_world.META, TODAY, TODAY)
    place.sim.faults.add(rule)
    assert await client.campaign_days(ad_world.META, TODAY, TODAY) == before
    assert place.sim.faults.rules[0].fired == 1


@pytest.mark.parametrize("kind", ["duplicate_page", "cursor_back"])
async def test_pages_that_repeat_are_no_report(place: Place, kind: str) -> None:
    client = await place.client()
    run = await finished(client, ad_world.META, *WIDE)
    place.sim.faults.add({"match": "meta.async.page", "kind": kind})
    with pytest.raises(Passing):
        await client.report_rows(run)


@pytest.mark.parametrize(
    ("kind", "expected"), [("async_fail", Passing), ("async_skip", Passing), ("reduce_data", TooMuch)]
)
async def test_a_report_that_fails_says_why(place: Place, kind: str, expected: type[Exception]) -> None:
    client = await place.client()
    place.sim.faults.add({"match": "meta.async", "kind": kind})
    with pytest.raises(expected):
        await finished(client, ad_world.META, *WIDE)


async def test_a_report_stuck_at_99_percent_is_never_done(place: Place) -> None:
    client = await place.client()
    place.sim.faults.add({"match": "meta.async", "kind": "async_stuck"})
    run = await client.start_report(ad_world.META, *WIDE)
    states = [await client.report(run) for _ in range(8)]
    assert (states[-1].percent, states[-1].done) == (99, False)


async def test_too_much_at_once_is_told_apart(place: Place) -> None:
    client = await place.client()
    place.sim.faults.add({"match": "meta.insights", "kind": "reduce_data"})
    with pytest.raises(TooMuch):
        await client.campaign_days(ad_world.META, *WIDE)


async def test_a_throttled_account_is_left_alone_as_long_as_meta_says(place: Place) -> None:
    pace = Clocked()
    client = await place.client(pace)
    place.sim.faults.add({"match": "meta.insights", "kind": "throttle"})
    with pytest.raises(Throttled) as caught:
        await client.totals(ad_world.META, TODAY, TODAY)
    assert caught.value.wait >= 60
    assert pace.blocked == [caught.value.wait]


async def test_an_answer_of_another_version_raises_the_alarm(place: Place) -> None:
    alarms: list[Alarm] = []
    client = await place.client(alarms=alarms)
    place.sim.faults.add({"match": "meta.insights", "kind": "version_forward"})
    await client.totals(ad_world.META, TODAY, TODAY)
    assert [alarm.kind for alarm in alarms] == ["version_moved"]


async def test_access_ends_when_it_is_revoked_and_when_it_is_old(place: Place) -> None:
    client, grant = await place.client(), await place.grant()
    info = await client.token_info()
    assert (info.valid, info.app_id) == (True, place.app.client_id)
    place.sim.clock.advance(timedelta(days=61))
    with pytest.raises(DeadToken) as caught:
        await client.accounts()
    assert "expired" in caught.value.cause
    again = await place.grant()
    for each in (again, again, grant):
        await oauth.revoke(place.http, place.addresses, place.app, each.access_token)
    with pytest.raises(DeadToken):
        await oauth.require_permission(place.http, place.addresses, place.app, again.access_token)


async def test_the_same_holds_for_the_sandbox_as_a_process_of_its_own() -> None:
    """Started as people start it, with a world that the seed made: campaigns still come to the account's sums."""
    async with (
        simulator("--seed", "11", "--days", "45", "--now", ad_world.NOW.isoformat(), "--frozen") as sim,
        open_http() as http,
    ):
        said = (await sim.told("apps"))["meta"]
        addresses, app = sandbox(sim.url), App(said["app_id"], said["app_secret"])
        url = oauth.authorize_url(addresses, app, redirect_uri=REDIRECT, state="st")
        code = oauth.check_callback(await consent(http, url))
        grant = await oauth.exchange(http, addresses, app, code=code, redirect_uri=REDIRECT, now=ad_world.NOW)
        client = MetaClient(http, addresses, app, Kept(token=grant.access_token), Clocked())
        for account in await client.accounts():
            run = await finished(client, account.id, TODAY - timedelta(days=27), TODAY)
            rows = await client.report_rows(run)
            assert rows
            assert by_day(rows) == by_day(await client.totals(account.id, TODAY - timedelta(days=27), TODAY))
