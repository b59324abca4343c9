"""Writing a step: its rows, their details, what is odd about them and the cursor, in one transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import false, func, select, update

from credora_agent.ledger import details
from credora_agent.ledger.entries import Rejected
from credora_agent.ledger.shops import connect_source, connections_of
from credora_agent.ledger.store import Posted, Target, lock_books, post_rates, post_records
from credora_agent.sync.alerts import (
    ACCESS_ENDS,
    CURRENCY,
    UNSURE_COST,
    ZONE,
    access_ends,
    findings_of,
    keep_alerts,
    strangeness,
)
from credora_agent.sync.claim import CONNECTED, DEGRADED, IDLE, OFF, WAITING, fenced, of, released
from credora_agent.sync.connections.vault import expiries
from credora_agent.sync.naming import name_orders
from credora_agent.sync.normalize.findings import PAYOUT_TOTAL, Finding, payout_findings
from credora_agent.sync.streams.rates import RATES
from credora_agent.sync.streams.registry import streams_of
from credora_agent.sync.streams.shopify_named import NAMED
from credora_agent.tables.sources import Connection, ImportRun
from credora_agent.tables.sync import SyncStream

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from credora_agent.core.db import WriteSession
    from credora_agent.sync.claim import Claim
    from credora_agent.sync.streams.base import Account, Step, Stream

CHECKED_TOGETHER = frozenset({"balance", "payouts"})
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """A step as it was read: under which claim, of which stream, when, and what its client called out beside it.

    `pause` is the time to the next round, where it is not the stream's own cadence.
    """

    claim: Claim
    stream: Stream
    step: Step
    now: datetime
    alarms: Sequence[Finding] = ()
    checked: Mapping[str, Collection[str] | None] = field(default_factory=dict)
    pause: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What writing a step came to, and when the stream is due again under its new epoch; None: only on a hint."""

    posted: Posted
    epoch: int
    due_in: timedelta | None
    done: bool


async def keep_step(session: WriteSession, reading: Reading) -> Kept:
    """Write all that a step read, and move the cursor. Raises StaleEpoch, and then nothing is written."""
    claim, stream, step = reading.claim, reading.stream, reading.step
    await lock_books(session, claim.ticket.tenant)
    cursor = stream.settled(await fenced(session, claim), claim.cursor, step.cursor)
    target = Target(claim.ticket.tenant, claim.ticket.connection, uuid4())
    posted, unsure = await _post(session, target, step, reading.now)
    await _ask_after_missed(session, target, reading)
    await _alert(session, reading, unsure)
    _log(session, target, claim, step, posted)
    done = step.done and not (stream.on_hint and cursor.get("orders"))
    due_in = _due_in(reading, done=done)
    schedule = {
        "cursor": dict(cursor),
        "state": IDLE if done else WAITING,
        "due_at": reading.now + due_in if due_in is not None else None,
        **({"last_good_at": reading.now} if done else {}),
    }
    await released(session, claim, **_told(claim, step), **schedule)
    if step.account is not None:
        await _introduce(session, claim, step.account, reading.now)
    await _ask_for_rates(session, claim, step, reading.now)
    if step.covered_until is not None:
        await _provide(session, claim, stream)
        await _let_follow(session, claim, stream, reading.now)
    return Kept(posted, claim.epoch + 1, due_in, done)


def _due_in(reading: Reading, *, done: bool) -> timedelta | None:
    if not done:
        return timedelta(seconds=reading.step.wait)
    return None if reading.stream.on_hint else reading.pause or reading.stream.cadence


def _told(claim: Claim, step: Step) -> dict[str, Any]:
    """Return what the stream's row says of how far it is."""
    progress = step.progress or (None, None)
    return {
        "step": step.doing[:LONGEST_NAME],
        "rows_total": SyncStream.rows_total + step.rows,
        "rows_last": SyncStream.rows_last + step.rows if claim.before == WAITING else step.rows,
        "progress_done": progress[0],
        "progress_total": progress[1],
        "covered_from": func.least(SyncStream.covered_from, step.covered_from),
        "covered_until": func.greatest(SyncStream.covered_until, step.covered_until),
        "error": None,
        "failures": 0,
    }


async def _alert(session: WriteSession, reading: Reading, unsure: Sequence[str]) -> None:
    claim, step = reading.claim, reading.step
    found = [*reading.alarms, *findings_of(reading.stream.name, step)]
    found += [Finding(UNSURE_COST, sku, {"sku": sku}) for sku in unsure]
    looked_for = {**reading.checked, **step.checked, UNSURE_COST: [cost.sku for cost in step.costs]}
    if step.done:
        found += strangeness(claim.connection, claim.shop)
        looked_for |= {CURRENCY: None, ZONE: None}
        found += access_ends(claim.connection, await expiries(session, claim.connection), reading.now)
        looked_for |= {ACCESS_ENDS: None}
        if await _both_read(session, claim):
            sums = await details.load_payout_sums(session, claim.ticket.tenant, claim.ticket.connection)
            found += payout_findings(sums)
            looked_for[PAYOUT_TOTAL] = None
    await keep_alerts(session, claim.ticket, found, checked=looked_for, now=reading.now)


async def _ask_after_missed(session: WriteSession, target: Target, reading: Reading) -> None:
    """Have every order asked about that the books have and the platform no longer lists."""
    standing = reading.step.standing
    if standing is None:
        return
    missed = await details.load_missed_orders(session, target, *standing)
    if missed:
        ticket = reading.claim.ticket._replace(stream=NAMED.name)
        await name_orders(session, ticket, missed, deleted=False, now=reading.now)


async def _both_read(session: WriteSession, claim: Claim) -> bool:
    """Return whether payouts and balance have both been read to their end, so that one must be the sum of the other."""
    if claim.ticket.stream not in CHECKED_TOGETHER:
        return False
    other = next(iter(CHECKED_TOGETHER - {claim.ticket.stream}))
    return (
        await session.scalar(select(SyncStream.last_good_at).where(of(claim.ticket._replace(stream=other)))) is not None
    )


async def _post(session: WriteSession, target: Target, step: Step, now: datetime) -> tuple[Posted, Sequence[str]]:
    posted: list[Posted] = []
    unsure: Sequence[str] = ()
    await details.keep_variants(session, target, step.variants)
    if step.costs:
        costed = await details.keep_costs(session, target, await connections_of(session, target.tenant), step.costs)
        posted.append(costed.posted)
        unsure = costed.unsure
    records = [record for record in step.records if not isinstance(record, Rejected)]
    if records or step.replaces is not None or step.orders_gone:
        posted.append(
            await post_records(session, target, records, replaces=step.replaces, orders_gone=step.orders_gone)
        )
    if step.replaces is not None:
        await details.keep_campaigns(session, target, step.campaigns)
        await details.replace_ad_days(session, target, step.replaces, step.ad_days, fetched_at=now)
    await details.keep_payouts(session, target, step.payouts)
    await details.keep_customers(session, target, step.customers)
    if step.rates:
        posted.append(await post_rates(session, target, await connections_of(session, target.tenant), step.rates))
    return Posted(*(sum(column) for column in zip(*map(_counts, posted), strict=True))) if posted else Posted(), unsure


def _counts(posted: Posted) -> tuple[int, int, int]:
    return posted.added, posted.superseded, posted.days


async def _ask_for_rates(session: WriteSession, claim: Claim, step: Step, now: datetime) -> None:
    """Make the shop's exchange rates due if this step brought a currency they were not read for so far."""
    codes = {record.currency for record in step.records if not isinstance(record, Rejected)} - {claim.shop.currency}
    if codes:
        known = SyncStream.cursor["needs"].contains(sorted(codes))
        lacks = (SyncStream.stream == RATES.name, SyncStream.state != OFF, func.coalesce(known, false()).is_(false()))
        await session.execute(
            update(SyncStream).where(SyncStream.tenant_id == claim.ticket.tenant, *lacks).values(due_at=now)
        )


async def _let_follow(session: WriteSession, claim: Claim, stream: Stream, now: datetime) -> None:
    """Make due what goes after this stream and can now reach further."""
    for follower in streams_of(claim.connection.platform, claim.connection.scopes):
        if follower.after == stream.name:
            its = of(claim.ticket._replace(stream=follower.name))
            await session.execute(update(SyncStream).where(its, SyncStream.state != OFF).values(due_at=now))


async def _introduce(session: WriteSession, claim: Claim, account: Account, now: datetime) -> None:
    """Keep what the account says of itself; what lacked a permission that is granted now is read at once."""
    it = claim.connection
    await session.execute(
        update(Connection)
        .where(Connection.tenant_id == it.tenant_id, Connection.id == it.id)
        .values(name=account.name, currency=account.currency, timezone=account.timezone, scopes=sorted(account.scopes))
    )
    if set(account.scopes) - set(it.scopes):
        lacked = (SyncStream.tenant_id == it.tenant_id, SyncStream.connection_id == it.id, SyncStream.state == DEGRADED)
        await session.execute(update(SyncStream).where(*lacked).values(due_at=now))


def _log(session: WriteSession, target: Target, claim: Claim, step: Step, posted: Posted) -> None:
    """Note the run beside those of files, if it changed anything or could not book something."""
    rejected = sum(isinstance(record, Rejected) for record in step.records)
    if posted.added or posted.superseded or rejected:
        session.add(
            ImportRun(
                tenant_id=target.tenant,
                id=target.run,
                connection_id=target.connection,
                kind=f"sync.{claim.connection.platform}.{claim.ticket.stream}",
                file_name=step.doing[:LONGEST_NAME],
                rows_read=step.rows,
                rows_rejected=rejected,
                entries_added=posted.added,
                entries_superseded=posted.superseded,
            )
        )


async def _provide(session: WriteSession, claim: Claim, stream: Stream) -> None:
    """Note what the connection delivers from now on, and that it can be asked again if it was frozen."""
    it = claim.connection
    if not set(stream.provides) <= set(it.provides):
        provides = [category.value for category in stream.provides]
        await connect_source(session, claim.ticket.tenant, it.platform, it.account, provides)
    if it.status != CONNECTED:
        await session.execute(
            update(Connection)
            .where(Connection.tenant_id == claim.ticket.tenant, Connection.id == it.id)
            .values(status=CONNECTED, problem=None)
        )
