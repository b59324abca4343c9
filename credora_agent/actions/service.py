"""What a person has done by Credora: proposed in words, applied once by whoever it was put to, and listed after."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from credora_agent.actions import alerts, documents, due, plans, schedules
from credora_agent.actions.desk import Desk
from credora_agent.actions.exports import KEPT
from credora_agent.ledger.keep_actions import forget_documents, forget_proposals
from credora_agent.reports.asking import tenant_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from credora_agent.actions.schemas import (
        AlertSet,
        Applied,
        DocumentKept,
        Documents,
        PlanShown,
        Proposed,
        ScheduleSet,
    )
    from credora_agent.actions.wanted import AnyWanted
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, WriteSession
    from credora_agent.reports.service import Reports

UNUSED = timedelta(days=1)
"""How long a plan nobody applied is kept after its time."""


class Actions:
    """Everything that can be changed by a plan, each for the caller's own shop."""

    def __init__(self, database: Database, reports: Reports) -> None:
        self._database, self._reports = database, reports

    async def propose(self, caller: Caller, via: str, wanted: AnyWanted, *, today: date, now: datetime) -> Proposed:
        """Return a plan of what is wanted, in words; nothing is changed by it. Raises BadInput for what cannot be."""
        return await plans.propose(self._desk(caller, today, now), via, wanted)

    async def apply(self, caller: Caller, via: str, plan_id: str, *, today: date, now: datetime) -> Applied:
        """Make the change of a plan, once, and return what was done; the change and its record are one transaction.

        Raises UnknownPlan for a plan that is none of this person's in this shop, PlanExpired and PlanApplied for one
        that is not open any more, PlanStale when what it was proposed over is otherwise by now.
        """
        return await plans.apply(self._desk(caller, today, now), via, plan_id)

    async def plan(self, caller: Caller, plan_id: str, *, now: datetime) -> PlanShown:
        """Return a plan as it stands at `now`. Raises UnknownPlan for none of this person's in this shop."""
        return await plans.shown(self._desk(caller, now.date(), now), plan_id)

    async def decline(self, caller: Caller, via: str, plan_id: str, *, now: datetime) -> PlanShown:
        """Close an open plan, so that nobody can apply it, and return it as it stands. Raises UnknownPlan."""
        return await plans.decline(self._desk(caller, now.date(), now), via, plan_id)

    async def do(self, caller: Caller, via: str, wanted: AnyWanted, *, today: date, now: datetime) -> Applied:
        """Make a change whose words nobody needs to see first, as at a command line."""
        proposed = await self.propose(caller, via, wanted, today=today, now=now)
        return await self.apply(caller, via, proposed.plan_id, today=today, now=now)

    async def alerts(self, caller: Caller) -> tuple[AlertSet, ...]:
        """Return the alerts that stand, oldest first."""
        return await self._database.read(caller, partial(alerts.listed, tenant=tenant_of(caller)))

    async def schedules(self, caller: Caller) -> tuple[ScheduleSet, ...]:
        """Return the schedules that stand, oldest first."""
        return await self._database.read(caller, partial(schedules.listed, tenant=tenant_of(caller)))

    async def documents(
        self, caller: Caller, *, now: datetime, limit: int = documents.PAGE, cursor: str | None = None
    ) -> Documents:
        """Return a page of the documents kept at `now`, newest first. Raises BadInput for a cursor that is none."""
        work = partial(documents.listed, desk=self._desk(caller, now.date(), now), limit=limit, cursor=cursor)
        return await self._database.read(caller, work)

    async def document(self, caller: Caller, document_id: str, *, now: datetime) -> tuple[DocumentKept, bytes]:
        """Return a document and its content. Raises BadInput when there is none of that id, or its time is over."""
        work = partial(documents.read, desk=self._desk(caller, now.date(), now), given=document_id)
        return await self._database.read(caller, work)

    async def remove_document(self, caller: Caller, via: str, document_id: str, *, now: datetime) -> DocumentKept:
        """Delete a document, and return what it was. Raises BadInput when there is none of that id."""
        work = partial(documents.remove, desk=self._desk(caller, now.date(), now), via=via, given=document_id)
        return await self._database.write(caller, work)

    async def run_due(self, now: datetime) -> list[due.Run]:
        """Make the reports that are due at `now`, of every shop; return what each came to."""
        return await due.run_due(self._database, self._reports, now)

    async def forget(self, caller: Caller, *, now: datetime) -> tuple[int, int]:
        """Delete the shop's documents whose time is over, and plans long past; return how many of each.

        A plan that was applied is kept as long as a document, so that applying it again can still be answered.
        """
        tenant = tenant_of(caller)

        async def work(session: WriteSession) -> tuple[int, int]:
            gone = await forget_documents(session, tenant, now=now)
            return gone, await forget_proposals(session, tenant, unused=now - UNUSED, applied=now - KEPT)

        return await self._database.write(caller, work)

    def _desk(self, caller: Caller, today: date, now: datetime) -> Desk:
        return Desk(self._database, self._reports, caller, today, now)
