"""`/ask`: questions asked, answered while one looks on, and the conversations they stand in.

Without JavaScript a question is a form, and its answer a page; with it the same form is answered as a stream of
finished markup (see `web.answering`).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from credora_agent.core.errors import BadInput, CredoraError
from credora_agent.web import answering, answers
from credora_agent.web.body import form_body
from credora_agent.web.chat import key_of, place_of
from credora_agent.web.links import in_books, link
from credora_agent.web.look import page
from credora_agent.web.pages import conversations
from credora_agent.web.suggestions import Known, suggestions

if TYPE_CHECKING:
    from credora_agent.agent.thread_shown import Thread
    from credora_agent.web.chat import Chat, Taken
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

AT_ONCE = 0.4
"""Seconds a form waits for its answer before it shows a page that goes on listening."""
HEARS = {"permissions-policy": "camera=(), geolocation=(), microphone=(self)"}
"""On these pages a question may be spoken; the browser asks the person first."""
STREAM = "text/event-stream"


def routes(parts: Parts, chat: Chat) -> APIRouter:  # noqa: C901 - a route each
    """Return the routes over `parts` and the turns under way in `chat`."""
    router, threads = APIRouter(prefix="/ask", include_in_schema=False, dependencies=[Depends(in_books)]), chat.threads
    router.include_router(conversations.routes(parts, chat))

    @router.get("")
    async def fresh(request: Request, q: str = "", run: str = "") -> Response:
        """Show an empty conversation, with questions that fit the shop; or one whose first answer is under way."""
        visitor = await parts.visitors.reader(request)
        if not run:
            return await _shown(request, parts, chat, visitor, asked=q[:2_000])
        found = chat.runs.of_id(visitor.caller, run)
        if found is None:
            return RedirectResponse(link("/ask"), 303)
        if found.done is not None:
            return RedirectResponse(_place(found.done.data), 303)
        thread = await threads.read(visitor.caller, found.conversation) if found.conversation else None
        return await _shown(request, parts, chat, visitor, thread=thread, run=found)

    @router.post("")
    async def ask(request: Request) -> Response:
        """Answer a question: as a stream where that is asked for, else by the page its answer stands on."""
        visitor = await parts.visitors.analyst(request)
        form = await form_body(request)
        conversation = conversations.id_of(form.get("conversation", ""))
        taken = await chat.begun(
            visitor.caller, form.get("q", ""), conversation, key=key_of(request), place=place_of(request)
        )
        if STREAM in request.headers.get("accept", ""):
            return await _streamed(request, parts, chat, visitor, taken)
        return RedirectResponse(await _soon(chat, taken), 303)

    @router.get("/runs/{run}")
    async def listen(request: Request, run: str) -> Response:
        """Tell of a turn under way, as far as it has not been heard."""
        visitor = await parts.visitors.reader(request)
        found = chat.runs.of_id(visitor.caller, run)
        if found is None:
            raise BadInput("That answer is not under way here.", remedy="Look for it among the conversations.")
        hearing = answering.Hearing(parts, visitor, found)
        return _stream(hearing.lines(place_of(request)[1]))

    @router.post("/runs/{run}/stop")
    async def stop(request: Request, run: str) -> Response:
        """End a turn under way; nothing of it is kept."""
        visitor = await parts.visitors.analyst(request)
        chat.runs.stop(visitor.caller, run)
        if "text/html" not in request.headers.get("accept", ""):
            return Response(status_code=204)
        return RedirectResponse(link("/ask"), 303)

    @router.get("/{conversation}")
    async def one(request: Request, conversation: UUID) -> Response:
        """Show a conversation."""
        visitor = await parts.visitors.reader(request)
        thread = await threads.read(visitor.caller, conversation)
        return await _shown(request, parts, chat, visitor, thread=thread)

    return router


async def _shown(
    request: Request,
    parts: Parts,
    chat: Chat,
    visitor: Visitor,
    *,
    thread: Thread | None = None,
    **more: Any,
) -> Response:
    """Return the page of a conversation, or of none yet."""
    shown = answers.answers(thread) if thread is not None else ()
    plans = {each.message: await answering.plan_of(parts, visitor, each) for each in shown if each.plan}
    listed = await conversations.listed(chat, visitor.caller)
    offered = () if thread is not None or more.get("run") else await _suggested(parts, visitor)
    context = {"asked": "", "run": None} | more
    return page(
        request, "ask.html", visitor, headers=HEARS, thread=thread, answers=shown, plans=plans, suggestions=offered,
        conversation=thread.conversation.id if thread is not None else None, **listed, **context,
    )  # fmt: skip


async def _suggested(parts: Parts, visitor: Visitor) -> tuple[str, ...]:
    books = await parts.reports.books(visitor.caller)
    if books.recorded is None:
        return ()
    found = await parts.reports.findings(visitor.caller, today=visitor.today)
    connected = await parts.connect.connections(visitor.caller)
    platforms = frozenset(each.platform for each in connected if each.status == "connected")
    known = Known(books.recorded, frozenset(map(str, books.provides)), found.findings, platforms)
    return suggestions(known, visitor.today)


async def _streamed(request: Request, parts: Parts, chat: Chat, visitor: Visitor, taken: Taken) -> Response:
    if taken.run is None:
        kept = await chat.done(taken)
        return _stream(answering.kept_line(visitor, UUID(kept["conversation"]), UUID(kept["message"])))
    first = "last-event-id" not in request.headers
    return _stream(answering.Hearing(parts, visitor, taken.run).lines(None if first else taken.heard))


def _stream(lines: Any) -> Response:
    return StreamingResponse(lines, media_type=STREAM, headers={"x-accel-buffering": "no", "cache-control": "no-store"})


async def _soon(chat: Chat, taken: Taken) -> str:
    """Return where the answer stands if it is there at once, else where it can be waited for."""
    if taken.run is None:
        return _place(await chat.done(taken))
    with suppress(TimeoutError, CredoraError):
        async with asyncio.timeout(AT_ONCE):
            return _place(await taken.run.result())
    return link("/ask", run=taken.run.id)


def _place(done: dict[str, Any]) -> str:
    return f"{link('/ask/' + done['conversation'])}#answer-{done['message']}"
