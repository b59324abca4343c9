"""The sandbox's virtual time: the machine's clock plus an offset, or a moment at which it stands still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Backwards(ValueError):
    """Time was asked to run backwards; what has happened cannot be undone."""


class Clock:
    """The one module of the sandbox that asks the machine what time it is."""

    def __init__(self, *, starts: datetime | None = None, frozen: bool = False) -> None:
        """Start at `starts` (default: the machine's present moment), running unless `frozen`."""
        self._offset = starts - datetime.now(UTC) if starts else timedelta()
        self._stands_at = starts or datetime.now(UTC) if frozen else None

    @property
    def frozen(self) -> bool:
        """Say whether time stands still."""
        return self._stands_at is not None

    def now(self) -> datetime:
        """Return the present moment of the sandbox, aware, in UTC."""
        return self._stands_at or datetime.now(UTC) + self._offset

    def epoch(self) -> int:
        """Return the present moment in whole seconds since 1970."""
        return int(self.now().timestamp())

    def set(self, moment: datetime) -> None:
        """Make it `moment` now; whether time runs stays as it was. Raises Backwards when that is past."""
        if moment < self.now():
            raise Backwards(f"It is {self.now().isoformat()} already.")
        self._offset = moment - datetime.now(UTC)
        if self._stands_at:
            self._stands_at = moment

    def advance(self, span: timedelta) -> None:
        """Jump ahead by `span`. Raises Backwards when it is negative."""
        if span < timedelta():
            raise Backwards("A negative span.")
        self.set(self.now() + span)

    def freeze(self, *, still: bool) -> None:
        """Stop time where it is, or let it run on from there."""
        if still:
            self._stands_at = self.now()
        elif self._stands_at:
            self._offset, self._stands_at = self._stands_at - datetime.now(UTC), None

    def kept(self) -> dict[str, object]:
        """Return what `restored` needs to go on from here, as JSON."""
        stands_at = self._stands_at.isoformat() if self._stands_at else None
        return {"offset_seconds": round(self._offset.total_seconds(), 6), "stands_at": stands_at}

    @classmethod
    def restored(cls, kept: dict[str, object]) -> Clock:
        """Return the clock that `kept` was taken from, having run on since."""
        clock = cls()
        clock._offset = timedelta(seconds=float(str(kept["offset_seconds"])))
        clock._stands_at = datetime.fromisoformat(str(kept["stands_at"])) if kept["stands_at"] else None
        return clock
