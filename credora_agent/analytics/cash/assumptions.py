"""What the forecast of cash assumes, each with its source: the shop's own records, what the merchant said, a prior."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from credora_agent.analytics.cash.assumption import Assumption, own
from credora_agent.analytics.cash.banking import banking
from credora_agent.analytics.cash.calendar import covered
from credora_agent.analytics.cash.inputs import Payouts, Rates, Supply
from credora_agent.analytics.metrics import Unit
from credora_agent.core.money import MICROS
from credora_agent.core.period import Grain, Period, around
from credora_agent.ledger.entries import GOODS, Category
from credora_agent.ledger.view import CATEGORIES, MEASURES

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from credora_agent.ledger.bank import Bank, RefundLag
    from credora_agent.ledger.plans import Plan
    from credora_agent.ledger.sold import SoldDays
    from credora_agent.ledger.view import Books, DailyView

WINDOW = 90
"""Days that rates are read from."""
AD_DAYS = 28
LONGEST_LAG = 90
"""Days after an order within which refunds are dated; the few later ones count on the last."""
FEWEST_REFUNDS = 20
"""Refunds below which their usual delay is not read from them."""
USUAL_LAG = 30
"""Days over which refunds are spread evenly where too few were seen: the usual term of return."""
FIXED_KINDS = frozenset({"operating", "payroll", "rent"})
ASIDE = (Category.SALES_TAX, Category.DUTIES, Category.TIPS, Category.GIFT_CARDS)


class Known(NamedTuple):
    """What a forecast of cash is calibrated from; the books are known up to the day before `sales_from`.

    `sold` has all days a forecast learns from, `view` at least the last 90 and those since cash was stated.
    """

    books: Books
    sold: SoldDays
    view: DailyView
    bank: Bank
    plan: Plan
    first_day: date
    sales_from: date


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was found: the parts of the cash layer's inputs, `ad_day` and `fixed_day` being currency units a day.

    `coverage` is the share of net sales whose unit cost is known, None without net sales.
    """

    rates: Rates
    payouts: Payouts
    supply: Supply
    refund_lag: NDArray[np.float64] = field(repr=False)
    ad_day: float
    fixed_day: float
    coverage: float | None
    assumptions: tuple[Assumption, ...]
    notes: tuple[str, ...]


class _Sums(NamedTuple):
    """Sums of some days by category, in currency units, and what sales come to."""

    period: Period
    amounts: dict[Category, float]
    costed: float

    @classmethod
    def of(cls, view: DailyView, until: date, days: int, first: date) -> _Sums:
        period = Period(max(until - timedelta(days=days - 1), min(first, until)), until)
        table = view.sums([period])[0]
        amounts = {name: float(table[i, 0]) / MICROS for i, name in enumerate(CATEGORIES)}
        at = [CATEGORIES.index(name) for name in GOODS]
        return cls(period, amounts, float(table[at, MEASURES.index("costed")].sum()) / MICROS)

    def total(self, *names: Category) -> float:
        return sum(self.amounts[name] for name in names)

    @property
    def sales(self) -> float:
        """Gross sales − discounts + shipping charged."""
        return self.total(Category.GROSS_SALES, Category.DISCOUNTS, Category.SHIPPING_INCOME)


def calibrate(known: Known) -> Calibrated:
    """Return what the shop's last 90 days, its plan and its payout account say of the days to come."""
    until = known.sales_from - timedelta(days=1)
    first = known.books.recorded.start if known.books.recorded else until
    sums = _Sums.of(known.view, until, WINDOW, first)
    bank = banking(known.bank, first_day=known.first_day, until=until)
    since = Period(min(max(known.bank.since, first), until), until)
    seen = _Sums.of(known.view, until, since.days, first)
    rates, assumed = _rates(known, sums, seen, bank.charged, bank.labels)
    lag, lagged = _lag(known.bank.lags, until)
    supply, supplied, notes = _supply(known.plan, rates)
    ads, fixed, spent = _running(known, sums, first)
    return Calibrated(
        rates,
        bank.payouts,
        supply,
        lag,
        ads,
        fixed,
        _share(sums.costed, sums.total(*GOODS)),
        (*assumed, lagged, *bank.assumptions, *supplied, *spent),
        (*notes, *_lacks(known, rates, sums, bank.charged), *bank.notes),
    )


def ad_spend(known: Known, found: Calibrated, horizon: int) -> tuple[NDArray[np.float64], str | None]:
    """Return the ad spend of each day ahead, shape (horizon,): a month's budget for marketing, else as of late.

    The second is the sentence that says so when budgets are used.
    """
    budgets = {line.month: -line.amount / MICROS for line in known.plan.budgets if line.line == "marketing"}
    days = [known.first_day + timedelta(days=n) for n in range(horizon)]
    months = [around(day, Grain.MONTH) for day in days]
    spend = [abs(budgets[month.start]) / month.days if month.start in budgets else found.ad_day for month in months]
    used = sorted({month.start for month in months} & set(budgets))
    said = f"Ad spend follows your budget in {', '.join(f'{month:%b %Y}' for month in used)}." if used else None
    return np.array(spend), said


def _rates(
    known: Known, sums: _Sums, seen: _Sums, charged: float, labels: float
) -> tuple[Rates, tuple[Assumption, ...]]:
    provides, days, until = known.books.provides, sums.period.days, sums.period.end
    kept = sums.sales + sums.amounts[Category.RETURNS]

    def rate(name: Category) -> float | None:
        return _share(-sums.amounts[name], sums.sales) if name in provides else None

    cost = _share(-sums.amounts[Category.COGS], sums.costed) if sums.costed > 0 else None
    goods = _share(sums.total(*GOODS), kept)
    cogs = cost * goods if cost is not None and goods is not None else None
    rates = Rates(
        tax=_share(sums.amounts[Category.SALES_TAX], kept) or 0.0,
        refunds=min(_share(-sums.amounts[Category.RETURNS], sums.sales) or 0.0, 1.0),
        fees=rate(Category.FEES),
        fulfilment=rate(Category.FULFILMENT),
        cogs=cogs,
        card=min(_share(charged, seen.sales + seen.total(*ASIDE)) or 0.0, 1.0),
        labels=min(_share(labels, -seen.amounts[Category.FULFILMENT]) or 0.0, 1.0),
    )
    source = own(days, until)
    shown = (
        ("tax", "Sales tax per sales", rates.tax),
        ("refunds", "Part of sales refunded", rates.refunds),
        ("fees", "Payment fees per sales", rates.fees),
        ("fulfilment", "Fulfilment per sales", rates.fulfilment),
        ("cogs", "Unit costs per sales kept", rates.cogs),
    )
    assumed = [
        Assumption(name, label, value, Unit.RATIO, source if value is not None else "not recorded", days, "days")
        for name, label, value in shown
    ]
    if charged:
        paid = own(seen.period.days, until)
        assumed.append(
            Assumption("card", "Sales through payouts", rates.card, Unit.RATIO, paid,
                       seen.period.days, "days")
        )  # fmt: skip
    return rates, tuple(assumed)


def _lag(lags: tuple[RefundLag, ...], until: date) -> tuple[NDArray[np.float64], Assumption]:
    count = sum(lag.rows for lag in lags)
    kernel = np.zeros(LONGEST_LAG)
    for lag in lags:
        kernel[min(lag.days, LONGEST_LAG - 1)] += lag.amount
    source = f"own data: refunds to {until}"
    if count < FEWEST_REFUNDS or not kernel.sum() > 0:
        kernel[:] = 0
        kernel[1 : USUAL_LAG + 1] = 1
        source = f"prior: within {USUAL_LAG} days, evenly"
    kernel /= kernel.sum()
    mean = float(kernel @ np.arange(LONGEST_LAG))
    return kernel, Assumption("refund_lag", "Days from sale to refund", mean, Unit.DAYS, source, count, "refunds")


def _supply(plan: Plan, rates: Rates) -> tuple[Supply, tuple[Assumption, ...], tuple[str, ...]]:
    worth = covered(plan.stock_orders)
    terms = next((terms for terms in plan.terms if not terms.sku), None)
    change = "credora cash terms --lead-days N --deposit 30% --balance-days N"
    if rates.cogs is None or terms is None:
        supply = Supply(covered=worth)
    else:
        supply = Supply(terms.lead_days, terms.balance_days, float(terms.deposit_rate), worth, said=True)
    source = "you said" if terms else "prior: paid as it is sold"
    days = float(supply.lead_days + supply.balance_days)
    assumed = [Assumption("supply", "Days until goods are paid", days, Unit.DAYS, source, change=change)]
    notes = []
    if terms is None and rates.cogs is not None:
        notes.append(f"How you pay suppliers is not known: what is sold is taken as bought again at once (`{change}`).")
    if worth:
        assumed.append(
            Assumption("covered", "Goods on stock orders", worth, Unit.MONEY, "you said",
                       sum(order.units for order in plan.stock_orders), "units")
        )  # fmt: skip
        notes.append("Goods on your stock orders are sold first; only what is sold beyond them is bought again.")
    if plan.terms and terms is None:
        notes.append("Supply terms of single products are not used for cash: give those of every other product too.")
    return supply, tuple(assumed), tuple(notes)


def _running(known: Known, sums: _Sums, first: date) -> tuple[float, float, tuple[Assumption, ...]]:
    """Return ad spend and recorded operating costs a day, and what they were read from."""
    provides, until = known.books.provides, sums.period.end
    late = _Sums.of(known.view, until, AD_DAYS, first)
    ads = max(-late.amounts[Category.MARKETING], 0.0) / late.period.days
    said = any(payment.kind in FIXED_KINDS for payment in known.plan.payments)
    fixed = 0.0 if said else max(-sums.amounts[Category.OPERATING_COSTS], 0.0) / sums.period.days
    spends = Category.MARKETING in provides
    booked = Category.OPERATING_COSTS in provides
    return ads, fixed, (
        Assumption(
            "ad_spend", "Ad spend a day", ads if spends else None, Unit.MONEY,
            own(late.period.days, until) if spends else "not recorded", late.period.days, "days",
            change="a marketing budget of the month",
        ),
        Assumption(
            "fixed", "Operating costs a day", None if said or not booked else fixed, Unit.MONEY,
            "you said: planned payments" if said else own(sums.period.days, until) if booked else "not recorded",
            sums.period.days, "days", change="credora cash pay NAME AMOUNT --every month --from DAY",
        ),
    )  # fmt: skip


def _lacks(known: Known, rates: Rates, sums: _Sums, charged: float) -> tuple[str, ...]:
    """Return what the forecast leaves out, and what that does to it."""
    notes = []
    if not charged:
        notes.append("No payout account is connected: sales count as cash on the day they are made.")
    if rates.cogs is None:
        notes.append("No unit costs are known: buying goods is not in this forecast, so cash will be lower.")
    for value, what in ((rates.fees, "Payment fees"), (rates.fulfilment, "Fulfilment costs")):
        if value is None:
            notes.append(f"{what} are not recorded and not in this forecast.")
    if Category.MARKETING not in known.books.provides:
        notes.append("No ad spend is recorded, so none is forecast.")
    if rates.tax > 0 and not known.plan.taxes:
        notes.append(
            "When sales tax is paid is not known, so what is collected is set aside and not counted as cash; tax"
            " collected before today and not paid yet is not taken off: `credora cash tax` says how it is paid."
        )
    if any(sums.amounts[name] for name in ASIDE[1:]):
        notes.append("Duties and tips are passed on and gift cards redeemed as they come: they move no cash here.")
    if not any(payment.kind in FIXED_KINDS for payment in known.plan.payments):
        notes.append("No payroll, rent or other running cost is planned: enter them with `credora cash pay`.")
    notes += _unconverted(known)
    return tuple(notes)


def _unconverted(known: Known) -> list[str]:
    """Return what is left out for want of an exchange rate."""
    notes = []
    rows = int(known.view.measures[MEASURES.index("unconverted")].sum()) + known.bank.unconverted
    if rows:
        notes.append(f"{rows:,} rows of late are in a currency no rate is known for and are left out.")
    if known.plan.unconverted:
        notes.append(f"No exchange rate is known for: {', '.join(known.plan.unconverted)}; left out.")
    return notes


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
