"""Everything of a shop and of a person as one zip archive, written while it is sent: no table is ever whole in memory.

Each table of the shop is a CSV file; the person and their conversations are JSON. Secrets, and what only Credora
computes anew, are left out.
"""

from __future__ import annotations

import asyncio
import csv
import io
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import select

from credora_agent.access import sessions
from credora_agent.core import clock
from credora_agent.core.errors import Unavailable
from credora_agent.reports.export.cells import inert
from credora_agent.tables.registry import METADATA
from credora_agent.tables.tenants import Membership, Tenant
from credora_agent.tables.threads import Conversation, Message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from uuid import UUID

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import Database
    from credora_agent.web.visitor import Visitor

LEFT_OUT = frozenset({
    "tokens", "oauth_states", "oauth_grants", "invitations", "memberships", "conversations", "messages", "feedback",
    "chat_requests", "tool_cache", "pnl_reports", "documents", "audit_log", "api_tokens",
})  # fmt: skip
"""Tables of a shop that hold secrets, other members, what is kept only for a while, or what is told as JSON."""
HIDDEN = frozenset({"tenant_id", "secret_hash", "hash", "previous_hash"})
ROWS, CHUNK = 2_000, 64 << 10
"""Rows fetched at once, and bytes sent at once."""
LONGEST = 1_800
"""Seconds an archive may take to be fetched: it is of one moment, which the database remembers as long."""
ABOUT = """Everything Credora keeps of you and of the shop you were at.

books/      one CSV file a table; amounts in micros are millionths of the currency named beside them
account.json        you, the shops you work on, and where you are signed in
conversations.json  what you asked and were told in this shop
"""


async def takeout(database: Database, visitor: Visitor) -> AsyncIterator[bytes]:
    """Yield the archive of what a visitor may take along: their account and, at a shop, its books."""
    waiting: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=8)
    writing = asyncio.create_task(_write(database, visitor, waiting))
    try:
        while (part := await waiting.get()) is not None:
            yield part
        await writing
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing


class _Sink(io.RawIOBase):
    """What the archive is written to: it keeps what was not yet sent, and cannot go back."""

    def __init__(self) -> None:
        self.parts, self.begun = bytearray(), False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.parts += data
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since, and forget it."""
        part, self.parts = bytes(self.parts), bytearray()
        return part


async def _write(database: Database, visitor: Visitor, waiting: asyncio.Queue[bytes | None]) -> None:
    sink = _Sink()

    async def sent(*, least: int = CHUNK) -> None:
        if len(sink.parts) >= least:
            await waiting.put(sink.taken())

    async def work(session: AsyncSession) -> None:
        if sink.begun:  # what was sent cannot be taken back
            raise Unavailable("The database went away while the archive was written.", remedy="Download it again.")
        sink.begun = True
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", ABOUT)
            archive.writestr("account.json", _json(await _account(session, visitor)))
            if visitor.shop is not None:
                await _json_list(archive, "conversations.json", session, visitor, sent)
                for table in _tables():
                    await _csv(archive, table, session, visitor.shop.id, sent)
        await sent(least=1)

    caller = visitor.user if visitor.shop is None else visitor.caller
    try:
        async with asyncio.timeout(LONGEST):
            await database.read(caller, work)
            await waiting.put(None)
    except BaseException:
        while not waiting.empty():
            waiting.get_nowait()
        waiting.put_nowait(None)
        raise


def _tables() -> list[Table]:
    """Return the tables of a shop that are taken along, by name."""
    found = [each for name, each in METADATA.tables.items() if "tenant_id" in each.columns and name not in LEFT_OUT]
    return sorted(found, key=lambda each: each.name)


async def _csv(
    archive: zipfile.ZipFile, table: Table, session: AsyncSession, tenant: UUID, sent: Callable[..., Awaitable[None]]
) -> None:
    columns = [each for each in table.columns if each.name not in HIDDEN]
    rows = await session.stream(select(*columns).where(table.c.tenant_id == tenant).execution_options(yield_per=ROWS))
    with archive.open(f"books/{table.name}.csv", "w") as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        lines = csv.writer(text)
        lines.writerow([each.name for each in columns])
        async for part in rows.partitions():
            lines.writerows([[_cell(each) for each in row] for row in part])
            text.flush()
            await sent()
        text.flush()
        text.detach()
    await sent()


async def _json_list(
    archive: zipfile.ZipFile,
    name: str,
    session: AsyncSession,
    visitor: Visitor,
    sent: Callable[..., Awaitable[None]],
) -> None:
    """Write the person's conversations in the shop, one by one."""
    tenant = visitor.open_shop.id
    mine = (Conversation.tenant_id == tenant, Conversation.user_id == visitor.user.user_id)
    found = (await session.scalars(select(Conversation).where(*mine).order_by(Conversation.created_at))).all()
    with archive.open(name, "w") as file:
        file.write(b"[")
        for number, each in enumerate(found):
            of_it = (Message.tenant_id == tenant, Message.conversation_id == each.id)
            messages = (await session.scalars(select(Message).where(*of_it).order_by(Message.seq))).all()
            told = [
                {"role": one.role, "content": one.content, "at": one.created_at, "turn": one.turn} for one in messages
            ]
            whole = {"title": each.title, "created_at": each.created_at, "messages": told}
            file.write((b",\n" if number else b"\n") + _json(whole))
            session.expunge_all()
            await sent()
        file.write(b"\n]\n")


async def _account(session: AsyncSession, visitor: Visitor) -> dict[str, Any]:
    """Return what is kept of the person themselves."""
    user = visitor.user.user_id
    signed_in = await sessions.listed(session, user, now=clock.now())
    held = await session.execute(
        select(Tenant.slug, Tenant.name, Membership.role, Membership.created_at)
        .join(Membership, Membership.tenant_id == Tenant.id)
        .where(Membership.user_id == user)
        .order_by(Tenant.slug)
    )
    return {
        "email": visitor.email,
        "name": visitor.name,
        "shops": [{"slug": slug, "name": name, "role": role, "since": at} for slug, name, role, at in held.all()],
        "sessions": [
            {"browser": each.browser, "network": each.place, "since": each.created_at, "last_seen": each.last_seen_at}
            for each in signed_in
        ],
    }


def _cell(value: Any) -> Any:
    """Return a value as a cell: JSON where it is none of a spreadsheet's own kinds, and no text is a formula."""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, (dict, list)):
        return inert(_json(value).decode())
    return value.hex() if isinstance(value, bytes) else value


def _json(value: Any) -> bytes:
    return orjson.dumps(value, default=str)
