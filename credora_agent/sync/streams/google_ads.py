"""Google's days: three anew each hour, thirty each day, ninety each week; one question each time.

An hourly sync may cost a single operation: a project with Explorer access has 2,880 a day for all its shops. So many
accounts that even that is too much are read less often than hourly: `sync/ration.py` says how often.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.core.period import add_months
from credora_agent.platforms.base import TooMuch
from credora_agent.sync.normalize.ads import PROVIDES
from credora_agent.sync.normalize.findings import google_totals
from credora_agent.sync.normalize.google_ads import day_records
from credora_agent.sync.streams import ad_windows
from credora_agent.sync.streams.base import Step, Stream
from credora_agent.sync.streams.windows import bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.sync.streams.base import Source

HOURLY, DAILY, WEEKLY = 3, 30, 90
LONGEST = 366
"""Days in one question of the first reading: four questions for all of it."""
MONTHS_KEPT = 37


async def step(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Read the next window, whole or not at all."""
    today = source.today.isoformat()
    width, keep = _width(cursor, source)
    at = ad_windows.opened(cursor, source, oldest=_oldest(source.today), width=width, longest=LONGEST)
    start, end = bounds(at["todo"][0])
    try:
        rows = await client.campaign_days(source.account, start, end)
    except TooMuch:
        less = ad_windows.cut(at)
        if less is None:
            raise
        return Step(cursor=less, doing="asking Google for fewer days at once")
    found = day_records(rows, ad_windows.account_of(source), start, end)
    if not at.get("whole") or at.get("totalled") == today or width == HOURLY:
        return ad_windows.taken(at, source, found, keep={**keep, "totalled": at.get("totalled")})
    totals = google_totals(await client.customer_totals(source.account, start, end))
    sums = ad_windows.compared(found, totals, source)
    return ad_windows.taken(at, source, found, sums=sums, keep={**keep, "totalled": today})


def _width(cursor: Mapping[str, Any], source: Source) -> tuple[int, dict[str, Any]]:
    """Return how many days are read now, and what the cursor keeps of when the longer ones were last."""
    today = source.today
    weekly, daily = cursor.get("weekly"), cursor.get("daily")
    if weekly is None or today - date.fromisoformat(weekly) >= timedelta(days=7):
        return WEEKLY, {"weekly": today.isoformat(), "daily": today.isoformat()}
    if daily != today.isoformat():
        return DAILY, {"weekly": weekly, "daily": today.isoformat()}
    return HOURLY, {"weekly": weekly, "daily": daily}


def _oldest(today: date) -> date:
    return add_months(today, -MONTHS_KEPT) + timedelta(days=2)


def _rewound(cursor: Mapping[str, Any], since: date, source: Source) -> Mapping[str, Any]:
    kept = {name: cursor[name] for name in ("weekly", "daily", "totalled") if name in cursor}
    return kept | ad_windows.rewound(cursor, since, source, oldest=_oldest(source.today), longest=LONGEST)


AD_DAYS = Stream("ad_days", step, _rewound, ("https://www.googleapis.com/auth/adwords",), PROVIDES)
