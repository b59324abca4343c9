"""Arithmetic on whole minor units: rounding, shares that add up, and tax in or on top of a price. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MILLION = 1_000_000


def nearest(numerator: int, denominator: int) -> int:
    """Return the whole number nearest to numerator / denominator (halves away from nought); denominator > 0."""
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((-2 * numerator + denominator) // (2 * denominator))


def allot(amount: int, weights: Sequence[int]) -> list[int]:
    """Return `amount` shared out by `weights`, adding up exactly; what rounding leaves goes along the row."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares, seen, given = [], 0, 0
    for weight in weights:
        seen += weight
        upto = amount * seen // whole
        shares.append(upto - given)
        given = upto
    return shares


class Priced(NamedTuple):
    """What a line comes to in one currency: net = gross − discount, all before tax; `shown` is the buyer's discount."""

    gross: int
    net: int
    tax: int
    discount: int
    discount_with_tax: int


def priced(value: int, off: int, parts: int, *, included: bool) -> Priced:
    """Return a line of `value` less `off`, taxed at `parts` per million, which the price holds when `included`."""
    shown = value - off
    if not parts:
        return Priced(value, shown, 0, off, off)
    if included:
        tax = nearest(shown * parts, MILLION + parts)
        gross = value - nearest(value * parts, MILLION + parts)
        return Priced(gross, shown - tax, tax, gross - shown + tax, off)
    return Priced(value, shown, nearest(shown * parts, MILLION), off, off + nearest(off * parts, MILLION))
