"""`chat`: how soon a question has its first figure, with a model of 800 ms a round and 40 tokens a second.

Beside a plain agent: the same model, a tool that fetches pages live from the platform, here the simulator over HTTP,
no books, no cache.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import quantiles
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from evals.bench.home import ROOT, kept_up, settings, temporary_home
from evals.bench.live_orders import Shop, simulated
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say
from evals.soak.place import take_in
from evals.soak.questions import month

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from agents import Agent

    from credora_agent.agent.models.endpoint import Endpoint
    from credora_agent.agent.models.planner import ModelPlanner
    from credora_agent.agent.plan import Plan
    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime

QUESTION = "did we make money last month?"
LATENCY, RATE = 0.8, 40.0
TEXT = (
    "Returns and marketing took the largest part of what came in. Unit costs are recorded for nearly all products, so "
    "the margin can be trusted. Look at the products with the lowest contribution next."
)
AT_ONCE = (1, 20)
RUNS = {"small": 1, "full": 3}
MOST_ROUNDS = 10
"""Rounds a plain agent may take: as many as the original's."""
PASS = "20 at once: first figure in 1/20 of the plain agent's time; two rounds at most; 30 ms of CPU a turn"  # noqa: S105
FASTER, CPU = 20, 30.0


@dataclass(frozen=True, slots=True)
class Taken:
    """One turn: seconds to its first figure and to its last word, and rounds of the model."""

    first: float
    last: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Load:
    """Turns at once, and the CPU of this process for each of them, in ms."""

    turns: list[Taken]
    cpu: float


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, and of what."""

    runtime: Runtime
    caller: Caller
    endpoint: Endpoint
    planner: ModelPlanner


def bench(scale: str) -> Result:
    """Return times to the first figure and the last word, rounds and CPU, beside the plain agent's."""
    with temporary_home() as home, kept_up(home):
        say("chat: taking an invented shop in")
        take_in(home)
        last = month(datetime.now(UTC).date(), 1)
        with model([[["cfo_pnl", last]]]) as url:
            found = asyncio.run(_ours(home, url, RUNS[scale]))
    say("chat: starting the simulator for the plain agent")
    with simulated() as announced:
        pages = asyncio.run(_pages(announced, last))
        with model(_paging(pages)) as url:
            found["plain agent"] = asyncio.run(_theirs(announced, url, last))
    return Result("chat", "one turn, the model's own time in it", PASS, tuple(_cells(found)), (
        f"the plain agent fetches {min(pages, MOST_ROUNDS - 1)} of the month's {pages} pages of orders live, in turn",
        "our questions at once are about twelve different months; the guard and what is kept are not in it",
    ))  # fmt: skip


def _paging(count: int) -> list[list[list[Any]]]:
    """Return the calls of the plain agent's rounds: each page is known only when the one before was read."""
    return [[["get_orders", {"page": page}]] for page in range(min(count, MOST_ROUNDS - 1))]


@contextmanager
def model(rounds: list[list[list[Any]]]) -> Iterator[str]:
    """Yield the address of a scripted model in a process of its own."""
    command = [sys.executable, "-m", "evals.stub_llm", "--latency", str(LATENCY), "--rate", str(RATE)]
    command += ["--text", TEXT, "--rounds", json.dumps(rounds)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip() if process.stdout else ""
    finally:
        process.terminate()
        process.communicate()


async def _ours(home: Path, url: str, runs: int) -> dict[str, dict[int, Load]]:
    async with _desk(home, url) as desk:
        return {
            "local plan": await _loads("local plan", lambda number: turn(desk, number, by_model=False), runs),
            "model plan": await _loads("model plan", lambda number: turn(desk, number, by_model=True), runs),
        }


async def _pages(announced: dict[str, Any], days: dict[str, str]) -> int:
    shop = Shop(announced)
    await shop.install()
    pages = await shop.count(days)
    await shop.aclose()
    return pages


async def _theirs(announced: dict[str, Any], url: str, days: dict[str, str]) -> dict[int, Load]:
    shop = Shop(announced)
    await shop.install()
    agent = plain_agent(url, shop, days)
    loads = await _loads("plain agent", lambda _: plain_turn(agent), 1)
    await shop.aclose()
    return loads


async def _loads(name: str, take: Callable[[int], Awaitable[Taken]], runs: int) -> dict[int, Load]:
    await take(0)  # modules, connections, prepared statements: not what is measured
    found = {}
    for at_once in AT_ONCE:
        say(f"chat: {name}, {at_once} at once")
        found[at_once] = await _load(take, at_once, runs)
    return found


async def _load(take: Callable[[int], Awaitable[Taken]], at_once: int, runs: int) -> Load:
    turns: list[Taken] = []
    began = process_time()
    for _ in range(runs):
        turns += await asyncio.gather(*(take(number) for number in range(at_once)))
    return Load(turns, (process_time() - began) * 1000 / len(turns))


@asynccontextmanager
async def _desk(home: Path, url: str) -> AsyncIterator[Desk]:
    """Yield who asks and of what: the shop's books, and our model planner over the committed tools."""
    from credora_agent.agent.models.endpoint import Address, Endpoint  # noqa: PLC0415 - only this bench needs it
    from credora_agent.agent.models.planner import ModelPlanner  # noqa: PLC0415 - as above
    from credora_agent.agent.models.tools import Spec  # noqa: PLC0415 - as above
    from credora_agent.analytics.metrics import METRICS  # noqa: PLC0415 - as above
    from credora_agent.runtime import LOCAL, open_runtime  # noqa: PLC0415 - as above

    surface = json.loads((ROOT / "mcp_servers" / "contract.json").read_text(encoding="utf-8"))
    specs = [
        Spec(each["name"], each["description"], each["inputSchema"]) for tools in surface.values() for each in tools
    ]
    endpoint = Endpoint(Address(url, "none", "stub"))
    async with open_runtime(settings(home)) as runtime:
        shop = await runtime.shop(None)
        yield Desk(runtime, LOCAL.at(shop.id), endpoint, ModelPlanner(endpoint, specs, list(METRICS)))
    await endpoint.aclose()


async def turn(desk: Desk, number: int, *, by_model: bool) -> Taken:
    """Return what one of our turns took: plan, tools side by side, figures, then words by the model."""
    from credora_agent.agent.models.usage import Rounds  # noqa: PLC0415 - as above
    from credora_agent.agent.models.words import Speech, Told  # noqa: PLC0415 - as above
    from credora_agent.telling.statement import tell  # noqa: PLC0415 - as above
    from mcp_servers.analytics import TOOLS  # noqa: PLC0415 - as above
    from mcp_servers.tool import Context, Toolbox  # noqa: PLC0415 - as above

    began, rounds = perf_counter(), Rounds(2)
    today = datetime.now(UTC).date()
    plan = await _plan(desk, rounds, by_model=by_model)
    tools = Toolbox(Context(desk.caller, today, desk.runtime.reports), TOOLS)
    if not by_model:
        period = month(today, 1 + number % 12)
        plan = replace(plan, calls=tuple(replace(call, args=call.args | period) for call in plan.calls))
    results = await asyncio.gather(*(tools.call(call.tool, call.args) for call in plan.calls))
    part = tell(results[0])
    first = perf_counter() - began
    said = Told(QUESTION, part.words, part.figures)
    speech = Speech(said, desk.endpoint, objection=lambda _: None, rounds=rounds)
    heard = [sentence async for sentence in speech]
    if speech.notice or len(heard) <= len(part.words):
        raise AssertionError(speech.notice or "the model was not heard")
    return Taken(first, perf_counter() - began, 2 - rounds.left)


async def _plan(desk: Desk, rounds: Any, *, by_model: bool) -> Plan:
    from credora_agent.agent.models.facts import Facts  # noqa: PLC0415 - as above
    from credora_agent.agent.planner.local import plan  # noqa: PLC0415 - as above

    today = datetime.now(UTC).date()
    books = await desk.runtime.reports.books(desk.caller)
    if not by_model:
        return plan(QUESTION, today=today, books=books.recorded)
    facts = Facts(today, "GBP", "Europe/London", books.recorded)
    return await desk.planner.plan(QUESTION, facts, rounds=rounds)


def plain_agent(url: str, shop: Shop, days: dict[str, str]) -> Agent[dict[int, str | None]]:
    """Return an agent as one builds it first: a tool that fetches, a model that reads pages and adds up."""
    from agents import Agent, FunctionTool, set_tracing_disabled  # noqa: PLC0415 - as above
    from agents.models.openai_chatcompletions import OpenAIChatCompletionsModel  # noqa: PLC0415 - as above
    from openai import AsyncOpenAI  # noqa: PLC0415 - as above

    set_tracing_disabled(disabled=True)

    async def get_orders(context: Any, arguments: str) -> str:
        page, cursors = json.loads(arguments)["page"], context.context
        text, cursors[page + 1] = await shop.page(days, cursors.get(page))
        return text

    schema = {"type": "object", "properties": {"page": {"type": "integer"}}, "required": ["page"]}
    tool = FunctionTool("get_orders", "Get a page of the orders.", schema, get_orders, strict_json_schema=False)
    client = AsyncOpenAI(base_url=url, api_key="none", max_retries=0, timeout=300)
    return Agent(
        "plain", instructions="Answer questions about the shop with the tools.", tools=[tool],
        model=OpenAIChatCompletionsModel("stub", client),
    )  # fmt: skip


async def plain_turn(agent: Agent[dict[int, str | None]]) -> Taken:
    """Return what one turn of the plain agent took; its first figure is in its first word."""
    from agents import Runner  # noqa: PLC0415 - as above

    began, first = perf_counter(), 0.0
    run = Runner.run_streamed(agent, QUESTION, context={}, max_turns=MOST_ROUNDS + 1)
    async for event in run.stream_events():
        if not first and event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            first = perf_counter() - began
    return Taken(first, perf_counter() - began, len(run.raw_responses))


def _cells(found: dict[str, dict[int, Load]]) -> Iterator[Cell]:
    ours = ("local plan", "model plan")
    for at_once in AT_ONCE:
        plain = found["plain agent"][at_once]
        for name in ours:
            load = found[name][at_once]
            peers = {"plain agent": _ms(plain.turns, "first")}
            line = name == "local plan" and at_once == AT_ONCE[-1]
            cell = Cell(f"{name}, {at_once} at once: first figure", "ms", _ms(load.turns, "first"), peers,
                        {"p95": Value.once(_p95(load.turns))})  # fmt: skip
            yield replace(cell, passed=cell.ratio("plain agent") >= FASTER) if line else cell
            yield Cell(f"{name}, {at_once} at once: last word", "ms", _ms(load.turns, "last"),
                       {"plain agent": _ms(plain.turns, "last")})  # fmt: skip
            yield Cell(f"{name}, {at_once} at once: CPU a turn", "ms", Value.once(load.cpu),
                       {"plain agent": Value.once(plain.cpu)}, passed=load.cpu <= CPU)  # fmt: skip
    for name in ours:
        rounds = max(each.rounds for load in found[name].values() for each in load.turns)
        theirs = max(each.rounds for each in found["plain agent"][1].turns)
        yield Cell(f"{name}: rounds of the model", "calls", Value.once(rounds),
                   {"plain agent": Value.once(theirs)}, passed=rounds <= 2)  # noqa: PLR2004 # fmt: skip


def _ms(turns: list[Taken], which: str) -> Value:
    return Value.of([getattr(each, which) * 1000 for each in turns], "ms")


def _p95(turns: list[Taken]) -> float:
    times = [each.first * 1000 for each in turns]
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
