"""What other currencies are worth in the shop's: published on weekdays in the afternoon, wandering by chance."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from random import Random

from credora_agent.sandbox.world.days import is_workday
from credora_agent.sandbox.world.model import decimals
from credora_agent.sandbox.world.money import nearest

_PLACES = 10
_ONE = 10**_PLACES
_WORTH = {"GBP": 1_000_000, "USD": 769_200, "EUR": 846_500, "JPY": 5_260, "KWD": 2_507_000}
"""What one unit is worth to begin with, in millionths of a pound."""


def pence_in(currency: str) -> tuple[int, int]:
    """Return how many minor units of `currency` a penny is, as a fraction (numerator, denominator)."""
    return 10 ** decimals(currency) * 10_000, _WORTH[currency]


class Rates:
    """A table of rates into the shop's currency, written day by day."""

    def __init__(self, seed: int, currency: str, others: tuple[str, ...], first: date) -> None:
        self.currency = currency
        self._chance = Random(f"rates {seed}")  # noqa: S311 - play data, repeatable on purpose
        self._worth = {code: _WORTH[code] * 1000 for code in sorted({*others, "USD", "EUR", currency})}
        self._next = first
        self._days: list[date] = []
        self._table: list[dict[str, int]] = []

    def publish(self, upto: date) -> None:
        """Write the rates of the weekdays not yet written, up to and with `upto`."""
        while self._next <= upto:
            if is_workday(self._next):
                self._wander()
                self._days.append(self._next)
                home = self._worth[self.currency]
                others = (code for code in self._worth if code != self.currency)
                self._table.append({code: nearest(self._worth[code] * _ONE, home) for code in others})
            self._next += timedelta(days=1)

    def table(self) -> list[tuple[date, str, str, str]]:
        """Return all rates so far as (day, base, quote, decimal text)."""
        return [
            (day, base, self.currency, _text(rate))
            for day, rates in zip(self._days, self._table, strict=True)
            for base, rate in rates.items()
        ]

    def exchanged(self, minor: int, currency: str, day: date) -> int:
        """Return `minor` units of the shop's currency in minor units of `currency`, at the last rate by `day`."""
        if currency == self.currency:
            return minor
        rate = self._table[max(0, bisect_right(self._days, day) - 1)][currency]
        return nearest(minor * 10 ** decimals(currency) * _ONE, rate * 10 ** decimals(self.currency))

    def _wander(self) -> None:
        for code in self._worth:
            if code != "GBP":
                self._worth[code] = round(self._worth[code] * (1 + self._chance.gauss(0, 0.0028)))


def _text(rate: int) -> str:
    digits = str(rate).rjust(_PLACES + 1, "0")
    return f"{digits[:-_PLACES]}.{digits[-_PLACES:].rstrip('0') or '0'}"
