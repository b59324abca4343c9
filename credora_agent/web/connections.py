"""Routes to a consent and back: `/platforms`, `/platforms/{platform}/oauth`, `/oauth/callback/{platform}`."""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID  # noqa: TC003 - FastAPI reads the annotations

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from credora_agent.access import audit
from credora_agent.access.audit import Entry
from credora_agent.core.clock import now
from credora_agent.core.errors import CredoraError
from credora_agent.core.loopback import LOOPBACK_NAMES
from credora_agent.platforms.base import BadCallback
from credora_agent.platforms.registry import PLATFORMS
from credora_agent.sync.connections.states import tenant_of
from credora_agent.sync.connections.ways import platform_called, redirect
from credora_agent.web import notices
from credora_agent.web.visitor import local_path

if TYPE_CHECKING:
    from credora_agent.tables.sources import Connection
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
"""A browser's session: 32 random bytes; only their hash is ever stored."""

Typed = Annotated[str | None, Query(max_length=300)]


def routes(parts: Parts) -> APIRouter:
    """Return the routes over `parts`."""
    router = APIRouter()
    cookie, secure = _cookie(parts)

    @router.get("/platforms")
    async def platforms(request: Request) -> dict[str, Any]:
        """Return every platform with the accounts of it that the books have."""
        visitor = await parts.visitors.reader(request)
        found = await parts.connect.connections(visitor.caller)
        return {
            "books": visitor.open_shop.slug,
            "platforms": [
                {"name": each.name, "title": each.title, "connect": f"/platforms/{each.name}/oauth",
                 "connections": [_said(one) for one in found if one.platform == each.name]}
                for each in PLATFORMS
            ],
        }  # fmt: skip

    @router.get("/platforms/{platform}/oauth")
    async def begin(
        request: Request, platform: str, shop: Typed = None, account: Typed = None, to: Typed = None
    ) -> Response:
        """Send the browser to the platform's consent page, with a session of its own to come back in."""
        visitor = await parts.visitors.owner(request)
        name = platform_called(platform)
        if elsewhere := where_it_comes_back(request, redirect(parts.settings, name)):
            return RedirectResponse(elsewhere, 307)
        browser = _browser(request, cookie) or secrets.token_urlsafe(32)
        url = await parts.connect.begin(
            visitor.caller, name, browser=browser, account=shop or account, return_to=local_path(to, "") or None,
            now=now(),
        )  # fmt: skip
        response = RedirectResponse(url, 302)
        response.set_cookie(cookie, browser, httponly=True, samesite="lax", secure=secure, path="/")
        return response

    @router.delete("/platforms/connections/{connection}")
    async def end(request: Request, connection: UUID) -> dict[str, Any]:
        """Have nothing of an account be read any more; what was read stays in the books."""
        return {"disconnected": True, "kept_by_platform": await disconnected(parts, request, connection)}

    @router.get("/oauth/callback/{platform}")
    async def finish(request: Request, platform: str) -> Response:
        """Check what came back, keep what was granted, and say so."""
        query, browser = request.query_params.multi_items(), _browser(request, cookie)
        visitor = await parts.visitors.person(request)
        _require_owner(visitor, dict(query).get("state", ""))
        done = await parts.connect.finish(visitor.user, platform_called(platform), query, browser=browser, now=now())
        if parts.on_connected and done.connections:
            with suppress(CredoraError):  # it is connected all the same; the schedule finds it
                await parts.on_connected(visitor.user.at(done.connections[0].tenant_id))
        return RedirectResponse(local_path(done.return_to), 303) if done.return_to else notices.connected(done)

    return router


async def disconnected(parts: Parts, request: Request, connection: UUID) -> str | None:
    """Wipe the login of an account, as its owner wants; return why its platform may still list us, None when not."""
    me = (await parts.visitors.owner(request)).caller
    done = await parts.connect.disconnect(me, connection, now=now())
    entry = Entry(me, "web", "connection.close", now(), target=str(connection))
    await parts.database.write(me, lambda session: audit.write(session, entry))
    return done.kept_by_platform


def _require_owner(visitor: Visitor, state: str) -> None:
    """Raise BadCallback or NotAllowed unless they may connect accounts to the shop a consent was begun for."""
    tenant = tenant_of(state)
    shop = next((each for each in visitor.shops if each.id == tenant), None)
    if shop is None:
        raise BadCallback("This consent was begun by somebody else.", remedy="Begin again, as yourself.")
    visitor.at(shop.slug).require("owner")


def _cookie(parts: Parts) -> tuple[str, bool]:
    """Return the session cookie's name, and whether it may travel over https only: over http none could be kept."""
    secure = urlsplit(parts.settings.public_url).scheme == "https"
    return ("__Host-credora_browser" if secure else "credora_browser"), secure


def _browser(request: Request, cookie: str) -> str | None:
    found = request.cookies.get(cookie, "")
    return found if BROWSER.fullmatch(found) else None


def where_it_comes_back(request: Request, redirect_uri: str) -> str | None:
    """Return this request's address on the host the consent comes back to, None when it is there already.

    A cookie of localhost is none of 127.0.0.1, though both are this machine.
    """
    comes_back = urlsplit(redirect_uri)
    here = request.url
    same = comes_back.hostname == here.hostname or here.hostname not in LOOPBACK_NAMES
    if same or comes_back.hostname not in LOOPBACK_NAMES or comes_back.port != here.port:
        return None
    return str(here.replace(netloc=comes_back.netloc))


def _said(connection: Connection) -> dict[str, Any]:
    return {
        "id": str(connection.id),
        "account": connection.account,
        "name": connection.name,
        "status": connection.status,
        "sandbox": connection.sandbox,
        "currency": connection.currency,
        "timezone": connection.timezone,
        "missing_scopes": connection.settings.get("missing_scopes", []),
        "problem": connection.problem,
        "connected_at": connection.connected_at,
        "disconnected_at": connection.disconnected_at,
    }
