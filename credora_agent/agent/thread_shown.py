"""Conversations as surfaces are shown them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from credora_agent.core.errors import BadInput

Verdict = Literal["up", "down"]


class UnknownConversation(BadInput):
    """No conversation, or no answer in one, goes by that id for this person."""

    code = "unknown_conversation"


class Shown(BaseModel):
    """A frozen part of what is shown."""

    model_config = ConfigDict(frozen=True)


class ConversationShown(Shown):
    """One conversation; `turns` is how many questions were answered in it."""

    id: UUID
    title: str
    turns: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class Conversations(Shown):
    """A page of conversations, the latest first."""

    conversations: tuple[ConversationShown, ...]
    next_cursor: str | None


class FeedbackShown(Shown):
    """What the person thinks of an answer."""

    verdict: Verdict
    note: str | None
    at: datetime


class MessageShown(Shown):
    """A question, or an answer with its whole turn as it was kept and what a model read, wrote and cost for it."""

    id: UUID
    seq: int
    role: Literal["user", "assistant"]
    content: str
    created_at: datetime
    turn: dict[str, Any] | None
    model: str | None
    tokens_in: int | None
    tokens_out: int | None
    cost_micros: int | None
    feedback: FeedbackShown | None


class Thread(Shown):
    """A conversation with all that was said in it, in order."""

    conversation: ConversationShown
    messages: tuple[MessageShown, ...]


class Hit(Shown):
    """A message in which words were found, and the piece of it they stand in."""

    conversation: UUID
    title: str
    message: UUID
    role: Literal["user", "assistant"]
    excerpt: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Spent:
    """What a model read, wrote and cost (10⁻⁶ US dollars) for one turn."""

    model: str
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a turn was put: its conversation, and the ids of its question and its answer."""

    conversation: UUID
    question: UUID
    answer: UUID
