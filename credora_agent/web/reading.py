"""How far the platforms are read, as pages show it: each account with its state in words, each stream with its age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadInput
from credora_agent.platforms.registry import PLATFORMS
from credora_agent.sync.connections import ways
from credora_agent.telling.live import STREAMS, lag, title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from credora_agent.core.settings import Settings
    from credora_agent.platforms.registry import Platform
    from credora_agent.reports.schemas import LiveSource, StreamStatus, SyncStatus

STATES = {
    "reading": ("being read", ""),
    "current": ("up to date", "good"),
    "behind": ("behind", "warn"),
    "failed": ("cannot be read in part", "bad"),
    "needs_attention": ("needs you", "bad"),
    "disconnected": ("disconnected", "warn"),
}
"""Each state of an account in words, and how its badge looks."""
DOING = {
    "idle": ("read", "good"),
    "waiting": ("next", "warn"),
    "running": ("reading", "warn"),
    "failed": ("failed", "bad"),
    "degraded": ("in part", "bad"),
    "off": ("off", ""),
}
OVERDUE = timedelta(minutes=10)
"""How long a stream is due before it is said that nobody seems to read."""


@dataclass(frozen=True, slots=True)
class Way:
    """A platform that can be connected; `lacks` says what must be set up first, None where nothing must."""

    platform: Platform
    lacks: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One stream: what it brings, its state in words, its age in words, and how much of a first reading is done."""

    stream: StreamStatus
    brings: str
    state: str
    tone: str
    age: str

    @property
    def share(self) -> float | None:
        """Return how much of what is being read is done, None where nobody can say."""
        done, total = self.stream.progress_done, self.stream.progress_total
        return min(1.0, done / total) if done is not None and total else None


@dataclass(frozen=True, slots=True)
class Account:
    """One connected account: what it is called, its state in words, its streams."""

    source: LiveSource
    title: str
    state: str
    tone: str
    lines: tuple[Line, ...]


def accounts(status: SyncStatus) -> tuple[Account, ...]:
    """Return the shop's accounts as pages show them: the shop itself first, then those it advertises with."""
    order = {each.name: place for place, each in enumerate(PLATFORMS)}
    ordered = sorted(status.sources, key=lambda each: (order.get(each.platform, len(order)), each.name or each.account))
    return tuple(
        Account(each, title(each), *STATES.get(each.state, (each.state, "")), tuple(map(_line, each.streams)))
        for each in ordered
    )


def is_reading(status: SyncStatus) -> bool:
    """Tell whether something is being read for the first time, or is at work."""
    return any(each.state == "reading" for each in status.sources) or any(
        each.state in {"running", "waiting"} for each in status.streams
    )


def overdue(status: SyncStatus, now: datetime) -> int:
    """Return how many streams have been due for long while none is being read."""
    if any(each.state == "running" for each in status.streams):
        return 0
    return sum(each.next_at is not None and each.next_at < now - OVERDUE for each in status.streams)


def possible(settings: Settings) -> Sequence[Way]:
    """Return the platforms, each with what must be set up before it can be connected."""
    return [Way(each, _lacks(settings, each.name)) for each in PLATFORMS]


def _lacks(settings: Settings, platform: str) -> str | None:
    try:
        (ways.sandbox_app if settings.sandbox else ways.app)(settings, platform)
    except BadInput as error:
        return f"{error.cause} {error.remedy}"
    return None


def _line(stream: StreamStatus) -> Line:
    brings = STREAMS.get(stream.stream, stream.stream.replace("_", " "))
    state, tone = DOING.get(stream.state, (stream.state, ""))
    if stream.state == "idle" and stream.last_good_at is None:
        state, tone = "next", "warn"
    return Line(stream, brings, state, tone, lag(stream.lag_seconds))
