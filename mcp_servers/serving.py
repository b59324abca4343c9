"""A tool served: arguments checked, the caller known, the answer told, and every fault one sentence and a code."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import TYPE_CHECKING, Any

from fastmcp.server.middleware import CallNext, Middleware, MiddlewareContext
from fastmcp.tools.base import Tool as ToolOfMcp
from fastmcp.tools.base import ToolResult
from mcp_types import TextContent, ToolAnnotations
from mcp_types import Tool as ToolToList
from pydantic import PrivateAttr

from credora_agent.core.errors import CredoraError
from credora_agent.core.prompts import prompt
from mcp_servers.schema import parameters
from mcp_servers.tool import Toolbox, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcp_types import CallToolRequestParams

    from mcp_servers.services import House
    from mcp_servers.tool import Tool

LOG = logging.getLogger(__name__)
DEADLINE = 30.0
"""Seconds a call may take."""


class TookTooLong(CredoraError):
    """A call was given up."""

    code = "timeout"


class Unforeseen(CredoraError):
    """Our own fault; what happened is in the log, not in the answer."""

    code = "internal"


class Served(ToolOfMcp):
    """One of our tools as FastMCP serves it."""

    _tool: Tool = PrivateAttr()
    _house: House = PrivateAttr()

    @classmethod
    def of(cls, tool: Tool, house: House, server: str) -> Served:
        """Return `tool`, described by `prompts/tools/<server>/<name>.md`, answering over `house`."""
        writes = tool.scope == "write"
        served = cls(
            name=tool.name,
            title=titled(tool.name),
            description=prompt(f"tools/{server}/{tool.name}"),
            parameters=parameters(tool.name, tool.arguments),
            annotations=ToolAnnotations(
                read_only_hint=not writes,
                destructive_hint=tool.destructive,
                idempotent_hint=not writes,
                open_world_hint=tool.live,
            ),
            meta={"ui": {"resourceUri": tool.view}} if tool.view else None,
        )
        served._tool, served._house = tool, house
        return served

    def to_mcp_tool(self, **overrides: Any) -> ToolToList:
        """Return the tool as it is listed, without notes of the library's own."""
        return super().to_mcp_tool(_meta=self.meta, **overrides)

    async def run(self, arguments: dict[str, Any]) -> ToolResult:
        """Return the tool's answer, or what went wrong and what to do about it."""
        try:
            return await self._answered(arguments)
        except CredoraError as error:
            return refused(error)
        except TimeoutError:
            return refused(TookTooLong(f"{self.name} took too long.", remedy="Ask for a shorter period."))
        except Exception as fault:  # noqa: BLE001 - its message may quote anything
            where = "".join(traceback.format_tb(fault.__traceback__))
            LOG.error("%s failed: %s\n%s", self.name, type(fault).__name__, where)  # noqa: TRY400 - not its message
            return refused(
                Unforeseen(f"{self.name} failed inside Credora.", remedy="Try again; if it stays, report it.")
            )

    async def _answered(self, arguments: dict[str, Any]) -> ToolResult:
        async with (
            self._house.call(f"tool.{self.name}", {"arguments": arguments}) as context,
            asyncio.timeout(DEADLINE),
        ):
            answer = await Toolbox(context, (self._tool,)).answer(self.name, arguments)
        return ToolResult(content=[TextContent(type="text", text=answer.text)], structured_content=answer.data)


class Known(Middleware):
    """Calls of tools there are none of are refused as shortly as any other."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    async def on_call_tool(
        self, context: MiddlewareContext[CallToolRequestParams], call_next: CallNext[CallToolRequestParams, ToolResult]
    ) -> ToolResult:
        """Return the tool's answer, or which tools there are."""
        name = context.message.name
        if name in self._names:
            return await call_next(context)
        return refused(unknown(name, self._names))


def titled(name: str) -> str:
    """Return a tool's name as people read it: "CFO: explain change", "Meta: performance"."""
    server, _, what = name.partition("_")
    return f"{'CFO' if server == 'cfo' else server.capitalize()}: {what.replace('_', ' ')}"


def refused(error: CredoraError) -> ToolResult:
    """Return an error as a client gets it: cause and remedy as text, the same with its code as data."""
    said = {"code": error.code, "cause": error.cause, "remedy": error.remedy}
    if (wait := getattr(error, "retry_after", None)) is not None:
        said["retry_after"] = wait
    text = f"{error.cause} {error.remedy} (code: {error.code})"
    return ToolResult(content=[TextContent(type="text", text=text)], structured_content={"error": said}, is_error=True)
