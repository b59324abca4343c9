"""Where the parts are put together: the agent is handed the tools, and neither knows the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.turn import Turn, take_turn
from mcp_servers.analytics import TOOLS
from mcp_servers.tool import Context, Toolbox

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime


async def ask(runtime: Runtime, caller: Caller, question: str, *, today: date) -> Turn:
    """Return the answer to `question` about the caller's shop, as of `today` in the shop's zone."""
    books = await runtime.reports.books(caller)
    tools = Toolbox(Context(caller, today, runtime.reports), TOOLS)
    return await take_turn(question, shop=books.shop, today=today, books=books.recorded, tools=tools)
