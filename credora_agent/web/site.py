"""The site as one ASGI app, and how it is served: nothing of a request's query or headers reaches a log."""

from __future__ import annotations

from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI, Request
from sqlalchemy import text

from credora_agent.web import account, auth, chat, connections, debug, members, openapi, statics, tokens, webhooks
from credora_agent.web.api import books, planning, trade
from credora_agent.web.door import Door
from credora_agent.web.errors import handle_errors
from credora_agent.web.once import Once
from credora_agent.web.pages import (
    alerts,
    ask,
    budgets,
    campaigns,
    cash,
    cohorts,
    costs,
    dashboard,
    entries,
    findings,
    inventory,
    orders,
    pnl,
    products,
    reconcile,
    settings,
    status,
    welcome,
    whatif,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fastapi import APIRouter
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.web.parts import Parts

PAGES: tuple[Callable[[Parts], APIRouter], ...] = (
    books.routes,
    trade.routes,
    planning.routes,
    dashboard.routes,
    pnl.routes,
    entries.routes,
    orders.routes,
    reconcile.routes,
    findings.routes,
    products.routes,
    campaigns.routes,
    inventory.routes,
    cash.routes,
    whatif.routes,
    cohorts.routes,
    budgets.routes,
    welcome.routes,
    settings.routes,
    costs.routes,
    alerts.routes,
    status.routes,
)
"""The routes of each page and of its JSON: `dashboard.routes` …, a line each."""


def build(parts: Parts) -> FastAPI:
    """Return the app over `parts`."""
    talk = chat.Chat(parts, parts.chat) if parts.chat else None
    entry = auth.Entry(parts)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with parts.mounts.lifespan() if parts.mounts else nullcontext():
            yield
            if talk is not None:
                await talk.runs.close()
            await entry.close()

    app = FastAPI(title="Credora", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(Once, visitors=parts.visitors, database=parts.database)
    app.add_middleware(Door, settings=parts.settings)
    handle_errors(app)
    app.include_router(statics.routes())
    app.include_router(auth.routes(entry))
    for each in (*PAGES, account.routes, members.routes, tokens.routes, debug.routes):
        app.include_router(each(parts))
    app.include_router(connections.routes(parts))
    app.include_router(webhooks.routes(parts))
    if talk is not None:
        app.include_router(chat.routes(talk))
        app.include_router(ask.routes(parts, talk))
    app.include_router(openapi.routes(app))
    app.router.routes.extend(parts.mounts.routes if parts.mounts else ())

    @app.get("/sync/status")
    async def sync_status(request: Request) -> Any:
        """Return how far every stream of the books is."""
        return await parts.sync_status((await parts.visitors.reader(request)).caller)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Return that the process answers."""
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz() -> dict[str, str]:
        """Return that the database answers too; 503 and when to ask again while it does not."""
        await parts.database.read(parts.user, _ask)
        return {"status": "ready"}

    return app


async def _ask(session: AsyncSession) -> None:
    await session.execute(text("select 1"))


def served(parts: Parts) -> uvicorn.Config:
    """Return how the site is served: callbacks carry codes in their query, so there is no access log.

    Peers are who they are: a header saying otherwise is not believed.
    """
    return uvicorn.Config(
        build(parts),
        host=parts.settings.web_host,
        port=parts.settings.web_port,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
