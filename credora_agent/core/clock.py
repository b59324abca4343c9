"""The one module that asks the machine what time it is; everybody else is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from credora_agent.core.errors import BadInput


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo) -> date:
    """Return the present day in `zone`."""
    return now().astimezone(zone).date()


def time_zone(name: str) -> ZoneInfo:
    """Return the IANA time zone called `name`. Raises BadInput for any other text."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(f"{name[:60]!r} is not a time zone.", remedy="Use an IANA name such as Europe/London.") from None
