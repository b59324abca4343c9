"""`chat`: how soon a question has its first figure, with a model of 800 ms a round and 40 tokens a second.

A turn is the whole of one: question, plan, tools, figures, words, guard, and kept with its conversation. Beside a plain
agent: the same model, a tool that fetches pages live from the platform, here the simulator over HTTP, no books, no
cache.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
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

    from credora_agent.agent.events import Stream
    from credora_agent.core.caller import Caller

QUESTION = "did we make money in {month}?"
UNSURE = "zorp the glimmer of our wobbly quarzle please"
"""What the local planner is not sure of, so that the model plans it."""
LATENCY, RATE = 0.8, 40.0
TEXT = (
    "It is worth a look at what returns and payment fees were made of. Check which products the returns belong to "
    "before you plan the next order. Next, see which campaigns the marketing went to."
)
"""What the model says; it claims nothing, so that the guard has it shown and no round is needed to mend it."""
AT_ONCE = (1, 20)
RUNS = {"small": 1, "full": 3}
MOST_ROUNDS = 10
"""Rounds a plain agent may take: as many as the original's."""
HELD_TO = (
    "20 at once: first figure in 1/20 of the plain agent's time; two rounds at most; 30 ms of CPU a turn;"
    " without a model the whole answer in 300 ms (p95)"
)
FASTER, CPU, WHOLE = 20, 30.0, 300.0
SERIES = 24
"""Turns of a load at the least: what p95 is of."""


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
    """Who asks, and what takes their turns: with the model, and without one."""

    caller: Caller
    stream: Stream
    without: Stream


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
    return Result("chat", "one whole turn, the model's own time in it", HELD_TO, tuple(_cells(found)), (
        f"the plain agent fetches {min(pages, MOST_ROUNDS - 1)} of the month's {pages} pages of orders live, in turn",
        "our questions at once are about twelve different months; each turn is guarded, and kept with a conversation",
        f"a plan by the model cannot be there before its one round of {LATENCY * 1000:.0f} ms: no line is drawn for it",
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
            "no model": await _loads("no model", lambda number: turn(desk, _question(number), desk.without), runs),
            "local plan": await _loads("local plan", lambda number: turn(desk, _question(number), desk.stream), runs),
            "model plan": await _loads("model plan", lambda _: turn(desk, UNSURE, desk.stream), runs),
        }


def _question(number: int) -> str:
    first = date.fromisoformat(month(datetime.now(UTC).date(), 1 + number % 12)["start"])
    return QUESTION.format(month=f"{first:%B %Y}")


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
        found[at_once] = await _load(take, at_once, max(runs, SERIES // at_once) if name == "no model" else runs)
    return found


async def _load(take: Callable[[int], Awaitable[Taken]], at_once: int, runs: int) -> Load:
    turns: list[Taken] = []
    began = process_time()
    for run in range(runs):
        turns += await asyncio.gather(*(take(number) for number in range(run, run + at_once)))
    return Load(turns, (process_time() - began) * 1000 / len(turns))


@asynccontextmanager
async def _desk(home: Path, url: str) -> AsyncIterator[Desk]:
    """Yield who asks, and what takes their turns over the shop's books."""
    from credora_agent import app  # noqa: PLC0415 - only this bench needs it
    from credora_agent.runtime import LOCAL, Runtime, open_runtime  # noqa: PLC0415 - as above

    named = {"llm_base_url": url, "llm_model": "stub", "llm_daily_tokens": 10**9}
    async with open_runtime(settings(home)) as runtime:
        shop = await runtime.shop(None)
        thinking = Runtime(settings(home).model_copy(update=named), runtime.database, runtime.reports)
        yield Desk(LOCAL.at(shop.id), app.chat(thinking), app.chat(runtime))


async def turn(desk: Desk, question: str, stream: Stream) -> Taken:
    """Return what one of our turns took, from the question to its end, kept; its figures are on their way before."""
    began, first, done = perf_counter(), 0.0, None
    async for event in stream(desk.caller, question, None):
        if event.kind == "figures" and not first:
            first = perf_counter() - began
        done = event.data.get("turn") if event.kind == "done" else done
    if not first or done is None or done["notices"] or (done["model"] is None) is (stream is not desk.without):
        raise AssertionError(done and (done["answer"], done["notices"]))
    return Taken(first, perf_counter() - began, done["model"]["rounds"] if done["model"] else 0)


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
    run = Runner.run_streamed(agent, _question(0), context={}, max_turns=MOST_ROUNDS + 1)
    async for event in run.stream_events():
        if not first and event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            first = perf_counter() - began
    return Taken(first, perf_counter() - began, len(run.raw_responses))


def _cells(found: dict[str, dict[int, Load]]) -> Iterator[Cell]:
    ours = ("local plan", "model plan")
    for at_once in AT_ONCE:
        load = found["no model"][at_once]
        whole = _p95(load.turns, "last")
        yield Cell(f"no model, {at_once} at once: whole answer, p95", "ms", Value.once(whole),
                   beside={"median": _ms(load.turns, "last")},
                   passed=whole <= WHOLE if at_once == 1 else None)  # fmt: skip
        yield Cell(f"no model, {at_once} at once: CPU a turn", "ms", Value.once(load.cpu), passed=load.cpu <= CPU)
        plain = found["plain agent"][at_once]
        for name in ours:
            load = found[name][at_once]
            peers = {"plain agent": _ms(plain.turns, "first")}
            line = name == "local plan" and at_once == AT_ONCE[-1]
            cell = Cell(f"{name}, {at_once} at once: first figure", "ms", _ms(load.turns, "first"), peers,
                        {"p95": Value.once(_p95(load.turns, "first"))})  # fmt: skip
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


def _p95(turns: list[Taken], which: str) -> float:
    times = [getattr(each, which) * 1000 for each in turns]
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
