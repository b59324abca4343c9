"""`web`: the dashboard of a shop of a million orders at a hundred requests a second, and two hundred chats at once.

Over HTTP to a process of its own, as a signed-in browser asks; clients and server share the machine's cores.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import httpx2

from credora_agent.access.sessions import Place, begin, csrf_of
from credora_agent.core.caller import Caller
from credora_agent.runtime import LOCAL, open_runtime
from evals.bench.analytics import SPACE, TODAY
from evals.bench.home import connect, kept_up, settings, temporary_home
from evals.bench.listening import listening
from evals.bench.million import fill_one
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import asyncpg

    from credora_agent.runtime import Runtime
    from evals.bench.listening import Server

ORDERS = {"small": 20_000, "full": 1_000_000}
SECONDS = {"small": 3.0, "full": 20.0}
RATE, LINE = 100.0, 100.0
"""Requests a second, and the milliseconds within which 95 of a hundred must be answered."""
CHATS = {"small": 20, "full": 200}
AT_ONE_PERSON = 5
QUESTION = "did we make money in the last 30 days?"
PAGES = ("/", "/pnl", "/cash", "/products", "/campaigns", "/findings")
ALIKE = re.compile(rb'(?:href|src|data-echarts)="(/static/[^"]+)"')
PASS = f"dashboard p95 < {LINE:g} ms at {RATE:g} requests a second, no request fails, every chat is answered"


@dataclass(slots=True)
class Tally:
    """Milliseconds of what was answered, and what was not."""

    took: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> Value:
        """Return the milliseconds within which that share was answered."""
        times = sorted(self.took)
        return Value.once(times[min(len(times) - 1, int(share * len(times)))] if times else float("nan"))


def bench(scale: str) -> Result:
    """Return what the pages and the chat of a large shop take under load."""
    free = shutil.disk_usage(tempfile.gettempdir()).free / 1024**3
    if free < SPACE[scale]:
        lacks = f"{free:.1f} GB are free in {tempfile.gettempdir()}, {SPACE[scale]} are needed; set TMPDIR elsewhere."
        return Result("web", "pages under load", PASS, skipped=lacks)
    with temporary_home() as home:
        return asyncio.run(_bench(home, scale))


async def _bench(home: Path, scale: str) -> Result:
    with kept_up(home) as lease:
        owner = await connect(lease, as_owner=True) if await _migrated(home) else None
        assert owner is not None  # noqa: S101 - migrated just now
        try:
            async with open_runtime(settings(home)) as runtime:
                shop = await fill_one(owner, runtime, ORDERS[scale])
                people = await _people(owner, runtime, LOCAL.at(shop.id), CHATS[scale] // AT_ONE_PERSON)
            site = ("-m", "evals.bench.web_site", str(home))
            with listening(home, lambda port: (*site, str(port), TODAY.isoformat())) as server:
                cells = [*await _pages(server, people[0], SECONDS[scale]), *await _chats(server, people, CHATS[scale])]
            version = str(await owner.fetchval("show server_version"))
        finally:
            await owner.close()
    what = f"pages and chats of a shop of {ORDERS[scale]:,} orders, {shop.rows:,} ledger rows, over HTTP"
    notes = ("clients and server share the machine's cores; a request is timed from when it was due",)
    return Result("web", what, PASS, tuple(cells), notes, version)


async def _migrated(home: Path) -> bool:
    async with open_runtime(settings(home)):
        return True


async def _people(owner: asyncpg.Connection, runtime: Runtime, at: Caller, count: int) -> list[str]:
    """Return the session cookies of so many members of the shop."""
    now, cookies = datetime(TODAY.year, TODAY.month, TODAY.day, 11, 59, tzinfo=UTC), []
    await owner.execute("select set_config('app.tenant_id', $1, false)", str(at.tenant_id))
    for number in range(count):
        person = uuid4()
        await owner.execute("select set_config('app.user_id', $1, false)", str(person))
        await owner.execute(
            "insert into users (id, email, name) values ($1, $2, $3)", person, f"{number}@bench.example", f"P {number}"
        )
        await owner.execute(
            "insert into memberships (tenant_id, user_id, role) values ($1, $2, 'analyst')", at.tenant_id, person
        )
        cookies.append(await _signed_in(runtime, at, person, now))
    return cookies


async def _signed_in(runtime: Runtime, at: Caller, person: UUID, now: datetime) -> str:
    who = Caller(person, at.tenant_id)
    cookie, _ = await runtime.database.write(
        who, lambda s: begin(s, person, "machine", Place("Bench", "127.0.0.0/24"), now=now)
    )
    return cookie


def _client(server: Server, cookie: str) -> httpx2.AsyncClient:
    many = httpx2.Limits(max_connections=500, max_keepalive_connections=200)
    headers = {"accept": "text/html", "sec-fetch-site": "same-origin", "origin": server.url}
    return httpx2.AsyncClient(
        base_url=server.url, trust_env=False, timeout=60, limits=many, headers=headers,
        cookies={"credora_session": cookie},
    )  # fmt: skip


async def _pages(server: Server, cookie: str, seconds: float) -> list[Cell]:
    async with _client(server, cookie) as http:
        await http.get("/")  # what a worker has warmed after its reading
        cells = [await _weighed(http, path) for path in PAGES]
        say(f"web: the dashboard {RATE:g} times a second for {seconds:g} s")
        used, tally = server.cpu, Tally()
        began = perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(int(RATE * seconds)):
                due = began + number / RATE
                await asyncio.sleep(max(0.0, due - perf_counter()))
                group.create_task(_get(http, "/", due, tally))
    cpu = 1000 * (server.cpu - used) / max(len(tally.took), 1)
    slow, wrong = tally.percentile(0.95), len(tally.failed)
    return [
        Cell("dashboard, p50", "ms", tally.percentile(0.5)),
        Cell("dashboard, p95", "ms", slow, {"line": Value.once(LINE)}, passed=slow.median < LINE),
        Cell("dashboard, p99", "ms", tally.percentile(0.99)),
        Cell("dashboard, CPU of the server", "ms", Value.once(cpu)),
        Cell("requests that failed", "calls", Value.once(wrong), passed=not wrong, said="; ".join(tally.failed[:2])),
        *cells,
    ]


async def _get(http: httpx2.AsyncClient, path: str, due: float, tally: Tally) -> None:
    try:
        answer = await http.get(path)
    except httpx2.HTTPError as fault:
        tally.failed.append(type(fault).__name__)
        return
    if answer.status_code != httpx2.codes.OK:
        tally.failed.append(f"{answer.status_code}")
    tally.took.append(1000 * (perf_counter() - due))


async def _weighed(http: httpx2.AsyncClient, path: str) -> Cell:
    """Return what opening a page for the first time sends over the wire, in kB; and how many requests that is."""
    page = await http.get(path)
    files = sorted(set(ALIKE.findall(page.content)))
    sizes = [page.num_bytes_downloaded]
    for each in files:
        answer = await http.get(each.decode())
        sizes.append(answer.num_bytes_downloaded)
    said = f"{len(sizes)} requests; the page itself {sizes[0] / 1000:.1f} kB"
    return Cell(f"{path}: sent at the first look", "kB", Value.once(sum(sizes) / 1000), said=said)


async def _chats(server: Server, people: Sequence[str], count: int) -> list[Cell]:
    say(f"web: {count} chats at once")
    firsts, dones = Tally(), Tally()
    before, used = server.memory, server.cpu
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(_chat(server, people[number % len(people)], firsts, dones))
    unanswered, said = count - len(dones.took), "; ".join(dones.failed[:2])
    cpu = 1000 * (server.cpu - used) / count
    return [
        Cell(f"{count} chats at once: first figure, p50", "ms", firsts.percentile(0.5)),
        Cell(f"{count} chats at once: first figure, p95", "ms", firsts.percentile(0.95)),
        Cell(f"{count} chats at once: whole answer, p95", "ms", dones.percentile(0.95)),
        Cell("CPU of the server a chat", "ms", Value.once(cpu)),
        Cell("memory they take", "MB", Value.once(max(0.0, server.memory - before))),
        Cell("chats not answered", "calls", Value.once(unanswered), passed=not unanswered, said=said),
    ]  # fmt: skip


async def _chat(server: Server, cookie: str, firsts: Tally, dones: Tally) -> None:
    began, seen = perf_counter(), False
    try:
        async with _client(server, cookie) as http:
            headers = {"accept": "text/event-stream", "x-csrf-token": csrf_of(cookie)}
            async with http.stream("POST", "/chat/stream", json={"question": QUESTION}, headers=headers) as answer:
                if answer.status_code != httpx2.codes.OK:
                    dones.failed.append(f"{answer.status_code} {(await answer.aread())[:120]!r}")
                    return
                async for line in answer.aiter_lines():
                    if line == "event: figures" and not seen:
                        seen = True
                        firsts.took.append(1000 * (perf_counter() - began))
                    if line == "event: done":
                        dones.took.append(1000 * (perf_counter() - began))
    except httpx2.HTTPError as fault:
        dones.failed.append(type(fault).__name__)
