"""A shop's live sources told: what is current, what is behind, what needs a person, and what is odd in the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.core.quoting import quoted
from credora_agent.telling.blocks import Block, Notice, Table
from credora_agent.telling.phrasing import listed

if TYPE_CHECKING:
    from credora_agent.reports.schemas import LiveSource, Status, StreamStatus, SyncStatus

TITLES = {"shopify": "Shopify", "meta_ads": "Meta Ads", "google_ads": "Google Ads", "rates": "Exchange rates"}
STATES = {"idle": "read", "waiting": "reading", "running": "reading", "off": "off"}
"""How a stream's state is told where it is not its own word."""
STREAMS = {
    "account": "its settings",
    "ad_days": "ad spend by day",
    "balance": "fees and payments",
    "customers": "returning customers",
    "named_orders": "orders webhooks told of",
    "rates": "rates by day",
    "sales": "orders and refunds",
    "standing": "orders deleted since",
    "variants": "products, costs, stock",
}
"""What a stream brings, in a merchant's words."""
SAID = 160
"""Characters of what a platform said, or an alert says of others' names."""
MOST = 8
"""Alerts shown in one answer."""


def tell_sources(found: Status | SyncStatus) -> tuple[list[str], tuple[Block, ...]]:
    """Return what to say about the live sources, and their table; nothing when there are none."""
    if not found.sources:
        return [], ()
    table = Table(
        title="Live sources",
        columns=("Source", "What", "State", "Up to date to", "Lag", "Rows", "Remark"),
        numeric=(False, False, False, False, True, True, False),
        rows=tuple(_cells(source, stream) for source in found.sources for stream in source.streams),
    )
    alerts = [(named(source), alert) for source in found.sources for alert in source.alerts]
    notices = [
        Notice(text=f"{whose}: {quoted(alert.says, longest=SAID)} {alert.remedy}") for whose, alert in alerts[:MOST]
    ]
    if len(alerts) > MOST:
        notices.append(Notice(text=f"{len(alerts) - MOST} more: see `credora connections alerts`."))
    return _words(found.sources), (table, *_troubles(found.sources), *notices)


def title(source: LiveSource) -> str:
    """Return how a source is called."""
    called = TITLES.get(source.platform, source.platform)
    return f"{called} {source.name or source.account}".rstrip()


def named(source: LiveSource) -> str:
    """Return how a source is called in a sentence: what others named it in quotes."""
    called, name = TITLES.get(source.platform, source.platform), source.name or source.account
    return f"{called} {quoted(name)}" if name else called


def lag(seconds: int | None) -> str:
    """Return a lag in the largest unit that shows it."""
    if seconds is None:
        return "–"
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _words(sources: tuple[LiveSource, ...]) -> list[str]:
    words = []
    for state, says in (
        ("needs_attention", "Needs your attention"),
        ("failed", "Cannot be read in part"),
        ("behind", "Behind"),
        ("reading", "Still being read"),
        ("current", "Up to date"),
        ("disconnected", "Disconnected"),
    ):
        of_state = [named(source) for source in sources if source.state == state]
        if of_state:
            words.append(f"{says}: {listed(of_state)}.")
    return words


def _troubles(sources: tuple[LiveSource, ...]) -> list[Notice]:
    found = []
    for source in sources:
        told = source.problem or next((stream.error for stream in source.streams if stream.error), None)
        if told is not None:
            found.append(
                Notice(text=f"{named(source)}: {quoted(told.cause, longest=SAID)} {told.remedy}", tone="error")
            )
    return found


def _cells(source: LiveSource, stream: StreamStatus) -> tuple[str, ...]:
    reached = stream.covered_until or stream.last_good_at
    return (
        title(source),
        STREAMS.get(stream.stream, stream.stream.replace("_", " ")),
        STATES.get(stream.state, stream.state),
        f"{reached:%Y-%m-%d %H:%M}" if reached else "–",
        lag(stream.lag_seconds),
        f"{stream.rows_total:,}",
        _remark(source, stream),
    )


def _remark(source: LiveSource, stream: StreamStatus) -> str:
    if stream.error is not None:
        return stream.error.cause
    if source.problem is not None:
        return source.problem.cause
    if stream.progress_total and stream.state != "idle":
        return f"{(stream.progress_done or 0) * 100 // stream.progress_total} %"
    return (stream.doing or "") if stream.state != "idle" else ""
