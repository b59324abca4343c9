"""How many operations the project has left today, and whether an account is being asked too fast."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.google.errors import AdsError, exhausted

if TYPE_CHECKING:
    from credora_agent.sandbox.world.model import AdAccount

A_DAY = {"TEST": 15_000, "EXPLORER": 2_880, "BASIC": 15_000, "STANDARD": 10**9}
A_MINUTE = 240
SHORT_SECONDS = 30


class Quota:
    """The counters of one Google Cloud project."""

    def __init__(self) -> None:
        """Start with nothing used."""
        self._day: tuple[str, int] = ("", 0)
        self._minute: dict[str, deque[datetime]] = {}

    def take(self, account: AdAccount | None, level: str, now: datetime) -> None:
        """Count an operation. Raises AdsError when the day's are used up or the account's minute is too full."""
        if level == "TEST" and account is not None and not account.test:
            raise AdsError(
                "authorizationError",
                "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION",
                "The Google Cloud project is only approved for use with test accounts.",
                status=403,
            )
        today, used = now.date().isoformat(), self._day[1] if self._day[0] == now.date().isoformat() else 0
        if used >= A_DAY[level]:
            raise spent_day(level, now)
        self._day = today, used + 1
        if account is None:
            return
        recent = self._minute.setdefault(account.id, deque())
        while recent and now - recent[0] > timedelta(minutes=1):
            recent.popleft()
        if len(recent) >= A_MINUTE:
            raise too_fast(SHORT_SECONDS)
        recent.append(now)

    def used_today(self) -> int:
        """Return how many operations the last day with any has seen."""
        return self._day[1]


def spent_day(level: str, now: datetime) -> AdsError:
    """Return the error of a day whose operations are used up, until midnight."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    name = f"Number of operations for {level.lower()} access"
    seconds = int((midnight - now).total_seconds()) or 1
    return exhausted("RESOURCE_EXHAUSTED", seconds=seconds, scope="DEVELOPER", name=name)


def too_fast(seconds: int) -> AdsError:
    """Return the error of an account asked too often within a minute."""
    return exhausted("RESOURCE_TEMPORARILY_EXHAUSTED", seconds=seconds, scope="ACCOUNT", name="Requests per account")


def throttled(said: dict[str, Any], level: str, now: datetime) -> AdsError:
    """Return the quota error a fault asks for: `term` short (`seconds`) or long, or any `error` of the enumeration."""
    if said.get("term") == "long" and "error" not in said:
        return spent_day(level, now)
    what = str(said.get("error", "RESOURCE_TEMPORARILY_EXHAUSTED"))
    seconds = int(said.get("seconds", SHORT_SECONDS))
    return exhausted(what, seconds=seconds, scope="ACCOUNT", name="Requests per account")
