"""Money as integer micros (10⁻⁶ of a currency unit), parsed exactly or refused, never through a float."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext
from functools import lru_cache
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadAmount, UnknownCurrency

if TYPE_CHECKING:
    from collections.abc import Sequence

MICROS = 1_000_000
WIDESPREAD = frozenset(
    ("USD", "EUR", "GBP", "JPY", "CNY", "AUD", "CAD", "CHF", "HKD", "SGD", "SEK", "KRW", "NOK", "NZD", "INR", "MXN",
     "TWD", "ZAR", "BRL", "DKK", "PLN", "THB", "ILS", "IDR", "CZK", "AED", "TRY", "HUF")
)  # fmt: skip
"""The currencies most trade is done in: what a mistyped code most likely meant."""
LARGEST = 2**63 - 1
"""The largest count of micros a BIGINT column holds, about 9.2 trillion currency units."""


def to_micros(amount: str | Decimal | int) -> int:
    """Return `amount` currency units as micros, exactly.

    Raises BadAmount when it is no finite number, has more than six decimals, or does not fit 63 bits.
    """
    try:
        value = Decimal(amount.strip()) if isinstance(amount, str) else Decimal(amount)
    except InvalidOperation:
        raise BadAmount(f"{_shown(amount)} is not a number.", remedy="Give an amount such as 12.50.") from None
    if not value.is_finite() or value.adjusted() > 18:  # noqa: PLR2004 - beyond any BIGINT; also bounds the work
        raise BadAmount(f"{_shown(amount)} is not an amount of money.", remedy="Give an amount such as 12.50.")
    with localcontext(prec=60):
        scaled = value * MICROS
        whole = scaled.to_integral_value(rounding=ROUND_HALF_EVEN)
        if whole != scaled:
            raise BadAmount(
                f"{_shown(amount)} has more than six decimals.", remedy="Round it to six decimals or fewer."
            )
    if abs(whole) > LARGEST:
        raise BadAmount(
            f"{_shown(amount)} is too large to be an amount of money.",
            remedy="Check the column and its unit.",
        )
    return int(whole)


def to_decimal(micros: int) -> Decimal:
    """Return micros as currency units, exactly."""
    with localcontext(prec=40):
        return Decimal(micros).scaleb(-6)


def decimal_string(micros: int, *, places: int = 2) -> str:
    """Return micros as a plain decimal string with no fewer than `places` decimals and no other trailing zeros."""
    sign, units = ("-" if micros < 0 else ""), abs(micros)
    whole, fraction = divmod(units, MICROS)
    digits = f"{fraction:06d}".rstrip("0").ljust(places, "0")
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


def convert(micros: int, rate: Decimal) -> int:
    """Return `micros` times `rate` (target units for one source unit), rounded half-even to a whole micro."""
    with localcontext(prec=60):
        return int((Decimal(micros) * rate).to_integral_value(rounding=ROUND_HALF_EVEN))


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to non-negative `weights`; the parts are whole and add up to it exactly.

    Largest remainder; the first of equals wins. With no weight at all everything goes to the first part.
    Raises ValueError on no weights or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("allocate needs at least one weight, none of them negative")
    whole = sum(weights)
    if whole == 0:
        return [total, *[0] * (len(weights) - 1)]
    sign, size = (-1 if total < 0 else 1), abs(total)
    parts = [size * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(size * weights[i] % whole))
    for i in by_remainder[: size - sum(parts)]:
        parts[i] += 1
    return [sign * part for part in parts]


def currency_code(text: str) -> str:
    """Return the ISO 4217 code for `text`, upper-cased. Raises UnknownCurrency, naming near ones."""
    code = text.strip().upper()
    known = _minor_digits()
    if code in known:
        return code
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only on the way to an error

    near = sorted((each for each in known if OSA.distance(code, each) == 1), key=lambda each: each not in WIDESPREAD)
    near = [each for each in near if each in WIDESPREAD] or near[:3]
    hint = f"Did you mean {' or '.join(near)}?" if near else "Use an ISO 4217 code such as EUR, GBP or USD."
    raise UnknownCurrency(f"{_shown(text)} is not a currency.", remedy=hint)


def minor_digits(currency: str) -> int:
    """Return how many decimals amounts in `currency` are written with (2 for EUR, 0 for JPY)."""
    return _minor_digits()[currency]


@lru_cache(maxsize=1)
def _minor_digits() -> dict[str, int]:
    from babel.core import get_global  # noqa: PLC0415 - reads a 30 kB table; most commands never need it
    from babel.numbers import list_currencies  # noqa: PLC0415

    fractions = get_global("currency_fractions")
    default = fractions["DEFAULT"][0]
    return {code: fractions.get(code, (default,))[0] for code in sorted(list_currencies())}


def _shown(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= 40 else text[:37] + "...")  # noqa: PLR2004
