"""The break-evens of each lever and of all together: exact, from the shop's own books, before anything is assumed."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.whatif import break_even
from credora_agent.analytics.whatif import levers as lever
from credora_agent.analytics.whatif.annuity import instalment, schedule
from credora_agent.analytics.whatif.moves import ALL_GOODS, complete, cost_of, moves, price_of, segments
from credora_agent.core.errors import BadInput
from credora_agent.core.money import convert

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from credora_agent.analytics.whatif.break_even import Threshold
    from credora_agent.analytics.whatif.economics import Basis
    from credora_agent.analytics.whatif.ground import Ground
    from credora_agent.analytics.whatif.levers import Lever

Value = Fraction | None
MONTH = Fraction(365, 12)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """What a lever asks for so that profit does not fall.

    `values` are shares, micros or days by name, None where nothing recorded says them. `bound` says how they stand to
    the truth while the costs in `missing` are not fully recorded.
    """

    kind: str
    subject: str
    values: Mapping[str, Value]
    formula: str
    bound: Bound = Bound.EXACT
    missing: tuple[str, ...] = field(default=())


def break_evens(ground: Ground, levers: tuple[Lever, ...]) -> tuple[BreakEven, ...]:
    """Return the break-even of each lever in their order, and that of all together if there are several.

    Raises BadInput when a lever needs what the shop has not recorded.
    """
    found = [_BREAK_EVENS[type(each)](ground, each) for each in levers]
    if len(levers) > 1:
        found.append(_together(ground, levers))
    return tuple(found)


def goods_of(ground: Ground, sku: str | None) -> Basis:
    """Return the basis of a SKU, or of all goods. Raises BadInput for a SKU that did not sell in the window."""
    if not sku:
        return ground.shop.goods
    if sku not in ground.skus:
        raise BadInput(
            f"Nothing of {sku} was sold in the last {ground.shop.goods.days} days, so a change of it moves nothing.",
            remedy="Name a SKU that sells; `credora products` lists them.",
        )
    return ground.skus[sku]


def _units(kind: str, goods: Basis, subject: str, by: Fraction, found: Threshold | None) -> BreakEven:
    values: dict[str, Value] = {"change": by, "units": None, "unit_before": None, "unit_after": None}
    formula = ""
    if found is not None:
        values |= {"units": found.share, "unit_before": found.unit_before, "unit_after": found.unit_after}
        formula = found.formula
    return BreakEven(kind, subject, values, formula, _bound(goods.missing), goods.missing)


def _price(ground: Ground, each: lever.Price) -> BreakEven:
    by = price_change(ground, each)
    goods = goods_of(ground, each.sku)
    return _units("price", goods, each.sku or "all goods", by, break_even.of_price(goods, by))


def price_change(ground: Ground, each: lever.Price) -> Fraction:
    """Return by what share a lever changes prices."""
    if each.by is not None:
        return Fraction(each.by)
    return Fraction(each.to or 0, price_of(ground, each.sku)) - 1


def _discount(ground: Ground, each: lever.Discount) -> BreakEven:
    goods, share = goods_of(ground, each.sku), Fraction(each.share)
    return _units("discount", goods, each.sku or "all goods", share, break_even.of_discount(goods, share))


def _cost(ground: Ground, each: lever.UnitCost) -> BreakEven:
    by, goods = cost_change(ground, each), goods_of(ground, each.sku)
    found = None if goods.cogs is None else break_even.of_cost(goods, by)
    return _units("unit_cost", goods, each.sku or "all goods", by, found)


def cost_change(ground: Ground, each: lever.UnitCost) -> Fraction:
    """Return by what share a lever changes unit costs."""
    if each.by is not None:
        return Fraction(each.by)
    return Fraction(each.to or 0, cost_of(ground, each.sku)) - 1


def _volume(ground: Ground, each: lever.Volume) -> BreakEven:
    goods = goods_of(ground, each.sku)
    monthly = Fraction(goods.contribution) * Fraction(each.by) / goods.days * MONTH
    values: dict[str, Value] = {"change": Fraction(each.by), "monthly": monthly}
    bound = Bound.AT_MOST if goods.missing else Bound.EXACT
    return BreakEven("volume", each.sku or "all goods", values, "CM2 × change", bound, goods.missing)


def _ads(ground: Ground, each: lever.AdSpend) -> BreakEven:
    channel, goods = ground.channels.get(each.target), ground.shop.goods
    now = channel.daily if channel else 0
    if each.by is not None:
        daily = Fraction(each.by) * now
    else:
        daily = Fraction(each.add if each.add is not None else (each.to or 0) - now)
    needed = break_even.extra_revenue(goods, 1)
    values: dict[str, Value] = {
        "daily": daily,
        "now": Fraction(now),
        "revenue": None if needed is None else needed * daily,
        "roas_needed": Fraction(ground.shop.charged, goods.contribution) if goods.contribution > 0 else None,
        "roas_now": _roas(ground, each.target),
    }
    label = channel.label if channel else "advertising"
    return BreakEven("ad_spend", label, values, "extra spend ÷ CM2 %", _bound(goods.missing), goods.missing)


def _roas(ground: Ground, target: str) -> Value:
    channel = ground.channels.get(target)
    if channel is None or channel.attributed is None or channel.daily <= 0:
        return None
    return Fraction(channel.attributed, channel.daily)


def _shift(ground: Ground, each: lever.Shift) -> BreakEven:
    source, target = ground.channels[each.source], ground.channels[each.target]
    values: dict[str, Value] = {
        "daily": Fraction(each.amount),
        "roas_from": _roas(ground, each.source),
        "roas_to": _roas(ground, each.target),
    }
    formula = "what moves must bring there at least what it brought here, in CM2"
    return BreakEven("shift", f"{source.label} to {target.label}", values, formula)


def _stock(ground: Ground, each: lever.Stock) -> BreakEven:
    terms, item, goods = complete(ground, each), ground.items[each.sku], ground.skus.get(each.sku)
    worth = each.units * terms.unit_cost
    deposit = convert(worth, terms.deposit)
    daily = Fraction(goods.units, goods.days) if goods is not None and goods.units > 0 else None
    on_hand = None if item.on_hand is None else max(item.on_hand, 0)
    values: dict[str, Value] = {
        "units": Fraction(each.units),
        "worth": Fraction(worth),
        "deposit": Fraction(deposit),
        "balance": Fraction(worth - deposit),
        "arrives": Fraction(terms.lead_days),
        "balance_due": Fraction(terms.lead_days + terms.balance_days),
        "cover_now": None if daily is None or on_hand is None else on_hand / daily,
        "cover_after": None if daily is None else (each.units + (on_hand or 0)) / daily,
        "months": None if daily is None else each.units / daily / MONTH,
    }
    return BreakEven("stock", each.sku, values, "units ÷ mean units sold a day")


def _fixed(ground: Ground, each: lever.FixedCost) -> BreakEven:
    goods, shop = ground.shop.goods, ground.shop
    at_cm2 = break_even.extra_revenue(goods, each.monthly)
    cm3 = goods.contribution - (shop.marketing or 0)
    at_cm3 = Fraction(each.monthly) * goods.revenue / cm3 if cm3 > 0 and shop.marketing is not None else None
    values: dict[str, Value] = {"monthly": Fraction(each.monthly), "revenue_cm2": at_cm2, "revenue_cm3": at_cm3}
    return BreakEven(
        "fixed_cost", each.name, values, "monthly cost ÷ CM2 %; ÷ CM3 % when advertising grows along",
        _bound(goods.missing), goods.missing,
    )  # fmt: skip


def _one_off(ground: Ground, each: lever.OneOff) -> BreakEven:
    goods = ground.shop.goods
    needed = break_even.extra_revenue(goods, -each.amount) if each.amount < 0 else None
    values: dict[str, Value] = {"amount": Fraction(each.amount), "revenue": needed}
    return BreakEven("one_off", each.name, values, "payment ÷ CM2 %", _bound(goods.missing), goods.missing)


def _loan(ground: Ground, each: lever.Loan) -> BreakEven:
    paid = schedule(each, each.day or ground.first_day)
    interest = sum(one.interest for one in paid)
    values: dict[str, Value] = {
        "principal": Fraction(each.principal),
        "instalment": Fraction(instalment(each.principal, rate=each.rate, months=each.months)),
        "months": Fraction(each.months),
        "interest": Fraction(interest),
        "revenue": break_even.extra_revenue(ground.shop.goods, interest),
    }
    missing = ground.shop.goods.missing
    return BreakEven("loan", "loan", values, "P·i ÷ (1 − (1 + i)⁻ⁿ), i the yearly rate ÷ 12", _bound(missing), missing)


def _together(ground: Ground, levers: tuple[Lever, ...]) -> BreakEven:
    """Return by how much all units together may fall, or must rise, once every lever but volume has done its part."""
    goods, window = ground.shop.goods, ground.shop.goods.days
    made = moves(ground, levers)
    after = sum((_left(ground, levers, sku, basis) for sku, basis in segments(ground, made).items()), Fraction(0))
    fixed = -Fraction(int(made.booked.sum())) * window / ground.horizon + _more_ads(ground, levers) * window
    found = break_even.combined(goods, after, fixed)
    values: dict[str, Value] = {"units": None, "unit_before": None, "unit_after": None, "fixed": fixed}
    if found is not None:
        values |= {"units": found.share, "unit_before": found.unit_before, "unit_after": found.unit_after}
    formula = found.formula if found else ""
    return BreakEven("together", "everything together", values, formula, _bound(goods.missing), goods.missing)


def _left(ground: Ground, levers: tuple[Lever, ...], sku: str, basis: Basis) -> Fraction:
    """Return what today's units of a segment would leave at the new prices and costs."""
    price = cost = Fraction(1)
    for each in levers:
        if getattr(each, "sku", ALL_GOODS) not in {None, sku}:
            continue
        if isinstance(each, lever.Price):
            price *= 1 + price_change(ground, each)
        if isinstance(each, lever.Discount):
            running = Fraction(min(each.days or ground.horizon, ground.horizon), ground.horizon)
            price *= 1 - Fraction(each.share) * running
        if isinstance(each, lever.UnitCost):
            cost *= 1 + cost_change(ground, each)
    return basis.contribution + basis.kept * (price - 1) - (basis.cogs or 0) * (cost - 1)


def _more_ads(ground: Ground, levers: tuple[Lever, ...]) -> Fraction:
    """Return what advertising costs more a day."""
    daily = Fraction(0)
    for each in levers:
        if isinstance(each, lever.AdSpend):
            daily += _ads(ground, each).values["daily"] or 0
    return daily


def _bound(missing: tuple[str, ...]) -> Bound:
    return Bound.AT_LEAST if missing else Bound.EXACT


_BREAK_EVENS: dict[type, Callable[[Ground, Any], BreakEven]] = {
    lever.Price: _price,
    lever.Discount: _discount,
    lever.UnitCost: _cost,
    lever.Volume: _volume,
    lever.AdSpend: _ads,
    lever.Shift: _shift,
    lever.Stock: _stock,
    lever.FixedCost: _fixed,
    lever.OneOff: _one_off,
    lever.Loan: _loan,
}
