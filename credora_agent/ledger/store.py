"""Writing the books: records are staged, compared with what stands, and posted as new versions, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import text

from credora_agent.ledger.rollup import roll_up, roll_up_orders
from credora_agent.ledger.statements import source, statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    import asyncpg

    from credora_agent.core.db import WriteSession
    from credora_agent.ledger.entries import Cost, Rate, Record, Window

CHUNK = 5_000
"""Records staged at once: bounds memory, whatever the file's size."""
FEW = 500
"""Rows up to which a plan made for fewer does; planning everything anew would cost more than it saves."""
WORKSPACE = (
    "stage_records", "stage_entries", "stage_costs", "stage_orders_gone", "stage_rates", "staged", "gone", "placed",
    "wanted", "changes", "touched", "moved_orders",
)  # fmt: skip


_OPEN = "workspace"


@dataclass(frozen=True, slots=True)
class Target:
    """Whose books, from which connection, and in which run something is posted."""

    tenant: UUID
    connection: UUID
    run: UUID

    @property
    def parameters(self) -> dict[str, UUID]:
        """Return the parameters every ledger statement takes."""
        return {"tenant": self.tenant, "connection": self.connection, "run": self.run}


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posting changed: new components, corrected ones, and the days whose sums moved."""

    added: int = 0
    superseded: int = 0
    days: int = 0


async def post_records(
    session: WriteSession,
    target: Target,
    records: Iterable[Record],
    *,
    replaces: Window | None = None,
    orders_gone: Sequence[str] = (),
) -> Posted:
    """Post a file's or a platform's records; what the books already say the same way is left alone.

    What stands in the window `replaces` and is not among `records` is voided, and so is all that stands of the
    orders in `orders_gone`. A version of an order older than the one in the books changes nothing.
    Numbers of the result count ledger rows. Nothing is visible to anyone before the session commits.
    """
    await _open_workspace(session, target.tenant)
    await _stage(session, records)
    await _copy(session, "stage_orders_gone", ((order,) for order in orders_gone))
    await _run(session, target, "leave_older")
    await _look_at(session, await _run(session, target, "identify"), "staged", "stage_entries", "stage_orders_gone")
    await _run(session, target, "keep_records")
    lost = await _run(session, target, "lose_records")
    if replaces is not None:
        lost += await _run(session, target, "lose_window", **replaces._asdict())
    if await _look_at(session, lost, "gone"):
        await _run(session, target, "withdraw_records", "mark_orders_gone", "leave_order_sums")
    await _run(session, target, "keep_products", "place_orders")
    await _look_at(session, 0, "placed")
    await _run(session, target, "mark_moved_orders", "keep_orders", "keep_whole_orders", "place_order_sums")
    entries = await _post(session, target, "want_entries")
    costs = await _post(session, target, "want_costs_of_changes")
    return await _finish(session, target.tenant, entries, costs)


async def post_costs(
    session: WriteSession, target: Target, connections: Iterable[UUID], costs: Iterable[Cost]
) -> Posted:
    """Keep unit costs and post, for every connection, the cost of goods they now put on past sales."""
    await _stage_costs(session, target.tenant, costs)
    return await _post_costs(session, target, connections)


async def post_snapshots(
    session: WriteSession, target: Target, connections: Iterable[UUID], costs: Iterable[Cost]
) -> tuple[Posted, tuple[str, ...]]:
    """Post the unit costs a shelf shows, as `post_costs` does, where they are news; return the unsure SKUs too."""
    await _stage_costs(session, target.tenant, costs)
    unsure = (await session.execute(statement("leave_unsure_costs"), _named(target, "leave_unsure_costs"))).scalars()
    skus = tuple(sorted(set(unsure)))
    await _run(session, target, "leave_costs")
    if not (await session.execute(text("select exists (select from stage_costs)"))).scalar_one():
        return Posted(), skus
    return await _post_costs(session, target, connections), skus


async def _stage_costs(session: WriteSession, tenant: UUID, costs: Iterable[Cost]) -> None:
    await _open_workspace(session, tenant)
    staged = [(seq, *cost) for seq, cost in enumerate(costs)]
    await _copy(session, "stage_costs", staged)
    await _look_at(session, len(staged), "stage_costs")


async def _post_costs(session: WriteSession, target: Target, connections: Iterable[UUID]) -> Posted:
    await _run(session, target, "keep_costs")
    done = await _post_each(session, target, connections, "want_costs_of_skus")
    await _run(session, target, "mark_costed_days")
    return await _finish(session, target.tenant, *done)


async def post_rates(
    session: WriteSession, target: Target, connections: Iterable[UUID], rates: Iterable[Rate]
) -> Posted:
    """Keep exchange rates and convert, for every connection, the rows that waited for them or used older ones."""
    await _open_workspace(session, target.tenant)
    await _copy(session, "stage_rates", ((seq, *rate) for seq, rate in enumerate(rates)))
    await _run(session, target, "keep_rates")
    return await _finish(session, target.tenant, *await _post_each(session, target, connections, "want_conversions"))


async def lock_books(session: WriteSession, tenant: UUID) -> None:
    """Wait until no other transaction writes this shop's books; released at the end of this one."""
    await session.execute(
        text("select pg_advisory_xact_lock(hashtextextended('books ' || :tenant, 0))"),
        {"tenant": str(tenant)},
    )


async def _open_workspace(session: WriteSession, tenant: UUID) -> None:
    """Lay out the transaction's empty workspace; a second posting in the same transaction clears it."""
    driver = await _driver(session)
    if session.info.get(_OPEN) is session.get_transaction():
        await driver.execute(f"truncate {', '.join(WORKSPACE)}")
        return
    await lock_books(session, tenant)
    await driver.execute(source("workspace"))
    session.info[_OPEN] = session.get_transaction()


async def _post_each(session: WriteSession, target: Target, connections: Iterable[UUID], wanted: str) -> list[Posted]:
    return [await _post(session, Target(target.tenant, each, target.run), wanted) for each in connections]


async def _post(session: WriteSession, target: Target, wanted: str) -> Posted:
    """Post what the statement `wanted` asks for; it may look at the changes of the posting before it."""
    await session.execute(text("truncate wanted"))
    found = await _run(session, target, wanted)
    await session.execute(text("truncate changes"))
    await _look_at(session, found, "wanted")
    if not await _look_at(session, await _run(session, target, "find_changes"), "changes"):
        return Posted()
    await _run(session, target, "move_orders")
    superseded = await _run(session, target, "supersede")
    posted = await _run(session, target, "post")
    await _run(session, target, "mark_touched", "note_provided")
    return Posted(added=posted - superseded, superseded=superseded)


async def _finish(session: WriteSession, tenant: UUID, *done: Posted) -> Posted:
    await _look_at(session, 0, "touched", "moved_orders")
    await roll_up_orders(session, tenant)
    days = await roll_up(session, tenant)
    if days:
        await session.execute(
            text(
                "update tenants set ledger_version = ledger_version + 1, ledger_changed_at = now() where id = :tenant"
            ),
            {"tenant": tenant},
        )
    return Posted(sum(each.added for each in done), sum(each.superseded for each in done), days)


async def _stage(session: WriteSession, records: Iterable[Record]) -> None:
    numbered = enumerate(records)
    while chunk := list(islice(numbered, CHUNK)):
        await _copy(session, "stage_records", (_record_row(seq, record) for seq, record in chunk))
        await _copy(session, "stage_entries", _entry_rows(chunk))


def _record_row(seq: int, r: Record) -> tuple[Any, ...]:
    return (
        seq, r.source_table, r.source_key, r.numbered, r.whole_order, r.order_ref, r.customer_ref,
        r.order_placed, r.occurred_at, r.local_date, r.currency, r.stated, r.title,
        orjson.dumps(r.payload).decode(), r.row, r.as_of,
    )  # fmt: skip


def _entry_rows(chunk: list[tuple[int, Record]]) -> Iterator[tuple[Any, ...]]:
    for seq, record in chunk:
        for e in record.entries:
            yield (
                seq, e.component, e.category.value, e.occurred_at, e.local_date, e.amount, e.currency,
                e.sku, e.quantity, e.stock_quantity,
            )  # fmt: skip


async def _copy(session: WriteSession, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver = await _driver(session)
    await driver.copy_records_to_table(table, records=rows)


async def _driver(session: WriteSession) -> asyncpg.Connection:
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection


async def _look_at(session: WriteSession, rows: int, *tables: str) -> int:
    """Have the planner look at tables that were just filled, with `rows` rows; return `rows`."""
    await (await _driver(session)).execute(f"analyze {', '.join(tables)}")
    if rows > FEW:
        await session.execute(text("discard plans"))  # those made when the tables were smaller
    return rows


async def _run(session: WriteSession, target: Target, *names: str, **more: object) -> int:
    """Run statements in turn; return how many rows the last one touched."""
    rows = 0
    for name in names:
        result = await session.execute(statement(name), _named(target, name, **more))
        rows = result.rowcount  # type: ignore[attr-defined]
    return rows


def _named(target: Target, name: str, **more: object) -> dict[str, object]:
    """Return those parameters that the statement names."""
    return {k: v for k, v in (target.parameters | more).items() if f":{k}" in source(name)}
