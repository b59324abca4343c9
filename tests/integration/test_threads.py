"""Conversations: kept whole, one person's own, found again, changed, exported, and really deleted."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from shop_desk import NOW, Desk
from sqlalchemy import text
from talked import turn

from credora_agent.agent.thread_rows import forget_old
from credora_agent.agent.thread_shown import Spent, UnknownConversation
from credora_agent.agent.threads import Threads
from credora_agent.core.caller import WORKER, Caller
from credora_agent.core.errors import BadInput, UnknownShop
from credora_agent.ledger.erasure import erase_connection
from credora_agent.tables.tenants import Membership, User

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from credora_agent.core.db import Database, WriteSession

TABLES = ("conversations", "messages", "feedback", "chat_requests")


@pytest.fixture
def threads(database: Database) -> Threads:
    """Lend conversations on a clock that goes on by a minute each time it is looked at."""
    minutes: Iterator[datetime] = (NOW + timedelta(minutes=n) for n in range(10_000))
    return Threads(database, now=lambda: next(minutes))


async def colleague(desk: Desk) -> Caller:
    """Return another person who works on the same shop."""
    user = uuid4()

    async def join(session: WriteSession) -> None:
        session.add(User(id=user, email=f"{user}@example.com", name="colleague"))
        await session.flush()
        session.add(Membership(tenant_id=desk.shop.tenant, user_id=user, role="viewer"))

    me = Caller(user, desk.shop.tenant)
    await desk.database.write(me, join)
    return me


async def talked(threads: Threads, me: Caller, *questions: str, answer: str = "It was £30.00.") -> UUID:
    conversation = await threads.begin(me, questions[0])
    for question in questions:
        await threads.append(me, conversation, turn(question, answer))
    return conversation


async def test_a_turn_is_replayed_as_it_was_kept(books: Desk, threads: Threads) -> None:
    """Plan, calls, figures, timings, model and cost come back as they went in; question 1 is message 1, answer 2."""
    me, said = books.caller, turn("net sales in March?")
    conversation = await threads.begin(me, said.question)
    place = await threads.append(me, conversation, said, spent=Spent("m-1", 900, 50, 1_250))
    found = await threads.read(me, conversation)
    asked, told = found.messages
    assert (asked.seq, asked.role, asked.content, asked.turn, asked.model) == (1, "user", said.question, None, None)
    assert (told.seq, told.role, told.content, told.id) == (2, "assistant", said.answer, place.answer)
    assert told.turn == said.model_dump(mode="json")
    assert (told.model, told.tokens_in, told.tokens_out, told.cost_micros) == ("m-1", 900, 50, 1_250)
    assert (found.conversation.title, found.conversation.turns) == ("net sales in March?", 1)


async def test_what_postgres_cannot_hold_is_left_out(books: Desk, threads: Threads) -> None:
    """A NUL and half a surrogate pair in question, answer and turn: kept without them."""
    conversation = await threads.begin(books.caller, "a\0b")
    await threads.append(books.caller, conversation, turn("a\0b", "c\0d\ud800", shop="x\0"))
    asked, told = (await threads.read(books.caller, conversation)).messages
    assert (asked.content, told.content, told.turn["shop"]) == ("ab", "cd?", "x")


async def test_follow_ups_see_the_last_questions_oldest_first(books: Desk, threads: Threads) -> None:
    conversation = await talked(threads, books.caller, "q1", "q2", "q3")
    assert await threads.questions(books.caller, conversation, last=2) == ("q2", "q3")


async def test_turns_that_end_at_once_take_their_turns(books: Desk, threads: Threads) -> None:
    """Twelve appends at once: messages 1 to 24, each answer right after its own question."""
    conversation = await threads.begin(books.caller, "q")
    await asyncio.gather(*(threads.append(books.caller, conversation, turn(f"q{n}", f"a{n}")) for n in range(12)))
    found = await threads.read(books.caller, conversation)
    assert [each.seq for each in found.messages] == list(range(1, 25))
    pairs = zip(found.messages[::2], found.messages[1::2], strict=True)
    assert all(asked.content[1:] == told.content[1:] for asked, told in pairs)
    assert found.conversation.turns == 12


async def test_a_turn_is_kept_whole_or_not_at_all(
    books: Desk, threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer's id is taken already: neither its question stands, nor is the turn counted."""
    conversation = await talked(threads, books.caller, "q1")
    (_, told) = (await threads.read(books.caller, conversation)).messages
    ids = iter([uuid4(), told.id])
    monkeypatch.setattr("credora_agent.agent.threads.uuid4", lambda: next(ids))
    with pytest.raises(Exception, match="uq_messages_tenant_id_id"):
        await threads.append(books.caller, conversation, turn("q2"))
    found = await threads.read(books.caller, conversation)
    assert (len(found.messages), found.conversation.turns) == (2, 1)


async def test_pages_hold_each_conversation_once(books: Desk, threads: Threads) -> None:
    """Seven of two a page: the one spoken in last first; one nothing was answered in is not listed."""
    made = [await talked(threads, books.caller, f"c{n}") for n in range(7)]
    await threads.begin(books.caller, "unanswered")
    await threads.append(books.caller, made[0], turn("again"))
    seen, cursor = [], None
    while True:
        page = await threads.list(books.caller, limit=2, cursor=cursor)
        assert len(page.conversations) <= 2
        seen += [each.id for each in page.conversations]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [made[0], *reversed(made[1:])]
    with pytest.raises(BadInput, match="none of ours"):
        await threads.list(books.caller, cursor="bm90IG91cnM")


async def test_put_away_is_out_of_the_list_and_comes_back(books: Desk, threads: Threads) -> None:
    conversation = await talked(threads, books.caller, "q")
    await threads.archive(books.caller, conversation)
    assert (await threads.list(books.caller)).conversations == ()
    (away,) = (await threads.list(books.caller, archived=True)).conversations
    assert (away.id, away.archived_at is not None) == (conversation, True)
    await threads.archive(books.caller, conversation, away=False)
    assert [each.id for each in (await threads.list(books.caller)).conversations] == [conversation]


async def test_a_title_is_plain_and_never_empty(books: Desk, threads: Threads) -> None:
    """Of a long question 80 characters; a new one without what is not seen; none of nothing but spaces."""
    conversation = await talked(threads, books.caller, "why " * 100)
    assert len((await threads.read(books.caller, conversation)).conversation.title) <= 80
    assert (await threads.rename(books.caller, conversation, " March\u202e\n review ")).title == "March review"
    with pytest.raises(BadInput):
        await threads.rename(books.caller, conversation, "\u200b \n")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("margin", 1), ("MARG", 1), ("march margin", 1), ("margin april", 0), ("£30.00", 4), ("利益", 1),
        ("%", 0), ("_", 0), ("' | 'x", 0), ("", 0), ("sales:*", 1),
    ],
)  # fmt: skip
async def test_words_are_found_again(books: Desk, threads: Threads, words: str, found: int) -> None:
    """By whole words, their beginnings, or as they stand; signs of the search language are no commands."""
    asked = ("gross margin in March", "sales: *all* of them", "3月の利益は?", "ads in April")
    conversation = await talked(threads, books.caller, *asked)
    hits = await threads.search(books.caller, words)
    assert len(hits) == found
    assert {each.conversation for each in hits} <= {conversation}


async def test_the_newest_is_found_first_and_no_more_than_asked_for(books: Desk, threads: Threads) -> None:
    await talked(threads, books.caller, "march 1", "march 2", "march 3", answer="-")
    assert [each.excerpt for each in await threads.search(books.caller, "march", limit=2)] == ["march 3", "march 2"]


async def test_nothing_of_what_is_deleted_is_left(books: Desk, threads: Threads) -> None:
    """The conversation, its messages, what was thought of them and its requests' keys: no row, and no hit."""
    me = books.caller
    gone, stays = await talked(threads, me, "secret plan"), await talked(threads, me, "other")
    answer = (await threads.read(me, gone)).messages[1].id
    await threads.feedback(me, answer, "up", note="fine")
    await threads.remember(me, "k", b"d", answer)
    await threads.delete(me, gone)
    rows = {table: await books.one(f"select count(*) from {table}") for table in TABLES}
    assert rows == {"conversations": 1, "messages": 2, "feedback": 0, "chat_requests": 0}
    assert await threads.search(me, "secret") == []
    for again in (threads.read(me, gone), threads.delete(me, gone), threads.append(me, gone, turn("q"))):
        with pytest.raises(UnknownConversation):
            await again
    assert len((await threads.read(me, stays)).messages) == 2


async def test_the_last_word_on_an_answer_counts(books: Desk, threads: Threads) -> None:
    """Up, then down with a note: one row; a question cannot be judged."""
    me = books.caller
    conversation = await talked(threads, me, "q")
    asked, told = (await threads.read(me, conversation)).messages
    await threads.feedback(me, told.id, "up")
    await threads.feedback(me, told.id, "down", note="wrong\nmonth")
    after = (await threads.read(me, conversation)).messages[1].feedback
    assert (after.verdict, after.note) == ("down", "wrong month")
    assert await books.one("select count(*) from feedback") == 1
    with pytest.raises(UnknownConversation):
        await threads.feedback(me, asked.id, "up")


async def test_a_colleague_sees_only_their_own(books: Desk, threads: Threads) -> None:
    """Owner and member of one shop: neither lists, reads, searches, changes, judges or deletes the other's."""
    me, other = books.caller, await colleague(books)
    mine, theirs = await talked(threads, me, "my salary"), await talked(threads, other, "their salary")
    answer = (await threads.read(me, mine)).messages[1].id
    assert [each.id for each in (await threads.list(other)).conversations] == [theirs]
    assert {each.conversation for each in await threads.search(other, "salary")} == {theirs}
    for asked in (
        threads.read(other, mine),
        threads.questions(other, mine),
        threads.rename(other, mine, "x"),
        threads.archive(other, mine),
        threads.delete(other, mine),
        threads.append(other, mine, turn("q")),
        threads.feedback(other, answer, "down"),
        threads.message(other, answer),
        threads.export(other, mine),
        threads.resolve(other, mine.hex[:8]),
    ):
        with pytest.raises(UnknownConversation):
            await asked
    assert len((await threads.read(me, mine)).messages) == 2


async def test_the_database_itself_keeps_people_apart(books: Desk, threads: Threads) -> None:
    """A statement that names no person: each sees and changes their own rows, and cannot put one into the other's."""
    me, other = books.caller, await colleague(books)
    mine = await talked(threads, me, "q")
    await threads.feedback(me, (await threads.read(me, mine)).messages[1].id, "up")
    for table in ("conversations", "messages", "feedback"):
        count = text(f"select count(*) from {table}")
        assert await books.database.read(other, lambda s, count=count: s.scalar(count)) == 0, table
    seized = text("update conversations set user_id = :me")
    done = await books.database.write(other, lambda s: s.execute(seized, {"me": other.user_id}))
    assert done.rowcount == 0
    put = text(
        "insert into messages (tenant_id, conversation_id, seq, id, user_id, role, content, created_at)"
        " values (:tenant, :at, 3, gen_random_uuid(), :user, 'user', 'x', now())"
    )
    for user in (me.user_id, other.user_id):
        values = {"tenant": books.shop.tenant, "at": mine, "user": user}
        with pytest.raises(Exception, match=r"row-level security|foreign key"):
            await books.database.write(other, lambda s, values=values: s.execute(put, values))


async def test_another_shop_s_conversations_are_out_of_reach(
    books: Desk, threads: Threads, database: Database, tmp_path: Path
) -> None:
    theirs = await Desk.open(database, tmp_path)
    conversation = await talked(threads, theirs.caller, "q")
    person_there = Caller(theirs.caller.user_id, books.shop.tenant)
    for caller in (books.caller, person_there):
        with pytest.raises(UnknownConversation):
            await threads.read(caller, conversation)
    with pytest.raises(UnknownShop):
        await threads.list(Caller(theirs.caller.user_id))


async def test_a_membership_that_ends_takes_its_conversations_with_it(books: Desk, threads: Threads) -> None:
    other = await colleague(books)
    await talked(threads, other, "q")
    leave = text("delete from memberships where user_id = :user")
    await books.database.write(other, lambda s: s.execute(leave, {"user": other.user_id}))
    count = text("select count(*) from messages")
    assert await books.database.read(other, lambda s: s.scalar(count)) == 0


async def test_an_export_as_json_holds_everything(books: Desk, threads: Threads) -> None:
    conversation = await talked(threads, books.caller, "q1", "q2")
    whole = json.loads(await threads.export(books.caller, conversation))
    assert [each["content"] for each in whole["messages"][::2]] == ["q1", "q2"]
    assert whole["messages"][1]["turn"]["figures"][0]["value"] == "30.00"


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("<script>alert(1)</script>", "<script"), ("![x](https://evil.example/p.png)", "![x]("),
        ("[click](javascript:alert(1))", "](javascript:"), ("=HYPERLINK(1)", "\n=HYPERLINK"), ("# head", "\n# head"),
        ("a\n\n# head", "\n# head"), ("| a | b |", "\n| a |"), ("`code`", "`code`"), ("https://evil.example", "https://evil"),
        ("&lt;img src=x&gt;", "&lt;img"), ("1. one", "\n1. one"), ("- item", "\n- item"), ("**bold**", "**bold**"),
    ],
)  # fmt: skip
async def test_markdown_shows_what_was_said_as_text(books: Desk, threads: Threads, said: str, never: str) -> None:
    """No markup, link, picture, list, heading or formula of what a person, platform or model wrote is one."""
    conversation = await talked(threads, books.caller, said, answer=said)
    body = "\n".join((await threads.export(books.caller, conversation, as_markdown=True)).split("\n")[1:])
    assert never not in body
    assert "| Net sales | 30.00 | GBP | 2026-03-01 | 2026-03-31 |" in body


async def test_a_key_leads_to_its_answer_for_a_day(books: Desk, database: Database) -> None:
    """The same key and question: the answer; with another question: refused; a day and a minute later: forgotten."""
    moment = [NOW]
    threads, me = Threads(database, now=lambda: moment[0]), books.caller
    conversation = await talked(threads, me, "q")
    answer = (await threads.read(me, conversation)).messages[1].id
    await threads.remember(me, "key", b"asked", answer)
    assert await threads.answered(me, "key", b"asked") == answer
    assert await threads.answered(me, "other", b"asked") is None
    with pytest.raises(BadInput, match="another question"):
        await threads.answered(me, "key", b"else")
    moment[0] += timedelta(days=1, minutes=1)
    assert await threads.answered(me, "key", b"else") is None
    await threads.remember(me, "new", b"asked", answer)
    assert await books.one("select string_agg(key, ' ') from chat_requests") == "new"


async def test_by_night_what_came_to_nothing_is_forgotten(books: Desk, database: Database) -> None:
    """Begun two days ago and never answered: gone, by the background work; begun now, or answered: stays."""
    moment = [NOW - timedelta(days=2)]
    threads, me = Threads(database, now=lambda: moment[0]), books.caller
    await threads.begin(me, "lost")
    answered = await talked(threads, me, "answered")
    moment[0] = NOW
    begun = await threads.begin(me, "begun")
    worker = Caller(WORKER, books.shop.tenant)
    await database.write(worker, lambda s: forget_old(s, books.shop.tenant, NOW))
    assert {row for (row,) in await books.rows("select id from conversations")} == {answered, begun}


async def test_what_is_erased_of_a_shop_is_erased_from_what_was_said(books: Desk, threads: Threads) -> None:
    """A shop's connection is erased by the background work: conversations of everybody there go too."""
    await books.orders("order,sku,quantity,unit price,order date\n7,A,1,5.00,2026-03-01\n")
    await talked(threads, books.caller, "q")
    await talked(threads, await colleague(books), "q")
    connection = await books.one("select id from platform_connections")
    worker = Caller(WORKER, books.shop.tenant)
    await books.database.write(worker, lambda s: erase_connection(s, books.shop.tenant, connection))
    count = text("select count(*) from messages")
    assert await books.database.read(worker, lambda s: s.scalar(count)) == 0
