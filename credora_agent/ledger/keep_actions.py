"""Keeping what people do by Credora: each change is made once, and only over the state it was proposed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, insert, or_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from credora_agent.ledger.statements import statement
from credora_agent.tables.actions import Alert, Document, Proposal, Schedule
from credora_agent.tables.planning import FindingMark

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Row

    from credora_agent.core.db import WriteSession
    from credora_agent.tables.base import Base


async def keep_row(session: WriteSession, tenant: UUID, table: type[Base], **values: Any) -> None:
    """Store a new row."""
    await session.execute(insert(table).values(tenant_id=tenant, **values))


async def claim_proposal(
    session: WriteSession, tenant: UUID, user: UUID, plan: UUID, *, now: datetime
) -> Row[Any] | None:
    """Take a person's open plan in hand; return (action, state, summary), None when it is not open or not theirs."""
    asked = {"tenant": tenant, "user": user, "id": plan, "now": now}
    return (await session.execute(statement("claim_proposal"), asked)).one_or_none()


async def close_proposal(session: WriteSession, tenant: UUID, user: UUID, plan: UUID, *, now: datetime) -> bool:
    """End the time of a person's open plan; tell whether it was open."""
    of = (Proposal.tenant_id == tenant, Proposal.id == plan, Proposal.user_id == user)
    still = (Proposal.applied_at.is_(None), Proposal.expires_at > now)
    done = await session.execute(update(Proposal).where(*of, *still).values(expires_at=now))
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def finish_proposal(session: WriteSession, tenant: UUID, plan: UUID, result: Any) -> None:
    """Note what came of a plan that was taken in hand."""
    of = (Proposal.tenant_id == tenant, Proposal.id == plan)
    await session.execute(update(Proposal).where(*of).values(result=result))


async def change_budget(  # noqa: PLR0913 - a row, and what it was
    session: WriteSession, tenant: UUID, *, line: str, month: date, was: int | None, amount: int | None
) -> bool:
    """Set or, without an amount, remove a budget that still is what it `was`; tell whether it was."""
    name = "add_budget" if was is None else "take_budget" if amount is None else "change_budget"
    given = {"tenant": tenant, "line": line, "month": month, "was": was, "amount": amount}
    return (await session.execute(statement(name), given)).one_or_none() is not None


async def add_mark(session: WriteSession, tenant: UUID, user: UUID, key: str, reason: str | None) -> bool:
    """Set a finding aside; tell whether nobody had."""
    given = {"tenant": tenant, "user": user, "key": key, "reason": reason}
    return (await session.execute(statement("add_mark"), given)).one_or_none() is not None


async def drop_mark(session: WriteSession, tenant: UUID, key: str) -> bool:
    """Bring a finding back; tell whether it was set aside."""
    done = await session.execute(delete(FindingMark).where(FindingMark.tenant_id == tenant, FindingMark.key == key))
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def add_alert(session: WriteSession, tenant: UUID, **values: Any) -> bool:
    """Store an alert; tell whether there was none like it."""
    put = upsert(Alert).values(tenant_id=tenant, **values).on_conflict_do_nothing().returning(Alert.id)
    return (await session.execute(put)).one_or_none() is not None


async def retire(
    session: WriteSession, tenant: UUID, table: type[Alert | Schedule], row: UUID, *, now: datetime
) -> bool:
    """End an alert or a schedule; tell whether it still stood."""
    of = (table.tenant_id == tenant, table.id == row, table.removed_at.is_(None))
    done = await session.execute(update(table).where(*of).values(removed_at=now))
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def take_slot(  # noqa: PLR0913 - a row, the slot it stood at, and where it stands now
    session: WriteSession,
    tenant: UUID,
    schedule: UUID,
    *,
    slot: datetime,
    then: datetime,
    now: datetime,
    problem: str | None,
) -> bool:
    """Move a schedule on from `slot` to `then`; False when somebody else has, or it was removed."""
    given = {"tenant": tenant, "id": schedule, "slot": slot, "next": then, "now": now, "problem": problem}
    return (await session.execute(statement("take_slot"), given)).one_or_none() is not None


async def drop_document(session: WriteSession, tenant: UUID, document: UUID) -> bool:
    """Delete a document; tell whether there was one."""
    done = await session.execute(delete(Document).where(Document.tenant_id == tenant, Document.id == document))
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def forget_documents(session: WriteSession, tenant: UUID, *, now: datetime) -> int:
    """Delete documents whose time is over; return how many there were."""
    done = await session.execute(delete(Document).where(Document.tenant_id == tenant, Document.expires_at <= now))
    return int(done.rowcount)  # type: ignore[attr-defined]


async def forget_proposals(session: WriteSession, tenant: UUID, *, unused: datetime, applied: datetime) -> int:
    """Delete plans nobody applied that expired before `unused`, and those applied before `applied`; return how many."""
    nobody = and_(Proposal.applied_at.is_(None), Proposal.expires_at < unused)
    old = or_(nobody, Proposal.applied_at < applied)
    done = await session.execute(delete(Proposal).where(Proposal.tenant_id == tenant, old))
    return int(done.rowcount)  # type: ignore[attr-defined]
