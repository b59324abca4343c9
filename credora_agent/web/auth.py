"""`/auth`: signing in with an OpenID provider or as the person at this machine, choosing a shop, signing out.

A browser that signs in gets a new session, whatever cookie it came with; the one before is ended.
"""

from __future__ import annotations

import re
import secrets
from functools import partial
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import RedirectResponse, Response

from credora_agent.access import invitations, sessions, signin
from credora_agent.access.limits import Strikes
from credora_agent.access.signin import AGAIN, BadSignIn
from credora_agent.core import clock
from credora_agent.core.caller import Caller
from credora_agent.core.errors import CredoraError, NotSetUp, RateLimited, Unavailable
from credora_agent.core.loopback import is_local
from credora_agent.platforms.http import open_http
from credora_agent.web.connections import where_it_comes_back
from credora_agent.web.door import require_own_page
from credora_agent.web.errors import NotHere, SignedOut, status_of
from credora_agent.web.look import page
from credora_agent.web.members import MAY
from credora_agent.web.openid import Client, Provider, client_of
from credora_agent.web.visitor import address_of, local_path

if TYPE_CHECKING:
    from uuid import UUID

    import httpx2

    from credora_agent.access.sessions import Via
    from credora_agent.core.db import WriteSession
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
"""What a browser is known by on its way to a provider and back: 32 random bytes."""
ATTEMPTS = 60
"""How often a minute one address may try to sign in."""
LINK = "/auth/invitation/"
Next = Annotated[str | None, Query(max_length=4_200)]
NextField = Annotated[str | None, Form(max_length=4_200)]


class ShopShown(BaseModel):
    """A shop of somebody's, as pages choose among them."""

    slug: str
    name: str
    currency: str
    timezone: str
    role: str


class SignedIn(BaseModel):
    """Who is asking: `via` "session", "token" or "machine"; `csrf` goes with what changes something."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "email": "ada@northwind.example", "name": "Ada Lovett", "via": "session", "role": "owner",
                    "shop": "northwind", "csrf": "0" * 64,
                    "shops": [
                        {"slug": "northwind", "name": "Northwind", "currency": "GBP", "timezone": "Europe/London",
                         "role": "owner"}
                    ],
                }
            ]
        }
    )  # fmt: skip

    email: str
    name: str
    via: str
    role: str | None
    shop: str | None
    shops: list[ShopShown]
    csrf: str

    @classmethod
    def of(cls, visitor: Visitor) -> SignedIn:
        """Return what is said of a visitor."""
        held = zip(visitor.shops, visitor.roles, strict=True)
        shops = [ShopShown(slug=each.slug, name=each.name, currency=each.currency, timezone=each.timezone, role=role)
                 for each, role in held]  # fmt: skip
        shop = visitor.shop.slug if visitor.shop else None
        return cls(
            email=visitor.email, name=visitor.name, via=visitor.via, role=visitor.role, shop=shop, shops=shops,
            csrf=visitor.csrf,
        )  # fmt: skip


class Entry:
    """What the routes share: the provider, who tries too often, and who is at this machine."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.visitors, self.database = parts, parts.visitors, parts.database
        self._strikes = Strikes(ATTEMPTS, per_seconds=60)
        self._http: httpx2.AsyncClient | None = None
        self._provider: Provider | None = None

    def provider(self) -> Provider:
        """Return the provider people sign in with. Raises NotSetUp without one."""
        if self._provider is None:
            self._http = open_http()
            self._provider = Provider(Client.of(self.parts.settings), self._http)
        return self._provider

    async def close(self) -> None:
        """Give the connections to the provider back."""
        if self._http is not None:
            await self._http.aclose()

    @property
    def way_cookie(self) -> str:
        """The name of the cookie that a browser carries on its way to the provider and back."""
        return "__Host-credora_way" if self.visitors.secure else "credora_way"

    def count(self, request: Request) -> None:
        """Count an attempt to sign in. Raises RateLimited for an address that tries too often."""
        address = address_of(request, self.parts.settings.public_url)
        if wait := self._strikes.blocked(address):
            raise RateLimited("That was tried too often.", remedy="Wait a minute, then try again.", retry_after=wait)
        self._strikes.hit(address)

    def is_here(self, request: Request) -> bool:
        """Tell whether the person at this machine asks, in whatever browser."""
        return is_local(request, self.parts.settings.public_url)

    async def signed_in(self, request: Request, user: UUID, via: Via, to: str | None) -> Response:
        """Return the way on, with the cookie of a new session; the session of the cookie that came is ended."""
        now, before = clock.now(), request.cookies.get(self.visitors.cookie, "")
        if (was := sessions.user_in(before)) is not None:
            await self.database.write(Caller(was), partial(sessions.end_cookie, cookie=before))

        async def work(session: WriteSession) -> str:
            if via != "provider":
                await signin.keep_local(session, user)
            return (await sessions.begin(session, user, via, self.visitors.place(request), now=now))[0]

        cookie = await self.database.write(Caller(user), work)
        response = RedirectResponse(local_path(to), 303)
        response.set_cookie(
            self.visitors.cookie, cookie, max_age=int(sessions.LIFE.total_seconds()), httponly=True, samesite="lax",
            secure=self.visitors.secure, path="/",
        )  # fmt: skip
        response.delete_cookie(self.way_cookie, path="/", secure=self.visitors.secure, httponly=True, samesite="lax")
        return response


def routes(entry: Entry) -> APIRouter:
    """Return the routes over `entry`."""
    router, told = APIRouter(include_in_schema=False), APIRouter(prefix="/auth")
    _provider(router, entry)
    _machine(router, entry)
    _session(router, told, entry)
    _invitation(router, entry)
    told.include_router(router)
    return told


def _provider(router: APIRouter, entry: Entry) -> None:
    visitors = entry.visitors

    @router.get("/login")
    async def login(request: Request, to: Annotated[Next, Query(alias="next")] = None) -> Response:
        """Show the ways to sign in; who is signed in goes on."""
        known = await visitors.of(request)
        if known is not None and known.session is not None:
            return RedirectResponse(local_path(to), 303)
        return _door(entry, request, local_path(to))

    @router.get("/start")
    async def start(request: Request, to: Annotated[Next, Query(alias="next")] = None) -> Response:
        """Send the browser to the identity provider."""
        entry.count(request)
        provider = entry.provider()
        if elsewhere := where_it_comes_back(request, provider.client.redirect_uri):
            return RedirectResponse(elsewhere, 307)
        browser = _browser(request, entry.way_cookie) or secrets.token_urlsafe(32)
        trip = await signin.begin(entry.database, browser, local_path(to), now=clock.now())
        response = RedirectResponse(await provider.consent_url(trip), 302)
        response.set_cookie(
            entry.way_cookie, browser, max_age=int(signin.LIFETIME.total_seconds()), httponly=True, samesite="lax",
            secure=visitors.secure, path="/",
        )  # fmt: skip
        return response

    @router.get("/callback")
    async def callback(request: Request) -> Response:
        """Check who came back from the identity provider, and sign them in; a browser is told at the door why not."""
        entry.count(request)
        try:
            return await _arrived(entry, request)
        except (BadSignIn, Unavailable) as error:
            if "text/html" not in request.headers.get("accept", ""):
                raise
            return _door(entry, request, "/", error)


def _machine(router: APIRouter, entry: Entry) -> None:
    @router.post("/demo")
    async def demo(request: Request, to: Annotated[NextField, Form(alias="next")] = None) -> Response:
        """Sign in as the owner of the demo shop, by one click; in sandbox mode, at this machine."""
        if not entry.parts.settings.sandbox:
            raise NotSetUp("There is no demo here.", remedy="Start one with `credora up --demo`.")
        return await _as_machine(entry, request, "demo", to)

    @router.post("/machine")
    async def machine(request: Request, to: Annotated[NextField, Form(alias="next")] = None) -> Response:
        """Sign in as the person at this machine, who needs no other proof."""
        return await _as_machine(entry, request, "machine", to)


def _session(router: APIRouter, told: APIRouter, entry: Entry) -> None:
    visitors = entry.visitors

    @told.get("/session", response_model=SignedIn, summary="Who is asking")
    async def session(request: Request) -> SignedIn:
        """Return who is asking, by a session or a token, and at which shop as what; 401 for nobody."""
        return SignedIn.of(await visitors.person(request))

    @router.post("/shop")
    async def shop(request: Request, slug: Annotated[str, Form(alias="shop", max_length=80)]) -> Response:
        """Choose the shop that pages are about from now on."""
        visitor = await visitors.person(request)
        chosen = next((each for each in visitor.shops if each.slug == slug), None)
        if chosen is None or visitor.session is None:
            raise NotHere("That shop is not yours to choose.", remedy="Choose one of yours.")
        kept = visitor.session
        await entry.database.write(visitor.user, lambda s: sessions.choose(s, visitor.user.user_id, kept, chosen.id))
        return RedirectResponse(_same_page(request), 303)

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        """End the session, and forget its cookie."""
        visitor = await visitors.person(request)
        if visitor.session is not None:
            kept = visitor.session
            await entry.database.write(visitor.user, lambda s: sessions.end(s, visitor.user.user_id, kept))
        response = RedirectResponse("/auth/login", 303)
        response.delete_cookie(visitors.cookie, path="/", secure=visitors.secure, httponly=True, samesite="lax")
        response.headers["clear-site-data"] = '"cache"'
        return response


def _invitation(router: APIRouter, entry: Entry) -> None:
    visitors = entry.visitors

    @router.get("/invitation/{link}")
    async def invitation(request: Request, link: str) -> Response:
        """Show what a link offers, to whoever it is for."""
        entry.count(request)
        visitor = _signed_in(await visitors.person(request))
        at = visitor.user.at(invitations.tenant_in(link))
        now = clock.now()
        offer = await entry.database.read(at, lambda s: invitations.offered(s, link, _proven(visitor), now=now))
        return page(request, "invitation.html", visitor, offer=offer, secret=link, may=MAY[offer.role])

    @router.post("/invitation/{link}")
    async def accept(request: Request, link: str) -> Response:
        """Make whoever a link is for a member, and go on in that shop."""
        entry.count(request)
        visitor = _signed_in(await visitors.person(request))
        at, kept, now = visitor.user.at(invitations.tenant_in(link)), visitor.session, clock.now()

        async def work(write: WriteSession) -> None:
            await invitations.accept(write, at, link, _proven(visitor), now=now)
            if kept is not None:
                await sessions.choose(write, at.user_id, kept, at.shop)

        await entry.database.write(at, work)
        return RedirectResponse("/", 303)


async def _arrived(entry: Entry, request: Request) -> Response:
    """Sign in whoever came back from the identity provider. Raises BadSignIn, Unavailable."""
    provider, query, now = entry.provider(), _once(request), clock.now()
    browser = _browser(request, entry.way_cookie)
    if browser is None:
        raise BadSignIn("This way in was begun in another browser, or too long ago.", remedy=AGAIN)
    if query.get("iss", provider.client.issuer) != provider.client.issuer:
        raise BadSignIn("Another identity provider answered.", remedy=AGAIN)
    trip = await signin.finish(entry.database, query.get("state", ""), browser, now=now)
    if "error" in query or not query.get("code"):
        raise BadSignIn("You were not signed in: the identity provider was told no.", remedy=AGAIN)
    proven = await provider.proven(query["code"], trip, now=now)
    user = await signin.arrive(entry.database, proven)
    return await entry.signed_in(request, user, "provider", trip.return_to)


def _door(entry: Entry, request: Request, to: str, error: CredoraError | None = None) -> Response:
    """Return the page with the ways to sign in, and why the last one did not lead in."""
    settings = entry.parts.settings
    return page(
        request, "login.html", None, status=status_of(error) if error else 200, next=to, client=client_of(settings),
        here=entry.is_here(request), demo=settings.sandbox, invited=to.startswith(LINK), error=error,
    )  # fmt: skip


async def _as_machine(entry: Entry, request: Request, via: Via, to: str | None) -> Response:
    """Sign the person at this machine in. Raises NotHere for anybody else, and for another site's page."""
    entry.count(request)
    require_own_page(request, entry.parts.settings.public_url)
    if not entry.is_here(request):
        raise NotHere(
            "Only the person at the machine Credora runs on comes in this way.",
            remedy="Sign in, or open http://127.0.0.1 there.",
        )
    return await entry.signed_in(request, entry.parts.user.user_id, via, to)


def _signed_in(visitor: Visitor) -> Visitor:
    if visitor.session is None:
        raise SignedOut("An invitation is opened in a browser.", remedy="Sign in at /auth/login.")
    return visitor


def _proven(visitor: Visitor) -> str:
    """Return the e-mail address a person has proven to have."""
    return visitor.email


def _once(request: Request) -> dict[str, str]:
    """Return the query, each name given once. Raises BadSignIn where one comes twice or is of no sane length."""
    pairs = request.query_params.multi_items()
    found = dict(pairs)
    if len(found) != len(pairs) or any(len(value) > 4096 for value in found.values()):  # noqa: PLR2004 - a code
        raise BadSignIn("What came back is not what an identity provider sends.", remedy=AGAIN)
    return found


def _browser(request: Request, cookie: str) -> str | None:
    found = request.cookies.get(cookie, "")
    return found if BROWSER.fullmatch(found) else None


def _same_page(request: Request) -> str:
    """Return the kind of page the request was sent from: what it showed may be another shop's."""
    first = urlsplit(request.headers.get("referer", "")).path.split("/")[1:2]
    return local_path(f"/{first[0]}" if first else "/")
