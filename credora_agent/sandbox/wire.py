"""What can happen to an answer on its way: cut, reset, dripped, lost. Works beneath every platform alike."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from email.utils import format_datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

WIRE_KINDS = frozenset({"reset", "truncate", "slow_drip", "lose_answer", "lose_refresh_answer"})
_LINGER_NOT = struct.pack("ii", 1, 0)


class Answer:
    """One answer on its way out; `request.state.wire` of every request.

    `route` and `note` go into the log; `spoil` says what happens to the bytes; `abort()` resets the connection at once.
    """

    def __init__(self, send: Send, date: datetime) -> None:
        """Start with an answer that arrives whole, dated `date`."""
        self._send = send
        self.date = date
        self.route = ""
        self.note: dict[str, Any] = {}
        self.spoil: tuple[str, dict[str, Any]] | None = None
        self.status = 0
        self._start: Message | None = None
        self._body = bytearray()
        self._let_out = 0
        self._gone = False

    async def abort(self) -> None:
        """Reset the TCP connection: the client reads an error, not an end."""
        self._gone = True
        transport = getattr(getattr(self._send, "__self__", None), "transport", None)
        if transport is None:
            return
        sock = transport.get_extra_info("socket")
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        transport.abort()
        await asyncio.sleep(0)

    async def send(self, message: Message) -> None:
        """Pass one message of the answer on, as whole or as spoiled as it is to arrive."""
        if self._gone:
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            stamp = (b"date", format_datetime(self.date, usegmt=True).encode())
            message["headers"] = [*message.get("headers", []), stamp]
        if self.spoil is None:
            await self._send(message)
            return
        kind, options = self.spoil
        await _SPOILERS[kind](self, message, options)

    async def _lose(self, _message: Message, _options: dict[str, Any]) -> None:
        await self.abort()

    async def _reset(self, message: Message, options: dict[str, Any]) -> None:
        """Let `after` bytes of the body out (default: half of its first part), then reset."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        body: bytes = message.get("body", b"")
        after = int(options.get("after", len(body) // 2))
        if after and self._start:
            await self._send(self._start)
            self._start = None
        if self._let_out + len(body) < after and message.get("more_body"):
            self._let_out += len(body)
            await self._send(message)
            return
        if after:
            await self._send({"type": "http.response.body", "body": body[: after - self._let_out], "more_body": True})
            await asyncio.sleep(0.01)
        await self.abort()

    async def _truncate(self, message: Message, options: dict[str, Any]) -> None:
        """End the body early as if it were whole: `bytes` of it arrive (default: half), properly framed."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body") or not self._start:
            return
        cut = bytes(self._body[: int(options.get("bytes", len(self._body) // 2))])
        await self._send(_resized(self._start, len(cut)))
        await self._send({"type": "http.response.body", "body": cut})

    async def _drip(self, message: Message, options: dict[str, Any]) -> None:
        """Send the body in pieces of `bytes` (default 64), `seconds` (default 0.02) apart."""
        body: bytes = message.get("body", b"")
        size = max(1, int(options.get("bytes", 64)))
        for at in range(0, len(body) - size, size) if message["type"] == "http.response.body" else ():
            await self._send({"type": "http.response.body", "body": body[at : at + size], "more_body": True})
            await asyncio.sleep(float(options.get("seconds", 0.02)))
            message = {**message, "body": body[at + size :]}
        await self._send(message)


_SPOILERS: dict[str, Callable[[Answer, Message, dict[str, Any]], Awaitable[None]]] = {
    "reset": Answer._reset,  # noqa: SLF001 - this table is part of the class
    "truncate": Answer._truncate,  # noqa: SLF001
    "slow_drip": Answer._drip,  # noqa: SLF001
    "lose_answer": Answer._lose,  # noqa: SLF001
    "lose_refresh_answer": Answer._lose,  # noqa: SLF001
}


def _resized(start: Message, size: int) -> Message:
    """Return the start of an answer with its stated length replaced."""
    headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    return {**start, "headers": [*headers, (b"content-length", str(size).encode())]}


class OnTheWire:
    """An ASGI app around the whole sandbox: every answer passes through it, is dated, spoiled if asked, and logged."""

    def __init__(self, app: ASGIApp, now: Callable[[], datetime], written: Callable[[dict[str, Any]], None]) -> None:
        """Wrap `app`; `now` dates the answers, `written` takes each line of the log."""
        self._app, self._now, self._written = app, now, written

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer, began = Answer(send, self._now()), perf_counter()
        scope.setdefault("state", {}).update(wire=answer, fault={})
        try:
            await self._app(scope, receive, answer.send)
        finally:
            self._written(_logged(scope, answer, perf_counter() - began))


def _logged(scope: Scope, answer: Answer, seconds: float) -> dict[str, Any]:
    """Return the log's line about one request."""
    path: str = scope["path"]
    return {
        "at": answer.date.isoformat(),
        "platform": path.split("/")[1],
        "route": answer.route,
        "method": scope["method"],
        "path": path,
        "status": answer.status,
        "ms": round(seconds * 1000, 2),
        "faults": sorted(scope["state"]["fault"]),
        **answer.note,
    }
