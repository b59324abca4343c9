"""What was talked about: conversations, their questions and answers, verdicts on these, and what models cost a day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from credora_agent.tables.base import Base, Count, Micros, Moment, NewId, TenantKey, of_tenant
from credora_agent.tables.tenants import Membership

# Named by its class, so that whoever imports these tables has the one they lean on too.
MEMBERS = Membership.__tablename__


class Conversation(Base):
    """One thread of questions of one person about one shop; it goes where the membership goes."""

    __tablename__ = "conversations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "user_id"], [f"{MEMBERS}.tenant_id", f"{MEMBERS}.user_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("tenant_id", "id", "user_id"),
        Index(None, "tenant_id", "user_id", "updated_at"),
    )

    tenant_id: Mapped[TenantKey]
    id: Mapped[NewId]
    user_id: Mapped[UUID]
    title: Mapped[str]
    turns: Mapped[int]
    """How many questions were answered in it; none before the first answer is whole."""
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]
    archived_at: Mapped[Moment | None]


class Message(Base):
    """A question, or the answer to the one before it with all it was made of; neither ever changes."""

    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id", "user_id"],
            ["conversations.tenant_id", "conversations.id", "conversations.user_id"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("tenant_id", "id"),
        Index(None, "tenant_id", "user_id", "created_at"),
        CheckConstraint("role in ('user', 'assistant')", name="role"),
        CheckConstraint("(role = 'assistant') = (turn is not null)", name="turn"),
    )

    tenant_id: Mapped[TenantKey]
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … within the conversation: questions are odd, answers even."""
    id: Mapped[UUID]
    user_id: Mapped[UUID]
    """Whose conversation it is, for the policy to see."""
    role: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    turn: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    """The whole turn as it was: plan, calls, figures, blocks, timings."""
    created_at: Mapped[Moment]
    model: Mapped[str | None]
    """Which model spoke; none where none did."""
    tokens_in: Mapped[Count | None]
    tokens_out: Mapped[Count | None]
    cost_micros: Mapped[Micros | None]


class Feedback(Base):
    """What a person thinks of one answer; their last word on it."""

    __tablename__ = "feedback"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "message_id"], ["messages.tenant_id", "messages.id"], ondelete="CASCADE"),
        CheckConstraint("verdict in ('up', 'down')", name="verdict"),
    )

    tenant_id: Mapped[TenantKey]
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[Moment]


class ChatRequest(Base):
    """A request a client gave a key of its own, and the answer it led to: asked again within a day, that is given."""

    __tablename__ = "chat_requests"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "message_id"], ["messages.tenant_id", "messages.id"], ondelete="CASCADE"),
        Index(None, "tenant_id", "message_id"),
    )

    tenant_id: Mapped[TenantKey]
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[bytes]
    """SHA-256 of what was asked: the same key with another question is a mistake."""
    message_id: Mapped[UUID]
    at: Mapped[Moment]


class ToolResult(Base):
    """What a tool last answered to one question, and the versions of all it followed from."""

    __tablename__ = "tool_cache"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    key: Mapped[str] = mapped_column(primary_key=True)
    """A digest of the tool, its arguments and the day."""
    tool: Mapped[str]
    args: Mapped[Any] = mapped_column(JSONB)
    ledger_version: Mapped[Count]
    detail_version: Mapped[Count]
    source_version: Mapped[str]
    """How far files and platforms had been read: what was read may say more than what it booked."""
    code_version: Mapped[str]
    result: Mapped[Any] = mapped_column(JSONB)
    took_ms: Mapped[float]
    made_at: Mapped[Moment]


class ModelUsage(Base):
    """What models read, wrote and cost for one shop on one day."""

    __tablename__ = "model_usage"
    __table_args__ = (of_tenant(),)

    tenant_id: Mapped[TenantKey]
    day: Mapped[date] = mapped_column(primary_key=True)
    tokens_in: Mapped[Count]
    tokens_out: Mapped[Count]
    cost_micros: Mapped[Micros]
    turns: Mapped[Count]
