"""A caller's tools as openai-agents runs them, in this process: every fault is an answer the model can go on from.

Functions, not an `MCPServer`: a run of two rounds takes 6 ms of CPU this way, 9 to 12 the other.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from credora_agent.core.errors import CredoraError
from credora_agent.core.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from agents import FunctionTool, RunConfig

    from credora_agent.agent.models.tools import Spec, Tools

LONGEST = 12_000
"""Characters of an answer a model is given."""
AGAIN = "You have this answer already: it was given to the same call before. Go on with what you know."
DEADLINE = 20.0
"""Seconds one call may take."""


class Bridge:
    """The tools of one run: calls of one round run side by side, a call made before is not made again."""

    def __init__(self, tools: Tools, *, written: Callable[[Any], str]) -> None:
        self._tools, self._written = tools, written
        self._made: set[str] = set()
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def functions(self) -> list[FunctionTool]:
        """Return the tools for an `Agent`."""
        return [self._function(spec) for spec in self._tools.specs()]

    def _function(self, spec: Spec) -> FunctionTool:
        from agents import FunctionTool  # noqa: PLC0415 - only who runs a model pays for it

        async def invoke(_context: Any, arguments: str) -> str:
            return await self.answer(spec.name, arguments)

        return FunctionTool(spec.name, spec.description, spec.schema, invoke, strict_json_schema=False)

    async def answer(self, name: str, arguments: str) -> str:
        """Return what the call answers, or what is wrong with it, in a sentence."""
        try:
            args = json.loads(arguments or "{}")
        except (ValueError, RecursionError):
            args = None
        if not isinstance(args, dict):
            return "Error: the arguments are not a JSON object. Call again with a whole one."
        key = json.dumps([name, args], sort_keys=True)
        if key in self._made:
            return AGAIN
        self._made.add(key)
        self.calls.append((name, args))
        return await self._called(name, args)

    async def _called(self, name: str, args: dict[str, Any]) -> str:
        try:
            async with asyncio.timeout(DEADLINE):
                said = self._written(await self._tools.call(name, args))
        except CredoraError as error:
            return f"Error: {error}"
        except TimeoutError:
            return f"Error: {plain_text(name, longest=60)} took too long. Ask for a shorter period."
        cut = len(said) - LONGEST
        return said if cut <= 0 else f"{said[:LONGEST]}\n… {cut} characters left out; ask for less at once."


def run_config() -> RunConfig:
    """Return how a run is made: nothing is traced, a tool there is none of is an error the model is told."""
    from agents import RunConfig  # noqa: PLC0415 - as above

    return RunConfig(tracing_disabled=True, tool_not_found_behavior="return_error_to_model")
