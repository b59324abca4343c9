"""Who is asking: a signed-in browser, a program with a token, or the person at this machine; and what they may do.

Ways in, the first that applies: an `Authorization` header, which is an API token or nothing; a session's cookie; and,
on this machine only, a request that no browser sent.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlsplit

from sqlalchemy import bindparam, select

from credora_agent.access import sessions, tokens
from credora_agent.access.limits import Limits, Strikes
from credora_agent.access.sessions import Place
from credora_agent.core import clock
from credora_agent.core.caller import Caller
from credora_agent.core.errors import BadInput, RateLimited, UnknownShop
from credora_agent.core.loopback import LOOPBACK_NAMES, is_local, is_loopback
from credora_agent.tables.tenants import Membership, Tenant, User
from credora_agent.web.door import require_own_page
from credora_agent.web.errors import NoShop, NotAllowed, NotHere, SignedOut, TooLarge

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from fastapi import Request
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import Database
    from credora_agent.core.settings import Settings

Role = Literal["owner", "analyst", "viewer"]
RANK: dict[str, int] = {"viewer": 1, "analyst": 2, "owner": 3}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
LARGEST_FORM = 32 << 20
"""Bytes of a form that is looked through for what it proves itself by."""
LONGEST_PATH = 4_000
"""Characters: an app's request for access comes along in one."""
BURST, PER_SECOND = 600, 200.0
"""How often one session may ask: more than any person, less than a loop gone wild."""
BAD_TOKENS = 120
"""How many a minute are looked up for one address."""


STANDING = (
    select(User, Membership.role, Tenant)
    .outerjoin(Membership, Membership.user_id == User.id)
    .outerjoin(Tenant, Tenant.id == Membership.tenant_id)
    .where(User.id == bindparam("user"))
    .order_by(Tenant.slug)
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking, about which of their shops, and as what; `csrf` is what a form of theirs proves itself by.

    `roles` are those they have at each of `shops`, in the same order.
    """

    user: Caller
    shop: Tenant | None
    shops: tuple[Tenant, ...]
    roles: tuple[Role, ...]
    email: str
    name: str
    session: UUID | None = None
    csrf: str = field(default="", repr=False)
    via: Literal["session", "token", "machine"] = "session"
    writes: bool = True
    """False for a token that may only read."""

    @property
    def role(self) -> Role | None:
        """Return what they are at the shop, None where none is chosen."""
        shop = self.shop
        held = zip(self.shops, self.roles, strict=True)
        return next((role for each, role in held if shop is not None and each.id == shop.id), None)

    @property
    def caller(self) -> Caller:
        """Return who asks, at the shop. Raises UnknownShop where none is chosen."""
        return self.user.at(self.open_shop.id)

    @property
    def open_shop(self) -> Tenant:
        """Return the shop they are at. Raises NoShop where they have none, UnknownShop where none is chosen."""
        if self.shop is not None:
            return self.shop
        if not self.shops:
            raise NoShop("There is no shop yet.", remedy="Make one at /welcome, or by `credora import`.")
        named = ", ".join(shop.slug for shop in self.shops)
        raise UnknownShop("There are several shops.", remedy=f"Name one as ?books=: {named}.")

    @property
    def today(self) -> date:
        """Return the present day in the shop's zone."""
        return clock.today(clock.time_zone(self.open_shop.timezone))

    def at(self, slug: str | None) -> Visitor:
        """Return them at that shop of theirs, as they are for None. Raises UnknownShop for one that is not theirs."""
        if slug is None:
            return self
        found = next((shop for shop in self.shops if shop.slug == slug), None)
        if found is None:
            raise UnknownShop(f"There is no shop {slug[:60]!r}.", remedy="Choose one of yours.")
        return replace(self, shop=found)

    def may(self, role: Role) -> bool:
        """Tell whether they may do at their shop what that role may."""
        held = RANK.get(self.role or "", 0)
        return (held if self.writes else min(held, RANK["viewer"])) >= RANK[role]

    def require(self, role: Role) -> Visitor:
        """Return them if they may do at their shop what that role may. Raises NotAllowed, NoShop, UnknownShop."""
        shop = self.open_shop
        if self.may(role):
            return self
        if RANK.get(self.role or "", 0) >= RANK[role]:
            raise NotAllowed("This token may only read.", remedy="Use one with the scope write.")
        needed = "an owner" if role == "owner" else "an analyst or owner"
        raise NotAllowed(f"Only {needed} of {shop.name} may do this.", remedy="Ask an owner of the shop for it.")


class Visitors:
    """Tells who is asking, one site's worth; `local` is the person at this machine."""

    def __init__(self, database: Database, settings: Settings, local: Caller) -> None:
        self._database, self._settings, self._local = database, settings, local
        self._often = Strikes(BURST, BURST / PER_SECOND)
        self._bad_tokens = Strikes(BAD_TOKENS, per_seconds=60)
        self._secure = urlsplit(settings.public_url).scheme == "https"

    @property
    def cookie(self) -> str:
        """The session cookie's name; the prefix that binds it to this host needs https."""
        return "__Host-credora_session" if self._secure else "credora_session"

    @property
    def secure(self) -> bool:
        """Whether cookies travel over https only."""
        return self._secure

    def place(self, request: Request) -> Place:
        """Return where a request comes from, as far as that may be kept."""
        return Place.of(request.headers.get("user-agent", ""), address_of(request, self._settings.public_url))

    async def of(self, request: Request) -> Visitor | None:
        """Return who asks, None for nobody we know; `?books=` names another of their shops than the chosen one.

        Raises UnknownShop for one that is not theirs, RateLimited for who asks too often.
        """
        known: Visitor | None = getattr(request.state, "visitor", None)
        if known is None:
            known = await self._of(request)
            known = known and known.at(request.query_params.get("books") or None)
            request.state.visitor = known
        return known

    async def person(self, request: Request) -> Visitor:
        """Return who asks, at a shop or not. Raises SignedOut; NotHere for a change another site's page asked for."""
        if request.method not in SAFE:
            require_own_page(request, self._settings.public_url)
        visitor = await self.of(request)
        if visitor is None:
            raise SignedOut("You are not signed in.", remedy="Sign in at /auth/login, or send an API token.")
        if request.method not in SAFE:
            await self._require_own_form(request, visitor)
        return visitor

    async def reader(self, request: Request) -> Visitor:
        """Return who asks, who may read their shop's books. Raises SignedOut, NoShop."""
        return (await self.person(request)).require("viewer")

    async def analyst(self, request: Request) -> Visitor:
        """Return who asks, who may also ask and change what is planned. Raises SignedOut, NoShop, NotAllowed."""
        return (await self.person(request)).require("analyst")

    async def owner(self, request: Request) -> Visitor:
        """Return who asks, who may do everything. Raises SignedOut, NoShop, NotAllowed."""
        return (await self.person(request)).require("owner")

    async def _of(self, request: Request) -> Visitor | None:
        if "authorization" in request.headers:
            return await self._of_token(request)
        if cookie := request.cookies.get(self.cookie, ""):
            return await self._of_cookie(request, cookie)
        return await self._of_machine() if self._is_machine(request) else None

    async def _of_cookie(self, request: Request, cookie: str) -> Visitor | None:
        found = await sessions.find(self._database, cookie, self.place(request), now=clock.now())
        if found is None:
            return None
        kept = found.session
        self._require_patience(str(kept.id))
        who = replace(_visitor(Caller(found.user.id), found.user, found.roles), session=kept.id, csrf=found.csrf)
        chosen = next((shop for shop in who.shops if shop.id == kept.shop_id), None)
        return replace(who, shop=chosen or next(iter(who.shops), None))

    async def _of_token(self, request: Request) -> Visitor | None:
        """Return whose API token was sent, None for anything else; those of apps are for the apps' own endpoint."""
        address = address_of(request, self._settings.public_url)
        if wait := self._bad_tokens.blocked(address):
            raise _too_often(wait)
        kind, _, secret = request.headers["authorization"].partition(" ")
        limits = Limits.of(self._settings)
        good = kind.lower() == "bearer"
        found = await tokens.admit(self._database, secret.strip(), now=clock.now(), limits=limits) if good else None
        if found is None or found.kind != "api":
            self._bad_tokens.hit(address)
            return None
        if found.wait:
            raise _too_often(found.wait)
        caller = found.caller
        person, roles = await self._database.read(caller, lambda s: _standing(s, caller.user_id))
        of_token = [(shop, role) for shop, role in roles if shop.id == caller.tenant_id]
        if person is None or not of_token:
            return None
        who = _visitor(Caller(person.id), person, of_token)
        return replace(who, via="token", writes="write" in found.scopes)

    async def _of_machine(self) -> Visitor:
        """Return the person at this machine; of several shops they name one."""
        person, roles = await self._database.read(self._local, lambda s: _standing(s, self._local.user_id))
        return replace(_visitor(self._local, person, roles), via="machine")

    def _is_machine(self, request: Request) -> bool:
        """Tell whether a program of the person at this machine asks: a browser says that it is one."""
        browser = "origin" in request.headers or any(name.startswith("sec-fetch-") for name in request.headers)
        return not browser and is_local(request, self._settings.public_url)

    async def _require_own_form(self, request: Request, visitor: Visitor) -> None:
        """Raise NotHere unless what a signed-in browser sent was written on a page of that session."""
        if visitor.session is None:
            return
        given = request.headers.get("x-csrf-token") or await _field(request, "csrf")
        if not hmac.compare_digest(given.encode(), visitor.csrf.encode()):
            raise NotHere(
                "This form belongs to another session.", remedy="Open the page again, and send it from there."
            )

    def _require_patience(self, who: str) -> None:
        if wait := self._often.blocked(who):
            raise _too_often(wait)
        self._often.hit(who)


def address_of(request: Request, public_url: str) -> str:
    """Return the address a request comes from: of a site behind a proxy at this machine, what the proxy says.

    Only its own word is taken, the last of the list: what stands before it anybody could have sent.
    """
    peer = request.client.host if request.client else ""
    behind = is_loopback(peer) and (urlsplit(public_url).hostname or "") not in LOOPBACK_NAMES
    said = request.headers.get("x-forwarded-for", "") if behind else ""
    return said.rpartition(",")[2].strip()[:64] or peer


def local_path(given: str | None, default: str = "/") -> str:
    r"""Return `given` where it is a path of our own with or without a query, `default` for anything else.

    Browsers take "//host", "/\host" and a tab between slashes for another host's.
    """
    text = given or ""
    plain = text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    if not plain or not text.startswith("/") or text.startswith("//") or len(text) > LONGEST_PATH:
        return default
    parts = urlsplit(text)
    return default if parts.scheme or parts.netloc else text


async def _field(request: Request, name: str) -> str:
    """Return a field of a form, "" where there is none. Raises TooLarge for a form nobody would send."""
    if not request.headers.get("content-type", "").lower().startswith(FORMS):
        return ""
    size = request.headers.get("content-length", "")
    if not size.isdecimal():
        raise BadInput("The form does not say how large it is.", remedy="Send it with a Content-Length.")
    if int(size) > LARGEST_FORM:
        raise TooLarge("The form is too large.", remedy="Nothing was done.")
    found = (await request.form()).get(name)
    return found if isinstance(found, str) else ""


async def _standing(session: AsyncSession, user: UUID) -> tuple[User | None, tuple[tuple[Tenant, str], ...]]:
    """Return a person, and the shops they work on as what; nobody for one that was never stored."""
    rows: Sequence[Any] = (await session.execute(STANDING, {"user": user})).all()
    return (rows[0][0] if rows else None), tuple((shop, role) for _, role, shop in rows if shop is not None)


def _visitor(user: Caller, person: User | None, held: Sequence[tuple[Tenant, str]]) -> Visitor:
    """Return a visitor at their only shop, at none where there are several."""
    shops, roles = [shop for shop, _ in held], cast("list[Role]", [role for _, role in held])
    email, name = (person.email, person.name) if person is not None else ("", "")
    return Visitor(user, shops[0] if len(shops) == 1 else None, tuple(shops), tuple(roles), email, name)


def _too_often(wait: float) -> RateLimited:
    return RateLimited("That was too often.", remedy="Wait a moment, then try again.", retry_after=wait)
