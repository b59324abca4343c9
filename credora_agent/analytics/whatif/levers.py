"""What can be changed in a what-if; each lever refuses what no shop can do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from datetime import date

NOTHING = Decimal(0)
WHOLE = Decimal(1)
STEEPEST = Decimal(10)
"""By how many times a price, a cost or a budget can rise in a what-if: beyond it no evidence speaks."""
MOST_UNITS = 10_000_000
MOST_DAYS = 3_650
MOST_MONTHS = 480
DEAREST_RATE = Decimal(10)
ALL_ADS = ""
"""The target that stands for all advertising."""


@dataclass(frozen=True, slots=True)
class Price:
    """Prices of all goods, or of `sku`, change by the share `by`, or one SKU's becomes `to` micros."""

    by: Decimal | None = None
    to: int | None = None
    sku: str | None = None

    def __post_init__(self) -> None:
        _either("price", self.by, self.to, "--price +8% or --price CAN-1=24.95")
        if self.by is not None:
            _change("A price change", self.by, "--price -10%")
        if self.to is not None:
            _positive("A price", self.to, "--price CAN-1=24.95")
        if self.to is not None and self.sku is None:
            raise BadInput(
                "An amount is the price of one SKU, not of all goods.", remedy="Name it: --price CAN-1=24.95."
            )


@dataclass(frozen=True, slots=True)
class Discount:
    """Goods, or one SKU, are sold at `share` off from `first_day` on (None: at once), for `days` (None: to the end)."""

    share: Decimal
    days: int | None = None
    first_day: date | None = None
    sku: str | None = None

    def __post_init__(self) -> None:
        if not NOTHING <= self.share < WHOLE:
            raise BadInput(
                f"A discount of {_percent(self.share)} is not possible.",
                remedy="Give one from 0 % to below 100 %: --discount 15%/14d.",
            )
        if self.days is not None:
            _days("A discount", self.days, least=1)


@dataclass(frozen=True, slots=True)
class AdSpend:
    """Daily spend changes by the share `by`, by `add` micros a day, or becomes `to` micros a day.

    `target` is a platform, a campaign's name, or `ALL_ADS`.
    """

    by: Decimal | None = None
    add: int | None = None
    to: int | None = None
    target: str = ALL_ADS

    def __post_init__(self) -> None:
        given = [each for each in (self.by, self.add, self.to) if each is not None]
        _either("ad spend", given[0] if given else None, given[1] if len(given) > 1 else None, "--ads -20%")
        if self.by is not None and self.by < -WHOLE:
            raise BadInput(
                f"A cut of {_percent(-self.by)} would leave a negative budget.",
                remedy="Cut by 100 % at most: --ads -100%.",
            )
        if self.by is not None and self.by > STEEPEST:
            raise BadInput(
                f"Ad spend {_percent(self.by, signed=True)} is beyond anything that can be said.",
                remedy="Ask for a rise of up to 1000 %: --ads +50%.",
            )
        if self.to is not None and self.to < 0:
            raise BadInput("A budget cannot be negative.", remedy="Give what is spent a day: --ads =120/day.")


@dataclass(frozen=True, slots=True)
class Shift:
    """`amount` micros a day of ad spend move from one platform or campaign to another."""

    amount: int
    source: str
    target: str

    def __post_init__(self) -> None:
        _positive("What moves", self.amount, "--shift 50/day:meta>google")
        if not self.source or not self.target or self.source.casefold() == self.target.casefold():
            raise BadInput(
                "A shift needs two different platforms or campaigns.", remedy="Write --shift 50/day:meta>google."
            )


@dataclass(frozen=True, slots=True)
class Stock:
    """`units` of a SKU are ordered on `day` (None: today); what is None is taken from what the shop has recorded."""

    sku: str
    units: int
    unit_cost: int | None = None
    deposit: Decimal | None = None
    lead_days: int | None = None
    balance_days: int | None = None
    day: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.units <= MOST_UNITS:
            raise BadInput(
                f"An order of {self.units:,} units is not possible.",
                remedy="Give a number of units: --stock CAN-1:500.",
            )
        if self.unit_cost is not None:
            _positive("A unit cost", self.unit_cost, "--stock CAN-1:500@6.10")
        if self.deposit is not None and not NOTHING <= self.deposit <= WHOLE:
            raise BadInput(
                f"A deposit of {_percent(self.deposit)} is not possible.", remedy="Give 0 % to 100 %: deposit=30%."
            )
        for what, days in (("A lead time", self.lead_days), ("A balance", self.balance_days)):
            if days is not None:
                _days(what, days, least=0)


@dataclass(frozen=True, slots=True)
class FixedCost:
    """A cost of `monthly` micros from `day` on (None: today): a hire, a rent, a subscription."""

    monthly: int
    name: str = "New fixed cost"
    day: date | None = None

    def __post_init__(self) -> None:
        _positive("A monthly cost", self.monthly, "--hire 2500")


@dataclass(frozen=True, slots=True)
class Loan:
    """`principal` micros come on `day` (None: today) and go back in `months` equal instalments at a yearly `rate`."""

    principal: int
    rate: Decimal
    months: int
    day: date | None = None

    def __post_init__(self) -> None:
        _positive("A loan", self.principal, "--loan 20000@9%/24m")
        if not NOTHING <= self.rate <= DEAREST_RATE:
            raise BadInput(
                f"A yearly rate of {_percent(self.rate)} is not possible.",
                remedy="Give 0 % to 1000 %: --loan 20000@9%/24m.",
            )
        if not 1 <= self.months <= MOST_MONTHS:
            raise BadInput(
                f"A term of {self.months:,} months is not possible.",
                remedy=f"Give 1 to {MOST_MONTHS} months: --loan 20000@9%/24m.",
            )


@dataclass(frozen=True, slots=True)
class OneOff:
    """`amount` micros leave (negative) or come on `day` (None: today), and count in profit that day."""

    amount: int
    name: str = "One-off payment"
    day: date | None = None

    def __post_init__(self) -> None:
        if self.amount == 0:
            raise BadInput("A payment of 0 changes nothing.", remedy="Give what is paid: --pay 5000.")


@dataclass(frozen=True, slots=True)
class UnitCost:
    """Unit costs of all goods, or of `sku`, change by the share `by`, or one SKU's becomes `to` micros."""

    by: Decimal | None = None
    to: int | None = None
    sku: str | None = None

    def __post_init__(self) -> None:
        _either("unit cost", self.by, self.to, "--cost +5% or --cost CAN-1=6.10")
        if self.by is not None and self.by != -WHOLE:
            _change("A cost change", self.by, "--cost +5%")
        if self.to is not None and self.to < 0:
            raise BadInput("A unit cost cannot be negative.", remedy="Give what a unit costs: --cost CAN-1=6.10.")
        if self.to is not None and self.sku is None:
            raise BadInput("An amount is the cost of one SKU, not of all goods.", remedy="Name it: --cost CAN-1=6.10.")


@dataclass(frozen=True, slots=True)
class Volume:
    """Units sold of all goods, or of `sku`, change by the share `by`."""

    by: Decimal
    sku: str | None = None

    def __post_init__(self) -> None:
        if self.by != -WHOLE:
            _change("A change of volume", self.by, "--volume -10%")


Lever = Price | Discount | AdSpend | Shift | Stock | FixedCost | Loan | OneOff | UnitCost | Volume
MOST_LEVERS = 20


def checked(levers: tuple[Lever, ...]) -> tuple[Lever, ...]:
    """Return the levers in an order of their own, so that no order they are given in matters.

    Raises BadInput for none, too many, or two that set one thing to an amount.
    """
    if not levers:
        raise BadInput(
            "Nothing is changed.",
            remedy="Give at least one lever: credora whatif price +8%, or --ads -20% --hire 2500.",
        )
    if len(levers) > MOST_LEVERS:
        raise BadInput(f"{len(levers)} changes at once are too many.", remedy=f"Give up to {MOST_LEVERS}.")
    for kind in (Price, UnitCost, AdSpend):
        touched = [_touches(lever) for lever in levers if isinstance(lever, kind)]
        fixed = {_touches(lever) for lever in levers if isinstance(lever, kind) and lever.to is not None}
        twice = [what for what in fixed if touched.count(what) > 1]
        if twice:
            raise BadInput(
                f"{twice[0] or 'All advertising'} is set to an amount and changed again.", remedy="Give one of them."
            )
    return tuple(sorted(levers, key=repr))


def _touches(lever: Price | UnitCost | AdSpend) -> str:
    return (lever.target if isinstance(lever, AdSpend) else lever.sku or "").casefold()


def _either(what: str, first: object | None, second: object | None, example: str) -> None:
    if (first is None) == (second is None):
        raise BadInput(f"A change of {what} needs one size.", remedy=f"Write {example}.")


def _change(what: str, by: Decimal, example: str) -> None:
    if not by.is_finite() or by <= -WHOLE:
        raise BadInput(
            f"{what} of {_percent(by, signed=True)} leaves nothing to sell for.",
            remedy=f"Give more than −100 %: {example}.",
        )
    if by > STEEPEST:
        raise BadInput(
            f"{what} of {_percent(by, signed=True)} is beyond anything that can be said.",
            remedy=f"Give up to +1000 %: {example}.",
        )


def _positive(what: str, amount: int, example: str) -> None:
    if amount <= 0:
        raise BadInput(f"{what} has to be above 0.", remedy=f"Write {example}.")


def _days(what: str, days: int, *, least: int) -> None:
    if not least <= days <= MOST_DAYS:
        raise BadInput(f"{what} of {days:,} days is not possible.", remedy=f"Give {least} to {MOST_DAYS:,} days.")


def _percent(share: Decimal, *, signed: bool = False) -> str:
    size = (share * 100).normalize()
    return f"{size:{'+' if signed else ''}f} %".replace("-", "−")
