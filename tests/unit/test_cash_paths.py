"""Cash in simulated futures, held against a shop walked through day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credora_agent.analytics.cash.inputs import CashInputs, Opening, Payment, Payouts, Rates, Step, Supply
from credora_agent.analytics.cash.paths import cash_paths
from credora_agent.ledger.plans import TaxRule

FRIDAY = date(2026, 11, 27)
NONE = np.zeros(0)


def inputs(one: list[float], *, first: date = FRIDAY, **parts: Any) -> CashInputs:
    """Return one future of a shop that sells so much a day, costs nothing and is paid at once."""
    made = CashInputs(
        first_day=first,
        sales_from=first,
        sales=np.array([one], dtype=np.float64),
        recent=NONE,
        recent_tax=NONE,
        refund_lag=np.array([1.0]),
        ad_spend=np.zeros(len(one)),
    )
    return replace(made, **parts)


def days(made: CashInputs) -> list[float]:
    """Return the money each day moves, in the only future."""
    return [round(float(value), 2) for value in np.diff(cash_paths(made).change[0], prepend=0)]


def test_without_a_payout_account_a_sale_is_cash_on_its_day_with_its_tax_set_aside() -> None:
    """Fri 100, Sat 50, each with 20 % tax: 100 and 50 to spend, 30 owed."""
    made = inputs([100, 50], rates=Rates(tax=0.2))
    found = cash_paths(made)
    assert days(made) == [100, 50]
    assert found.mean_flows["sales"].tolist() == [120, 60]
    assert found.tax_owed.round(2).tolist() == [20, 30]


def test_payouts_land_on_workdays_and_the_weekend_waits() -> None:
    """2 workdays + 1: Friday's 10 is at the bank on Wednesday; 20, 30 and Monday's 40 on Thursday."""
    made = inputs([10, 20, 30, 40, 0, 0, 0], rates=Rates(card=1.0), payouts=Payouts(settles=2, transit=1))
    assert days(made) == [0, 0, 0, 0, 0, 10, 90]


def test_half_of_sales_by_payout_half_at_once_fees_with_the_payout() -> None:
    """100 on Monday: 50 at once, 50 − 3 of fees on Wednesday."""
    made = inputs([100, 0, 0], first=date(2026, 11, 30), rates=Rates(card=0.5, fees=0.03), payouts=Payouts(1, 1))
    assert days(made) == [50, 0, 47]


def test_refunds_come_late_those_of_sales_already_made_too() -> None:
    """10 % refunded, half after one day, half after two; yesterday's 200 and the day before's 400 refund as well."""
    lag = np.array([0.0, 0.5, 0.5])
    made = inputs([100, 0, 0], recent=np.array([400.0, 200.0]), rates=Rates(refunds=0.1), refund_lag=lag)
    assert days(made) == [100 - 20 - 10, -10 - 5, -5]


def test_a_reserve_that_is_a_rule_is_kept_back_and_one_that_ends_comes_back() -> None:
    """15 % of 100 kept back; 60 held before come back on the second day."""
    second = FRIDAY + timedelta(days=1)
    made = inputs([100, 0], rates=Rates(card=1.0), payouts=Payouts(held=60, release=second, reserve=0.15), first=FRIDAY)
    assert days(made) == [85, 60]
    assert days(replace(made, payouts=Payouts(held=60, reserve=0.15))) == [85, 0]


def test_what_is_on_its_way_arrives() -> None:
    """A payout of 70 sent before."""
    assert days(inputs([0, 0], payouts=Payouts(waiting=((FRIDAY + timedelta(days=1), 70.0),)))) == [0, 70]


def test_tax_collected_in_a_period_is_paid_on_its_due_day_and_is_not_income() -> None:
    """November's 30 booked before, + 20 % of 100 on 30 Nov, due 5 days after the month; December's 20 later.

    Three quarters of it are left to pay: 37.50. A refund of 10 % lowers the tax of the day it is made on.
    """
    rule = TaxRule("VAT", "month", date(2026, 1, 1), 5, Decimal("0.75"))
    made = inputs(
        [100, 100, 0, 0, 0, 0],
        first=date(2026, 11, 30),
        recent=np.array([150.0]),
        recent_tax=np.array([30.0]),
        rates=Rates(tax=0.2),
        taxes=(rule,),
    )
    found = cash_paths(made)
    assert days(made) == [120, 120, 0, 0, 0, -37.5]
    assert found.tax_owed.round(2).tolist() == [37.5, 52.5, 52.5, 52.5, 52.5, 15]
    refunded = cash_paths(replace(made, rates=Rates(tax=0.2, refunds=0.1)))
    assert refunded.mean_flows["sales_tax"].round(2).tolist() == [0, 0, 0, 0, 0, -36]


def test_goods_are_bought_again_once_stock_orders_are_sold_and_paid_by_terms() -> None:
    """Goods cost 40 %. 60 at cost are on order: the first day's 40 and half of the second's come from there.

    From then on 30 % at once, the rest two days later.
    """
    made = inputs([100] * 5, rates=Rates(cogs=0.4), supply=Supply(1, 1, 0.3, covered=60, said=True))
    assert cash_paths(made).mean_flows["stock"].round(2).tolist() == [0, -6, -12, -12 - 14, -12 - 28]


def test_without_orders_what_recent_sales_took_from_the_shelf_is_still_to_pay() -> None:
    """Yesterday's 100 at 40 %, nothing down, paid in two days: 40 tomorrow."""
    made = inputs([0, 0], recent=np.array([100.0]), rates=Rates(cogs=0.4), supply=Supply(2, 0, 0.0, said=True))
    assert days(made) == [0, -40]


def test_days_the_books_lack_before_the_forecast_are_simulated_and_their_payouts_counted() -> None:
    """Books end two days before: of Wednesday's and Thursday's sales by payout, both land in the forecast."""
    made = inputs([0] * 5, rates=Rates(card=1.0), payouts=Payouts(1, 1))
    made = replace(made, sales_from=FRIDAY - timedelta(days=2), sales=np.array([[70.0, 30, 0, 0, 0, 0, 0]]))
    assert made.horizon == 5
    assert days(made) == [70, 0, 0, 30, 0]


@settings(max_examples=40, deadline=None)
@given(
    sales=st.lists(st.integers(0, 10_000), min_size=5, max_size=60),
    card=st.floats(0, 1),
    refunds=st.floats(0, 0.5),
    tax=st.floats(0, 0.3),
    ruled=st.booleans(),
)
def test_categories_add_up_to_the_change(
    sales: list[float], card: float, refunds: float, tax: float, *, ruled: bool
) -> None:
    """Whatever is assumed, the mean flows of all categories are the mean change of cash."""
    rule = TaxRule("VAT", "month", date(2026, 1, 1), 5, Decimal(1))
    made = inputs(
        sales,
        sales=np.array([sales, sales[::-1]], dtype=np.float64),
        recent=np.array([50.0, 80.0]),
        recent_tax=np.array([5.0, 8.0]),
        refund_lag=np.full(4, 0.25),
        ad_spend=np.full(len(sales), 3.0),
        running=1.5,
        rates=Rates(tax, refunds, 0.02, 0.05, 0.4, card, 0.5),
        payouts=Payouts(2, 1, ((FRIDAY, 5.0),), 7.0, FRIDAY, 0.1),
        supply=Supply(3, 4, 0.3, 100, said=True),
        payments=(Payment(FRIDAY, "Rent", "rent", -9.0), Payment(FRIDAY, "Gone", "rent", -1.0)),
        taxes=(rule,) if ruled else (),
    )
    found = cash_paths(made)
    added = np.cumsum(sum(found.mean_flows.values()))
    assert found.change.mean(axis=0) == pytest.approx(added, rel=1e-4, abs=1)


def test_another_plan_moves_every_future_alike() -> None:
    """One payment of 500 more: each future is 500 lower from its day on, and no other day differs."""
    draws = np.random.default_rng(1).gamma(2, 100, (50, 30))
    made = inputs([0] * 30, sales=draws, rates=Rates(card=0.9, refunds=0.1), payouts=Payouts(2, 1))
    paid = replace(made, payments=(Payment(FRIDAY + timedelta(days=9), "Machine", "other", -500.0),))
    moved = cash_paths(paid).change - cash_paths(made).change
    assert np.abs(moved[:, :9]).max() < 0.01
    assert moved[:, 9:] == pytest.approx(-500, abs=0.02)


def test_cash_begins_with_what_there_is() -> None:
    """1,000 stated, 200 spent since: a day that brings 50 ends at 850."""
    cash = Opening(1000, FRIDAY - timedelta(days=3), ("main",), (Step("ads", -200),))
    found = cash_paths(inputs([50], opening=cash))
    assert found.balance is not None
    assert found.balance.tolist() == [[850]]
    assert cash_paths(inputs([50])).balance is None
