"""Who works on a shop and as what; a shop always has an owner. Every change is in the shop's audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from credora_agent.access import audit
from credora_agent.access.audit import Entry
from credora_agent.core.errors import BadInput
from credora_agent.tables.tenants import Membership, User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import WriteSession

ROLES = ("owner", "analyst", "viewer")
LAST_OWNER = "Make another member an owner first, or delete the shop."


@dataclass(frozen=True, slots=True)
class Member:
    """A person who works on a shop."""

    user: UUID
    email: str
    name: str
    role: str
    since: datetime


async def members(session: AsyncSession, tenant: UUID) -> Sequence[Member]:
    """Return who works on the shop, owners first."""
    rows = await session.execute(
        select(User.id, User.email, User.name, Membership.role, Membership.created_at)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.tenant_id == tenant)
    )
    found = [Member(*row) for row in rows.all()]
    return sorted(found, key=lambda each: (ROLES.index(each.role), each.name.casefold(), each.user))


async def change_role(session: WriteSession, by: Caller, user: UUID, role: str, *, now: datetime) -> None:
    """Have a member be something else at the shop `by` works on. Raises BadInput for the last owner and a stranger."""
    if role not in ROLES:
        raise BadInput("That is no role.", remedy=f"Choose one of {', '.join(ROLES)}.")
    held = await _held(session, by.shop)
    was = _role(held, user)
    if was == role:
        return
    _require_owner_left(held, user, role)
    mine = (Membership.tenant_id == by.shop, Membership.user_id == user)
    await session.execute(update(Membership).where(*mine).values(role=role))
    said = {"from": was, "to": role}
    await audit.write(session, Entry(by, "web", "member.role", now, target=str(user), detail=said))


async def remove(session: WriteSession, by: Caller, user: UUID, *, now: datetime) -> None:
    """End a membership, with the tokens, grants and conversations that rest on it. Raises BadInput for the last owner.

    Whoever leaves removes themselves.
    """
    held = await _held(session, by.shop)
    was = _role(held, user)
    _require_owner_left(held, user, None)
    await session.execute(delete(Membership).where(Membership.tenant_id == by.shop, Membership.user_id == user))
    action = "member.left" if user == by.user_id else "member.removed"
    await audit.write(session, Entry(by, "web", action, now, target=str(user), detail={"was": was}))


async def _held(session: WriteSession, tenant: UUID) -> dict[UUID, str]:
    """Return who holds which role at the shop; until the end of the transaction nobody else changes that."""
    rows = await session.execute(
        select(Membership.user_id, Membership.role).where(Membership.tenant_id == tenant).with_for_update()
    )
    return {user: role for user, role in rows.all()}  # noqa: C416 - rows are no pairs to the type checker


def _role(held: dict[UUID, str], user: UUID) -> str:
    if user not in held:
        raise BadInput("That person does not work on this shop.", remedy="Open the page again.")
    return held[user]


def _require_owner_left(held: dict[UUID, str], user: UUID, role: str | None) -> None:
    owners = {each for each, has in held.items() if has == "owner"}
    if role != "owner" and owners == {user}:
        raise BadInput("A shop always has an owner, and this is the last one.", remedy=LAST_OWNER)
