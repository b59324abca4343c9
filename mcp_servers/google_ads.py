"""The `google` tools: what Google's ads cost and claim, from the books; and a question of one's own, asked live."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, field_validator

from credora_agent.core.errors import Unavailable
from credora_agent.reports.ad_rows import AdRows
from mcp_servers.ads import Performance, performance
from mcp_servers.answers import ads as answers
from mcp_servers.arguments import Arguments
from mcp_servers.tool import Tool

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport
    from mcp_servers.tool import Context

PLATFORM = "google_ads"
BREAKS = str.maketrans("\t\r\n", "   ")


class Query(Arguments):
    """A query in GAQL, and how many rows of its answer are wanted."""

    query: Annotated[str, Field(min_length=1, max_length=4_000)]
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    account: str | None = None

    @field_validator("query", mode="before")
    @classmethod
    def _on_one_line(cls, given: Any) -> Any:
        """Return a query with its line breaks as spaces: people write one clause a line."""
        return given.translate(BREAKS) if isinstance(given, str) else given


async def google_performance(at: Context, asked: Performance) -> SheetReport:
    """Return what Google's ads cost and what Google says they brought, by campaign or in time."""
    return await performance(at, PLATFORM, asked)


async def google_query(at: Context, asked: Query) -> AdRows:
    """Return what Google answers to a query that only reads, asked now. Raises Unavailable where nothing is live."""
    if at.google is None:
        raise Unavailable("Google Ads cannot be asked live from here.", remedy="Use google_performance.")
    found = await at.google.run(at.caller, asked.query, account=asked.account, limit=asked.limit)
    books = await at.reports.books(at.caller)
    return AdRows(shop=books.shop, **asdict(found))


TOOLS = (
    Tool("google_performance", Performance, google_performance, answers.performance),
    Tool("google_query", Query, google_query, answers.query, live=True),
)
