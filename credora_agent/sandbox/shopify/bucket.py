"""The points an app may spend on a shop: so many at once, restored at so many a second by the shop's plan."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """A shop's plan: points restored a second; twenty seconds' worth fit the bucket."""

    title: str
    restore: float
    plus: bool = False

    @property
    def capacity(self) -> float:
        """Return how many points the bucket holds."""
        return self.restore * 20


PLANS = {
    "standard": Plan("Basic", 100),
    "advanced": Plan("Advanced", 200),
    "plus": Plan("Shopify Plus", 1000, plus=True),
    "enterprise": Plan("Commerce Components", 2000, plus=True),
}


class Bucket:
    """What is left to spend. It fills by the sandbox's clock or the machine's, whichever has gone further."""

    def __init__(self, plan: Plan, now: datetime) -> None:
        """Start full."""
        self.plan = plan
        self.level = plan.capacity
        self._ticked, self._at = monotonic(), now

    def fill(self, now: datetime) -> None:
        """Restore what time has brought."""
        ticked = monotonic()
        passed = max(ticked - self._ticked, (now - self._at).total_seconds(), 0)
        self.level = min(self.plan.capacity, self.level + passed * self.plan.restore)
        self._ticked, self._at = ticked, now

    def has(self, points: float) -> bool:
        """Say whether a query of that cost may start."""
        return self.level >= points

    def spend(self, points: float) -> None:
        """Take points out; below nothing there is nothing."""
        self.level = max(0.0, self.level - points)

    def status(self) -> dict[str, Any]:
        """Return `throttleStatus`."""
        return {
            "maximumAvailable": float(self.plan.capacity),
            "currentlyAvailable": floor(self.level),
            "restoreRate": float(self.plan.restore),
        }
