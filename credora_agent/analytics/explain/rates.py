"""The rates a period's lines hang on: units an order, and of each product its price, its cost, its returns. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.analytics.explain.shapley import MIX, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from credora_agent.analytics.explain.sides import Side, Sides

    Floats = NDArray[np.float64]

MOST = 1.0
"""A line larger than what it is a rate of hangs on something else: it moves by itself then."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Factors by driver, before and after, and whether goods can be told apart by them at all.

    What a side lacks is taken from the other one: a product only one of them sold has one price, and its coming or
    going is volume and mix, never a change of price.
    """

    factors: Mapping[str, Factor]
    chained: bool

    def of(self, *drivers: str) -> tuple[Factor, ...]:
        """Return the factors of those drivers."""
        return tuple(self.factors[driver] for driver in drivers)


def rates(sides: Sides) -> Rates:
    """Return the rates of both sides."""
    before, after = sides.before, sides.after
    sold = [side.orders > 0 and _total(side, "units") > 0 for side in (before, after)]
    sane = all(
        ok or (side.orders == 0 and not side.skus["gross_sales"].any())
        for ok, side in zip(sold, (before, after), strict=True)
    )
    factors = dict(_volume(sides) + _money(sides))
    if any(sold) and sane:
        factors.update(_goods(sides))
        return Rates(factors, chained=True)
    return Rates(factors, chained=False)


def _total(side: Side, measure: str) -> float:
    return float(side.skus[measure].sum())


def _volume(sides: Sides) -> list[tuple[str, Factor]]:
    """Return days and orders a day; days weigh as their weekdays sell wherever that is known of both sides."""
    before, after = sides.before, sides.after
    weighed = before.calendar > 0 and after.calendar > 0
    days = (before.calendar, after.calendar) if weighed else (float(before.length), float(after.length))
    return [
        ("days", Factor("days", *days)),
        ("length", Factor("days", float(before.length), float(after.length))),
        ("orders", Factor("orders", before.orders / days[0], after.orders / days[1])),
    ]


def _money(sides: Sides) -> list[tuple[str, Factor]]:
    """Return what is charged and spent an order, and fees as a share of revenue."""
    per_order = {
        "shipping": "shipping_income", "fulfilment": "fulfilment", "sales_tax": "sales_tax", "duties": "duties",
        "tips": "tips",
    }  # fmt: skip
    found = [
        (driver, _rate(driver, *((side.lines[line], side.orders) for side in (sides.before, sides.after))))
        for driver, line in per_order.items()
    ]
    fees = [(side.lines["fees"], revenue(side)) for side in (sides.before, sides.after)]
    return [*found, ("fee_rate", _rate("fee_rate", *fees, most=MOST))]


def revenue(side: Side) -> int:
    """Return a side's revenue in micros."""
    return sum(side.lines[name] for name in ("gross_sales", "discounts", "returns", "shipping_income", "other_income"))


def _rate(driver: str, before: tuple[float, float], after: tuple[float, float], *, most: float = np.inf) -> Factor:
    sides = [
        (np.array([above], dtype=np.float64), np.array([below], dtype=np.float64)) for above, below in (before, after)
    ]
    one, two = (float(quotient[0]) for quotient in _paired(sides[0], sides[1], most))
    return Factor(driver, one, two)


def _paired(before: Any, after: Any, most: float = np.inf) -> tuple[Floats, Floats]:
    """Return quotients of both sides; one side's stands in where the other has none, and both are 0 past `most`."""
    found = []
    for above, below in (before, after):
        with np.errstate(divide="ignore", invalid="ignore"):
            found.append(np.where(below > 0, above / np.where(below == 0, 1, below), np.nan))
    one, two = found
    wild = (np.abs(one) > most) | (np.abs(two) > most)
    one, two = np.where(np.isnan(one), two, one), np.where(np.isnan(two), found[0], two)
    return np.nan_to_num(np.where(wild, 0.0, one)), np.nan_to_num(np.where(wild, 0.0, two))


def _goods(sides: Sides) -> list[tuple[str, Factor]]:
    a, b = sides.before.skus, sides.after.skus

    def pair(driver: str, above: str, below: str, most: float = np.inf) -> tuple[str, Factor]:
        return driver, Factor(driver, *_paired((a[above], a[below]), (b[above], b[below]), most))

    units = [_total(side, "units") for side in (sides.before, sides.after)]
    orders = [side.orders for side in (sides.before, sides.after)]
    shares = _paired((a["units"], np.float64(units[0])), (b["units"], np.float64(units[1])))
    return [
        ("units_per_order", _rate("units_per_order", *zip(units, orders, strict=True))),
        (MIX, Factor(MIX, *shares)),
        pair("price", "gross_sales", "units"),
        pair("discount_rate", "discounts", "gross_sales", MOST),
        pair("return_rate", "returns", "gross_sales", MOST),
        ("unit_cost", Factor("unit_cost", *_unit_costs(a, b))),
    ]


def _unit_costs(a: Mapping[str, Floats], b: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Return the cost of a unit; where only one side recorded any, the other is taken to have had the same."""
    sides = []
    for side in (a, b):
        recorded = (side["units"] > 0) & (side["cogs_sold"] != 0)
        sides.append((side["cogs_sold"], np.where(recorded, side["units"], 0.0)))
    return _paired(sides[0], sides[1])


def uncosted_on_one_side(sides: Sides) -> Floats:
    """Return 1 for each SKU of which just one side recorded a cost, though both sold it."""
    a, b = sides.before.skus, sides.after.skus
    sold = (a["units"] > 0) & (b["units"] > 0)
    return np.where(sold & ((a["cogs_sold"] != 0) != (b["cogs_sold"] != 0)), 1.0, 0.0)
