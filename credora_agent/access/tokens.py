"""Tokens that programs ask with: shown once, kept as a hash, each good for one member of one shop.

A token's text is `credora_` and 64 characters: base64 of the shop's id and 32 random bytes. The shop is read from it
before it is looked up, so the lookup is bound to that shop like any other unit of work.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args
from uuid import UUID, uuid4

from sqlalchemy import func, select, text, update

from credora_agent.access.limits import QUICK, SHOP_TIMES, USUAL, took_one
from credora_agent.core.caller import Caller
from credora_agent.core.errors import BadInput
from credora_agent.core.text import plain_text
from credora_agent.tables.access import ApiToken
from credora_agent.tables.tenants import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.access.limits import Limits
    from credora_agent.core.db import Database, WriteSession

Scope = Literal["read", "write"]
Kind = Literal["api", "access"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

PREFIX = "credora_"
SHAPE = re.compile(PREFIX + "[A-Za-z0-9_-]{64}")
LONGEST_NAME = 80
AT_THE_DOOR = UUID("c4ed04a0-0000-4000-8000-000000000003")
"""Who looks a token up: nobody's user, until the token says whose it is."""

# The shop's bucket is asked after the token's own, so that one token out of bounds takes nothing from the others.
# Tokens given out under one grant share a bucket: a fresh one is no way around it.
BUCKET = "'token:' || coalesce(found.grant_id, found.id)"
ADMIT = text(f"""with {QUICK},
found as materialized (
    select t.id, t.user_id, t.secret_hash, t.scopes, t.expires_at, t.name, t.kind, t.grant_id, m.role
    from quick, api_tokens t join memberships m on m.tenant_id = t.tenant_id and m.user_id = t.user_id
    where t.tenant_id = :tenant and t.secret_hash = :hash and t.revoked_at is null
        and (t.expires_at is null or t.expires_at > cast(:now as timestamptz))
),
own as ({took_one(BUCKET, source="found")}),
shop as ({took_one("'shop:' || cast(:tenant as uuid)", source="own", times=str(SHOP_TIMES))}),
touched as (
    update api_tokens t set last_used_at = cast(:now as timestamptz) from found, own
    where t.tenant_id = :tenant and t.id = found.id
        and (t.last_used_at is null or t.last_used_at <= cast(:now as timestamptz) - interval '1 minute')
)
select found.*, exists (select from shop) as admitted from found
""")

LACKING = text(f"""
select max((1 - available) / (cast(:per_second as float8) * times) - extract(epoch from clock_timestamp() - updated_at))
from rate_limits join (values ('token:' || cast(:token as uuid), 1), ('shop:' || cast(:tenant as uuid), {SHOP_TIMES}))
    as asked (key, times) using (key)
""")


@dataclass(frozen=True, slots=True)
class Admission:
    """A token that is good now: whose it is, and what it may do.

    `wait` is above nought when it has been used up: nothing may be done for it before so many seconds have passed.
    """

    caller: Caller
    token_id: UUID
    scopes: frozenset[Scope]
    expires_at: datetime | None
    name: str
    kind: Kind
    grant_id: UUID | None
    wait: float = 0.0


async def issue(  # noqa: PLR0913 - what a token is made of, each by its name
    session: WriteSession,
    *,
    tenant: UUID,
    user: UUID,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None,
    kind: Kind = "api",
    grant: UUID | None = None,
) -> tuple[str, ApiToken]:
    """Return a new token's text, which nobody can read again, and its row.

    Raises BadInput for a name without letters, for scopes there are none of or that the person's role does not have,
    and for a person who is no member of the shop.
    """
    called, asked = plain_text(name, longest=LONGEST_NAME), set(scopes)
    if not called:
        raise BadInput("A token needs a name.", remedy="Name it after where it is used, such as laptop.")
    if not asked or asked - set(SCOPES):
        raise BadInput("That is no scope of a token.", remedy="A token's scopes are read and write.")
    _require_role(await _role(session, tenant, user), asked)
    secret = PREFIX + base64.urlsafe_b64encode(tenant.bytes + secrets.token_bytes(32)).decode()
    row = ApiToken(
        tenant_id=tenant, id=uuid4(), user_id=user, name=called, secret_hash=_hash(secret), scopes=sorted(asked),
        kind=kind, grant_id=grant, expires_at=expires_at,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return secret, row


async def admit(database: Database, given: str, *, now: datetime, limits: Limits = USUAL) -> Admission | None:
    """Return what a token's text stands for, one call taken from its limits and its shop's.

    None for any text that is no token, and for one that is unknown, expired, revoked or whose person is no member of
    the shop any more; a text of another shape is told without asking the database.
    """
    tenant = tenant_in(given)
    if tenant is None:
        return None
    asked: dict[str, Any] = {"tenant": tenant, "hash": _hash(given), "now": now}
    asked |= {"burst": limits.burst, "per_second": limits.per_second}

    async def look(session: WriteSession) -> Admission | None:
        found = (await session.execute(ADMIT, asked)).first()
        if found is None or not hmac.compare_digest(found.secret_hash, asked["hash"]):
            return None
        return _admission(tenant, found, 0.0 if found.admitted else await _lacking(session, asked, found))

    return await database.write(Caller(AT_THE_DOOR, tenant), look)


def tenant_in(given: str) -> UUID | None:
    """Return the shop a token's text says it is of; None for a text that is no token."""
    if not SHAPE.fullmatch(given):
        return None
    return UUID(bytes=base64.urlsafe_b64decode(given[len(PREFIX) :])[:16])


async def listed(session: AsyncSession, tenant: UUID, *, kind: Kind = "api") -> Sequence[ApiToken]:
    """Return the shop's tokens of that kind, revoked and expired ones too, newest first."""
    of_shop = select(ApiToken).where(ApiToken.tenant_id == tenant, ApiToken.kind == kind)
    return (await session.scalars(of_shop.order_by(ApiToken.created_at.desc(), ApiToken.id))).all()


async def revoke(session: WriteSession, tenant: UUID, token: UUID, *, now: datetime) -> ApiToken | None:
    """Return the token, good for nothing from now on; it keeps the moment it was first revoked. None if there is none.

    Who was admitted before stays so for the call under way.
    """
    change = update(ApiToken).where(ApiToken.tenant_id == tenant, ApiToken.id == token)
    return await session.scalar(
        change.values(revoked_at=func.coalesce(ApiToken.revoked_at, now)).returning(ApiToken),
        execution_options={"populate_existing": True},
    )


def _hash(given: str) -> bytes:
    return hashlib.sha256(given.encode()).digest()


async def _role(session: AsyncSession, tenant: UUID, user: UUID) -> str | None:
    found = select(Membership.role).where(Membership.tenant_id == tenant, Membership.user_id == user)
    return await session.scalar(found)


def _require_role(role: str | None, scopes: set[str]) -> None:
    if role is None:
        raise BadInput("That person does not work on this shop.", remedy="Make them a member first.")
    if role == "viewer" and "write" in scopes:
        raise BadInput("A viewer's token cannot write.", remedy="Ask for the scope read alone.")


async def _lacking(session: WriteSession, asked: dict[str, Any], found: Row[Any]) -> float:
    """Return the seconds until the refused call may be asked again, never nought."""
    lacks = await session.scalar(LACKING, {**asked, "token": found.grant_id or found.id})
    return max(float(lacks or 0), 0.001)


def _admission(tenant: UUID, found: Row[Any], wait: float) -> Admission:
    held = (scope for scope in SCOPES if scope in found.scopes)
    return Admission(
        caller=Caller(found.user_id, tenant),
        token_id=found.id,
        scopes=frozenset(scope for scope in held if scope == "read" or found.role != "viewer"),
        expires_at=found.expires_at,
        name=found.name,
        kind=found.kind,
        grant_id=found.grant_id,
        wait=wait,
    )
