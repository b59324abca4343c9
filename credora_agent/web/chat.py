"""`/chat`: questions answered, whole or as a stream of events, and the conversations they stand in.

A stream's events are named plan, tool_started, tool_finished, figures, block, words, notice and done; the data of each
is JSON. A turn that fails ends with a done that holds an `error`. Whoever lost the line sends the same request again
with the last event's id in `Last-Event-ID`, or with the `Idempotency-Key` of the first, and hears the rest.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response, StreamingResponse

from credora_agent.agent.events import Event
from credora_agent.agent.threads import Threads
from credora_agent.core.errors import BadInput
from credora_agent.core.text import plain_text
from credora_agent.web.body import json_body
from credora_agent.web.runs import Runs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from credora_agent.agent.events import Stream
    from credora_agent.core.caller import Caller
    from credora_agent.web.parts import Parts
    from credora_agent.web.runs import Run

HEARTBEAT = 15.0
"""Seconds of silence after which a comment says that the line stands."""
QUESTION = 2_000
"""Characters of a question."""
KEY = re.compile(r"[\x21-\x7e]{1,200}")
PLACE = re.compile(r"([0-9a-f]{32})\.(\d{1,9})")


class Body(BaseModel):
    """A body of JSON, with nothing in it that is not asked for."""

    model_config = ConfigDict(extra="forbid")


class Question(Body):
    """A question, the conversation it goes on in, and the books it is about where there are several."""

    question: str = Field(min_length=1, max_length=QUESTION)
    conversation: UUID | None = None
    books: str | None = Field(default=None, max_length=80)


class Change(Body):
    """What of a conversation is to be another."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    archived: bool | None = None


class Judgement(Body):
    """What the person thinks of an answer."""

    verdict: Literal["up", "down"]
    note: str | None = Field(default=None, max_length=2_000)


class Taken(NamedTuple):
    """A turn that is asked for: under way, with the number of the last event the client has heard; or as it is kept."""

    caller: Caller
    run: Run | None = None
    heard: int = 0
    message: UUID | None = None


class Chat:
    """What the routes share: the turns under way, and the conversations."""

    def __init__(self, parts: Parts, stream: Stream) -> None:
        self.parts, self.stream = parts, stream
        self.threads, self.runs = Threads(parts.database), Runs()

    async def caller(self, request: Request) -> Caller:
        """Return who looks at conversations of their own, which `?books=` they are about."""
        return (await self.parts.visitors.reader(request)).caller

    async def taken(self, request: Request) -> Taken:
        """Return the turn a request is about, begun if it is a new one."""
        visitor = await self.parts.visitors.person(request)
        asked = await json_body(request, Question)
        me = visitor.at(asked.books).require("analyst").caller
        return await self.begun(me, asked.question, asked.conversation, key=key_of(request), place=place_of(request))

    async def begun(
        self,
        me: Caller,
        question: str,
        conversation: UUID | None,
        *,
        key: str | None = None,
        place: tuple[str | None, int] = (None, 0),
    ) -> Taken:
        """Return the turn of that question, begun unless `key` or `place` say that it was.

        Raises BadInput for what is no question, UnknownConversation, RateLimited.
        """
        words = plain_text(question, longest=QUESTION)
        if not words:
            raise BadInput("That question has no character that can be seen.", remedy="Ask another.")
        digest = hashlib.sha256(orjson.dumps([words, str(conversation)])).digest()
        if conversation is not None:
            await self.threads.questions(me, conversation, last=1)
        known = await self.threads.answered(me, key, digest) if key else None
        # From here to `begin` nothing is waited for: of two equal requests one begins the turn, the other finds it.
        run_id, heard = place
        again = self.runs.of_id(me, run_id) if run_id else None
        if again is not None and again.asked == digest:
            return Taken(me, again, heard)
        if key and (again := self.runs.of_key(me, key, digest)):
            return Taken(me, again)
        if known is not None:
            return Taken(me, message=known)
        then = partial(self._remember, me, key, digest) if key else None
        events = self.stream(me, words, conversation)
        run = self.runs.begin(me, digest, events, key=key, then=then, question=words, conversation=conversation)
        return Taken(me, run)

    async def _remember(self, me: Caller, key: str, digest: bytes, event: Event) -> None:
        if message := event.data.get("message"):
            await self.threads.remember(me, key, digest, UUID(str(message)))

    async def done(self, taken: Taken) -> dict[str, Any]:
        """Return what the end of a turn says: of one that is kept, as it was kept. Raises the error it ended by."""
        if taken.run is not None:
            return await taken.run.result()
        conversation, said = await self.threads.message(taken.caller, taken.message or UUID(int=0))
        return {"conversation": str(conversation), "message": str(said.id), "turn": said.turn}


def routes(chat: Chat) -> APIRouter:  # noqa: C901 - a route each
    """Return the routes over `chat`."""
    router, threads = APIRouter(prefix="/chat"), chat.threads

    @router.post("/message")
    async def message(request: Request) -> Response:
        """Answer a question: its conversation, the id of the answer, and the whole turn."""
        return _json(await chat.done(await chat.taken(request)))

    @router.post("/stream")
    async def stream(request: Request) -> Response:
        """Answer a question by events as they happen."""
        taken = await chat.taken(request)
        lines = _lines(taken.run, taken.heard) if taken.run is not None else _line(await chat.done(taken))
        return StreamingResponse(lines, media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    @router.get("/conversations")
    async def conversations(
        request: Request,
        limit: Annotated[int, Query(ge=1, le=100)] = 30,
        cursor: Annotated[str | None, Query(max_length=400)] = None,
        search: Annotated[str | None, Query(max_length=200)] = None,
        *,
        archived: bool = False,
    ) -> Response:
        """Return a page of conversations, or with `search` the messages that hold these words."""
        me = await chat.caller(request)
        if search is not None:
            return _json({"found": await threads.search(me, search, limit=limit)})
        return _json(await threads.list(me, archived=archived, limit=limit, cursor=cursor))

    @router.get("/conversations/{conversation}")
    async def one(request: Request, conversation: UUID) -> Response:
        """Return a conversation with all its messages as they were kept."""
        return _json(await threads.read(await chat.caller(request), conversation))

    @router.patch("/conversations/{conversation}")
    async def change(request: Request, conversation: UUID) -> Response:
        """Rename a conversation, put it away or bring it back."""
        me = await chat.caller(request)
        asked = await json_body(request, Change)
        if asked.title is None and asked.archived is None:
            raise BadInput("Nothing is to be changed.", remedy="Give title or archived.")
        if asked.title is not None:
            done = await threads.rename(me, conversation, asked.title)
        if asked.archived is not None:
            done = await threads.archive(me, conversation, away=asked.archived)
        return _json(done)

    @router.delete("/conversations/{conversation}")
    async def delete(request: Request, conversation: UUID) -> Response:
        """Delete a conversation; nothing of it is left."""
        me = await chat.caller(request)
        await threads.delete(me, conversation)
        return Response(status_code=204)

    @router.get("/conversations/{conversation}/export")
    async def export(
        request: Request,
        conversation: UUID,
        form: Annotated[Literal["json", "markdown"], Query(alias="format")] = "json",
    ) -> Response:
        """Return a conversation as a file."""
        me = await chat.caller(request)
        content = await threads.export(me, conversation, as_markdown=form == "markdown")
        kind, end = ("text/markdown", "md") if form == "markdown" else ("application/json", "json")
        name = f'attachment; filename="conversation-{conversation.hex[:8]}.{end}"'
        return Response(content, media_type=kind, headers={"content-disposition": name})

    @router.post("/conversations/{conversation}/messages/{message_id}/feedback")
    async def feedback(request: Request, conversation: UUID, message_id: UUID) -> Response:
        """Keep what the person thinks of an answer."""
        me = await chat.caller(request)
        asked = await json_body(request, Judgement)
        await threads.placed(me, conversation, message_id)
        return _json(await threads.feedback(me, message_id, asked.verdict, note=asked.note))

    return router


def place_of(request: Request) -> tuple[str | None, int]:
    """Return the turn, and the number of the last event of it, that a client has heard; (None, 0) without any."""
    found = PLACE.fullmatch(request.headers.get("last-event-id", ""))
    return (found[1], int(found[2])) if found else (None, 0)


def key_of(request: Request) -> str | None:
    """Return the key a client gave its request. Raises BadInput for one that is none."""
    key = request.headers.get("idempotency-key")
    if key is not None and not KEY.fullmatch(key):
        raise BadInput("The Idempotency-Key is not one.", remedy="Give 1 to 200 visible ASCII characters.")
    return key


async def _lines(run: Run, heard: int) -> AsyncIterator[bytes]:
    """Yield a turn as server-sent events, and a comment wherever it is silent for long."""
    async with aclosing(run.paced(heard, HEARTBEAT)) as events:
        async for found in events:
            yield b": still here\n\n" if found is None else _told(found[1], f"{run.id}.{found[0]}")
    if run.error is not None:
        said = {"code": run.error.code, "cause": run.error.cause, "remedy": run.error.remedy}
        yield _told(Event("done", {"error": said}), f"{run.id}.{len(run.events) + 1}")


async def _line(done: dict[str, Any]) -> AsyncIterator[bytes]:
    yield _told(Event("done", done), f"{UUID(done['message']).hex}.1")


def _told(event: Event, name: str) -> bytes:
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (name.encode(), event.kind.encode(), _dumped(event.data))


def _dumped(value: Any) -> bytes:
    return orjson.dumps(value, default=_jsonable)


def _jsonable(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)


def _json(value: Any) -> Response:
    return Response(_dumped(value), media_type="application/json")
