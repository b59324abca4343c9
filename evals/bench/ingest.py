"""`ingest`: a shop's two years of orders, as the platform gives them, into new books; beside a COPY of the rows."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from credora_agent.cli.sandbox.demo import connect_all
from credora_agent.cli.sandbox.process import simulator
from credora_agent.cli.sandbox.running import sandboxed
from credora_agent.core import clock
from credora_agent.core.clock import time_zone
from credora_agent.ledger.entries import Rejected
from credora_agent.ledger.store import Target, post_records
from credora_agent.runtime import LOCAL, open_runtime
from credora_agent.sync.connections.clients import open_client
from credora_agent.sync.normalize.shopify import order_records
from credora_agent.sync.service import open_sync
from evals.bench.home import connect, kept_up, settings, temporary_home
from evals.bench.result import Cell, Result, Value
from evals.bench.show import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from credora_agent.cli.sandbox.process import Simulator
    from credora_agent.runtime import Runtime
    from credora_agent.sync.service import Sync

RATE = 5_000
STEP = 1_000
DAYS = {"small": 90, "full": 730}
TABLES = ("transactions", "source_records", "orders")


def bench(scale: str) -> Result:
    """Return the rows a second of a first and a second ingest, with row-level security and every index."""
    with temporary_home() as home, kept_up(home):
        found = asyncio.run(_measured(home, DAYS[scale]))
    first, again = found["rows"] / found["first"], found["rows"] / found["again"]
    floor = {"COPY alone": Value.once(found["rows"] / found["copy"])}
    return Result(
        "ingest",
        f"{found['orders']:,} orders of {DAYS[scale]} days as Shopify gives them, normalized and posted by {STEP:,}",
        f"≥ {RATE:,} rows/s into tables with row-level security and all their indexes",
        (
            Cell("into new books", "lines/s", Value.once(first), floor, passed=first >= RATE,
                 said=f"{found['first']:.1f} s, of it {found['normalize']:.1f} s normalizing"),
            Cell("the same again", "lines/s", Value.once(again), floor, said=f"{found['again']:.1f} s"),
            Cell("rows that changed", "rows", Value.once(found["changed"]), passed=found["changed"] == 0),
        ),
        (f"{found['rows']:,} rows: {', '.join(f'{found[table]:,} {table}' for table in TABLES)}, daily sums besides",),
    )  # fmt: skip


async def _measured(home: Path, days: int) -> dict[str, Any]:
    say("ingest: a sandbox shop grows")
    async with (
        simulator("--seed", "7", "--days", str(days)) as sim,
        open_runtime(sandboxed(settings(home), sim.announced)) as runtime,
        open_sync(runtime.settings, runtime.database) as sync,
    ):
        return await _posted(runtime, sync, sim)


async def _posted(runtime: Runtime, sync: Sync, sim: Simulator) -> dict[str, Any]:
    shop = (await sim.told("shops"))[0]
    tenant = await runtime.found("bench", shop["currency"], shop["zone"])
    me = LOCAL.at(tenant.id)
    await connect_all(sync.connect, sim, me, shop["domain"], now=clock.now)
    it = next(each for each in await sync.connect.connections(me) if each.platform == "shopify")
    nodes, restocks = await _given(open_client(sync.outfit, me, it))
    say(f"ingest: {len(nodes):,} orders")
    found: dict[str, Any] = {"orders": len(nodes), "normalize": 0.0}
    for turn in ("first", "again"):
        began = perf_counter()
        changed = 0
        for some in _chunks(nodes):
            at = perf_counter()
            zone = time_zone(shop["zone"])
            made = [each for node in some for each in order_records(node, zone=zone, restocks=restocks)]
            records = [each for each in made if not isinstance(each, Rejected)]
            found["normalize"] += perf_counter() - at if turn == "first" else 0
            target = Target(tenant.id, it.id, uuid4())
            done = await runtime.database.write(me, lambda s, t=target, r=records: post_records(s, t, r))
            changed += done.added + done.superseded
        found[turn], found["changed"] = perf_counter() - began, changed
    return found | await _copied(runtime, tenant.id)


def _chunks(nodes: list[Any]) -> Iterator[list[Any]]:
    yield from (nodes[at : at + STEP] for at in range(0, len(nodes), STEP))


async def _given(client: Any) -> tuple[list[Any], dict[str, Any]]:
    """Return every order of the shop, and what its refunds put back on the shelf."""
    operation = await client.start_bulk(None, clock.now())
    while not (state := await client.bulk(operation)).url:  # noqa: ASYNC110 - the platform is asked, as it wants
        await asyncio.sleep(0.2)
    nodes = [node async for _, node in client.bulk_orders(state.url)]
    refunds = [refund["id"] for node in nodes for refund in node["refunds"]]
    return nodes, await client.restocks(refunds) if refunds else {}


async def _copied(runtime: Runtime, tenant: Any) -> dict[str, Any]:
    """Return how many rows each table got, and the seconds one COPY a table takes for them, without key or index."""
    found: dict[str, Any] = {"rows": 0, "copy": 0.0}
    with kept_up(runtime.settings.home) as lease:
        owner = await connect(lease, as_owner=True)
        try:
            await owner.execute(f"set app.tenant_id = '{tenant}'")
            for table in TABLES:
                rows = [tuple(row) for row in await owner.fetch(f"select * from {table}")]
                await owner.execute(f"create table bench_{table} (like {table})")
                began = perf_counter()
                await owner.copy_records_to_table(f"bench_{table}", records=rows)
                found["copy"] += perf_counter() - began
                found[table], found["rows"] = len(rows), found["rows"] + len(rows)
                await owner.execute(f"drop table bench_{table}")
        finally:
            await owner.close()
    return found
