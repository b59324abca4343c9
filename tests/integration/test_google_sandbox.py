"""The Google Ads client against the sandbox, over real HTTP: consent, the customer tree, streams, faults, quotas."""

from __future__ import annotations

from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import ad_world
import pytest
from ads_wire import Clocked, impatient

from credora_agent.cli.sandbox.consent import consent
from credora_agent.cli.sandbox.process import simulator
from credora_agent.platforms.addresses import sandbox
from credora_agent.platforms.base import (
    App,
    BadCallback,
    DeadToken,
    Frozen,
    MissingScope,
    Passing,
    QuotaSpent,
    Refused,
    Throttled,
)
from credora_agent.platforms.google_ads import oauth
from credora_agent.platforms.google_ads.client import GoogleClient
from credora_agent.platforms.http import open_http
from credora_agent.sandbox.serving import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    import httpx2

    from credora_agent.platforms.addresses import Addresses
    from credora_agent.platforms.base import Grant
    from credora_agent.sandbox.server import Sandbox

REDIRECT = "http://127.0.0.1:9/callback"
TODAY = ad_world.NOW.date()
WIDE = TODAY - timedelta(days=59), TODAY


@dataclass
class Refreshing:
    """The tokens of a grant, renewed at the sandbox's own endpoint."""

    place: Place
    grant: Grant
    renewals: int = 0

    async def current(self) -> str:
        """Return the access token kept."""
        return self.grant.access_token

    async def renewed(self, _refused: str) -> str:
        """Return a new one for the refresh token."""
        self.renewals += 1
        kept = self.grant.refresh_token or ""
        self.grant = await oauth.refresh(
            self.place.http, self.place.addresses, self.place.app, refresh_token=kept, now=self.place.now()
        )
        return self.grant.access_token


@dataclass
class Place:
    """A merchant's login on a sandbox."""

    http: httpx2.AsyncClient
    addresses: Addresses
    app: App
    now: Callable[[], datetime]
    sim: Sandbox | None = None

    async def answer(self, verifier: str = "v" * 43, *, approve: bool = True) -> str:
        """Return the code that the merchant's answer on the consent page leads to."""
        url = oauth.authorize_url(self.addresses, self.app, redirect_uri=REDIRECT, state="st", verifier=verifier)
        back = await consent(self.http, url, approve=approve)
        assert back["state"] == "st"
        return oauth.check_callback(back)

    async def exchanged(self, code: str, verifier: str) -> Grant:
        """Return the tokens for a code."""
        return await oauth.exchange(
            self.http, self.addresses, self.app, code=code, redirect_uri=REDIRECT, verifier=verifier, now=self.now()
        )

    async def tokens(self) -> Refreshing:
        """Return the tokens of a new login."""
        verifier = oauth.new_verifier()
        return Refreshing(self, await self.exchanged(await self.answer(verifier), verifier))

    async def client(
        self, login: str | None = None, *, tokens: Refreshing | None = None, pace: Clocked | None = None
    ) -> GoogleClient:
        """Return a client that reads as `login`."""
        held = tokens or await self.tokens()
        return GoogleClient(self.http, self.addresses, held, pace or Clocked(), login_customer_id=login)

    def fault(self, **rule: Any) -> None:
        """Put a fault into force."""
        assert self.sim is not None
        self.sim.faults.add({"match": "google.search", **rule})


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient(monkeypatch)


@asynccontextmanager
async def opened() -> AsyncIterator[Place]:
    sim = ad_world.sandbox()
    app = App(sim.apps.google.client_id, sim.apps.google.client_secret)
    async with serving(sim) as url, open_http() as http:
        yield Place(http, sandbox(url), app, sim.clock.now, sim)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with opened() as found:
        yield found


def by_day(rows: list[dict[str, Any]]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row["segments"]["date"]] += int(row["metrics"]["costMicros"])
    return dict(sums)


async def test_consent_leads_to_tokens_that_can_be_renewed(place: Place) -> None:
    tokens = await place.tokens()
    first = await tokens.current()
    assert await tokens.renewed(first) != first
    assert tokens.grant.expires_at is not None
    assert timedelta() < tokens.grant.expires_at - place.now() <= timedelta(hours=1)


async def test_a_code_is_worth_nothing_without_the_verifier_it_was_asked_with(place: Place) -> None:
    code = await place.answer(oauth.new_verifier())
    with pytest.raises(BadCallback):
        await place.exchanged(code, oauth.new_verifier())


async def test_declining_and_not_ticking_the_box_are_told(place: Place) -> None:
    assert place.sim is not None
    with pytest.raises(BadCallback):
        await place.answer(approve=False)
    place.sim.consent.change({"scopes": []})
    with pytest.raises((BadCallback, MissingScope)):
        await place.tokens()


async def test_a_refresh_token_of_a_screen_in_testing_dies_after_seven_days(place: Place) -> None:
    assert place.sim is not None
    place.sim.consent.change({"google_testing": True})
    tokens = await place.tokens()
    assert tokens.grant.refresh_expires_at == place.now() + timedelta(days=7)
    place.sim.clock.advance(timedelta(days=7, seconds=1))
    with pytest.raises(DeadToken):
        await (await place.client(tokens=tokens)).customers()


async def test_customers_are_found_once_each_with_the_way_to_them(place: Place) -> None:
    """A client under two managers is one; closed and test accounts come with the reason; managers do not come."""
    found = {account.id: account for account in await (await place.client()).customers()}
    assert ad_world.MANAGER not in found
    assert ad_world.SUB_MANAGER not in found
    assert found[ad_world.CLIENT].login_customer_id in {ad_world.MANAGER, ad_world.SUB_MANAGER}
    assert (found[ad_world.DIRECT].login_customer_id, found[ad_world.DIRECT].currency) == (ad_world.DIRECT, "USD")
    assert found[ad_world.DIRECT].zone == "America/New_York"
    usable = {account.id for account in found.values() if account.problem is None}
    assert usable == {ad_world.CLIENT, ad_world.DIRECT}


async def test_campaign_days_come_to_the_customers_own_sums(place: Place) -> None:
    """Removed campaigns and Performance Max among them."""
    client = await place.client(ad_world.MANAGER)
    rows = await client.campaign_days(ad_world.CLIENT, *WIDE)
    assert {row["campaign"]["status"] for row in rows} == {"ENABLED", "REMOVED"}
    assert by_day(rows) == by_day(await client.customer_totals(ad_world.CLIENT, *WIDE))
    assert by_day(rows)[TODAY.isoformat()] == 10_010_000
    assert by_day(rows)["2026-10-31"] == 20_000_000


async def test_one_customer_is_read_as_it_stands(place: Place) -> None:
    account = await (await place.client(ad_world.MANAGER)).customer(ad_world.CLIENT)
    assert (account.currency, account.zone, account.problem) == ("GBP", "Europe/London", None)


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "internal_error", "nth": 1},
        {"kind": "html_502", "nth": 1},
        {"kind": "reset", "nth": 1},
        {"kind": "truncate", "nth": 1},
        {"kind": "cut_stream", "how": "end", "nth": 1},
        {"kind": "cut_stream", "how": "reset", "nth": 1},
        {"kind": "cut_stream", "how": "error", "nth": 1},
    ],
    ids=lambda rule: f"{rule['kind']} {rule.get('how', '')}".strip(),
)
async def test_faults_that_pass_change_nothing(place: Place, rule: dict[str, Any]) -> None:
    client = await place.client(ad_world.MANAGER)
    before = await client.campaign_days(ad_world.CLIENT, *WIDE)
    place.fault(**rule)
    assert await client.campaign_days(ad_world.CLIENT, *WIDE) == before


@pytest.mark.parametrize("how", ["end", "reset", "error"])
async def test_a_stream_that_is_always_cut_gives_nothing(place: Place, how: str) -> None:
    client = await place.client(ad_world.MANAGER)
    place.fault(kind="cut_stream", how=how)
    with pytest.raises(Passing):
        await client.campaign_days(ad_world.CLIENT, *WIDE)


async def test_an_hour_later_the_token_is_renewed_in_passing(place: Place) -> None:
    assert place.sim is not None
    tokens = await place.tokens()
    client = await place.client(ad_world.MANAGER, tokens=tokens)
    place.sim.clock.advance(timedelta(hours=2))
    assert await client.campaign_days(ad_world.CLIENT, *WIDE)
    assert tokens.renewals == 1


async def test_a_lack_of_quota_is_waited_for_as_long_as_google_says(place: Place) -> None:
    pace = Clocked()
    client = await place.client(ad_world.MANAGER, pace=pace)
    place.fault(kind="throttle")
    with pytest.raises(Throttled) as caught:
        await client.campaign_days(ad_world.CLIENT, *WIDE)
    assert pace.blocked == [caught.value.wait]
    assert caught.value.wait > 0


async def test_a_project_for_tests_only_may_not_read_real_accounts(place: Place) -> None:
    assert place.sim is not None
    place.sim.consent.change({"google_access": "TEST"})
    with pytest.raises((Refused, QuotaSpent)) as caught:
        await (await place.client(ad_world.MANAGER)).campaign_days(ad_world.CLIENT, *WIDE)
    assert type(caught.value) is Refused
    assert "Google Cloud project" in caught.value.remedy


async def test_a_closed_or_foreign_account_is_an_error_and_no_account_without_spend(place: Place) -> None:
    client = await place.client(ad_world.MANAGER)
    with pytest.raises(Frozen):
        await client.campaign_days(ad_world.CLOSED, *WIDE)
    with pytest.raises(Refused):
        await client.campaign_days("9999999999", *WIDE)
    with pytest.raises(Refused):
        await client.campaign_days(ad_world.MANAGER, *WIDE)


async def test_more_than_37_months_back_is_refused(place: Place) -> None:
    client = await place.client(ad_world.MANAGER)
    with pytest.raises(Refused) as caught:
        await client.campaign_days(ad_world.CLIENT, TODAY - timedelta(days=1300), TODAY)
    assert "37 months" in caught.value.remedy


async def test_access_ends_when_it_is_revoked(place: Place) -> None:
    tokens = await place.tokens()
    for _ in range(2):
        await oauth.revoke(place.http, place.addresses, tokens.grant.refresh_token or "")
    with pytest.raises(DeadToken):
        await (await place.client(tokens=tokens)).customers()


async def test_the_same_holds_for_the_sandbox_as_a_process_of_its_own() -> None:
    """Started as people start it, with a world that the seed made: campaigns still come to the customer's sums."""
    async with (
        simulator("--seed", "11", "--days", "45", "--now", ad_world.NOW.isoformat(), "--frozen") as sim,
        open_http() as http,
    ):
        said = (await sim.told("apps"))["google"]
        app = App(said["client_id"], said["client_secret"])
        place = Place(http, sandbox(sim.url), app, lambda: ad_world.NOW)
        tokens = await place.tokens()
        usable = [each for each in await (await place.client(tokens=tokens)).customers() if each.problem is None]
        assert usable
        for account in usable:
            client = await place.client(account.login_customer_id, tokens=tokens)
            rows = await client.campaign_days(account.id, TODAY - timedelta(days=29), TODAY)
            assert rows
            assert by_day(rows) == by_day(await client.customer_totals(account.id, TODAY - timedelta(days=29), TODAY))
