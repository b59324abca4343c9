"""What the advertising streams share: windows still to be read, replaced whole, and held against the account's sums.

Their cursor keeps "todo", the windows of days still to be read in this round, "seen", the newest day read so far, and
"whole" once the first reading, which goes from today back as far as the platform remembers, has come to its end.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.sync.normalize.ads import Account, window_of
from credora_agent.sync.normalize.findings import AD_TOTAL, spend_findings
from credora_agent.sync.streams.base import REJECTED, Step, span, start_of
from credora_agent.sync.streams.windows import DAY, bounds, halved, slices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.sync.normalize.ads import AdStep
    from credora_agent.sync.normalize.findings import Finding
    from credora_agent.sync.streams.base import Source

ACCRUING = timedelta(days=2)
"""Days so new that they change between two questions; their sums are not compared."""


class Compared(NamedTuple):
    """Days whose sums were held against the account's own, by subject of a finding, and what was found."""

    findings: tuple[Finding, ...]
    subjects: frozenset[str]


def account_of(source: Source) -> Account:
    """Return the account as the normalizers know it."""
    return Account(source.platform, source.account, source.currency, source.zone)


def opened(cursor: Mapping[str, Any], source: Source, *, oldest: date, width: int, longest: int) -> dict[str, Any]:
    """Return the cursor with what is to be read now: everything at first, else the last `width` days.

    After a pause the windows reach back to `width` days before the last day read, oldest first, so that what is
    covered never has a gap.
    """
    today = source.today
    todo = [list(window) for window in cursor.get("todo", ())]
    if "seen" not in cursor:
        return {**cursor, "todo": todo or slices(oldest, today, longest), "day": today.isoformat()}
    if todo and cursor.get("day") == today.isoformat():
        return {**cursor, "todo": todo}
    since = max(oldest, min(today, date.fromisoformat(cursor["seen"])) - timedelta(days=width - 1))
    recent = slices(since, today, longest)[::-1]
    return {**cursor, "todo": recent + todo, "day": today.isoformat()}


def taken(
    cursor: Mapping[str, Any],
    source: Source,
    found: AdStep,
    *,
    sums: Compared | None = None,
    keep: Mapping[str, Any] | None = None,
) -> Step:
    """Return the step that replaces the first window of the cursor by what was found in it."""
    start, end = bounds(cursor["todo"][0])
    todo = cursor["todo"][1:]
    whole = cursor.get("whole", False) or not todo
    after = {
        "todo": todo,
        "day": cursor["day"],
        "seen": max(cursor.get("seen", ""), end.isoformat()),
        "whole": whole,
        **(keep or {}),
    }
    return Step(
        cursor=after,
        doing=f"days {span(start, end)}",
        done=not todo,
        records=found.records,
        ad_days=found.days,
        campaigns=found.campaigns,
        replaces=window_of(account_of(source), start, end),
        rows=len(found.days),
        progress=_progress(cursor, start),
        covered_from=start_of(start, source.zone),
        covered_until=min(source.now, start_of(end + DAY, source.zone)),
        findings=sums.findings if sums else (),
        checked={REJECTED: ["ad_days"], **({AD_TOTAL: sums.subjects} if sums else {})},
    )


def _progress(cursor: Mapping[str, Any], start: date) -> tuple[int, int] | None:
    """Return how many of the days of a first reading are done."""
    if cursor.get("whole"):
        return None
    newest = date.fromisoformat(cursor["day"])
    oldest = bounds(cursor["todo"][-1])[0]
    return (newest - start).days + 1, (newest - oldest).days + 1


def cut(cursor: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the cursor with its first window in two, None when that is a single day."""
    pieces = halved(cursor["todo"][0])
    return {**cursor, "todo": pieces + list(cursor["todo"][1:])} if len(pieces) > 1 else None


def rewound(cursor: Mapping[str, Any], since: date, source: Source, *, oldest: date, longest: int) -> dict[str, Any]:
    """Return the cursor from which all days since that one are read again; a first reading goes on as it is."""
    if not cursor.get("whole"):
        return dict(cursor)
    todo = slices(max(since, oldest), source.today, longest)[::-1]
    return {"todo": todo, "day": source.today.isoformat(), "seen": cursor["seen"], "whole": True}


def compared(found: AdStep, totals: Mapping[date, int], source: Source) -> Compared:
    """Return the days on which the campaigns' spend is not the account's own sum, `totals` in micros by day."""
    account, settled = account_of(source), source.today - ACCRUING
    days = {day for day in (*totals, *(row.day for row in found.days)) if day < settled}
    return Compared(
        tuple(
            spend_findings(
                account,
                [row for row in found.days if row.day in days],
                {day: spend for day, spend in totals.items() if day in days},
            )
        ),
        frozenset(f"{account.id}:{day}" for day in days),
    )
