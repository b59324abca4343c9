"""How the sums of an order become a line: its values, how far they can be trusted, what is said of it. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import METRICS, REGISTRY, Unit
from credora_agent.analytics.products.lines import bound_of, rests_on
from credora_agent.core.money import to_decimal
from credora_agent.core.text import plain_text
from credora_agent.reports.schemas import plain
from credora_agent.reports.sheets import Behind, Column, SheetRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row

    from credora_agent.analytics.products.lines import Shop
    from credora_agent.ledger.view import Books

LEAVES = ("gross_sales", "discounts", "returns", "shipping_income", "other_income", "cogs", "fulfilment", "fees")
"""The lines of the P&L an order has rows of."""
SUMS = {
    "sales_after_discounts": LEAVES[:2],
    "net_sales": LEAVES[:3],
    "revenue": LEAVES[:5],
    "cm1": LEAVES[:6],
    "cm2": LEAVES,
}
"""What they add up to, by the metric's name."""
MONEY = ("gross_sales", "discounts", "sales_after_discounts", "returns", "net_sales", "shipping_income", "other_income",
         "revenue", "cogs", "cm1", "fulfilment", "fees", "cm2")  # fmt: skip
RATES = {"cm2_rate": ("cm2", "revenue")}
LOSES, UNCOSTED, UNCONVERTED = "loses money", "no unit cost", "no exchange rate"
SURE = {Bound.EXACT, Bound.AT_MOST}


def _registered(name: str) -> Column:
    metric = REGISTRY[name]
    return Column(id=name, label=metric.label, unit=metric.unit, formula=metric.formula)


COLUMNS = (
    _registered("units"),
    Column(id="units_returned", label="Units returned", unit=Unit.COUNT, formula="Σ quantity of goods returned"),
    *(_registered(name) for name in MONEY),
    _registered("cm2_rate"),
    _registered("sales_tax"),
    Column(id="orders", label="Orders", unit=Unit.COUNT, formula="count of orders placed on the days asked for"),
    _registered("aov"),
    Column(id="refunded", label="Orders with returns", unit=Unit.COUNT, formula="count of orders with returns ≠ 0"),
    Column(id="refunded_rate", label="Share with returns", unit=Unit.RATIO, formula="Σ refunded ÷ Σ orders"),
    Column(id="losing", label="Orders that lose", unit=Unit.COUNT, formula="count of orders whose cm2 is below nought"),
)
"""The columns of a line, and behind them those that only the total has."""


class Rows:
    """Lines of one shop's orders, knowing what its books lack."""

    def __init__(self, books: Books, shop: Shop) -> None:
        self.books, self.shop = books, shop

    def row(self, of: Row[Any]) -> SheetRow:
        """Return an order's line."""
        values, bounds = self._values(of)
        told = of.told if isinstance(of.told, dict) else {}
        recorded = self.books.recorded
        return SheetRow(
            id=of.order_ref,
            label=of.name or of.order_ref,
            values=values,
            bounds=bounds,
            marks=self._marks(of, told, values, bounds),
            texts=self._texts(of, told),
            entries=of.entries,
            behind=Behind(start=recorded.start, end=recorded.end, order=of.order_ref) if recorded else None,
        )

    def total(self, of: Row[Any]) -> SheetRow:
        """Return the line of all orders that match; no rows lead to it, those of the orders do."""
        values, bounds = self._values(of)
        orders = Decimal(of.orders)
        after_discounts = values["sales_after_discounts"]
        values |= {
            "orders": orders,
            "aov": None if after_discounts is None else (after_discounts / orders).quantize(Decimal("1e-6")),
            "refunded": Decimal(of.refunded),
            "refunded_rate": _ratio(Decimal(of.refunded), orders),
            "losing": Decimal(of.losing) if values["cm2"] is not None and self._bound("cm2", of) in SURE else None,
        }
        if "sales_after_discounts" in bounds:
            bounds["aov"] = bounds["sales_after_discounts"]
        return SheetRow(id="total", label="All", values=values, bounds=bounds, entries=of.entries)

    def _values(self, of: Row[Any]) -> tuple[dict[str, Decimal | None], dict[str, Bound]]:
        amounts = {name: int(getattr(of, name)) for name in LEAVES}
        amounts |= {name: sum(amounts[leaf] for leaf in leaves) for name, leaves in SUMS.items()}
        values: dict[str, Decimal | None] = {"units": Decimal(of.units), "units_returned": Decimal(of.units_returned)}
        values |= {name: self._value(of, name, amounts) for name in MONEY}
        bounds = {name: self._bound(name, of) for name in MONEY}
        for name, (top, bottom) in RATES.items():
            above, below = values[top], values[bottom]
            values[name] = _ratio(above, below) if above is not None and below and below > 0 else None
            bounds[name] = bounds[top] if bounds[bottom] is Bound.EXACT else Bound.PARTIAL
        tax = int(of.sales_tax)
        values["sales_tax"] = to_decimal(tax) if tax or METRICS["sales_tax"].category in self.books.provides else None
        if of.unconverted:
            bounds["sales_tax"] = Bound.PARTIAL
        inexact = {name: bound for name, bound in bounds.items() if bound is not Bound.EXACT}
        return values, {name: bound for name, bound in inexact.items() if values[name] is not None}

    def _value(self, of: Row[Any], name: str, amounts: Mapping[str, int]) -> Decimal | None:
        """Return an amount; None where nothing recorded says it."""
        leaves = rests_on(name)
        unknown = leaves <= self.shop.absent or (leaves <= self._missing(of) and not amounts[name])
        return None if unknown and not amounts[name] else to_decimal(amounts[name])

    def _missing(self, of: Row[Any]) -> frozenset[str]:
        """Return the lines that are not, or not fully, recorded of it."""
        return self.shop.missing | ({"cogs"} if of.uncosted else frozenset())

    def _bound(self, name: str, of: Row[Any]) -> Bound:
        return bound_of(name, self._missing(of), frozenset(LEAVES if of.unconverted else ()))

    def _marks(
        self, of: Row[Any], told: Mapping[str, Any], values: Mapping[str, Decimal | None], bounds: Mapping[str, Bound]
    ) -> tuple[str, ...]:
        cm2 = values["cm2"]
        marks = {
            LOSES: cm2 is not None and cm2 < 0 and bounds.get("cm2", Bound.EXACT) in SURE,
            "cancelled": bool(told.get("cancelledAt") or told.get("Cancelled at")),
            UNCOSTED: bool(of.uncosted) and "cogs" not in self.shop.missing,
            "no fee recorded": not of.fees and of.gross_sales > 0 and "fees" not in self.shop.missing,
            UNCONVERTED: bool(of.unconverted),
        }
        return tuple(mark for mark, holds in marks.items() if holds)

    def _texts(self, of: Row[Any], told: Mapping[str, Any]) -> dict[str, str]:
        texts = {"day": of.local_date.isoformat()}
        if status := told.get("financialStatus") or told.get("Financial Status"):
            texts["status"] = plain_text(str(status), longest=40).lower().replace("_", " ")
        if of.currency != self.books.currency:
            texts["booked_as"] = f"net sales {plain(to_decimal(of.original_micros))} {of.currency}"
        shown = told.get("presentmentCurrency")
        if shown and shown != of.currency:
            texts["paid_in"] = plain_text(str(shown), longest=3)
        return texts


def _ratio(above: Decimal, below: Decimal) -> Decimal:
    return (above / below).quantize(Decimal("1e-10"))
