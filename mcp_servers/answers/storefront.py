"""Orders, the shelf and payouts as answers: a page of lines with their totals over all that match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.telling.storefront import tell_orders, tell_payouts, tell_shelf
from mcp_servers.answers import sheet

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport
    from mcp_servers.answer import Answer

ORDERS = sheet.Layout(
    columns=("units", "gross_sales", "discounts", "returns", "net_sales", "shipping_income", "sales_tax", "fees",
             "fulfilment", "cogs", "cm2", "cm2_rate"),
    brief=("units", "net_sales", "returns", "fees", "cm2"),
    whole=("units_returned", "other_income", "revenue", "cm1", "orders", "aov", "refunded", "refunded_rate", "losing"),
    metric="net_profit",
)  # fmt: skip
SHELF = sheet.Layout(
    columns=("price", "unit_cost", "margin", "margin_rate", "sold_price", "sold_margin", "sold_margin_rate", "on_hand",
             "stock_value", "units"),
    brief=("price", "unit_cost", "sold_margin_rate", "on_hand", "units"),
    whole=("skus", "uncosted", "out", "missed", "low", "losing"),
    metric="net_sales",
)  # fmt: skip
PAYOUTS = sheet.Layout(
    columns=("net", "charges", "refunds", "fees", "adjustments", "reserve", "rows_net", "difference", "rows"),
    brief=("net", "charges", "refunds", "fees", "difference"),
    whole=("payouts", "paid", "on_the_way", "returned", "differing", "waiting", "held"),
    ours=True,
)  # fmt: skip


def orders(report: SheetReport, asked: Any) -> Answer:
    """Return orders: what was sold and returned, what they cost, and their CM2."""
    return sheet.answer(report, asked, tell_orders, ORDERS)


def shelf(report: SheetReport, asked: Any) -> Answer:
    """Return what is on the shelf: prices, costs and margins, stock, and what sold lately."""
    return sheet.answer(report, asked, tell_shelf, SHELF)


def payouts(report: SheetReport, asked: Any) -> Answer:
    """Return payouts: what each transfers and is made of, what is on the way, what does not add up."""
    return sheet.answer(report, asked, tell_payouts, PAYOUTS)
