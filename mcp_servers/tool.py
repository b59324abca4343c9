"""A tool as its caller sees it: a name, checked arguments, one report as the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from credora_agent.core import clock
from credora_agent.core.errors import BadInput, CredoraError
from credora_agent.core.text import plain_text
from mcp_servers.answer import Answer
from mcp_servers.arguments import Arguments, said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import date, datetime

    from pydantic import BaseModel

    from credora_agent.actions.service import Actions
    from credora_agent.core.caller import Caller
    from credora_agent.reports.service import Reports
    from credora_agent.sync.live_queries import LiveQueries


__all__ = ("Arguments", "Context", "NotAllowed", "Scope", "Tool", "Toolbox")

Scope = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class Context:
    """On whose behalf a tool runs, on which day, over which reports; never part of its arguments."""

    caller: Caller
    today: date
    reports: Reports
    scopes: frozenset[Scope] = frozenset({"read"})
    google: LiveQueries | None = None
    """What asks Google Ads live, None where nothing does."""
    actions: Actions | None = None
    """What changes something, None where nothing may."""
    via: str = "local"
    """The way the caller came by: which token or app."""
    now: datetime | None = None

    @property
    def moment(self) -> datetime:
        """Return the moment of the call: `now` where it is said."""
        return self.now or clock.now()


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: `run` is given the context and the checked arguments, `answer` what it returned and those.

    `scope` is what a caller must have been granted. A `live` tool asks a platform instead of the books; a
    `destructive` one may replace or remove what was there. `view` is the address of the page a client may show the
    answer in.
    """

    name: str
    arguments: type[Arguments]
    run: Callable[[Context, Any], Awaitable[BaseModel]]
    answer: Callable[[Any, Any], Answer] | None = None
    scope: Scope = "read"
    live: bool = False
    destructive: bool = False
    view: str | None = None


class NotAllowed(CredoraError):
    """The caller was not granted what this needs."""

    code = "not_allowed"


class Toolbox:
    """All tools by name, for one context."""

    def __init__(self, context: Context, tools: Iterable[Tool]) -> None:
        self._context = context
        self._tools = {tool.name: tool for tool in tools}

    async def call(self, name: str, args: dict[str, Any]) -> BaseModel:
        """Return what the tool returns.

        Raises BadInput for a tool or arguments there are none of, NotAllowed for a caller without its scope.
        """
        tool, checked = self._checked(name, args)
        return await tool.run(self._context, checked)

    async def answer(self, name: str, args: dict[str, Any]) -> Answer:
        """Return what the tool answers a client. Raises as `call` does."""
        tool, checked = self._checked(name, args)
        result = await tool.run(self._context, checked)
        return tool.answer(result, checked) if tool.answer else Answer("", result.model_dump(mode="json"))

    def _checked(self, name: str, args: dict[str, Any]) -> tuple[Tool, Arguments]:
        tool = self._tools.get(name)
        if tool is None:
            raise unknown(name, self._tools)
        if tool.scope not in self._context.scopes:
            raise NotAllowed(
                f"{name} needs the scope {tool.scope!r}, which was not granted.",
                remedy="Use a token made with `credora tokens create --scope write`, or connect again and allow it.",
            )
        try:
            return tool, tool.arguments.model_validate(args)
        except ValidationError as bad:
            raise BadInput(f"Bad arguments. {said(bad)}", remedy="Correct them and call again.") from None
        except RecursionError:  # what is a thousand levels deep is not even told what is wrong with it
            raise BadInput("The arguments are nested too deeply.", remedy="Correct them and call again.") from None


def unknown(name: str, names: Iterable[str]) -> BadInput:
    """Return the error of a call of a tool there is none of."""
    return BadInput(f"There is no tool {plain_text(name, longest=60)!r}.", remedy=f"Use one of: {', '.join(names)}.")
