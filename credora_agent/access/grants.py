"""What apps were granted by OAuth: a code that works once, refresh tokens that replace each other, and the end.

Whoever brings a code or a refresh token that was spent ends the grant with everything given out under it: one of the
two who had it stole it, and nobody can tell which (RFC 9700 §2.2.2, §4.14). A race of one with itself is no exception.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from credora_agent.access import audit, tokens
from credora_agent.access.audit import Entry
from credora_agent.access.grant_secrets import Secret
from credora_agent.access.tokens import SCOPES, Scope
from credora_agent.core.caller import Caller
from credora_agent.core.errors import BadInput
from credora_agent.core.text import plain_text
from credora_agent.tables.access import ApiToken
from credora_agent.tables.connectors import OAuthGrant
from credora_agent.tables.tenants import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import WriteSession

CODE_LIFE = timedelta(minutes=5)
ACCESS_LIFE = timedelta(hours=1)
REFRESH_LIFE = timedelta(days=30)
SWEPT_AFTER = timedelta(days=1)
"""How long after their end codes nobody took up and access tokens are kept."""
LONGEST_NAME = 60

REPLAYED = {"code": "its code was used a second time", "refresh": "a spent refresh token was used again"}
"""Why a grant ended by itself."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an app asked for and a person has seen: `hash` is the request's own, `scopes` what was agreed to."""

    hash: bytes
    client_id: str
    client_name: str
    redirect_uri: str
    code_challenge: str
    resource: str | None
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class Issued:
    """What an app gets for its code or its refresh token."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    scopes: tuple[Scope, ...]
    lasts: timedelta = ACCESS_LIFE


async def grantable(session: AsyncSession, tenant: UUID, user: UUID) -> frozenset[Scope]:
    """Return what a person may grant of a shop: to write only who may change something, nothing who is no member."""
    of_person = select(Membership.role).where(Membership.tenant_id == tenant, Membership.user_id == user)
    role = await session.scalar(of_person)
    return frozenset(scope for scope in SCOPES if role is not None and (scope == "read" or role != "viewer"))


async def allow(session: WriteSession, person: Caller, asked: Asked, *, now: datetime) -> str:
    """Keep a person's yes for the shop they work on, and return the code the app is sent back with.

    Raises BadInput for a request that was said yes to before, and for scopes that are not the person's to give.
    """
    tenant = _shop(person)
    if asked.scopes - await grantable(session, tenant, person.user_id):
        raise BadInput("You cannot grant that for this shop.", remedy="Grant reading only, or ask the shop's owner.")
    code = Secret.fresh("code", tenant)
    await _sweep(session, tenant, now)
    row = {
        "tenant_id": tenant, "user_id": person.user_id, "client_id": asked.client_id,
        "client_name": plain_text(asked.client_name, longest=LONGEST_NAME), "redirect_uri": asked.redirect_uri,
        "scopes": sorted(asked.scopes), "resource": asked.resource, "request_hash": asked.hash,
        "family_hash": code.family_hash, "code_hash": code.hash, "code_challenge": asked.code_challenge,
        "code_expires_at": now + CODE_LIFE,
    }  # fmt: skip
    try:
        grant = (await session.execute(insert(OAuthGrant).values(row).returning(OAuthGrant.id))).scalar_one()
    except IntegrityError:
        raise BadInput("This request was answered before.", remedy="Begin again in the app.") from None
    said = {"grant": str(grant), "client": asked.client_id, "scopes": sorted(asked.scopes)}
    await audit.write(session, Entry(person, "web", "connector.allow", now, target=asked.client_name, detail=said))
    return code.text


async def present(session: WriteSession, secret: Secret, *, now: datetime) -> OAuthGrant | None:
    """Return the grant whose code or refresh token that is, None if it is none that is good; a spent one ends it.

    Whether it has expired is for the caller to see.
    """
    of_family = (OAuthGrant.tenant_id == secret.tenant, OAuthGrant.family_hash == secret.family_hash)
    grant = await session.scalar(select(OAuthGrant).where(*of_family))
    if grant is None:
        return None
    if _is_spent(grant, secret):
        owner = Caller(grant.user_id, grant.tenant_id)
        await _end(session, grant, Entry(owner, "mcp", "connector.end", now, detail={"because": REPLAYED[secret.kind]}))
        return None
    kept = grant.code_hash if secret.kind == "code" else grant.refresh_hash
    good = grant.revoked_at is None and kept is not None and hmac.compare_digest(kept, secret.hash)
    return grant if good else None


async def redeem(
    session: WriteSession, secret: Secret, scopes: Iterable[str], *, renewable: bool, now: datetime
) -> Issued | None:
    """Spend a code or a refresh token for an access token and, if `renewable`, a fresh refresh token.

    None when it is not good, or no longer: of two at once one is served, and the other ends the grant.
    """
    fresh = Secret.fresh("refresh", secret.tenant, secret.family) if renewable else None
    spent = {"refresh_hash": fresh and fresh.hash, "refresh_expires_at": fresh and now + REFRESH_LIFE}
    if secret.kind == "code":
        spent["code_used_at"] = now
        good = [
            OAuthGrant.code_hash == secret.hash,
            OAuthGrant.code_used_at.is_(None),
            OAuthGrant.code_expires_at > now,
        ]
    else:
        good = [OAuthGrant.refresh_hash == secret.hash, OAuthGrant.refresh_expires_at > now]
    mine = (OAuthGrant.tenant_id == secret.tenant, OAuthGrant.family_hash == secret.family_hash)
    grant = await session.scalar(
        update(OAuthGrant).where(*mine, *good, OAuthGrant.revoked_at.is_(None)).values(spent).returning(OAuthGrant),
        execution_options={"populate_existing": True},
    )
    if grant is None:
        await present(session, secret, now=now)
        return None
    await _sweep(session, secret.tenant, now)
    return await _issue(session, grant, scopes, fresh, now)


async def listed(session: AsyncSession, tenant: UUID) -> Sequence[OAuthGrant]:
    """Return what apps the shop's members have let in, ended ones too, newest first; no code nobody took up."""
    of_shop = select(OAuthGrant).where(OAuthGrant.tenant_id == tenant, OAuthGrant.code_used_at.is_not(None))
    return (await session.scalars(of_shop.order_by(OAuthGrant.created_at.desc(), OAuthGrant.id))).all()


async def found(session: AsyncSession, person: Caller, grant: UUID) -> OAuthGrant | None:
    """Return a grant of the shop a person works on."""
    mine = (OAuthGrant.tenant_id == _shop(person), OAuthGrant.id == grant)
    return await session.scalar(select(OAuthGrant).where(*mine))


async def revoke(session: WriteSession, person: Caller, grant: UUID, *, via: str, now: datetime) -> OAuthGrant | None:
    """Return the grant, ended with every token under it; it keeps the moment it first was. None if there is none."""
    ending = await found(session, person, grant)
    if ending is not None:
        await _end(session, ending, Entry(person, via, "connector.revoke", now))
        await session.refresh(ending)
    return ending


def _shop(person: Caller) -> UUID:
    if person.tenant_id is None:
        raise ValueError("a grant belongs to a shop")
    return person.tenant_id


def _is_spent(grant: OAuthGrant, secret: Secret) -> bool:
    """Tell whether a secret of this family was good once: nobody else knows the family than who had one of it."""
    if secret.kind == "code":
        return grant.code_used_at is not None and hmac.compare_digest(grant.code_hash, secret.hash)
    return grant.refresh_hash is not None and not hmac.compare_digest(grant.refresh_hash, secret.hash)


async def _issue(
    session: WriteSession, grant: OAuthGrant, scopes: Iterable[str], fresh: Secret | None, now: datetime
) -> Issued:
    """Return new tokens under a grant: for what was asked of it, as far as it is still its person's to give."""
    permitted = await grantable(session, grant.tenant_id, grant.user_id)
    given = set(scopes) & set(grant.scopes) & permitted
    access, row = await tokens.issue(
        session, tenant=grant.tenant_id, user=grant.user_id, name=grant.client_name, scopes=given,
        expires_at=now + ACCESS_LIFE, kind="access", grant=grant.id,
    )  # fmt: skip
    return Issued(access, fresh.text if fresh else None, tuple(scope for scope in SCOPES if scope in row.scopes))


async def _end(session: WriteSession, grant: OAuthGrant, entry: Entry) -> None:
    """End a grant and every token under it, and write `entry` of it; one that ended before stays as it is."""
    mine = (OAuthGrant.tenant_id == grant.tenant_id, OAuthGrant.id == grant.id, OAuthGrant.revoked_at.is_(None))
    ended = await session.scalar(update(OAuthGrant).where(*mine).values(revoked_at=entry.at).returning(OAuthGrant.id))
    if ended is None:
        return
    under = (ApiToken.tenant_id == grant.tenant_id, ApiToken.grant_id == grant.id, ApiToken.revoked_at.is_(None))
    await session.execute(update(ApiToken).where(*under).values(revoked_at=entry.at))
    said = {"grant": str(grant.id), "client": grant.client_id, **entry.detail}
    await audit.write(session, replace(entry, target=grant.client_name, detail=said))


async def _sweep(session: WriteSession, tenant: UUID, now: datetime) -> None:
    """Delete the shop's codes that nobody took up, and its access tokens that are long over."""
    long_over = now - SWEPT_AFTER
    untaken = (OAuthGrant.code_used_at.is_(None), OAuthGrant.code_expires_at < long_over)
    await session.execute(delete(OAuthGrant).where(OAuthGrant.tenant_id == tenant, *untaken))
    await session.execute(
        delete(ApiToken).where(ApiToken.tenant_id == tenant, ApiToken.kind == "access", ApiToken.expires_at < long_over)
    )
