"""What a campaign earns by its platform's own word, and whether its purchases are enough to say so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.products.lines import merged, rests_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credora_agent.analytics.products.lines import Line, Shop

FEW_PURCHASES = 10
"""Purchases below which nothing is said of a campaign's profit."""
SURE = 1.2816
"""Standard errors on either side of an 80 % interval (normal)."""
VARIED = 1.2
"""By how much the spread of order values widens that of their number: √(1 + cv²) at a coefficient of variation of ⅔."""
CHARGED = ("gross_sales", "discounts", "shipping_income", "sales_tax", "duties", "tips")
"""What customers were charged before returns: the base on which platforms report purchase values."""
MICROS = 1_000_000


class Verdict(StrEnum):
    """What the platform's own count of purchases says of a campaign at the shop's margin."""

    EARNS = "earns"
    LOSES = "loses"
    UNSURE = "cannot tell"
    FEW = "few purchases"
    NO_SPEND = "no spend"
    NO_MARGIN = "margin unknown"


class Worth(NamedTuple):
    """What a currency unit charged to a customer leaves as CM2: the rate on the platforms' own base, and its bound.

    `rate` is None while CM2 or the base is not known. `least` is what it is at the least, were goods without a unit
    cost to cost all they sold for; None where other costs are missing. `of` names whose it is: the shop's, or certain
    products'.
    """

    rate: Fraction | None
    bound: Bound
    of: str
    least: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A campaign's sums over a period: micros of the shop's currency, purchases in millionths."""

    spend: int
    value: int
    purchases: int


@dataclass(frozen=True, slots=True)
class Economics:
    """A campaign's figures; None where there is nothing to divide by or the margin is not known.

    `profit` is micros: attributed value × CM2 rate − spend. `break_even` is 1 ÷ the CM2 rate, `poas` the value's CM2
    over spend, both on the platform's base, before returns and with tax.
    """

    roas: Fraction | None
    cost_per_purchase: Fraction | None
    poas: Fraction | None
    break_even: Fraction | None
    profit: int | None
    verdict: Verdict


def shop_worth(shop: Shop, whole: Line) -> Worth:
    """Return the CM2 rate of the shop, all whose lines are `whole`, on what it charged customers."""
    charged = sum(shop.amounts.get(name, 0) for name in CHARGED)
    if charged <= 0 or {"cogs", "gross_sales"} & shop.missing:
        return Worth(None, whole.bound("cm2"), "the shop")
    least = _least(whole, shop)
    cm2 = whole.amounts["cm2"]
    return Worth(
        Fraction(cm2, charged), whole.bound("cm2"), "the shop", Fraction(least, charged) if least is not None else None
    )


def _least(line: Line, shop: Shop) -> int | None:
    """Return a line's CM2 if its goods without a unit cost cost all they sold for; None where more is missing."""
    if (shop.missing | line.partial) & rests_on("cm2"):
        return None
    return line.amounts["cm2"] - max(line.amounts["net_sales"] - line.costed, 0)


def products_worth(lines: Iterable[Line], shop: Shop, usual: Worth) -> Worth:
    """Return the CM2 rate of certain products on the platforms' base; the shop's while they sold nothing.

    Shipping and tax charged are theirs by their sales after discounts.
    """
    some = list(lines)
    sales = sum(line.amounts["gross_sales"] + line.amounts["discounts"] for line in some)
    of_shop = shop.amounts.get("gross_sales", 0) + shop.amounts.get("discounts", 0)
    charged = sum(shop.amounts.get(name, 0) for name in CHARGED)
    if sales <= 0 or of_shop <= 0 or charged <= 0 or usual.rate is None:
        return usual
    of = merged(some, id_="", label="")
    to_charged = Fraction(of_shop, sales * charged)
    least = _least(of, shop)
    return Worth(
        of.amounts["cm2"] * to_charged,
        of.bound("cm2"),
        "its products",
        least * to_charged if least is not None else None,
    )


def economics(told: Told, worth: Worth) -> Economics:
    """Return what a campaign earns at a margin, by its platform's word."""
    rate = worth.rate
    return Economics(
        roas=Fraction(told.value, told.spend) if told.spend > 0 else None,
        cost_per_purchase=Fraction(told.spend * MICROS, told.purchases) if told.purchases > 0 and told.spend else None,
        poas=Fraction(told.value, told.spend) * rate if told.spend > 0 and rate is not None else None,
        break_even=1 / rate if rate is not None and rate > 0 else None,
        profit=round(told.value * rate) - told.spend if rate is not None else None,
        verdict=_verdict(told, worth),
    )


def _verdict(told: Told, worth: Worth) -> Verdict:
    """Say whether an 80 % interval of POAS lies on one side of 1; purchases vary as Poisson counts do."""
    if told.spend <= 0:
        return Verdict.NO_SPEND
    if told.purchases < FEW_PURCHASES * MICROS:
        return Verdict.FEW
    if worth.rate is None or worth.bound in (Bound.PARTIAL, Bound.AT_LEAST):
        return Verdict.NO_MARGIN
    roas, spread = Fraction(told.value, told.spend), SURE * VARIED / sqrt(told.purchases / MICROS)
    if float(roas * worth.rate) * (1 + spread) < 1:
        return Verdict.LOSES
    if worth.least is not None and float(roas * worth.least) * (1 - spread) > 1:
        return Verdict.EARNS
    return Verdict.UNSURE
