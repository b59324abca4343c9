"""The streams' own rules, without a platform: which window comes next, what a hint leaves, what is asked for again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from credora_agent.platforms.base import Page, Passing, TooMuch
from credora_agent.platforms.meta_ads.report import ReportState
from credora_agent.platforms.shopify.bulk import BulkState
from credora_agent.platforms.shopify.jsonl import FileGone
from credora_agent.sync.streams import google_ads, meta_ads, shopify_bulk, shopify_customers, shopify_sales
from credora_agent.sync.streams.base import Source, read
from credora_agent.sync.streams.registry import STREAMS, stream_of, streams_of
from credora_agent.sync.streams.windows import bounds, halved, slices

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def source(now: datetime = NOW, zone: str = "Europe/London", scopes: tuple[str, ...] = ("read_all_orders",)) -> Source:
    """Return what a step knows of an account."""
    return Source("shopify", "12345", "GBP", ZoneInfo(zone), frozenset(scopes), now)


@dataclass
class Google:
    """Answers nothing, and remembers what it was asked."""

    asked: list[tuple[date, date]] = field(default_factory=list)
    totals: int = 0
    too_much: int = 0

    async def campaign_days(self, _customer: str, since: date, until: date) -> list[dict[str, Any]]:
        """Return no rows, or refuse."""
        self.asked.append((since, until))
        if len(self.asked) <= self.too_much:
            raise TooMuch("too much", remedy="less", platform="google_ads")
        return []

    async def customer_totals(self, _customer: str, _since: date, _until: date) -> list[dict[str, Any]]:
        """Return no rows, and count the question."""
        self.totals += 1
        return []


async def rounds(client: Any, step: Any, cursor: Any, at: Source) -> tuple[Any, int]:
    """Run steps until a round is done; return the cursor and how many there were."""
    count = 0
    while True:
        done = await step(client, cursor, at)
        cursor, count = done.cursor, count + 1
        if done.done:
            return cursor, count


async def test_google_is_asked_once_an_hour() -> None:
    """A first reading of 37 months in 4 questions; then a day of 24 syncs: 24 operations and one for the totals.

    Three days each; once thirty, counted back from the last day read.
    """
    client = Google()
    cursor, steps = await rounds(client, google_ads.step, {}, source())
    assert steps == len(client.asked) == 4
    assert bounds([client.asked[-1][0].isoformat()] * 2)[0] == date(2023, 10, 26)
    client.asked.clear()
    for hour in range(24):
        cursor, steps = await rounds(client, google_ads.step, cursor, source(NOW + timedelta(hours=12 + hour)))
        assert steps == 1
    widths = [(until - since).days + 1 for since, until in client.asked]
    assert sorted(widths) == [3] * 23 + [31]
    assert client.totals == 1


async def test_google_reads_ninety_days_each_week_and_what_a_pause_left_out() -> None:
    """Eight days later 90 days are read; after 200 days without a worker, the gap too, and oldest first."""
    client = Google()
    cursor, _ = await rounds(client, google_ads.step, {}, source())
    client.asked.clear()
    cursor, _ = await rounds(client, google_ads.step, cursor, source(NOW + timedelta(days=8)))
    assert client.asked == [(date(2026, 8, 27), date(2026, 12, 2))]
    client.asked.clear()
    await rounds(client, google_ads.step, cursor, source(NOW + timedelta(days=208)))
    assert client.asked[0][0] <= date(2026, 12, 2) - timedelta(days=89)
    assert client.asked == sorted(client.asked)


async def test_what_is_too_much_is_halved() -> None:
    """Three refusals: the window is cut in two each time; every day is read all the same."""
    client = Google(too_much=3)
    await rounds(client, google_ads.step, {}, source())
    answered = sorted(client.asked[3:])
    assert answered[0][0] == date(2023, 10, 26)
    assert answered[-1][1] == date(2026, 11, 24)
    assert all(later[0] - earlier[1] == timedelta(days=1) for earlier, later in pairwise(answered))


@pytest.mark.parametrize(("first", "last", "days"), [("2026-01-01", "2026-01-01", 1), ("2026-01-01", "2026-03-01", 28)])
def test_slices_hold_every_day_once(first: str, last: str, days: int) -> None:
    """Newest first, none longer than asked, without gap or overlap; halves likewise."""
    cut = slices(date.fromisoformat(first), date.fromisoformat(last), days)
    held = [start + timedelta(days=n) for start, end in map(bounds, cut) for n in range((end - start).days + 1)]
    assert len(held) == len(set(held)) == (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    assert [bounds(window)[1] for window in cut] == sorted((bounds(w)[1] for w in cut), reverse=True)
    for window in cut:
        halves = halved(window)
        assert {bounds(halves[0])[1], bounds(halves[-1])[0]} == {bounds(window)[1], bounds(window)[0]}


@dataclass
class Meta:
    """A report that fails so often, is refused so often, then is there with no rows."""

    passing: int = 0
    stuck: bool = False
    begun: list[tuple[date, date]] = field(default_factory=list)

    async def totals(self, _account: str, since: date, _until: date) -> list[dict[str, Any]]:
        """Return the account's first day."""
        return [{"date_start": "2026-10-01", "spend": "0"}] if since < date(2026, 1, 1) else []

    async def start_report(self, _account: str, since: date, until: date) -> str:
        """Begin a report."""
        self.begun.append((since, until))
        return str(len(self.begun))

    async def report(self, _run: str) -> ReportState:
        """Tell how far the report is."""
        if len(self.begun) <= self.passing:
            raise Passing("failed", remedy="again", platform="meta_ads")
        return (
            ReportState("Job Running", 99, done=False)
            if self.stuck and len(self.begun) == 1
            else ReportState("Job Completed", 100, done=True)
        )

    async def report_rows(self, _run: str) -> list[dict[str, Any]]:
        """Return no rows."""
        return []


async def test_meta_is_asked_for_no_year_before_the_first_day() -> None:
    """The account began on 1 October: one report, not thirteen; afterwards 28 days each time."""
    client = Meta()
    cursor, _ = await rounds(client, meta_ads.step, {}, source())
    assert client.begun == [(date(2026, 10, 1), date(2026, 11, 24))]
    await rounds(client, meta_ads.step, cursor, source(NOW + timedelta(hours=1)))
    assert client.begun[-1] == (date(2026, 10, 28), date(2026, 11, 24))


@pytest.mark.parametrize("client", [Meta(passing=2), Meta(stuck=True)], ids=["failed twice", "stuck at 99 %"])
async def test_a_report_that_does_not_come_is_asked_for_again_then_in_halves(client: Meta) -> None:
    """Once more the same, then smaller; in the end every day was read."""
    await rounds(client, meta_ads.step, {}, source())
    assert client.begun[0] == client.begun[1]
    if client.passing:
        assert client.begun[2][0] > client.begun[0][0]
    assert min(since for since, _ in client.begun) == date(2026, 10, 1)


@dataclass
class Shop:
    """Pages of orders of one moment each, in the order of their change."""

    pages: int
    asked: list[tuple[datetime, datetime, str | None]] = field(default_factory=list)

    async def orders(self, since: datetime, until: datetime, after: str | None) -> Page:
        """Return a page of a hundred orders."""
        self.asked.append((since, until, after))
        place = int(after or 0)
        changed = (since + timedelta(minutes=place + 1)).isoformat()
        node = {"id": f"gid://shopify/Order/{place}", "test": True, "updatedAt": changed}
        return Page([node] * 100, str(place + 1) if place + 1 < self.pages else None)

    async def restocks(self, _refunds: list[str]) -> dict[str, Any]:
        """Return nothing."""
        return {}


async def test_changes_are_read_with_an_overlap_up_to_two_minutes_ago() -> None:
    """[last − 10 min, now − 2 min); the next round begins where this one ended; at night three days are read again."""
    shop, cursor = Shop(pages=3), {"until": "2026-11-24T10:00:00+00:00", "reread": "2026-11-24"}
    cursor, steps = await rounds(shop, shopify_sales.step, cursor, source())
    assert steps == 3
    assert shop.asked[0][:2] == (datetime(2026, 11, 24, 9, 50, tzinfo=UTC), datetime(2026, 11, 24, 11, 58, tzinfo=UTC))
    assert cursor == {"until": "2026-11-24T11:58:00+00:00", "reread": "2026-11-24"}
    night = Shop(pages=1)
    cursor, _ = await rounds(night, shopify_sales.step, cursor, source(datetime(2026, 11, 25, 3, 10, tzinfo=UTC)))
    assert night.asked[0][0] == datetime(2026, 11, 22, 3, 8, tzinfo=UTC)
    assert cursor["reread"] == "2026-11-25"


async def test_a_list_too_deep_is_begun_anew_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many orders of one list the window begins at the last order read: Shopify ends lists at 25,000."""
    monkeypatch.setattr(shopify_sales, "DEEPEST", 200)
    shop = Shop(pages=3)
    first = await shopify_sales.step(shop, {"until": "2026-11-24T10:00:00+00:00", "reread": "2026-11-24"}, source())
    second = await shopify_sales.step(shop, first.cursor, source())
    assert second.cursor["after"] is None
    assert read(second.cursor["since"]) == shop.asked[0][0] + timedelta(minutes=2)


@dataclass
class Bulk:
    """A bulk operation of 3 orders, of which the file breaks off, is gone, or has too few."""

    fault: Exception | None = None
    whole: int = 3
    status: str = "COMPLETED"
    started: int = 0

    async def start_bulk(self, _since: datetime | None, _until: datetime) -> str:
        """Start an operation."""
        self.started += 1
        return f"gid://shopify/BulkOperation/{self.started}"

    async def bulk(self, _operation: str) -> BulkState:
        """Tell how the operation is."""
        return BulkState(self.status, "https://files/x", None, 9, None, roots=3)

    async def bulk_orders(self, _url: str, offset: int) -> Any:
        """Yield the orders of the file."""
        for number in range(offset, self.whole):
            if self.fault and number == 1:
                raise self.fault
            yield (
                number + 1,
                {"id": f"gid://shopify/Order/{number}", "test": True, "processedAt": "2026-01-01T00:00:00Z"},
            )

    async def restocks(self, _refunds: list[str]) -> dict[str, Any]:
        """Return nothing."""
        return {}


def fault(kind: type[Passing]) -> Passing:
    """Return a fault of that kind."""
    return kind("broken off", remedy="again", platform="shopify")


async def test_a_file_that_breaks_off_is_read_on_from_there() -> None:
    """What was whole is kept, the next step begins after it; at the end all 3 orders were taken in."""
    bulk = Bulk(fault=fault(Passing))
    cursor = (await shopify_bulk.started(bulk, {}, source())).cursor
    broken = await shopify_bulk.taken_on(bulk, cursor, source())
    assert (broken.cursor["offset"], broken.rows, broken.done) == (1, 1, False)
    bulk.fault = None
    ended = await shopify_bulk.taken_on(bulk, broken.cursor, source())
    assert (ended.rows, set(ended.cursor)) == (2, {"until", "reread"})


@pytest.mark.parametrize(
    "bulk",
    [Bulk(fault=fault(FileGone)), Bulk(whole=2), Bulk(status="FAILED"), Bulk(status="EXPIRED")],
    ids=["gone", "too short", "failed", "expired"],
)
async def test_a_bulk_operation_that_fails_is_begun_anew_then_done_without(bulk: Bulk) -> None:
    """Two more operations; then the orders are read page by page from the first there can be."""
    cursor: Any = {}
    for _ in range(12):
        step = await (shopify_bulk.taken_on if "bulk" in cursor else shopify_bulk.started)(bulk, cursor, source())
        cursor = step.cursor
        if cursor == {"until": None}:
            break
    assert cursor == {"until": None}
    assert bulk.started == 3
    shop = Shop(pages=1)
    _, steps = await rounds(shop, shopify_sales.step, cursor, source())
    assert (steps, shop.asked[0][0]) == (1, shopify_sales.FIRST)


def test_a_rewound_stream_reads_from_that_day_on() -> None:
    """Sales from the day's beginning in the shop's zone; a first reading under way goes on as it is."""
    since = shopify_sales.rewound({"until": "2026-11-24T10:00:00+00:00"}, date(2026, 11, 1), source())
    assert read(since["since"]) == datetime(2026, 11, 1, tzinfo=ZoneInfo("Europe/London"))
    assert shopify_sales.rewound({"bulk": "x"}, date(2026, 11, 1), source()) == {"bulk": "x"}


class Buyers:
    """A shop whose orders are listed in two pages; remembers the windows it was asked about."""

    def __init__(self) -> None:
        self.asked: list[tuple[datetime, datetime]] = []

    async def customers(self, since: datetime, until: datetime, after: str | None) -> Page:
        """Return a page of two orders, the second a guest's."""
        self.asked.append((since, until))
        nodes = [{"id": "gid://shopify/Order/1", "customer": {"id": "gid://shopify/Customer/9"}},
                 {"id": "gid://shopify/Order/2", "customer": None}]  # fmt: skip
        return Page(nodes, None if after else "more")


async def test_customers_reach_no_further_than_the_sales() -> None:
    """Nothing is asked before the orders are booked, then all up to where they are; each night three days again."""
    shop, at = Buyers(), source()
    waiting = await shopify_customers.step(shop, {}, at)
    assert (waiting.done, waiting.cursor, shop.asked) == (True, {}, [])

    reached = NOW - timedelta(hours=1)
    cursor, steps = await rounds(shop, shopify_customers.step, {}, replace(at, reach=reached))
    assert steps == 2
    assert shop.asked == [(shopify_sales.FIRST, reached)] * 2
    assert cursor == {"until": reached.isoformat(), "reread": NOW.date().isoformat()}

    later = source(NOW + timedelta(hours=2))
    await rounds(shop, shopify_customers.step, cursor, replace(later, reach=NOW))
    assert shop.asked[-1] == (reached - timedelta(minutes=10), NOW)
    night = source(NOW + timedelta(days=1))
    await rounds(shop, shopify_customers.step, cursor, replace(night, reach=NOW))
    assert shop.asked[-1] == (NOW - timedelta(days=3), NOW)


async def test_customers_read_by_a_version_that_did_not_wait_are_read_once_more() -> None:
    """A cursor without its night, between rounds or within one, begins at the first order."""
    for old in (
        {"until": NOW.isoformat()},
        {"since": NOW.isoformat(), "upto": NOW.isoformat(), "after": "x", "read": 4},
    ):
        shop = Buyers()
        await rounds(shop, shopify_customers.step, old, replace(source(), reach=NOW))
        assert shop.asked[0] == (shopify_sales.FIRST, NOW - timedelta(minutes=2))


def test_streams_have_names_of_their_own_and_customers_are_asked_for_only_where_granted() -> None:
    """Each platform's names are unique; customers need read_customers; a name nobody has is no stream."""
    for platform, streams in STREAMS.items():
        assert len({stream.name for stream in streams}) == len(streams)
        assert all(stream_of(platform, stream.name) is stream for stream in streams)
    assert "customers" not in {stream.name for stream in streams_of("shopify", ["read_orders"])}
    assert "customers" in {stream.name for stream in streams_of("shopify", ["read_customers"])}
    assert stream_of("shopify", "nothing") is None
