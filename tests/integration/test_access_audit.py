"""The audit log: one chain a shop however many write to it, kept while the database is away, honest about gaps."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shop_desk import NOW, Desk
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from credora_agent.access.audit import Audit, Entry, page, write
from credora_agent.access.audit_chain import BEGINNING, append, head, verify
from credora_agent.access.audit_detail import HIDDEN
from credora_agent.core.caller import WORKER, Caller
from credora_agent.core.db import Database, sqlstate

if TYPE_CHECKING:
    from one_server import Server

    from credora_agent.runtime import Urls

NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:9/none"


def asked(desk: Desk, action: str = "cfo_pnl", **more: Any) -> Entry:
    return Entry(desk.caller, "mcp", action, NOW, **more)


async def numbers(desk: Desk) -> list[int]:
    return [seq for (seq,) in await desk.rows("select seq from audit_log order by seq")]


async def broken(desk: Desk) -> int | None:
    return await desk.database.read(desk.caller, lambda s: verify(s, desk.shop.tenant))


async def tamper(server: Server, urls: Urls, sql: str, desk: Desk) -> None:
    """Do what only somebody with the database itself in hand can."""
    async with server.connect(urls.app.rpartition("/")[2].partition("?")[0]) as connection:
        await connection.execute(sql.replace(":tenant", f"'{desk.shop.tenant}'"))


async def test_an_entry_says_who_did_what_by_which_way(books: Desk) -> None:
    """One entry, read back: its content, its number, and the chain begun at nought."""
    entry = asked(books, target="order 1001", detail={"start": "2026-03-01", "n": 2}, outcome="bad_dates", ms=12.5)
    await books.database.write(books.caller, lambda s: write(s, entry))
    (kept,) = (await books.database.read(books.caller, lambda s: page(s, books.shop.tenant, limit=5))).entries
    assert (kept.seq, kept.at, kept.actor_id, kept.via, kept.action) == (1, NOW, books.caller.user_id, "mcp", "cfo_pnl")
    assert (kept.target, kept.detail, kept.outcome) == ("order 1001", {"start": "2026-03-01", "n": 2}, "bad_dates")
    assert (kept.ms, kept.previous_hash, len(kept.hash)) == (12.5, BEGINNING, 32)
    assert await broken(books) is None


async def test_an_effect_undone_leaves_no_entry(books: Desk) -> None:
    async def work(session: Any) -> None:
        await write(session, asked(books))
        raise ValueError("the effect failed")

    with pytest.raises(ValueError, match="the effect failed"):
        await books.database.write(books.caller, work)
    assert await numbers(books) == []


async def test_four_writers_make_one_chain(urls: Urls, books: Desk) -> None:
    """4 logs on pools of their own, 150 notes each, and 20 entries written with effects: 620 in one line, unbroken."""
    databases = [Database(urls.app) for _ in range(4)]

    async def writer(number: int, database: Database) -> None:
        async with Audit(database) as audit:
            for n in range(150):
                audit.note(asked(books, f"w{number}", detail={"n": n}))
                if n % 30 == 0:
                    await database.write(books.caller, lambda s: write(s, asked(books, "effect")))
                    await asyncio.sleep(0)

    await asyncio.gather(*(writer(number, database) for number, database in enumerate(databases)))
    for database in databases:
        await database.close()
    assert await numbers(books) == list(range(1, 621))
    assert await broken(books) is None
    for number in range(4):
        order = await books.rows("select detail from audit_log where action = :a order by seq", a=f"w{number}")
        assert [detail["n"] for (detail,) in order] == list(range(150))


@pytest.mark.parametrize(
    ("change", "first"),
    [
        ("update audit_log set outcome = 'ok' where seq = 4", 4),
        ("update audit_log set detail = '{\"n\": 99}' where seq = 1", 1),
        ("update audit_log set at = at + interval '1 microsecond' where seq = 7", 7),
        ("update audit_log set actor_id = gen_random_uuid() where seq = 9", 9),
        ("update audit_log set hash = sha256(hash) where seq = 9", 9),
        ("delete from audit_log where seq = 5", 5),
        ("delete from audit_log where seq = 1", 1),
        ("update audit_log set seq = 100 where seq = 3", 3),
    ],
)
async def test_a_changed_entry_is_found(server: Server, urls: Urls, books: Desk, change: str, first: int) -> None:
    """9 entries; the database's owner rewrites one: verify names it, and the shop next door stays whole."""
    async with Audit(books.database) as audit:
        for n in range(1, 10):
            audit.note(asked(books, detail={"n": n}, outcome="error"))
    assert await broken(books) is None
    await tamper(server, urls, f"{change} and tenant_id = :tenant", books)
    assert await broken(books) == first


async def test_an_end_cut_off_shows_to_who_kept_the_last_hash(server: Server, urls: Urls, books: Desk) -> None:
    """What the chain cannot show: the last entry gone. Its number and hash, kept elsewhere, do."""
    for _ in range(3):
        await books.database.write(books.caller, lambda s: write(s, asked(books)))
    kept = await books.database.read(books.caller, lambda s: head(s, books.shop.tenant))
    await tamper(server, urls, "delete from audit_log where seq = 3 and tenant_id = :tenant", books)
    assert await broken(books) is None
    assert await books.database.read(books.caller, lambda s: head(s, books.shop.tenant)) != kept


async def test_the_app_role_only_adds(books: Desk) -> None:
    """No update, no delete, no truncate; and nobody's entry goes into another shop's log."""
    await books.database.write(books.caller, lambda s: write(s, asked(books)))
    for sql in ("update audit_log set outcome = 'x'", "delete from audit_log", "truncate audit_log"):
        with pytest.raises(DBAPIError) as refused:
            await books.database.write(books.caller, lambda s, sql=sql: s.execute(text(sql)))
        assert sqlstate(refused.value) == "42501"
    content = asked(books).content()
    with pytest.raises(DBAPIError) as refused:
        await books.database.write(Caller(uuid4(), uuid4()), lambda s: append(s, books.shop.tenant, [content]))
    assert sqlstate(refused.value) == "42501"
    assert await numbers(books) == [1]


async def test_pages_go_back_to_the_first_entry(books: Desk) -> None:
    """7 entries by pages of 3: 7 6 5, 4 3 2, 1."""
    async with Audit(books.database) as audit:
        for n in range(7):
            audit.note(asked(books, f"a{n}"))
    seen, before = [], None
    while True:
        at = await books.database.read(
            books.caller, lambda s, before=before: page(s, books.shop.tenant, limit=3, before=before)
        )
        seen.append([entry.seq for entry in at.entries])
        if (before := at.before) is None:
            break
    assert seen == [[7, 6, 5], [4, 3, 2], [1]]


async def test_a_note_is_written_within_moments(books: Desk) -> None:
    """Nobody flushes and nothing more is noted: it is in the log within a second all the same."""
    async with Audit(books.database) as audit:
        audit.note(asked(books))
        await asyncio.sleep(1)
        assert await numbers(books) == [1]


async def test_two_shops_in_one_queue_stay_apart(books: Desk, database: Database, tmp_path: Any) -> None:
    """Notes of two shops, by turns: each has its own chain from 1."""
    other = await Desk.open(database, tmp_path)
    async with Audit(database) as audit:
        for n in range(10):
            audit.note(asked((books, other)[n % 2]))
    for desk in (books, other):
        assert await numbers(desk) == [1, 2, 3, 4, 5]
        assert await broken(desk) is None


async def test_a_database_that_is_away_loses_nothing_within_the_bound(
    books: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Away, bound 5: of 8 notes 5 wait; back again they are written, and both logs say that 3 are missing."""
    away = Database(NOWHERE)
    audit = Audit(away, bound=5, now=lambda: NOW)
    with caplog.at_level(logging.ERROR, "credora_agent.access.audit"):
        for n in range(8):
            audit.note(asked(books, f"a{n}"))
        assert not await audit.flush()
        audit._database = books.database
        assert await audit.flush()
    await away.close()
    rows = await books.rows("select action, actor_id, detail from audit_log order by seq")
    assert [action for action, *_ in rows] == ["a0", "a1", "a2", "a3", "a4", "audit.dropped"]
    assert rows[-1][1:] == (WORKER, {"entries": 3})
    assert await broken(books) is None
    assert "3 entries of the audit log" in caplog.text
    assert await audit.flush()
    assert len(await numbers(books)) == 6


async def test_an_end_without_a_database_is_not_waited_for_forever(
    books: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends within its last chance, and says how many entries went with it."""
    monkeypatch.setattr(Audit, "LAST_CHANCE", 0.2)
    away = Database(NOWHERE)
    with caplog.at_level(logging.ERROR, "credora_agent.access.audit"):
        async with asyncio.timeout(10), Audit(away) as audit:
            audit.note(asked(books))
            audit.note(asked(books))
    await away.close()
    assert "2 entries of the audit log are lost" in caplog.text


async def test_an_entry_that_is_refused_holds_up_no_other(books: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """A shop that is gone between two notes of one that is there: the two are written, the refused one is told of."""
    gone = Entry(Caller(uuid4(), uuid4()), "mcp", "cfo_pnl", NOW)
    with caplog.at_level(logging.ERROR, "credora_agent.access.audit"):
        async with Audit(books.database) as audit:
            for entry in (asked(books), gone, asked(books)):
                audit.note(entry)
    assert await numbers(books) == [1, 2]
    assert f"shop {gone.tenant} was refused: IntegrityError" in caplog.text


async def test_a_shopless_entry_is_our_mistake(database: Database) -> None:
    with pytest.raises(ValueError, match="belongs to a shop"):
        Audit(database).note(Entry(Caller(uuid4()), "mcp", "cfo_pnl", NOW))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    details=st.lists(st.dictionaries(st.text(), JSON, max_size=5), min_size=1, max_size=20),
    at=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2200, 1, 1)),  # noqa: DTZ001 - aware below
    ms=st.none() | st.floats(),
)
async def test_whatever_is_kept_reads_back_to_the_same_hash(
    books: Desk, details: list[dict[str, Any]], at: datetime, ms: float | None
) -> None:
    """Any JSON at all as detail, numbers a database writes otherwise among it: the chain verifies."""
    entries = [Entry(books.caller, "mcp", "a", at.replace(tzinfo=UTC), detail=detail, ms=ms) for detail in details]
    contents = [entry.content() for entry in entries]
    await books.database.write(books.caller, lambda s: append(s, books.shop.tenant, contents))
    assert await broken(books) is None


async def test_a_secret_in_an_argument_is_never_kept(books: Desk) -> None:
    """The log's own canary: a platform's token among the arguments, as a name, a value and within a sentence."""
    canary = "shpat_" + "0123456789abcdef" * 2
    entry = asked(books, target=canary, detail={"access_token": canary, "q": f"use {canary}", "list": [canary]})
    await books.database.write(books.caller, lambda s: write(s, entry))
    (found,) = await books.rows("select audit_log::text, detail from audit_log")
    assert canary not in found[0]
    assert found[1] == {"access_token": HIDDEN, "q": f"use {HIDDEN}", "list": [HIDDEN]}
