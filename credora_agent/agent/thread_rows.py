"""Conversations in the database: every statement names the shop and the person, and the policies hold both again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from credora_agent.agent.thread_shown import (
    ConversationShown,
    FeedbackShown,
    MessageShown,
    Thread,
    UnknownConversation,
)
from credora_agent.core.errors import BadInput
from credora_agent.tables.threads import ChatRequest, Conversation, Feedback, Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from credora_agent.agent.thread_shown import Spent, Verdict
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import ReadSession, WriteSession

REMEMBERED = timedelta(days=1)
"""How long the same key of a client means the same request."""


def unknown() -> UnknownConversation:
    """Return the error of an id there is nothing by."""
    return UnknownConversation("There is no such conversation.", remedy="List them by `credora conversations`.")


async def begin(session: WriteSession, me: Caller, new: UUID, title: str, at: datetime) -> None:
    """Add an empty conversation."""
    session.add(
        Conversation(tenant_id=me.shop, id=new, user_id=me.user_id, title=title, turns=0, created_at=at, updated_at=at)
    )


async def append(  # noqa: PLR0913, PLR0917 - a turn and its place
    session: WriteSession,
    me: Caller,
    conversation: UUID,
    ids: tuple[UUID, UUID],
    said: tuple[str, str, dict[str, Any], Spent | None],
    at: datetime,
) -> None:
    """Add a question and its answer after what stands; who else appends meanwhile waits for the row."""
    question, answer, turn, spent = said
    of = update(Conversation).where(*_named(me, conversation))
    grown = of.values(turns=Conversation.turns + 1, updated_at=func.greatest(Conversation.updated_at, at))
    turns = (await session.execute(grown.returning(Conversation.turns))).scalar_one_or_none()
    if turns is None:
        raise unknown()
    shared = {"tenant_id": me.shop, "conversation_id": conversation, "user_id": me.user_id, "created_at": at}
    asked = Message(**shared, seq=2 * turns - 1, id=ids[0], role="user", content=_storable(question))
    told = Message(
        **shared, seq=2 * turns, id=ids[1], role="assistant", content=_storable(answer), turn=_storable(turn)
    )
    if spent is not None:
        told.model, told.cost_micros = spent.model, spent.cost_micros
        told.tokens_in, told.tokens_out = spent.tokens_in, spent.tokens_out
    session.add_all([asked, told])


async def questions(session: ReadSession, me: Caller, conversation: UUID, last: int) -> tuple[str, ...]:
    """Return the last questions, oldest first."""
    await _conversation(session, me, conversation)
    of = select(Message.content).where(*_in(me, conversation), Message.role == "user")
    found = (await session.scalars(of.order_by(Message.seq.desc()).limit(last))).all()
    return tuple(reversed(found))


async def waiting(session: ReadSession, me: Caller, conversation: UUID) -> dict[str, Any] | None:
    """Return what the last answer of a conversation proposed."""
    await _conversation(session, me, conversation)
    of = select(Message.turn).where(*_in(me, conversation), Message.role == "assistant")
    turn = (await session.scalars(of.order_by(Message.seq.desc()).limit(1))).first()
    return turn.get("approval") if turn else None


async def page(
    session: ReadSession, me: Caller, *, archived: bool, limit: int, before: tuple[datetime, UUID] | None
) -> Sequence[ConversationShown]:
    """Return conversations in which something was answered, the latest first."""
    away = Conversation.archived_at.is_not(None) if archived else Conversation.archived_at.is_(None)
    of = select(Conversation).where(*_mine(me), away, Conversation.turns > 0)
    if before is not None:
        of = of.where(tuple_(Conversation.updated_at, Conversation.id) < before)
    rows = await session.scalars(of.order_by(Conversation.updated_at.desc(), Conversation.id.desc()).limit(limit))
    return [shown(row) for row in rows]


async def thread(session: ReadSession, me: Caller, conversation: UUID) -> Thread:
    """Return a conversation and its messages with what was thought of them."""
    row = await _conversation(session, me, conversation)
    of = _judged(me).where(*_in(me, conversation)).order_by(Message.seq)
    messages = tuple(_message(said, verdict) for said, verdict in (await session.execute(of)).all())
    return Thread(conversation=shown(row), messages=messages)


async def message(session: ReadSession, me: Caller, message: UUID) -> tuple[UUID, MessageShown]:
    """Return a message and where it stands."""
    of = _judged(me).where(Message.tenant_id == me.shop, Message.user_id == me.user_id, Message.id == message)
    found = (await session.execute(of)).one_or_none()
    if found is None:
        raise unknown()
    return found[0].conversation_id, _message(*found)


async def change(session: WriteSession, me: Caller, conversation: UUID, values: dict[str, Any]) -> ConversationShown:
    """Change columns of a conversation, and return it."""
    of = update(Conversation).where(*_named(me, conversation)).values(values).returning(Conversation)
    row = (await session.scalars(of)).one_or_none()
    if row is None:
        raise unknown()
    return shown(row)


async def delete_one(session: WriteSession, me: Caller, conversation: UUID) -> None:
    """Delete a conversation; its messages, their verdicts and requests go by their keys."""
    of = delete(Conversation).where(*_named(me, conversation)).returning(Conversation.id)
    if (await session.execute(of)).scalar_one_or_none() is None:
        raise unknown()


async def judge(  # noqa: PLR0913, PLR0917 - a row's own columns
    session: WriteSession, me: Caller, message: UUID, verdict: Verdict, note: str | None, at: datetime
) -> FeedbackShown:
    """Put what the person thinks of one of their answers."""
    of = select(Message.id).where(
        Message.tenant_id == me.shop, Message.user_id == me.user_id, Message.id == message, Message.role == "assistant"
    )
    if await session.scalar(of) is None:
        raise unknown()
    said = {"verdict": verdict, "note": note, "at": at}
    row = insert(Feedback).values(tenant_id=me.shop, message_id=message, user_id=me.user_id, **said)
    key = (Feedback.tenant_id, Feedback.message_id, Feedback.user_id)
    await session.execute(row.on_conflict_do_update(index_elements=key, set_=said))
    return FeedbackShown.model_validate(said)


async def answered(session: ReadSession, me: Caller, key: str, asked: bytes, now: datetime) -> UUID | None:
    """Return the answer a key of the last day led to."""
    of = select(ChatRequest).where(ChatRequest.tenant_id == me.shop, ChatRequest.user_id == me.user_id)
    row = await session.scalar(of.where(ChatRequest.key == key, ChatRequest.at > now - REMEMBERED))
    if row is not None and row.asked != asked:
        raise BadInput("That key came with another question before.", remedy="Give each request a key of its own.")
    return row.message_id if row else None


async def remember(  # noqa: PLR0913, PLR0917 - a row's own columns
    session: WriteSession, me: Caller, key: str, asked: bytes, message: UUID, now: datetime
) -> None:
    """Put which answer a key led to; keys of another day go."""
    mine = (ChatRequest.tenant_id == me.shop, ChatRequest.user_id == me.user_id)
    await session.execute(delete(ChatRequest).where(*mine, ChatRequest.at <= now - REMEMBERED))
    row = insert(ChatRequest).values(
        tenant_id=me.shop, user_id=me.user_id, key=key, asked=asked, message_id=message, at=now
    )
    await session.execute(row.on_conflict_do_nothing())


async def forget_old(session: WriteSession, tenant: UUID, now: datetime) -> None:
    """Delete a shop's conversations in which nothing came to be answered within a day, and keys of another day."""
    of = (Conversation.tenant_id == tenant, Conversation.turns == 0, Conversation.created_at < now - REMEMBERED)
    await session.execute(delete(Conversation).where(*of))
    await session.execute(delete(ChatRequest).where(ChatRequest.tenant_id == tenant, ChatRequest.at < now - REMEMBERED))


def shown(row: Conversation) -> ConversationShown:
    """Return a conversation's row as it is shown."""
    return ConversationShown.model_validate(row, from_attributes=True)


def _mine(me: Caller) -> tuple[ColumnElement[bool], ...]:
    return Conversation.tenant_id == me.shop, Conversation.user_id == me.user_id


def _named(me: Caller, conversation: UUID) -> tuple[ColumnElement[bool], ...]:
    return *_mine(me), Conversation.id == conversation


def _in(me: Caller, conversation: UUID) -> tuple[ColumnElement[bool], ...]:
    return Message.tenant_id == me.shop, Message.user_id == me.user_id, Message.conversation_id == conversation


def _judged(me: Caller) -> Any:
    of_it = (Feedback.tenant_id == Message.tenant_id) & (Feedback.message_id == Message.id)
    return select(Message, Feedback).outerjoin(Feedback, of_it & (Feedback.user_id == me.user_id))


async def _conversation(session: ReadSession, me: Caller, conversation: UUID) -> Conversation:
    row = await session.scalar(select(Conversation).where(*_named(me, conversation)))
    if row is None:
        raise unknown()
    return row


def _message(row: Message, verdict: Feedback | None) -> MessageShown:
    columns = {name: getattr(row, name) for name in MessageShown.model_fields if name != "feedback"}
    thought = FeedbackShown.model_validate(verdict, from_attributes=True) if verdict else None
    return MessageShown(**columns, feedback=thought)


def _storable(value: Any) -> Any:
    """Return a JSON value whose texts Postgres can hold: it knows no NUL, and UTF-8 no half of a surrogate pair."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(each) for each in value]
    return value
