"""Words by a model around what code has said, each sentence held against the figures before it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credora_agent.agent.guard.check import Guard
from credora_agent.agent.guard.sentences import Sentences
from credora_agent.agent.models.errors import ModelError
from credora_agent.agent.models.facts import QUESTION, data, marked
from credora_agent.agent.models.usage import Rounds, Usage
from credora_agent.core.prompts import prompt
from credora_agent.core.text import plain_text
from credora_agent.core.tracing import note, span
from credora_agent.telling.phrasing import period, spoken

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Sequence
    from datetime import date

    from credora_agent.agent.models.endpoint import Endpoint
    from credora_agent.reports.schemas import Figure

Objection = Callable[[str], str | None]
"""What is wrong with a sentence, None when every claim of it follows from the figures."""

MOST_FIGURES = 40
MOST_SENTENCES = 4
LONGEST = 320
"""Characters of a sentence."""
MOST = 220
"""Tokens of an answer."""
LABEL = 80
_MARKUP = re.compile(r"[<>{}`|]|\]\(|https?:|www\.|tool_call|^\s*(?:[#*-] |\d+\. )")
NOTHING = frozenset({"ok", "ok.", ""})


@dataclass(frozen=True, slots=True)
class Told:
    """What code has made of a turn: the question, its own sentences, the verdict first, and the figures."""

    question: str
    said: tuple[str, ...]
    figures: Sequence[Figure]
    span: Any = None
    """What a trace of the turn hangs its rounds below, if it is traced."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of the model's that was never shown, and why."""

    text: str
    reason: str


class Speech:
    """The words of one turn, to be iterated once: all of code's sentences first, word for word, then the model's.

    Afterwards `notice` is what went wrong with the model, `dropped` what was held back, and `usage` what it took.
    """

    def __init__(
        self, told: Told, endpoint: Endpoint | None, *, objection: Objection, rounds: Rounds | None = None
    ) -> None:
        self._told, self._endpoint, self._objection = told, endpoint, objection
        self._rounds = rounds or Rounds(2)
        self.notice: ModelError | None = None
        self.dropped: list[Dropped] = []
        self.usage = Usage()
        self.by_model = 0

    def __aiter__(self) -> AsyncGenerator[str]:
        return self._sentences()

    async def _sentences(self) -> AsyncGenerator[str]:
        for sentence in self._told.said:
            yield sentence
        if self._endpoint is None or not self._told.figures or not self._rounds.take():
            return
        try:
            async with aclosing(self._model(self._endpoint, prompt("agent/words"), message(self._told))) as said:
                async for sentence in said:
                    yield sentence
            async with aclosing(self._mended(self._endpoint)) as mended:
                async for sentence in mended:
                    yield sentence
        except ModelError as failure:
            self.notice = failure

    async def _model(self, endpoint: Endpoint, system: str, user: str) -> AsyncGenerator[str]:
        """Yield the model's sentences that hold, no more than fit."""
        shown = {_bare(each) for each in self._told.said}
        with span("model round", within=self._told.span, of="words") as made:
            async with aclosing(sentences(endpoint.said(system, user, most=MOST, usage=self._count))) as answer:
                async for sentence in answer:
                    if sentence.casefold() not in NOTHING and _bare(sentence) not in shown and self._held(sentence):
                        yield sentence
                    shown.add(_bare(sentence))
            note(made, tokens_in=self.usage.sent, tokens_out=self.usage.said)

    def _held(self, sentence: str) -> bool:
        """Tell whether a sentence is shown; what is held back is kept with its reason."""
        if reason := self._wrong(sentence):
            self.dropped.append(Dropped(plain_text(sentence, longest=LONGEST), reason))
            return False
        self.by_model += 1
        return self.by_model <= MOST_SENTENCES

    async def _mended(self, endpoint: Endpoint) -> AsyncGenerator[str]:
        """Yield what the model made of the first sentence held back, where nothing else of it was shown."""
        if not self.dropped or self.by_model or not self._rounds.take():
            return
        held = data(self.dropped[0].text, longest=LONGEST)
        user = f"{marked('figures', figures(self._told.figures))}\n{marked('sentence', held)}"
        async with aclosing(self._model(endpoint, prompt("agent/mend"), user)) as said:
            async for sentence in said:
                yield sentence

    def _wrong(self, sentence: str) -> str | None:
        if len(sentence) > LONGEST:
            return "too long"
        if _MARKUP.search(sentence):
            return "markup"
        with span("guard", within=self._told.span) as made:
            reason = self._objection(sentence)
            note(made, kept=reason is None)
        return reason

    def _count(self, usage: Usage) -> None:
        self.usage += usage


async def sentences(pieces: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """Yield a text that comes in pieces sentence by sentence; what was begun when the pieces fail is never one."""
    whole = Sentences()
    async with aclosing(pieces):
        async for piece in pieces:
            for sentence in whole.feed(piece):
                yield _plain(sentence)
    for sentence in whole.close():
        yield _plain(sentence)


def _plain(sentence: str) -> str:
    return plain_text(sentence, longest=LONGEST * 2).replace("**", "")


def grounded(figures: Sequence[Figure], *, today: date, names: Collection[str] = ()) -> Objection:
    """Return what holds sentences against the figures of a turn, one after the other."""
    named = {figure.entity for figure in figures if figure.entity}
    guard = Guard(figures, today=today, names=named.union(names))

    def objection(sentence: str) -> str | None:
        verdict = guard.judge(sentence)
        return None if verdict.kept else verdict.reason

    return objection


def message(told: Told) -> str:
    """Return what the model is told of a turn: the figures as they are shown, code's sentences, the question."""
    return "\n".join(
        (
            marked("figures", figures(told.figures)),
            marked("said", "\n".join(data(each, longest=LONGEST * 2) for each in told.said)),
            marked("question", data(told.question, longest=QUESTION)),
        )
    )


def figures(found: Sequence[Figure]) -> str:
    """Return figures line by line as they are written on the screen; how many were left out is said."""
    lines = [f"{data(_called(each), longest=LABEL)}, {period(each.start, each.end)}: {spoken(each)}" for each in found]
    lines = list(dict.fromkeys(lines))
    left = len(lines) - MOST_FIGURES
    return "\n".join([*lines[:MOST_FIGURES], *([f"and {left} more on the screen"] if left > 0 else [])])


def _called(figure: Figure) -> str:
    return f"{figure.label} of {figure.entity}" if figure.entity else figure.label


def _bare(sentence: str) -> str:
    return re.sub(r"\W+", " ", sentence).strip().casefold()
