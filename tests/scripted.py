"""A server on this machine that answers what a test tells it to, byte for byte, and what a client takes along to it."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


@dataclass
class Reply:
    """One answer.

    `cut` leaves out so many bytes of the body it promised, `hold` waits so many seconds before the last byte, `reset`
    answers nothing at all.
    """

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    hold: float = 0
    reset: bool = False

    def bytes(self) -> bytes:
        """Return what goes over the wire."""
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        headers = {"content-length": str(len(body)), "connection": "close", **self.headers}
        head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
        return f"HTTP/1.1 {self.status} Told\r\n{head}\r\n".encode() + body[: len(body) - self.cut]


class Scripted:
    """Replies in the order they are given; the last one is repeated."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.replies: list[Reply] = []

    def tell(self, *replies: Reply) -> None:
        """Forget what was, and answer with these from now on."""
        self.asked, self.replies = [], list(replies)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's one request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, path, _ = head[0].split(" ")
        headers = {key.lower(): value for key, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.asked.append(Asked(method, path, headers, body))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply.reset:
            writer.transport.abort()
            return
        said = reply.bytes()
        writer.write(said[:-1])
        await writer.drain()
        await asyncio.sleep(reply.hold)
        writer.write(said[-1:])
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def scripted() -> AsyncIterator[Scripted]:
    """Lend a server that listens on a free port."""
    told = Scripted()
    server = await asyncio.start_server(told.serve, "127.0.0.1", 0)
    told.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield told


class KeptTokens:
    """Tokens of a connection: the first, and those it is renewed to, until there is none."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.refused: list[str] = []

    async def current(self) -> str:
        """Return the one in use."""
        return self.tokens[0]

    async def renewed(self, refused: str) -> str:
        """Return the next one."""
        self.refused.append(refused)
        self.tokens.pop(0)
        return self.tokens[0]


class NotedPace:
    """A pace that lets everything through and notes what it was told."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.learned: list[dict[str, float]] = []
        self.blocked: list[float] = []

    async def take(self, cost: float = 1) -> None:
        """Note a request."""
        self.taken.append(cost)

    async def learn(self, **said: float) -> None:
        """Note what is left."""
        self.learned.append(said)

    async def block(self, seconds: float) -> None:
        """Note a wait."""
        self.blocked.append(seconds)
