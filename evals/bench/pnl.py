"""`pnl`: any P&L from the daily sums, beside the same from raw rows in Postgres and in DuckDB, on a large ledger."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from credora_agent.core.period import Period
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
SPACE = {"small": 1, "full": 10}
"""Gigabytes that must be free before anything is generated."""
RANGES = (30, 365, 730)
LINE = 5.0
LINE_SAID = f"< {LINE:g} ms in the server, and faster than raw rows and than DuckDB on raw rows, in every cell"
ROUNDS, ENOUGH, PATIENCE = 25, 5, 4_000.0
"""Rounds of every path in turn; one that has taken `PATIENCE` milliseconds in a cell rests after `ENOUGH` of them."""
RAW, DUCK_RAW = "raw rows", "DuckDB raw"
NOTES = (
    "value: daily.sql in the server (run and serialised, prepared as the app does, its role, row-level security); "
    "it returns a row a day and category whatever the grain\n"
    "raw rows: planned and run in the server from `transactions` by the product's indexes; orders and costs left out\n"
    "DuckDB: from call to rows fetched, in process; its rows sorted by shop and day\n"
    "fetched: the value's statement from call to rows in Python, to be held against DuckDB's\n"
    "report: Reports.pnl() from call to 18 lines, with books.sql, transaction, Python and all\n"
    "the ledger lies by day and is vacuumed; the daily sums lie by day, all shops mixed, as nightly syncs leave them\n"
    "before the timing all paths gave the same sums to the micro in every cell, and the reports' lines agreed"
).splitlines()


def bench(scale: str) -> Result:
    """Return the server's milliseconds of a P&L for shops, ranges and grains, beside every peer's."""
    free = shutil.disk_usage(tempfile.gettempdir()).free / 1024**3
    if free < SPACE[scale]:
        lacks = f"{free:.1f} GB are free in {tempfile.gettempdir()}, {SPACE[scale]} are needed; set TMPDIR elsewhere."
        return Result("pnl", "a P&L on a generated ledger", LINE_SAID, skipped=lacks)
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
        LINE_SAID,
        tuple(cells),
        (*NOTES, _sizes(made), stored, _together(cells)),
        version,
    )


async def _measured(paths: Paths, made: list[BenchShop]) -> list[Cell]:
    cells = []
    await paths.prepare()
    for name, shop in _chosen(made).items():
        await paths.at(shop)
        for days in RANGES:
            period = Period(LAST - timedelta(days=days - 1), LAST)
            cells += [await _cell(paths, name, Question(shop, period, grain)) for grain in BUCKETS]
        cells.append(await _books(paths, name, shop))
    return cells


def _chosen(made: list[BenchShop]) -> dict[str, BenchShop]:
    return {"biggest": made[0], "middle": made[len(made) // 2], "smallest": made[-1]}


def _together(cells: list[Cell]) -> str:
    """Say the most that a P&L's two statements take together in the server."""
    most: dict[str, list[float]] = {}
    for cell in cells:
        most.setdefault(cell.what.split(",")[0], []).append(cell.value.median)
    both = max(max(times[:-1]) + times[-1] for times in most.values())
    return f"daily.sql and books.sql together take {both:.2f} ms in the slowest cell"


def _sizes(made: list[BenchShop]) -> str:
    return ", ".join(f"{name} shop {shop.rows:,} rows" for name, shop in _chosen(made).items())


async def _cell(paths: Paths, name: str, asked: Question) -> Cell:
    what = f"{name}, {asked.period.days} d by {asked.grain}"
    say(f"pnl: {what}")
    if not await paths.agree(asked):
        raise AssertionError(f"the paths disagree: {what}")
    taken = await _in_turn(
        {
            "": lambda: paths.product(asked),
            RAW: lambda: paths.raw(asked),
            DUCK_RAW: lambda: paths.duck_raw(asked),
            "DuckDB daily sums": lambda: paths.duck_rollup(asked),
            "fetched": lambda: paths.fetched(asked),
            "report": lambda: paths.report(asked),
        }
    )
    value, beside = taken.pop(""), {name: taken.pop(name) for name in ("fetched", "report")}
    slower = [f"slower than {peer}" for peer in (RAW, DUCK_RAW) if taken[peer].median <= value.median]
    return Cell(what, "ms", value, taken, beside, value.median < LINE and not slower, ", ".join(slower))


async def _books(paths: Paths, name: str, shop: BenchShop) -> Cell:
    """Return what every report reads besides: what is known about the shop's books as a whole."""
    taken = await _in_turn({"": lambda: paths.books(shop)})
    return Cell(f"{name}, books.sql", "ms", taken[""], said="read by every report besides")


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
