"""What is still to come, in order of time: the one place where the world's present moves."""

from __future__ import annotations

from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Timeline:
    """Events that wait for their second; those of one second happen in the order they were planned."""

    def __init__(self, start: datetime) -> None:
        self.second = int(start.timestamp())
        self.moment = datetime.fromtimestamp(self.second, UTC)
        """The moment of the event that is happening, a whole second in UTC."""
        self._planned = 0
        self._waiting: list[tuple[int, int, int, Callable[..., None], tuple[Any, ...]]] = []

    def plan(self, second: int, event: Callable[..., None], *args: Any) -> None:
        """Let `event(*args)` happen at `second` (since 1970), or now where that has passed."""
        self._planned += 1
        heappush(self._waiting, (max(second, self.second), 1, self._planned, event, args))

    def plan_first(self, second: int, event: Callable[..., None], *args: Any) -> None:
        """Let `event(*args)` happen at `second` before all that is only planned: a day begins with it."""
        self._planned += 1
        heappush(self._waiting, (max(second, self.second), 0, self._planned, event, args))

    def after(self, seconds: int, event: Callable[..., None], *args: Any) -> None:
        """Let `event(*args)` happen in so many `seconds`."""
        self.plan(self.second + seconds, event, *args)

    def run(self, until: datetime) -> None:
        """Let everything happen that is planned up to `until`, and all that follows from it by then."""
        last = int(until.timestamp())
        waiting = self._waiting
        while waiting and waiting[0][0] <= last:
            second, _, _, event, args = heappop(waiting)
            if second != self.second:
                self.second, self.moment = second, datetime.fromtimestamp(second, UTC)
            event(*args)
