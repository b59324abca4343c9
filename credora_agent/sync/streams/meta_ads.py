"""Meta's days: four weeks anew at each sync, by a report that Meta prepares while somebody else is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import Passing, TooMuch
from credora_agent.platforms.meta_ads.insights import earliest_day
from credora_agent.sync.normalize.ads import PROVIDES
from credora_agent.sync.normalize.findings import meta_totals
from credora_agent.sync.normalize.meta_ads import day_records
from credora_agent.sync.streams import ad_windows
from credora_agent.sync.streams.base import Step, Stream
from credora_agent.sync.streams.windows import bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.sync.streams.base import Source

WIDTH = 28
"""Days Meta goes on restating."""
LONGEST = 366
"""Days in one report of the first reading; halved where Meta finds that too many."""
MOST_POLLS = 60
"""Questions after a report before it is taken to be stuck."""
SLOWEST_POLL = 10


async def step(client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    """Begin the report on the next window, ask how far it is, or take in its rows."""
    if not cursor:
        return await _first_day(client, source)
    oldest = max(_oldest(source.today), date.fromisoformat(cursor["oldest"]))
    # A report under way is ended before what a new day adds is begun.
    at = {**cursor, "day": source.today.isoformat()} if "run" in cursor else cursor
    at = ad_windows.opened(at, source, oldest=oldest, width=WIDTH, longest=LONGEST)
    try:
        return await (_go_on(client, at, source) if "run" in at else _begin(client, at, source))
    except TooMuch as fault:
        return _smaller(at, fault)
    except Passing as fault:
        if "run" not in at:
            raise
        return _anew(at, fault)


async def _first_day(client: Any, source: Source) -> Step:
    """Look for the first day there is anything of, so that no report is asked for on years before it."""
    oldest = _oldest(source.today)
    try:
        rows = await client.totals(source.account, oldest, source.today)
        first = min((row["date_start"] for row in rows), default=source.today.isoformat())
    except TooMuch:
        first = oldest.isoformat()
    return Step(cursor={"oldest": first}, doing=f"the account's first day is {first}")


def _oldest(today: date) -> date:
    return earliest_day(today) + timedelta(days=1)


async def _begin(client: Any, at: dict[str, Any], source: Source) -> Step:
    start, end = bounds(at["todo"][0])
    run = await client.start_report(source.account, start, end)
    return Step(cursor={**at, "run": run, "polls": 0}, doing=f"Meta prepares the days {start} to {end}", wait=1)


async def _go_on(client: Any, at: dict[str, Any], source: Source) -> Step:
    state = await client.report(at["run"])
    if not state.done:
        polls = at["polls"] + 1
        if polls > MOST_POLLS:
            raise Passing(f"Meta's report stays at {state.percent} %.", remedy="It is begun anew.", platform="meta_ads")
        doing = f"Meta prepares a report: {state.percent} %"
        return Step(cursor={**at, "polls": polls}, doing=doing, wait=min(SLOWEST_POLL, 1 + polls // 2))
    start, end = bounds(at["todo"][0])
    found = day_records(await client.report_rows(at["run"]), ad_windows.account_of(source), start, end)
    if at.get("totalled") == source.today.isoformat():
        return ad_windows.taken(at, source, found, keep={"oldest": at["oldest"], "totalled": at["totalled"]})
    totals = meta_totals(await client.totals(source.account, start, end))
    sums = ad_windows.compared(found, totals, source)
    # The sums are compared once a day, and for every window of the first reading.
    keep = {"totalled": source.today.isoformat()} if at.get("whole") else {}
    return ad_windows.taken(at, source, found, sums=sums, keep={"oldest": at["oldest"], **keep})


def _without_run(at: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in at.items() if name not in {"run", "polls"}}


def _smaller(at: Mapping[str, Any], fault: TooMuch) -> Step:
    less = ad_windows.cut(at)
    if less is None:
        raise fault
    return Step(cursor={**_without_run(less), "fails": 0}, doing="asking Meta for fewer days at once")


def _anew(at: Mapping[str, Any], fault: Passing) -> Step:
    """Ask for the same report once more, then for halves of it."""
    fails = at.get("fails", 0) + 1
    if fails == 1:
        return Step(cursor={**_without_run(at), "fails": fails}, doing="asking Meta for the report again", wait=1)
    less = ad_windows.cut(at)
    if less is None:
        raise fault
    return Step(cursor={**_without_run(less), "fails": 0}, doing="asking Meta for fewer days at once", wait=1)


def _rewound(cursor: Mapping[str, Any], since: date, source: Source) -> Mapping[str, Any]:
    kept = {"oldest": min(cursor["oldest"], since.isoformat())} if "oldest" in cursor else {}
    return ad_windows.rewound(cursor, since, source, oldest=_oldest(source.today), longest=LONGEST) | kept


AD_DAYS = Stream("ad_days", step, _rewound, ("ads_read",), PROVIDES)
