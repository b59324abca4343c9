"""`/settings/tokens`: API tokens for programs, and the apps that members let in; a token's text is shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - FastAPI reads the annotations

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from credora_agent.access import audit, grants, tokens
from credora_agent.access.audit import Entry
from credora_agent.core import clock
from credora_agent.core.errors import BadInput
from credora_agent.web.errors import NotAllowed
from credora_agent.web.look import page
from credora_agent.web.said import said

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import WriteSession
    from credora_agent.tables.access import ApiToken
    from credora_agent.tables.connectors import OAuthGrant
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

PATH = "/settings/tokens"
DAYS = (30, 90, 365)
"""How long a token may be asked to last."""


def routes(parts: Parts) -> APIRouter:  # noqa: C901 - a route each
    """Return the routes over `parts`."""
    router, visitors, database = APIRouter(prefix=PATH, include_in_schema=False), parts.visitors, parts.database

    async def shown(
        request: Request, visitor: Visitor, *, secret: str | None = None, error: BadInput | None = None
    ) -> Response:
        """Return the page; with the text of a token just made, which is shown this once."""
        held, apps = await database.read(visitor.caller, lambda s: _listed(s, visitor))
        return page(
            request, "settings/tokens.html", visitor, status=400 if error else 200, tokens=held, apps=apps,
            secret=secret, error=error, said=said(request), now=clock.now(), days=DAYS,
            url=f"{parts.settings.public_url.rstrip('/')}/mcp",
        )  # fmt: skip

    @router.get("")
    async def listed(request: Request) -> Response:
        """Show the tokens: an owner sees the shop's, everybody else their own."""
        return await shown(request, _in_browser(await visitors.reader(request)))

    @router.post("")
    async def issue(
        request: Request,
        name: Annotated[str, Form(max_length=200)],
        days: Annotated[int, Form(ge=1, le=3650)] = 90,
        scope: Annotated[str, Form(max_length=10)] = "read",
    ) -> Response:
        """Make a token, and show it; only an owner makes one that may write."""
        visitor = _in_browser(await visitors.reader(request))
        if scope != "read":
            visitor.require("owner")
        asked = {"read", "write"} if scope == "write" else {"read"}
        try:
            secret = await database.write(visitor.caller, lambda s: _issue(s, visitor, name, asked, days))
        except BadInput as error:
            return await shown(request, visitor, error=error)
        return await shown(request, visitor, secret=secret)

    @router.post("/{token}/revoke")
    async def revoke(request: Request, token: UUID) -> Response:
        """Make a token good for nothing."""
        visitor, now = _in_browser(await visitors.reader(request)), clock.now()
        me = visitor.caller

        async def work(session: WriteSession) -> None:
            _require_theirs(visitor, [row.user_id for row in await tokens.listed(session, me.shop) if row.id == token])
            row = await tokens.revoke(session, me.shop, token, now=now)
            if row is not None:
                await audit.write(session, Entry(me, "web", "token.revoked", now, str(row.id), {"name": row.name}))

        await database.write(me, work)
        return RedirectResponse(f"{PATH}?said=revoked", 303)

    @router.post("/apps/{grant}/revoke")
    async def revoke_app(request: Request, grant: UUID) -> Response:
        """End what an app was granted, with every token under it."""
        visitor, now = _in_browser(await visitors.reader(request)), clock.now()
        me = visitor.caller

        async def work(session: WriteSession) -> None:
            found = await grants.found(session, me, grant)
            _require_theirs(visitor, [found.user_id] if found else [])
            await grants.revoke(session, me, grant, via="web", now=now)

        await database.write(me, work)
        return RedirectResponse(f"{PATH}?said=app", 303)

    return router


async def _issue(session: WriteSession, visitor: Visitor, name: str, scopes: set[str], days: int) -> str:
    me, now = visitor.caller, clock.now()
    until = now + timedelta(days=days)
    secret, row = await tokens.issue(
        session, tenant=me.shop, user=me.user_id, name=name, scopes=scopes, expires_at=until
    )
    detail = {"name": row.name, "scopes": row.scopes, "expires_at": until.isoformat()}
    await audit.write(session, Entry(me, "web", "token.issued", now, str(row.id), detail))
    return secret


async def _listed(session: AsyncSession, visitor: Visitor) -> tuple[list[ApiToken], list[OAuthGrant]]:
    """Return the tokens and apps a person may see and end."""
    shop, all_of = visitor.open_shop.id, visitor.may("owner")
    mine = visitor.user.user_id
    held = [row for row in await tokens.listed(session, shop) if all_of or row.user_id == mine]
    apps = [row for row in await grants.listed(session, shop) if all_of or row.user_id == mine]
    return held, apps


def _require_theirs(visitor: Visitor, owners: list[UUID]) -> None:
    """Raise NotAllowed for what is another member's, unless the visitor is an owner."""
    if not owners:
        raise BadInput("There is no such token or app.", remedy="Open the page again.")
    if owners != [visitor.user.user_id]:
        visitor.require("owner")


def _in_browser(visitor: Visitor) -> Visitor:
    """Return a visitor who is no program with a token: a token makes no other, and ends none."""
    if visitor.via == "token":
        raise NotAllowed("A token cannot make or end tokens.", remedy="Sign in, and do it at /settings/tokens.")
    return visitor
