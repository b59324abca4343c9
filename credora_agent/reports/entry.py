"""One ledger row by its number: what it says, every version of it, and the platform's page of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.core.errors import BadInput
from credora_agent.core.money import LARGEST
from credora_agent.ledger.load import load_books, load_entry, load_history
from credora_agent.reports import build
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.schemas import Entry, Schema, Version
from credora_agent.reports.whereabouts import Place, address

if TYPE_CHECKING:
    from sqlalchemy import Row

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession


class Source(Schema):
    """The account a row's record is in; `address` is its page there, None where there is none to be linked to.

    `sandbox` is true of the simulator's accounts, whose records have no page anywhere.
    """

    platform: str
    account: str
    name: str | None
    sandbox: bool
    address: str | None


class EntryFound(Schema):
    """One ledger row, and all versions of what it says, oldest first."""

    shop: str
    currency: str
    entry: Entry
    current: bool
    versions: tuple[Version, ...]
    source: Source


async def find_entry(database: Database, caller: Caller, entry_id: int) -> EntryFound:
    """Return that ledger row of the caller's shop, current or not. Raises BadInput if there is no such row."""
    tenant = tenant_of(caller)

    async def work(session: ReadSession) -> EntryFound | None:
        row = await load_entry(session, tenant, entry_id) if 0 < entry_id <= LARGEST else None
        if row is None:
            return None
        books = await load_books(session, tenant)
        versions = tuple(build.version(each) for each in await load_history(session, tenant, entry_id))
        last = versions[-1]
        return EntryFound(
            shop=books.shop,
            currency=books.currency,
            entry=build.entry(row),
            current=last.id == entry_id and not last.voided,
            versions=versions,
            source=_source(row),
        )

    found = await database.read(caller, work)
    if found is None:
        raise BadInput(f"There is no ledger row {entry_id}.", remedy="Take an id from `credora entries`.")
    return found


def _source(row: Row[Any]) -> Source:
    place = Place(row.platform, row.account, row.source_table, row.source_id, row.order_ref)
    return Source(
        platform=row.platform,
        account=row.account,
        name=row.account_name,
        sandbox=row.sandbox,
        address=None if row.sandbox else address(place, row.payload if isinstance(row.payload, dict) else {}),
    )
