"""Turning what is known of a shop's live sources into what reports return: states, lags, and alerts in words. Pure."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.reports import schemas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from credora_agent.ledger.live import Live

BEHIND = timedelta(hours=3)
"""How late a stream may be for its next reading before its source is called behind."""
FAILED = ("failed", "degraded")

WORDS: Mapping[str, tuple[str, str]] = {
    "rejected_record": ("A record could not be booked: {reason}", "It is tried again with its next change."),
    "order_total_differs": (
        "Order {name}: its sales add up to {sales_total} {currency}, Shopify states {order_total}.",
        "Compare it in Shopify's admin.",
    ),
    "unclassified": ("{subject} is of a kind the books have no line for; it is in no total.", "Report it."),
    "restock_unknown": (
        "What became of the goods of refund {subject} cannot be seen, so their cost is not reversed.",
        "Grant read_returns, or check that the refund still exists.",
    ),
    "fees_unknown": (
        "Payments by {subject} have fees that no connected source tells, so profit is overstated by them.",
        "Import them as costs, or connect their source.",
    ),
    "payout_differs": (
        "Payout {subject} of {day} is {payout} {currency}, its rows add up to {rows}.",
        "It is compared again at every reading.",
    ),
    "ad_spend_differs": (
        "On {subject} the campaigns' spend is {campaigns} {currency}, the account's own is {account}.",
        "It is compared again every day.",
    ),
    "cost_unsure": (
        "Variants that share the SKU {subject} have different costs, so none is taken.",
        "Give them SKUs of their own, or import the cost.",
    ),
    "version_moved": ("The platform answered in another version of its API ({says}).", "Update Credora."),
    "access_ends": ("The login of {subject} ends on {on}, in {days} days.", "Connect it again before then."),
    "currency_differs": (
        "The account is in {account}, the books in {books}; amounts are converted at their day's rate.",
        "See that there are exchange rates.",
    ),
    "time_zone_differs": (
        "The account's days are those of {account}, the books' those of {books}; days of ads cannot be cut anew.",
        "Change the account's zone, or read daily figures with that in mind.",
    ),
    "no_rates_for_currency": (
        "The source of exchange rates has none for {subject}; its amounts are in no total.",
        "Import rates for it, or set another source.",
    ),
    "sixty_day_wall": ("{says}", "Grant read_all_orders, and connect the shop again."),
    "webhook_refused": ("The shop does not tell of {subject}: {says}", "Its changes are read hourly all the same."),
    "customer_data_request": ("A customer asked what is held of them. {says}", "Answer them within 30 days."),
}  # fmt: skip
"""Each kind of alert as a sentence over its subject and detail, and what to do about it."""


def sources(found: Live, now: datetime) -> tuple[schemas.LiveSource, ...]:
    """Return every live source with its streams and alerts."""
    streams: dict[Any, list[Row[Any]]] = defaultdict(list)
    alerts: dict[Any, list[Row[Any]]] = defaultdict(list)
    for row in found.streams:
        streams[row.connection_id].append(row)
    for row in found.alerts:
        alerts[row.connection_id].append(row)
    return tuple(_source(row, streams[row.id], alerts[row.id], now) for row in found.connections)


def _source(
    row: Row[Any], streams: Sequence[Row[Any]], alerts: Sequence[Row[Any]], now: datetime
) -> schemas.LiveSource:
    return schemas.LiveSource(
        id=str(row.id),
        platform=row.platform,
        account=row.account,
        name=row.name,
        state=_state(row, streams, now),
        sandbox=row.sandbox,
        currency=row.currency,
        timezone=row.timezone,
        missing_permissions=tuple(row.missing_scopes or ()),
        problem=_trouble(row.problem),
        streams=tuple(_stream(row.platform, each, now) for each in streams),
        alerts=tuple(_alert(each) for each in alerts),
    )


def _state(row: Row[Any], streams: Sequence[Row[Any]], now: datetime) -> str:
    if row.status != "connected":
        return str(row.status)
    if any(each.state in FAILED for each in streams):
        return "failed"
    if not streams or any(each.last_good_at is None and each.due_at is not None for each in streams):
        return "reading"
    late = [each for each in streams if each.due_at is not None and each.due_at < now - BEHIND]
    return "behind" if late else "current"


def _stream(platform: str, row: Row[Any], now: datetime) -> schemas.StreamStatus:
    reached = row.covered_until or row.last_good_at
    return schemas.StreamStatus(
        platform=platform,
        stream=row.stream,
        state=row.state,
        doing=row.doing,
        last_good_at=row.last_good_at,
        lag_seconds=max(0, int((now - reached).total_seconds())) if reached else None,
        covered_from=row.covered_from,
        covered_until=row.covered_until,
        next_at=row.due_at,
        rows_total=row.rows_total,
        rows_last=row.rows_last,
        progress_done=row.progress_done,
        progress_total=row.progress_total,
        failures=row.failures,
        error=_trouble(row.error),
    )


def _trouble(told: Mapping[str, str] | None) -> schemas.Trouble | None:
    return schemas.Trouble(code=told["code"], cause=told["cause"], remedy=told["remedy"]) if told else None


def _alert(row: Row[Any]) -> schemas.Alert:
    says, remedy = WORDS.get(row.kind, (f"{row.kind}: {row.subject}", "Report it."))
    words = defaultdict(str, {**row.detail, "subject": row.subject})
    return schemas.Alert(
        kind=row.kind,
        subject=row.subject,
        says=says.format_map(words),
        remedy=remedy,
        detail=row.detail,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        of_kind=row.of_kind,
    )
