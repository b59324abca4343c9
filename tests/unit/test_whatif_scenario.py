"""Scenarios over common futures: what is not touched differs by nothing, a fixed cost by itself on every path."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whatif_world import FIRST, POUND, basis, ground

from credora_agent.analytics.cash.inputs import CashInputs
from credora_agent.analytics.figure import Bound
from credora_agent.analytics.whatif import response
from credora_agent.analytics.whatif.assuming import Said
from credora_agent.analytics.whatif.assumptions import Origin, price_elasticity
from credora_agent.analytics.whatif.demand import demand, meet, unit_rate
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
from credora_agent.analytics.whatif.moves import Promotion
from credora_agent.analytics.whatif.scenario import Scenario, Spread, Verdict, confidence, scenario
from credora_agent.core.errors import BadInput

TEN = Decimal("0.1")
NOTHING_SAID = Said()
LEVERS = (
    Price(by=TEN),
    Price(by=-TEN, sku="A"),
    Discount(TEN, days=14, sku="B"),
    AdSpend(by=Decimal("-0.2")),
    AdSpend(by=Decimal("0.3"), target="meta"),
    Shift(2 * POUND, "google", "meta"),
    Stock("A", 500, lead_days=10),
    FixedCost(2_500 * POUND, "Hire"),
    Loan(20_000 * POUND, Decimal("0.09"), 24),
    OneOff(-500 * POUND),
    UnitCost(by=TEN, sku="A"),
    Volume(-TEN),
)


def run(*levers, said=NOTHING_SAID, shop=None, seed=3) -> Scenario:
    """Return the scenario of levers in a shop."""
    on = shop or ground()
    assert isinstance(on.inputs, CashInputs)
    return scenario(on, on.inputs, checked(levers), said, seed=seed)


def gained(found: Scenario, line: str) -> np.ndarray:
    """Return the difference of a line on every path."""
    base, then = found.futures
    return getattr(then, line) - getattr(base, line)


@pytest.mark.parametrize(
    "nothing",
    [
        Price(by=Decimal(0)),
        Price(by=Decimal(0), sku="A"),
        Price(to=24 * POUND, sku="A"),
        Discount(Decimal(0), days=7),
        AdSpend(by=Decimal(0)),
        AdSpend(to=20 * POUND, target="meta"),
        UnitCost(by=Decimal(0), sku="B"),
        Volume(Decimal(0)),
    ],
)
def test_nothing_moves_nothing(nothing):
    """A lever that changes nothing differs by exactly nothing on every path, in every line and in cash."""
    found = run(nothing)
    for line in ("revenue", "cm2", "cm3", "net_profit"):
        assert not gained(found, line).any()
    assert (found.cash.difference, found.cash.end) == (Spread(0, 0, 0), Spread(0, 0, 0))
    assert found.verdict is Verdict.SAME


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 10**11), st.sampled_from([None, FIRST + timedelta(days=20)]))
def test_fixed_cost_is_constant(monthly, day):
    """A fixed cost lowers net profit by one and the same whole number on every path, and cash by what was paid."""
    found = run(FixedCost(monthly, "Hire", day))
    lost = set(gained(found, "net_profit"))
    assert len(lost) == 1
    assert not gained(found, "cm3").any()
    assert found.cash.end.sharp
    assert confidence(found) == "arithmetic"
    assert found.tornado == ()


def test_fixed_cost_by_hand():
    """£3,000 a month for 60 days from 28 November: one month to 27 December, 30 of the 31 days of the next."""
    found = run(FixedCost(3_000 * POUND))
    assert found.rows[-1].difference.sharp
    assert -found.rows[-1].difference.middle == pytest.approx(3_000 * POUND * (1 + 30 / 31), abs=31)
    assert found.cash.end == Spread(*[-3_000 * POUND] * 3)


def test_loan_by_hand():
    """A loan adds its principal less the instalments paid; profit loses the interest of the days alone."""
    found = run(Loan(1_200 * POUND, Decimal(0), 12))
    assert found.cash.end == Spread(*[1_100 * POUND] * 3)
    assert found.verdict is Verdict.SAME
    dear = run(Loan(1_200 * POUND, Decimal("0.12"), 12))
    assert dear.rows[-1].difference.middle == pytest.approx(-(12 + 11.05 * 30 / 31) * POUND, rel=0.01)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(LEVERS), min_size=2, max_size=3, unique=True))
def test_order_changes_nothing(chosen):
    """Levers in any order are the same scenario, path by path."""
    found = [run(*order) for order in permutations(chosen)]
    for other in found[1:]:
        assert other.rows == found[0].rows
        assert other.cash == found[0].cash
        assert other.tornado == found[0].tornado
        assert (gained(other, "net_profit") == gained(found[0], "net_profit")).all()


def test_seed():
    """The same seed gives the same answer, another one another draw."""
    assert run(Price(by=TEN)).rows == run(Price(by=TEN)).rows
    assert run(Price(by=TEN)).rows != run(Price(by=TEN), seed=4).rows


def test_price_at_a_known_elasticity():
    """At elasticity 0 units stay: +10 % on net sales, less fees; at the break-even elasticity profit stays."""
    base, then = run(Price(by=TEN), said=Said(elasticity=(0.0, 0.0))).futures
    assert np.allclose(then.revenue, base.revenue * (22 + 1) / 21)
    even = np.log(1 - 194 / 1231) / np.log(1.1)
    found = run(Price(by=TEN), said=Said(elasticity=(even, even)))
    assert np.abs(gained(found, "cm3")).max() < 1_000
    assert found.assumptions[0].origin is Origin.SAID


def test_price_of_one_sku_moves_its_share():
    """+10 % on A alone, units unmoved, adds a tenth of A's two thirds of net sales."""
    base, then = run(Price(by=TEN, sku="A"), said=Said(elasticity=(0.0, 0.0))).futures
    assert np.allclose(then.revenue / base.revenue, 1 + 2 / 21 * 2 / 3)


def test_cost_and_volume():
    """Dearer goods cost A's share of COGS; volume −100 % leaves nothing but what runs on."""
    found = run(UnitCost(to=10 * POUND, sku="A"))
    base, then = found.futures
    assert np.allclose((base.cm2 - then.cm2) / base.revenue, 8 / 21 * 2 / 3 / 4)
    empty = run(Volume(Decimal(-1)))
    assert not empty.futures[1].revenue.any()
    assert empty.verdict is Verdict.DOWN


def test_ads_off_lose_at_most_what_is_credited():
    """All ads off: revenue falls towards the half that platforms credit to themselves, never beyond; spend is saved."""
    base, then = run(AdSpend(by=Decimal(-1))).futures
    assert not then.ad_spend.any()
    assert (then.revenue > base.revenue * 0.499).all()
    assert (then.revenue < base.revenue).all()


@given(st.floats(0, 5), st.floats(0.1, 0.4), st.floats(3, 15))
def test_ad_response(spend, elasticity, half_life):
    """The response grows with spend, is concave, stays above 1 − β, and has the assumed slope where the shop stands."""
    channel = ground().channels["meta"]
    given_ = (np.array([[elasticity]]), np.array([[half_life]]), channel)
    made = [response.of_ads(*given_, spend * times, days=400)[0, -1] for times in (1, 1.5, 2)]
    assert made[0] <= made[1] <= made[2]
    assert made[2] - made[1] <= made[1] - made[0] + 1e-12
    assert made[0] >= 1 - channel.credited - 1e-12
    slope = (response.of_ads(*given_, 1.001, days=2_000)[0, -1] - 1) / 0.001
    assert slope == pytest.approx(elasticity * channel.weight, rel=0.01)


def test_shift_cannot_be_told():
    """Between platforms of like return nothing is known of the margin: no verdict, or one the draws carry."""
    alike = ground()
    twins = {**alike.channels, "google": replace(alike.channels["google"], credited=0.2, top=30 * POUND)}
    found = run(Shift(2 * POUND, "google", "meta"), shop=replace(alike, channels=twins))
    assert found.verdict is Verdict.UNSURE
    assert 0.3 <= found.better <= 0.7


def test_promotion_pulls_forward():
    """Two weeks at 10 % off with a third pulled forward: the units missing after are a third of the extra ones."""
    price, units = response.of_promotion(np.array([[-2.0]]), np.array([[1 / 3]]), Promotion(0.1, 5, 14), days=90)
    extra = units[0, 5:19] - 1
    assert np.allclose(extra, 0.9**-2 - 1)
    assert (1 - units[0, 19:]).sum() == pytest.approx(extra.sum() / 3)
    assert (price[0, 5:19] == 0.9).all()
    assert (units[0, 47:] == 1).all()


def test_stock_order():
    """With six days of stock for sixty, 500 units in ten days win back most lost units; nothing is bought twice."""
    found = run(Stock("A", 500, lead_days=10))
    (shelf,) = found.shelves
    assert shelf.lost_before > shelf.lost_after >= 0
    assert shelf.short_before > 45
    assert shelf.short_after < 15
    assert found.verdict is Verdict.UP
    assert found.cash.end.middle > -4_000 * POUND


def test_shelf_by_hand():
    """5 on hand, 2 wanted a day, 3 arriving on the fourth day: sold out on day three, half a day short there."""
    shelf = meet(np.full((1, 6), 2.0), 5, [(3, 3)])
    assert shelf.served[0].tolist() == [1, 1, 0.5, 1, 0.5, 0]
    assert (shelf.short_days[0], shelf.lost_units[0]) == (3, 4)


def test_few_sales_lean_on_the_shop():
    """A SKU with few sales leans on the shop's mean SKU; from thirty on it stands alone."""
    few, many = unit_rate(3, 90, shop_mean=2.0), unit_rate(30, 90, shop_mean=2.0)
    assert few.leans
    assert not many.leans
    assert 3 / 90 < few.mean < 2
    assert many.mean == pytest.approx(30.5 / 90)
    assert demand(np.array([[2.0]]), np.ones((1, 3)), seed=None).tolist() == [[2, 2, 2]]


def test_sensitivity():
    """The tornado lists each assumption by its swing, and leaves out what is one number."""
    found = run(Price(by=TEN), AdSpend(by=TEN))
    assert [each.width for each in found.tornado] == sorted((each.width for each in found.tornado), reverse=True)
    assert found.tornado[0].assumption == "price_elasticity"
    assert {each.assumption for each in found.tornado} == {
        "price_elasticity", "ad_elasticity:", "carry_over", "sales",
    }  # fmt: skip
    said = run(Price(by=TEN), said=Said(elasticity=(-2.0, -2.0)))
    assert [each.assumption for each in said.tornado] == ["sales"]


def test_prior():
    """The prior has the published quantiles: half below −2.01, nothing above −0.3."""
    prior = price_elasticity(None)
    assert prior.at(0.5) == pytest.approx(-2.01, abs=0.02)
    assert prior.at(1.0) <= -0.3
    assert prior.origin is Origin.PRIOR


def test_without_opening_cash():
    """Without a balance cash is told as change only, and no odds of running out."""
    found = run(OneOff(-500 * POUND), shop=ground(opening=None))
    assert not found.cash.known
    assert found.cash.scenario.ruin is None
    assert found.cash.end == Spread(*[-500 * POUND] * 3)


def test_missing_costs():
    """Without unit costs the rows are upper bounds, and a difference that depends on them is partial."""
    bare = replace(ground(), shop=replace(ground().shop, goods=basis(900, cogs=None)))
    bare = replace(bare, skus={"A": basis(600, cogs=None)})
    cm2 = run(Price(by=TEN), shop=bare).rows[1]
    assert (cm2.bound, cm2.difference_bound, cm2.missing) == (Bound.AT_MOST, Bound.PARTIAL, ("cogs",))
    assert run(FixedCost(POUND), shop=bare).rows[-1].difference_bound is Bound.EXACT


@pytest.mark.parametrize(
    ("lever", "says"),
    [
        (AdSpend(add=-31 * POUND), "less a day"),
        (Shift(11 * POUND, "google", "meta"), "less a day"),
        (FixedCost(POUND, day=date(2027, 6, 1)), "outside the days"),
        (Stock("A", 5), "How long A takes"),
        (Price(to=POUND, sku="C"), "not known"),
        (UnitCost(to=POUND, sku="C"), "not known"),
    ],
)
def test_what_the_shop_cannot_do(lever, says):
    """What a shop's own state rules out is refused in words."""
    with pytest.raises(BadInput, match=says):
        run(lever)


def test_no_ads():
    """Without ad spend a share of it is refused; an amount counts its cost and no effect."""
    bare = replace(ground(), channels={})
    with pytest.raises(BadInput, match="no ad spend"):
        run(AdSpend(by=TEN), shop=bare)
    found = run(AdSpend(add=10 * POUND), shop=bare)
    assert set(gained(found, "cm3")) == {-600 * POUND}


def test_nothing_sold():
    """A shop that sells nothing has no threshold and nothing to win: what is paid is all that moves."""
    empty = ground()
    assert empty.inputs is not None
    still = replace(empty.inputs, sales=np.zeros_like(empty.inputs.sales))
    bare = replace(empty, shop=replace(empty.shop, goods=basis(0)), skus={}, inputs=still)
    found = run(Price(by=TEN), Discount(TEN), FixedCost(POUND), AdSpend(by=-TEN), shop=bare)
    assert all(np.isfinite(getattr(side, line)).all() for side in found.futures for line in ("revenue", "net_profit"))
    assert not gained(found, "revenue").any()
    assert set(gained(found, "cm3")) == {180 * POUND}


@pytest.mark.parametrize(
    "said", [{"elasticity": (0.5, 0.5)}, {"ad_elasticity": (-0.1, 0.2)}, {"pull_forward": (0.5, 0.1)}]
)
def test_impossible_assumptions(said):
    """An assumption nobody can make is refused."""
    with pytest.raises(BadInput, match="not possible"):
        Said(**said)
