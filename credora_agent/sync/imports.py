"""Taking a file into the books: read, posted and rolled up in one transaction, all of it or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy.exc import DBAPIError

from credora_agent.core.db import sqlstate
from credora_agent.core.errors import BadFile, BadInput
from credora_agent.ledger.entries import Cost, Record, Rejected
from credora_agent.ledger.load import load_last_mapping
from credora_agent.ledger.shops import connect_source, connections_of, found_shop
from credora_agent.ledger.store import Posted, Target, post_costs, post_rates, post_records
from credora_agent.sync.importers.costs_csv import read_costs
from credora_agent.sync.importers.mapping import Mapping
from credora_agent.sync.importers.plan_csv import read_plan
from credora_agent.sync.importers.rates_csv import read_rates
from credora_agent.sync.importers.read import open_orders
from credora_agent.sync.plans import keep_lines, known_lines
from credora_agent.sync.rates import to_shop_currency
from credora_agent.tables.sources import ImportRun

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator
    from datetime import date, datetime
    from pathlib import Path
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, WriteSession
    from credora_agent.sync.importers.read import OrderFile
    from credora_agent.tables.tenants import Tenant

PLATFORM = {"shopify": "shopify_csv", "lines": "lines_csv"}
"""What the connection of each kind of order file is called; all files of a kind and account are one source."""
OUT_OF_RANGE = "22003"
SHOWN = 20
"""Rejected rows kept in the result; the others are counted, and written where `on_rejected` writes them."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Whose books a file goes into, and how its amounts and days are read.

    `new` is the shop itself while it is not stored: the import stores it, or nothing.
    """

    tenant: UUID
    currency: str
    zone: ZoneInfo
    salt: bytes = field(repr=False)
    new: Tenant | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Intake:
    """How a file is taken in.

    `account` tells several sources of one kind apart. `strict` refuses the whole file for one broken row.
    `on_progress` is told the share of the file read, and rows so far; `on_rejected` each broken row.
    """

    account: str = ""
    mapping: Mapping | None = None
    strict: bool = False
    on_open: Callable[[OrderFile], None] = lambda _: None
    on_progress: Callable[[int, int], None] = lambda _position, _rows: None
    on_rejected: Callable[[Rejected], None] = lambda _: None


@dataclass(slots=True)
class Imported:
    """What became of a file: rows read and broken, what was posted, and how the file was understood."""

    kind: str
    rows: int = 0
    rejected: int = 0
    first_rejected: list[Rejected] = field(default_factory=list)
    posted: Posted = field(default_factory=Posted)
    understood: str = ""
    mapping: Mapping | None = None


async def import_orders(  # noqa: PLR0913 - whose books, which file, when, how
    database: Database, caller: Caller, shop: Shop, path: Path, *, now: datetime, intake: Intake
) -> Imported:
    """Take an order file into the shop's books; a file taken in before, or one that overlaps, changes nothing.

    Raises BadFile or BadInput, leaving the books as they were, when the file as a whole cannot be read, or, if
    `intake.strict`, when a row is broken.
    """

    async def work(session: WriteSession) -> Imported:
        before = await load_last_mapping(session, shop.tenant, PLATFORM["lines"], intake.account)
        opened = open_orders(
            path,
            zone=shop.zone,
            currency=shop.currency,
            now=now,
            mapping=intake.mapping,
            salt=shop.salt,
            earlier=Mapping.model_validate(before) if before else None,
        )
        intake.on_open(opened)
        if shop.new is not None:
            await found_shop(session, shop.new, caller.user_id)
        done = Imported(opened.kind, understood=opened.proposal, mapping=opened.mapping)
        connection = await connect_source(
            session, shop.tenant, PLATFORM[opened.kind], intake.account, [c.value for c in opened.provides]
        )
        target = Target(shop.tenant, connection, uuid4())
        done.posted = await post_records(session, target, _good(opened, done, intake))
        _require_some(done)
        _log_run(session, target, path, done, kind=f"orders.{opened.kind}")
        return done

    return await _written(database, caller, work)


async def import_costs(database: Database, caller: Caller, shop: Shop, path: Path, *, intake: Intake) -> Imported:
    """Take unit costs in and post what they say about goods already sold; see `import_orders` for errors."""

    async def work(session: WriteSession) -> Imported:
        done = Imported("costs")
        rows = list(_kept(read_costs(path, currency=shop.currency), done, intake))
        costs = [Cost(row.sku, row.valid_from, row.amount, row.currency) for row in rows]
        target = Target(shop.tenant, uuid4(), uuid4())
        _require_some(done)
        done.posted = await post_costs(session, target, await connections_of(session, shop.tenant), costs)
        _log_run(session, target, path, done, kind="costs")
        return done

    return await _written(database, caller, work)


async def import_rates(  # noqa: PLR0913 - whose books, which file, when, how
    database: Database, caller: Caller, shop: Shop, path: Path, *, now: datetime, intake: Intake
) -> Imported:
    """Take exchange rates in and convert the entries that waited for them; see `import_orders` for errors."""

    async def work(session: WriteSession) -> Imported:
        done = Imported("rates")
        rows = _kept(read_rates(path, now=now), done, intake)
        rates = list(to_shop_currency(((r.day, r.base, r.quote, r.rate) for r in rows), shop.currency))
        target = Target(shop.tenant, uuid4(), uuid4())
        _require_some(done)
        if not rates:
            raise BadFile(f"No rate in {path.name} leads to {shop.currency}.", remedy="Add a column or rows for it.")
        done.posted = await post_rates(session, target, await connections_of(session, shop.tenant), rates)
        _log_run(session, target, path, done, kind="rates")
        return done

    return await _written(database, caller, work)


async def import_plan(  # noqa: PLR0913 - whose books, which file, when, how
    database: Database, caller: Caller, shop: Shop, path: Path, *, today: date, intake: Intake
) -> Imported:
    """Take the merchant's plan in, line by line; the same file again changes nothing. See `import_orders` for errors.

    `posted` counts lines added and lines that took another's place.
    """

    async def work(session: WriteSession) -> Imported:
        done = Imported("plan")
        read = read_plan(path, currency=shop.currency, today=today)
        rows = list(_kept(await known_lines(session, shop.tenant, read), done, intake))
        _require_some(done)
        written = await keep_lines(session, shop.tenant, rows)
        done.posted = Posted(written.added, written.changed, 0)
        _log_run(session, Target(shop.tenant, uuid4(), uuid4()), path, done, kind="plan")
        return done

    return await _written(database, caller, work)


async def _written(database: Database, caller: Caller, work: Callable[[WriteSession], Awaitable[Imported]]) -> Imported:
    try:
        return await database.write(caller, work)
    except DBAPIError as fault:
        if sqlstate(fault) != OUT_OF_RANGE:
            raise
        raise BadInput(
            "An amount, converted or added up over a day, is larger than the books can hold. Nothing was taken in.",
            remedy="Check the file's amounts, quantities, costs and rates, and their units.",
        ) from fault


def _good(opened: OrderFile, done: Imported, intake: Intake) -> Iterator[Record]:
    for record in _kept(opened, done, intake):
        if not done.rows % 1000:
            intake.on_progress(opened.position(), done.rows)
        yield record
    intake.on_progress(opened.size, done.rows)


def _kept(rows: Iterable[Any], done: Imported, intake: Intake) -> Iterator[Any]:
    for row in rows:
        done.rows += 1
        if not isinstance(row, Rejected):
            yield row
            continue
        done.rejected += 1
        intake.on_rejected(row)
        if len(done.first_rejected) < SHOWN:
            done.first_rejected.append(row)
        if intake.strict:
            raise BadFile(
                f"Row {row.row}: {row.reason} Nothing was taken in.",
                remedy="Mend the row, or leave --strict out to keep the others.",
            )


def _require_some(done: Imported) -> None:
    if done.rows and done.rows == done.rejected:
        first = done.first_rejected[0]
        raise BadFile(
            f"None of the {done.rows} rows could be read; row {first.row}: {first.reason}",
            remedy="Check that the file is what it was taken for, or pass a mapping.",
        )


def _log_run(session: WriteSession, target: Target, path: Path, done: Imported, *, kind: str) -> None:
    session.add(
        ImportRun(
            tenant_id=target.tenant,
            id=target.run,
            connection_id=target.connection if kind.startswith("orders") else None,
            kind=kind,
            file_name=path.name,
            mapping=done.mapping.model_dump(mode="json", by_alias=True) if done.mapping else None,
            rows_read=done.rows,
            rows_rejected=done.rejected,
            entries_added=done.posted.added,
            entries_superseded=done.posted.superseded,
        )
    )
