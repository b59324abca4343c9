"""Products, campaigns and stock as answers: the columns that answer most questions, and the one they are ordered by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.telling.goods import tell_campaigns, tell_inventory, tell_products
from mcp_servers.answers import sheet

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport
    from mcp_servers.answer import Answer

PRODUCTS = ("units", "net_sales", "returns", "cm2", "own_ads", "cm3")
CAMPAIGNS = ("ad_spend", "attributed_value", "attributed_purchases", "platform_roas", "break_even_roas", "poas",
             "cost_per_purchase", "profit_after_ads", "cost_trend")  # fmt: skip
STOCK = ("on_hand", "on_order", "units_per_day", "days_of_cover", "reorder_point", "suggested_order", "order_cost",
         "cm2_a_day", "stock_value")  # fmt: skip
SHORT = ("on_hand", "days_of_cover", "suggested_order", "stock_value")
BEFORE = {
    "products": ("net_sales_before", "cm3_before", "cm3_change"),
    "campaigns": ("ad_spend_before", "platform_roas_before", "cost_per_purchase_before"),
}


def products(report: SheetReport, asked: Any) -> Answer:
    """Return products: what they sold, CM2, their own advertising and CM3."""
    layout = sheet.Layout(
        columns=_once((*PRODUCTS, *BEFORE["products"], asked.column)),
        brief=_once(("net_sales", "cm2", "cm3", "cm3_change", asked.column)),
        texts=("campaigns",),
        whole=("revenue", "cogs", "cm1", "cm1_rate", "cm2_rate", "cm3_rate", "return_rate"),
        metric="net_sales",
    )
    return sheet.answer(report, asked, tell_products, layout)


def campaigns(report: SheetReport, asked: Any) -> Answer:
    """Return campaigns: what they cost, what their platform claims, and what that is worth."""
    layout = sheet.Layout(
        columns=_once((*CAMPAIGNS, *BEFORE["campaigns"], asked.column)),
        brief=_once(("ad_spend", "platform_roas", "break_even_roas", "profit_after_ads", asked.column)),
        texts=("platform",),
        whole=("impressions", "clicks", "revenue", "blended_roas", "claimed_share"),
        metric="marketing",
    )
    return sheet.answer(report, asked, tell_campaigns, layout)


def inventory(report: SheetReport, asked: Any) -> Answer:
    """Return stock: what is on hand, how long it lasts and what to order."""
    return sheet.answer(
        report, asked, tell_inventory, sheet.Layout(columns=STOCK, brief=SHORT, texts=(), metric="gross_sales")
    )


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
