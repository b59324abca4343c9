"""The sandbox as a process of its own beside the product, started, spoken to over HTTP, and stopped."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2

from credora_agent.core.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

READY_IN = 60.0
"""Seconds the process may take until it listens; its world goes on growing after that."""


@dataclass(frozen=True, slots=True)
class Simulator:
    """A running sandbox: its address, what it announced, and its control plane."""

    url: str
    announced: Mapping[str, Any]
    http: httpx2.AsyncClient

    async def told(self, path: str, **query: str) -> Any:
        """Return what the control plane says at `path`."""
        answer = await self.http.get(f"{self.url}/__sim/{path}", params=query)
        answer.raise_for_status()
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer.text

    async def do(self, path: str, order: Mapping[str, Any] | Sequence[Any]) -> Any:
        """Order something of the control plane, and return its answer."""
        answer = await self.http.post(f"{self.url}/__sim/{path}", json=order)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def undo(self, path: str) -> None:
        """Take back what was ordered at `path`."""
        (await self.http.delete(f"{self.url}/__sim/{path}")).raise_for_status()


@asynccontextmanager
async def simulator(*options: str) -> AsyncIterator[Simulator]:
    """Yield a sandbox started with these options of `python -m credora_agent.sandbox`; it ends with the block.

    Raises Unavailable when it does not come up.
    """
    command = [sys.executable, "-m", "credora_agent.sandbox", "--port", "0", "--with-parent", *options]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        announced = await _announcement(process)
        async with httpx2.AsyncClient(timeout=120, trust_env=False) as http:
            yield Simulator(announced["url"], announced, http)
    finally:
        await _stop(process)


async def _announcement(process: asyncio.subprocess.Process) -> dict[str, Any]:
    if process.stdout is None:
        raise AssertionError("the process was started with a pipe")
    try:
        line = await asyncio.wait_for(process.stdout.readline(), READY_IN)
        return dict(json.loads(line))
    except (TimeoutError, ValueError):
        raise Unavailable("The sandbox did not start.", remedy="See what it says above.") from None


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), 5)
    except TimeoutError:
        process.kill()
        await process.wait()
