"""Reading what people have done by Credora: their plans, alerts, schedules, and the documents these made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import undefer

from credora_agent.ledger.statements import statement
from credora_agent.tables.actions import Alert, Document, Proposal, Schedule
from credora_agent.tables.planning import Budget, FindingMark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


class Due(NamedTuple):
    """A schedule whose time has come."""

    tenant: UUID
    schedule: UUID


async def load_proposal(session: AsyncSession, tenant: UUID, user: UUID, plan: UUID) -> Proposal | None:
    """Return a person's plan, whatever became of it; None when there is none of theirs by that id."""
    found = select(Proposal).where(Proposal.tenant_id == tenant, Proposal.id == plan, Proposal.user_id == user)
    return await session.scalar(found.execution_options(populate_existing=True))


async def load_budget(session: AsyncSession, tenant: UUID, line: str, month: date) -> int | None:
    """Return what a line was budgeted to come to in a month, in micros as the line is signed."""
    of = (Budget.tenant_id == tenant, Budget.line == line, Budget.month == month)
    return await session.scalar(select(Budget.amount_micros).where(*of))


async def is_marked(session: AsyncSession, tenant: UUID, key: str) -> bool:
    """Tell whether a finding is set aside."""
    of = (FindingMark.tenant_id == tenant, FindingMark.key == key)
    return await session.scalar(select(FindingMark.key).where(*of)) is not None


async def load_alerts(session: AsyncSession, tenant: UUID) -> Sequence[Alert]:
    """Return the alerts that stand, oldest first."""
    of = select(Alert).where(Alert.tenant_id == tenant, Alert.removed_at.is_(None))
    return (await session.scalars(of.order_by(Alert.created_at, Alert.id))).all()


async def load_schedules(session: AsyncSession, tenant: UUID) -> Sequence[Schedule]:
    """Return the schedules that stand, oldest first."""
    of = select(Schedule).where(Schedule.tenant_id == tenant, Schedule.removed_at.is_(None))
    return (await session.scalars(of.order_by(Schedule.created_at, Schedule.id))).all()


async def load_schedule(session: AsyncSession, tenant: UUID, schedule: UUID) -> Schedule | None:
    """Return a schedule that stands."""
    of = (Schedule.tenant_id == tenant, Schedule.id == schedule, Schedule.removed_at.is_(None))
    return await session.scalar(select(Schedule).where(*of))


async def load_due(session: AsyncSession, now: datetime, most: int) -> list[Due]:
    """Return up to `most` schedules whose time has come, of all the shops the session may see."""
    rows = await session.execute(statement("due_schedules"), {"now": now, "most": most})
    return [Due(row.tenant_id, row.id) for row in rows]


async def load_documents(
    session: AsyncSession, tenant: UUID, now: datetime, *, limit: int, before: tuple[datetime, UUID] | None = None
) -> Sequence[Document]:
    """Return documents that are still kept at `now`, newest first, without their content."""
    of = select(Document).where(Document.tenant_id == tenant, Document.expires_at > now)
    if before is not None:
        of = of.where(tuple_(Document.created_at, Document.id) < before)
    ordered = of.order_by(Document.created_at.desc(), Document.id.desc()).limit(limit)
    return (await session.scalars(ordered)).all()


async def load_documents_size(session: AsyncSession, tenant: UUID) -> int:
    """Return how many bytes the shop's documents hold together, those past their time among them."""
    return int(
        await session.scalar(select(func.coalesce(func.sum(Document.size), 0)).where(Document.tenant_id == tenant)) or 0
    )


async def load_document(session: AsyncSession, tenant: UUID, document: UUID, now: datetime) -> Document | None:
    """Return a document that is still kept at `now`, with its content."""
    of = (Document.tenant_id == tenant, Document.id == document, Document.expires_at > now)
    return await session.scalar(select(Document).where(*of).options(undefer(Document.content)))


async def load_ends(session: AsyncSession, tenant: UUID, since: date) -> dict[str, date]:
    """Return category → its last day with an entry; none where that is before `since`."""
    rows = await session.execute(statement("category_ends"), {"tenant": tenant, "since": since})
    return {row.category: row.last_day for row in rows}
