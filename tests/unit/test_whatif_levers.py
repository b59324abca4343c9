"""Levers: what no shop can do is refused with an example; loans pay back exactly what was lent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whatif_world import POUND

from credora_agent.analytics.whatif.annuity import instalment, interest_by_day, schedule
from credora_agent.analytics.whatif.levers import (
    AdSpend,
    Discount,
    FixedCost,
    Loan,
    OneOff,
    Price,
    Shift,
    Stock,
    UnitCost,
    Volume,
    checked,
)
from credora_agent.core.errors import BadInput

loans = st.builds(
    Loan,
    principal=st.integers(1, 10**14),
    rate=st.decimals(0, 2, places=4),
    months=st.integers(1, 480),
)
START = date(2026, 1, 31)


@given(loans)
def test_instalments_sum(loan):
    """What is repaid adds up to the principal to the micro; instalments are equal, interest is on what is owed."""
    paid = schedule(loan, START)
    assert sum(each.repaid for each in paid) == loan.principal
    assert len(paid) == loan.months
    equal = instalment(loan.principal, rate=loan.rate, months=loan.months)
    owed = loan.principal
    for each in paid:
        assert min(each.interest, each.repaid) >= 0
        assert abs(each.paid - equal) <= 1
        assert abs(each.interest - owed * loan.rate / 12) <= 2
        owed -= each.repaid


@given(loans)
def test_interest_by_day(loan):
    """Interest spread over days adds up to the instalments' interest."""
    paid = schedule(loan, START)
    assert sum(interest_by_day(paid, START).values()) == sum(each.interest for each in paid)


def test_without_interest():
    """A loan without interest is paid back in equal parts, one taking the odd micro."""
    paid = schedule(Loan(100, Decimal(0), 3), START)
    assert [each.paid for each in paid] == [33, 34, 33]
    assert [each.day for each in paid] == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Price(by=Decimal(-1)), "leaves nothing"),
        (lambda: Price(by=Decimal("-1.5")), "leaves nothing"),
        (lambda: Price(by=Decimal("NaN")), "leaves nothing"),
        (lambda: Price(by=Decimal(11)), "beyond anything"),
        (lambda: Price(to=0, sku="A"), "above 0"),
        (lambda: Price(to=POUND), "price of one SKU"),
        (Price, "needs one size"),
        (lambda: Discount(Decimal(1)), "not possible"),
        (lambda: Discount(Decimal("-0.1")), "not possible"),
        (lambda: Discount(Decimal("0.1"), days=0), "not possible"),
        (lambda: AdSpend(by=Decimal("-1.1")), "negative budget"),
        (lambda: AdSpend(to=-1), "cannot be negative"),
        (lambda: AdSpend(by=Decimal("0.1"), add=5), "needs one size"),
        (lambda: Shift(0, "meta", "google"), "above 0"),
        (lambda: Shift(POUND, "meta", "Meta"), "two different"),
        (lambda: Stock("A", 0), "not possible"),
        (lambda: Stock("A", 5, deposit=Decimal(2)), "deposit"),
        (lambda: Stock("A", 5, lead_days=-1), "lead time"),
        (lambda: FixedCost(-1), "above 0"),
        (lambda: Loan(0, Decimal("0.1"), 12), "above 0"),
        (lambda: Loan(POUND, Decimal(-1), 12), "rate"),
        (lambda: Loan(POUND, Decimal("0.1"), 0), "term"),
        (lambda: OneOff(0), "changes nothing"),
        (lambda: UnitCost(to=-1, sku="A"), "cannot be negative"),
        (lambda: Volume(Decimal(-2)), "leaves nothing"),
        (lambda: checked(()), "Nothing is changed"),
        (lambda: checked((Price(to=POUND, sku="a"), Price(by=Decimal("0.1"), sku="A"))), "changed again"),
        (lambda: checked((AdSpend(to=POUND), AdSpend(by=Decimal("0.1")))), "All advertising"),
    ],
)
def test_refused(make, says):
    """Each impossible change is refused, with a remedy."""
    with pytest.raises(BadInput, match=says) as refused:
        make()
    assert refused.value.remedy
