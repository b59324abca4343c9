"""A tool as its caller sees it: a name, checked arguments, one report as the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import date

    from credora_agent.core.caller import Caller
    from credora_agent.reports.service import Reports
    from mcp_servers.answer import Answer


class Arguments(BaseModel):
    """What a tool takes; a name it does not know is an error, not silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Scope = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class Context:
    """On whose behalf a tool runs, on which day, over which reports; never part of its arguments."""

    caller: Caller
    today: date
    reports: Reports
    scopes: frozenset[Scope] = frozenset({"read"})


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: `run` is given the context and the checked arguments, `answer` what it returned and those.

    `scope` is what a caller must have been granted.
    """

    name: str
    arguments: type[Arguments]
    run: Callable[[Context, Any], Awaitable[BaseModel]]
    answer: Callable[[Any, Any], Answer] | None = None
    scope: Scope = "read"


class Toolbox:
    """All tools by name, for one context."""

    def __init__(self, context: Context, tools: Iterable[Tool]) -> None:
        self._context = context
        self._tools = {tool.name: tool for tool in tools}

    async def call(self, name: str, args: dict[str, Any]) -> BaseModel:
        """Return what the tool answers. Raises BadInput for a tool or arguments there are none of."""
        tool = self._tools.get(name)
        if tool is None:
            raise BadInput(f"There is no tool {name[:60]!r}.", remedy=f"Use one of: {', '.join(self._tools)}.")
        try:
            checked = tool.arguments.model_validate(args)
        except ValidationError as bad:
            raise BadInput(f"Bad arguments for {name}. {_said(bad)}", remedy="Correct them and call again.") from None
        return await tool.run(self._context, checked)


def _said(bad: ValidationError) -> str:
    errors = bad.errors(include_url=False, include_input=False)
    return " ".join(f"{'.'.join(map(str, error['loc'])) or 'arguments'}: {error['msg']}." for error in errors)
