"""Completions: what an argument of a prompt or a part of an address may be, as it is typed, of the caller's shop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from mcp_types import PromptReference

from credora_agent.analytics.metrics import REGISTRY
from credora_agent.ledger.load_names import load_campaigns_called, load_products_called
from credora_agent.reports.asking import tenant_of
from mcp_servers import months, resources
from mcp_servers.arguments import LONGEST
from mcp_servers.contents import actions_of
from mcp_servers.names import AMONG, Name, ranked
from mcp_servers.prompts import PROMPTS
from mcp_servers.refusal import Refused, reading

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from fastmcp import FastMCP
    from mcp_types import CompletionArgument, CompletionContext, ResourceTemplateReference

    from credora_agent.core.db import Database
    from mcp_servers.servers import Kind
    from mcp_servers.services import House
    from mcp_servers.tool import Context


@dataclass(frozen=True, slots=True)
class Typing:
    """What was typed so far, on whose behalf, and the tools there are."""

    typed: str
    context: Context
    database: Database
    tools: tuple[str, ...]


def add(server: FastMCP, house: House, kinds: Iterable[Kind]) -> None:
    """Complete what the server's prompts and addresses take."""
    tools = tuple(tool.name for kind in kinds for tool in kind.tools)

    async def completed(
        ref: PromptReference | ResourceTemplateReference, argument: CompletionArgument, _: CompletionContext | None
    ) -> list[str]:
        """Return up to 100 values, best first; none for what there is no completion of, or nobody to complete for."""
        source = _source(ref, argument.name)
        if source is None or len(argument.value) > LONGEST or not argument.value.isprintable():
            return []
        try:
            async with reading(house, "complete", {"argument": argument.name}) as context:
                database = (await house.services()).runtime.database
                names = await source(Typing(argument.value.strip(), context, database, tools))
                return ranked(argument.value, names)
        except Refused:
            return []

    server.add_completion_handler(completed)


def _source(ref: Any, argument: str) -> Callable[[Typing], Awaitable[Iterable[Name]]] | None:
    if isinstance(ref, PromptReference):
        known = any(wording.name == ref.name and wording.argument == argument for wording in PROMPTS)
        return _OF_PROMPTS[argument] if known else None
    return _OF_ADDRESSES.get(argument) if f"{{{argument}}}" in ref.uri and ref.uri in resources.TEMPLATES else None


async def _months(at: Typing) -> Iterable[Name]:
    return [Name(span.id, span.label) for span in months.months(await _since(at), at.context.today)]


async def _quarters(at: Typing) -> Iterable[Name]:
    return [Name(span.id, span.label) for span in months.quarters(await _since(at), at.context.today)]


async def _since(at: Typing) -> Any:
    books = await at.context.reports.books(at.context.caller)
    return min(books.recorded.start, at.context.today) if books.recorded else at.context.today


async def _campaigns(at: Typing) -> Iterable[Name]:
    """Return campaigns by name, by key where two have the same."""
    rows = await _campaigns_called(at)
    names = [row.name for row in rows]
    return [Name(row.key if names.count(row.name) > 1 else row.name, row.key) for row in rows]


async def _campaign_keys(at: Typing) -> Iterable[Name]:
    return [Name(row.key, row.name) for row in await _campaigns_called(at)]


async def _campaigns_called(at: Typing) -> Any:
    asked = partial(load_campaigns_called, tenant=tenant_of(at.context.caller), typed=at.typed, most=AMONG)
    return await at.database.read(at.context.caller, asked)


async def _skus(at: Typing) -> Iterable[Name]:
    asked = partial(load_products_called, tenant=tenant_of(at.context.caller), typed=at.typed, most=AMONG)
    return [Name(row.sku, row.title) for row in await at.database.read(at.context.caller, asked)]


async def _documents(at: Typing) -> Iterable[Name]:
    kept = await actions_of(at.context).documents(at.context.caller, now=at.context.moment, limit=AMONG)
    return [Name(each.id, each.name) for each in kept.documents]


async def _metrics(_: Typing) -> Iterable[Name]:
    return [Name(metric.id, metric.label) for metric in REGISTRY.values()]


async def _tools(at: Typing) -> Iterable[Name]:
    return [Name(name) for name in at.tools]


_OF_PROMPTS: dict[str, Callable[[Typing], Awaitable[Iterable[Name]]]] = {
    "month": _months,
    "quarter": _quarters,
    "campaign": _campaigns,
}
_OF_ADDRESSES: dict[str, Callable[[Typing], Awaitable[Iterable[Name]]]] = {
    "metric": _metrics,
    "tool": _tools,
    "sku": _skus,
    "campaign": _campaign_keys,
    "id": _documents,
}
