"""What the levers make of every future: the lines of the P&L and the sales cash is made of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from credora_agent.analytics.cash.assumptions import FIXED_KINDS
from credora_agent.analytics.cash.paths import cash_paths
from credora_agent.analytics.whatif import response
from credora_agent.analytics.whatif.demand import Shelf, demand, meet
from credora_agent.analytics.whatif.moves import ALL_GOODS, segments
from credora_agent.core.money import MICROS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from credora_agent.analytics.cash.inputs import CashInputs
    from credora_agent.analytics.whatif.assumptions import Assumed
    from credora_agent.analytics.whatif.economics import Basis
    from credora_agent.analytics.whatif.ground import Ground
    from credora_agent.analytics.whatif.moves import Moves

    Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Future:
    """What a scenario comes to on every path, whole micros held in floats, shape (paths,) each.

    `sales`, shape (paths, days), is what the cash layer runs on; `bought` and `packed` are what is bought again
    and fulfilment as a part of sales, ÷ their usual part, on the mean. `shelves` has each followed SKU's stock.
    """

    revenue: Values = field(repr=False)
    cm2: Values = field(repr=False)
    cm3: Values = field(repr=False)
    net_profit: Values = field(repr=False)
    sales: Values = field(repr=False)
    bought: float
    packed: float
    ad_spend: Values = field(repr=False)
    shelves: Mapping[str, Shelf] = field(default_factory=dict, repr=False)


class _Factors(NamedTuple):
    price: Values
    units: Values
    cost: float


@dataclass(slots=True)
class _Sums:
    """Sums over the horizon, by path, in currency units; `sales` by day."""

    sales: Values
    revenue: Values
    cogs: Values
    bought: Values
    fulfilment: Values


def future(
    ground: Ground,
    inputs: CashInputs,
    made: Moves,
    assumed: Assumed,
    *,
    seed: int | None,
) -> Future:
    """Return what `made` comes to on the paths of `inputs`.

    The same calls with nothing moved give the baseline by the same operations, so what no lever touches differs by
    exactly nothing. `seed` draws the demand of followed SKUs; without one it is its mean.
    """
    pace = inputs.sales[:, inputs.behind :]
    ads = _advertised(ground, made, assumed, days=inputs.horizon)
    shelves: dict[str, Shelf] = {}
    sums = _Sums(np.zeros_like(pace), *(np.zeros(len(pace)) for _ in range(4)))
    for sku, basis in segments(ground, made).items():
        factors = _factors(made, assumed, sku, days=inputs.horizon)
        units = factors.units * ads
        if f"demand:{sku}" in assumed.by_id:
            shelves[sku] = _shelf(ground, made, assumed, sku, pace=pace, units=units, seed=seed)
            units = units * shelves[sku].served * _wanted(ground, assumed, sku)
        _add(sums, ground, basis, pace, factors._replace(units=units), bought=sku not in shelves)
    spend = _spend(ground, inputs, made)
    return _lines(ground, inputs, made, sums, spend, shelves)


def _factors(made: Moves, assumed: Assumed, sku: str, *, days: int) -> _Factors:
    """Return price, unit and cost factors of a segment: what holds for all goods times what holds for it."""
    names = (ALL_GOODS, sku) if sku != ALL_GOODS else (ALL_GOODS,)
    prices, units = [np.ones((1, 1))], [np.ones((1, 1))]
    for name in names:
        if name in made.price:
            prices.append(np.full((1, 1), made.price[name]))
            units.append(response.of_price(assumed(elasticity_of(name)), made.price[name]))
        if name in made.volume:
            units.append(np.full((1, 1), made.volume[name]))
        for promotion in made.promotions.get(name, ()):
            elasticity, pulled = assumed(elasticity_of(name)), assumed("pull_forward")
            price, sold = response.of_promotion(elasticity, pulled, promotion, days=days)
            prices.append(price)
            units.append(sold)
    cost = float(np.prod([made.cost.get(name, 1.0) for name in names]))
    return _Factors(reduce(np.multiply, prices), reduce(np.multiply, units), cost)


def elasticity_of(sku: str) -> str:
    """Return the id of the assumption that says how a segment's units follow its price."""
    return f"price_elasticity:{sku}" if sku else "price_elasticity"


def _advertised(ground: Ground, made: Moves, assumed: Assumed, *, days: int) -> Values:
    units, together = np.ones((1, 1)), np.zeros((1, 1))
    for target, spend in sorted(made.ads.items()):
        elasticity, channel = assumed(f"ad_elasticity:{target}"), ground.channels[target]
        if assumed.is_said(f"ad_elasticity:{target}"):
            channel = replace(channel, credited=max(channel.credited or 0.0, float(elasticity.max()) * channel.weight))
        each = response.of_ads(elasticity, assumed("carry_over"), channel, spend, days=days)
        if target:
            together = together + (each - 1)
        else:
            units = units * each
    return np.asarray(units * np.maximum(1 + together, 0.0))


def _shelf(  # noqa: PLR0913 - as future(), for one SKU
    ground: Ground,
    made: Moves,
    assumed: Assumed,
    sku: str,
    *,
    pace: Values,
    units: Values,
    seed: int | None,
) -> Shelf:
    item, goods = ground.items[sku], ground.shop.goods
    usual = goods.sales / goods.days / MICROS
    rate = np.broadcast_to(assumed(f"demand:{sku}"), (len(pace), 1))
    wanted = demand(rate, pace / usual if usual > 0 else np.zeros_like(pace), seed=seed) * units
    coming = [((day - ground.first_day).days, amount) for day, amount in item.arrivals]
    coming += [(arrival.day, arrival.units) for arrival in made.arrivals[sku]]
    return meet(wanted, item.on_hand or 0, coming)


def _wanted(ground: Ground, assumed: Assumed, sku: str) -> Values:
    """Return a followed SKU's rate on each path ÷ its mean: who wants more of it, misses and buys more."""
    rate = ground.items[sku].rate
    return assumed(f"demand:{sku}") / rate.mean if rate is not None else np.ones((1, 1))


def _add(  # noqa: PLR0913 - a segment's parts
    sums: _Sums, ground: Ground, basis: Basis, pace: Values, factors: _Factors, *, bought: bool
) -> None:
    whole = ground.shop.goods.sales or 1
    asked, units = factors.price * factors.units, factors.units
    by_price, by_unit = (np.einsum("pd,pd->p", pace, np.broadcast_to(f, pace.shape)) for f in (asked, units))
    sums.sales += pace * ((basis.sales - basis.shipping) / whole * asked + basis.shipping / whole * units)
    sums.revenue += by_price * (basis.net_sales / whole) + by_unit * (basis.shipping / whole)
    cost = by_unit * ((basis.cogs or 0) / whole * factors.cost)
    sums.cogs += cost
    sums.bought += cost if bought else 0.0
    sums.fulfilment += by_unit * ((basis.fulfilment or 0) / whole)


def _spend(ground: Ground, inputs: CashInputs, made: Moves) -> Values:
    """Return ad spend by day in currency units: every channel's change on top of all advertising's own."""
    overall = made.ads.get(ALL_GOODS, 1.0)
    extra = sum(
        ground.channels[target].daily * overall * (spend - 1) for target, spend in sorted(made.ads.items()) if target
    )
    spend = inputs.ad_spend * overall
    return spend + (extra + made.added_ads) / MICROS if extra or made.added_ads else spend


def _lines(  # noqa: PLR0913, PLR0917 - the lines from all they are made of
    ground: Ground, inputs: CashInputs, made: Moves, sums: _Sums, spend: Values, shelves: dict[str, Shelf]
) -> Future:
    shop = ground.shop
    sold = inputs.sales[:, inputs.behind :].sum(axis=1)
    whole = shop.goods.sales or 1
    other = sold * (shop.other_income / whole)
    fees = sums.revenue * float(shop.goods.fee_rate)
    revenue = np.rint((sums.revenue + other) * MICROS)
    cm2 = np.rint((sums.revenue + other - sums.cogs - sums.fulfilment - fees) * MICROS)
    cm3 = cm2 - np.rint(spend.sum() * MICROS)
    running = round(shop.financing * inputs.horizon / shop.goods.days) + _operating(inputs)
    net = cm3 - running + int(made.booked.sum())
    sales = inputs.sales.copy()
    sales[:, inputs.behind :] = sums.sales
    again = _against(sums.bought, sums.sales, usual=(shop.goods.cogs or 0) / whole)
    packed = _against(sums.fulfilment, sums.sales, usual=(shop.goods.fulfilment or 0) / whole)
    return Future(revenue, cm2, cm3, net, sales, again, packed, spend, shelves)


def _operating(inputs: CashInputs) -> int:
    """Return what operating costs come to within the horizon: what runs on each day, and what the plan states."""
    last = inputs.first_day + timedelta(days=inputs.horizon - 1)
    stated = sum(each.amount for each in inputs.payments if each.kind in FIXED_KINDS and each.day <= last)
    return round((inputs.running * inputs.horizon - stated) * MICROS)


def _against(cost: Values, sales: Values, *, usual: float) -> float:
    """Return a cost as a part of sales, on the mean, ÷ the usual part; 1 where there is none to compare."""
    whole = float(sales.sum())
    return float(cost.sum()) / whole / usual if whole > 0 and usual > 0 else 1.0


def cash_change(inputs: CashInputs, made: Moves, found: Future) -> Values:
    """Return how far cash has moved by the end of each day, shape (paths, horizon), float64, in currency units.

    The cash layer runs on the scenario's sales, its cost rates and ad spend; what levers pay on stated days is added
    to its futures, so that a fixed sum moves each of them by exactly itself. What is sold is bought again, but not the
    SKUs whose shelf is followed: theirs comes by the orders stated.
    """
    rates = inputs.rates
    changed = replace(
        inputs,
        sales=found.sales,
        ad_spend=found.ad_spend,
        rates=replace(
            rates,
            cogs=None if rates.cogs is None else rates.cogs * found.bought,
            fulfilment=None if rates.fulfilment is None else rates.fulfilment * found.packed,
        ),
    )
    change = cash_paths(changed).change.astype(np.float64)
    return np.asarray(change + np.cumsum(made.paid) / MICROS)
