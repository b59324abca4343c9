"""The model of a process, and one turn's share of it: a plan, words, and what both took."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from credora_agent.agent.models.endpoint import endpoint
from credora_agent.agent.models.planner import ModelPlanner
from credora_agent.agent.models.usage import Rounds, Usage
from credora_agent.agent.models.words import Speech, Told, grounded
from credora_agent.core.prompts import prompt

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from decimal import Decimal

    from credora_agent.agent.models.endpoint import Endpoint
    from credora_agent.agent.models.facts import Facts
    from credora_agent.agent.models.tools import Spec
    from credora_agent.agent.plan import Plan
    from credora_agent.core.settings import Settings

PROMPTS = ("agent/plan", "agent/words", "agent/mend")


@dataclass(frozen=True, slots=True)
class Model:
    """An open endpoint and its planner, shared by all turns of a process; whoever opens it closes it."""

    endpoint: Endpoint
    planner: ModelPlanner
    rounds: int

    def turn(self) -> Share:
        """Return what one turn may have of the model."""
        return Share(self)

    async def aclose(self) -> None:
        """Close the endpoint's connections."""
        await self.endpoint.aclose()


def opened(settings: Settings, specs: Sequence[Spec], metrics: Sequence[str]) -> Model | None:
    """Return the model the settings name, None when they name none; nothing is asked of it or imported yet."""
    at = endpoint(settings)
    return None if at is None else Model(at, ModelPlanner(at, specs, metrics), settings.llm_rounds)


class Share:
    """What one turn has of the model: its rounds, and what they took."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._rounds = Rounds(model.rounds)
        self._planned = Usage()
        self._speech: Speech | None = None

    async def plan(self, question: str, facts: Facts, *, after: Sequence[str] = ()) -> Plan:
        """Return the model's plan, checked. Raises a ModelError when it has none."""
        return await self._model.planner.plan(question, facts, after=after, rounds=self._rounds, usage=self._count)

    def speech(self, told: Told, *, today: date, names: Collection[str] = ()) -> Speech:
        """Return the turn's words, each sentence of the model's held against the figures."""
        held = grounded(told.figures, today=today, names=names)
        self._speech = Speech(told, self._model.endpoint, objection=held, rounds=self._rounds)
        return self._speech

    @property
    def name(self) -> str:
        """What the endpoint calls the model."""
        return self._model.endpoint.address.model

    @property
    def usage(self) -> Usage:
        """What the turn has taken so far."""
        return self._planned + (self._speech.usage if self._speech else Usage())

    @property
    def cost(self) -> Decimal | None:
        """What that costs, None where the prices are not known."""
        return self.usage.cost(self._model.endpoint.prices)

    def _count(self, usage: Usage) -> None:
        self._planned += usage


@cache
def prompt_hashes() -> dict[str, str]:
    """Return a short hash of each prompt a turn is made with, by name: kept with the turn, they tell which it was."""
    return {name: hashlib.sha256(prompt(name).encode()).hexdigest()[:12] for name in PROMPTS}
