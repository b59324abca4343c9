"""Who is asking: a signed-in browser, a program with a token, or the person at this machine; and what they may do.

Ways in, the first that applies: an `Authorization` header, which is an API token or nothing; a session's cookie; and,
on this machine only, a request that no browser sent.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urlsplit

from sqlalchemy import select

from credora_agent.access import sessions, tokens
from credora_agent.access.limits import Limits, Strikes
from credora_agent.access.sessions import Place
from credora_agent.core import clock
from credora_agent.core.caller import Caller
from credora_agent.core.errors import BadInput, RateLimited, UnknownShop
from credora_agent.core.loopback import is_local
from credora_agent.tables.tenants import Membership, Tenant, User
from credora_agent.web.door import require_own_page
from credora_agent.web.errors import NoShop, NotAllowed, NotHere, SignedOut, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable
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
BURST, PER_SECOND = 600, 200.0
"""How often one session may ask: more than any person, less than a loop gone wild."""
BAD_TOKENS = 120
"""How many a minute are looked up for one address."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking, about which of their shops, and as what; `csrf` is what a form of theirs proves itself by."""

    user: Caller
    shop: Tenant | None
    shops: tuple[Tenant, ...]
    role: Role | None
    email: str
    name: str
    session: UUID | None
    csrf: str = field(repr=False)
    via: Literal["session", "token", "machine"] = "session"
    writes: bool = True
    """False for a token that may only read."""

    @property
    def caller(self) -> Caller:
        """Return who asks, at the shop. Raises NoShop where none is chosen."""
        return self.user.at(self.open_shop.id)

    @property
    def open_shop(self) -> Tenant:
        """Return the shop they are at. Raises NoShop where none is chosen."""
        if self.shop is None:
            raise NoShop("There are no books yet.", remedy="Make a shop first, at /welcome or by `credora import`.")
        return self.shop

    @property
    def today(self) -> date:
        """Return the present day in the shop's zone."""
        return clock.today(clock.time_zone(self.open_shop.timezone))

    def may(self, role: Role) -> bool:
        """Tell whether they may do at their shop what that role may."""
        held = RANK.get(self.role or "", 0) if self.writes else min(RANK.get(self.role or "", 0), RANK["viewer"])
        return held >= RANK[role]


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

    async def of(self, request: Request) -> Visitor | None:
        """Return who asks, None for nobody we know; `?books=` names another of their shops than the chosen one.

        Raises UnknownShop for one that is not theirs, RateLimited for who asks too often.
        """
        known: Visitor | None = getattr(request.state, "visitor", None)
        if known is None:
            known = await self._of(request)
            request.state.visitor = known
        return known

    async def person(self, request: Request) -> Visitor:
        """Return who asks, at a shop or not. Raises SignedOut; NotHere for a change another site's page asked for."""
        visitor = await self.of(request)
        if visitor is None:
            raise SignedOut("You are not signed in.", remedy="Sign in at /auth/login, or send an API token.")
        if request.method not in SAFE:
            require_own_page(request, self._settings.public_url)
            await self._require_own_form(request, visitor)
        return visitor

    async def reader(self, request: Request) -> Visitor:
        """Return who asks, who may read their shop's books. Raises SignedOut, NoShop."""
        return await self._at_least(request, "viewer")

    async def analyst(self, request: Request) -> Visitor:
        """Return who asks, who may also ask and change what is planned. Raises SignedOut, NoShop, NotAllowed."""
        return await self._at_least(request, "analyst")

    async def owner(self, request: Request) -> Visitor:
        """Return who asks, who may do everything. Raises SignedOut, NoShop, NotAllowed."""
        return await self._at_least(request, "owner")

    async def _at_least(self, request: Request, role: Role) -> Visitor:
        visitor = await self.person(request)
        shop = visitor.open_shop
        if visitor.may(role):
            return visitor
        if visitor.role is not None and RANK[visitor.role] >= RANK[role]:
            raise NotAllowed("This token may only read.", remedy="Use one with the scope write.")
        needed = "an owner" if role == "owner" else "an analyst or owner"
        raise NotAllowed(f"Only {needed} of {shop.name} may do this.", remedy="Ask an owner of the shop for it.")

    async def _of(self, request: Request) -> Visitor | None:
        if "authorization" in request.headers:
            return await self._of_token(request)
        if cookie := request.cookies.get(self.cookie, ""):
            return await self._of_cookie(request, cookie)
        return await self._of_machine(request) if self._is_machine(request) else None

    async def _of_cookie(self, request: Request, cookie: str) -> Visitor | None:
        found = await sessions.find(self._database, cookie, place_of(request), now=clock.now())
        if found is None:
            return None
        kept, user = found.session, Caller(found.user.id)
        self._require_patience(str(kept.id))
        chosen = next((shop for shop, _ in found.roles if shop.id == kept.shop_id), None)
        shop = _shop_of(request, [shop for shop, _ in found.roles]) or chosen or _first(shop for shop, _ in found.roles)
        return _visitor(user, found.user, found.roles, shop, session=kept.id, csrf=found.csrf)

    async def _of_token(self, request: Request) -> Visitor | None:
        """Return whose API token was sent, None for anything else; those of apps are for the apps' own endpoint."""
        address = request.client.host if request.client else ""
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
        if person is None:
            return None
        roles = tuple((shop, role) for shop, role in roles if shop.id == caller.tenant_id)
        shop = _shop_of(request, [shop for shop, _ in roles]) or _first(shop for shop, _ in roles)
        who = _visitor(Caller(person.id), person, roles, shop, session=None, csrf="")
        return replace(who, via="token", writes="write" in found.scopes)

    async def _of_machine(self, request: Request) -> Visitor:
        """Return the person at this machine; of several shops they name one."""
        person, roles = await self._database.read(self._local, lambda s: _standing(s, self._local.user_id))
        shops = [shop for shop, _ in roles]
        shop = _shop_of(request, shops)
        if shop is None and len(shops) > 1:
            named = ", ".join(shop.slug for shop in shops)
            raise UnknownShop("There are several shops.", remedy=f"Name one as ?books=: {named}.")
        who = _visitor(self._local, person, roles, shop or _first(shops), session=None, csrf="")
        return replace(who, via="machine")

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


def place_of(request: Request) -> Place:
    """Return where a request comes from, as far as that may be kept."""
    return Place.of(request.headers.get("user-agent", ""), request.client.host if request.client else "")


def local_path(given: str | None, default: str = "/") -> str:
    r"""Return `given` where it is a path of our own with or without a query, `default` for anything else.

    Browsers take "//host", "/\host" and a tab between slashes for another host's.
    """
    text = given or ""
    plain = text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    if not plain or not text.startswith("/") or text.startswith("//") or len(text) > 500:  # noqa: PLR2004 - a path
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
    rows = await session.execute(
        select(Tenant, Membership.role)
        .join(Membership, Membership.tenant_id == Tenant.id)
        .where(Membership.user_id == user)
        .order_by(Tenant.slug)
    )
    return await session.get(User, user), tuple((shop, role) for shop, role in rows.all())


def _visitor(  # noqa: PLR0913 - what a visitor is made of
    user: Caller,
    person: User | None,
    roles: Iterable[tuple[Tenant, str]],
    shop: Tenant | None,
    *,
    session: UUID | None,
    csrf: str,
) -> Visitor:
    held = list(roles)
    role = next((each for found, each in held if shop is not None and found.id == shop.id), None)
    shops = tuple(found for found, _ in held)
    email, name = (person.email, person.name) if person is not None else ("", "")
    return Visitor(user, shop, shops, cast("Role | None", role), email, name, session, csrf)


def _shop_of(request: Request, shops: Iterable[Tenant]) -> Tenant | None:
    """Return the shop that `?books=` names, None where it names none. Raises UnknownShop for one that is not there."""
    slug = request.query_params.get("books")
    if not slug:
        return None
    found = next((shop for shop in shops if shop.slug == slug), None)
    if found is None:
        raise UnknownShop(f"There is no shop {slug[:60]!r}.", remedy="Choose one of yours.")
    return found


def _first(shops: Iterable[Tenant]) -> Tenant | None:
    return next(iter(shops), None)


def _too_often(wait: float) -> RateLimited:
    return RateLimited("That was too often.", remedy="Wait a moment, then try again.", retry_after=wait)
