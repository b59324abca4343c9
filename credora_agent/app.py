"""Where the parts are put together: the agent is handed the tools, and neither knows the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.agent.cache import Cache
from credora_agent.agent.taking import kept
from credora_agent.agent.threads import Threads
from credora_agent.agent.turn import Asking, Turn, stream, take_turn
from credora_agent.core import clock
from mcp_servers.servers import TOOLS
from mcp_servers.tool import Context, Toolbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date

    from credora_agent.agent.events import Event, Stream
    from credora_agent.core.caller import Caller
    from credora_agent.core.settings import Settings
    from credora_agent.runtime import Runtime
    from mcp_servers.http import Mounted
    from mcp_servers.tool import Scope


BOTH: frozenset[Scope] = frozenset({"read", "write"})
"""What a person's own question may do: to propose a change writes nothing but the plan."""


async def ask(runtime: Runtime, caller: Caller, question: str, *, today: date) -> Turn:
    """Return the answer to `question` about the caller's shop, as of `today` in the shop's zone."""
    return await take_turn(question, await asking(runtime, caller, today=today))


def chat(runtime: Runtime, *, today: date | None = None) -> Stream:
    """Return what takes a turn of a conversation and keeps it, as of `today` or the present day in the shop's zone."""
    cache = Cache(runtime.database)

    async def take(caller: Caller, question: str, after: tuple[str, ...]) -> AsyncIterator[Event | Turn]:
        async for event in stream(question, await asking(runtime, caller, today=today, after=after, cache=cache)):
            yield event

    return kept(Threads(runtime.database), take)


async def asking(
    runtime: Runtime,
    caller: Caller,
    *,
    today: date | None = None,
    after: tuple[str, ...] = (),
    cache: Cache | None = None,
) -> Asking:
    """Return what a question is asked of: the caller's books as of a day; `after` are the dialogue's earlier ones.

    Of turns that share a `cache`, equal calls under way at once are one call.
    """
    books = await runtime.reports.books(caller)
    day = today or clock.today(clock.time_zone(books.timezone))
    tools = Toolbox(Context(caller, day, runtime.reports, actions=runtime.actions, scopes=BOTH, via="chat"), TOOLS)
    kept_tools = (cache or Cache(runtime.database)).over(tools, caller, today=day)
    return Asking(books.shop, day, books.recorded, kept_tools, after)


def mcp_site(runtime: Runtime) -> Mounted:
    """Return the MCP servers as a site of `runtime`'s settings mounts them."""
    from mcp_servers.http import mounted  # noqa: PLC0415 - a second of CPU that only who serves them pays
    from mcp_servers.services import House, over  # noqa: PLC0415 - as above

    return mounted(House(lambda: over(runtime)), runtime)


async def mcp_stdio(settings: Settings, *, shop: str | None) -> None:
    """Serve every MCP server to the client on stdin and stdout, on behalf of the person at this machine."""
    from mcp_servers.stdio import serve  # noqa: PLC0415 - as above

    await serve(settings, shop=shop)
