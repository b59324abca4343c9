"""The metric registry: every metric once, with its formula, unit and parts; pages, tools, answers and docs read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from credora_agent.ledger.entries import Category


class Unit(StrEnum):
    """What a value counts."""

    MONEY = "money"
    RATIO = "ratio"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Exactly one of these says how it comes about: `category` (a line fed by ledger entries), `parts` (the sum
    of other metrics), `over` (numerator and denominator, both sums over the period), `measure` (a counted
    column of the daily sums). `sign` is −1 for lines that lower profit and are spoken of as positive amounts.
    `expected` is false for a line many shops rightly never have: its absence leaves a total complete.
    `statement` is true for the lines of the P&L.
    """

    id: str
    label: str
    formula: str
    unit: Unit = Unit.MONEY
    category: Category | None = None
    parts: tuple[str, ...] = ()
    over: tuple[str, str] | None = None
    measure: str | None = None
    sign: int = 1
    expected: bool = True
    statement: bool = False


def _line(category: Category, label: str, formula: str, *, sign: int = 1, expected: bool = True) -> Metric:
    return Metric(category.value, label, formula, category=category, sign=sign, expected=expected, statement=True)


def _total(name: str, label: str, *parts: str) -> Metric:
    return Metric(name, label, " + ".join(parts), parts=parts, statement=True)


def _aside(category: Category, label: str, formula: str) -> Metric:
    return Metric(category.value, label, formula, category=category)


def _ratio(  # noqa: PLR0913 - a ratio is all of these
    name: str, label: str, numerator: str, denominator: str, *, sign: int = 1, unit: Unit = Unit.RATIO
) -> Metric:
    formula = f"{'−' if sign < 0 else ''}Σ {numerator} ÷ Σ {denominator}"
    return Metric(name, label, formula, unit=unit, over=(numerator, denominator), sign=sign)


STATEMENT = (
    _line(
        Category.GROSS_SALES,
        "Gross sales",
        "Σ price × quantity of goods before discounts, without tax, on the day ordered",
    ),
    _line(Category.DISCOUNTS, "Discounts", "Σ line and order discounts, without tax, on the day ordered", sign=-1),
    _line(
        Category.RETURNS,
        "Returns",
        "Σ goods reversed at the discounted price, without tax, on the day processed",
        sign=-1,
    ),
    _total("net_sales", "Net sales", "gross_sales", "discounts", "returns"),
    _line(Category.SHIPPING_INCOME, "Shipping income", "Σ shipping charged less refunded, without tax"),
    _line(
        Category.OTHER_INCOME,
        "Other income",
        "Σ manual entries, restocking fees and refund adjustments",
        expected=False,
    ),
    _total("revenue", "Revenue", "net_sales", "shipping_income", "other_income"),
    _line(Category.COGS, "COGS", "Σ −units × unit cost in force on the day of sale; reversed when restocked", sign=-1),
    _total("cm1", "Gross profit (CM1)", "revenue", "cogs"),
    _line(Category.FULFILMENT, "Fulfilment", "Σ −labels, packing, third-party logistics, return shipping", sign=-1),
    _line(Category.FEES, "Payment & selling fees", "Σ −processing, marketplace, bank and commission fees", sign=-1),
    _total("cm2", "CM2", "cm1", "fulfilment", "fees"),
    _line(Category.MARKETING, "Marketing", "Σ −platform spend, agencies, affiliates, on the day spent", sign=-1),
    _total("cm3", "CM3", "cm2", "marketing"),
    _line(Category.OPERATING_COSTS, "Operating costs", "Σ −payroll, rent, apps, samples, bad debt", sign=-1),
    _total("ebitda", "EBITDA", "cm3", "operating_costs"),
    _line(
        Category.FINANCING,
        "Interest, D&A, income tax",
        "Σ −interest, advance fees, D&A, income tax",
        sign=-1,
        expected=False,
    ),
    _total("net_profit", "Net profit", "ebitda", "financing"),
)
"""The 18 lines of the P&L in their order; the CM split is RetentionX's: after COGS, operations, marketing."""

ASIDE = (
    _aside(Category.SALES_TAX, "Sales tax collected", "Σ tax lines: owed to the state, not revenue"),
    _aside(Category.DUTIES, "Duties collected", "Σ duties and import tax: passed on, not revenue"),
    _aside(Category.TIPS, "Tips", "Σ tips: passed on, not revenue"),
    _aside(
        Category.GIFT_CARDS, "Gift cards sold", "Σ gift cards and vouchers: a liability until redeemed, not revenue"
    ),
    _aside(Category.STOCK_ADJUSTMENT, "Stock adjustments", "Σ lines without a price: stock moved, no money"),
    _aside(Category.UNCLASSIFIED, "Unclassified", "Σ what a platform names as Credora does not know it; in no line"),
)
"""Recorded beside the P&L, never part of it."""

COUNTS = (
    Metric("orders", "Orders", "count of orders placed on the day", unit=Unit.COUNT, measure="orders"),
    Metric("units", "Units sold", "Σ quantity of goods sold, before returns", unit=Unit.COUNT, measure="quantity"),
)

SUBTOTALS = (
    Metric(
        "sales_after_discounts", "Sales after discounts", "gross_sales + discounts", parts=("gross_sales", "discounts")
    ),
)

RATIOS = (
    _ratio("aov", "Average order value", "sales_after_discounts", "orders", unit=Unit.MONEY),
    _ratio("return_rate", "Return rate", "returns", "gross_sales", sign=-1),
    _ratio("discount_rate", "Discount rate", "discounts", "gross_sales", sign=-1),
    _ratio("cm1_rate", "Gross margin (CM1 %)", "cm1", "revenue"),
    _ratio("net_margin", "Net margin", "net_profit", "revenue"),
    Metric(
        "cogs_coverage",
        "COGS coverage",
        "net sales of goods with a known unit cost ÷ net sales",
        unit=Unit.RATIO,
        measure="costed",
    ),
)

METRICS = {metric.id: metric for metric in (*STATEMENT, *ASIDE, *COUNTS, *SUBTOTALS, *RATIOS)}
"""Every metric by its id."""
