"""The change of any metric between two periods, shared among its drivers to the last quantum."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.explain.credited import credited
from credora_agent.analytics.explain.drivers import Driver, named
from credora_agent.analytics.explain.lines import Model, addends, effects, model
from credora_agent.analytics.explain.shapley import Factor, parts, settle
from credora_agent.analytics.metrics import METRICS, Metric, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    import numpy as np
    from numpy.typing import NDArray

    from credora_agent.analytics.explain.sides import Side, Sides

    Effects = dict[str, NDArray[np.float64]]

ORDERS_FED = frozenset(
    {
        "gross_sales", "discounts", "returns", "shipping_income", "cogs", "fulfilment", "fees", "orders", "units",
        "sales_tax", "duties", "tips",
    }
)  # fmt: skip
"""Lines that grow with orders; a ratio between two of them is the same per order, however many there are."""


class Split(NamedTuple):
    """A change in whole quanta of its metric, and the drivers that add up to it.

    `slack` is what the effects missed before they were made whole: floating point's part, and nothing else's.
    """

    delta: int
    drivers: tuple[Driver, ...]
    slack: float


def quantum(metric: Metric) -> int:
    """Return how many decimals a metric's values have: 6 for money, 10 for ratios, 0 for what is counted in ones."""
    if metric.unit is Unit.MONEY:
        return 6
    if metric.unit is Unit.COUNT:
        return 6 if metric.measure == "purchases" else 0
    return 10


def split(
    sides: Sides, metric: str, before: Decimal, after: Decimal, values: Mapping[str, tuple[float, float]]
) -> Split:
    """Return the drivers of a metric's change from `before` to `after`, its values as they are shown.

    `values` has both sides' raw values of every metric a ratio is made of. A ratio's parts are those of what stands
    above and below its line, each weighted by what that did to the ratio: the Shapley value again, over the few
    factors of the quotient.
    """
    known = METRICS[metric]
    scale = 10 ** quantum(known)
    delta = int((after - before) * scale)
    if metric == "cogs_coverage":
        found = _coverage(values)
    elif known.over is None:
        found = effects(model(sides), metric)
        if "orders" in found:
            found["orders"] = credited(sides, float(found["orders"].sum()))
    else:
        found = _ratio(sides, known, values)
        unit = scale / 10**6 if known.unit is Unit.MONEY else scale
        found = {driver: parts_ * unit for driver, parts_ in found.items()}
    slack = delta - float(sum(effect.sum() for effect in found.values()))
    return Split(delta, named(sides, settle(delta, found)), slack)


@dataclass(frozen=True, slots=True)
class _Quotient:
    """The factors of a ratio by the metric each is, and the model its parts are worked out in."""

    tops: tuple[str, ...]
    bottoms: tuple[str, ...]
    found: Model = field(repr=False)


def _ratio(sides: Sides, metric: Metric, values: Mapping[str, tuple[float, float]]) -> Effects:
    above, below = metric.over or ("", "")
    quotients = [_Quotient((above,), (below,), _model_for(sides, above, below))]
    if metric.scaled:
        quotients.append(_Quotient((metric.scaled[0],), (metric.scaled[1],), _model_for(sides, *metric.scaled)))
    names, factors, models = [], [], []
    for quotient in quotients:
        for name, inverse in ((quotient.tops[0], False), (quotient.bottoms[0], True)):
            one, two = (_per(quotient.found, values[name][i], after=bool(i)) for i in (0, 1))
            factors.append(Factor(f"{name}|{inverse}", *((1 / one, 1 / two) if inverse else (one, two))))
            names.append((name, one, two))
            models.append(quotient.found)
    told = parts(factors)
    total: Effects = {}
    for (name, one, two), factor, found in zip(names, factors, models, strict=True):
        for driver, share in _shared(found, name, two - one, float(told[factor.driver][0])).items():
            total[driver] = total[driver] + metric.sign * share if driver in total else metric.sign * share
    return total


def _shared(found: Model, name: str, moved: float, effect: float) -> Effects:
    """Return the effect of a numerator or denominator, shared among what moved it."""
    if not moved:
        return {}
    return {driver: values * (effect / moved) for driver, values in effects(found, name).items()}


def _per(found: Model, amount: float, *, after: bool) -> float:
    side: Side = found.sides.after if after else found.sides.before
    return amount / side.orders if found.per_order else amount


def _model_for(sides: Sides, above: str, below: str) -> Model:
    fed = bool(ORDERS_FED & {*addends(above), *addends(below)})
    able = prod((sides.before.orders, sides.after.orders)) > 0
    return model(sides, per_order=fed and able)


def _coverage(values: Mapping[str, tuple[float, float]]) -> Effects:
    """Return the parts of COGS coverage: costed net sales over net sales."""
    (costed, net) = (values["costed"], values["net_sales"])
    told = parts([Factor("costed", *costed), Factor("net_sales", 1 / net[0], 1 / net[1])])
    return {driver: effect * 10**10 for driver, effect in told.items()}
