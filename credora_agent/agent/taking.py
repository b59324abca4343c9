"""A turn in its conversation: it follows up on what was asked there, and is kept before its end is said."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from credora_agent.agent.approval import word
from credora_agent.agent.events import Event
from credora_agent.agent.thread_shown import Spent
from credora_agent.agent.turn import Turn

if TYPE_CHECKING:
    from uuid import UUID

    from credora_agent.agent.approval import Approval
    from credora_agent.agent.events import Stream
    from credora_agent.agent.threads import Threads
    from credora_agent.core.caller import Caller

MICROS = 1_000_000
Take = Callable[["Caller", str, tuple[str, ...], "Approval | None"], AsyncIterator[Event | Turn]]
"""What takes a turn: who asks, the question, the earlier ones of its conversation, what waits there for a yes.

At last it yields the turn.
"""


def kept(threads: Threads, take: Take) -> Stream:
    """Return a stream of turns, each kept among `threads` in the conversation it goes on in, or in a new one."""

    async def taken(caller: Caller, question: str, conversation: UUID | None) -> AsyncIterator[Event]:
        after = await threads.questions(caller, conversation) if conversation else ()
        waiting = await threads.waiting(caller, conversation) if conversation and word(question) else None
        async for event in take(caller, question, after, waiting):
            if isinstance(event, Event):
                yield event
                continue
            begun = conversation or await threads.begin(caller, question)
            place = await threads.append(caller, begun, event, spent=_spent(event))
            told = event.model_dump(mode="json")
            yield Event("done", {"conversation": str(place.conversation), "message": str(place.answer), "turn": told})

    return taken


def _spent(turn: Turn) -> Spent | None:
    used = turn.model
    if used is None:
        return None
    return Spent(used.name, used.tokens_in, used.tokens_out, int((used.cost or 0) * MICROS))
