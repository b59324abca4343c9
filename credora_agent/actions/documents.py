"""Documents: listed page by page, read one by one, deleted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from credora_agent.access import audit
from credora_agent.actions.rows import called
from credora_agent.actions.schemas import DOCUMENT, DocumentKept, Documents
from credora_agent.core.cursors import cursor as make_cursor
from credora_agent.core.cursors import position
from credora_agent.core.errors import BadInput
from credora_agent.ledger.keep_actions import drop_document
from credora_agent.ledger.load_actions import load_document, load_documents

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.actions.desk import Desk
    from credora_agent.core.db import WriteSession
    from credora_agent.tables.actions import Document

PAGE, MOST = 50, 500
LIST = "documents"


async def listed(session: AsyncSession, desk: Desk, *, limit: int, cursor: str | None) -> Documents:
    """Return a page of the documents that are kept, newest first. Raises BadInput for a cursor that is none."""
    before = position(cursor, LIST, _place) if cursor else None
    count = max(1, min(limit, MOST))
    rows = await load_documents(session, desk.tenant, desk.now, limit=count + 1, before=before)
    last = rows[count - 1] if len(rows) > count else None
    go_on = None if last is None else make_cursor(LIST, last.created_at.isoformat(), str(last.id))
    return Documents(documents=tuple(_shown(row) for row in rows[:count]), next_cursor=go_on)


async def read(session: AsyncSession, desk: Desk, given: str) -> tuple[DocumentKept, bytes]:
    """Return a document and its content. Raises BadInput when none of that id is kept."""
    row = await load_document(session, desk.tenant, await _id(session, desk, given), desk.now)
    if row is None:
        raise _unknown(given)
    return _shown(row), row.content


async def remove(session: WriteSession, desk: Desk, via: str, given: str) -> DocumentKept:
    """Delete a document, and return what it was. Raises BadInput when none of that id is kept."""
    kept, _ = await read(session, desk, given)
    if not await drop_document(session, desk.tenant, UUID(kept.id)):
        raise _unknown(given)
    said = audit.Entry(desk.caller, via, "document.remove", desk.now, target=kept.id, detail={"name": kept.name})
    await audit.write(session, said)
    return kept


async def _id(session: AsyncSession, desk: Desk, given: str) -> UUID:
    """Return the id meant: a whole one, or the beginning of one of the newest documents."""
    bare = given.strip().removeprefix(DOCUMENT)
    try:
        return UUID(bare)
    except ValueError:
        rows = await load_documents(session, desk.tenant, desk.now, limit=MOST)
        return called(bare, rows, what="document", listed_by="`credora documents`").id


def _unknown(given: str) -> BadInput:
    return BadInput(f"There is no document {given[:60]!r}.", remedy="Documents are kept for 30 days; export it again.")


def _place(parts: list[Any]) -> tuple[datetime, UUID]:
    return datetime.fromisoformat(parts[0]), UUID(parts[1])


def _shown(row: Document) -> DocumentKept:
    return DocumentKept(
        id=str(row.id), name=row.name, kind=row.kind, media_type=row.media_type, size=row.size, rows=row.rows,
        says=row.says, link=f"{DOCUMENT}{row.id}", schedule_id=str(row.schedule_id) if row.schedule_id else None,
        created_at=row.created_at, expires_at=row.expires_at,
    )  # fmt: skip
