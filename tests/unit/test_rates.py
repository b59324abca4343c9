"""Rates as a shop needs them: given, inverted or crossed on their own day; never guessed, never 1."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from credora_agent.sync.rates import to_shop_currency

DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)


def found(*given_: tuple[date, str, str, str], currency: str = "GBP") -> dict[tuple[date, str], str]:
    rates = to_shop_currency(((day, base, quote, Decimal(rate)) for day, base, quote, rate in given_), currency)
    return {(rate.day, rate.base): str(rate.rate.normalize()) for rate in rates if rate.quote == currency}


def test_a_rate_given_stands_as_given() -> None:
    """USD→GBP 0.8 wins over the inverse of GBP→USD 1.3."""
    assert found((DAY, "GBP", "USD", "1.3"), (DAY, "USD", "GBP", "0.8")) == {(DAY, "USD"): "0.8"}


def test_a_rate_the_other_way_is_inverted() -> None:
    """GBP→USD 1.25: a dollar is 0.8."""
    assert found((DAY, "GBP", "USD", "1.25")) == {(DAY, "USD"): "0.8"}


def test_the_ecb_s_euro_table_is_crossed() -> None:
    """A euro is 1.10 USD and 0.88 GBP: a dollar is 0.8 GBP, a euro 0.88."""
    assert found((DAY, "EUR", "USD", "1.10"), (DAY, "EUR", "GBP", "0.88")) == {
        (DAY, "USD"): "0.8",
        (DAY, "EUR"): "0.88",
    }


def test_no_path_no_rate() -> None:
    """USD→CHF says nothing about pounds, and a cross never mixes days."""
    assert found((DAY, "USD", "CHF", "0.9")) == {}
    assert found((DAY, "EUR", "USD", "1.1"), (NEXT, "EUR", "GBP", "0.88")) == {(NEXT, "EUR"): "0.88"}


def test_the_last_of_a_pair_and_day_stands() -> None:
    assert found((DAY, "USD", "GBP", "0.7"), (DAY, "USD", "GBP", "0.8")) == {(DAY, "USD"): "0.8"}


@given(st.decimals("0.0001", "10000", places=4), st.decimals("0.0001", "10000", places=4))
def test_a_cross_is_exact_to_the_tenth_decimal(usd: Decimal, gbp: Decimal) -> None:
    (rate,) = [
        rate
        for rate in to_shop_currency([(DAY, "EUR", "USD", usd), (DAY, "EUR", "GBP", gbp)], "GBP")
        if rate.base == "USD"
    ]
    assert abs(rate.rate * usd - gbp) <= usd * Decimal("0.5e-10")
