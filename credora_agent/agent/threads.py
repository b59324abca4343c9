"""Conversations kept: a person's own, of the shop they work on; no other person's are ever seen."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID, uuid4

from credora_agent.agent import thread_export, thread_rows, thread_search
from credora_agent.agent.approval import Approval
from credora_agent.agent.thread_shown import Conversations, Placed, Thread, UnknownConversation
from credora_agent.core import clock
from credora_agent.core.cursors import cursor as make_cursor
from credora_agent.core.cursors import position
from credora_agent.core.errors import BadInput
from credora_agent.core.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from credora_agent.agent.thread_shown import ConversationShown, FeedbackShown, Hit, MessageShown, Spent, Verdict
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database

TITLE = 80
"""Characters of a title."""
NOTE = 2_000
"""Characters of what is said about an answer."""
PAGE, MOST = 30, 100
FOLLOWED = 4
"""Questions of a conversation that the next one may follow up on."""
LIST = "conversations"


class Taken(Protocol):
    """A turn as it is kept: `agent.turn.Turn`."""

    @property
    def question(self) -> str:
        """Return what was asked."""
        ...

    @property
    def answer(self) -> str:
        """Return what was said."""
        ...

    def model_dump(self, *, mode: str) -> dict[str, Any]:
        """Return the whole turn as JSON values."""
        ...


class Threads:
    """A person's conversations; every method raises UnknownShop for a caller who works on no shop.

    One that names a conversation raises UnknownConversation when the caller has none by that id.
    """

    def __init__(self, database: Database, *, now: Callable[[], datetime] = clock.now) -> None:
        self._database, self._now = database, now

    async def begin(self, caller: Caller, question: str) -> UUID:
        """Return the id of a new conversation, called after its first question; it is listed once that is answered."""
        new = uuid4()
        title = plain_text(question, longest=TITLE) or "Untitled"
        await self._database.write(caller, partial(thread_rows.begin, me=caller, new=new, title=title, at=self._now()))
        return new

    async def append(self, caller: Caller, conversation: UUID, turn: Taken, *, spent: Spent | None = None) -> Placed:
        """Keep a finished turn, question and answer both or neither; turns that end at once take their turns."""
        said = (turn.question, turn.answer, turn.model_dump(mode="json"), spent)
        ids = (uuid4(), uuid4())
        await self._database.write(
            caller,
            partial(thread_rows.append, me=caller, conversation=conversation, ids=ids, said=said, at=self._now()),
        )
        return Placed(conversation, *ids)

    async def questions(self, caller: Caller, conversation: UUID, *, last: int = FOLLOWED) -> tuple[str, ...]:
        """Return the last questions of a conversation, oldest first: what the next one may follow up on."""
        return await self._database.read(
            caller, partial(thread_rows.questions, me=caller, conversation=conversation, last=last)
        )

    async def waiting(self, caller: Caller, conversation: UUID) -> Approval | None:
        """Return what the last turn of a conversation proposed, None where it proposed nothing."""
        found = await self._database.read(caller, partial(thread_rows.waiting, me=caller, conversation=conversation))
        return Approval.model_validate(found) if found else None

    async def list(
        self, caller: Caller, *, archived: bool = False, limit: int = PAGE, cursor: str | None = None
    ) -> Conversations:
        """Return a page of conversations, the one spoken in last first; with `archived` those put away instead.

        Raises BadInput for a cursor that is none.
        """
        before = position(cursor, LIST, _place) if cursor else None
        count = max(1, min(limit, MOST))
        found = await self._database.read(
            caller, partial(thread_rows.page, me=caller, archived=archived, limit=count + 1, before=before)
        )
        last = found[count - 1] if len(found) > count else None
        go_on = None if last is None else make_cursor(LIST, last.updated_at.isoformat(), str(last.id))
        return Conversations(conversations=tuple(found[:count]), next_cursor=go_on)

    async def read(self, caller: Caller, conversation: UUID) -> Thread:
        """Return a conversation with every message as it was kept: plans, calls, figures, timings, models, costs."""
        return await self._database.read(caller, partial(thread_rows.thread, me=caller, conversation=conversation))

    async def message(self, caller: Caller, message: UUID) -> tuple[UUID, MessageShown]:
        """Return the conversation a message stands in, and the message."""
        return await self._database.read(caller, partial(thread_rows.message, me=caller, message=message))

    async def placed(self, caller: Caller, conversation: UUID, message: UUID) -> None:
        """Return where that message stands in that conversation; raises UnknownConversation where it does not."""
        if (await self.message(caller, message))[0] != conversation:
            raise thread_rows.unknown()

    async def search(self, caller: Caller, words: str, *, limit: int = PAGE) -> Sequence[Hit]:
        """Return the newest messages that hold all these words (or beginnings of words), archived ones too."""
        return await self._database.read(
            caller, partial(thread_search.search, me=caller, words=words, limit=max(1, min(limit, MOST)))
        )

    async def rename(self, caller: Caller, conversation: UUID, title: str) -> ConversationShown:
        """Return the conversation under another title. Raises BadInput for an empty one."""
        plain = plain_text(title, longest=TITLE)
        if not plain:
            raise BadInput("A title needs a character that can be seen.", remedy="Give another.")
        return await self._change(caller, conversation, {"title": plain})

    async def archive(self, caller: Caller, conversation: UUID, *, away: bool = True) -> ConversationShown:
        """Return the conversation put away, or brought back when not `away`."""
        return await self._change(caller, conversation, {"archived_at": self._now() if away else None})

    async def delete(self, caller: Caller, conversation: UUID) -> None:
        """Delete a conversation with its messages and what was thought of them; nothing of it is left."""
        await self._database.write(caller, partial(thread_rows.delete_one, me=caller, conversation=conversation))

    async def export(self, caller: Caller, conversation: UUID, *, as_markdown: bool = False) -> str:
        """Return a whole conversation as JSON, or as Markdown in which nothing that was said is markup or a formula."""
        found = await self.read(caller, conversation)
        return thread_export.markdown(found) if as_markdown else found.model_dump_json(indent=2)

    async def feedback(
        self, caller: Caller, message: UUID, verdict: Verdict, *, note: str | None = None
    ) -> FeedbackShown:
        """Return what the caller thinks of an answer, kept in place of what they thought before."""
        said = plain_text(note, longest=NOTE) if note else None
        return await self._database.write(
            caller,
            partial(thread_rows.judge, me=caller, message=message, verdict=verdict, note=said, at=self._now()),
        )

    async def answered(self, caller: Caller, key: str, asked: bytes) -> UUID | None:
        """Return the answer a request of that key led to within the last day, None when there is none.

        `asked` is a digest of the request. Raises BadInput when the key came with another one.
        """
        return await self._database.read(
            caller, partial(thread_rows.answered, me=caller, key=key, asked=asked, now=self._now())
        )

    async def remember(self, caller: Caller, key: str, asked: bytes, message: UUID) -> None:
        """Keep which answer a request of that key led to, and forget those of another day."""
        await self._database.write(
            caller,
            partial(thread_rows.remember, me=caller, key=key, asked=asked, message=message, now=self._now()),
        )

    async def resolve(self, caller: Caller, given: str) -> UUID:
        """Return the id of the conversation a person means by an id or its beginning, of the latest hundred."""
        bare = given.strip().lower().replace("-", "")
        found = [
            each.id
            for away in (False, True)
            for each in (await self.list(caller, archived=away, limit=MOST)).conversations
            if len(bare) >= 4 and each.id.hex.startswith(bare)  # noqa: PLR2004 - fewer are a guess
        ]
        if len(found) != 1:
            raise UnknownConversation(
                f"{'Several conversations begin' if found else 'No conversation begins'} with {given[:40]!r}.",
                remedy="Take an id from `credora conversations`.",
            )
        return found[0]

    async def _change(self, caller: Caller, conversation: UUID, values: dict[str, Any]) -> ConversationShown:
        return await self._database.write(
            caller, partial(thread_rows.change, me=caller, conversation=conversation, values=values)
        )


def _place(parts: list[Any]) -> tuple[datetime, UUID]:
    return datetime.fromisoformat(parts[0]), UUID(parts[1])
