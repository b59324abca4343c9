"""DuckDB as a peer: the same rows in its own tables, sorted by shop and day, which is its best case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from evals.bench.ledger import SQL, open_to_owner
from evals.bench.show import say

if TYPE_CHECKING:
    from pathlib import Path

    import asyncpg

    from credora_agent.core.period import Period

CURRENT = "is_current and not voided"
EXPORTS = {
    "transactions": "select rank, local_date, category, reporting_micros, quantity"
    f" from transactions join bench_shops on bench_shops.id = tenant_id where {CURRENT}",
    "pnl_daily": "select rank, local_date, category, amount_micros, quantity, entries, unconverted"
    " from pnl_daily join bench_shops on bench_shops.id = tenant_id",
}
COLUMNS = {
    "transactions": (
        "shop integer",
        "local_date date",
        "category varchar",
        "reporting_micros bigint",
        "quantity bigint",
    ),
    "pnl_daily": (
        "shop integer",
        "local_date date",
        "category varchar",
        "amount_micros bigint",
        "quantity bigint",
        "entries bigint",
        "unconverted bigint",
    ),
}


@dataclass(frozen=True, slots=True)
class Duck:
    """An open DuckDB with the tables `transactions` and `pnl_daily`."""

    connection: duckdb.DuckDBPyConnection

    def sums(self, table: str, bucket: str, shop: int, period: Period) -> list[tuple[Any, ...]]:
        """Return (bucket, category, amount, quantity, entries, unconverted) from the raw rows or the daily sums."""
        name = "raw_sums" if table == "transactions" else "rollup_sums"
        return self.connection.execute(statement(name, bucket), [shop, period.start, period.end]).fetchall()


async def filled(owner: asyncpg.Connection, folder: Path) -> Duck:
    """Return a DuckDB in `folder` with the ledger's current rows and daily sums, taken out of Postgres."""
    connection = duckdb.connect(str(folder / "peer.duckdb"))
    connection.execute(f"set temp_directory = '{folder}/duck-temp'; set memory_limit = '4GB'")
    async with open_to_owner(owner):
        for table, query in EXPORTS.items():
            say(f"pnl: {table} to DuckDB")
            file = folder / f"{table}.csv"
            await owner.copy_from_query(query, output=file, format="csv")
            typed = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in map(str.split, COLUMNS[table])) + "}"
            connection.execute(
                f"create table {table} as select * from read_csv('{file}', header = false, columns = {typed})"
                " order by shop, local_date"
            )
            file.unlink()
    return Duck(connection)


def statement(name: str, bucket: str) -> str:
    """Return a statement of ours grouped by that expression; DuckDB's raw rows are current, their shop a number."""
    source = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    body = "".join(line for line in source.splitlines(keepends=True) if not line.startswith("--"))
    body = body.replace(f"tenant_id = $1 and {CURRENT}", "shop = $1")
    return body.format(bucket=bucket)
