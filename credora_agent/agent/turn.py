"""One turn: a question is planned, its tools run side by side, and what they found is told."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from credora_agent.agent.planner.local import plan as plan_locally
from credora_agent.core.errors import CredoraError
from credora_agent.reports import schemas
from credora_agent.telling import books as told_books
from credora_agent.telling import budget as told_budget
from credora_agent.telling import cohorts as told_cohorts
from credora_agent.telling import explain as told_explain
from credora_agent.telling import findings as told_findings
from credora_agent.telling import forecast as told_forecast
from credora_agent.telling import goods as told_goods
from credora_agent.telling import metrics as told_metrics
from credora_agent.telling import scenario as told_scenario
from credora_agent.telling import statement as told_statement
from credora_agent.telling.blocks import AnyBlock, Choice, Choices, Notice
from credora_agent.telling.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from credora_agent.agent.plan import Call, Clarify, Plan
    from credora_agent.core.period import Period

DEADLINE = 20.0
"""Seconds one tool may take before the turn goes on without it."""


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


class Turn(Schema):
    """Everything one question led to."""

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


async def take_turn(question: str, *, shop: str, today: date, books: Period | None, tools: Tools) -> Turn:
    """Return the answer to `question`; a tool that fails is said, and what the others found still stands."""
    began = perf_counter()
    plan = plan_locally(question, today=today, books=books)
    planned = _ms(began)
    outcomes = await asyncio.gather(*(_run(tools, call) for call in plan.calls))
    found = _ms(began) if any(result is not None for _, result in outcomes) else None
    parts = [_tell(call, result) for call, result in outcomes]
    part = _joined(plan, parts)
    return Turn(
        question=question,
        shop=shop,
        today=today.isoformat(),
        status=_status(plan, outcomes),
        answer=" ".join(part.words),
        plan=asdict(plan),
        tool_calls=tuple(call for call, _ in outcomes),
        figures=part.figures,
        blocks=part.blocks,  # type: ignore[arg-type]
        sources=tuple(_source(figure) for figure in part.figures if figure.entries),
        timings=Timings(plan_ms=planned, first_figure_ms=found, total_ms=_ms(began)),
    )


async def _run(tools: Tools, call: Call) -> tuple[ToolCall, BaseModel | None]:
    began = perf_counter()
    try:
        async with asyncio.timeout(DEADLINE):
            result = await tools.call(call.tool, call.args)
    except CredoraError as error:
        said = {"code": error.code, "cause": error.cause, "remedy": error.remedy}
    except TimeoutError:
        said = {"code": "timeout", "cause": f"{call.tool} took too long.", "remedy": "Ask for a shorter period."}
    else:
        return ToolCall(tool=call.tool, args=call.args, ms=_ms(began)), result
    return ToolCall(tool=call.tool, args=call.args, ms=_ms(began), error=said), None


def _tell(call: ToolCall, result: BaseModel | None) -> Part:
    if result is None:
        error = call.error or {}
        text = f"{error.get('cause', '')} {error.get('remedy', '')}".strip()
        return Part((text,), (Notice(text=text, tone="error"),))
    return TELLERS[call.tool](result)


TELLERS: dict[str, Callable[[Any], Part]] = {
    "cfo_pnl": told_statement.tell,
    "cfo_metrics": told_metrics.tell,
    "cfo_reconcile": told_books.tell_reconciliation,
    "cfo_entries": told_books.tell_entries,
    "cfo_status": told_books.tell_status,
    "cfo_cohorts": told_cohorts.tell_cohorts,
    "cfo_budget": told_budget.tell_budget,
    "cfo_products": told_goods.tell_products,
    "cfo_campaigns": told_goods.tell_campaigns,
    "cfo_inventory": told_goods.tell_inventory,
    "cfo_explain_change": told_explain.tell_explanation,
    "cfo_findings": told_findings.tell_findings,
    "cfo_forecast": told_forecast.tell,
    "cfo_scenario": told_scenario.tell_scenario,
}


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


def _status(
    plan: Plan, outcomes: list[tuple[ToolCall, BaseModel | None]]
) -> Literal["answered", "clarify", "cannot", "failed"]:
    if plan.clarify is not None:
        return "clarify"
    if plan.cannot is not None:
        return "cannot"
    return "answered" if any(result is not None for _, result in outcomes) else "failed"


def _source(figure: schemas.Figure) -> Source:
    return Source(
        figure=figure.id,
        entries=figure.entries,
        as_of=figure.as_of.isoformat() if figure.as_of else None,
        rows=f"credora entries {figure.metric} --start {figure.start} --end {figure.end}",
    )


def _ms(since: float) -> float:
    return round((perf_counter() - since) * 1000, 2)
