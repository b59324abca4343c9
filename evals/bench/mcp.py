"""`mcp`: what a client pays for an answer, in tokens and in milliseconds, beside one that is handed the orders."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

from fastmcp import Client
from fastmcp.client.transports import StdioTransport

from evals.bench.home import ROOT, environment, kept_up, settings, temporary_home
from evals.bench.raw_orders import connector, orders_of, pages
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say
from evals.soak.place import UNLIMITED, served, take_in, token
from evals.soak.questions import WEIGHTS, month, question
from evals.tokens import count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import date
    from pathlib import Path

RUNS = {"small": 3, "full": 20}
BUDGET = 4_000
"""Tokens of all names, descriptions and schemas together."""
NET = "cfo_pnl"
"""The tool that answers what the peer is asked: what did we net last month?"""


@dataclass(slots=True)
class Asked:
    """One tool: its surface, what it answers, and milliseconds of its calls by the way they came."""

    surface: str
    text: str
    data: str
    took: dict[str, list[float]]


def bench(scale: str) -> Result:
    """Return tokens and times of every reading tool, and of the peer's way to last month's net."""
    with temporary_home() as home, kept_up(home):
        say("mcp: taking an invented shop in")
        take_in(home)
        today = datetime.now(UTC).date()
        found, surface = asyncio.run(_measured(home, today, RUNS[scale]))
        raw = pages(orders_of(home / "export" / "orders.csv", month(today, 1)["start"][:7]))
        peer = asyncio.run(_peer(raw, RUNS[scale]))
    return judged(found, surface, raw, peer)


async def _measured(home: Path, today: date, runs: int) -> tuple[dict[str, Asked], list[str]]:
    """Return what each tool was found to be, and the surface of all tools there are."""
    found: dict[str, Asked] = {}
    async with _in_process(home) as (ask, tools):
        for name in WEIGHTS:
            say(f"mcp: {name}")
            arguments = question(name, today)
            began = perf_counter()
            result = await ask(name, arguments)
            took = {"first": [1000 * (perf_counter() - began)]}
            found[name] = Asked(tools[name], result.content[0].text, json.dumps(result.structured_content), took)
            took["in process"] = await _times(ask, name, arguments, runs)
    say("mcp: on stdio")
    started = StdioTransport(
        sys.executable, ["-m", "credora_agent", "mcp"], env=environment(home) | {"PYTHONPATH": str(ROOT)}, cwd=str(home)
    )
    async with Client(started) as client:
        await _by(client, "stdio", found, today, runs)
    say("mcp: over HTTP")
    with served(home, **UNLIMITED) as server:
        async with Client(server.url, auth=token(home, "bench")) as client:
            await _by(client, "HTTP", found, today, runs)
    return found, list(tools.values())


@asynccontextmanager
async def _in_process(home: Path) -> AsyncIterator[tuple[Callable[..., Awaitable[Any]], dict[str, str]]]:
    """Yield a way to call tools within this process, and each tool's surface as JSON."""
    from credora_agent.runtime import LOCAL, open_runtime  # noqa: PLC0415 - only this bench needs it
    from mcp_servers.hub import hub  # noqa: PLC0415 - as above
    from mcp_servers.identity import Identity, acting  # noqa: PLC0415 - as above
    from mcp_servers.services import House, over  # noqa: PLC0415 - as above

    async with open_runtime(settings(home)) as runtime:
        shop, house = await runtime.shop(None), House(lambda: over(runtime))
        server, who = hub(house), Identity(LOCAL.at(shop.id), frozenset({"read"}), "bench")

        async def ask(name: str, arguments: dict[str, Any]) -> Any:
            with acting(who):
                return await server.call_tool(name, arguments)

        yield ask, {tool.name: _surface(tool) for tool in await server.list_tools()}
        await house.close()


def _surface(tool: Any) -> str:
    return json.dumps(
        {"name": tool.name, "description": tool.description, "inputSchema": tool.parameters}, separators=(",", ":")
    )


async def _by(client: Client[Any], way: str, found: dict[str, Asked], today: date, runs: int) -> None:
    for name, asked in found.items():
        asked.took[way] = await _times(client.call_tool, name, question(name, today), runs)


async def _times(ask: Callable[..., Awaitable[Any]], name: str, arguments: dict[str, Any], runs: int) -> list[float]:
    """Return the milliseconds of so many calls, after one that does not count."""
    await ask(name, arguments)
    times = []
    for _ in range(runs):
        began = perf_counter()
        await ask(name, arguments)
        times.append(1000 * (perf_counter() - began))
    return times


async def _peer(raw: list[str], runs: int) -> list[float]:
    """Return the milliseconds it takes to be handed all pages, within one process."""
    times = []
    async with Client(connector(raw)) as client:
        for _ in range(runs):
            began = perf_counter()
            for page in range(len(raw)):
                await client.call_tool("get-orders", {"page": page})
            times.append(1000 * (perf_counter() - began))
    return times


def judged(found: dict[str, Asked], surface: list[str], raw: list[str], peer: list[float]) -> Result:
    """Return what was measured, the one question beside the peer's way to it."""
    listed, net = sum(map(count, surface)), found[NET]
    cells = (
        Cell(f"{len(surface)} tools listed", "tokens", Value.once(listed), {"budget": Value.once(BUDGET)},
             passed=listed <= BUDGET),
        *(_tokens(name, asked) for name, asked in found.items()),
        *(_ms(name, asked) for name, asked in found.items()),
        Cell("last month's net: tokens", "tokens", Value.once(count(net.text) + count(net.data)),
             {"raw orders": Value.once(sum(map(count, raw)))}),
        Cell("last month's net: calls", "calls", Value.once(1), {"raw orders": Value.once(len(raw))}),
        Cell("last month's net: time", "ms", _value(net, "in process"), {"raw orders": Value.of(peer, "ms")}),
    )  # fmt: skip
    return Result(
        "mcp",
        "tokens (cl100k) of what a client's model reads, and milliseconds a call: in the server, on stdio, over HTTP",
        f"all tools listed take at most {BUDGET:,} tokens",
        cells,
        (
            "tokens are of the text that answers alone; beside it the same as data, and the tool's own listing",
            "first: in the server, nothing kept; the others ask again, as clients do",
            "raw orders: last month's as indented JSON, 50 a page, from memory; no fees, ads or costs are in them, and",
            "Shopify's own time and the model's adding up come on top",
        ),
    )


def _tokens(name: str, asked: Asked) -> Cell:
    beside = {"as data": Value.once(count(asked.data)), "listed": Value.once(count(asked.surface))}
    return Cell(f"{name}: answer", "tokens", Value.once(count(asked.text)), beside=beside)


def _ms(name: str, asked: Asked) -> Cell:
    return Cell(
        name, "ms", _value(asked, "in process"), beside={w: _value(asked, w) for w in ("first", "stdio", "HTTP")}
    )


def _value(asked: Asked, way: str) -> Value:
    return Value.of(asked.took[way], "ms")
