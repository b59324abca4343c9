"""The levers of a what-if as a tool takes them: flat, in words, amounts in the shop's currency."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it when the class is made
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from credora_agent.analytics.whatif import levers as domain
from credora_agent.analytics.whatif.assuming import Said
from credora_agent.core.money import to_micros
from mcp_servers.tool import Arguments

Percent = Annotated[Decimal, Field(ge=-10_000, le=10_000)]
Amount = Annotated[Decimal, Field(ge=-(10**12), le=10**12)]
Sku = Annotated[str | None, Field(default=None, max_length=200)]
Named = Annotated[str, Field(max_length=300)]


class PriceLever(Arguments):
    """Prices of all goods, or of one SKU, change by a percentage, or become an amount."""

    lever: Literal["price"]
    change_percent: Percent | None = None
    new_price: Amount | None = None
    sku: Sku

    def pulled(self) -> domain.Lever:
        """Return the lever."""
        return domain.Price(by=_share(self.change_percent), to=_micros(self.new_price), sku=self.sku)


class DiscountLever(Arguments):
    """A promotion: so many per cent off, for some days."""

    lever: Literal["discount"]
    percent_off: Percent
    days: int | None = None
    first_day: date | None = None
    sku: Sku

    def pulled(self) -> domain.Lever:
        """Return the lever."""
        return domain.Discount(self.percent_off / 100, self.days, self.first_day, self.sku)


class AdSpendLever(Arguments):
    """Ad spend of all channels, a platform or a campaign; one of the three sizes."""

    lever: Literal["ad_spend"]
    change_percent: Percent | None = None
    more_per_day: Amount | None = None
    new_per_day: Amount | None = None
    channel: Named = "all"

    def pulled(self) -> domain.Lever:
        """Return the lever."""
        by, add, to = _share(self.change_percent), _micros(self.more_per_day), _micros(self.new_per_day)
        return domain.AdSpend(by=by, add=add, to=to, target=self.channel)


class ShiftLever(Arguments):
    """Ad spend moved from one platform or campaign to another."""

    lever: Literal["shift_ad_spend"]
    amount_per_day: Amount
    from_channel: Named
    to_channel: Named

    def pulled(self) -> domain.Lever:
        """Return the lever."""
        return domain.Shift(to_micros(self.amount_per_day), self.from_channel, self.to_channel)


class StockLever(Arguments):
    """A stock order; what is left out is taken from what the shop has recorded."""

    lever: Literal["stock_order"]
    sku: Named
    units: int
    unit_cost: Amount | None = None
    lead_days: int | None = None
    deposit_percent: Percent | None = None
    balance_days: int | None = None
    order_day: date | None = None

    def pulled(self) -> domain.Lever:
        """Return the lever."""
        return domain.Stock(
            self.sku, self.units, _micros(self.unit_cost), _share(self.deposit_percent), self.lead_days,
            self.balance_days, self.order_day,
        )  # fmt: skip


class FixedCostLever(Arguments):
    """A new cost a month: a hire, a rent, a subscription."""

    lever: Literal["hire", "fixed_cost"]
    monthly_cost: Amount
    first_day: date | None = None

    def pulled(self) -> domain.Lever:
        """Return the lever."""
        name = "Hire" if self.lever == "hire" else "New fixed cost"
        return domain.FixedCost(to_micros(self.monthly_cost), name, self.first_day)


class LoanLever(Arguments):
    """A loan paid back in equal monthly instalments."""

    lever: Literal["loan"]
    amount: Amount
    yearly_rate_percent: Percent
    months: int
    day: date | None = None

    def pulled(self) -> domain.Lever:
        """Return the lever."""
        return domain.Loan(to_micros(self.amount), self.yearly_rate_percent / 100, self.months, self.day)


class OneOffLever(Arguments):
    """Money that leaves or comes once; the amount is positive."""

    lever: Literal["one_off"]
    amount: Annotated[Decimal, Field(gt=0, le=10**12)]
    direction: Literal["pay", "receive"] = "pay"
    day: date | None = None

    def pulled(self) -> domain.Lever:
        """Return the lever."""
        paid = self.direction == "pay"
        name = "One-off payment" if paid else "One-off receipt"
        return domain.OneOff(to_micros(-self.amount if paid else self.amount), name, self.day)


class UnitCostLever(Arguments):
    """Unit costs of all goods, or of one SKU, change by a percentage, or become an amount."""

    lever: Literal["unit_cost"]
    change_percent: Percent | None = None
    new_cost: Amount | None = None
    sku: Sku

    def pulled(self) -> domain.Lever:
        """Return the lever."""
        return domain.UnitCost(by=_share(self.change_percent), to=_micros(self.new_cost), sku=self.sku)


class VolumeLever(Arguments):
    """Units sold of all goods, or of one SKU, change by a percentage."""

    lever: Literal["volume"]
    change_percent: Percent
    sku: Sku

    def pulled(self) -> domain.Lever:
        """Return the lever."""
        return domain.Volume(self.change_percent / 100, self.sku)


AnyLever = Annotated[
    PriceLever
    | DiscountLever
    | AdSpendLever
    | ShiftLever
    | StockLever
    | FixedCostLever
    | LoanLever
    | OneOffLever
    | UnitCostLever
    | VolumeLever,
    Field(discriminator="lever"),
]


class WhatIf(Arguments):
    """One or several levers at once, the days to look ahead, and what the person asking assumes instead."""

    levers: tuple[AnyLever, ...] = Field(min_length=1, max_length=domain.MOST_LEVERS)
    horizon_days: int = 90
    price_elasticity: float | None = None
    ad_elasticity: float | None = None

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
