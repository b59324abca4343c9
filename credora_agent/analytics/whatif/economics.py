"""What a unit sold leaves, from the shop's own books: price, cost of goods, fulfilment, fees."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from credora_agent.ledger.entries import Category
from credora_agent.ledger.view import CATEGORIES, MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.core.period import Period
    from credora_agent.ledger.goods import GoodsSums
    from credora_agent.ledger.view import Books, DailyView

COSTS = ("cogs", "fulfilment", "fees")
"""The costs that move with sales, by the lines of the P&L; a shop that lacks one earns at most what is left."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What some goods came to in a window of past days, in micros; costs are positive, None where nobody records them.

    `sales` are gross sales less discounts plus shipping, the base of the forecast; `net_sales` are after returns, and
    `shipping` goes with the units. Without tax. `fees` are those on net sales and shipping. `partly` names costs of
    which only a part is recorded.
    """

    days: int
    units: int
    sales: int
    net_sales: int
    shipping: int
    cogs: int | None
    fulfilment: int | None
    fees: int | None
    partly: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The costs that are not, or not fully, recorded, in the order of the P&L."""
        return tuple(name for name in COSTS if getattr(self, name) is None or name in self.partly)

    @property
    def revenue(self) -> int:
        """What customers paid for these goods and their shipping."""
        return self.net_sales + self.shipping

    @property
    def contribution(self) -> int:
        """CM2 of these goods: at most that when a cost is missing."""
        return self.revenue - sum(getattr(self, name) or 0 for name in COSTS)

    @property
    def fee_rate(self) -> Fraction:
        """Fees as a share of what customers paid; 0 when none are recorded."""
        return Fraction(self.fees or 0, self.revenue) if self.revenue > 0 else Fraction(0)

    @property
    def kept(self) -> int:
        """What is left of net sales after fees: by so much contribution moves when prices double."""
        return round(self.net_sales * (1 - self.fee_rate))


@dataclass(frozen=True, slots=True)
class ShopBasis:
    """The shop as a whole in a window, and the lines below CM2, in micros; costs are positive, None unrecorded."""

    goods: Basis
    period: Period
    other_income: int
    marketing: int | None
    operating_costs: int | None
    financing: int
    orders: int
    charged: int
    """What customers were charged with tax and shipping, before returns: the base of the platforms' own figures."""

    @property
    def revenue(self) -> int:
        """Revenue as the P&L has it."""
        return self.goods.revenue + self.other_income

    @property
    def missing(self) -> tuple[str, ...]:
        """All lines down to net profit that are not fully recorded."""
        below = ("marketing", "operating_costs")
        return (*self.goods.missing, *(name for name in below if getattr(self, name) is None))


def shop_basis(view: DailyView, books: Books, period: Period) -> ShopBasis:
    """Return what the shop came to in `period`."""
    table = view.sums([period])[0].tolist()
    columns = [dict(zip(MEASURES, row, strict=True)) for row in table]
    lines = {category: columns[i] for i, category in enumerate(CATEGORIES)}

    def amount(category: Category) -> int | None:
        line = lines[category]
        return int(line["amount"]) if line["entries"] or category in books.provides else None

    gross, discounts, returns, shipping, tax, tips = (
        amount(category) or 0
        for category in (
            Category.GROSS_SALES, Category.DISCOUNTS, Category.RETURNS, Category.SHIPPING_INCOME, Category.SALES_TAX,
            Category.TIPS,
        )
    )  # fmt: skip
    costs = {name: _negated(amount(Category(name))) for name in COSTS}
    costed = sum(lines[c]["costed"] for c in (Category.GROSS_SALES, Category.DISCOUNTS, Category.RETURNS))
    partly = ("cogs",) if costs["cogs"] is not None and costed != gross + discounts + returns else ()
    revenue = gross + discounts + returns + shipping
    other = amount(Category.OTHER_INCOME) or 0
    if costs["fees"] is not None and revenue + other > 0:
        costs["fees"] = round(Fraction(costs["fees"] * revenue, revenue + other))
    goods = Basis(
        days=period.days,
        units=lines[Category.GROSS_SALES]["quantity"],
        sales=gross + discounts + shipping,
        net_sales=gross + discounts + returns,
        shipping=shipping,
        partly=partly,
        **costs,
    )
    return ShopBasis(
        goods=goods,
        period=period,
        other_income=other,
        marketing=_negated(amount(Category.MARKETING)),
        operating_costs=_negated(amount(Category.OPERATING_COSTS)),
        financing=_negated(amount(Category.FINANCING)) or 0,
        orders=lines[Category.GROSS_SALES]["orders"],
        charged=gross + discounts + shipping + tax + tips,
    )


def sku_bases(shop: Basis, sums: GoodsSums) -> Mapping[str, Basis]:
    """Return the basis of every SKU that sold: its own sales and costs of goods, the rest at the shop's rates.

    Shipping and fulfilment are given by units, fees by what customers paid.
    """
    found = {}
    for i, sku in enumerate(sums.skus):
        gross, discounts, returns, cogs, sold, costed = (
            int(sums.measure(name)[i])
            for name in ("gross_sales", "discounts", "returns", "cogs", "units_sold", "costed_sales")
        )
        if sold <= 0 or shop.units <= 0:
            continue
        share = Fraction(sold, shop.units)
        net, shipping = gross + discounts + returns, round(shop.shipping * share)
        lacking = costed == 0 and cogs == 0
        found[sku] = Basis(
            days=shop.days,
            units=sold,
            sales=gross + discounts + shipping,
            net_sales=net,
            shipping=shipping,
            cogs=None if lacking else -cogs,
            fulfilment=None if shop.fulfilment is None else round(shop.fulfilment * share),
            fees=None if shop.fees is None else round(shop.fee_rate * (net + shipping)),
            partly=("cogs",) if not lacking and costed != net else (),
        )
    return found


def remainder(whole: Basis, parts: list[Basis]) -> Basis:
    """Return what of `whole` is none of `parts`: together they are the whole to the micro."""

    def left(name: str) -> int:
        return int(getattr(whole, name) or 0) - sum(int(getattr(part, name) or 0) for part in parts)

    return Basis(
        days=whole.days,
        units=left("units"),
        sales=left("sales"),
        net_sales=left("net_sales"),
        shipping=left("shipping"),
        cogs=None if whole.cogs is None else left("cogs"),
        fulfilment=None if whole.fulfilment is None else left("fulfilment"),
        fees=None if whole.fees is None else left("fees"),
        partly=whole.partly,
    )


def _negated(amount: int | None) -> int | None:
    return None if amount is None else -amount
