"""Where the parts are put together: the agent is handed the tools, and neither knows the other."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from credora_agent.agent.cache import Cache
from credora_agent.agent.minds import Minds
from credora_agent.agent.planner.known import Known
from credora_agent.agent.taking import kept
from credora_agent.agent.threads import Threads
from credora_agent.agent.turn import Asking, Turn, stream, take_turn
from credora_agent.analytics.metrics import METRICS, STATEMENT
from credora_agent.core import clock
from credora_agent.core.prompts import prompt
from credora_agent.runtime import LOCAL
from mcp_servers.servers import SERVERS, TOOLS
from mcp_servers.tool import Context, Toolbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date

    from starlette.requests import Request

    from credora_agent.agent.approval import Approval
    from credora_agent.agent.events import Event, Stream
    from credora_agent.agent.models.facts import Facts
    from credora_agent.agent.models.tools import Spec
    from credora_agent.core.caller import Caller
    from credora_agent.core.settings import Settings
    from credora_agent.ledger.view import Books
    from credora_agent.runtime import Runtime
    from mcp_servers.http import Mounted
    from mcp_servers.tool import Scope


BOTH: frozenset[Scope] = frozenset({"read", "write"})
"""What a person's own question may do: to propose a change writes nothing but the plan."""


async def ask(runtime: Runtime, caller: Caller, question: str, *, today: date) -> Turn:
    """Return the answer to `question` about the caller's shop, as of `today` in the shop's zone."""
    minds = minds_of(runtime)
    try:
        async with asking(runtime, caller, minds, today=today) as asked:
            return await take_turn(question, asked)
    finally:
        await minds.close()


def chat(runtime: Runtime, *, today: date | None = None) -> Stream:
    """Return what takes a turn of a conversation and keeps it, as of `today` or the present day in the shop's zone."""
    cache, minds = Cache(runtime.database), minds_of(runtime)

    async def take(
        caller: Caller, question: str, after: tuple[str, ...], waiting: Approval | None
    ) -> AsyncIterator[Event | Turn]:
        async with asking(runtime, caller, minds, today=today, after=after, cache=cache) as asked:
            async for event in stream(question, replace(asked, waiting=waiting)):
                yield event

    return kept(Threads(runtime.database), take)


def minds_of(runtime: Runtime) -> Minds:
    """Return what lends the turns of a runtime their share of a language model."""
    return Minds(runtime.settings, runtime.database, specs, tuple(METRICS))


def specs() -> tuple[Spec, ...]:
    """Return every tool as a language model is offered it: as any MCP client is shown it."""
    from credora_agent.agent.models.tools import Spec  # noqa: PLC0415 - only who has a model needs them
    from mcp_servers.schema import parameters  # noqa: PLC0415 - as above

    return tuple(
        Spec(tool.name, prompt(f"tools/{kind.name}/{tool.name}"), parameters(tool.name, tool.arguments))
        for kind in SERVERS.values()
        for tool in kind.tools
    )


@asynccontextmanager
async def asking(  # noqa: PLR0913 - what a question is asked of
    runtime: Runtime,
    caller: Caller,
    minds: Minds,
    *,
    today: date | None = None,
    after: tuple[str, ...] = (),
    cache: Cache | None = None,
) -> AsyncIterator[Asking]:
    """Yield what a question is asked of: the caller's books as of a day; `after` are the dialogue's earlier ones.

    Of turns that share a `cache`, equal calls under way at once are one call.
    """
    books = await runtime.reports.books(caller)
    day = today or clock.today(clock.time_zone(books.timezone))
    tools = Toolbox(Context(caller, day, runtime.reports, actions=runtime.actions, scopes=BOTH, via="chat"), TOOLS)
    kept_tools = (cache or Cache(runtime.database)).over(tools, caller, today=day)
    known = Known(*await runtime.reports.names(caller))
    async with minds.lent(caller, day) as (mind, notices):
        facts = _facts(books, day, known) if mind is not None else None
        yield Asking(books.shop, day, books.recorded, kept_tools, after, known, mind, facts, notices=notices)


def _facts(books: Books, day: date, known: Known) -> Facts:
    from credora_agent.agent.models.facts import Facts  # noqa: PLC0415 - as above

    missing = tuple(metric.id for metric in STATEMENT if metric.category and metric.category not in books.provides)
    return Facts(
        day, books.currency, books.timezone, books.recorded, missing,
        products=known.products, campaigns=known.campaigns,
    )  # fmt: skip


def mcp_site(runtime: Runtime) -> Mounted:
    """Return the MCP servers as a site of `runtime`'s settings mounts them."""
    from credora_agent.web.visitor import Visitors  # noqa: PLC0415 - only who serves a site has a browser to know
    from mcp_servers.http import mounted  # noqa: PLC0415 - a second of CPU that only who serves them pays
    from mcp_servers.services import House, over  # noqa: PLC0415 - as above

    visitors = Visitors(runtime.database, runtime.settings, LOCAL)

    async def signed_in(request: Request) -> Caller | None:
        found = await visitors.of(request)
        return found.user if found is not None and found.session is not None else None

    return mounted(House(lambda: over(runtime)), runtime, signed_in=signed_in)


async def mcp_stdio(settings: Settings, *, shop: str | None) -> None:
    """Serve every MCP server to the client on stdin and stdout, on behalf of the person at this machine."""
    from mcp_servers.stdio import serve  # noqa: PLC0415 - as above

    await serve(settings, shop=shop)
