"""`analytics`: a dashboard of a shop of a million orders, cold and kept, beside raw rows; ten thousand futures."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import timedelta
from itertools import pairwise
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from sqlalchemy import text

from credora_agent.analytics.cash.baseline import baseline
from credora_agent.analytics.cash.outcome import outcome
from credora_agent.analytics.cash.paths import cash_paths
from credora_agent.core.period import Grain, Period
from credora_agent.ledger.keep_plan import keep
from credora_agent.reports.dashboard import days_of
from credora_agent.reports.futures import load_known
from credora_agent.runtime import LOCAL, open_runtime
from credora_agent.tables import planning
from evals.bench.home import connect, kept_up, settings, temporary_home
from evals.bench.ledger import FIRST, LAST, SQL
from evals.bench.million import fill_one
from evals.bench.paths import raw_sql
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    import asyncpg

    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime
    from evals.bench.ledger import BenchShop

ORDERS = {"small": 20_000, "full": 1_000_000}
SPACE = {"small": 1, "full": 12}
"""Gigabytes that must be free before anything is generated."""
TODAY = LAST + timedelta(days=1)
PATHS, DAYS = 10_000, 180
ROUNDS, RAW_ROUNDS = 15, 3
FORGET = text("delete from pnl_reports where tenant_id = :tenant")
FUTURES_LINE, COLD_LINE, KEPT_LINE = 150.0, 100.0, 10.0
LINE_SAID = (
    f"{PATHS:,} futures × {DAYS} days with cash < {FUTURES_LINE:g} ms of CPU; "
    f"the dashboard < {COLD_LINE:g} ms cold and < {KEPT_LINE:g} ms kept"
)
NOTES = (
    "cold: no answer kept, as after a reading, statements prepared; from call to answer, its parts side by side",
    "kept: the same asked again while the books stand",
    "raw rows: the same figures taken out of the ledger's rows by Postgres; nothing is allocated, simulated or told",
    "futures: model fitted, sales simulated, payouts, refunds, taxes and bills landed, odds read; the books are loaded",
)


def bench(scale: str) -> Result:
    """Return milliseconds of a dashboard and its parts, and the CPU of a forecast with its cash."""
    free = shutil.disk_usage(tempfile.gettempdir()).free / 1024**3
    if free < SPACE[scale]:
        lacks = f"{free:.1f} GB are free in {tempfile.gettempdir()}, {SPACE[scale]} are needed; set TMPDIR elsewhere."
        return Result("analytics", "answers over a generated shop", LINE_SAID, skipped=lacks)
    with temporary_home() as home:
        return asyncio.run(_bench(home, ORDERS[scale]))


async def _bench(home: Path, orders: int) -> Result:
    with kept_up(home) as lease:
        async with open_runtime(settings(home)) as runtime:
            owner, app = await connect(lease, as_owner=True), await connect(lease, as_owner=False)
            try:
                shop = await fill_one(owner, runtime, orders)
                cells = await measured(runtime, app, shop)
                version = str(await app.fetchval("show server_version"))
            finally:
                await owner.close()
                await app.close()
    what = f"answers over a generated shop of {orders:,} orders, {shop.rows:,} ledger rows, 500 SKUs, 20 campaigns"
    return Result("analytics", what, LINE_SAID, tuple(cells), NOTES, version)


async def measured(runtime: Runtime, app: asyncpg.Connection, shop: BenchShop) -> list[Cell]:
    """Return what the shop's answers take; its plan is stated first, as a merchant would."""
    me = LOCAL.at(shop.id)
    await app.execute("select set_config('app.tenant_id', $1, false)", str(shop.id))
    balance = {"account": "main", "day": LAST, "amount_micros": 90_000 * 10**6, "currency": "GBP"}
    await runtime.database.write(me, lambda s: keep(s, shop.id, planning.CashBalance, [balance]))
    return [await _futures(runtime, me, shop), *await _answers(runtime, app, me, shop)]


async def _futures(runtime: Runtime, me: Caller, shop: BenchShop) -> Cell:
    """Return the CPU of a forecast with its cash: numpy's own threads are counted, whichever core they run on."""
    say("analytics: futures")
    known = await runtime.database.read(me, lambda s: load_known(s, shop.id, TODAY))
    parts: dict[str, list[float]] = {"": [], "sales": [], "cash": [], "odds": []}
    for seed in range(ROUNDS + 1):
        marks = [process_time()]
        base = baseline(known, today=TODAY, horizon=DAYS, paths=PATHS, seed=seed)
        marks.append(process_time())
        if base.inputs is None:
            raise AssertionError("the generated shop has no history")
        cash = cash_paths(base.inputs)
        marks.append(process_time())
        outcome(base.inputs, cash)
        marks.append(process_time())
        if seed:  # the first warms the caches, and is not counted
            parts[""].append((marks[-1] - marks[0]) * 1000)
            for name, (begun, ended) in zip(("sales", "cash", "odds"), pairwise(marks), strict=True):
                parts[name].append((ended - begun) * 1000)
    value = Value.of(parts.pop(""), "ms")
    beside = {name: Value.of(runs, "ms") for name, runs in parts.items()}
    what = f"{PATHS:,} futures × {DAYS} d, CPU"
    return Cell(what, "ms", value, {}, beside, value.median < FUTURES_LINE)


async def _answers(runtime: Runtime, app: asyncpg.Connection, me: Caller, shop: BenchShop) -> list[Cell]:
    reports, period = runtime.reports, days_of(TODAY)
    ways: dict[str, Callable[[], Awaitable[object]]] = {
        "dashboard": lambda: reports.dashboard(me, today=TODAY),
        "P&L with compare": lambda: reports.pnl(me, period, today=TODAY, compare=period.previous()),
        "products": lambda: reports.products(me, period, today=TODAY, limit=5),
        "campaigns": lambda: reports.campaigns(me, period, today=TODAY, limit=5),
        "forecast": lambda: reports.forecast(me, today=TODAY),
    }
    raw = await _raw(app, shop, period)
    cells = []
    for name, way in ways.items():
        say(f"analytics: {name}")
        cold, kept = await _cold_and_kept(runtime, me, way)
        whole = name == "dashboard"
        peers = {"raw rows": raw[name]} if name in raw else {}
        cells.append(Cell(f"{name}, cold", "ms", cold, peers, {}, cold.median < COLD_LINE if whole else None))
        if whole:
            cells.append(Cell(f"{name}, kept", "ms", kept, peers, {}, kept.median < KEPT_LINE))
    return cells


async def _cold_and_kept(runtime: Runtime, me: Caller, way: Callable[[], Awaitable[object]]) -> tuple[Value, Value]:
    cold, kept = [], []
    for turn in range(ROUNDS + 2):
        await runtime.database.write(me, lambda s: s.execute(FORGET, {"tenant": me.tenant_id}))
        times = [await _timed(way) for _ in range(2)]
        if turn > 1:  # the first two prepare statements and warm caches
            cold.append(times[0])
            kept.append(times[1])
    return Value.of(cold, "ms"), Value.of(kept, "ms")


async def _raw(app: asyncpg.Connection, shop: BenchShop, period: Period) -> dict[str, Value]:
    """Return what the figures of each answer take from the rows themselves."""
    two_years = Period(FIRST, LAST)
    sums = raw_sql(Grain.TOTAL)
    asked = {
        "P&L with compare": [(sums, period), (sums, period.previous())],
        "products": [(_sql("raw_goods"), period), (sums, period)],
        "forecast": [(_sql("raw_days"), two_years)],
    }
    found = {}
    for name, statements in asked.items():
        say(f"analytics: {name} from raw rows")
        runs = []
        for _ in range(RAW_ROUNDS):
            began = perf_counter()
            for statement, days in statements:
                await app.fetch(statement, shop.id, days.start, days.end)
            runs.append((perf_counter() - began) * 1000)
        found[name] = Value.of(runs, "ms")
    medians = [value.median for value in found.values()]
    return {**found, "dashboard": Value(sum(medians), sum(value.best for value in found.values()), RAW_ROUNDS)}


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


async def _timed(way: Callable[[], Awaitable[object]]) -> float:
    began = perf_counter()
    await way()
    return (perf_counter() - began) * 1000
