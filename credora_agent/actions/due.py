"""Schedules whose time has come: each slot once, whoever works on it; after a pause one report, not a pile of them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credora_agent.access import audit
from credora_agent.actions import papers
from credora_agent.actions.desk import Desk
from credora_agent.actions.exports import ROOM, keep, room_for
from credora_agent.actions.papers import Ask, Made
from credora_agent.actions.schedules import rhythm_of
from credora_agent.core.caller import WORKER, Caller
from credora_agent.core.clock import time_zone
from credora_agent.core.errors import CredoraError
from credora_agent.core.spans import Span, days_of
from credora_agent.ledger.keep_actions import take_slot
from credora_agent.ledger.load import load_books
from credora_agent.ledger.load_actions import Due, load_due, load_schedule

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from credora_agent.core.db import Database, ReadSession, WriteSession
    from credora_agent.reports.service import Reports
    from credora_agent.tables.actions import Schedule

LOG = logging.getLogger(__name__)
AT_ONCE = 100
"""Schedules of one round; the others are due still at the next."""
VIA = "worker"


@dataclass(frozen=True, slots=True)
class Run:
    """What one slot of a schedule came to; no document when another worker was first, or when there is a problem."""

    schedule: str
    document: str | None = None
    problem: str | None = None


async def run_due(database: Database, reports: Reports, now: datetime) -> list[Run]:
    """Make the reports that are due at `now`, of every shop, and move their schedules on.

    What cannot be made is noted on its schedule and tried at its next slot; where the database does not answer, the
    schedule stays due.
    """
    due = await database.read(Caller(WORKER), lambda session: load_due(session, now, AT_ONCE))
    runs = []
    for each in due:
        try:
            runs += await _run(database, reports, each, now)
        except audit.AWAY as error:
            LOG.warning("schedule %s stays due: %s", each.schedule, error)
    return runs


async def _run(database: Database, reports: Reports, due: Due, now: datetime) -> list[Run]:
    me = Caller(WORKER, due.tenant)

    async def look(session: ReadSession) -> tuple[Schedule | None, ZoneInfo]:
        books = await load_books(session, due.tenant)
        return await load_schedule(session, due.tenant, due.schedule), time_zone(books.timezone)

    row, zone = await database.read(me, look)
    if row is None or row.next_at > now:
        return []
    desk = Desk(database, reports, me, now.astimezone(zone).date(), now)
    made, problem = await _made(desk, row, zone)
    return await database.write(me, lambda session: _keep(session, desk, row, zone, made, problem))


async def _made(desk: Desk, row: Schedule, zone: ZoneInfo) -> tuple[Made | None, str | None]:
    """Return the report of the latest slot that has come, or what keeps it from being made."""
    slot = rhythm_of(row, zone).latest(desk.now).astimezone(zone).date()
    span = row.args.get("period")
    ask = Ask(
        desk.reports, desk.caller, desk.today, days_of(Span(span), slot) if span else None, row.args.get("metric")
    )
    try:
        return await papers.made(row.report, ask), None
    except audit.AWAY:
        raise
    except CredoraError as error:
        return None, str(error)
    except Exception as fault:  # a schedule must move on, or it would fail every minute for ever
        LOG.exception("schedule %s failed", row.id)
        return None, f"Something went wrong inside Credora ({type(fault).__name__})."


async def _keep(  # noqa: PLR0913, PLR0917 - a slot and what it came to
    session: WriteSession, desk: Desk, row: Schedule, zone: ZoneInfo, made: Made | None, problem: str | None
) -> list[Run]:
    then = rhythm_of(row, zone).after(desk.now)
    if made is not None and (lack := await room_for(session, desk, made)):
        made, problem = None, f"{lack} {ROOM}"
    slot = {"slot": row.next_at, "then": then, "now": desk.now, "problem": problem}
    if not await take_slot(session, desk.tenant, row.id, **slot):  # type: ignore[arg-type]
        return []
    document = None if made is None else str(await keep(session, desk, made, schedule=row.id))
    entry = audit.Entry(
        desk.caller, VIA, "schedule.run", desk.now, target=str(row.id),
        detail={"name": row.name, "document": document, "problem": problem}, outcome="ok" if made else "failed",
    )  # fmt: skip
    await audit.write(session, entry)
    return [Run(str(row.id), document, problem)]
