"""The way to a consent page and back: a state that works once, for ten minutes, for the browser it was given to.

Only hashes of the state and of the browser's session are stored; the state itself begins with its shop, so that it
can be looked for among that shop's rows and nowhere else.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from credora_agent.platforms.base import BadCallback
from credora_agent.tables.grants import OAuthState

if TYPE_CHECKING:
    from datetime import datetime

    from credora_agent.core.crypto import KeyRing
    from credora_agent.core.db import WriteSession

LIFETIME = timedelta(minutes=10)
VERIFIER = "verifier"
AGAIN = "Begin again from Credora, in this browser."


@dataclass(frozen=True, slots=True)
class Journey:
    """What a consent was begun for: `account` is the one asked for, `browser` the session that went."""

    tenant: UUID
    platform: str
    browser: str = field(repr=False)
    account: str | None = None
    return_to: str | None = None
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class Ticket:
    """What goes along: the state through the browser, the PKCE verifier only between us and the platform."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)


async def begin_journey(session: WriteSession, ring: KeyRing, journey: Journey, *, now: datetime) -> Ticket:
    """Store a new state for that journey and return it; states long past are swept out on the way."""
    ticket = Ticket(f"{journey.tenant.hex}.{secrets.token_urlsafe(32)}", secrets.token_urlsafe(48))
    name = _hash(ticket.state)
    sealed, _ = ring.seal(ticket.verifier, tenant=journey.tenant, connection=name.hex(), field=VERIFIER)
    await session.execute(delete(OAuthState).where(OAuthState.expires_at < now - timedelta(days=1)))
    await session.execute(
        insert(OAuthState).values(
            tenant_id=journey.tenant,
            state_hash=name,
            platform=journey.platform,
            account=journey.account,
            session_hash=_hash(journey.browser),
            verifier=sealed,
            return_to=journey.return_to,
            sandbox=journey.sandbox,
            expires_at=now + LIFETIME,
        )
    )
    return ticket


def tenant_of(state: str) -> UUID:
    """Return the shop a state was made for. Raises BadCallback for what cannot be one of ours."""
    tenant, _, secret = state.partition(".")
    if not (secret and re.fullmatch(r"[0-9a-f]{32}", tenant)):
        raise _refused("It brought back nothing that Credora sent along.")
    return UUID(hex=tenant)


@dataclass(frozen=True, slots=True)
class Return:
    """Who came back: with which state, from which platform, in which browser (None: it sent no cookie)."""

    state: str = field(repr=False)
    platform: str
    browser: str | None = field(repr=False)


async def end_journey(session: WriteSession, ring: KeyRing, back: Return, *, now: datetime) -> tuple[Journey, Ticket]:
    """Return what the consent was begun for, and use its state up. Raises BadCallback, saying why, for any other."""
    tenant, name, browser = tenant_of(back.state), _hash(back.state), back.browser or ""
    mine = (OAuthState.tenant_id == tenant, OAuthState.state_hash == name)
    row = await session.scalar(
        update(OAuthState)
        .where(
            *mine,
            OAuthState.platform == back.platform,
            OAuthState.session_hash == _hash(browser),
            OAuthState.used_at.is_(None),
            OAuthState.expires_at > now,
        )
        .values(used_at=now)
        .returning(OAuthState)
    )
    if row is None:
        raise _why(await session.scalar(select(OAuthState).where(*mine)), back)
    verifier = ring.open(row.verifier or b"", tenant=tenant, connection=name.hex(), field=VERIFIER)
    journey = Journey(tenant, row.platform, browser, row.account, row.return_to, row.sandbox)
    return journey, Ticket(back.state, verifier)


def _why(row: OAuthState | None, back: Return) -> BadCallback:
    if row is None:
        return _refused("It brought back nothing that Credora sent along.")
    if row.platform != back.platform:
        return _refused("It belongs to another platform.")
    if row.session_hash != _hash(back.browser or ""):
        return _refused("It was begun in another browser.")
    if row.used_at is not None:
        return _refused("It was used before.")
    return _refused("It took longer than ten minutes.")


def _refused(why: str) -> BadCallback:
    return BadCallback(f"This consent cannot be used. {why}", remedy=AGAIN)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
