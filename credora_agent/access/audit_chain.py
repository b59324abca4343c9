"""The chain an audit log is: each entry holds the hash of the one before it, and the hash of all of itself.

A hash is SHA-256 over canonical JSON. Whoever changes, inserts or takes out an entry breaks the chain there; an end
that was cut off shows only to who kept the last hash.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, text

from credora_agent.tables.access import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import WriteSession

BEGINNING = bytes(32)
"""What stands for the hash before the first entry."""
READ_AT_ONCE = 2_000
CONTENT = ("at", "actor_id", "via", "action", "target", "detail", "outcome", "ms")
"""The columns that are known before an entry has its place."""
LOCK = text("select pg_advisory_xact_lock(hashtextextended('audit ' || cast(cast(:tenant as uuid) as text), 0))")


async def append(session: WriteSession, tenant: UUID, contents: Sequence[dict[str, Any]]) -> None:
    """Add entries of that content, in this order, at the end of the shop's log.

    Until the transaction ends nobody else adds to the log of this shop.
    """
    await session.execute(LOCK, {"tenant": tenant})
    seq, previous = await head(session, tenant)
    rows = []
    for number, content in enumerate(contents, seq + 1):
        row = {"tenant_id": tenant, "seq": number, **content, "previous_hash": previous}
        previous = row["hash"] = digest(row)
        rows.append(row)
    await session.execute(insert(AuditEntry), rows)


async def head(session: AsyncSession, tenant: UUID) -> tuple[int, bytes]:
    """Return the number and the hash of the last entry; 0 and BEGINNING where there is none."""
    of_shop = select(AuditEntry.seq, AuditEntry.hash).where(AuditEntry.tenant_id == tenant)
    last = (await session.execute(of_shop.order_by(AuditEntry.seq.desc()).limit(1))).first()
    return (0, BEGINNING) if last is None else (last.seq, last.hash)


async def verify(session: AsyncSession, tenant: UUID) -> int | None:
    """Return the number of the first entry that is missing, or does not follow from the one before; None if all do."""
    of_shop = select(AuditEntry.__table__).where(AuditEntry.tenant_id == tenant).order_by(AuditEntry.seq)
    seq, previous = 0, BEGINNING
    while rows := (await session.execute(of_shop.where(AuditEntry.seq > seq).limit(READ_AT_ONCE))).mappings().all():
        for row in map(_named, rows):
            seq += 1
            if row["seq"] != seq or row["previous_hash"] != previous or row["hash"] != digest(row):
                return seq
            previous = row["hash"]
    return None


def _named(row: RowMapping) -> dict[str, Any]:
    return {str(column): value for column, value in row.items()}


def digest(row: Mapping[str, Any]) -> bytes:
    """Return the hash of an entry: of its place, its content, and the hash of the entry before."""
    said = {name: row[name] for name in CONTENT} | {
        "tenant_id": str(row["tenant_id"]),
        "seq": row["seq"],
        "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": str(row["actor_id"]),
        "previous_hash": row["previous_hash"].hex(),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()
