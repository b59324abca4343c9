"""Break-evens: what has to happen for profit not to fall. Arithmetic on the shop's own books, without any model."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credora_agent.analytics.whatif.economics import Basis


@dataclass(frozen=True, slots=True)
class Threshold:
    """A change of units sold at which profit is what it was.

    `share` is a fraction of today's units: −0.12 means they may fall by 12 %, 0.2 that they must rise by 20 %; None
    when no number of units makes up for the change, because a unit then leaves nothing. `unit_before` and `unit_after`
    are the contribution of one unit in micros. `formula` says how it came about.
    """

    share: Fraction | None
    unit_before: Fraction
    unit_after: Fraction
    formula: str


def of_price(goods: Basis, by: Fraction) -> Threshold | None:
    """Return how far units may fall after a price rise of `by`, or must rise after a cut; None without units.

    Δp ÷ (cm + Δp) of the units, cm and Δp a unit's contribution and the price change that is left of fees.
    """
    return _threshold(goods, goods.kept * by, "−Δp ÷ (cm + Δp), Δp a unit's price change after fees, cm its CM2")


def of_discount(goods: Basis, share: Fraction) -> Threshold | None:
    """Return how much more has to be sold at a discount of `share`: d ÷ (m − d), shares of the price after fees."""
    return _threshold(goods, -goods.kept * share, "d ÷ (m − d), d the discount and m the CM2 of a unit after fees")


def of_cost(goods: Basis, by: Fraction) -> Threshold | None:
    """Return by how much units must rise after unit costs rose by `by`, or may fall after they fell."""
    return _threshold(goods, -(goods.cogs or 0) * by, "Δc ÷ (cm − Δc), Δc a unit's change of cost, cm its CM2")


def combined(goods: Basis, contribution: Fraction, fixed: Fraction) -> Threshold | None:
    """Return the change of all units sold that pays for every change together.

    `contribution` is what today's units would leave after the changes, `fixed` what else is spent a window more.
    """
    if goods.units <= 0:
        return None
    before, after = Fraction(goods.contribution), contribution
    share = (before + fixed - after) / after if after > 0 else None
    units = goods.units
    return Threshold(share, before / units, after / units, "(CM2 before + fixed costs − CM2 after) ÷ CM2 after")


def extra_revenue(goods: Basis, spent: int) -> Fraction | None:
    """Return the extra revenue whose CM2 pays `spent` micros: spent ÷ CM2 %; None while CM2 is not positive."""
    if goods.contribution <= 0 or goods.revenue <= 0:
        return None
    return Fraction(spent) * goods.revenue / goods.contribution


def _threshold(goods: Basis, moved: Fraction, formula: str) -> Threshold | None:
    if goods.units <= 0:
        return None
    before = Fraction(goods.contribution)
    after = before + moved
    share = (before - after) / after if after > 0 else None
    return Threshold(share, before / goods.units, after / goods.units, formula)
