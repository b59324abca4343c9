"""How often an account is read where a platform counts what is asked about all of an app's accounts together.

Google allows a project so many operations a day, however many shops it serves: few accounts are read at their streams'
own cadence, many share the day evenly. What is spared is for connecting, first readings and asking again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from credora_agent.core.caller import WORKER, Caller
from credora_agent.sync.claim import is_open, same_connection
from credora_agent.tables.sources import Connection
from credora_agent.tables.sync import SyncStream

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import Database

DAY = timedelta(days=1)
SPARED = 0.1
"""The part of a day's questions that is not planned for."""


def pause(cadence: timedelta, ration: int, accounts: int) -> timedelta:
    """Return the time between two readings of one of `accounts` that share `ration` questions a day.

    A reading is one question, and once a day another for the account's sums.
    """
    share = ration * (1 - SPARED) / max(accounts, 1)
    return max(cadence, DAY / (share - 1) if share >= 2 else 2 * DAY / share)  # noqa: PLR2004 - a reading and the sums


async def rationed(database: Database, connection: Connection, cadence: timedelta, ration: int) -> timedelta:
    """Return the time between two readings of this account, given all that are open at its platform."""

    async def count(session: AsyncSession) -> int:
        like = (Connection.platform == connection.platform, Connection.sandbox == connection.sandbox)
        read = select(func.count()).select_from(SyncStream).join(Connection, same_connection())
        return await session.scalar(read.where(*like, is_open(), SyncStream.due_at.is_not(None))) or 0

    return pause(cadence, ration, await database.read(Caller(WORKER), count))
