"""One turn: a question is planned, its tools run side by side, and what they found is told; all of it as it happens."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from credora_agent.actions.schemas import Proposed
from credora_agent.agent.approval import Approval, approval_of, decided
from credora_agent.agent.events import Event
from credora_agent.agent.planner.known import NOTHING, Known
from credora_agent.agent.planner.local import plan as plan_locally
from credora_agent.agent.tellers import TELLERS
from credora_agent.core.errors import CredoraError
from credora_agent.core.tracing import note, span
from credora_agent.reports import schemas
from credora_agent.telling.blocks import AnyBlock, Choice, Choices, Notice
from credora_agent.telling.part import Part

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from datetime import date

    from credora_agent.agent.models.facts import Facts
    from credora_agent.agent.models.model import Share
    from credora_agent.agent.models.words import Speech
    from credora_agent.agent.plan import Call, Clarify, Plan
    from credora_agent.core.period import Period

DEADLINE = 20.0
"""Seconds one tool may take before the turn goes on without it."""
SURE = 0.5
"""How sure the local planner must be where a model could be asked."""


class Tools(Protocol):
    """The tools of one caller; `app.py` hands them in."""

    async def call(self, name: str, args: dict[str, Any]) -> BaseModel:
        """Return what the tool answers, or raise a CredoraError."""
        ...


class Schema(BaseModel):
    """A frozen part of a turn."""

    model_config = ConfigDict(frozen=True)


class ToolCall(Schema):
    """One call as it was made: what was asked, how long it took, and the error if it failed."""

    tool: str
    args: dict[str, Any]
    ms: float
    error: dict[str, str] | None = None


class Source(Schema):
    """Where figures of this turn come from, and the command that lists the rows behind one of them."""

    figure: str
    entries: int
    as_of: str | None
    rows: str


class Timings(Schema):
    """Milliseconds from the question to each stage."""

    plan_ms: float
    first_figure_ms: float | None
    total_ms: float


class Held(Schema):
    """A sentence of a model's that was never shown, and why."""

    text: str
    reason: str


class ModelUse(Schema):
    """What a model had to do with a turn: the prompts it was given by their hashes, what it took and cost.

    `cost` is in US dollars, None where prices are not known.
    """

    name: str
    prompts: dict[str, str]
    rounds: int
    tokens_in: int
    tokens_out: int
    cost: schemas.Plain | None
    planned: bool
    held: tuple[Held, ...] = ()


class Turn(Schema):
    """Everything one question led to; `notices` say what went wrong beside the answer.

    `approval` is what it proposed: the person's yes, in the same conversation and before it expires, makes it so.
    """

    question: str
    shop: str
    today: str
    status: Literal["answered", "clarify", "cannot", "failed"]
    answer: str
    plan: dict[str, Any]
    tool_calls: tuple[ToolCall, ...]
    figures: tuple[schemas.Figure, ...]
    blocks: tuple[AnyBlock, ...]
    sources: tuple[Source, ...]
    timings: Timings
    notices: tuple[str, ...] = ()
    model: ModelUse | None = None
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question is asked of: a shop's books on a day, by tools; `after` are the dialogue's earlier questions.

    `known` are the shop's own names. `mind` is this turn's share of a language model, None without one, and `facts`
    what that is told of the shop. `waiting` is what the turn just before proposed.
    """

    shop: str
    today: date
    books: Period | None
    tools: Tools
    after: tuple[str, ...] = ()
    known: Known = NOTHING
    mind: Share | None = None
    facts: Facts | None = None
    waiting: Approval | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A call that was made, and what it found, told."""

    call: ToolCall
    part: Part
    found: bool
    proposed: Proposed | None = None


async def take_turn(question: str, asking: Asking) -> Turn:
    """Return the answer to `question`; a tool that fails is said, and what the others found still stands."""
    async for event in stream(question, asking):
        if isinstance(event, Turn):
            return event
    raise AssertionError("a turn ends with itself")


async def stream(question: str, asking: Asking) -> AsyncIterator[Event | Turn]:
    """Yield what happens, figures and blocks as soon as their tool has found them, words after; at last the turn."""
    with span("turn") as whole:
        async with aclosing(_stream(question, asking, whole)) as events:
            async for event in events:
                if isinstance(event, Turn):
                    note(whole, status=event.status, calls=len(event.tool_calls), figures=len(event.figures))
                yield event


async def _stream(question: str, asking: Asking, whole: Any) -> AsyncGenerator[Event | Turn]:
    began, notices = perf_counter(), list(asking.notices)
    with span("plan", within=whole, current=True) as planning:
        plan, by_model = await _planned(question, asking, notices)
        note(planning, intent=plan.intent, confidence=plan.confidence, by_model=by_model)
    planned, first = _ms(began), None
    yield Event("plan", asdict(plan))
    outcomes: list[Outcome | None] = [None] * len(plan.calls)
    async for at, outcome in _as_found(asking.tools, plan.calls, whole):
        if isinstance(outcome, Event):
            yield outcome
            continue
        outcomes[at] = outcome
        first = first or (_ms(began) if outcome.found else None)
        for event in _shown(at, outcome):
            yield event
    done = [outcome for outcome in outcomes if outcome is not None]
    part = _joined(plan, [outcome.part for outcome in done])
    speech = _speech(question, asking, part, whole)
    words: list[str] = []
    async for sentence in speech if speech is not None else _said(part):
        words.append(sentence)
        yield Event("words", {"text": sentence})
    if speech is not None and speech.notice is not None:
        notices.append(str(speech.notice))
    for notice in notices:
        yield Event("notice", {"text": notice})
    turn = _turn(question, asking, plan, done, replace(part, words=tuple(words)))
    timings = Timings(plan_ms=planned, first_figure_ms=first, total_ms=_ms(began))
    use = _used(asking.mind, speech, by_model=by_model)
    yield turn.model_copy(update={"timings": timings, "notices": tuple(notices), "model": use})


async def _planned(question: str, asking: Asking, notices: list[str]) -> tuple[Plan, bool]:
    """Return the plan, and whether a model made it: it is asked where the local planner is not sure itself."""
    if (decision := decided(question, asking.waiting)) is not None:
        return decision, False
    plan = plan_locally(question, today=asking.today, books=asking.books, after=asking.after, known=asking.known)
    if asking.mind is None or asking.facts is None or not is_unsure(plan):
        return plan, False
    try:
        return await asking.mind.plan(question, asking.facts, after=asking.after), True
    except CredoraError as error:
        notices.append(str(error))
        return plan, False


def is_unsure(plan: Plan) -> bool:
    """Tell whether a plan is one its maker does not stand by; what code refuses for certain stays refused."""
    return plan.confidence < SURE or (bool(plan.cannot) and plan.confidence < 1)


def _speech(question: str, asking: Asking, part: Part, whole: Any) -> Speech | None:
    """Return the words by a model around those of code, None where no model speaks."""
    if asking.mind is None or not part.figures:
        return None
    from credora_agent.agent.models.words import Told  # noqa: PLC0415 - only who has a model waits for it

    names = (*asking.known.products.values(), *asking.known.campaigns.values())
    return asking.mind.speech(Told(question, part.words, part.figures, whole), today=asking.today, names=names)


async def _said(part: Part) -> AsyncIterator[str]:
    for sentence in part.words:
        yield sentence


def _used(mind: Share | None, speech: Speech | None, *, by_model: bool) -> ModelUse | None:
    if mind is None or not mind.usage.rounds:
        return None
    from credora_agent.agent.models.model import prompt_hashes  # noqa: PLC0415 - as above

    held = tuple(Held(text=each.text, reason=each.reason) for each in speech.dropped) if speech else ()
    used = mind.usage
    return ModelUse(
        name=mind.name,
        prompts=prompt_hashes(),
        rounds=used.rounds,
        tokens_in=used.sent,
        tokens_out=used.said,
        cost=mind.cost,
        planned=by_model,
        held=held,
    )


async def _as_found(tools: Tools, calls: tuple[Call, ...], whole: Any) -> AsyncIterator[tuple[int, Event | Outcome]]:
    """Yield that each call began, then what each found, whichever is first."""
    tasks = {asyncio.create_task(_traced(tools, call, whole)): at for at, call in enumerate(calls)}
    try:
        for at, call in enumerate(calls):
            yield at, Event("tool_started", {"call": at, "tool": call.tool, "args": call.args})
        waiting = set(tasks)
        while waiting:
            ended, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                yield tasks[task], task.result()
    finally:
        for task in tasks:
            task.cancel()


async def _traced(tools: Tools, call: Call, whole: Any) -> Outcome:
    with span("tool", within=whole, current=True, tool=call.tool) as made:
        outcome = await _run(tools, call)
        if outcome.call.error is not None:
            note(made, error=outcome.call.error["code"])
        return outcome


async def _run(tools: Tools, call: Call) -> Outcome:
    began = perf_counter()
    try:
        async with asyncio.timeout(DEADLINE):
            result = await tools.call(call.tool, call.args)
    except CredoraError as error:
        return _failed(call, began, {"code": error.code, "cause": error.cause, "remedy": error.remedy})
    except TimeoutError:
        said = {"code": "timeout", "cause": f"{call.tool} took too long.", "remedy": "Ask for a shorter period."}
        return _failed(call, began, said)
    made = ToolCall(tool=call.tool, args=call.args, ms=_ms(began))
    proposed = result if isinstance(result, Proposed) else None
    return Outcome(made, TELLERS[call.tool](result), found=True, proposed=proposed)


def _failed(call: Call, began: float, error: dict[str, str]) -> Outcome:
    text = f"{error['cause']} {error['remedy']}"
    made = ToolCall(tool=call.tool, args=call.args, ms=_ms(began), error=error)
    return Outcome(made, Part((text,), (Notice(text=text, tone="error"),)), found=False)


def _shown(at: int, outcome: Outcome) -> list[Event]:
    call, part = outcome.call, outcome.part
    events = [Event("tool_finished", {"call": at, "tool": call.tool, "ms": call.ms, "error": call.error})]
    if part.figures:
        events.append(Event("figures", {"figures": [figure.model_dump(mode="json") for figure in part.figures]}))
    return events + [Event("block", {"block": block.model_dump(mode="json")}) for block in part.blocks]


def _turn(question: str, asking: Asking, plan: Plan, outcomes: list[Outcome], part: Part) -> Turn:
    return Turn(
        question=question,
        shop=asking.shop,
        today=asking.today.isoformat(),
        status=_status(plan, outcomes),
        answer=" ".join(part.words),
        plan=asdict(plan),
        tool_calls=tuple(outcome.call for outcome in outcomes),
        figures=part.figures,
        blocks=part.blocks,  # type: ignore[arg-type]
        sources=tuple(_source(figure) for figure in part.figures if figure.entries),
        timings=Timings(plan_ms=0, first_figure_ms=None, total_ms=0),
        approval=approval_of(outcome.proposed for outcome in outcomes if outcome.proposed is not None),
    )


def _joined(plan: Plan, parts: list[Part]) -> Part:
    if plan.clarify is not None:
        return Part((_question_back(plan.clarify),), (_choices(plan.clarify),))
    if plan.cannot is not None:
        return Part((plan.cannot,))
    figures = {figure.id: figure for part in parts for figure in part.figures}
    assumed = tuple(Notice(text=text) for text in plan.assumptions)
    return Part(
        tuple(word for part in parts for word in part.words),
        (*(block for part in parts for block in part.blocks), *assumed),
        tuple(figures.values()),
    )


def _question_back(clarify: Clarify) -> str:
    return f"{clarify.question} {' · '.join(option.label for option in clarify.options)}".strip()


def _choices(clarify: Clarify) -> Choices:
    options = tuple(Choice(label=option.label, question=option.question) for option in clarify.options)
    return Choices(about=clarify.about, question=clarify.question, options=options)


def _status(plan: Plan, outcomes: list[Outcome]) -> Literal["answered", "clarify", "cannot", "failed"]:
    if plan.clarify is not None:
        return "clarify"
    if plan.cannot is not None:
        return "cannot"
    return "answered" if any(outcome.found for outcome in outcomes) else "failed"


def _source(figure: schemas.Figure) -> Source:
    return Source(
        figure=figure.id,
        entries=figure.entries,
        as_of=figure.as_of.isoformat() if figure.as_of else None,
        rows=f"credora entries {figure.metric} --start {figure.start} --end {figure.end}",
    )


def _ms(since: float) -> float:
    return round((perf_counter() - since) * 1000, 2)
