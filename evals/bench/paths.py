"""The ways to the same sums: the product's, raw rows in Postgres, and DuckDB; all must say the same."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any

from credora_agent.analytics.metrics import METRICS
from credora_agent.core.money import to_decimal
from credora_agent.core.period import Grain, Period
from credora_agent.ledger.statements import source
from credora_agent.runtime import LOCAL
from evals.bench.ledger import LAST, SQL, BenchShop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    import asyncpg

    from credora_agent.runtime import Runtime
    from evals.bench.duck import Duck

Sums = dict[tuple[date | None, str], tuple[int, ...]]
BUCKETS = {Grain.TOTAL: "null::date", Grain.MONTH: "date_trunc('month', local_date)::date", Grain.DAY: "local_date"}
TABLES = ("transactions", "pnl_daily")
EXPLAIN = "explain (analyze, timing off, buffers off, serialize binary, format json) "
PREPARED = """
prepare pnl_daily_sums(uuid, date, date) as {daily};
prepare pnl_books(uuid) as {books};
"""


@dataclass(frozen=True, slots=True)
class Question:
    """Whose P&L, when, and how finely."""

    shop: BenchShop
    period: Period
    grain: Grain


@dataclass(frozen=True, slots=True)
class Paths:
    """Every way to answer a question; `app` is a connection of the application's role, bound by row-level security."""

    runtime: Runtime
    app: asyncpg.Connection
    duck: Duck

    async def prepare(self) -> None:
        """Prepare the product's statements, as its driver does once a connection."""
        await self.app.execute(PREPARED.format(daily=product_sql("daily"), books=product_sql("books")))

    async def at(self, shop: BenchShop) -> None:
        """Bind the application's connection to that shop, as every unit of work is."""
        await self.app.execute("select set_config('app.tenant_id', $1, false)", str(shop.id))

    async def _on_server(self, statement: str, *arguments: object) -> float:
        """Return the milliseconds Postgres plans, runs and serialises a statement for, the client left out."""
        explained = json.loads(await self.app.fetchval(EXPLAIN + statement, *arguments))[0]
        return float(explained["Planning Time"]) + float(explained["Execution Time"])

    async def product(self, asked: Question) -> float:
        """Return the server's milliseconds for the statement behind every report, prepared as it is there."""
        return await self._on_server("execute pnl_daily_sums('{}', '{}', '{}')".format(*_arguments(asked)))

    async def fetched(self, asked: Question) -> float:
        """Return the milliseconds from the call of that statement to its rows in Python: what DuckDB's include."""
        began = perf_counter()
        await self.app.fetch(product_sql("daily"), *_arguments(asked))
        return (perf_counter() - began) * 1000

    async def books(self, shop: BenchShop) -> float:
        """Return the server's milliseconds for what every report asks about the books as a whole."""
        return await self._on_server(f"execute pnl_books('{shop.id}')")

    async def raw(self, asked: Question) -> float:
        """Return the server's milliseconds for the same sums from the ledger's rows, planned for these very values."""
        return await self._on_server(raw_sql(asked.grain), *_arguments(asked))

    async def report(self, asked: Question) -> float:
        """Return the milliseconds of the whole report, from the call to its 18 lines."""
        began = perf_counter()
        await self.runtime.reports.pnl(LOCAL.at(asked.shop.id), asked.period, today=LAST, by=asked.grain)
        return (perf_counter() - began) * 1000

    async def duck_raw(self, asked: Question) -> float:
        """Return the milliseconds of DuckDB over the sorted raw rows, result fetched; it has no server to leave out."""
        return self._duck("transactions", asked)

    async def duck_rollup(self, asked: Question) -> float:
        """Return the milliseconds of DuckDB over the daily sums."""
        return self._duck("pnl_daily", asked)

    def _duck(self, table: str, asked: Question) -> float:
        began = perf_counter()
        self.duck.sums(table, BUCKETS[asked.grain], asked.shop.rank, asked.period)
        return (perf_counter() - began) * 1000

    async def agree(self, asked: Question) -> bool:
        """Tell whether all paths say the same, to the micro, and the report's lines too."""
        rows = await self.app.fetch(product_sql("daily"), *_arguments(asked))
        ours = _bucketed(rows, asked.grain)
        others = [_sums(await self.app.fetch(raw_sql(asked.grain), *_arguments(asked)))]
        bucket, shop = BUCKETS[asked.grain], asked.shop.rank
        others += [_sums(self.duck.sums(table, bucket, shop, asked.period)) for table in TABLES]
        return bool(ours) and all(other == ours for other in others) and await self._reported(asked, others[0])

    async def _reported(self, asked: Question, sums: Sums) -> bool:
        caller = LOCAL.at(asked.shop.id)
        report = await self.runtime.reports.pnl(caller, asked.period, today=LAST, by=asked.grain)
        expected: dict[str, Decimal] = {}
        for _, category in sums:
            expected[category] = to_decimal(sum(each[0] for (_, of), each in sums.items() if of == category))
        said = {line.id: line.total.value for line in report.lines}
        return all(said[id_] == value for id_, value in expected.items() if id_ in METRICS and id_ in said)


def product_sql(name: str) -> str:
    """Return a statement of the product's with the driver's own parameters."""
    written = source(name).rstrip().rstrip(";")
    for i, parameter in enumerate(("tenant", "start", "end"), 1):
        written = written.replace(f":{parameter}", f"${i}")
    return written


def raw_sql(grain: Grain) -> str:
    """Return the statement over the ledger's rows."""
    return (SQL / "raw_sums.sql").read_text(encoding="utf-8").replace("{bucket}", BUCKETS[grain])


def _arguments(asked: Question) -> tuple[object, ...]:
    return asked.shop.id, asked.period.start, asked.period.end


def _sums(rows: Iterable[Any]) -> Sums:
    return {(row[0], row[1]): tuple(int(cell) for cell in tuple(row)[2:]) for row in rows}


def _bucketed(rows: Iterable[Any], grain: Grain) -> Sums:
    """Return the product's daily rows added up by the grain, in the measures raw rows have; days of nought left out."""
    added: dict[tuple[date | None, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        day = row["local_date"]
        bucket = {Grain.TOTAL: None, Grain.MONTH: day.replace(day=1)}.get(grain, day)
        measures = row["amount_micros"], row["quantity"], row["entries"], row["unconverted"]
        into = added[bucket, row["category"]]
        into[:] = [have + more for have, more in zip(into, measures, strict=True)]
    return {key: tuple(sums) for key, sums in added.items() if sums[2]}
