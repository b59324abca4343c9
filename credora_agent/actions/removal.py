"""Removals as plans: an alert or a schedule that is not wanted any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from credora_agent.actions.desk import Desk, Done, Draft
from credora_agent.actions.errors import PlanStale
from credora_agent.actions.rows import called
from credora_agent.ledger.keep_actions import retire
from credora_agent.ledger.load_actions import load_alerts, load_schedules
from credora_agent.tables.actions import Alert, Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.actions.wanted import Remove
    from credora_agent.core.db import ReadSession, WriteSession

TABLES: dict[str, type[Alert | Schedule]] = {"alert": Alert, "schedule": Schedule}
STAY = {"alert": "", "schedule": " Documents it made stay."}
LISTED = "`credora alerts` or `credora schedules`"


async def draft(desk: Desk, asked: Remove) -> Draft:
    """Return in words what is to be removed. Raises BadInput for what is neither an alert nor a schedule."""

    async def work(session: ReadSession) -> list[Alert | Schedule]:
        return [*await load_alerts(session, desk.tenant), *await load_schedules(session, desk.tenant)]

    rows = await desk.database.read(desk.caller, work)
    row = called(asked.id, rows, what="alert or schedule", listed_by=LISTED)
    what = "alert" if isinstance(row, Alert) else "schedule"
    state = {"what": what, "id": str(row.id), "name": row.name}
    return Draft(f"Remove the {what}: {row.name}.{STAY[what]}", row.name, f"no {what}", state)


async def make(session: WriteSession, desk: Desk, _asked: Remove, state: Mapping[str, Any]) -> Done:
    """Remove it. Raises PlanStale when somebody else has since."""
    what, name = state["what"], state["name"]
    if not await retire(session, desk.tenant, TABLES[what], UUID(state["id"]), now=desk.now):
        raise PlanStale(f"the {what} was removed by somebody else.")
    return Done(f"The {what} is removed: {name}.", state["id"])
