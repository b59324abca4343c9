"""The `shopify` tools: orders, the shelf and payouts, one by one, from the books; nothing is asked of Shopify live."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it when the class is made
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from credora_agent.core.errors import BadPeriod
from credora_agent.core.period import Period
from mcp_servers.analytics import Dates
from mcp_servers.answers import storefront as answers
from mcp_servers.arguments import PAGE, Arguments, Cursor
from mcp_servers.tool import Tool

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport
    from mcp_servers.tool import Context

Rows = Annotated[int, Field(ge=1, le=100)]
"""Lines of a page."""


class Orders(Arguments):
    """Orders placed in a period, or one by its name; with a SKU those that have it."""

    start: date | None = None
    end: date | None = None
    order: str | None = None
    sku: str | None = None
    refunded_only: bool = False
    order_by: Literal["newest", "largest", "lowest_margin", "most_refunded"] = "newest"
    limit: Rows = PAGE
    cursor: Cursor = None

    @property
    def period(self) -> Period | None:
        """Return the days asked for, if any. Raises BadPeriod when only one of their ends is given."""
        if self.start is None and self.end is None:
            return None
        if self.start is None or self.end is None:
            raise BadPeriod("The period lacks an end.", remedy="Give start and end.")
        return Period(self.start, self.end)


class Variants(Arguments):
    """What is on the shelf now: all, what has some words or a SKU, or what is in a state."""

    query: Annotated[str | None, Field(min_length=1)] = None
    sku: str | None = None
    stock: Literal["all", "out", "low", "no_cost"] = "all"
    order_by: Literal["most_sold", "most_stock", "lowest_margin", "title"] = "most_sold"
    limit: Rows = PAGE
    cursor: Cursor = None


class Payouts(Dates):
    """Payouts issued in a period, in one state if asked."""

    status: Literal["scheduled", "in_transit", "paid", "failed", "canceled"] | None = None
    limit: Rows = PAGE
    cursor: Cursor = None


async def shopify_orders(at: Context, asked: Orders) -> SheetReport:
    """Return orders with all that was ever booked of each."""
    from credora_agent.reports.orders import Asked  # noqa: PLC0415 - who never asks need not wait for it

    wanted = Asked(
        asked.period, at.today, asked.sku, asked.order, asked.order_by, asked.refunded_only, asked.limit, asked.cursor
    )
    return await at.reports.orders(at.caller, wanted)


async def shopify_products(at: Context, asked: Variants) -> SheetReport:
    """Return what is on the shelf now, with price, cost, margin, stock and late sales."""
    from credora_agent.reports.shelf import Asked  # noqa: PLC0415 - as above

    wanted = Asked(at.today, asked.query, asked.sku, asked.stock, asked.order_by, asked.limit, asked.cursor)
    return await at.reports.variants(at.caller, wanted)


async def shopify_payouts(at: Context, asked: Payouts) -> SheetReport:
    """Return payouts to the bank, with what each is made of."""
    from credora_agent.reports.payouts import Asked  # noqa: PLC0415 - as above

    return await at.reports.payouts(at.caller, Asked(asked.period, at.today, asked.status, asked.limit, asked.cursor))


TOOLS = (
    Tool("shopify_orders", Orders, shopify_orders, answers.orders),
    Tool("shopify_products", Variants, shopify_products, answers.shelf),
    Tool("shopify_payouts", Payouts, shopify_payouts, answers.payouts),
)
