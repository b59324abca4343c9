"""Turns under way: each goes on to its end whoever listens, and who lost the line hears it from where they were."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from credora_agent.core.errors import BadInput, CredoraError, RateLimited

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    from credora_agent.agent.events import Event
    from credora_agent.core.caller import Caller

LOG = logging.getLogger(__name__)
AT_ONCE = 6
"""Turns of one person that may be under way."""
HEARD_AGAIN = 300.0
"""Seconds a turn can be listened to after its end."""
REMEMBERED = 128
"""Ended turns that can be, at most."""
END = 10.0
"""Seconds turns are given to end when the site does."""
CUT_OFF = "The answer was cut off."


class Stopped(CredoraError):
    """The person who asked wanted no answer any more."""

    code = "stopped"

    def __init__(self) -> None:
        super().__init__("You stopped this answer; nothing of it is kept.", remedy="Ask again, or something else.")


@dataclass(eq=False)
class Run:
    """One turn: what has happened so far, and whether more will."""

    caller: Caller
    asked: bytes
    question: str = ""
    conversation: UUID | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    events: list[Event] = field(default_factory=list)
    error: CredoraError | None = None
    ended: float | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    async def heard(self, after: int = 0) -> AsyncGenerator[tuple[int, Event]]:
        """Yield each event with its number from 1 on, those up to `after` left out, until the turn has ended."""
        place = after
        while True:
            news = self._news
            while place < len(self.events):
                place += 1
                yield place, self.events[place - 1]
            if self.ended is not None:
                return
            await news.wait()

    async def paced(self, after: int, silence: float) -> AsyncGenerator[tuple[int, Event] | None]:
        """Yield as `heard` does, and None wherever nothing has happened for so many seconds."""
        events = self.heard(after)
        pending: asyncio.Task[tuple[int, Event]] | None = None
        try:
            while True:
                pending = pending or asyncio.ensure_future(anext(events))
                ready, _ = await asyncio.wait((pending,), timeout=silence)
                if not ready:
                    yield None
                    continue
                try:
                    found = pending.result()
                except StopAsyncIteration:
                    return
                finally:
                    pending = None
                yield found
        finally:
            if pending is not None:
                pending.cancel()
                with suppress(asyncio.CancelledError, StopAsyncIteration):
                    await pending
            await events.aclose()

    async def result(self) -> dict[str, Any]:
        """Return what the last event said. Raises the error the turn ended by."""
        async for _ in self.heard():
            pass
        if self.error is not None:
            raise self.error
        return self.done.data if self.done else {}

    @property
    def done(self) -> Event | None:
        """Return the event that ended the turn, None for one that did not end well."""
        last = self.events[-1] if self.events else None
        return last if last is not None and last.kind == "done" else None

    def tell(self, event: Event | None, *, ended: bool = False) -> None:
        """Note an event, or that none will follow, and wake whoever listens."""
        if event is not None:
            self.events.append(event)
        if ended:
            self.ended = monotonic()
        news, self._news = self._news, asyncio.Event()
        news.set()


class Runs:
    """The turns of a process, found again by their id or by the key their client gave them."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._keys: dict[tuple[UUID | None, UUID, str], str] = {}

    def begin(  # noqa: PLR0913 - a turn, and what is known of it
        self,
        caller: Caller,
        asked: bytes,
        events: AsyncIterator[Event],
        *,
        key: str | None = None,
        then: Callable[[Event], Awaitable[None]] | None = None,
        question: str = "",
        conversation: UUID | None = None,
    ) -> Run:
        """Return a turn that is under way; `then` is awaited at its end, before anybody hears of that.

        Raises RateLimited when that person has too many under way.
        """
        self._forget()
        mine = [run for run in self._runs.values() if run.caller.user_id == caller.user_id and run.ended is None]
        if len(mine) >= AT_ONCE:
            raise RateLimited(
                f"{len(mine)} questions are being answered.", remedy="Wait for one of them.", retry_after=1.0
            )
        run = Run(caller, asked, question, conversation)
        self._runs[run.id] = run
        if key is not None:
            self._keys[caller.tenant_id, caller.user_id, key] = run.id
        run.task = asyncio.create_task(_follow(run, events, then), name="turn")
        return run

    def of_key(self, caller: Caller, key: str, asked: bytes) -> Run | None:
        """Return the turn that key began. Raises BadInput when it was about something else."""
        self._forget()
        run = self._runs.get(self._keys.get((caller.tenant_id, caller.user_id, key), ""))
        if run is not None and run.asked != asked:
            raise BadInput("That key came with another question before.", remedy="Give each request a key of its own.")
        return run

    def of_id(self, caller: Caller, run_id: str) -> Run | None:
        """Return a turn of that person's."""
        run = self._runs.get(run_id)
        return run if run is not None and run.caller == caller else None

    def stop(self, caller: Caller, run_id: str) -> bool:
        """End a turn of that person's, of which nothing is kept; tell whether it was still under way."""
        run = self.of_id(caller, run_id)
        if run is None or run.ended is not None or run.task is None:
            return False
        return run.task.cancel("stopped")

    async def close(self) -> None:
        """Let every turn end, or end it after some seconds."""
        tasks = [run.task for run in self._runs.values() if run.task is not None and not run.task.done()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=END)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _forget(self) -> None:
        """Let go of turns that ended some minutes ago, and of the oldest where many did; one that failed at once."""
        ended = [run for run in self._runs.values() if run.ended is not None]
        old = monotonic() - HEARD_AGAIN
        for place, run in enumerate(ended):
            if run.error is not None or (run.ended or 0.0) < old or place < len(ended) - REMEMBERED:
                del self._runs[run.id]
        self._keys = {key: run_id for key, run_id in self._keys.items() if run_id in self._runs}


async def _follow(run: Run, events: AsyncIterator[Event], then: Callable[[Event], Awaitable[None]] | None) -> None:
    try:
        async for event in events:
            if event.kind == "done" and then is not None:
                await _kept(then, event)
            run.tell(event)
    except CredoraError as error:
        run.error = error
    except asyncio.CancelledError as ended:
        run.error = Stopped() if ended.args == ("stopped",) else CredoraError(CUT_OFF, remedy="Ask again.")
        raise
    except Exception as fault:  # noqa: BLE001 - its message may quote what was said; who listens must hear an end
        LOG.error("a turn failed: %s", type(fault).__name__)  # noqa: TRY400 - as above
        run.error = CredoraError(
            "Something went wrong that should not have.", remedy="Ask again; if it stays, report it."
        )
    finally:
        run.tell(None, ended=True)


async def _kept(then: Callable[[Event], Awaitable[None]], event: Event) -> None:
    try:
        await then(event)
    except Exception as fault:  # noqa: BLE001 - the turn itself is kept; that its key is not costs a repeat only
        LOG.warning("a request's key could not be kept: %s", type(fault).__name__)
