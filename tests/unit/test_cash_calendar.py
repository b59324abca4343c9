"""Days on which planned money moves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np

from credora_agent.analytics.cash.calendar import filings, payments, stock_paid, stock_payments, workdays_after
from credora_agent.ledger.plans import PlannedPayment, StockOrder, TaxRule


def planned(every: str, first: date, last: date | None = None) -> PlannedPayment:
    """Return a payment of −10 so often."""
    return PlannedPayment("1", "Rent", "rent", -10_000_000, every, first, last)


def test_a_weekend_counts_as_the_monday_after_it() -> None:
    """Two workdays after Fri 27, Sat 28, Sun 29 Nov and Mon 30 Nov 2026: Tue 1, then Wed 2 Dec three times."""
    assert workdays_after(date(2026, 11, 27), np.arange(4), 2).tolist() == [4, 5, 5, 5]
    assert workdays_after(date(2026, 11, 27), np.arange(2), 0).tolist() == [0, 3]


def test_a_month_s_last_day_stays_its_last_day() -> None:
    """Paid on the 31st: 30 November, 31 December, 31 January, 28 February."""
    found = payments([planned("month", date(2020, 1, 31))], date(2026, 11, 1), date(2027, 2, 28))
    assert [payment.day for payment in found] == [
        date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28),
    ]  # fmt: skip
    assert {payment.amount for payment in found} == {-10.0}


def test_payments_start_and_end_on_their_days() -> None:
    """Weekly from 4 Nov to 20 Nov 2026; once in the past never again; yearly and quarterly far from their first day."""
    start, end = date(2026, 11, 10), date(2026, 12, 31)
    weekly = payments([planned("week", date(2026, 11, 4), date(2026, 11, 20))], start, end)
    assert [payment.day for payment in weekly] == [date(2026, 11, 11), date(2026, 11, 18)]
    assert payments([planned("once", date(2026, 11, 1))], start, end) == ()
    assert [p.day for p in payments([planned("year", date(2001, 12, 24))], start, end)] == [date(2026, 12, 24)]
    assert [p.day for p in payments([planned("quarter", date(2001, 1, 2))], start, date(2027, 1, 5))] == [
        date(2027, 1, 2)
    ]


def test_filing_periods_that_are_still_to_pay() -> None:
    """Quarters, paid 37 days after: on 28 Nov Q3 is paid (6 Nov), Q4 due on 6 Feb, Q1 2027 on 7 May."""
    rule = TaxRule("VAT", "quarter", date(2024, 4, 1), 37, Decimal(1))
    found = filings(rule, date(2026, 11, 28), date(2027, 2, 10))
    assert [(each.start, each.due) for each in found] == [
        (date(2026, 10, 1), date(2027, 2, 6)), (date(2027, 1, 1), date(2027, 5, 7)),
    ]  # fmt: skip
    late = filings(rule, date(2026, 11, 6), date(2026, 11, 6))
    assert [each.due for each in late] == [date(2026, 11, 6), date(2027, 2, 6)]


def order(status: str, ordered: date, arrives: date) -> StockOrder:
    """Return an order of 1,000, 30 % down, the rest 14 days after arrival."""
    return StockOrder("1", "Throws", None, 100, 10_000_000, ordered, arrives, Decimal("0.3"), 14, status)


def test_a_stock_order_is_paid_in_two_parts() -> None:
    """Ordered 1 Dec, arriving 20 Dec: 300 down, 700 on 3 January; a cancelled one costs nothing."""
    start, end = date(2026, 11, 28), date(2027, 3, 1)
    found = stock_payments([order("planned", date(2026, 12, 1), date(2026, 12, 20))], start, end)
    assert [(p.day, p.amount) for p in found] == [(date(2026, 12, 1), -300.0), (date(2027, 1, 3), -700.0)]
    assert stock_payments([order("cancelled", date(2026, 12, 1), date(2026, 12, 20))], start, end) == ()


def test_what_an_open_order_owes_is_to_pay_however_late() -> None:
    """Ordered and due long ago but never marked as received: 700 today, its deposit was paid; received: nothing."""
    start, end = date(2026, 11, 28), date(2027, 3, 1)
    old = date(2026, 9, 1), date(2026, 9, 10)
    assert [(p.day, p.amount) for p in stock_payments([order("ordered", *old)], start, end)] == [(start, -700.0)]
    assert [p.amount for p in stock_payments([order("planned", *old)], start, end)] == [-700.0, -300.0]
    assert stock_payments([order("received", *old)], start, end) == ()


def test_since_a_balance_only_what_was_paid_counts() -> None:
    """From September on: the deposit of an order made, both parts of one received, nothing of one only planned."""
    since, old = (date(2026, 9, 1), date(2026, 11, 1)), (date(2026, 9, 1), date(2026, 9, 10))
    assert [p.amount for p in stock_paid([order("ordered", *old)], *since)] == [-300.0]
    assert [p.amount for p in stock_paid([order("received", *old)], *since)] == [-300.0, -700.0]
    assert stock_paid([order("planned", *old)], *since) == ()
