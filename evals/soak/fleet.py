"""Many clients of one server: each with a token and a connection of its own, all together so many calls a second.

A call is timed from the moment it was due, not from when it could be sent: a server that falls behind shows it.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Any

import httpx2

from evals.soak.questions import asked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

HEADERS = {
    "accept": "application/json, text/event-stream",
    "content-type": "application/json",
    "mcp-protocol-version": "2025-11-25",
}
TIMEOUT = 30


@dataclass(slots=True)
class Tally:
    """What came of the calls: seconds of each by its tool, in order, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """How many were answered or went wrong."""
        return sum(map(len, self.took.values()))

    def percentile(self, share: float, tool: str | None = None) -> float:
        """Return the milliseconds within which that share of the calls was answered."""
        times = sorted(x for name, each in self.took.items() for x in each if tool in (None, name))
        return 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else float("nan")


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked: by so many clients, a second, for so long. No `rate` is as fast as it is answered."""

    seconds: float
    clients: int = 50
    rate: float | None = 20.0


async def load(url: str, tokens: Sequence[str], how: Load, today: date, *, seed: int = 7) -> Tally:
    """Return what came of asking the server at `url` that way; each client uses one of the tokens."""
    tally = Tally()
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(_client(tokens[number % len(tokens)])) for number in range(how.clients)
        ]
        began = perf_counter()
        async with asyncio.TaskGroup() as group:
            for number, client in enumerate(clients):
                group.create_task(_asking(client, url, how, (began, number), Random(f"{seed} {number}"), today, tally))
    return tally


def _client(token: str) -> httpx2.AsyncClient:
    headers = {**HEADERS, "authorization": f"Bearer {token}"}
    return httpx2.AsyncClient(trust_env=False, timeout=TIMEOUT, headers=headers)


async def _asking(  # noqa: PLR0913, PLR0917 - one client's life, told once
    http: httpx2.AsyncClient, url: str, how: Load, place: tuple[float, int], chance: Random, today: date, tally: Tally
) -> None:
    began, number = place
    pause = how.clients / how.rate if how.rate else 0.0
    due = began + pause * number / how.clients
    while due < began + how.seconds:
        await asyncio.sleep(max(0.0, due - perf_counter()))
        name, arguments = asked(chance, today)
        wrong = await _call(http, url, name, arguments)
        tally.took.setdefault(name, []).append(perf_counter() - due)
        if wrong:
            tally.errors.append(f"{name}: {wrong}")
        due = due + pause if how.rate else perf_counter()


async def _call(http: httpx2.AsyncClient, url: str, name: str, arguments: dict[str, Any]) -> str | None:
    """Return what went wrong with a call, None when it was answered."""
    params = {"name": name, "arguments": arguments}
    try:
        answer = await http.post(url, json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    except httpx2.HTTPError as fault:
        return type(fault).__name__
    if answer.status_code != httpx2.codes.OK:
        return f"{answer.status_code} {answer.text[:200]}"
    data = [line[5:] for line in answer.text.splitlines() if line.startswith("data:")]
    result = json.loads(data[-1] if data else answer.text).get("result", {})
    return None if result and not result.get("isError") else str(result)[:300]
