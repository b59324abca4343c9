"""What lends each turn its share of a language model, within the tokens its shop has for the day."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from credora_agent.agent.budget import Budget

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from datetime import date

    from credora_agent.agent.models.model import Model, Share
    from credora_agent.agent.models.tools import Spec
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database
    from credora_agent.core.settings import Settings

RESERVED = 8_000
"""Tokens set aside for a turn: two rounds with the tool list."""
USED_UP = (
    "The language model's tokens of the day are used up; the answer is without it."
    " CREDORA_LLM_DAILY_TOKENS says how many there are."
)
MICROS = 1_000_000


class Minds:
    """The model the settings name, opened at the first turn that may use it; none is imported where they name none."""

    def __init__(
        self, settings: Settings, database: Database, specs: Callable[[], Sequence[Spec]], metrics: Sequence[str]
    ) -> None:
        self._settings, self._specs, self._metrics = settings, specs, metrics
        self._budget = Budget(database, daily_tokens=settings.llm_daily_tokens)
        self._model: Model | None = None

    @property
    def named(self) -> bool:
        """Tell whether the settings name a model."""
        known = self._settings
        return any((known.llm_base_url, known.llm_api_key, known.openai_api_key, known.openai_base_url))

    @asynccontextmanager
    async def lent(self, caller: Caller, day: date) -> AsyncIterator[tuple[Share | None, tuple[str, ...]]]:
        """Yield a turn's share, or None and why; what the turn took is counted at its end."""
        model = self._opened() if self.named else None
        if model is None:
            yield None, ()
            return
        if not await self._budget.reserve(caller, day, RESERVED):
            yield None, (USED_UP,)
            return
        share = model.turn()
        try:
            yield share, ()
        finally:
            used, cost = share.usage, int((share.cost or 0) * MICROS)
            await self._budget.spend(caller, day, used.sent, used.said, cost, reserved=RESERVED)

    async def close(self) -> None:
        """Close the model's connections, if it was opened."""
        if self._model is not None:
            await self._model.aclose()

    def _opened(self) -> Model | None:
        if self._model is None:
            from credora_agent.agent.models.model import opened  # noqa: PLC0415 - only who names a model waits for it

            self._model = opened(self._settings, self._specs(), self._metrics)
        return self._model
