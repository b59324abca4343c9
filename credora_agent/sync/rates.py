"""Exchange rates as a shop needs them: from each currency straight to its own. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import TYPE_CHECKING

from credora_agent.ledger.entries import Rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

QUANTUM = Decimal("1e-10")


def to_shop_currency(given: Iterable[tuple[date, str, str, Decimal]], currency: str) -> Iterator[Rate]:
    """Yield, for each day of (day, base, quote, rate), the rate from every other currency to `currency`.

    A pair given as it is needed stands as given; else its inverse; else the cross through one currency both are
    given in on that day. A currency that no such path joins to the shop's on a day has no rate on it.
    """
    by_day: dict[date, dict[tuple[str, str], Decimal]] = {}
    for day, base, quote, rate in given:
        by_day.setdefault(day, {})[base, quote] = rate
    for day, rates in sorted(by_day.items()):
        known = {code for pair in rates for code in pair}
        for code in sorted(known - {currency}):
            if (found := _path(rates, code, currency, known)) is not None:
                yield Rate(code, currency, day, found)


def _path(rates: dict[tuple[str, str], Decimal], base: str, quote: str, known: set[str]) -> Decimal | None:
    if (direct := _one(rates, base, quote)) is not None:
        return direct.quantize(QUANTUM, ROUND_HALF_EVEN)
    with localcontext(prec=40):
        for pivot in sorted(known):
            first, second = _one(rates, base, pivot), _one(rates, pivot, quote)
            if first is not None and second is not None:
                return (first * second).quantize(QUANTUM, ROUND_HALF_EVEN)
    return None


def _one(rates: dict[tuple[str, str], Decimal], base: str, quote: str) -> Decimal | None:
    if (base, quote) in rates:
        return rates[base, quote]
    with localcontext(prec=40):
        return 1 / rates[quote, base] if (quote, base) in rates else None
