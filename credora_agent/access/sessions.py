"""Sessions of signed-in browsers: a cookie whose hash is kept, ended by time, by its person, or by a new sign-in.

A cookie's text is base64 of the person's id and 32 random bytes. The person is read from it before it is looked up,
so the lookup is bound to that person like any other unit of work: a cookie somebody made up finds nothing of theirs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, select, update

from credora_agent.core.caller import Caller
from credora_agent.core.text import plain_text
from credora_agent.tables.accounts import Session
from credora_agent.tables.tenants import Membership, Tenant, User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import Database, WriteSession

IDLE = timedelta(days=14)
"""How long a session lasts that is not used."""
LIFE = timedelta(days=60)
"""How long it lasts however often it is used."""
TOUCHED = timedelta(minutes=1)
"""How exactly it is known when it was last seen."""
SHAPE = re.compile(r"[A-Za-z0-9_-]{64}")
Via = Literal["provider", "demo", "machine"]

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


FOUND = (
    select(Session, User, Membership.role, Tenant)
    .join(User, User.id == Session.user_id)
    .outerjoin(Membership, Membership.user_id == Session.user_id)
    .outerjoin(Tenant, Tenant.id == Membership.tenant_id)
    .where(
        Session.user_id == bindparam("user"),
        Session.secret_hash == bindparam("hash"),
        Session.expires_at > bindparam("now"),
        Session.last_seen_at > bindparam("idle_since"),
    )
    .order_by(Tenant.slug)
)
"""A session with its person and their shops: written once, for it is asked with every request."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody asks from: their browser and network, as far as both may be kept."""

    browser: str
    network: str

    @classmethod
    def of(cls, agent: str, address: str) -> Place:
        """Return what is kept of a User-Agent and an address."""
        return cls(_browser(agent), _network(address))


@dataclass(frozen=True, slots=True)
class Found:
    """Whose session a cookie is, and which shops they work on as what; `shop` is the one chosen last, if it is left."""

    session: Session
    user: User
    roles: tuple[tuple[Tenant, str], ...]
    csrf: str = field(repr=False)


async def begin(session: WriteSession, user: UUID, via: Via, place: Place, *, now: datetime) -> tuple[str, Session]:
    """Return the cookie of a new session, which nobody can read again, and its row; ended ones are swept out.

    It begins at the shop that the person's latest session was at.
    """
    mine = Session.user_id == user
    await session.execute(
        delete(Session).where(mine, (Session.expires_at <= now) | (Session.last_seen_at <= now - IDLE))
    )
    latest = select(Session.shop_id).where(mine, Session.shop_id.is_not(None))
    shop = await session.scalar(latest.order_by(Session.last_seen_at.desc()).limit(1))
    cookie = base64.urlsafe_b64encode(user.bytes + secrets.token_bytes(32)).decode()
    row = Session(
        id=uuid4(), user_id=user, secret_hash=_hash(cookie), shop_id=shop, browser=place.browser, place=place.network,
        via=via, created_at=now, last_seen_at=now, expires_at=now + LIFE,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return cookie, row


async def find(database: Database, cookie: str, place: Place, *, now: datetime) -> Found | None:
    """Return whose session a cookie is, by one indexed read; at most once a minute it is noted as seen.

    None for any text that is no cookie of ours, and for a session that has ended.
    """
    user = user_in(cookie)
    if user is None:
        return None
    asked = {"user": user, "hash": _hash(cookie), "now": now, "idle_since": now - IDLE}
    rows: Sequence[Any] = (await database.read(Caller(user), lambda s: s.execute(FOUND, asked))).all()
    if not rows:
        return None
    kept, person = rows[0][0], rows[0][1]
    if kept.last_seen_at <= now - TOUCHED:
        await database.write(Caller(user), lambda s: _touch(s, kept, place, now))
    return Found(kept, person, tuple((shop, role) for *_, role, shop in rows if shop is not None), csrf_of(cookie))


async def choose(session: WriteSession, user: UUID, kept: UUID, shop: UUID) -> None:
    """Have a session be at that shop from now on."""
    mine = (Session.user_id == user, Session.id == kept)
    await session.execute(update(Session).where(*mine).values(shop_id=shop))


async def listed(session: AsyncSession, user: UUID, *, now: datetime) -> Sequence[Session]:
    """Return a person's sessions that have not ended, the one used last first."""
    good = (Session.user_id == user, Session.expires_at > now, Session.last_seen_at > now - IDLE)
    return (await session.scalars(select(Session).where(*good).order_by(Session.last_seen_at.desc(), Session.id))).all()


async def end(session: WriteSession, user: UUID, kept: UUID) -> bool:
    """End one session of a person; tell whether there was one."""
    ended = await session.execute(delete(Session).where(Session.user_id == user, Session.id == kept))
    return bool(ended.rowcount)  # type: ignore[attr-defined]


async def end_all(session: WriteSession, user: UUID, *, but: UUID | None = None) -> int:
    """End a person's sessions, but for the one named; return how many there were."""
    others = [Session.user_id == user] if but is None else [Session.user_id == user, Session.id != but]
    return int((await session.execute(delete(Session).where(*others))).rowcount)  # type: ignore[attr-defined]


async def end_cookie(session: WriteSession, cookie: str) -> None:
    """End the session of that cookie, if there is one; the unit of work is its person's."""
    user = user_in(cookie)
    if user is not None:
        mine = (Session.user_id == user, Session.secret_hash == _hash(cookie))
        await session.execute(delete(Session).where(*mine))


def user_in(cookie: str) -> UUID | None:
    """Return the person a cookie's text says it is of; None for a text that is no cookie of ours."""
    if not SHAPE.fullmatch(cookie):
        return None
    return UUID(bytes=base64.urlsafe_b64decode(cookie)[:16])


def csrf_of(cookie: str) -> str:
    """Return what a form of that session proves itself by; nobody who lacks the cookie can tell it."""
    return hmac.new(cookie.encode(), b"credora csrf", hashlib.sha256).hexdigest()


async def _touch(session: WriteSession, kept: Session, place: Place, now: datetime) -> None:
    """Note that a session was seen; of two at once one does it."""
    stale = (Session.user_id == kept.user_id, Session.id == kept.id, Session.last_seen_at <= now - TOUCHED)
    seen = {"last_seen_at": now, "browser": place.browser, "place": place.network}
    await session.execute(update(Session).where(*stale).values(seen), execution_options={"synchronize_session": False})


def _browser(agent: str) -> str:
    known = plain_text(agent, longest=300)
    name = next((name for mark, name in BROWSERS if mark in known), "")
    system = next((name for mark, name in SYSTEMS if mark in known), "")
    return " on ".join(filter(None, (name or "A browser", system)))


def _network(address: str) -> str:
    """Return the network an address is in: of IPv4 its 24 bits, of IPv6 its 48; "this machine" for a loopback one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback:
        return "this machine"
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))  # noqa: PLR2004 - IPv4


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
