"""What each line is made of: sums of products of rates, so that its change is shared among its drivers. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from credora_agent.analytics.explain.rates import Rates, rates, revenue, uncosted_on_one_side
from credora_agent.analytics.explain.shapley import MIX, Factor, parts, value
from credora_agent.analytics.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from credora_agent.analytics.explain.sides import Side, Sides

    Floats = NDArray[np.float64]
    Effects = dict[str, Floats]

OVER_SKUS = frozenset(
    {MIX, "price", "discount_rate", "return_rate", "unit_cost", "cost_recording", "restocks", "costed"}
)
OVER_CAMPAIGNS = frozenset({"spend", "efficiency"})
_GOODS = ("days", "orders", "units_per_order", MIX, "price")
_SALES = (_GOODS, (*_GOODS, "discount_rate"), (*_GOODS, "return_rate"))
_LINES: dict[str, tuple[tuple[str, ...], ...]] = {
    "gross_sales": (_GOODS,),
    "discounts": (_SALES[1],),
    "returns": (_SALES[2],),
    "shipping_income": (("days", "orders", "shipping"),),
    "cogs": (("days", "orders", "units_per_order", MIX, "unit_cost"),),
    "fulfilment": (("days", "orders", "fulfilment"),),
    "fees": (*((*term, "fee_rate") for term in _SALES), ("days", "orders", "shipping", "fee_rate")),
    "sales_tax": (("days", "orders", "sales_tax"),),
    "duties": (("days", "orders", "duties"),),
    "tips": (("days", "orders", "tips"),),
    "orders": (("days", "orders"),),
    "units": (("days", "orders", "units_per_order"),),
}
"""Each line as the products it is the sum of; a driver's name stands for its rate."""
_OWN = {
    "gross_sales": "price", "discounts": "discount_rate", "returns": "return_rate", "shipping_income": "shipping",
    "fulfilment": "fulfilment", "fees": "fee_rate", "orders": "orders", "units": "units_per_order",
}  # fmt: skip
"""What a line's remainder is put down to: returns of what was sold earlier are returns, not sales."""
_BY_SKU = frozenset({"gross_sales", "discounts", "returns", "units", "cogs"})
"""Lines that only move as a whole where a side sold nothing, or sold what no order holds."""
_ADS = {
    "attributed_value": "value", "attributed_purchases": "purchases", "clicks": "clicks", "impressions": "impressions",
}  # fmt: skip


class Model(NamedTuple):
    """Both sides with their rates. `per_order` divides every line by its side's orders: ratios need no more."""

    sides: Sides
    rates: Rates
    per_order: bool = False


def model(sides: Sides, *, per_order: bool = False) -> Model:
    """Return what lines are worked out from; `per_order` needs orders on both sides."""
    return Model(sides, rates(sides), per_order)


def effects(found: Model, metric: str) -> Effects:
    """Return each driver's part of the change of an additive metric, in its raw unit, one value an item.

    They add up to the change but for what floating point loses.
    """
    return _added(_line(found, name) for name in addends(metric))


def addends(metric: str) -> tuple[str, ...]:
    """Return the lines, counts and told sums a metric is the sum of."""
    known = METRICS[metric]
    return tuple(name for part in known.parts for name in addends(part)) if known.parts else (metric,)


def _added(each: Iterable[Effects]) -> Effects:
    total: Effects = {}
    for found in each:
        for driver, values in found.items():
            total[driver] = total[driver] + values if driver in total else values
    return total


def _line(found: Model, name: str) -> Effects:
    if name == "marketing":
        return _marketing(found)
    if name == "ad_spend":
        return parts(_advertising(found, ()))
    if name in _ADS:
        return _attributed(found, _ADS[name])
    terms = [_term(found, drivers) for drivers in _LINES.get(name, ()) if _usable(found, drivers)]
    split = _added(parts(term) for term in terms)
    return _with_remainder(found, name, terms, split)


def _usable(found: Model, drivers: Sequence[str]) -> bool:
    return found.rates.chained or not {MIX, "units_per_order"} & set(drivers)


def _term(found: Model, drivers: Sequence[str]) -> tuple[Factor, ...]:
    kept = [driver for driver in drivers if not (found.per_order and driver in {"days", "orders"})]
    return found.rates.of(*kept)


def _with_remainder(found: Model, name: str, terms: Sequence[Sequence[Factor]], split: Effects) -> Effects:
    """Return the parts with what no product holds: put down to the line's own driver, by SKU where it has any."""
    own = _OWN.get(name, name) if found.rates.chained or name not in _BY_SKU else name
    if name == "cogs" and found.rates.chained:
        return _added([split, *_costs(found, terms)])
    if own in OVER_SKUS:
        actual = [side.skus[name] for side in (found.sides.before, found.sides.after)]
    else:
        actual = [np.array([amount(side, name)], dtype=np.float64) for side in (found.sides.before, found.sides.after)]
    told = []
    for after in (False, True):
        products = [value(term, after=after) for term in terms]
        if own not in OVER_SKUS:
            products = [each.sum(keepdims=True) for each in products]
        told.append(sum(products, np.zeros(1)))
    rest = _scaled(found, actual[1], after=True) - told[1] - (_scaled(found, actual[0], after=False) - told[0])
    return _added([split, {own: rest + np.zeros_like(split.get(own, rest))}])


def _costs(found: Model, terms: Sequence[Sequence[Factor]]) -> list[Effects]:
    sides = (found.sides.before, found.sides.after)
    told = [sum((value(term, after=after) for term in terms), np.zeros(1)) for after in (False, True)]
    sold = [_scaled(found, side.skus["cogs_sold"], after=bool(i)) for i, side in enumerate(sides)]
    back = [_scaled(found, side.skus["cogs_restored"], after=bool(i)) for i, side in enumerate(sides)]
    rest = sold[1] - told[1] - (sold[0] - told[0])
    lone = uncosted_on_one_side(found.sides)
    return [{"cost_recording": rest * lone, "unit_cost": rest * (1 - lone), "restocks": back[1] - back[0]}]


def _scaled(found: Model, actual: Floats, *, after: bool) -> Floats:
    if not found.per_order:
        return actual
    side = found.sides.after if after else found.sides.before
    return actual / side.orders


def amount(side: Side, name: str) -> float:
    """Return a line, count or told sum of a side in its raw unit."""
    if name in {"orders", "units"}:
        return float(side.orders if name == "orders" else side.skus["units"].sum())
    if name == "revenue":
        return float(revenue(side))
    return float(side.lines[name] if name in side.lines else side.told.get(METRICS[name].measure or "", 0))


def _days(found: Model) -> tuple[Factor, ...]:
    """Return the number of days, over orders if all is per order."""
    length, days, orders = found.rates.of("length", "days", "orders")
    if not found.per_order:
        return (length,)
    return (
        Factor("days", length.before / days.before, length.after / days.after),
        Factor("orders", 1 / orders.before, 1 / orders.after),
    )


def _advertising(found: Model, more: Sequence[Factor]) -> tuple[Factor, ...]:
    a, b = found.sides.before, found.sides.after
    return (*_days(found), Factor("spend", a.ads["spend"] / a.length, b.ads["spend"] / b.length), *more)


def _marketing(found: Model) -> Effects:
    """Return what each campaign spent, negative as in the ledger, and what else the line holds."""
    ads = {driver: -values for driver, values in parts(_advertising(found, ())).items()}
    rest = []
    for after, side in ((False, found.sides.before), (True, found.sides.after)):
        other = np.array([side.lines["marketing"] + side.ads["spend"].sum()], dtype=np.float64)
        rest.append(_scaled(found, other, after=after))
    return _added([ads, {"other_marketing": rest[1] - rest[0]}])


def _attributed(found: Model, measure: str) -> Effects:
    """Return what platforms credit as spend times what a unit of it brought, by campaign."""
    a, b = found.sides.before.ads, found.sides.after.ads
    yields = []
    for side in (a, b):
        spent = side["spend"] > 0
        yields.append(np.where(spent, side[measure] / np.where(spent, side["spend"], 1.0), np.nan))
    one, two = np.where(np.isnan(yields[0]), yields[1], yields[0]), np.where(np.isnan(yields[1]), yields[0], yields[1])
    efficiency = Factor("efficiency", np.nan_to_num(one), np.nan_to_num(two))
    terms = _advertising(found, (efficiency,))
    unpaid = [_scaled(found, side[measure] * (side["spend"] <= 0), after=bool(i)) for i, side in enumerate((a, b))]
    return _added([parts(terms), {"efficiency": unpaid[1] - unpaid[0]}])
