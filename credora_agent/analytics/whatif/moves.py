"""Levers worked out against a shop: factors on prices, units, costs and ad spend, and money on stated days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.analytics.whatif import levers as lever
from credora_agent.analytics.whatif.annuity import interest_by_day, schedule
from credora_agent.analytics.whatif.economics import Basis, remainder
from credora_agent.core.errors import BadInput
from credora_agent.core.money import allocate, convert
from credora_agent.core.period import add_months

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from numpy.typing import NDArray

    from credora_agent.analytics.whatif.ground import Ground
    from credora_agent.analytics.whatif.levers import Lever

ALL_GOODS = ""


@dataclass(frozen=True, slots=True)
class Promotion:
    """Days from `start` on, `days` of them, on which goods are `share` cheaper."""

    share: float
    start: int
    days: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """`units` of a SKU that are there from `day` on."""

    day: int
    units: int


@dataclass(slots=True)
class Moves:
    """Factors by SKU (`ALL_GOODS` for all) and by channel; days count from the first of the forecast.

    `paid`, int64 of shape (horizon,), is cash that moves on a day because of the levers and `booked` what counts in
    profit below CM3, both micros, signed.
    """

    price: dict[str, float]
    volume: dict[str, float]
    cost: dict[str, float]
    ads: dict[str, float]
    added_ads: int
    promotions: dict[str, list[Promotion]]
    arrivals: dict[str, list[Arrival]]
    paid: NDArray[np.int64] = field(repr=False)
    booked: NDArray[np.int64] = field(repr=False)

    def unmoved(self) -> Moves:
        """Return what changes nothing, and follows the same shelves."""
        still = neutral(len(self.paid))
        still.arrivals = {sku: [] for sku in self.arrivals}
        return still


def neutral(horizon: int) -> Moves:
    """Return moves that change nothing."""
    nothing = np.zeros(horizon, dtype=np.int64)
    return Moves({}, {}, {}, {}, 0, {}, {}, nothing, nothing.copy())


def moves(ground: Ground, levers: tuple[Lever, ...]) -> Moves:
    """Return what the levers do; the order they come in changes nothing.

    Raises BadInput when a lever needs what the shop has not recorded.
    """
    made = neutral(ground.horizon)
    for each in levers:
        _MOVES[type(each)](made, ground, each)
    return made


def segments(ground: Ground, made: Moves) -> dict[str, Basis]:
    """Return the goods that some lever treats alike: each SKU it names, and all others under `ALL_GOODS`."""
    named = {*made.price, *made.volume, *made.cost, *made.promotions, *made.arrivals} - {ALL_GOODS}
    parts = {sku: ground.skus[sku] for sku in sorted(named) if sku in ground.skus}
    return {**parts, ALL_GOODS: remainder(ground.shop.goods, list(parts.values()))}


def _price(made: Moves, ground: Ground, each: lever.Price) -> None:
    by = 1 + float(each.by) if each.by is not None else _ratio(each.to, price_of(ground, each.sku))
    made.price[each.sku or ALL_GOODS] = made.price.get(each.sku or ALL_GOODS, 1.0) * by


def price_of(ground: Ground, sku: str | None) -> int:
    """Return the price customers are asked for a SKU now, in micros. Raises BadInput where nobody says it."""
    item = ground.items.get(sku or "")
    if item is None or not item.price:
        raise BadInput(
            f"The present price of {sku} is not known, so an amount says no change.", remedy="Give it in per cent."
        )
    return item.price


def cost_of(ground: Ground, sku: str | None) -> int:
    """Return what a unit of a SKU costs now, in micros. Raises BadInput where nobody says it."""
    item = ground.items.get(sku or "")
    if item is None or not item.unit_cost:
        raise BadInput(
            f"The unit cost of {sku} is not known.", remedy="Take costs in by `credora costs import FILE`, or say it."
        )
    return item.unit_cost


def _cost(made: Moves, ground: Ground, each: lever.UnitCost) -> None:
    by = 1 + float(each.by) if each.by is not None else _ratio(each.to, cost_of(ground, each.sku))
    made.cost[each.sku or ALL_GOODS] = made.cost.get(each.sku or ALL_GOODS, 1.0) * by


def _volume(made: Moves, _: Ground, each: lever.Volume) -> None:
    made.volume[each.sku or ALL_GOODS] = made.volume.get(each.sku or ALL_GOODS, 1.0) * (1 + float(each.by))


def _discount(made: Moves, ground: Ground, each: lever.Discount) -> None:
    start = _day(ground, each.first_day, "The discount")
    days = min(each.days or ground.horizon, ground.horizon - start)
    made.promotions.setdefault(each.sku or ALL_GOODS, []).append(Promotion(float(each.share), start, days))


def _ads(made: Moves, ground: Ground, each: lever.AdSpend) -> None:
    channel = ground.channels.get(each.target)
    if channel is None or channel.daily <= 0:
        if each.by is not None or not (each.add or each.to):
            raise BadInput("There is no ad spend now to change.", remedy="Say an amount instead: --ads 50/day.")
        made.added_ads += each.add or each.to or 0
        return
    by = 1 + float(each.by) if each.by is not None else _ratio((each.add or 0) + channel.daily, channel.daily)
    if each.to is not None:
        by = _ratio(each.to, channel.daily)
    if by < 0:
        raise BadInput(
            f"{channel.label} spends less a day than would be cut.",
            remedy="Cut by what is spent, or by 100 %: --ads -100%.",
        )
    made.ads[each.target] = made.ads.get(each.target, 1.0) * by


def _shift(made: Moves, ground: Ground, each: lever.Shift) -> None:
    source, target = ground.channels[each.source], ground.channels[each.target]
    if source.key == target.key:
        raise BadInput("A shift needs two different platforms or campaigns.", remedy="Name another one.")
    if each.amount > source.daily:
        raise BadInput(
            f"{source.label} spends less a day than would be moved.", remedy="Move at most what it spends a day."
        )
    if target.daily <= 0:
        raise BadInput(
            f"{target.label} spends nothing now, so nothing says what more would bring.",
            remedy="Shift to a platform or campaign that runs, or try a small budget first.",
        )
    for channel, name, sign in ((source, each.source, -1), (target, each.target, 1)):
        made.ads[name] = made.ads.get(name, 1.0) * _ratio(channel.daily + sign * each.amount, channel.daily)


def _stock(made: Moves, ground: Ground, each: lever.Stock) -> None:
    terms = complete(ground, each)
    ordered = _day(ground, each.day, "The order")
    worth = each.units * terms.unit_cost
    deposit = convert(worth, terms.deposit)
    _put(made.paid, ordered, -deposit)
    _put(made.paid, ordered + terms.lead_days + terms.balance_days, -(worth - deposit))
    made.arrivals.setdefault(each.sku, []).append(Arrival(ordered + terms.lead_days, each.units))


@dataclass(frozen=True, slots=True)
class Terms:
    """How a stock order is paid and when it arrives, with nothing left open."""

    unit_cost: int
    deposit: Decimal
    lead_days: int
    balance_days: int


def complete(ground: Ground, each: lever.Stock) -> Terms:
    """Return the order's terms. Raises BadInput for a cost or lead time that neither the lever nor the shop says."""
    cost = each.unit_cost if each.unit_cost is not None else cost_of(ground, each.sku)
    if each.lead_days is None:
        raise BadInput(
            f"How long {each.sku} takes to arrive is not known.",
            remedy=f"Say it, e.g. --stock {each.sku}:{each.units},lead=30d, or keep supply terms in your plan.",
        )
    deposit = each.deposit if each.deposit is not None else Decimal(1)
    return Terms(cost, deposit, each.lead_days, each.balance_days or 0)


def _fixed(made: Moves, ground: Ground, each: lever.FixedCost) -> None:
    start = each.day or ground.first_day
    begin = _day(ground, each.day, each.name)
    month = 0
    while begin < len(made.paid):
        month += 1
        end = (add_months(start, month) - ground.first_day).days
        for i, part in enumerate(allocate(-each.monthly, [1] * (end - begin))):
            _put(made.booked, begin + i, part)
        _put(made.paid, end - 1, -each.monthly)
        begin = end


def _loan(made: Moves, ground: Ground, each: lever.Loan) -> None:
    start = each.day or ground.first_day
    taken = _day(ground, each.day, "The loan")
    paid = schedule(each, start)
    _put(made.paid, taken, each.principal)
    for one in paid:
        _put(made.paid, (one.day - ground.first_day).days, -one.paid)
    for day, interest in interest_by_day(paid, start).items():
        _put(made.booked, (day - ground.first_day).days, -interest)


def _one_off(made: Moves, ground: Ground, each: lever.OneOff) -> None:
    day = _day(ground, each.day, each.name)
    _put(made.paid, day, each.amount)
    _put(made.booked, day, each.amount)


def _put(days: NDArray[np.int64], day: int, amount: int) -> None:
    if day < len(days):
        days[day] += amount


def _day(ground: Ground, day: date | None, what: str) -> int:
    found = (day - ground.first_day).days if day is not None else 0
    last = ground.first_day + timedelta(days=ground.horizon - 1)
    if not 0 <= found < ground.horizon:
        raise BadInput(
            f"{what} is set on {day}, outside the days looked at, {ground.first_day} to {last}.",
            remedy="Give a day within them, or a longer --horizon.",
        )
    return found


def _ratio(amount: int | None, base: int) -> float:
    return (amount or 0) / base


_MOVES: dict[type, Callable[[Moves, Ground, Any], None]] = {
    lever.Price: _price,
    lever.UnitCost: _cost,
    lever.Volume: _volume,
    lever.Discount: _discount,
    lever.AdSpend: _ads,
    lever.Shift: _shift,
    lever.Stock: _stock,
    lever.FixedCost: _fixed,
    lever.Loan: _loan,
    lever.OneOff: _one_off,
}
