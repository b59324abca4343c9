"""Schedules as plans: a report to be made every day, week or month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from credora_agent.actions import papers
from credora_agent.actions.desk import Desk, Done, Draft
from credora_agent.actions.errors import PlanStale
from credora_agent.actions.schemas import ScheduleSet
from credora_agent.actions.slots import Rhythm
from credora_agent.analytics.metrics import METRICS
from credora_agent.core.clock import time_zone
from credora_agent.core.errors import BadInput
from credora_agent.core.spans import Span, named
from credora_agent.ledger.keep_actions import keep_row
from credora_agent.ledger.load_actions import load_schedules
from credora_agent.tables.actions import Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.actions.wanted import AddSchedule
    from credora_agent.core.db import WriteSession

MOST = 50
"""Schedules of a shop."""
USUAL = {"day": Span.YESTERDAY, "week": Span.LAST_WEEK, "month": Span.LAST_MONTH}
"""The days a report is of where nobody says which."""
LIMITS = {"week": 7, "month": 31}
ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


async def draft(desk: Desk, asked: AddSchedule) -> Draft:
    """Return the schedule in words, with its first time. Raises BadInput for a report or a time there is none of."""
    _check(asked)
    standing = await _rows(desk)
    if len(standing) >= MOST:
        raise BadInput(f"There are {MOST} schedules already.", remedy="Remove one first.")
    if any(_values(row) == _values_of(asked) for row in standing):
        raise BadInput("There is such a schedule already.", remedy="Nothing needs to be done.")
    zone = time_zone((await desk.reports.books(desk.caller)).timezone)
    first = _rhythm(asked, zone).after(desk.now)
    summary = f"Write a document {_often(asked)} ({zone.key}): the {_titled(asked)}. First on {_moment(first, zone)}."
    return Draft(summary, "not made by itself", name_of(asked), {"zone": zone.key, "standing": len(standing)})


async def make(session: WriteSession, desk: Desk, asked: AddSchedule, state: Mapping[str, Any]) -> Done:
    """Add the schedule. Raises PlanStale when somebody else has added the same since."""
    if any(_values(row) == _values_of(asked) for row in await load_schedules(session, desk.tenant)):
        raise PlanStale("the same schedule was added by somebody else.")
    zone, schedule = time_zone(state["zone"]), uuid4()
    first = _rhythm(asked, zone).after(desk.now)
    await keep_row(
        session, desk.tenant, Schedule, id=schedule, name=name_of(asked), **_values_of(asked), next_at=first,
        created_by=desk.caller.user_id, created_at=desk.now,
    )  # fmt: skip
    return Done(f"{name_of(asked)}; first on {_moment(first, zone)}.", str(schedule), next_at=first)


async def listed(session: AsyncSession, tenant: UUID) -> tuple[ScheduleSet, ...]:
    """Return the schedules that stand, oldest first."""
    return tuple(
        ScheduleSet(
            id=str(row.id), name=row.name, report=row.report, args=row.args, every=row.every,
            on=row.weekday or row.day, hour=row.hour, next_at=row.next_at, last_at=row.last_at,
            last_problem=row.last_problem, created_at=row.created_at,
        )
        for row in await load_schedules(session, tenant)
    )  # fmt: skip


def rhythm_of(row: Schedule, zone: ZoneInfo) -> Rhythm:
    """Return when a schedule is due."""
    return Rhythm(row.every, row.hour, zone, row.weekday, row.day)  # type: ignore[arg-type]


def name_of(asked: AddSchedule) -> str:
    """Return what a schedule is called: "Profit and loss statement of last week, every Monday at 08:00"."""
    titled = _titled(asked)
    return f"{titled[0].upper()}{titled[1:]}, {_often(asked)}"


def _titled(asked: AddSchedule) -> str:
    return papers.title(asked.report, asked.metric, named(_span(asked) or Span.YESTERDAY))


def _often(asked: AddSchedule) -> str:
    if asked.every == "day":
        return f"every day at {asked.hour:02}:00"
    on = asked.on or 1
    day = WEEKDAYS[on - 1] if asked.every == "week" else f"month on the {on}{ORDINALS.get(on, 'th')}"
    return f"every {day} at {asked.hour:02}:00"


def _span(asked: AddSchedule) -> Span | None:
    return (asked.period or USUAL[asked.every]) if papers.PAPERS[asked.report].dated else None


def _check(asked: AddSchedule) -> None:
    paper = papers.paper_called(asked.report, asked.metric)
    if paper.of_metric and asked.metric not in METRICS:
        raise BadInput(f"There is no metric {str(asked.metric)[:60]!r}.", remedy=f"Use one of: {', '.join(METRICS)}.")
    if not 0 <= asked.hour <= 23:  # noqa: PLR2004
        raise BadInput(f"{asked.hour} is no hour of a day.", remedy="Give 0 to 23.")
    if asked.on is not None and not 1 <= asked.on <= LIMITS.get(asked.every, 0):
        most = LIMITS.get(asked.every)
        remedy = f"Give 1 to {most}." if most else "Leave `on` out."
        raise BadInput(f"Every {asked.every} has no day {asked.on}.", remedy=remedy)


def _rhythm(asked: AddSchedule, zone: ZoneInfo) -> Rhythm:
    values = _values_of(asked)
    return Rhythm(asked.every, asked.hour, zone, values["weekday"], values["day"])


def _values_of(asked: AddSchedule) -> dict[str, Any]:
    """Return the columns that say what is made, and when."""
    span, paper = _span(asked), papers.PAPERS[asked.report]
    args = {"period": span and span.value, "metric": asked.metric if paper.of_metric else None}
    return {
        "report": asked.report,
        "args": {name: value for name, value in args.items() if value is not None},
        "every": asked.every,
        "weekday": (asked.on or 1) if asked.every == "week" else None,
        "day": (asked.on or 1) if asked.every == "month" else None,
        "hour": asked.hour,
    }


def _values(row: Schedule) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("report", "args", "every", "weekday", "day", "hour")}


async def _rows(desk: Desk) -> Sequence[Schedule]:
    return await desk.database.read(desk.caller, lambda session: load_schedules(session, desk.tenant))


def _moment(when: datetime, zone: ZoneInfo) -> str:
    local = when.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y} at {local:%H:%M}"
