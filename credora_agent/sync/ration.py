"""How often an account is read where a platform counts what is asked about all of an app's accounts together.

Google allows a project so many operations a day, however many shops it serves: few accounts are read at their streams'
own cadence, many share the day evenly. What is spared is for connecting, first readings, asking again, and for what
people ask live: of that no more is given out than half of what planned readings leave.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from credora_agent.core.caller import WORKER, Caller
from credora_agent.platforms.base import QuotaSpent, Throttled
from credora_agent.sync.claim import is_open, same_connection
from credora_agent.sync.pace import PostgresPace
from credora_agent.tables.sources import Connection
from credora_agent.tables.sync import SyncStream

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import Database

DAY = timedelta(days=1)
SPARED = 0.1
"""The part of a day's questions that is not planned for."""

READINGS = 25
"""Questions a day about an account that is read hourly: its readings, and once its sums."""


class Readers(NamedTuple):
    """How many accounts are read at a platform, and of how many shops."""

    accounts: int
    shops: int


def pause(cadence: timedelta, ration: int, accounts: int) -> timedelta:
    """Return the time between two readings of one of `accounts` that share `ration` questions a day.

    A reading is one question, and once a day another for the account's sums.
    """
    share = ration * (1 - SPARED) / max(accounts, 1)
    return max(cadence, DAY / (share - 1) if share >= 2 else 2 * DAY / share)  # noqa: PLR2004 - a reading and the sums


def spare(ration: int, accounts: int) -> int:
    """Return how many of a day's questions people may ask live while so many accounts are read, at least one.

    It is a power of two, so that it stays the same while accounts come and go.
    """
    planned = min(accounts * READINGS, ration * (1 - SPARED))
    return 1 << max(int(ration - planned) // 2, 1).bit_length() - 1


async def rationed(database: Database, connection: Connection, cadence: timedelta, ration: int) -> timedelta:
    """Return the time between two readings of this account, given all that are open at its platform."""
    return pause(cadence, ration, (await readers(database, connection)).accounts)


async def take_live(
    database: Database, connection: Connection, place: str, ration: int, *, ahead: Callable[[], float]
) -> None:
    """Take one question from the day's live ones of the app `place`, and from the shop's own part of them.

    A shop among others may have half. Waits a few seconds at most; raises Throttled when it would take longer.
    """
    read = await readers(database, connection)
    whole = spare(ration, read.accounts)
    part = whole if read.shops <= 1 else max(whole // 2, 1)
    for a_day, whose in ((part, f":{connection.tenant_id}"), (whole, "")):
        # Half at once and half over the day: never more than all of it in any day. Another number, another bucket.
        key = f"{connection.platform}:{place}:live:{a_day}{whose}"
        pace = PostgresPace(database, key, max(a_day / 2, 1), a_day / 2 / DAY.total_seconds(), ahead=ahead)
        try:
            await pace.take()
        except Throttled as spent:
            who = "This shop has" if whose else "All shops together have"
            raise QuotaSpent(
                f"{who} asked as much live as the project's daily operations leave room for.",
                remedy="It fills up again by itself.",
                platform=connection.platform,
                wait=spent.wait,
            ) from spent


async def readers(database: Database, connection: Connection) -> Readers:
    """Return who is read at that connection's platform, this connection among them."""

    async def count(session: AsyncSession) -> Readers:
        like = (Connection.platform == connection.platform, Connection.sandbox == connection.sandbox)
        counted = select(func.count(), func.count(Connection.tenant_id.distinct())).select_from(SyncStream)
        read = counted.join(Connection, same_connection())
        found = (await session.execute(read.where(*like, is_open(), SyncStream.due_at.is_not(None)))).one()
        return Readers(*found)

    return await database.read(Caller(WORKER), count)
