"""`/settings/members`: who works on the shop and as what, and links that invite others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - FastAPI reads the annotations

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from credora_agent.access import accounts, invitations
from credora_agent.core import clock
from credora_agent.core.errors import BadInput
from credora_agent.web.look import page
from credora_agent.web.said import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.access.accounts import Member
    from credora_agent.tables.accounts import Invitation
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

PATH = "/settings/members"
MAY = {
    "owner": "Everything, members, connections, costs and deletion too.",
    "analyst": "Read, ask, plan, set budgets, alerts and schedules, take the whole archive along.",
    "viewer": "Read, and download what a page shows.",
}
Role = Annotated[str, Form(max_length=20)]


def routes(parts: Parts) -> APIRouter:  # noqa: C901 - a route each
    """Return the routes over `parts`."""
    router, visitors, database = APIRouter(prefix=PATH, include_in_schema=False), parts.visitors, parts.database

    async def shown(
        request: Request, visitor: Visitor, *, link: str | None = None, error: BadInput | None = None
    ) -> Response:
        """Return the page; with the link of an invitation just made, which is shown this once."""

        async def work(session: AsyncSession) -> tuple[Sequence[Member], Sequence[Invitation]]:
            shop = visitor.open_shop.id
            found = await accounts.members(session, shop)
            return found, (await invitations.listed(session, shop, now=clock.now()) if visitor.may("owner") else [])

        people, open_links = await database.read(visitor.caller, work)
        address = f"{parts.settings.public_url.rstrip('/')}/auth/invitation/{link}" if link else None
        return page(
            request, "settings/members.html", visitor, status=400 if error else 200, people=people, may=MAY,
            invitations=open_links, address=address, error=error, said=said(request),
        )  # fmt: skip

    @router.get("")
    async def members(request: Request) -> Response:
        """Show who works on the shop."""
        return await shown(request, await visitors.reader(request))

    @router.post("/invite")
    async def invite(request: Request, email: Annotated[str, Form(max_length=320)], role: Role) -> Response:
        """Make a link that invites somebody, and show it."""
        visitor, now = await visitors.owner(request), clock.now()
        me = visitor.caller
        try:
            link, _ = await database.write(me, lambda s: invitations.invite(s, me, email, role, now=now))
        except BadInput as error:
            return await shown(request, visitor, error=error)
        return await shown(request, visitor, link=link)

    @router.post("/invitations/{invitation}/withdraw")
    async def withdraw(request: Request, invitation: UUID) -> Response:
        """Make a link good for nothing."""
        me, now = (await visitors.owner(request)).caller, clock.now()
        await database.write(me, lambda s: invitations.withdraw(s, me, invitation, now=now))
        return RedirectResponse(f"{PATH}?said=withdrawn", 303)

    @router.post("/{user}/role")
    async def role(request: Request, user: UUID, role: Role) -> Response:
        """Have a member be something else."""
        visitor, now = await visitors.owner(request), clock.now()
        me = visitor.caller
        try:
            await database.write(me, lambda s: accounts.change_role(s, me, user, role, now=now))
        except BadInput as error:
            return await shown(request, visitor, error=error)
        return RedirectResponse(f"{PATH}?said=role", 303)

    @router.post("/{user}/remove")
    async def remove(request: Request, user: UUID) -> Response:
        """End a membership: an owner anybody's, everybody their own."""
        visitor, now = await visitors.reader(request), clock.now()
        me = visitor.caller
        if user != me.user_id:
            visitor.require("owner")
        try:
            await database.write(me, lambda s: accounts.remove(s, me, user, now=now))
        except BadInput as error:
            return await shown(request, visitor, error=error)
        return RedirectResponse("/" if user == me.user_id else f"{PATH}?said=removed", 303)

    return router
