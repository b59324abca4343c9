"""What a sandbox's log says was asked of the platforms, put as the platforms count it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RESTORE = 100.0
"""Points a second that a shop on Shopify's smallest plan gives back."""
BUCKET = 20 * RESTORE
"""What such a shop's bucket holds, as its answers say (`maximumAvailable`)."""
DAY, HOUR, SHORT = timedelta(days=1), timedelta(hours=1), timedelta(minutes=5)
GRAPHQL = re.compile(r"/shopify/([^/]+)/admin/api/[^/]+/graphql\.json")
META_THROTTLED = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
GOOGLE_THROTTLED = frozenset({"RESOURCE_EXHAUSTED", "RESOURCE_TEMPORARILY_EXHAUSTED"})

Line: TypeAlias = "Mapping[str, Any]"


@dataclass(frozen=True, slots=True)
class Jump:
    """That time was moved on by `seconds` at `at`, while something waited."""

    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class ShopifyUse:
    """Of the shop that was asked the most: points out of its bucket at once, points a second in an hour, and more."""

    bucket: float
    hourly: float
    largest: float
    bulk: int
    calls: int


@dataclass(frozen=True, slots=True)
class MetaUse:
    """Of the ad account that was asked the most: calls in an hour, points in five minutes, per cent as Meta says."""

    calls: int
    points: int
    used: float
    app_used: float


def shopify(lines: Iterable[Line], jumps: Sequence[Jump]) -> ShopifyUse:
    """Return what was spent at shops; time that was jumped over while a request may have waited restores nothing."""
    spent: dict[str, list[tuple[datetime, float, float]]] = defaultdict(list)
    bulk, calls = 0, 0
    for line in lines:
        shop = GRAPHQL.fullmatch(line["path"])
        if shop is None:
            continue
        bulk, calls = max(bulk, line.get("bulk") or 0), calls + 1
        asked = line.get("cost") or 0
        spent[shop[1]].append((moment(line), asked, line.get("actual_cost") or 0))
    worked = {shop: [(_worked(at, jumps), asked, cost) for at, asked, cost in paid] for shop, paid in spent.items()}
    return ShopifyUse(
        max((_deepest(paid) for paid in worked.values()), default=0),
        max((busiest([(at, cost) for at, _, cost in paid], HOUR) for paid in spent.values()), default=0) / 3600,
        max((asked for paid in spent.values() for _, asked, _ in paid), default=0),
        bulk,
        calls,
    )


def meta(lines: Iterable[Line]) -> MetaUse:
    """Return what was asked about ad accounts: reading is a point, beginning a report three."""
    asked: dict[str, list[tuple[datetime, float]]] = defaultdict(list)
    used, app = 0.0, 0.0
    for line in lines:
        if line["platform"] != "meta" or "account" not in line:
            continue
        used, app = max(used, line["used"]), max(app, line["app_used"])
        if line["account"]:
            asked[line["account"]].append((moment(line), 1 if line["method"] == "GET" else 3))
    calls = max((busiest([(at, 1) for at, _ in each], HOUR) for each in asked.values()), default=0)
    points = max((busiest(each, SHORT) for each in asked.values()), default=0)
    return MetaUse(int(calls), int(points), used, app)


def google(lines: Iterable[Line]) -> list[datetime]:
    """Return when there was an operation on whatever account of whatever shop; one that was refused counts as well."""
    return [moment(line) for line in lines if line["path"].startswith("/google/ads/")]


def throttled(lines: Iterable[Line]) -> int:
    """Return how many answers said that too much was asked."""
    return sum(_is_throttled(line) for line in lines)


def refused(lines: Iterable[Line]) -> Counter[str]:
    """Return the other answers that were errors, by route and reason."""
    return Counter(
        f"{line['route'] or line['path']} {_reasons(line)}"
        for line in lines
        if (line["status"] >= 400 or line.get("errors")) and not _is_throttled(line)  # noqa: PLR2004 - HTTP
    )


def moment(line: Line) -> datetime:
    """Return when a request came, in the sandbox's time."""
    return datetime.fromisoformat(line["at"])


def busiest(events: Sequence[tuple[datetime, float]], window: timedelta) -> float:
    """Return the most that lies within any `window`."""
    most, total = 0.0, 0.0
    within: deque[tuple[datetime, float]] = deque()
    for at, amount in sorted(events):
        within.append((at, amount))
        total += amount
        while at - within[0][0] >= window:
            total -= within.popleft()[1]
        most = max(most, total)
    return most


def _worked(at: datetime, jumps: Sequence[Jump]) -> float:
    """Return the moment on a clock that stands still while others are jumped over."""
    return at.timestamp() - sum(jump.seconds for jump in jumps if jump.at <= at)


def _deepest(paid: Sequence[tuple[float, float, float]]) -> float:
    """Return how many points were out of the bucket at most, what a request may cost while it runs among them."""
    out, deepest, before = 0.0, 0.0, 0.0
    for at, asked, cost in sorted(paid):
        out = max(0.0, out - RESTORE * (at - before))
        deepest = max(deepest, out + asked)
        out, before = out + cost, at
    return deepest


def _is_throttled(line: Line) -> bool:
    return (
        line["status"] == 429  # noqa: PLR2004 - HTTP
        or "THROTTLED" in (line.get("errors") or ())
        or line.get("code") in META_THROTTLED
        or line.get("error") in GOOGLE_THROTTLED
    )


def _reasons(line: Line) -> str:
    said = line.get("errors") or line.get("code") or line.get("error") or ""
    return f"{line['status']} {', '.join(map(str, said)) if isinstance(said, list) else said}".strip()
