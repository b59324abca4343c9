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

EXPORTS = {
    "transactions": (
        "select s.rank, t.local_date, t.category, t.reporting_micros, t.quantity from transactions t"
        " join bench_shops s on s.id = t.tenant_id where t.superseded_by is null and not t.voided",
        "shop integer, local_date date, category varchar, reporting_micros bigint, quantity bigint",
    ),
    "pnl_daily": (
        "select s.rank, p.local_date, p.category, p.amount_micros, p.quantity, p.entries, p.unconverted"
        " from pnl_daily p join bench_shops s on s.id = p.tenant_id",
        "shop integer, local_date date, category varchar, amount_micros bigint, quantity bigint, entries bigint,"
        " unconverted bigint",
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
        for table, (query, columns) in EXPORTS.items():
            say(f"pnl: {table} to DuckDB")
            file = folder / f"{table}.csv"
            await owner.copy_from_query(query, output=file, format="csv")
            typed = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in map(str.split, columns.split(","))) + "}"
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
    filters = {"tenant_id = $1 and superseded_by is null and not voided": "shop = $1"}
    for theirs, ours in filters.items():
        body = body.replace(theirs, ours)
    return body.format(bucket=bucket)
