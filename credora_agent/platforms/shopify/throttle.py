"""What a request costs at Shopify and what is left of the shop's points; how large a page may therefore be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.platforms.base import Pace

MOST = 1_000
"""Points a single request may cost, on every plan."""
ROOM = 0.9
"""The share of them that a page grown by the platform's own figures may take."""
UNKNOWN = 2.0
"""Seconds to wait when Shopify throttles and does not say what is left."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What Shopify says of a request: points it was put at, and the bucket they come from."""

    requested: float
    available: float
    capacity: float
    restore: float

    @property
    def wait(self) -> float:
        """Return the seconds until the request could be made."""
        return max((self.requested - self.available) / self.restore, 0.5)


def read_cost(extensions: Any) -> Cost | None:
    """Return the cost out of an answer's `extensions`; None where there is none."""
    try:
        cost = extensions["cost"]
        status = cost["throttleStatus"]
        read = Cost(
            float(cost["requestedQueryCost"]),
            float(status["currentlyAvailable"]),
            float(status["maximumAvailable"]),
            float(status["restoreRate"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
    return read if read.restore > 0 else None


async def tell(pace: Pace, cost: Cost | None) -> None:
    """Tell the pace what Shopify said is left."""
    if cost:
        await pace.learn(available=cost.available, capacity=cost.capacity, restore=cost.restore)


class Sizes:
    """How many things each request asks for at once: from a careful start to what Shopify's own figures allow."""

    def __init__(self, start: Mapping[str, int], most: Mapping[str, int]) -> None:
        self._fits = dict(start)
        self._most = dict(most)
        self._cost: dict[str, float] = {}

    def of(self, name: str, wanted: int | None = None) -> int:
        """Return how many to ask for: what fits, never more than `wanted`."""
        fits = min(self._fits[name], self._most[name])
        return max(1, min(fits, wanted) if wanted else fits)

    def cost(self, name: str) -> float:
        """Return what the request was last put at; a guess before the first."""
        return self._cost.get(name, 50)

    def worked(self, name: str, size: int | None, cost: Cost | None) -> None:
        """Note what a request of `size` was put at."""
        if cost is None:
            return
        self._cost[name] = cost.requested
        if size and cost.requested > 0:
            self._fits[name] = max(size, int(size * ROOM * MOST / cost.requested))

    def too_much(self, name: str, size: int) -> bool:
        """Halve for good what was refused as too costly; False when it cannot be halved."""
        self._fits[name] = self._most[name] = max(1, size // 2)
        return size > 1
