"""The bench of the platforms' limits: hours of real syncs stay inside them, and what does not is seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from credora_agent.core.settings import Settings
from credora_agent.sync.claim import Ticket
from evals.bench.limits import Lived, judged, live
from evals.bench.usage import Jump, shopify

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.runtime import Urls

HOURS = 6
BEGAN = datetime(2026, 3, 2, tzinfo=UTC)


async def test_hours_of_syncs_stay_inside_every_limit(urls: Urls, tmp_path: Path) -> None:
    """A shop connected and read as one of a hundred: each figure is below its limit, and the work was really done.

    Meta's accounts are read hourly; Google's, of which a hundred shops have too many, every other hour.
    """
    known = Settings(home=tmp_path, database_url=urls.app, database_owner_url=urls.owner)
    lived = await live(known, HOURS, 1)
    told = judged(lived)
    assert told.passed, told.as_json()
    assert lived.unhappy == []
    assert lived.google_accounts == 2
    ads = sorted(count for ticket, count in lived.rounds.items() if ticket.stream == "ad_days")
    assert [count in {2, 3} for count in ads] == [True, True, False, False], ads
    assert ads[2] >= HOURS - 1


def asked(**line: Any) -> dict[str, Any]:
    """Return a line of the log; `after` are the seconds since the beginning."""
    at = (BEGAN + timedelta(seconds=line.pop("after", 0))).isoformat()
    return {"at": at, "platform": "shopify", "route": "", "method": "POST", "path": "", "status": 200, **line}


def of_shopify(**line: Any) -> dict[str, Any]:
    """Return a query of a shop."""
    return asked(path="/shopify/a.myshopify.com/admin/api/2026-10/graphql.json", bulk=1, **line)


def of_meta(**line: Any) -> dict[str, Any]:
    """Return a call about an ad account."""
    return asked(**{"platform": "meta", "account": "1", "used": 0.1, "app_used": 0.1, "method": "GET", **line})


def of_google(**line: Any) -> dict[str, Any]:
    """Return an operation."""
    return asked(platform="google", path="/google/ads/v26/customers/1/googleAds:searchStream", customer="1", **line)


MODEST = [of_shopify(cost=300, actual_cost=100), of_meta(), of_google()]


def lived(*lines: dict[str, Any], sales: int = 24) -> Lived:
    """Return a day of one shop in which these were asked beside the modest ones."""
    ticket = Ticket(UUID(int=1), UUID(int=2), "sales")
    return Lived(1, 24, first=MODEST, after=[*MODEST, *lines], rounds={ticket: sales})


def test_a_day_of_hardly_any_questions_passes() -> None:
    """What the broken ones below are compared with."""
    assert judged(lived()).passed


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("bucket, after", [of_shopify(cost=400, actual_cost=400) for _ in range(5)]),
        ("busiest hour", [of_shopify(cost=700, actual_cost=700, after=6 * n) for n in range(600)]),
        ("largest query", [of_shopify(cost=1_001, actual_cost=1)]),
        ("bulk operations", [{**of_shopify(), "bulk": 5}]),
        ("account's busiest hour", [of_meta(after=5 * n) for n in range(600)]),
        ("five minutes", [of_meta(method="POST", after=n) for n in range(20)]),
        ("account's allowance", [of_meta(used=85.5)]),
        ("app's allowance", [of_meta(app_used=0.9)]),
        ("operations", [of_google(after=3_000 * n) for n in range(29)]),
        ("throttled", [of_shopify(errors=["THROTTLED"])]),
        ("throttled", [of_meta(code=17)]),
        ("throttled", [of_google(error="RESOURCE_EXHAUSTED")]),
    ],
)
def test_a_limit_that_is_broken_is_seen(cell: str, lines: list[dict[str, Any]]) -> None:
    """One day too full fails the one cell it breaks."""
    told = judged(lived(*lines))
    assert not told.passed
    assert any(cell in each.what for each in told.cells if each.passed is False)


def test_a_week_in_which_little_was_read_is_no_proof() -> None:
    """Limits are easily kept by not asking."""
    assert not judged(lived(sales=10)).passed
    assert not judged(Lived(1, 24)).passed


def test_time_that_was_jumped_over_restores_no_points() -> None:
    """Two dear queries a minute apart share the bucket when that minute was one nobody worked in."""
    dear = [of_shopify(cost=900, actual_cost=900), of_shopify(cost=900, actual_cost=900, after=60)]
    assert shopify(dear, []).bucket == 900
    assert shopify(dear, [Jump(BEGAN + timedelta(seconds=1), 60)]).bucket == 1_800
