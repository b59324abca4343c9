"""What a person should know about a connection's data: first seen, last seen, and resolved once it no longer holds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import case, update
from sqlalchemy.dialects.postgresql import insert

from credora_agent.ledger.entries import Rejected
from credora_agent.sync.normalize.findings import Finding
from credora_agent.sync.streams.base import REJECTED
from credora_agent.tables.sync import SyncAlert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Update

    from credora_agent.core.db import WriteSession
    from credora_agent.platforms.base import Alarm
    from credora_agent.sync.claim import Ticket
    from credora_agent.sync.streams.base import Step
    from credora_agent.tables.sources import Connection
    from credora_agent.tables.tenants import Tenant

WARNED = timedelta(days=14)
"""Before a login ends, so long ahead it is said."""
MOST = 200
"""Alerts one step may raise; a source that is wrong throughout need not say it more often."""
UNSURE_COST = "cost_unsure"
VERSION_MOVED = "version_moved"
ACCESS_ENDS = "access_ends"
CURRENCY, ZONE = "currency_differs", "time_zone_differs"


async def keep_alerts(
    session: WriteSession,
    whose: Ticket,
    findings: Iterable[Finding],
    *,
    checked: Mapping[str, Collection[str] | None],
    now: datetime,
) -> None:
    """Note the findings, and resolve what was looked for and not found; `checked` as a step has it."""
    found = {(each.kind, each.subject[:200]): each for each in findings}
    rows = [
        {"tenant_id": whose.tenant, "connection_id": whose.connection, "kind": kind, "subject": subject,
         "detail": dict(each.detail), "first_seen": now, "last_seen": now}
        for (kind, subject), each in sorted(found.items())[:MOST]
    ]  # fmt: skip
    if rows:
        upsert = insert(SyncAlert).values(rows)
        again = case((SyncAlert.resolved_at.is_(None), SyncAlert.first_seen), else_=upsert.excluded.first_seen)
        await session.execute(
            upsert.on_conflict_do_update(
                index_elements=["tenant_id", "connection_id", "kind", "subject"],
                set_={
                    "detail": upsert.excluded.detail,
                    "first_seen": again,
                    "last_seen": upsert.excluded.last_seen,
                    "resolved_at": None,
                },
            )
        )
    for kind, subjects in checked.items():
        await session.execute(
            _resolved(whose, kind, subjects, {s for k, s in found if k == kind}).values(resolved_at=now)
        )


def _resolved(whose: Ticket, kind: str, subjects: Collection[str] | None, found: set[str]) -> Update:
    """Return the update of the alerts of that kind that were looked for and not found."""
    gone = update(SyncAlert).where(
        SyncAlert.tenant_id == whose.tenant,
        SyncAlert.connection_id == whose.connection,
        SyncAlert.kind == kind,
        SyncAlert.resolved_at.is_(None),
    )
    if subjects is not None:
        return gone.where(SyncAlert.subject.in_(sorted(set(subjects) - found)))
    return gone.where(SyncAlert.subject.not_in(sorted(found))) if found else gone


def findings_of(stream: str, step: Step) -> list[Finding]:
    """Return what a step found, and one finding for each record it read that cannot be booked."""
    refused = [
        Finding(REJECTED, each.cells.get("id") or stream, {"stream": stream, "reason": each.reason})
        for each in step.records
        if isinstance(each, Rejected)
    ]
    return [*step.findings, *refused]


def finding_of(alarm: Alarm) -> Finding:
    """Return what a client called out while it was asked."""
    return Finding(alarm.kind, alarm.platform, {"says": alarm.detail})


def strangeness(account: Connection, books: Tenant) -> list[Finding]:
    """Return in what a connection's account differs from the shop's books: its currency, or the zone of its days."""
    found = []
    if account.currency and account.currency != books.currency:
        found.append(Finding(CURRENCY, account.account, {"account": account.currency, "books": books.currency}))
    if account.timezone and account.timezone != books.timezone:
        found.append(Finding(ZONE, account.account, {"account": account.timezone, "books": books.timezone}))
    return found


def access_ends(account: Connection, expiries: Mapping[str, datetime | None], now: datetime) -> list[Finding]:
    """Return that a login which nothing renews ends within two weeks; `expiries` as the vault tells them, by field."""
    ends = expiries.get("refresh") if "refresh" in expiries else expiries.get("access")
    if ends is None or account.settings.get("grant") or ends - now > WARNED:
        return []
    days = max(0, (ends - now).days)
    return [Finding(ACCESS_ENDS, account.account, {"on": ends.date().isoformat(), "days": days})]
