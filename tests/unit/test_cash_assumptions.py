"""What a shop's own records, its merchant and priors say of the days to come."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from credora_agent.analytics.cash.assumptions import Calibrated, Known, ad_spend, calibrate
from credora_agent.analytics.cash.opening import opening
from credora_agent.core.period import Period
from credora_agent.ledger.bank import Bank, BankMove, PayoutRow, RefundLag
from credora_agent.ledger.entries import Category
from credora_agent.ledger.plans import (
    BudgetLine,
    CashBalance,
    Plan,
    PlannedPayment,
    StockOrder,
    SupplyTerms,
    TaxRule,
)
from credora_agent.ledger.sold import SoldDays
from credora_agent.ledger.view import Books, daily_view

TODAY = date(2026, 11, 30)
"""A Monday."""
FIRST = TODAY - timedelta(days=120)
M = 1_000_000
ALL = {
    "gross_sales": 110, "discounts": -15, "shipping_income": 5, "returns": -10, "sales_tax": 18, "cogs": -34,
    "fees": -3, "fulfilment": -8, "marketing": -12, "operating_costs": -2,
}  # fmt: skip
"""Every day of the shop: sales of 100 before returns, 85 of net sales all of which have a unit cost."""


def shop(daily: dict[str, int] | None = None, *, plan: Plan | None = None, bank: Bank | None = None) -> Known:
    """Return a shop every day of which is alike."""
    each = ALL if daily is None else daily
    days = [FIRST + timedelta(days=n) for n in range(120)]
    goods = {"gross_sales", "discounts", "returns"}
    rows = [
        (day, name, amount * M, amount * M if name in goods and "cogs" in each else 0, 0, 1, 0, 0)
        for day in days
        for name, amount in each.items()
    ]
    provides = frozenset(Category(name) for name in each)
    recorded = Period(FIRST, TODAY - timedelta(days=1)) if each else None
    books = Books("shop", "GBP", "Europe/London", recorded, provides, 1, None)
    sold = sum(each.get(name, 0) for name in ("gross_sales", "discounts", "shipping_income"))
    values = SoldDays(FIRST, np.full(120, float(sold)), np.full(120, float(each.get("sales_tax", 0))))
    return Known(books, values, daily_view(rows), bank or Bank(FIRST), plan or Plan(), TODAY, TODAY)


def source(found: Calibrated, name: str) -> str:
    """Return where an assumption comes from."""
    return next(each.source for each in found.assumptions if each.id == name)


def test_rates_are_those_of_the_last_ninety_days() -> None:
    """Of 100 sold: 10 come back, 18 of tax on the 90 kept, 3 of fees, 8 of fulfilment; 34 ÷ 85 of net sales are cost.

    Net sales are 85 of the 90 kept (the rest is shipping), so goods cost 34 ÷ 90 of what is kept.
    """
    found = calibrate(shop())
    rates = found.rates
    assert (rates.tax, rates.refunds, rates.fees, rates.fulfilment) == pytest.approx((0.2, 0.1, 0.03, 0.08))
    assert rates.cogs == pytest.approx(34 / 90)
    assert (found.ad_day, found.fixed_day, found.coverage) == (12, 2, 1)
    assert source(found, "tax") == "own data: 90 days to 2026-11-29"
    assert source(found, "ad_spend") == "own data: 28 days to 2026-11-29"
    assert source(found, "supply").startswith("prior")


def test_what_nobody_records_is_none_and_said() -> None:
    """A shop of a file: sales and nothing else."""
    found = calibrate(shop({"gross_sales": 100}))
    assert (found.rates.fees, found.rates.fulfilment, found.rates.cogs) == (None, None, None)
    assert (found.rates.tax, found.rates.refunds, found.rates.card, found.ad_day) == (0, 0, 0, 0)
    said = " ".join(found.notes)
    for lack in (
        "No payout account",
        "No unit costs",
        "Payment fees are not",
        "Fulfilment costs are not",
        "No ad spend",
    ):
        assert lack in said
    assert source(found, "fees") == "not recorded"


@pytest.mark.parametrize("daily", [{}, {"marketing": -5}, {"gross_sales": 0}])
def test_a_shop_without_sales_has_no_rates(daily: dict[str, int]) -> None:
    """Nothing is divided by nought."""
    found = calibrate(shop(daily))
    assert (found.rates.tax, found.rates.refunds, found.rates.cogs, found.coverage) == (0, 0, None, None)


def test_refunds_are_dated_as_they_were_where_there_are_enough() -> None:
    """Thirty refunds, a third after 2 days, the rest after 10: 22 ÷ 3 days; three are too few to say."""
    lags = (RefundLag(2, 10, 100 * M), RefundLag(10, 20, 200 * M))
    found = calibrate(shop(bank=Bank(FIRST, lags=lags)))
    assert found.refund_lag @ np.arange(90) == pytest.approx(22 / 3)
    assert source(found, "refund_lag") == "own data: refunds to 2026-11-29"
    few = calibrate(shop(bank=Bank(FIRST, lags=(RefundLag(2, 3, 100 * M),))))
    assert few.refund_lag[1:31] == pytest.approx(1 / 30)
    assert source(few, "refund_lag").startswith("prior")


def test_what_has_no_exchange_rate_is_counted_and_said() -> None:
    """Two rows of the books, three of the payout account."""
    known = shop()
    known.view.measures[4, :2] = 1
    found = calibrate(known._replace(bank=Bank(FIRST, unconverted=3)))
    assert any(note.startswith("5 rows of late are in a currency") for note in found.notes)


def moves(**kinds: int) -> list[BankMove]:
    """Return what each of ten workdays up to Fri 27 Nov moved, paid out after two workdays where that is known."""
    days = [date(2026, 11, 16) + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    issued = [*days[2:], None, None]
    return [
        BankMove(day, kind, paid, 1, amount * M, amount * M)
        for day, paid in zip(days, issued, strict=True)
        for kind, amount in kinds.items()
    ]


def test_the_payout_account_says_its_own_terms() -> None:
    """Two workdays to a payout, seen; Thursday's and Friday's 100 each wait, a payout of 70 was sent on Friday.

    At the bank: 70 today (Monday), Thursday's tomorrow, Friday's on Wednesday. The hold of 500 is not counted on.
    """
    held = (BankMove(date(2026, 11, 20), "RESERVED_FUNDS", None, 1, -500 * M, -500 * M),)
    payouts = (PayoutRow("1", date(2026, 11, 27), "SCHEDULED", 70 * M), PayoutRow("0", TODAY, "PAID", 9 * M))
    bank = Bank(date(2026, 11, 16), tuple(moves(CHARGE=100)), payouts, held)
    found = calibrate(shop(bank=bank)).payouts
    assert (found.settles, found.transit, found.held, found.release, found.reserve) == (2, 1, 500, None, 0)
    assert found.waiting == ((TODAY, 70.0), (date(2026, 12, 1), 100.0), (date(2026, 12, 2), 100.0))
    told = calibrate(shop(bank=bank))
    assert "1 hold on record" in told.notes[-1]
    assert source(told, "settles") == "own data: 14 days to 2026-11-29"


def test_a_reserve_taken_again_and_again_is_a_rule() -> None:
    """Ten holds of 15 on charges of 100: 15 % of what is to come is held back too; labels leave with the payouts."""
    bank = Bank(date(2026, 11, 16), tuple(moves(CHARGE=100, RESERVED_FUNDS=-15, SHIPPING_LABEL=-8)))
    found = calibrate(shop(bank=bank))
    assert found.payouts.reserve == pytest.approx(0.15)
    assert found.rates.card == pytest.approx(1000 / (14 * 118))
    assert found.rates.labels == pytest.approx(80 / (14 * 8))


def test_the_merchant_s_word_goes_before_the_books() -> None:
    """Terms, a stock order, a payroll and a marketing budget for December (930: 30 a day)."""
    plan = Plan(
        payments=(PlannedPayment("1", "Team", "payroll", -900 * M, "month", TODAY, None),),
        stock_orders=(StockOrder("1", "Big", None, 10, 20 * M, TODAY, TODAY, Decimal(0), 0, "ordered"),),
        terms=(SupplyTerms("", 20, 0, 1, Decimal("0.3"), 30),),
        budgets=(BudgetLine("marketing", date(2026, 12, 1), -930 * M),),
        taxes=(TaxRule("VAT", "month", date(2026, 1, 1), 7, Decimal(1)),),
    )
    known = shop(plan=plan)
    found = calibrate(known)
    assert (found.supply.lead_days, found.supply.balance_days, found.supply.deposit) == (20, 30, 0.3)
    assert (found.supply.covered, found.fixed_day) == (200, 0)
    assert source(found, "supply") == "you said"
    spend, said = ad_spend(known, found, 33)
    assert spend[[0, 1, 31, 32]].tolist() == [12, 30, 30, 12]
    assert said == "Ad spend follows your budget in Dec 2026."
    assert not any("When sales tax is paid" in note for note in found.notes)


def cash(known: Known, *balances: CashBalance, **plan: Any) -> Any:
    """Return the opening cash when so much was stated."""
    stated = known._replace(plan=Plan(balances=balances, **plan))
    return opening(stated, calibrate(stated), TODAY)


def test_a_stated_balance_is_moved_on_step_by_step() -> None:
    """1,000 on Thursday; Fri, Sat, Sun: 3 × (90 kept + 18 of tax − 3 − 8 − 12 − 34 − 2), rent of 100 on Saturday."""
    rent = PlannedPayment("1", "Rent", "other", -100 * M, "month", date(2026, 1, 28), None)
    found, notes = cash(shop(), CashBalance("main", date(2026, 11, 26), 1000 * M), payments=(rent,))
    assert found.amount == pytest.approx(1000 + 3 * (90 + 18 - 3 - 8 - 12 - 34 - 2) - 100)
    assert ("Rent", -100) in found.steps
    assert notes == ()


def test_payouts_since_then_count_on_the_day_they_reach_the_bank() -> None:
    """Stated on Thursday: the payout sent that day arrived on Friday, the one of Friday does today and is not in it."""
    payouts = tuple(PayoutRow(str(day), date(2026, 11, day), "PAID", day * M) for day in (25, 26, 27))
    found, _ = cash(
        shop({"gross_sales": 0}, bank=Bank(FIRST, payouts=payouts)), CashBalance("a", date(2026, 11, 26), 0)
    )
    assert [(step.label, step.amount) for step in found.steps] == [("payouts that reached the bank", 26.0)]


def test_balances_of_several_accounts_and_days() -> None:
    """The newest of each counts; an older one is said; one of tomorrow is not used; a very old one warns."""
    early, late = date(2026, 11, 20), TODAY - timedelta(days=1)
    balances = (
        CashBalance("a", early, 5 * M), CashBalance("a", late, 10 * M), CashBalance("b", early, 1 * M),
        CashBalance("c", TODAY + timedelta(days=1), 99 * M),
    )  # fmt: skip
    found, notes = cash(shop(), *balances)
    assert (found.amount, found.stated_on, found.accounts) == (11, late, ("a", "b"))
    assert "yet to come" in notes[0]
    assert "b (2026-11-20)" in notes[1]
    _, old = cash(shop(), CashBalance("a", TODAY - timedelta(days=40), 5 * M))
    assert "40 days ago" in old[0]
    assert cash(shop()) == (None, ())
