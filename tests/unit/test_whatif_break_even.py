"""Break-evens against brute force: at the threshold profit is what it was, to the rounding of a whole micro."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whatif_world import POUND, basis, ground

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.whatif import break_even
from credora_agent.analytics.whatif.economics import Basis, remainder
from credora_agent.analytics.whatif.levers import AdSpend, Discount, FixedCost, Loan, OneOff, Price, Stock, UnitCost
from credora_agent.analytics.whatif.thresholds import break_evens
from credora_agent.core.errors import BadInput

amounts = st.integers(0, 10**12)
goods_made = st.builds(
    Basis,
    days=st.just(90),
    units=st.integers(1, 10**6),
    sales=amounts,
    net_sales=st.integers(1, 10**12),
    shipping=amounts,
    cogs=amounts,
    fulfilment=amounts,
    fees=amounts,
)
shares = st.fractions(Fraction(-9, 10), 3, max_denominator=1000)


def profit(goods: Basis, *, units: Fraction, price: Fraction = Fraction(1), cost: Fraction = Fraction(1)) -> Fraction:
    """Return CM2 at other units, prices and costs, line by line."""
    net, shipping = goods.net_sales * units * price, goods.shipping * units
    fees = goods.fee_rate * (net + shipping)
    return net + shipping - fees - (goods.cogs or 0) * units * cost - (goods.fulfilment or 0) * units


@given(goods_made, shares)
def test_price_and_discount(goods, by):
    """At the threshold a changed price earns the CM2 of before, up to the micro `kept` rounds; else there is none."""
    found = break_even.of_price(goods, by)
    assert found is not None
    if found.share is None:
        assert profit(goods, units=Fraction(1), price=1 + by) <= 1 + abs(by)
    else:
        there = profit(goods, units=1 + found.share, price=1 + by)
        assert abs(there - goods.contribution) <= (1 + abs(by)) * (1 + abs(found.share))
    if 0 <= -by < 1:
        assert break_even.of_discount(goods, -by).share == found.share


@given(goods_made, shares)
def test_unit_cost(goods, by):
    """At the threshold changed unit costs leave the CM2 of before."""
    found = break_even.of_cost(goods, by)
    if found.share is not None:
        assert abs(profit(goods, units=1 + found.share, cost=1 + by) - goods.contribution) <= 1 + abs(found.share)


def test_price_by_hand():
    """A unit at £20 leaves 20 + 1 − 8 − 2 − 3 % of 21 = £10.37; +10 % adds £1.94 after fees: 1.94 ÷ 12.31 = 15.76 %."""
    found = break_even.of_price(basis(), Fraction(1, 10))
    assert found.unit_before == Fraction(1037, 100) * POUND
    assert found.share == -Fraction(194, 1231)


def test_discount_by_hand():
    """15 % off £20 takes £2.91 after fees: 2.91 ÷ (10.37 − 2.91) = 39.0 % more units; at 60 % off none do."""
    assert break_even.of_discount(basis(), Fraction(15, 100)).share == Fraction(291, 746)
    assert break_even.of_discount(basis(), Fraction(60, 100)).share is None


@given(st.integers(1, 10**12))
def test_extra_revenue(spent):
    """The CM2 of the extra revenue is what was spent."""
    goods = basis()
    needed = break_even.extra_revenue(goods, spent)
    assert needed * goods.contribution / goods.revenue == spent


def test_nothing_left_to_earn():
    """Goods sold at a loss pay for no spending; a shop without units has no threshold."""
    assert break_even.extra_revenue(basis(cost=30), POUND) is None
    assert break_even.of_price(basis(units=0), Fraction(1, 10)) is None


def test_missing_costs_bound():
    """Without unit costs the threshold is a lower bound, and says what is missing."""
    bare = ground(skus={"A": basis(600, cogs=None)})
    (found,) = break_evens(bare, (Price(by=Decimal("0.1"), sku="A"),))
    assert (found.bound, found.missing) == (Bound.AT_LEAST, ("cogs",))
    full = break_even.of_price(basis(600), Fraction(1, 10))
    assert abs(found.values["units"]) < abs(full.share)


def test_ads_fixed_and_one_off():
    """£10 a day more at a CM2 of 10.37 ÷ 21 needs £20.25 of revenue a day, and ROAS 2.43 on the platforms' base."""
    ads, hire, once = break_evens(
        ground(), (AdSpend(add=10 * POUND), FixedCost(2_500 * POUND, "Hire"), OneOff(-500 * POUND, "Fair"))
    )[:3]
    assert float(ads.values["revenue"]) / POUND == pytest.approx(10 * 21 / 10.37)
    assert float(ads.values["roas_needed"]) == pytest.approx(21 * 1.2 / 10.37)
    assert float(ads.values["roas_now"]) == pytest.approx(100 / 30)
    assert float(hire.values["revenue_cm2"]) / POUND == pytest.approx(2_500 * 21 / 10.37)
    assert float(hire.values["revenue_cm3"]) / POUND == pytest.approx(2_500 * 18_900 / (900 * 10.37 - 2_700))
    assert float(once.values["revenue"]) / POUND == pytest.approx(500 * 21 / 10.37)


def test_stock_cover():
    """40 on hand at 600 ÷ 90 a day cover 6 days; 500 more take the cover to 81 and sell through in 2.47 months."""
    order = Stock("A", 500, lead_days=30, deposit=Decimal("0.3"), balance_days=14)
    (found,) = break_evens(ground(), (order,))
    values = found.values
    assert (values["worth"], values["deposit"], values["balance"]) == (4_000 * POUND, 1_200 * POUND, 2_800 * POUND)
    assert (values["cover_now"], values["cover_after"], values["balance_due"]) == (6, 81, 44)
    assert float(values["months"]) == pytest.approx(500 / (600 / 90) / (365 / 12))


def test_loan_costs():
    """£20,000 at 9 % over 24 months: £913.69 a month, £1,928.68 of interest."""
    (found,) = break_evens(ground(), (Loan(20_000 * POUND, Decimal("0.09"), 24),))
    assert round(float(found.values["instalment"]) / POUND, 2) == 913.69
    assert round(float(found.values["interest"]) / POUND, 2) == 1928.68


def test_together_by_brute_force():
    """With a price rise, a cost rise and a hire, all units at the threshold earn what the shop earned before."""
    levers = (Price(by=Decimal("0.1")), UnitCost(by=Decimal("0.05"), sku="A"), FixedCost(300 * POUND))
    shop = ground()
    found = break_evens(shop, levers)[-1]
    share = found.values["units"]
    a, rest = shop.skus["A"], remainder(shop.shop.goods, [shop.skus["A"]])
    up, dear = Fraction(11, 10), Fraction(21, 20)
    after = profit(a, units=1 + share, price=up, cost=dear) + profit(rest, units=1 + share, price=up)
    assert float(after - found.values["fixed"]) == pytest.approx(shop.shop.goods.contribution, abs=10)


def test_unsold_sku():
    """A lever on a SKU that did not sell is refused in words."""
    with pytest.raises(BadInput, match="Nothing of GONE was sold"):
        break_evens(ground(), (Discount(Decimal("0.1"), sku="GONE"),))
