"""The columns of the report on campaigns, and what its lines can be ordered by."""

from __future__ import annotations

from credora_agent.analytics.metrics import REGISTRY, Unit
from credora_agent.reports.sheets import Column

PROVISIONAL_DAYS = 7
"""Days before today whose purchases platforms are still restating in bulk."""
OURS = (
    Column(id="share_of_spend", label="Share of spend", unit=Unit.RATIO, formula="Σ ad_spend ÷ that of all"),
    Column(id="cost_per_purchase", label="Cost per purchase", unit=Unit.MONEY, formula="Σ spend ÷ Σ purchases"),
    Column(
        id="profit_after_ads", label="Profit after ads", unit=Unit.MONEY,
        formula="Σ attributed_value × CM2 rate on the platforms' base − Σ ad_spend",
    ),
    Column(
        id="cost_trend", label="Cost trend", unit=Unit.RATIO,
        formula="what cost per purchase was multiplied by from the first four weeks looked back on to the last, − 1",
    ),
    Column(id="trend_weeks", label="Weeks of trend", unit=Unit.COUNT, formula="weeks the cost trend looks back on"),
    Column(
        id="provisional_days", label="Provisional days", unit=Unit.DAYS,
        formula=f"days with spend among the {PROVISIONAL_DAYS} before today",
    ),
    Column(id="claimed_share", label="Claimed share", unit=Unit.RATIO, formula="Σ attributed_value ÷ Σ charged_sales"),
)  # fmt: skip
NAMES = (
    "ad_spend", "share_of_spend", "attributed_value", "attributed_purchases", "platform_roas", "break_even_roas",
    "poas", "cost_per_purchase", "profit_after_ads", "cost_trend", "trend_weeks", "provisional_days",
    "impressions", "clicks",
)  # fmt: skip
BLENDED = ("revenue", "blended_roas", "mer", "claimed_share")
"""What only all campaigns together have."""
BEFORE = ("ad_spend", "platform_roas", "cost_per_purchase")
ORDERS = tuple(name for name in NAMES if name not in {"trend_weeks", "provisional_days"})


def columns(*, compared: bool = False) -> tuple[Column, ...]:
    """Return the columns of a sheet of campaigns."""
    found = [column(name) for name in (*NAMES, *BLENDED)]
    for name in BEFORE if compared else ():
        of = column(name)
        found.append(Column(id=f"{name}_before", label=f"{of.label} before", unit=of.unit, formula=of.formula))
    return tuple(found)


def column(name: str) -> Column:
    """Return one of them by its id."""
    own = next((ours for ours in OURS if ours.id == name), None)
    if own is not None:
        return own
    metric = REGISTRY[name]
    return Column(id=name, label=metric.label, unit=metric.unit, formula=metric.formula)
