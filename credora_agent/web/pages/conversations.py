"""Conversations listed, searched, renamed, put away, deleted; answers judged; proposed changes made or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from credora_agent.core import clock
from credora_agent.core.errors import BadInput, CredoraError
from credora_agent.web import answering
from credora_agent.web.body import form_body
from credora_agent.web.links import link
from credora_agent.web.look import HEADERS, page

if TYPE_CHECKING:
    from credora_agent.core.caller import Caller
    from credora_agent.web.chat import Chat
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

VIA = "web"
PAGE = 15
"""Conversations listed at once."""
Words = Annotated[str | None, Query(max_length=200)]
Place = Annotated[str | None, Query(max_length=400)]
Verb = Literal["rename", "archive", "restore", "delete"]


def routes(parts: Parts, chat: Chat) -> APIRouter:  # noqa: C901 - a route each
    """Return the routes over `parts` and the conversations of `chat`."""
    router, threads = APIRouter(), chat.threads

    @router.get("/history")
    async def history(request: Request, search: Words = None, cursor: Place = None, archived: str = "") -> Response:
        """Return the list of conversations, or of what a search finds: by itself for htmx, else as a page."""
        visitor = await parts.visitors.reader(request)
        found = await listed(chat, visitor.caller, search=search, cursor=cursor, archived=bool(archived))
        name = "history.html" if "hx-request" in request.headers else "conversations.html"
        return page(request, name, visitor, conversation=None, **found)

    @router.post("/plans/{plan}/{verb}")
    async def settle(request: Request, plan: str, verb: Literal["apply", "decline"]) -> Response:
        """Make the change a person said yes to, or close it; return how it stands now."""
        visitor = await parts.visitors.analyst(request)
        conversation, swapped = (
            id_of((await form_body(request)).get("conversation", "")),
            "hx-request" in request.headers,
        )
        refused = None
        try:
            await _settle(parts, visitor, plan, verb)
        except CredoraError as error:
            if not swapped:
                raise
            refused = error
        if not swapped:
            return RedirectResponse(
                f"{link(f'/ask/{conversation}')}#plan-{plan}" if conversation else link("/ask"), 303
            )
        stands = await parts.actions.plan(visitor.caller, plan, now=clock.now())
        return _markup(answering.render("proposal", visitor, plan=stands, conversation=conversation, refused=refused))

    @router.post("/{conversation}/{verb}")
    async def change(request: Request, conversation: UUID, verb: Verb) -> Response:
        """Rename a conversation, put it away, bring it back, or delete it."""
        visitor = await parts.visitors.reader(request)
        form, me = await form_body(request), visitor.caller
        if verb == "rename":
            await threads.rename(me, conversation, form.get("title", ""))
        elif verb == "delete":
            await threads.delete(me, conversation)
        else:
            await threads.archive(me, conversation, away=verb == "archive")
        return RedirectResponse(link("/ask" if verb in {"delete", "archive"} else f"/ask/{conversation}"), 303)

    @router.post("/{conversation}/messages/{message}/feedback")
    async def feedback(request: Request, conversation: UUID, message: UUID) -> Response:
        """Keep what the person thinks of an answer."""
        visitor = await parts.visitors.reader(request)
        form = await form_body(request)
        verdict: Literal["up", "down"] = "up" if form.get("verdict") == "up" else "down"
        await threads.placed(visitor.caller, conversation, message)
        given = await threads.feedback(visitor.caller, message, verdict, note=form.get("note") or None)
        if "hx-request" not in request.headers:
            return RedirectResponse(f"{link(f'/ask/{conversation}')}#answer-{message}", 303)
        html = answering.render("feedback", visitor, conversation=conversation, message=message, given=given)
        return _markup(html)

    return router


async def listed(
    chat: Chat, me: Caller, *, search: str | None = None, cursor: str | None = None, archived: bool = False
) -> dict[str, Any]:
    """Return what the list of conversations shows: a page of them, or with `search` what was found in them."""
    asked = {"search": search or "", "archived": archived, "found": (), "conversations": (), "next": None}
    if search and search.strip():
        return {**asked, "found": await chat.threads.search(me, search)}
    found = await chat.threads.list(me, archived=archived, limit=PAGE, cursor=cursor)
    further = link("/ask/history", cursor=found.next_cursor, archived="yes" if archived else None)
    return {**asked, "conversations": found.conversations, "next": further if found.next_cursor else None}


def id_of(given: str) -> UUID | None:
    """Return the conversation a form names, None where it names none. Raises BadInput for what is no id."""
    try:
        return UUID(given) if given else None
    except ValueError:
        raise BadInput("That is no conversation.", remedy="Begin a new one.") from None


async def _settle(parts: Parts, visitor: Visitor, plan: str, verb: str) -> None:
    if verb == "apply":
        await parts.actions.apply(visitor.caller, VIA, plan, today=visitor.today, now=clock.now())
    else:
        await parts.actions.decline(visitor.caller, VIA, plan, now=clock.now())


def _markup(html: str) -> Response:
    return HTMLResponse(html, headers=HEADERS)
