"""`Idempotency-Key`: of two equal requests that change something one does, and both get its answer, for a day.

Whoever lost the line sends the same request again. `/chat` and `/ask` keep their own keys, for their
answers are kept anyway.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from credora_agent.core import clock
from credora_agent.core.errors import BadInput, CredoraError, RateLimited
from credora_agent.tables.access import KeyedAnswer
from credora_agent.web.body import raw_body
from credora_agent.web.errors import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, WriteSession
    from credora_agent.web.visitor import Visitors

KEY = re.compile(r"[\x21-\x7e]{1,200}")
ELSEWHERE = (
    "/chat/", "/ask", "/auth/", "/webhooks/", "/oauth", "/mcp", "/cfo", "/shopify", "/meta", "/google", "/token",
    "/settings/tokens", "/settings/members",
)  # fmt: skip
"""Where keys are kept otherwise, where a request is nobody's of a shop, and where an answer holds a secret."""
LARGEST_ASKED, LARGEST_ANSWER = 1 << 20, 1 << 18
"""Bytes of a request that can have a key, and of an answer that is kept."""
KEPT, PATIENCE = timedelta(days=1), timedelta(minutes=1)
"""How long an answer is kept, and how long one is waited for that a killed process may have begun."""
SHOWN = ("content-type", "location", "cache-control", "content-security-policy", "hx-redirect", "hx-trigger")
"""Headers that belong to an answer."""
FAULT = 500


class OtherRequest(BadInput):
    """A key was used for another request before."""

    code = "key_used"


class Once:
    """ASGI middleware: has a request with a key done once, and its answer given again."""

    def __init__(self, app: ASGIApp, visitors: Visitors, database: Database) -> None:
        self._app, self._visitors, self._database = app, visitors, database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        key = Headers(scope=scope).get("idempotency-key") if scope["type"] == "http" else None
        if key is None or scope["method"] != "POST" or scope["path"].startswith(ELSEWHERE):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            answer = await self._answered(request, key)
        except CredoraError as error:
            answer = problem(request, error)
        await answer(scope, receive, send)

    async def _answered(self, request: Request, key: str) -> Response:
        if not KEY.fullmatch(key):
            raise BadInput("The Idempotency-Key is not one.", remedy="Give 1 to 200 visible ASCII characters.")
        visitor = await self._visitors.of(request)
        body = await raw_body(request, LARGEST_ASKED)
        if visitor is None or visitor.shop is None:
            return await self._done(request, body)
        asked = hashlib.sha256(b"\0".join((str(request.url).encode(), body))).digest()
        me, now = visitor.caller, clock.now()
        mine = partial(_claim, me=me, row={"key": key, "asked": asked, "begun_at": now})
        kept = await self._database.write(me, mine)
        if kept is not None:
            return _again(kept, asked)
        answer = await self._done(request, body)
        await self._database.write(me, partial(_keep, me=me, key=key, answer=answer))
        return answer

    async def _done(self, request: Request, body: bytes) -> Response:
        """Return the app's answer to a request whose body was read already."""
        start: Message = {}
        parts: list[bytes] = []
        whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def told() -> Message:
            """Give the body once; after it, what else is heard: that the client has gone."""
            if whole:
                return whole.pop()
            return await request.receive()

        async def heard(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        await self._app(request.scope, told, heard)
        answer = Response(b"".join(parts), start["status"])
        answer.raw_headers = list(start["headers"])
        return answer


async def _claim(session: WriteSession, *, me: Caller, row: dict[str, object]) -> KeyedAnswer | None:
    """Return what is kept of that key, None where the request is ours to do: new, or given up by a killed process."""
    mine = (KeyedAnswer.tenant_id == me.tenant_id, KeyedAnswer.user_id == me.user_id, KeyedAnswer.key == row["key"])
    now = clock.now()
    await session.execute(delete(KeyedAnswer).where(*mine, KeyedAnswer.begun_at < now - KEPT))
    given_up = (KeyedAnswer.status.is_(None), KeyedAnswer.begun_at < now - PATIENCE, KeyedAnswer.asked == row["asked"])
    whole = {"tenant_id": me.tenant_id, "user_id": me.user_id, **row}
    new = insert(KeyedAnswer).values(**whole).on_conflict_do_nothing().returning(KeyedAnswer.key)
    taken = update(KeyedAnswer).where(*mine, *given_up).values(begun_at=now).returning(KeyedAnswer.key)
    if (await session.execute(new)).first() or (await session.execute(taken)).first():
        return None
    return (await session.scalars(select(KeyedAnswer).where(*mine))).one()


async def _keep(session: WriteSession, *, me: Caller, key: str, answer: Response) -> None:
    """Keep an answer; what failed by our own fault, or is too long to be kept, may be asked anew."""
    mine = (KeyedAnswer.tenant_id == me.tenant_id, KeyedAnswer.user_id == me.user_id, KeyedAnswer.key == key)
    if answer.status_code >= FAULT or len(answer.body) > LARGEST_ANSWER:
        await session.execute(delete(KeyedAnswer).where(*mine))
        return
    shown = {name: answer.headers[name] for name in SHOWN if name in answer.headers}
    done = {"status": answer.status_code, "headers": shown, "body": bytes(answer.body)}
    await session.execute(update(KeyedAnswer).where(*mine).values(**done))


def _again(kept: KeyedAnswer, asked: bytes) -> Response:
    """Return the kept answer. Raises OtherRequest for another request, RateLimited while the first is being done."""
    if kept.asked != asked:
        raise OtherRequest(
            "This Idempotency-Key came with another request.", remedy="Give each request a key of its own."
        )
    if kept.status is None or kept.body is None:
        raise RateLimited("The first request of this key is being done.", remedy="Ask again soon.", retry_after=1)
    return Response(kept.body, kept.status, {**(kept.headers or {}), "idempotency-replayed": "true"})
