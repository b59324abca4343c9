"""Money: exact or refused, rounded half to even in one place, split without losing a micro."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.core.errors import BadAmount, UnknownCurrency
from credora_agent.core.money import (
    LARGEST,
    allocate,
    convert,
    currency_code,
    decimal_string,
    minor_digits,
    to_decimal,
    to_micros,
)

micros = st.integers(-LARGEST, LARGEST)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12.50", 12_500_000), (" -0.000001 ", -1), ("1e3", 10**9), ("9223372036854.775807", LARGEST), ("0", 0),
     ("-9223372036854.775807", -LARGEST), ("0.10", 100_000), ("12.5000000", 12_500_000)],
)  # fmt: skip
def test_an_amount_is_read_exactly(text: str, amount: int) -> None:
    assert to_micros(text) == amount


@pytest.mark.parametrize(
    ("text", "why"),
    [("0.0000001", "more than six decimals"), ("12,50", "not a number"), ("", "not a number"), ("NaN", "not an amount"),
     ("Infinity", "not an amount"), ("9223372036854.775808", "too large"), ("1e400000", "not an amount"),
     ("1e-400000", "more than six"), ("0x10", "not a number"), ("x" * 500, "not a number")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadAmount, match=why) as refused:
        to_micros(text)
    assert refused.value.remedy
    assert len(refused.value.cause) < 120


@given(micros)
def test_there_and_back(amount: int) -> None:
    assert to_micros(to_decimal(amount)) == amount
    assert to_micros(decimal_string(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "places", "text"),
    [(12_500_000, 2, "12.50"), (-5, 2, "-0.000005"), (1_000_000, 0, "1"), (0, 2, "0.00"), (1_234_567, 2, "1.234567")],
)
def test_a_decimal_string_is_plain(amount: int, places: int, text: str) -> None:
    assert decimal_string(amount, places=places) == text


@pytest.mark.parametrize(
    ("amount", "rate", "result"),
    [(1, "0.5", 0), (3, "0.5", 2), (5, "0.5", 2), (-1, "0.5", 0), (-3, "0.5", -2), (7, "1", 7),
     (10**18, "0.0000000001", 10**8)],
)  # fmt: skip
def test_halves_go_to_the_even_micro(amount: int, rate: str, result: int) -> None:
    assert convert(amount, Decimal(rate)) == result


@given(micros, st.decimals("0.0000000001", "99999", places=10))
def test_a_conversion_errs_by_half_a_micro_at_most(amount: int, rate: Decimal) -> None:
    scaled = int(rate.scaleb(10))
    assert abs(convert(amount, rate) * 10**10 - amount * scaled) * 2 <= 10**10


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 10**12), min_size=1, max_size=30))
def test_an_allocation_loses_nothing_and_errs_by_less_than_one(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    if whole := sum(weights):
        assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


def test_an_allocation_gives_the_rest_to_the_largest_remainders() -> None:
    """100 over 1:1:1 is 34, 33, 33; −100 the same below nought; without weights the first takes all."""
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]
    assert allocate(7, [0, 0]) == [7, 0]
    for bad in ([], [1, -1]):
        with pytest.raises(ValueError, match="weight"):
            allocate(1, bad)


@pytest.mark.parametrize(("text", "code"), [("gbp", "GBP"), (" Usd ", "USD"), ("JPY", "JPY")])
def test_a_currency_is_known_in_any_case(text: str, code: str) -> None:
    assert currency_code(text) == code


@pytest.mark.parametrize(("text", "hint"), [("GPB", "GBP"), ("£", "ISO 4217"), ("", "ISO 4217"), ("EURO", "EUR")])
def test_an_unknown_currency_names_near_ones(text: str, hint: str) -> None:
    with pytest.raises(UnknownCurrency) as refused:
        currency_code(text)
    assert hint in refused.value.remedy


def test_currencies_have_their_own_decimals() -> None:
    assert [minor_digits(code) for code in ("GBP", "JPY", "KWD")] == [2, 0, 3]
