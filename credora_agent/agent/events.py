"""What happens in a turn, one thing after the other, as surfaces show it while it happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

if TYPE_CHECKING:
    from credora_agent.core.caller import Caller

Kind = Literal["plan", "tool_started", "tool_finished", "figures", "block", "words", "notice", "done"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `data` is JSON.

    plan: the plan · tool_started {call, tool, args} · tool_finished {call, tool, ms, error} · figures {figures} ·
    block {block} · words {text}: a sentence · notice {text} · done {conversation, message, turn}: the whole turn, and
    the ids of the conversation it is kept in and of the answer there.
    """

    kind: Kind
    data: dict[str, Any]


Stream = Callable[["Caller", str, UUID | None], AsyncIterator[Event]]
"""What takes a turn for a caller: the question, and the conversation it goes on in (None begins one).

The last event is "done", and comes once the turn is kept.
"""
