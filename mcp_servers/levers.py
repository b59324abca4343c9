"""The levers of a what-if as a tool takes them: one flat shape, amounts in the shop's currency, percents as numbers."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it when the class is made
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field

from credora_agent.analytics.whatif import levers as domain
from credora_agent.analytics.whatif.assuming import Said
from credora_agent.core.errors import BadInput
from credora_agent.core.money import to_micros
from mcp_servers.tool import Arguments

if TYPE_CHECKING:
    from collections.abc import Callable

Percent = Annotated[Decimal, Field(ge=-10_000, le=10_000)]
Amount = Annotated[Decimal, Field(ge=-(10**12), le=10**12)]
Named = Annotated[str, Field(max_length=300)]
Kind = Literal[
    "price", "discount", "ad_spend", "ad_budget", "shift_ad_spend", "stock_order", "monthly_cost", "loan", "one_off",
    "unit_cost", "volume",
]  # fmt: skip


class Lever(Arguments):
    """One thing changed. Each kind has its own fields; one it lacks or does not know is an error."""

    lever: Kind
    target: Named | None = None
    to: Named | None = None
    percent: Percent | None = None
    amount: Amount | None = None
    units: int | None = None
    days: int | None = None
    months: int | None = None
    day: date | None = None

    def pulled(self) -> domain.Lever:
        """Return the lever. Raises BadInput naming the fields that are missing or do not fit."""
        shape = SHAPES[self.lever]
        given = {name for name in FIELDS if getattr(self, name) is not None}
        if lacking := shape.needs - given:
            raise BadInput(f"The lever {self.lever} lacks {_listed(lacking)}.", remedy=shape.remedy)
        if extra := given - shape.needs - shape.may:
            raise BadInput(f"The lever {self.lever} takes no {_listed(extra)}.", remedy=shape.remedy)
        return shape.pull(self)


FIELDS = tuple(name for name in Lever.model_fields if name != "lever")


class Shape:
    """What a kind of lever needs, what it may be given besides, and what it becomes."""

    def __init__(self, pull: Callable[[Lever], domain.Lever], needs: str = "", may: str = "") -> None:
        self.pull, self.needs, self.may = pull, frozenset(needs.split()), frozenset(may.split())

    @property
    def remedy(self) -> str:
        """Return which fields there are for it."""
        must = f"It needs {_listed(self.needs)}" if self.needs else "It needs none"
        return f"{must}{f', and may have {_listed(self.may)}' if self.may else ''}."


def _price(each: Lever) -> domain.Lever:
    return domain.Price(by=_share(each.percent), to=_micros(each.amount), sku=each.target)


def _discount(each: Lever) -> domain.Lever:
    return domain.Discount(_share(each.percent) or Decimal(0), each.days, each.day, each.target)


def _ad_spend(each: Lever) -> domain.Lever:
    return domain.AdSpend(by=_share(each.percent), add=_micros(each.amount), target=_ads(each))


def _ads(each: Lever) -> str:
    return domain.ALL_ADS if each.target in (None, "all") else str(each.target)


def _ad_budget(each: Lever) -> domain.Lever:
    return domain.AdSpend(to=_micros(each.amount), target=_ads(each))


def _shift(each: Lever) -> domain.Lever:
    return domain.Shift(_micros(each.amount) or 0, each.target or "", each.to or "")


def _stock(each: Lever) -> domain.Lever:
    return domain.Stock(each.target or "", each.units or 0, unit_cost=_micros(each.amount), day=each.day)


def _monthly_cost(each: Lever) -> domain.Lever:
    return domain.FixedCost(_micros(each.amount) or 0, each.target or "New fixed cost", each.day)


def _loan(each: Lever) -> domain.Lever:
    return domain.Loan(_micros(each.amount) or 0, _share(each.percent) or Decimal(0), each.months or 0, each.day)


def _one_off(each: Lever) -> domain.Lever:
    amount = _micros(each.amount) or 0
    return domain.OneOff(amount, each.target or ("One-off receipt" if amount > 0 else "One-off payment"), each.day)


def _unit_cost(each: Lever) -> domain.Lever:
    return domain.UnitCost(by=_share(each.percent), to=_micros(each.amount), sku=each.target)


def _volume(each: Lever) -> domain.Lever:
    return domain.Volume(_share(each.percent) or Decimal(0), each.target)


SHAPES = {
    "price": Shape(_price, may="target percent amount"),
    "discount": Shape(_discount, needs="percent", may="target days day"),
    "ad_spend": Shape(_ad_spend, may="target percent amount"),
    "ad_budget": Shape(_ad_budget, needs="amount", may="target"),
    "shift_ad_spend": Shape(_shift, needs="amount target to"),
    "stock_order": Shape(_stock, needs="target units", may="amount day"),
    "monthly_cost": Shape(_monthly_cost, needs="amount", may="target day"),
    "loan": Shape(_loan, needs="amount percent months", may="day"),
    "one_off": Shape(_one_off, needs="amount", may="target day"),
    "unit_cost": Shape(_unit_cost, may="target percent amount"),
    "volume": Shape(_volume, needs="percent", may="target"),
}
assert set(SHAPES) == set(get_args(Kind))  # noqa: S101 - one shape for each kind


class WhatIf(Arguments):
    """One or several levers at once, the days to look ahead, and what the person asking assumes instead."""

    levers: tuple[Lever, ...] = Field(min_length=1, max_length=domain.MOST_LEVERS)
    horizon_days: int = Field(default=90, ge=1, le=730)
    price_elasticity: float | None = Field(default=None, ge=-20, le=20)
    ad_elasticity: float | None = Field(default=None, ge=-20, le=20)

    @property
    def said(self) -> Said:
        """Return what is assumed instead. Raises BadInput for what nobody can assume."""
        return Said(_point(self.price_elasticity), _point(self.ad_elasticity))


def _point(value: float | None) -> tuple[float, float] | None:
    return None if value is None else (value, value)


def _share(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent / 100


def _micros(amount: Decimal | None) -> int | None:
    return None if amount is None else to_micros(amount)


def _listed(names: frozenset[str] | set[str]) -> str:
    return ", ".join(name for name in FIELDS if name in names)
