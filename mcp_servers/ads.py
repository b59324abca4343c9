"""What the tools of both ad platforms have in common: the same arguments, the same columns, from the same books."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it when the class is made
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from credora_agent.core.period import Period
from mcp_servers.arguments import PAGE, Arguments, Cursor

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport
    from mcp_servers.tool import Context

Rows = Annotated[int, Field(ge=1, le=100)]


class Performance(Arguments):
    """Days of one platform's ads, by campaign or in time."""

    start: date
    end: date
    by: Literal["campaign", "day", "week", "month"] = "campaign"
    campaign: str | None = None
    account: str | None = None
    order_by: str | None = None
    limit: Rows = PAGE
    cursor: Cursor = None


async def performance(at: Context, platform: str, asked: Performance) -> SheetReport:
    """Return what the platform's ads cost and what it says they brought. Raises BadPeriod for days the wrong way."""
    from credora_agent.reports.ad_performance import Asked  # noqa: PLC0415 - who never asks need not wait for it

    return await at.reports.ad_performance(
        at.caller,
        Asked(
            platform=platform,
            period=Period(asked.start, asked.end),
            today=at.today,
            by=asked.by,
            campaign=asked.campaign,
            account=asked.account,
            order_by=asked.order_by,
            limit=asked.limit,
            cursor=asked.cursor,
        ),
    )
