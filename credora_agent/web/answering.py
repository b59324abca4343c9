"""A turn under way as a browser hears it: server-sent events that carry finished markup, each for one slot of the turn.

The events are named after the slots: `turn` (the whole, empty), `doing`, `shown`, `words`, `notes`, and at last `foot`.
Nothing is worked out in the browser, and nothing is escaped there. Whoever lost the line asks again with the last
event's id, and hears what they have not heard.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credora_agent.core import clock
from credora_agent.core.errors import CredoraError
from credora_agent.telling import blocks
from credora_agent.web import answers
from credora_agent.web.look import templates

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from uuid import UUID

    from credora_agent.agent.events import Event
    from credora_agent.reports.schemas import Figure
    from credora_agent.web.parts import Parts
    from credora_agent.web.runs import Run
    from credora_agent.web.visitor import Visitor

NOTHING = "data: \n"
HEARTBEAT = 15.0
"""Seconds of silence after which a comment says that the line stands."""


@dataclass
class Hearing:
    """One browser listening to one turn: what it has been told of so far."""

    parts: Parts
    visitor: Visitor
    run: Run
    figures: dict[str, Figure] = field(default_factory=dict)
    tools: dict[int, dict[str, Any]] = field(default_factory=dict)
    shown: bool = False
    parts_shown: int = 0
    back: bool = False
    """Whether figures are shown already, and whether it is a question back."""

    async def lines(self, heard: int | None) -> AsyncIterator[bytes]:
        """Yield the turn's events after that number; None: from the first on, with the turn's own frame before."""
        if heard is None:
            yield self._said("turn", "turn", 0, run=self.run.id, question=self.run.question)
        for event in self.run.events[: heard or 0]:
            list(self._slots(event))
        async with aclosing(self.run.paced(heard or 0, HEARTBEAT)) as events:
            async for found in events:
                if found is None:
                    yield b": still here\n\n"
                    continue
                number, event = found
                for slot, macro, given in self._slots(event):
                    yield self._said(slot, macro, number, **given)
                if event.kind == "done":
                    yield await self._end(event.data, number)
        if self.run.error is not None:
            yield self._said("foot", "failed", len(self.run.events) + 1, error=self.run.error, asked=self.run)

    def _slots(self, event: Event) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield (slot, macro, what it is given) of an event; what has no place in a turn is remembered only."""
        data = event.data
        match event.kind:
            case "plan":
                yield from self._plan(data)
            case "tool_started":
                self.tools[data["call"]] = {"tool": data["tool"], "title": answers.doing(data["tool"]).capitalize()}
                yield "doing", "doing", {"tools": tuple(self.tools.values())}
            case "tool_finished":
                self.tools[data["call"]] |= {"ms": data["ms"], "error": data["error"]}
                yield "doing", "doing", {"tools": tuple(self.tools.values())}
            case "figures":
                self.figures |= answers.figures_of(data["figures"])
            case "block":
                yield from self._block(data["block"])
            case "words":
                yield from self._words(data["text"])
            case "notice":
                yield "notes", "note", {"text": data["text"]}

    def _plan(self, plan: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        back = plan.get("clarify")
        if back:
            block = {"type": "choices", "about": back["about"], "question": back["question"],
                     "options": [dict(option) for option in back["options"]]}  # fmt: skip
            yield from self._block(block)
        for text in plan.get("assumptions", ()):
            yield "notes", "note", {"text": text}

    def _block(self, block: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        part = answers.part_of(block, self.figures)
        if part is None or answers.says_plan(part.block):
            return
        if isinstance(part.block, blocks.Notice):
            yield "notes", "note", {"text": part.block.text, "tone": part.block.tone}
            return
        self.shown = self.shown or isinstance(part.block, blocks.Table) or bool(answers.pointed_at(part.block))
        self.back = self.back or isinstance(part.block, blocks.Choices)
        (folded,) = answers.fold([part], self.parts_shown)
        self.parts_shown += 1
        yield "shown", "part", {"part": folded, "conversation": self.run.conversation}

    def _words(self, text: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        if self.back or any(each["tool"] == answers.PROPOSES for each in self.tools.values()):
            return  # the question back is shown with its options, a change with its yes and no
        if self.figures and not self.shown:
            self.shown = True
            cards = blocks.Cards(figures=tuple(self.figures))
            yield "shown", "part", {"part": answers.Part(cards, self.figures), "conversation": None}
        for pieces in answers.sentences(text, self.figures):
            yield "words", "sentence", {"pieces": pieces}

    async def _end(self, done: Mapping[str, Any], number: int) -> bytes:
        made = answers.answer(done["turn"], message=done["message"], conversation=done["conversation"])
        plan = await plan_of(self.parts, self.visitor, made)
        return self._said("foot", "foot", number, answer=made, plan=plan, told=self.run.id)

    def _said(self, slot: str, macro: str, number: int, **given: Any) -> bytes:
        name = f"id: {self.run.id}.{number}\nevent: {slot}\n"
        html = render(macro, self.visitor, **given)
        lines = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
        return f"{name}{lines or NOTHING}\n".encode()


def render(macro: str, visitor: Visitor, /, **given: Any) -> str:
    """Return what a macro of answer.html makes of those."""
    module = templates().get_template("answer.html").module
    return str(getattr(module, macro)(visitor=visitor, **given))


async def kept_line(visitor: Visitor, conversation: UUID, message: UUID) -> AsyncIterator[bytes]:
    """Yield the one event that leads a browser to where an answer is kept already."""
    html = render("elsewhere", visitor, conversation=conversation, message=message)
    yield f"id: {message.hex}.1\nevent: foot\ndata: {html}\n\n".encode()


async def plan_of(parts: Parts, visitor: Visitor, answer: answers.Answer) -> Any:
    """Return the change an answer proposes as it stands now; None where it proposes none, or it is long gone."""
    if answer.plan is None:
        return None
    try:
        return await parts.actions.plan(visitor.caller, answer.plan, now=clock.now())
    except CredoraError:
        return None
