"""Plans: a change put to a person in words, and made once, in the transaction that says it was made."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from credora_agent.access import audit
from credora_agent.actions.errors import PlanApplied, PlanExpired, UnknownPlan
from credora_agent.actions.kinds import KINDS
from credora_agent.actions.schemas import Applied, PlanShown, PlanState, Proposed
from credora_agent.actions.wanted import WANTED
from credora_agent.ledger.keep_actions import claim_proposal, close_proposal, finish_proposal, keep_row
from credora_agent.ledger.load import load_books
from credora_agent.ledger.load_actions import load_proposal
from credora_agent.tables.actions import Proposal

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.actions.desk import Desk
    from credora_agent.actions.kinds import Make
    from credora_agent.actions.wanted import AnyWanted
    from credora_agent.core.db import WriteSession

OPEN = timedelta(minutes=15)
"""How long a plan can be applied."""


async def propose(desk: Desk, via: str, wanted: AnyWanted) -> Proposed:
    """Return a plan of what is wanted; nothing but the plan itself is stored. Raises BadInput for what cannot be."""
    draft = await KINDS[wanted.kind].draft(desk, wanted)
    plan, expires_at = uuid4(), desk.now + OPEN

    async def work(session: WriteSession) -> Proposed:
        await keep_row(
            session, desk.tenant, Proposal, id=plan, user_id=desk.caller.user_id, via=via,
            action=wanted.model_dump(mode="json"), state=dict(draft.state), summary=draft.summary,
            created_at=desk.now, expires_at=expires_at,
        )  # fmt: skip
        books = await load_books(session, desk.tenant)
        return Proposed(
            shop=books.shop, currency=books.currency, plan_id=str(plan), kind=wanted.kind, summary=draft.summary,
            before=draft.before, after=draft.after, expires_at=expires_at,
        )  # fmt: skip

    return await desk.database.write(desk.caller, work)


async def apply(desk: Desk, via: str, plan_id: str) -> Applied:
    """Make the change of a plan and return what was done. Raises as `Actions.apply` says."""
    plan, attempt = _id(plan_id), uuid4().hex
    row = await desk.database.read(desk.caller, lambda session: _found(session, desk, plan))
    _require_open(row, desk)
    wanted = WANTED.validate_python(row.action)
    make = await KINDS[wanted.kind].ready(desk, wanted, row.state)
    return await desk.database.write(desk.caller, lambda session: _made(session, desk, via, plan, attempt, make))


async def shown(desk: Desk, plan_id: str) -> PlanShown:
    """Return a plan as it stands. Raises UnknownPlan for one that is none of this person's in this shop."""
    row = await desk.database.read(desk.caller, lambda session: _found(session, desk, _id(plan_id)))
    return _shown(row, desk)


async def decline(desk: Desk, via: str, plan_id: str) -> PlanShown:
    """Close an open plan so that it can never be applied; one that is closed or applied stays so."""
    plan = _id(plan_id)

    async def work(session: WriteSession) -> PlanShown:
        if await close_proposal(session, desk.tenant, desk.caller.user_id, plan, now=desk.now):
            row = await _found(session, desk, plan)
            said = {"plan": str(plan), "summary": row.summary}
            action = f"decline.{row.action['kind']}"
            await audit.write(session, audit.Entry(desk.caller, via, action, desk.now, target=str(plan), detail=said))
        return _shown(await _found(session, desk, plan), desk)

    return await desk.database.write(desk.caller, work)


def _shown(row: Proposal, desk: Desk) -> PlanShown:
    applied = Applied.model_validate(row.result["applied"]) if row.result is not None else None
    state: PlanState = "applied" if row.applied_at is not None else "closed" if row.expires_at <= desk.now else "open"
    return PlanShown(
        plan_id=str(row.id), kind=row.action["kind"], summary=row.summary, state=state, expires_at=row.expires_at,
        applied=applied,
    )  # fmt: skip


async def _made(  # noqa: PLR0913, PLR0917 - a plan, whoever applies it, and how
    session: WriteSession, desk: Desk, via: str, plan: UUID, attempt: str, make: Make
) -> Applied:
    """Claim the plan and make its change, in this transaction.

    `attempt` names the call: should its commit have gone through unheard, its retry finds its own work and returns it.
    """
    claimed = await claim_proposal(session, desk.tenant, desk.caller.user_id, plan, now=desk.now)
    if claimed is None:
        row = await _found(session, desk, plan)
        if row.result is not None and row.result["attempt"] == attempt:
            return Applied.model_validate(row.result["applied"])
        _require_open(row, desk)
        raise UnknownPlan(str(plan))  # pragma: no cover - an open plan is claimed
    done = await make(session)
    books = await load_books(session, desk.tenant)
    applied = Applied(
        shop=books.shop, currency=books.currency, plan_id=str(plan), kind=claimed.action["kind"], says=done.says,
        id=done.id, link=done.link, next_at=done.next_at, applied_at=desk.now,
    )  # fmt: skip
    await finish_proposal(session, desk.tenant, plan, {"attempt": attempt, "applied": applied.model_dump(mode="json")})
    await audit.write(session, _entry(desk, via, applied, claimed.action))
    return applied


def _entry(desk: Desk, via: str, applied: Applied, action: dict[str, Any]) -> audit.Entry:
    surface, _, by = via.partition("/")
    detail = {"by": by or surface, "plan": applied.plan_id, "action": action, "says": applied.says}
    target = applied.id or applied.plan_id
    return audit.Entry(desk.caller, surface, f"apply.{applied.kind}", desk.now, target=target, detail=detail)


async def _found(session: AsyncSession, desk: Desk, plan: UUID) -> Proposal:
    row = await load_proposal(session, desk.tenant, desk.caller.user_id, plan)
    if row is None:
        raise UnknownPlan(str(plan))
    return row


def _require_open(row: Proposal, desk: Desk) -> None:
    if row.applied_at is not None:
        raise PlanApplied(row.applied_at)
    if row.expires_at <= desk.now:
        raise PlanExpired(row.expires_at)


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise UnknownPlan(given) from None
