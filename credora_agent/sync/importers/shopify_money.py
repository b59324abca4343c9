"""What Shopify's order totals say about each line: discounts, taxes, shipping, tip, so that they add up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.core.money import allocate, decimal_string
from credora_agent.sync.importers.cells import BadCell
from credora_agent.sync.importers.line_money import ex_tax
from credora_agent.sync.importers.shopify_order import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from credora_agent.sync.importers.shopify_order import Line, Order

ROUNDING = 5
"""Smallest coins by which a total may differ from its parts as cash rounding."""


class LineMoney(NamedTuple):
    """A line ex tax, in micros: `gross` before discount, `net` after; `tax` is its share of the order's."""

    line: Line
    gross: int
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class Settled:
    """An order's amounts, ex tax, in micros. Σ net + shipping + taxes + duties + tip + rounding = total.

    `tax_included` says that prices held the taxes; `shipping_tax` is the part of the taxes on shipping;
    `tip` does not count tips that are lines of their own.
    """

    lines: tuple[LineMoney, ...]
    shipping: int
    shipping_tax: int
    tip: int
    rounding: int
    tax_included: bool


class _Sum(NamedTuple):
    """A reading of the totals: shipping as charged, whether taxes are inside, and what it leaves unexplained."""

    shipping: int
    tax_included: bool
    left: int


def settle(order: Order) -> Settled:
    """Return the order's amounts, each where it belongs. Raises BadCell when nothing explains its total.

    Subtotal is after line and order discounts, so the lines' value less Subtotal is the discount on goods;
    what Discount Amount holds beyond it fell on shipping, and is taken off Shipping only if the total says so.
    Taxes are on top of prices when Subtotal + Shipping + Taxes + Duties = Total, inside them when the sum
    holds without Taxes. A positive rest is a tip, a rest of a few coins is cash rounding.
    """
    tips = sum(line.value for line in order.lines if line.kind is Kind.TIP)
    subtotal, cut = _goods_discount(order, tips)
    discounts = _line_discounts(order, cut)
    charged = [line.value - discount for line, discount in zip(order.lines, discounts, strict=True)]
    found = _reading(order, subtotal + tips, cut, goods=sum(_taxable(order, charged)))
    taxes = _tax_shares(order, charged, found)
    lines = _lines_ex_tax(order, charged, taxes[:-1], tax_included=found.tax_included)
    rounding = found.left if abs(found.left) <= ROUNDING * order.unit else 0
    return Settled(
        lines=lines,
        shipping=found.shipping - (taxes[-1] if found.tax_included else 0),
        shipping_tax=taxes[-1],
        tip=found.left - rounding,
        rounding=rounding,
        tax_included=found.tax_included,
    )


def _goods_discount(order: Order, tips: int) -> tuple[int, int]:
    """Return (subtotal without tips, discount on goods)."""
    value = sum(line.value for line in order.lines) - tips
    subtotal = order.subtotal - tips if value < order.subtotal <= value + tips else order.subtotal
    cut = value - subtotal
    if cut < 0:
        raise BadCell(
            f"Its lines come to {_shown(value)}, less than its Subtotal {_shown(subtotal)}: rows are missing. "
            "Export the order again."
        )
    known = order.discount + sum(line.discount for line in order.lines)
    if cut > known:
        raise BadCell(
            f"Its lines come to {_shown(value)} and its Subtotal to {_shown(subtotal)}, but its discounts are only "
            f"{_shown(known)}: a line may have been removed by an edit. Correct the row and import again."
        )
    return subtotal, cut


def _reading(order: Order, charged: int, cut: int, *, goods: int) -> _Sum:
    """Return the likeliest reading: one that suits the tax's own rate, then one that leaves the least unexplained."""
    coins = ROUNDING * order.unit
    readings = [
        _Sum(shipping, included, order.total - charged - shipping - order.duties - (0 if included else order.taxes))
        for shipping in _shipping_charged(order, cut)
        for included in ((False, True) if order.taxes else (False,))
    ]
    readings = [
        found for found in readings if found.left == 0 or (found.left >= -coins and found.shipping == order.shipping)
    ]
    if not readings:
        raise BadCell(
            f"Subtotal {_shown(order.subtotal)}, Shipping {_shown(order.shipping)}, Taxes {_shown(order.taxes)} and "
            f"Duties {_shown(order.duties)} do not make its Total {_shown(order.total)}. Export the order again."
        )
    if len(readings) == 1:
        return readings[0]
    slack = (len(order.lines) + 1) * order.unit
    misfits = {found: _misfit(order, goods, found) for found in readings}
    suited = [found for found in readings if misfits[found] <= slack]
    return min(suited or readings, key=lambda found: (found.left != 0, abs(found.left) > coins, misfits[found]))


def _shipping_charged(order: Order, cut: int) -> list[int]:
    """Return what shipping may have come to: as stated, or less the part of the discount that fell on it."""
    own = sum(line.discount for line in order.lines)
    off = (0, order.discount - cut, order.discount - cut + own)
    return list(dict.fromkeys(order.shipping - part for part in off if 0 <= part <= order.shipping))


def _misfit(order: Order, goods: int, found: _Sum) -> int:
    """Return how far the taxes lie from what the rate in their name makes of the goods, with or without shipping."""
    if order.tax_rate is None:
        return 0
    part, whole = _tax_share(order.tax_rate, included=found.tax_included)
    return min(abs(order.taxes - part * base // whole) for base in (goods, goods + found.shipping))


def _tax_share(rate: Fraction, *, included: bool) -> tuple[int, int]:
    """Return the share of a price that is tax, as (part, whole)."""
    part, whole = rate.numerator, rate.denominator
    return part, whole + part if included else whole


def _line_discounts(order: Order, cut: int) -> list[int]:
    """Return each line's share of the discount on goods: its own first, the rest by value, never above its value."""
    own = [0 if line.kind is Kind.TIP else line.discount for line in order.lines]
    if not own or cut <= sum(own):
        return _shares(cut, own, order.unit) if any(own) else [0] * len(own)
    room = [line.value - mine for line, mine in zip(order.lines, own, strict=True)]
    goods = [left if line.kind is Kind.GOODS else 0 for line, left in zip(order.lines, room, strict=True)]
    cards = [0 if line.kind is Kind.TIP else left for line, left in zip(order.lines, room, strict=True)]
    rest = _shares(cut - sum(own), goods if sum(goods) >= cut - sum(own) else cards, order.unit)
    return [mine + part for mine, part in zip(own, rest, strict=True)]


def _tax_shares(order: Order, charged: Sequence[int], found: _Sum) -> list[int]:
    """Return the order's taxes split over its lines and, last, its shipping, by what was charged and taxable."""
    taxable = _taxable(order, charged)
    with_shipping = _taxes_shipping(order, sum(taxable), found)
    return _shares(order.taxes, [*taxable, found.shipping if with_shipping else 0], order.unit)


def _taxable(order: Order, charged: Sequence[int]) -> list[int]:
    """Return what was charged for each line that bears tax, 0 for the others; all but tips do when none says so."""
    pairs = list(zip(order.lines, charged, strict=True))
    marked = [money if line.taxable and line.kind is Kind.GOODS else 0 for line, money in pairs]
    return marked if any(marked) else [0 if line.kind is Kind.TIP else money for line, money in pairs]


def _taxes_shipping(order: Order, goods: int, found: _Sum) -> bool:
    """Say whether the taxes cover shipping: when the rate in their name comes nearer so, or tells nothing."""
    if order.tax_rate is None or not goods:
        return True
    part, whole = _tax_share(order.tax_rate, included=found.tax_included)
    return 2 * order.taxes * whole > part * (2 * goods + found.shipping)


def _lines_ex_tax(
    order: Order, charged: Sequence[int], taxes: Sequence[int], *, tax_included: bool
) -> tuple[LineMoney, ...]:
    nets = [money - tax if tax_included else money for money, tax in zip(charged, taxes, strict=True)]
    if any(net < 0 for net in nets):
        raise BadCell(f"Its Taxes {_shown(order.taxes)} are more than its prices. Export the order again.")
    all_charged, all_net = sum(charged), sum(nets)

    def gross(line: Line, money: int, net: int) -> int:
        """Return a line's value ex tax; of one given away, by what tax the other lines held."""
        held = (money, net) if money or not line.taxable else (all_charged, all_net)
        return ex_tax(line.value, *held, unit=order.unit)

    return tuple(
        LineMoney(line, gross(line, money, net), net, tax)
        for line, money, net, tax in zip(order.lines, charged, nets, taxes, strict=True)
    )


def _shares(total: int, weights: Sequence[int], unit: int) -> list[int]:
    """Split `total` by `weights` in whole coins where it has no fraction of one, no share above its weight."""
    if total % unit == 0:
        parts = [part * unit for part in allocate(total // unit, weights)]
        if all(part <= weight for part, weight in zip(parts, weights, strict=True)):
            return parts
    return allocate(total, weights)


def _shown(micros: int) -> str:
    return decimal_string(micros)
