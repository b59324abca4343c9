"""When a schedule is due: slots on the clock of the shop's time zone, whatever that clock does. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from credora_agent.actions.wanted import Every

DAY = timedelta(days=1)
REACH = 40
"""Days within which every rhythm has a slot."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every day, or every week on a weekday (1 is Monday), or every month on a day (its last where it has fewer).

    `hour` is the clock's in `zone`. An hour the clock skips is the moment it would have been; one that comes twice is
    the first.
    """

    every: Every
    hour: int
    zone: ZoneInfo
    weekday: int | None = None
    day: int | None = None

    def has(self, day: date) -> bool:
        """Tell whether there is a slot on that day."""
        if self.every == "week":
            return day.isoweekday() == self.weekday
        if self.every == "month":
            return day.day == min(self.day or 1, monthrange(day.year, day.month)[1])
        return True

    def on(self, day: date) -> datetime:
        """Return the moment of a day's slot, in UTC."""
        return datetime(day.year, day.month, day.day, self.hour, tzinfo=self.zone).astimezone(UTC)

    def after(self, moment: datetime) -> datetime:
        """Return the first slot after `moment`, in UTC."""
        start = moment.astimezone(self.zone).date() - DAY
        return next(slot for slot in self._slots(start, DAY) if slot > moment)

    def latest(self, moment: datetime) -> datetime:
        """Return the last slot that is not after `moment`, in UTC."""
        start = moment.astimezone(self.zone).date() + DAY
        return next(slot for slot in self._slots(start, -DAY) if slot <= moment)

    def _slots(self, day: date, step: timedelta) -> Iterator[datetime]:
        for _ in range(REACH):
            if self.has(day):
                yield self.on(day)
            day += step
