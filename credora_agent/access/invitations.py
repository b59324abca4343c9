"""Invitations: a link that works once, for seven days, for whoever has proven to have that e-mail address.

A link's text is base64 of the shop's id and 32 random bytes, of which only the hash is kept. Nothing is mailed: who
invites is shown the link once, and hands it on.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from credora_agent.access import audit
from credora_agent.access.accounts import ROLES
from credora_agent.access.audit import Entry
from credora_agent.core.errors import BadInput
from credora_agent.tables.accounts import Invitation
from credora_agent.tables.tenants import Membership, Tenant, User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import WriteSession

LIFE = timedelta(days=7)
MOST = 50
"""Invitations of a shop that may be open at once."""
SHAPE = re.compile(r"[A-Za-z0-9_-]{64}")
EMAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]{1,180}\.[^@\s<>\"',;.]{2,63}")


class BadInvitation(BadInput):
    """A link does not invite whoever opened it, or does not any more."""

    code = "bad_invitation"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link offers: to work on that shop as that; `email` is whom it was made for."""

    shop: str
    role: str
    email: str


async def invite(session: WriteSession, by: Caller, email: str, role: str, *, now: datetime) -> tuple[str, Invitation]:
    """Return the text of a new link, which nobody can read again, and its row; ended ones are swept out.

    Raises BadInput for what is no e-mail address or role, and for somebody who works on the shop already.
    """
    address = email_of(email)
    if role not in ROLES:
        raise BadInput("That is no role.", remedy=f"Choose one of {', '.join(ROLES)}.")
    of_shop = Invitation.tenant_id == by.shop
    again = (Invitation.expires_at <= now) | (Invitation.email == address)
    await session.execute(delete(Invitation).where(of_shop, again))
    if len(await listed(session, by.shop, now=now)) >= MOST:
        raise BadInput("Too many invitations are open.", remedy="Withdraw some first.")
    if await _is_member(session, by.shop, address):
        raise BadInput("That person works on this shop already.", remedy="Change their role instead.")
    link = base64.urlsafe_b64encode(by.shop.bytes + secrets.token_bytes(32)).decode()
    row = {"tenant_id": by.shop, "id": uuid4(), "secret_hash": _hash(link), "email": address, "role": role,
           "invited_by": by.user_id, "created_at": now, "expires_at": now + LIFE}  # fmt: skip
    kept = (await session.execute(insert(Invitation).values(row).returning(Invitation))).scalar_one()
    await audit.write(session, Entry(by, "web", "member.invited", now, target=str(kept.id), detail={"role": role}))
    return link, kept


async def listed(session: AsyncSession, tenant: UUID, *, now: datetime) -> Sequence[Invitation]:
    """Return the shop's open invitations, newest first."""
    of_shop = select(Invitation).where(Invitation.tenant_id == tenant, Invitation.expires_at > now)
    return (await session.scalars(of_shop.order_by(Invitation.created_at.desc(), Invitation.id))).all()


async def withdraw(session: WriteSession, by: Caller, invitation: UUID, *, now: datetime) -> bool:
    """Make a link good for nothing; tell whether there was one."""
    mine = (Invitation.tenant_id == by.shop, Invitation.id == invitation)
    gone = await session.scalar(delete(Invitation).where(*mine).returning(Invitation.id))
    if gone is not None:
        await audit.write(session, Entry(by, "web", "member.uninvited", now, target=str(gone)))
    return gone is not None


def tenant_in(link: str) -> UUID:
    """Return the shop a link's text says it is of. Raises BadInvitation for a text that is no link of ours."""
    if not SHAPE.fullmatch(link):
        raise _none()
    return UUID(bytes=base64.urlsafe_b64decode(link)[:16])


async def offered(session: AsyncSession, link: str, email: str, *, now: datetime) -> Offer:
    """Return what a link offers the person of that address. Raises BadInvitation where it offers them nothing."""
    row = await _good(session, link, email, now)
    shop = await session.get_one(Tenant, row.tenant_id)
    return Offer(shop.name, row.role, row.email)


async def accept(session: WriteSession, person: Caller, link: str, email: str, *, now: datetime) -> str:
    """Make a person, who is bound to the link's shop, a member; return as what. The link is used up by it.

    Raises BadInvitation where it is not theirs; who works on the shop already stays what they are.
    """
    row = await _good(session, link, email, now)
    used = delete(Invitation).where(Invitation.tenant_id == row.tenant_id, Invitation.id == row.id)
    if await session.scalar(used.returning(Invitation.id)) is None:  # of two at once, one
        raise _none()
    member = {"tenant_id": row.tenant_id, "user_id": person.user_id, "role": row.role}
    await session.execute(insert_or_leave(Membership).values(member).on_conflict_do_nothing())
    said = {"invitation": str(row.id), "role": row.role}
    await audit.write(session, Entry(person, "web", "member.joined", now, target=str(person.user_id), detail=said))
    return row.role


def email_of(given: str) -> str:
    """Return an e-mail address as it is compared. Raises BadInput for what is none."""
    address = given.strip().casefold()
    if not EMAIL.fullmatch(address):
        raise BadInput("That is no e-mail address.", remedy="Write it like name@example.com.")
    return address


async def _good(session: AsyncSession, link: str, email: str, now: datetime) -> Invitation:
    tenant = tenant_in(link)
    mine = (Invitation.tenant_id == tenant, Invitation.secret_hash == _hash(link), Invitation.expires_at > now)
    row = await session.scalar(select(Invitation).where(*mine))
    if row is None:
        raise _none()
    if row.email != email.strip().casefold():
        raise BadInvitation(
            "This invitation is for another e-mail address.", remedy="Sign in with the address it was made for."
        )
    return row


async def _is_member(session: AsyncSession, tenant: UUID, email: str) -> bool:
    of_shop = select(User.id).join(Membership, Membership.user_id == User.id)
    return await session.scalar(of_shop.where(Membership.tenant_id == tenant, User.email == email)) is not None


def _none() -> BadInvitation:
    return BadInvitation(
        "This invitation is over: it was used, withdrawn, or is older than seven days.",
        remedy="Ask whoever sent it for another.",
    )


def _hash(link: str) -> bytes:
    return hashlib.sha256(link.encode()).digest()
