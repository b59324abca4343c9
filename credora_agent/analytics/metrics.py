"""The metric registry: every metric once, with its formula, unit and parts; pages, tools, answers and docs read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from credora_agent.ledger.entries import Category


class Unit(StrEnum):
    """What a value counts."""

    MONEY = "money"
    RATIO = "ratio"
    """A share, shown as a percentage."""
    MULTIPLE = "multiple"
    """So many times, shown as it is: a ROAS of 3.2."""
    COUNT = "count"
    DAYS = "days"


class Kind(StrEnum):
    """How a metric behaves over time."""

    ADDITIVE = "additive"
    """Days add up to months."""
    RATIO = "ratio"
    """Sum over sum of the period, never a mean of shorter ones."""
    STATE = "state"
    """True at a moment, added up over none."""


class Source(StrEnum):
    """Where a metric is read."""

    LEDGER = "ledger"
    ADVERTS = "adverts"
    """What the advertising platforms say of their own campaigns."""
    CUSTOMERS = "customers"
    FORECAST = "forecast"
    """Only a forecast says it; see `credora forecast`."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Exactly one of these says how it comes about: `category` (a line fed by ledger entries), `parts` (the sum
    of other metrics), `over` (numerator and denominator, both sums over the period; times Σ ÷ Σ of `scaled`, if
    any), `measure` (a column of the daily sums, or of what `source` tells). `sign` is −1 for lines that lower
    profit and are spoken of as positive amounts. `expected` is false for a line many shops rightly never have: its
    absence leaves a total complete. `statement` is true for the lines of the P&L. `base` says what a ratio is
    measured on where that is easily mistaken, `caveats` what a reader must know to use it.
    """

    id: str
    label: str
    formula: str
    unit: Unit = Unit.MONEY
    category: Category | None = None
    parts: tuple[str, ...] = ()
    over: tuple[str, str] | None = None
    scaled: tuple[str, str] | None = None
    measure: str | None = None
    sign: int = 1
    expected: bool = True
    statement: bool = False
    source: Source = Source.LEDGER
    base: str = ""
    caveats: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """Return how it behaves over time."""
        if self.source is Source.FORECAST:
            return Kind.STATE
        shares = self.over is not None or self.unit is Unit.RATIO
        return Kind.RATIO if shares else Kind.ADDITIVE


def _line(category: Category, label: str, formula: str, *, sign: int = 1, expected: bool = True) -> Metric:
    return Metric(category.value, label, formula, category=category, sign=sign, expected=expected, statement=True)


def _total(name: str, label: str, *parts: str) -> Metric:
    return Metric(name, label, " + ".join(parts), parts=parts, statement=True)


def _aside(category: Category, label: str, formula: str) -> Metric:
    return Metric(category.value, label, formula, category=category, expected=False)


def _ratio(  # noqa: PLR0913 - a ratio is all of these
    name: str,
    label: str,
    numerator: str,
    denominator: str,
    *,
    sign: int = 1,
    unit: Unit = Unit.RATIO,
    base: str = "",
    caveats: tuple[str, ...] = (),
) -> Metric:
    formula = f"{'−' if sign < 0 else ''}Σ {numerator} ÷ Σ {denominator}"
    over = (numerator, denominator)
    return Metric(name, label, formula, unit=unit, over=over, sign=sign, base=base, caveats=caveats)


def _told(name: str, label: str, formula: str, measure: str, *, unit: Unit = Unit.COUNT) -> Metric:
    return Metric(name, label, formula, unit=unit, measure=measure, source=Source.ADVERTS, caveats=(_RESTATED,))


def _forecast(name: str, label: str, formula: str, *, unit: Unit, caveats: tuple[str, ...] = ()) -> Metric:
    return Metric(name, label, formula, unit=unit, source=Source.FORECAST, caveats=caveats)


_RESTATED = "Platforms restate the last 3 to 28 days."
_ATTRIBUTED = "What platforms credit to themselves overlaps between them and with sales that would have come anyway."
_KNOWN = "Counts customers the shop names; orders without one are in no count."

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
    Metric(
        "new_customers",
        "New customers",
        "count of orders that are their customer's first ever",
        unit=Unit.COUNT,
        measure="new_customers",
        source=Source.CUSTOMERS,
        caveats=(_KNOWN,),
    ),
)

SUBTOTALS = (
    Metric(
        "sales_after_discounts", "Sales after discounts", "gross_sales + discounts", parts=("gross_sales", "discounts")
    ),
    Metric(
        "charged_sales",
        "Charged to customers",
        "sales_after_discounts + shipping_income + sales_tax + duties + tips",
        parts=("sales_after_discounts", "shipping_income", "sales_tax", "duties", "tips"),
        expected=False,
        base="before returns, with tax: the base on which platforms report purchase values",
    ),
)

ADVERTISING = (
    Metric(
        "ad_spend",
        "Ad spend",
        "Σ spend the platforms report, at each day's rate",
        measure="spend",
        source=Source.ADVERTS,
        caveats=(_RESTATED,),
    ),
    Metric(
        "attributed_value",
        "Attributed value",
        "Σ purchase value the platforms credit to their campaigns",
        measure="value",
        source=Source.ADVERTS,
        base="order totals with tax and shipping, before returns, on the day of the click",
        caveats=(_ATTRIBUTED, _RESTATED),
    ),
    _told("attributed_purchases", "Attributed purchases", "Σ purchases the platforms credit", "purchases"),
    _told("impressions", "Impressions", "Σ times an ad was shown", "impressions"),
    _told("clicks", "Clicks", "Σ clicks the platforms report", "clicks"),
)

RATIOS = (
    _ratio("aov", "Average order value", "sales_after_discounts", "orders", unit=Unit.MONEY),
    _ratio("return_rate", "Return rate", "returns", "gross_sales", sign=-1),
    _ratio("discount_rate", "Discount rate", "discounts", "gross_sales", sign=-1),
    _ratio("cm1_rate", "Gross margin (CM1 %)", "cm1", "revenue"),
    _ratio("cm2_rate", "CM2 %", "cm2", "revenue"),
    _ratio("cm3_rate", "CM3 %", "cm3", "revenue"),
    _ratio("net_margin", "Net margin", "net_profit", "revenue"),
    _ratio("fee_rate", "Fee rate", "fees", "revenue", sign=-1),
    _ratio("fulfilment_rate", "Fulfilment rate", "fulfilment", "revenue", sign=-1),
    _ratio("marketing_rate", "Marketing share", "marketing", "revenue", sign=-1),
    Metric(
        "cogs_coverage",
        "COGS coverage",
        "net sales of goods with a known unit cost ÷ net sales",
        unit=Unit.RATIO,
        measure="costed",
    ),
    _ratio(
        "mer",
        "MER",
        "revenue",
        "marketing",
        sign=-1,
        unit=Unit.MULTIPLE,
        base="revenue over all marketing booked",
        caveats=("Equals blended ROAS while ad spend is the only marketing recorded.",),
    ),
    _ratio(
        "blended_roas",
        "Blended ROAS",
        "revenue",
        "ad_spend",
        unit=Unit.MULTIPLE,
        base="all revenue, whatever led to it, over what the ad platforms were paid",
    ),
    _ratio(
        "platform_roas",
        "Platform ROAS",
        "attributed_value",
        "ad_spend",
        unit=Unit.MULTIPLE,
        base="what the platforms credit to themselves, by their own windows",
        caveats=(_ATTRIBUTED, _RESTATED),
    ),
    _ratio(
        "break_even_roas",
        "Break-even ROAS",
        "charged_sales",
        "cm2",
        unit=Unit.MULTIPLE,
        base="the platforms' own base: a platform ROAS above it earns more than the ads cost",
        caveats=("There is none while CM2 is not positive.",),
    ),
    _ratio(
        "break_even_mer",
        "Break-even MER",
        "revenue",
        "cm2",
        unit=Unit.MULTIPLE,
        base="revenue: 1 ÷ CM2 %, to hold MER and blended ROAS against",
        caveats=("There is none while CM2 is not positive.",),
    ),
    Metric(
        "poas",
        "POAS",
        "Σ attributed_value ÷ Σ ad_spend × Σ cm2 ÷ Σ charged_sales",
        unit=Unit.MULTIPLE,
        over=("attributed_value", "ad_spend"),
        scaled=("cm2", "charged_sales"),
        base="CM2 of what the platforms credit, at the shop's own CM2 rate, per unit of spend; break-even is 1",
        caveats=(_ATTRIBUTED, "Platforms do not say which orders they credit, so all are given the shop's CM2 rate."),
    ),
    _ratio(
        "cac",
        "CAC",
        "marketing",
        "new_customers",
        sign=-1,
        unit=Unit.MONEY,
        base="all marketing over all new customers",
        caveats=(_KNOWN,),
    ),
    _ratio(
        "ncac",
        "nCAC",
        "ad_spend",
        "new_customers",
        unit=Unit.MONEY,
        base="ad spend over all new customers, whatever led to them",
        caveats=(_KNOWN,),
    ),
)

OUTLOOK = (
    _forecast(
        "sales_ahead",
        "Sales ahead",
        "median of simulated gross_sales + discounts + shipping_income over the days ahead",
        unit=Unit.MONEY,
        caveats=("Before returns, without tax.",),
    ),
    _forecast(
        "profit_ahead",
        "Net profit ahead",
        "median of simulated sales × (1 − refunds − COGS − fulfilment − fees) − ad spend − planned and running costs",
        unit=Unit.MONEY,
        caveats=("At the rates of the last 90 days; goods without a known unit cost are taken to cost as the others.",),
    ),
    _forecast(
        "cash_change",
        "Change in cash",
        "median of simulated cash movements over the days ahead",
        unit=Unit.MONEY,
    ),
    _forecast(
        "lowest_cash",
        "Lowest cash",
        "median over futures of the lowest cash at the end of any day",
        unit=Unit.MONEY,
        caveats=("Needs the cash on hand, which only the merchant can say.",),
    ),
    _forecast(
        "cash_risk",
        "Risk of running out",
        "part of simulated futures in which cash falls below nought",
        unit=Unit.RATIO,
        caveats=("To the nearest percent at best: no method tells such odds finely.",),
    ),
    _forecast(
        "burn",
        "Burn",
        "mean monthly net cash out over the 3 months ahead",
        unit=Unit.MONEY,
        caveats=("Negative while more cash comes in than goes out.",),
    ),
    _forecast(
        "runway",
        "Runway",
        "days until cash first falls below nought, in the median of simulated futures",
        unit=Unit.DAYS,
        caveats=("Needs the cash on hand, which only the merchant can say.",),
    ),
    _forecast(
        "days_of_cover",
        "Days of cover",
        "units on hand ÷ mean units sold a day over the last 28 days the SKU was in stock",
        unit=Unit.DAYS,
    ),
)
"""What only a forecast or the shelf says."""

METRICS = {metric.id: metric for metric in (*STATEMENT, *ASIDE, *COUNTS, *SUBTOTALS, *ADVERTISING, *RATIOS)}
"""Every metric of a period by its id."""

REGISTRY = {**METRICS, **{metric.id: metric for metric in OUTLOOK}}
"""Every metric there is by its id: what pages, tools, answers and docs call things by."""
