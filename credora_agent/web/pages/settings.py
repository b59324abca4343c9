"""`/settings`: the shop itself, and the accounts it is connected to."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - FastAPI reads the annotations

from fastapi import APIRouter, Depends, Request
from sqlalchemy import update
from starlette.responses import RedirectResponse, Response

from credora_agent.access import audit
from credora_agent.access.audit import Entry
from credora_agent.core import clock
from credora_agent.core.errors import BadInput, CredoraError
from credora_agent.core.text import plain_text
from credora_agent.platforms.registry import platform as registered
from credora_agent.platforms.shopify.domain import shop_domain
from credora_agent.sync.connections.ways import platform_called
from credora_agent.tables.tenants import Tenant
from credora_agent.web import founding, reading
from credora_agent.web.body import form_body
from credora_agent.web.connections import disconnected
from credora_agent.web.errors import status_of
from credora_agent.web.links import in_books, link
from credora_agent.web.look import page
from credora_agent.web.said import said
from credora_agent.web.visitor import local_path

if TYPE_CHECKING:
    from credora_agent.core.db import WriteSession
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

CONNECTIONS, SHOP = "/settings/connections", "/settings/shop"


def routes(parts: Parts) -> APIRouter:
    """Return the routes over `parts`."""
    router = APIRouter(prefix="/settings", include_in_schema=False, dependencies=[Depends(in_books)])
    _shop(router, parts)
    _connections(router, parts)
    return router


def _shop(router: APIRouter, parts: Parts) -> None:
    @router.get("")
    async def index(request: Request) -> Response:
        """Lead to the first of the settings."""
        visitor = await parts.visitors.person(request)
        return RedirectResponse(link(CONNECTIONS if visitor.shop is not None else "/settings/account"), 303)

    @router.get("/cash")
    async def cash(request: Request) -> Response:
        """Lead to where cash and fixed costs are looked at and changed."""
        await parts.visitors.reader(request)
        return RedirectResponse(link("/cash"), 303)

    @router.get("/shop")
    async def shop(request: Request) -> Response:
        """Show what the shop is called, and what its books are kept in."""
        visitor = await parts.visitors.reader(request)
        books = await parts.reports.books(visitor.caller)
        return page(request, "settings/shop.html", visitor, books=books, said=said(request), error=None)

    @router.post("/shop")
    async def rename(request: Request) -> Response:
        """Give the shop another name; everything else stays as it is."""
        visitor = await parts.visitors.owner(request)
        name = plain_text((await form_body(request)).get("name", ""), longest=founding.NAME)
        if not name:
            raise BadInput("A shop needs a name.", remedy="Type one.")

        async def work(session: WriteSession) -> None:
            me = visitor.caller
            await session.execute(update(Tenant).where(Tenant.id == me.shop).values(name=name))
            await audit.write(session, Entry(me, "web", "shop.rename", clock.now(), target=str(me.shop)))

        await parts.database.write(visitor.caller, work)
        return RedirectResponse(link(SHOP, said="renamed"), 303)


def _connections(router: APIRouter, parts: Parts) -> None:
    @router.get("/connections")
    async def connections(request: Request) -> Response:
        """Show the shop's accounts, how each does and what to do about it."""
        return await _shown(request, parts, await parts.visitors.reader(request))

    @router.post("/connections/leave")
    async def leave(request: Request) -> Response:
        """Show a page that leads on to a platform's consent page: a form itself may not lead to another's site."""
        visitor = await parts.visitors.owner(request)
        form = await form_body(request)
        try:
            name = platform_called(form.get("platform", ""))
            account = shop_domain(form.get("account", "")) if name == "shopify" else form.get("account", "")[:100]
        except BadInput as error:
            return await _shown(request, parts, visitor, error)
        to, slug = local_path(form.get("to"), CONNECTIONS), visitor.open_shop.slug
        onward = link(f"/platforms/{name}/oauth", account=account, to=to, books=slug)
        return page(request, "settings/leave.html", visitor, onward=onward, title=registered(name).title)

    @router.post("/connections/{connection}/disconnect")
    async def disconnect(request: Request, connection: UUID) -> Response:
        """Have nothing of an account be read any more; what was read stays in the books."""
        kept = "still-listed" if await disconnected(parts, request, connection) else "disconnected"
        return RedirectResponse(link(CONNECTIONS, said=kept), 303)


async def _shown(request: Request, parts: Parts, visitor: Visitor, error: CredoraError | None = None) -> Response:
    status = await parts.reports.sync_status(visitor.caller, now=clock.now())
    domain = ""
    if parts.settings.sandbox and parts.settings.sandbox_url:
        with suppress(CredoraError):  # a page of one's accounts is there without the sandbox too
            domain = str((await founding.invented(parts.settings))["domain"])
    return page(
        request, "settings/connections.html", visitor, status=status_of(error) if error else 200,
        accounts=reading.accounts(status), ways=reading.possible(parts.settings), domain=domain, error=error,
        said=said(request), at=status.at,
    )  # fmt: skip
