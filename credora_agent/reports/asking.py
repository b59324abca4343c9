"""What every report asks first: whose shop, and days that can have been recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.core.errors import BadPeriod

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from credora_agent.core.caller import Caller
    from credora_agent.core.period import Period


def tenant_of(caller: Caller) -> UUID:
    """Return the caller's shop. Raises UnknownShop when none is chosen."""
    return caller.shop


def check_days(period: Period, today: date) -> None:
    """Raise BadPeriod for a period that begins after today."""
    if period.start > today:
        raise BadPeriod(
            f"The range starts on {period.start}, after today ({today}): nothing can be recorded there yet.",
            remedy="Ask for days up to today.",
        )
