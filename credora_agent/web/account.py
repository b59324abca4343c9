"""`/settings/sessions` and `/settings/account`: where a person is signed in; taking everything along; the end of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - FastAPI reads the annotations

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from credora_agent.access import deletion, sessions
from credora_agent.core import clock
from credora_agent.core.errors import BadInput, CredoraError, RateLimited
from credora_agent.web.errors import NotAllowed
from credora_agent.web.look import page
from credora_agent.web.said import said
from credora_agent.web.takeout import takeout

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from credora_agent.core.caller import Caller
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

SESSIONS, ACCOUNT = "/settings/sessions", "/settings/account"
CONFIRMED = "delete my account"
EXPORTS = 3
"""Archives that are written at once."""


def routes(parts: Parts) -> APIRouter:
    """Return the routes over `parts`."""
    router = APIRouter(prefix="/settings", include_in_schema=False)
    _sessions(router, parts)
    _account(router, parts)
    _endings(router, parts)
    return router


def _sessions(router: APIRouter, parts: Parts) -> None:
    visitors, database = parts.visitors, parts.database

    @router.get("/sessions")
    async def listed(request: Request) -> Response:
        """Show where the person is signed in."""
        visitor = _in_person(await visitors.person(request))
        user = visitor.user.user_id
        found = await database.read(visitor.user, lambda s: sessions.listed(s, user, now=clock.now()))
        return page(request, "settings/sessions.html", visitor, sessions=found, said=said(request))

    @router.post("/sessions/{session}/end")
    async def end(request: Request, session: UUID) -> Response:
        """Sign one browser out."""
        visitor = _in_person(await visitors.person(request))
        await database.write(visitor.user, lambda s: sessions.end(s, visitor.user.user_id, session))
        return RedirectResponse(f"{SESSIONS}?said=ended", 303)

    @router.post("/sessions/end-others")
    async def end_others(request: Request) -> Response:
        """Sign every other browser out."""
        visitor = _in_person(await visitors.person(request))
        await database.write(visitor.user, lambda s: sessions.end_all(s, visitor.user.user_id, but=visitor.session))
        return RedirectResponse(f"{SESSIONS}?said=others", 303)


async def _shown(parts: Parts, request: Request, visitor: Visitor, error: BadInput | None = None) -> Response:
    sole = await deletion.solely_owned(parts.database, visitor.user.user_id)
    return page(
        request, "settings/account.html", visitor, status=400 if error else 200, sole=sole, error=error,
        said=said(request), confirmed=CONFIRMED,
    )  # fmt: skip


def _account(router: APIRouter, parts: Parts) -> None:
    visitors, database = parts.visitors, parts.database
    exporting = asyncio.Semaphore(EXPORTS)

    @router.get("/account")
    async def account(request: Request) -> Response:
        """Show what there is of the person, and how to take it along or end it."""
        return await _shown(parts, request, _in_person(await visitors.person(request)))

    @router.get("/account/export")
    async def export(request: Request) -> Response:
        """Return everything in the shop's books, and of the person, as one archive, written while it is sent."""
        visitor = _in_person(await visitors.person(request))
        if visitor.shop is not None:
            visitor.require("analyst")
        if exporting.locked():
            raise RateLimited("Others are downloading.", remedy="Try again in a minute.", retry_after=60)
        name = f"credora-{visitor.shop.slug if visitor.shop else 'account'}-{clock.now():%Y-%m-%d}.zip"
        headers = {"content-disposition": f'attachment; filename="{name}"', "x-accel-buffering": "no"}

        async def written() -> AsyncIterator[bytes]:
            async with exporting:
                async for part in takeout(database, visitor):
                    yield part

        return StreamingResponse(written(), media_type="application/zip", headers=headers)


def _endings(router: APIRouter, parts: Parts) -> None:
    visitors = parts.visitors

    @router.post("/shop/delete")
    async def delete_shop(request: Request, named: Annotated[str, Form(max_length=300)] = "") -> Response:
        """Delete the shop with everything in its books, by its typed name; the platforms are told first."""
        visitor = _in_person(await visitors.owner(request))
        try:
            await _delete_shop(parts, visitor.caller, named, visitor.open_shop.name)
        except BadInput as error:
            return await _shown(parts, request, visitor, error)
        return RedirectResponse(f"{ACCOUNT}?said=shop-deleted", 303)

    @router.post("/account/delete")
    async def delete_account(request: Request, confirm: Annotated[str, Form(max_length=100)] = "") -> Response:
        """Delete the person, and the shops nobody else owns, each by its typed name; nothing of either is left."""
        visitor = _in_person(await visitors.person(request))
        typed = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        try:
            await _delete_person(parts, visitor, confirm, typed)
        except BadInput as error:
            return await _shown(parts, request, visitor, error)
        response = RedirectResponse("/auth/login", 303)
        response.delete_cookie(visitors.cookie, path="/", secure=visitors.secure, httponly=True, samesite="lax")
        return response


async def _delete_person(parts: Parts, visitor: Visitor, confirm: str, typed: dict[str, str]) -> None:
    """Delete a person with the shops nobody else owns. Raises BadInput, nothing deleted, unless all was typed."""
    user = visitor.user.user_id
    sole = await deletion.solely_owned(parts.database, user)
    if confirm.strip().casefold() != CONFIRMED:
        raise BadInput("The account is as it was.", remedy=f"To delete it, type: {CONFIRMED}")
    for each in sole:
        if typed.get(f"shop-{each.shop.slug}", "").strip() != each.shop.name:
            raise BadInput(f"{each.shop.name} would go too.", remedy="To delete the account, type each shop's name.")
    for each in sole:
        await _delete_shop(parts, visitor.user.at(each.shop.id), each.shop.name, each.shop.name)
    await parts.database.write(visitor.user, lambda s: deletion.delete_person(s, user, now=clock.now()))


async def _delete_shop(parts: Parts, owner: Caller, named: str, name: str) -> None:
    """Delete a shop; what it was let into at the platforms is given back first, as far as they listen."""
    if named.strip() == name:
        for connection in await parts.connect.connections(owner):
            with suppress(CredoraError):
                await parts.connect.disconnect(owner, connection.id, now=clock.now())
    await parts.database.write(owner, lambda s: deletion.delete_shop(s, owner, named=named, now=clock.now()))


def _in_person(visitor: Visitor) -> Visitor:
    """Return a visitor who is no program with a token. Raises NotAllowed for one."""
    if visitor.via == "token":
        raise NotAllowed("A token stands for a program, not for a person.", remedy="Sign in, and do it there.")
    return visitor
