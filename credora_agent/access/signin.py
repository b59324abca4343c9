"""The way to an identity provider and back, and who comes: a state that works once, for ten minutes, in one browser.

Only hashes of the state and of the browser's secret are kept. The verifier and the nonce are drawn from both, so
whoever gets hold of the address a browser comes back to can do nothing with it elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_leave
from sqlalchemy.exc import IntegrityError

from credora_agent.access.tokens import AT_THE_DOOR
from credora_agent.core.caller import Caller
from credora_agent.core.errors import CredoraError
from credora_agent.core.text import plain_text
from credora_agent.tables.accounts import Identity, SignIn
from credora_agent.tables.tenants import User

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import Database, WriteSession

LIFETIME = timedelta(minutes=10)
AGAIN = "Begin again at /auth/login, in this browser."
DOOR = Caller(AT_THE_DOOR)


class BadSignIn(CredoraError):
    """Somebody came back from an identity provider, or from somewhere else, in a way nobody is let in by."""

    code = "bad_sign_in"


@dataclass(frozen=True, slots=True)
class Trip:
    """What goes along: the state and the nonce's value through the browser, the verifier only between the servers."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)
    nonce: str = field(repr=False)
    return_to: str

    @classmethod
    def of(cls, state: str, browser: str, return_to: str) -> Trip:
        """Return the trip of that state in that browser."""
        verifier, nonce = (_drawn(browser, f"{what} {state}") for what in ("verifier", "nonce"))
        return cls(state, verifier, nonce, return_to)


@dataclass(frozen=True, slots=True)
class Proven:
    """What an identity provider says of somebody, and has checked; `issuer` is what it goes by here."""

    issuer: str
    subject: str
    email: str
    name: str


async def begin(database: Database, browser: str, return_to: str, *, now: datetime) -> Trip:
    """Return a new trip, its state stored; those long past are swept out on the way."""
    trip = Trip.of(secrets.token_urlsafe(32), browser, return_to)
    row = {"state_hash": _hash(trip.state), "browser_hash": _hash(browser), "return_to": return_to,
           "expires_at": now + LIFETIME}  # fmt: skip

    async def work(session: WriteSession) -> None:
        await session.execute(delete(SignIn).where(SignIn.expires_at < now - timedelta(days=1)))
        await session.execute(insert(SignIn).values(row))

    await database.write(DOOR, work)
    return trip


async def finish(database: Database, state: str, browser: str, *, now: datetime) -> Trip:
    """Return the trip a browser comes back from, its state used up. Raises BadSignIn, saying why, for any other."""
    mine = (SignIn.state_hash == _hash(state), SignIn.browser_hash == _hash(browser))

    async def work(session: WriteSession) -> SignIn | None:
        return await session.scalar(delete(SignIn).where(*mine).returning(SignIn))

    row = await database.write(DOOR, work)
    if row is None:
        raise BadSignIn("This way in was used before, or was begun in another browser.", remedy=AGAIN)
    if row.expires_at <= now:
        raise BadSignIn("Signing in took longer than ten minutes.", remedy=AGAIN)
    return Trip.of(state, browser, row.return_to)


async def arrive(database: Database, proven: Proven) -> UUID:
    """Return the person an identity is; whoever comes for the first time is made one.

    Raises BadSignIn where the e-mail address is another person's here: an address alone proves nobody the same.
    """
    for _ in range(2):
        known = await database.read(DOOR, lambda s: _known(s, proven))
        if known is not None:
            await database.write(Caller(known), partial(_renew, user=known, proven=proven))
            return known
        fresh = uuid4()
        try:
            await database.write(Caller(fresh), partial(_make, user=fresh, proven=proven))
        except IntegrityError:  # the address is taken, or the same identity came twice at once
            continue
        return fresh
    raise BadSignIn(
        "That e-mail address belongs to another account here.",
        remedy="Sign in as you did before, or delete that account first.",
    )


async def keep_local(session: WriteSession, user: UUID) -> None:
    """Have the person at this machine be stored, if they are not yet."""
    row = {"id": user, "email": "local@localhost", "name": "This machine"}
    await session.execute(insert_or_leave(User).values(row).on_conflict_do_nothing())


async def _known(session: AsyncSession, proven: Proven) -> UUID | None:
    mine = (Identity.issuer == proven.issuer, Identity.subject == proven.subject)
    return await session.scalar(select(Identity.user_id).where(*mine))


async def _make(session: WriteSession, *, user: UUID, proven: Proven) -> None:
    await session.execute(insert(User).values(id=user, email=proven.email, name=_called(proven)))
    row = {"issuer": proven.issuer, "subject": proven.subject, "user_id": user}
    await session.execute(insert(Identity).values(row))


async def _renew(session: WriteSession, *, user: UUID, proven: Proven) -> None:
    """Take over how the provider calls the person now; an address that is another's here stays theirs."""
    await session.execute(update(User).where(User.id == user).values(name=_called(proven)))
    try:
        async with session.begin_nested():
            changed = (User.id == user, User.email != proven.email)
            await session.execute(update(User).where(*changed).values(email=proven.email))
    except IntegrityError:
        return


def _called(proven: Proven) -> str:
    return plain_text(proven.name, longest=80) or proven.email.partition("@")[0]


def _drawn(browser: str, what: str) -> str:
    drawn = hmac.new(browser.encode(), what.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(drawn).decode().rstrip("=")


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
