"""The `meta` tools: what Meta's ads cost and claim, and its campaigns as they stand, from the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from mcp_servers.ads import Performance, Rows, performance
from mcp_servers.answers import ads as answers
from mcp_servers.arguments import PAGE, Arguments, Cursor
from mcp_servers.tool import Tool

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport
    from mcp_servers.tool import Context

PLATFORM = "meta_ads"


class Entities(Arguments):
    """Campaigns by part of a name or an id, and by status."""

    query: Annotated[str | None, Field(min_length=1)] = None
    status: str | None = None
    limit: Rows = PAGE
    cursor: Cursor = None


async def meta_performance(at: Context, asked: Performance) -> SheetReport:
    """Return what Meta's ads cost and what Meta says they brought, by campaign or in time."""
    return await performance(at, PLATFORM, asked)


async def meta_entities(at: Context, asked: Entities) -> SheetReport:
    """Return Meta's campaigns: status, objective, days with spend, spend of the last 28 days, products tied to them."""
    from credora_agent.reports.ad_entities import Asked  # noqa: PLC0415 - who never asks need not wait for it

    wanted = Asked(PLATFORM, at.today, asked.query, asked.status, asked.limit, asked.cursor)
    return await at.reports.ad_entities(at.caller, wanted)


TOOLS = (
    Tool("meta_performance", Performance, meta_performance, answers.performance),
    Tool("meta_entities", Entities, meta_entities, answers.entities),
)
