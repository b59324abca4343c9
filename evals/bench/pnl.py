"""`pnl`: any P&L from the daily sums, beside the same from raw rows in Postgres and in DuckDB, on a large ledger."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from credora_agent.core.period import Period
from credora_agent.ledger.statements import source
from credora_agent.runtime import open_runtime
from evals.bench.duck import filled
from evals.bench.home import connect, kept_up, settings, temporary_home
from evals.bench.ledger import DAYS, LAST, SHOPS, BenchShop, fill, shops
from evals.bench.paths import BUCKETS, Paths, Question
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    import asyncpg

ROWS = {"small": 300_000, "full": 10_000_000}
RANGES = (30, 365, 730)
LINE = 5.0
ROUNDS, ENOUGH, PATIENCE = 25, 5, 4_000.0
"""Rounds of every path in turn; one that has taken `PATIENCE` milliseconds in a cell rests after `ENOUGH` of them."""
RAW, DUCK_RAW = "raw rows", "DuckDB raw"
NOTES = (
    "value: planning + execution + serialising of daily.sql in the server, as the app's role under row-level security; "
    "the statement returns a row a day and category whatever the grain",
    "raw rows: the same, for the sums from `transactions` with the product's own indexes; spared orders and costed sales",
    "DuckDB: call to rows fetched, in process, sorted by shop and day; report: Reports.pnl() from call to 18 lines",
    "the ledger lies in order of time, vacuumed; the daily sums by day with all shops mixed, as nightly syncs leave them",
    "before timing, all paths gave the same sums to the micro in every cell, and the reports' lines agreed",
)


def bench(scale: str) -> Result:
    """Return the server's milliseconds of a P&L for shops, ranges and grains, beside every peer's."""
    with temporary_home() as home:
        return asyncio.run(_bench(home, ROWS[scale]))


async def _bench(home: Path, rows: int) -> Result:
    began, made = perf_counter(), shops(rows)
    with kept_up(home) as lease:
        async with open_runtime(settings(home)) as runtime:
            owner, app = await connect(lease, as_owner=True), await connect(lease, as_owner=False)
            try:
                await fill(owner, runtime, made)
                duck = await filled(owner, home)
                stored = f"{await _stored(owner)}; the home {_disk(home):,} MB; built in {perf_counter() - began:.0f} s"
                say(f"pnl: {stored}")
                cells = await _measured(Paths(runtime, app, duck), made)
                version = str(await app.fetchval("show server_version"))
                duck.connection.close()
            finally:
                await owner.close()
                await app.close()
    return Result(
        "pnl",
        f"a P&L on a generated ledger of {rows:,} rows, {SHOPS} shops (Zipf), {DAYS} days",
        f"< {LINE:g} ms in the server, and faster than raw rows and than DuckDB on raw rows, in every cell",
        tuple(cells),
        (*NOTES, stored),
        version,
    )


async def _measured(paths: Paths, made: list[BenchShop]) -> list[Cell]:
    cells = []
    for name, shop in {"biggest": made[0], "middle": made[len(made) // 2], "smallest": made[-1]}.items():
        await paths.at(shop)
        label = f"{name} ({shop.rows:,} rows)"
        for days in RANGES:
            period = Period(LAST - timedelta(days=days - 1), LAST)
            cells += [await _cell(paths, label, Question(shop, period, grain)) for grain in BUCKETS]
        cells.append(await _books(paths, label, shop))
    return cells


async def _cell(paths: Paths, label: str, asked: Question) -> Cell:
    what = f"{label}, {asked.period.days} d by {asked.grain}"
    say(f"pnl: {what}")
    if not await paths.agree(asked):
        raise AssertionError(f"the paths disagree: {what}")
    taken = await _in_turn(
        {
            "": lambda: paths.product(asked),
            RAW: lambda: paths.raw(asked),
            DUCK_RAW: lambda: paths.duck_raw(asked),
            "DuckDB daily sums": lambda: paths.duck_rollup(asked),
            "report": lambda: paths.report(asked),
        }
    )
    value = taken.pop("")
    slower = [f"slower than {peer}" for peer in (RAW, DUCK_RAW) if taken[peer].median <= value.median]
    return Cell(what, "ms", value, taken, value.median < LINE and not slower, ", ".join(slower))


async def _books(paths: Paths, label: str, shop: BenchShop) -> Cell:
    """Return what every report reads besides: what is known about the shop's books as a whole."""
    written = source("books").rstrip().rstrip(";").replace(":tenant", "$1")
    taken = await _in_turn({"": lambda: paths.on_server(written, shop.id)})
    return Cell(f"{label}, books.sql", "ms", taken[""], said="read by every report besides")


async def _in_turn(ways: dict[str, Callable[[], Awaitable[float]]]) -> dict[str, Value]:
    """Return each way's milliseconds, the ways taken in turn so that what disturbs one disturbs all."""
    runs: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        await way()  # warms its caches, and is not counted
    for _ in range(ROUNDS):
        for name, way in ways.items():
            if len(runs[name]) < ENOUGH or sum(runs[name]) < PATIENCE:
                runs[name].append(await way())
    return {name: Value.of(taken, "ms") for name, taken in runs.items()}


async def _stored(owner: asyncpg.Connection) -> str:
    rows = await owner.fetch(
        "select relname, pg_table_size(oid) / 1048576 as table, pg_indexes_size(oid) / 1048576 as indexes"
        " from pg_class where relname in ('transactions', 'pnl_daily', 'orders') order by 2 desc"
    )
    return ", ".join(f"{r['relname']} {r['table']:,} MB + {r['indexes']:,} MB of indexes" for r in rows)


def _disk(home: Path) -> int:
    return sum(path.lstat().st_size for path in home.rglob("*") if path.is_file()) // 1024**2
