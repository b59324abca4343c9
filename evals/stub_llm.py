"""A scripted model behind an OpenAI-compatible endpoint on a real port: what it says, how fast, and how it fails."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from starlette.requests import Request

PIECES = re.compile(r"\s*\S+")
"""What stands for a token: a word with the space before it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the endpoint answers one request.

    Arguments of `calls` are an object, or a text that is sent as it stands: half JSON, or none. `latency` is seconds
    to the first token, `rate` tokens a second, 0 for all at once. After `stop` tokens the connection breaks; `ends`
    says how a stream that is whole is closed, None for a stream without a last word. With `body`, that is the answer.
    """

    text: str = ""
    calls: tuple[tuple[str, dict[str, Any] | str], ...] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    latency: float = 0.0
    rate: float = 0.0
    stop: int | None = None
    ends: str | None = "stop"
    body: str | None = None


def limited(after: str | None = None) -> Reply:
    """Return a 429, with a Retry-After when `after` is one."""
    return Reply(status=429, headers=(("retry-after", after),) if after else (), body='{"error": {"message": "slow"}}')


def failing(status: int = 500) -> Reply:
    """Return an error of that status."""
    return Reply(status=status, body='{"error": {"message": "no"}}')


class Stub:
    """The endpoint: each request takes the next reply of `script`, the last for ever, or what a function of it says."""

    def __init__(self, script: Iterable[Reply] | Callable[[dict[str, Any]], Reply]) -> None:
        self._script = script if callable(script) else list(script)
        self._ids = count(1)
        self.requests: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.keys: list[str | None] = []
        self.streams = 0
        """How many texts are being told now."""
        ways = {"/v1/chat/completions": self._complete, "/v1/responses": self._respond}
        self.app = Starlette(routes=[Route(path, way, methods=["POST"]) for path, way in ways.items()])

    async def _heard(self, request: Request) -> tuple[dict[str, Any], Reply]:
        body = await request.body()
        asked = json.loads(body)
        self.requests.append(asked)
        self.bodies.append(body)
        self.keys.append(request.headers.get("authorization"))
        return asked, self._next(asked)

    async def _complete(self, request: Request) -> Response:
        asked, reply = await self._heard(request)
        if reply.body is not None:
            await asyncio.sleep(reply.latency)
            return Response(reply.body, reply.status, dict(reply.headers), "application/json")
        if asked.get("stream"):
            return StreamingResponse(self._stream(reply, asked), media_type="text/event-stream")
        pieces = len(PIECES.findall(reply.text))
        await asyncio.sleep(reply.latency + (pieces / reply.rate if reply.rate else 0))
        return JSONResponse(self._whole(reply, asked))

    async def _respond(self, request: Request) -> Response:
        """Answer in OpenAI's own newer form, whole."""
        asked, reply = await self._heard(request)
        await asyncio.sleep(reply.latency)
        if reply.body is not None:
            return Response(reply.body, reply.status, dict(reply.headers), "application/json")
        calls = [
            {"type": "function_call", "id": f"fc_{call['id']}", "call_id": call["id"], **call["function"]}
            for call in self._calls(reply)
        ]
        text = {"type": "output_text", "text": reply.text, "annotations": []}
        said = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]}
        return JSONResponse({
            "id": f"resp_{next(self._ids)}", "object": "response", "created_at": 0, "status": "completed",
            "model": asked["model"], "output": calls or [said], "parallel_tool_calls": True, "tool_choice": "auto",
            "tools": [], "usage": {
                "input_tokens": 10, "output_tokens": 2, "total_tokens": 12,
                "input_tokens_details": {"cached_tokens": 4}, "output_tokens_details": {"reasoning_tokens": 0},
            },
        })  # fmt: skip

    def _next(self, asked: dict[str, Any]) -> Reply:
        if callable(self._script):
            return self._script(asked)
        return self._script[min(len(self.requests), len(self._script)) - 1]

    def _whole(self, reply: Reply, asked: dict[str, Any]) -> dict[str, Any]:
        message = {"role": "assistant", "content": reply.text or None, "refusal": None}
        if reply.calls:
            message |= {"tool_calls": self._calls(reply)}
        finish = "tool_calls" if reply.calls else "stop"
        return {
            "id": f"chatcmpl-{next(self._ids)}",
            "object": "chat.completion",
            "created": 0,
            "model": asked["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
            "usage": _usage(reply, asked),
        }

    def _calls(self, reply: Reply) -> list[dict[str, Any]]:
        return [
            {
                "id": f"call_{next(self._ids)}",
                "type": "function",
                "function": {"name": name, "arguments": args if isinstance(args, str) else json.dumps(args)},
            }
            for name, args in reply.calls
        ]

    async def _stream(self, reply: Reply, asked: dict[str, Any]) -> AsyncIterator[bytes]:
        head = {
            "id": f"chatcmpl-{next(self._ids)}", "object": "chat.completion.chunk", "created": 0,
            "model": asked["model"],
        }  # fmt: skip
        await asyncio.sleep(reply.latency)
        yield _event(head | _delta({"role": "assistant", "content": ""}))
        for index, call in enumerate(self._calls(reply)):
            yield _event(head | _delta({"tool_calls": [{"index": index, **call}]}))
        self.streams += 1
        try:
            for number, piece in enumerate(PIECES.findall(reply.text)):
                if number == reply.stop:
                    raise Broken
                yield _event(head | _delta({"content": piece}))
                await asyncio.sleep(1 / reply.rate if reply.rate else 0)
        finally:
            self.streams -= 1
        if reply.ends is not None:
            yield _event(head | _delta({}, "tool_calls" if reply.calls else reply.ends))
            if asked.get("stream_options", {}).get("include_usage"):
                yield _event(head | {"choices": [], "usage": _usage(reply, asked)})
            yield b"data: [DONE]\n\n"


class Broken(Exception):
    """The connection ends here, in the middle of an answer."""


def _delta(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def _usage(reply: Reply, asked: dict[str, Any]) -> dict[str, Any]:
    sent = len(PIECES.findall(json.dumps([asked["messages"], asked.get("tools")])))
    said = len(PIECES.findall(reply.text)) + sum(len(str(args)) // 4 + 1 for _, args in reply.calls)
    return {
        "prompt_tokens": sent, "completion_tokens": said, "total_tokens": sent + said,
        "prompt_tokens_details": {"cached_tokens": sent // 2},
    }  # fmt: skip


@asynccontextmanager
async def serving(stub: Stub) -> AsyncIterator[str]:
    """Serve the stub on a free port of this machine; yield what a client takes as its base URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(stub.app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    finally:
        server.should_exit = True
        await running
        listener.close()


def main() -> None:
    """Serve one model until killed: it calls the given tool when it is offered tools, else says the given text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.8)
    parser.add_argument("--rate", type=float, default=40.0)
    parser.add_argument("--text", default="That is what the books say.")
    parser.add_argument("--rounds", default="[]", help="JSON: the calls of each round, then the text")
    chosen = parser.parse_args()
    rounds = json.loads(chosen.rounds)

    def script(asked: dict[str, Any]) -> Reply:
        done = sum(message["role"] == "assistant" for message in asked["messages"])
        if asked.get("tools") and done < len(rounds):
            return Reply(calls=tuple(map(tuple, rounds[done])), latency=chosen.latency, rate=chosen.rate)
        return Reply(chosen.text, latency=chosen.latency, rate=chosen.rate)

    async def run() -> None:
        async with serving(Stub(script)) as url:
            print(url, flush=True)
            await asyncio.Event().wait()

    asyncio.run(run())


if __name__ == "__main__":
    main()
