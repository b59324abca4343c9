"""Drivers of a change: what each one's part is called, which items it is made of, and which rows lie behind. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.explain.lines import OVER_CAMPAIGNS, OVER_SKUS
from credora_agent.analytics.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from credora_agent.analytics.explain.sides import Sides

FEW_UNITS = 30
"""Units sold on either side below which a product's share and returns are mostly chance."""
FEW_PURCHASES = 20
_NAMES = {
    "days": ("Calendar", "days in the period, each as its weekday usually sells", None),
    "orders": ("Number of orders", "orders a day", "orders"),
    "units_per_order": ("Units per order", "units ÷ orders", "units"),
    "mix": ("Product mix", "each product's share of the units sold", "gross_sales"),
    "price": ("Prices", "gross sales ÷ units of each product", "gross_sales"),
    "discount_rate": ("Discounts", "discounts ÷ gross sales of each product", "discounts"),
    "return_rate": ("Returns", "returns ÷ gross sales of each product", "returns"),
    "shipping": ("Shipping charged", "shipping income ÷ orders", "shipping_income"),
    "unit_cost": ("Unit costs", "COGS of sales ÷ units of each product", "cogs"),
    "cost_recording": ("Costs recorded on one side only", "products whose unit cost only one period knows", "cogs"),
    "restocks": ("Returned goods back on the shelf", "COGS reversed by restocked returns", "cogs"),
    "fulfilment": ("Fulfilment per order", "fulfilment ÷ orders", "fulfilment"),
    "fee_rate": ("Fee rate", "fees ÷ revenue", "fees"),
    "spend": ("Ad spend", "each campaign's spend", "marketing"),
    "efficiency": ("Campaign efficiency", "what platforms credit ÷ spend, by campaign", "marketing"),
    "other_marketing": ("Other marketing", "marketing that is no campaign's spend", "marketing"),
    "costed": ("Sales with a known cost", "net sales of goods with a unit cost", "cogs_coverage"),
}
"""Driver → its label, what it is, and the metric whose rows lie behind it; any other driver is a metric by name."""


@dataclass(frozen=True, slots=True)
class Item:
    """One product's, campaign's or part's share of a driver, in whole quanta of the metric."""

    key: str
    label: str
    effect: int
    sku: str | None = None
    campaign: str | None = None
    few: bool = False


@dataclass(frozen=True, slots=True)
class Driver:
    """What moved, and by how much that moved the metric, in whole quanta; its items add up to it."""

    key: str
    label: str
    says: str
    metric: str | None
    effect: int
    items: tuple[Item, ...] = ()


def named(sides: Sides, settled: Mapping[str, Sequence[int]]) -> tuple[Driver, ...]:
    """Return the drivers that moved, the largest first; items likewise."""
    found = [_driver(sides, key, values) for key, values in settled.items() if any(values)]
    return tuple(sorted(found, key=lambda driver: (-abs(driver.effect), driver.key)))


def _driver(sides: Sides, key: str, values: Sequence[int]) -> Driver:
    label, says, metric = _NAMES.get(key) or _of_metric(key)
    items: Sequence[Item] = ()
    if key in OVER_SKUS and len(values) == len(sides.skus):
        items = _products(sides, values)
    elif key in OVER_CAMPAIGNS and len(values) == len(sides.campaigns):
        items = _campaigns(sides, values)
    elif key == "orders" and len(values) == 2 * len(sides.campaigns) + 1:
        items = _orders(sides, values)
    ranked = sorted((item for item in items if item.effect), key=lambda item: (-abs(item.effect), item.key))
    return Driver(key, label, says, metric, sum(values), tuple(ranked))


def _of_metric(key: str) -> tuple[str, str, str | None]:
    known = METRICS.get(key)
    return (known.label, known.formula, key) if known else (key, key, None)


def _products(sides: Sides, values: Sequence[int]) -> list[Item]:
    units = np.minimum(sides.before.skus["units"], sides.after.skus["units"])
    return [
        Item(
            key=sku or "no_sku",
            label=sides.titles.get(sku, sku) if sku else "Without a SKU",
            effect=effect,
            sku=sku,
            few=bool(units[i] < FEW_UNITS),
        )
        for i, (sku, effect) in enumerate(zip(sides.skus, values, strict=True))
    ]


def _campaigns(sides: Sides, values: Sequence[int]) -> list[Item]:
    bought: NDArray[np.float64] = np.minimum(sides.before.ads["purchases"], sides.after.ads["purchases"]) / 1e6
    return [
        Item(campaign.key, campaign.name, effect, campaign=campaign.key, few=bool(bought[i] < FEW_PURCHASES))
        for i, (campaign, effect) in enumerate(zip(sides.campaigns, values, strict=True))
    ]


def _orders(sides: Sides, values: Sequence[int]) -> list[Item]:
    count = len(sides.campaigns)
    found = [
        replace(item, key=f"{item.key}|{kind}", label=f"{item.label}: {kind}")
        for kind, offset in (("spend", 0), ("purchases per spend", count))
        for item in _campaigns(sides, values[offset : offset + count])
    ]
    return [*found, Item("unclaimed", "Orders no ad platform claims", values[-1])]
