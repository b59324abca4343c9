"""Reading payouts one by one: a page of them with what each is made of, and what none has taken yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.ledger.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.period import Period


NEAR, EVER = 120, 36_500
"""Days around a period in which the balance rows of its payouts are looked for: a row whose payout is not known within
90 days is not read again. Where that does not add up, as after a pause of payouts, all there are are looked at."""


class Place(NamedTuple):
    """Where a payout stands among others, newest first."""

    day: date
    payout: str
    connection: UUID


async def load_payouts_page(  # noqa: PLR0913 - which, and where to go on
    session: AsyncSession, tenant: UUID, period: Period, *, status: str | None, after: Place | None, limit: int
) -> Sequence[Row[Any]]:
    """Return up to `limit` payouts of the period after a place, each beside what all that match come to.

    `status` is as the platform writes it. Always at least one row: of a page with nothing on it its `payout_id` is
    None.
    """
    names = ("after_day", "after_payout", "after_connection")
    place = dict(zip(names, after or (None,) * len(names), strict=True))
    asked = {"tenant": tenant, "start": period.start, "end": period.end, "status": status, "limit": limit, **place}
    found = (await session.execute(statement("payouts_page"), {**asked, "reach": NEAR})).all()
    if found[0].differing:
        found = (await session.execute(statement("payouts_page"), {**asked, "reach": EVER})).all()
    return found


async def load_payouts_pending(session: AsyncSession, tenant: UUID, today: date) -> Row[Any]:
    """Return (ever, waiting, held): whether any payout is known, what none has taken, what is in reserve, in micros."""
    asked = {"tenant": tenant, "today": today, "since": today - timedelta(days=NEAR)}
    return (await session.execute(statement("payouts_pending"), asked)).one()
