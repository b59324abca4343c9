"""`/status`: whether everything runs, how far each stream is read, and how old what the books say is. JSON too."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy import text
from starlette.responses import RedirectResponse

from credora_agent.core import clock
from credora_agent.core.errors import BadInput
from credora_agent.reports.schemas import Range, Run, Schema, SyncStatus
from credora_agent.sync.schedule import make_due
from credora_agent.web import reading
from credora_agent.web.links import in_books, link
from credora_agent.web.look import page
from credora_agent.web.replies import json_of
from credora_agent.web.said import said

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import WriteSession
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor


class Service(Schema):
    """One part that runs, or does not: `says` is what is known of it, `remedy` what to do, "" where nothing is."""

    name: str
    state: Literal["good", "warn", "off"]
    says: str
    remedy: str = ""


class Standing(Schema):
    """How everything stands: the parts that run, what the books hold, and every live source."""

    services: tuple[Service, ...]
    recorded: Range | None
    records: tuple[str, ...]
    lacks: tuple[str, ...]
    ledger_version: int
    files: tuple[Run, ...]
    sync: SyncStatus


def routes(parts: Parts) -> APIRouter:
    """Return the routes over `parts`."""
    router = APIRouter(prefix="/status", dependencies=[Depends(in_books)])

    @router.get("", response_model=Standing)
    async def status(request: Request) -> Any:
        """Return how everything stands; a page for a browser."""
        visitor = await parts.visitors.reader(request)
        stands, books_as_of = await standing(parts, visitor)
        if "text/html" not in request.headers.get("accept", ""):
            return json_of(stands)
        return page(
            request, "status.html", visitor, stands=stands, as_of=books_as_of, accounts=reading.accounts(stands.sync),
            reading=reading.is_reading(stands.sync), said=said(request),
        )  # fmt: skip

    @router.post("/read")
    async def read(request: Request) -> Any:
        """Have everything that is connected be read now, by the next free worker."""
        visitor = await parts.visitors.analyst(request)
        me = visitor.caller
        open_ones = [each.id for each in await parts.connect.connections(me) if each.status == "connected"]
        if not open_ones:
            raise BadInput("Nothing is connected.", remedy="Connect an account in the settings.")

        async def work(session: WriteSession) -> None:
            await make_due(session, me.shop, open_ones, clock.now())

        await parts.database.write(me, work)
        if parts.on_connected is not None:
            await parts.on_connected(me)
        if "text/html" not in request.headers.get("accept", ""):
            return {"due": len(open_ones)}
        return RedirectResponse(link("/status", said="reading"), 303)

    return router


async def standing(parts: Parts, visitor: Visitor) -> tuple[Standing, datetime | None]:
    """Return how everything stands for the visitor's shop, and as of when its books are."""
    now, began = clock.now(), perf_counter()
    await parts.database.read(visitor.user, _ask)
    took = (perf_counter() - began) * 1000
    books = await parts.reports.status(visitor.caller, now=now)
    sync = SyncStatus(shop=books.shop, at=now, sources=books.sources)
    services = (
        Service(name="Database", state="good", says=f"answers in {took:.1f} ms"),
        _worker(sync, now),
        _model(parts),
        _on("Asking", "questions are answered", "off", on=parts.chat is not None),
        _on("Sandbox", "new accounts are the sandbox’s, invented", "accounts are the platforms’ own",
            on=parts.settings.sandbox),
    )  # fmt: skip
    found = Standing(
        services=services, recorded=books.recorded, records=books.records, lacks=books.lacks,
        ledger_version=books.ledger_version, files=books.runs, sync=sync,
    )  # fmt: skip
    return found, books.as_of


def _on(name: str, says: str, otherwise: str, *, on: bool) -> Service:
    return Service(name=name, state="good" if on else "off", says=says if on else otherwise)


def _worker(sync: SyncStatus, now: datetime) -> Service:
    if not sync.streams:
        return Service(name="Reading", state="off", says="nothing is connected")
    late = reading.overdue(sync, now)
    if late:
        says = f"{late} of {len(sync.streams)} streams have been due for more than ten minutes, and none is being read"
        return Service(name="Reading", state="warn", says=says, remedy="Start a worker: credora worker")
    busy = sum(each.state == "running" for each in sync.streams)
    says = f"{busy} of {len(sync.streams)} streams are being read" if busy else f"{len(sync.streams)} streams on time"
    return Service(name="Reading", state="good", says=says)


def _model(parts: Parts) -> Service:
    known = parts.settings
    if not any((known.llm_base_url, known.llm_api_key, known.openai_api_key, known.openai_base_url)):
        says = "none: questions are planned and answered without one"
        return Service(name="Language model", state="off", says=says)
    named = known.llm_model or known.openai_model or "the endpoint’s own"
    return Service(name="Language model", state="good", says=f"{named}; every sentence is held against the figures")


async def _ask(session: AsyncSession) -> None:
    await session.execute(text("select 1"))
