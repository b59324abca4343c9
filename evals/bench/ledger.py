"""A generated ledger for the P&L bench: the product's own tables, many shops of very different size, two years."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import text

from credora_agent.ledger.statements import statement
from credora_agent.runtime import LOCAL
from evals.bench.show import say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    import asyncpg

    from credora_agent.core.db import WriteSession
    from credora_agent.runtime import Runtime

SQL = Path(__file__).parent / "sql"
FIRST, DAYS, SHOPS = date(2023, 1, 1), 730, 200
LAST = FIRST + timedelta(days=DAYS - 1)
EVERY_TABLE = ("tenants", "platform_connections", "product_costs", "transactions", "orders", "pnl_daily")
BIG_TABLES = ("transactions", "orders")
TOLD_EVERY = 73
DEFINED = """
select 'constraint' as kind, conname as name, pg_get_constraintdef(oid) as definition, contype::text as sort
from pg_constraint where conrelid = $1::text::regclass and contype in ('p', 'u', 'f')
union all
select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid), 'i'
from pg_index where indrelid = $1::text::regclass
  and not exists (select from pg_constraint where conindid = indexrelid and conrelid = indrelid)
order by sort desc, name
"""


@dataclass(frozen=True, slots=True)
class BenchShop:
    """One generated shop: its place in the order of size, the largest first, and how many ledger rows it has."""

    rank: int
    id: UUID
    connection: UUID
    rows: int


def shops(rows: int, count: int = SHOPS) -> list[BenchShop]:
    """Return `count` shops that share exactly `rows` ledger rows by Zipf's law: the n-th has a n-th of the first's."""
    weights = [1 / rank for rank in range(1, count + 1)]
    whole = sum(weights)
    edges = [round(rows * sum(weights[:i]) / whole) for i in range(count + 1)]
    return [
        BenchShop(
            i + 1, UUID(int=(0xBE << 120) + (i * 7919 % 65536 << 64) + i), UUID(int=i + 1), edges[i + 1] - edges[i]
        )
        for i in range(count)
    ]


async def fill(owner: asyncpg.Connection, runtime: Runtime, made: list[BenchShop]) -> None:
    """Put the shops' books into the database: the ledger row by row, its daily sums by the product's own statement.

    The owner fills without row-level security, keys and indexes; all of them are put back afterwards.
    """
    await owner.execute("set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '256MB'")
    await owner.execute("create temp table bench_shops (rank bigint, id uuid, connection uuid, rows bigint)")
    records = [(shop.rank, shop.id, shop.connection, shop.rows) for shop in made]
    await owner.copy_records_to_table("bench_shops", records=records)
    async with open_to_owner(owner):
        await owner.execute(literal("fill_shops"))
        async with _bare(owner):
            await _fill_days(owner)
            say("pnl: orders")
            await owner.execute(literal("fill_orders"))
        for table in BIG_TABLES:
            say(f"pnl: vacuum and analyze {table}")
            await owner.execute(f"vacuum (analyze) {table}")
    await _roll_up(runtime, made)
    await _lay_out_by_day(owner)


@asynccontextmanager
async def open_to_owner(owner: asyncpg.Connection) -> AsyncIterator[None]:
    """Free the owner from row-level security within the block; the application's role stays bound by it."""
    for table in EVERY_TABLE:
        await owner.execute(f"alter table {table} no force row level security")
    try:
        yield
    finally:
        for table in EVERY_TABLE:
            await owner.execute(f"alter table {table} force row level security")


@asynccontextmanager
async def _bare(owner: asyncpg.Connection) -> AsyncIterator[None]:
    """Take the big tables' keys and indexes down within the block, and build the very same again after it."""
    taken = {table: await owner.fetch(DEFINED, table) for table in BIG_TABLES}
    for table, parts in taken.items():
        await owner.execute(f"alter table {table} set (autovacuum_enabled = off)")
        for part in parts:
            drop = f"drop index {part['name']}"
            is_key = part["kind"] == "constraint"
            await owner.execute(f"alter table {table} drop constraint {part['name']}" if is_key else drop)
    yield
    for table, parts in taken.items():
        for part in reversed(parts):
            say(f"pnl: {part['name']}")
            add = f"alter table {table} add constraint {part['name']} {part['definition']}"
            await owner.execute(add if part["kind"] == "constraint" else part["definition"])
        await owner.execute(f"alter table {table} reset (autovacuum_enabled)")


async def _fill_days(owner: asyncpg.Connection) -> None:
    insert = await owner.prepare((SQL / "fill.sql").read_text(encoding="utf-8"))
    for day in range(DAYS):
        if not day % TOLD_EVERY:
            say(f"pnl: ledger, day {day} of {DAYS}")
        await insert.fetch(day, FIRST, DAYS)


async def _roll_up(runtime: Runtime, made: Iterable[BenchShop]) -> None:
    """Add every shop's days up as an import does: in its own transaction, as the application's role."""
    for shop in made:
        if shop.rank % 50 == 1:
            say(f"pnl: daily sums of shop {shop.rank}")

        async def work(session: WriteSession, shop: BenchShop = shop) -> None:
            await session.execute(text("create temp table touched (day date primary key) on commit drop"))
            days = {"first": FIRST, "days": DAYS}
            await session.execute(
                text("insert into touched select cast(:first as date) + n from generate_series(0, :days - 1) n"), days
            )
            await session.execute(statement("roll_up_pnl"), {"tenant": shop.id})

        await runtime.database.write(LOCAL.at(shop.id), work)


async def _lay_out_by_day(owner: asyncpg.Connection) -> None:
    """Store the daily sums day by day, all shops mixed: as nightly syncs leave them, the slowest layout to read."""
    say("pnl: daily sums laid out by day")
    async with open_to_owner(owner):
        await owner.execute("create index bench_by_day on pnl_daily (local_date, tenant_id)")
        await owner.execute("cluster pnl_daily using bench_by_day")
        await owner.execute("alter table pnl_daily set without cluster; drop index bench_by_day")
        for table in EVERY_TABLE:
            if table not in BIG_TABLES:
                await owner.execute(f"vacuum (analyze) {table}")


def literal(name: str) -> str:
    """Return a statement of ours for the first day and the number of days."""
    source = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    body = "".join(line for line in source.splitlines(keepends=True) if not line.startswith("--"))
    return body.replace("$1::date", f"date '{FIRST}'").replace("$2::int", str(DAYS))
