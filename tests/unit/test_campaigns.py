"""What campaigns are worth, and which are said to lose or decay: loud when sure, quiet when not."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.analytics.campaigns.decay import decay
from credora_agent.analytics.campaigns.economics import Told, Verdict, Worth, economics, products_worth, shop_worth
from credora_agent.analytics.figure import Bound
from credora_agent.analytics.products.lines import Line, Shop, merged, product_lines
from credora_agent.ledger.goods import MEASURES, GoodsSums

M = 1_000_000
THIRD = Worth(Fraction(1, 3), Bound.EXACT, "the shop", Fraction(1, 3))


def told(spend: int, value: int, purchases: int) -> Told:
    """Return a campaign's sums in pounds."""
    return Told(spend * M, value * M, purchases * M)


def test_figures_of_a_campaign() -> None:
    """Spend 100, value 450 of 30 purchases, CM2 a third: ROAS 4.5, POAS 1.5, break-even 3, profit 50."""
    found = economics(told(100, 450, 30), THIRD)
    assert (found.roas, found.poas, found.break_even) == (Fraction(9, 2), Fraction(3, 2), 3)
    assert (found.cost_per_purchase, found.profit) == (Fraction(100 * M, 30), 50 * M)
    assert found.verdict is Verdict.EARNS


@pytest.mark.parametrize(
    ("sums", "worth", "verdict"),
    [
        (told(100, 150, 30), THIRD, Verdict.LOSES),
        (told(100, 310, 30), THIRD, Verdict.UNSURE),
        (told(100, 150, 9), THIRD, Verdict.FEW),
        (told(100, 0, 0), THIRD, Verdict.FEW),
        (told(0, 90, 3), THIRD, Verdict.NO_SPEND),
        (told(100, 900, 30), Worth(None, Bound.EXACT, "the shop"), Verdict.NO_MARGIN),
        (told(100, 900, 30), Worth(Fraction(1, 3), Bound.AT_MOST, "the shop"), Verdict.UNSURE),
        (told(100, 900, 30), Worth(Fraction(1, 3), Bound.AT_MOST, "the shop", Fraction(1, 4)), Verdict.EARNS),
        (told(100, 150, 30), Worth(Fraction(1, 3), Bound.AT_MOST, "the shop"), Verdict.LOSES),
        (told(100, 900, 30), Worth(Fraction(1, 3), Bound.PARTIAL, "the shop"), Verdict.NO_MARGIN),
        (told(100, 900, 30), Worth(Fraction(-1, 9), Bound.EXACT, "the shop", Fraction(-1, 9)), Verdict.LOSES),
    ],
)
def test_verdicts(sums: Told, worth: Worth, verdict: Verdict) -> None:
    """A margin that is at most so much can show a loss; a gain only what it is at the least."""
    assert economics(sums, worth).verdict is verdict


def test_nothing_is_divided_by_nought() -> None:
    """No spend, no purchases, no margin: no ratio, no break-even where CM2 is not positive."""
    found = economics(told(0, 0, 0), Worth(Fraction(-1, 2), Bound.EXACT, "the shop"))
    assert (found.roas, found.cost_per_purchase, found.poas, found.break_even) == (None, None, None, None)
    assert economics(told(10, 0, 0), THIRD).cost_per_purchase is None


def _lines() -> tuple[list[Line], Shop]:
    """Return A sold for 300 that cost 100 and B for 100 that cost nobody knows what; tax 80, shipping 20, fees −40."""
    rows = [
        {"gross_sales": 300 * M, "cogs": -100 * M, "units_sold": 3, "costed_sales": 300 * M},
        {"gross_sales": 100 * M, "units_sold": 1},
    ]
    table = np.array([[row.get(name, 0) for name in MEASURES] for row in rows], dtype=np.int64).T
    amounts = {
        "gross_sales": 400 * M,
        "cogs": -100 * M,
        "sales_tax": 80 * M,
        "shipping_income": 20 * M,
        "fees": -40 * M,
    }
    shop = Shop(amounts, units=4, costed=300 * M)
    return product_lines(GoodsSums(("A", "B"), ("a", "b"), table), shop, spend={}, tied={}), shop


def test_the_margin_is_on_the_platforms_base() -> None:
    """CM2 280 of 500 charged; B without a cost: at most that, at the least (280 − 100) ÷ 500."""
    lines, shop = _lines()
    found = shop_worth(shop, merged(lines, id_="", label=""))
    assert (found.rate, found.least, found.bound) == (Fraction(280, 500), Fraction(180, 500), Bound.AT_MOST)


def test_a_products_own_margin() -> None:
    """A: CM2 300 + 15 − 100 − 30 = 185 of 375 charged, exact; sold nothing: the shop's."""
    lines, shop = _lines()
    usual = shop_worth(shop, merged(lines, id_="", label=""))
    found = products_worth(lines[:1], shop, usual)
    assert (found.rate, found.bound, found.of) == (Fraction(185, 375), Bound.EXACT, "its products")
    assert products_worth([], shop, usual) == usual


def test_without_costs_there_is_no_margin() -> None:
    """COGS not recorded, or nothing sold: no rate."""
    lines, shop = _lines()
    whole = merged(lines, id_="", label="")
    assert shop_worth(Shop(shop.amounts, missing=frozenset({"cogs"})), whole).rate is None
    assert shop_worth(Shop({}), whole).rate is None


def _spent(rng: np.random.Generator, blocks: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return rng.gamma(20, 50, blocks)


def test_a_slow_decay_is_found_within_a_year() -> None:
    """Purchases at 15 a block whose cost doubles a year: found, by about that factor, over more than half a year."""
    rng = np.random.default_rng(3)
    spend = _spent(rng, 26)
    bought = rng.poisson(60 * spend / 1000 * 2 ** (-np.arange(26) / 13)).astype(float)
    found = decay(spend, bought)
    assert found is not None
    assert found.decaying
    assert 1.4 < found.factor < 4.5


def test_a_steep_decay_is_found_within_half_a_year() -> None:
    """Cost per purchase triples over six blocks of 100 purchases → sure over six."""
    spend = np.full(6, 1000.0)
    found = decay(spend, np.array([150.0, 120, 98, 80, 62, 50]))
    assert found is not None
    assert (found.decaying, found.blocks) == (True, 6)
    assert found.factor == pytest.approx(3.0, rel=0.1)
    improving = decay(spend, np.array([50.0, 62, 80, 98, 120, 150]))
    assert improving is not None
    assert (improving.sure, improving.decaying) == (True, False)


def test_quiet_without_a_trend() -> None:
    """Of 300 campaigns without a trend whose months vary by 15 % beside chance, fewer than 5 % are called sure."""
    rng = np.random.default_rng(11)
    sure = 0
    for _ in range(300):
        spend = _spent(rng, 26)
        found = decay(spend, rng.poisson(40 * spend / 1000 * np.exp(rng.normal(0, 0.15, 26))).astype(float))
        sure += bool(found and found.sure)
    assert sure < 15


def test_too_little_says_nothing() -> None:
    """Three blocks, no purchases, few purchases, no spend: None; begun a month ago: None."""
    assert decay(np.full(3, 100.0), np.full(3, 50.0)) is None
    assert decay(np.full(6, 100.0), np.zeros(6)) is None
    assert decay(np.full(6, 100.0), np.full(6, 2.0)) is None
    assert decay(np.zeros(26), np.zeros(26)) is None
    assert decay(np.array([0, 0, 0, 0, 0, 100.0]), np.array([0, 0, 0, 0, 0, 90.0])) is None


@given(
    st.lists(st.integers(0, 10**12), min_size=26, max_size=26), st.lists(st.integers(0, 5000), min_size=26, max_size=26)
)
def test_whatever_was_spent_has_an_answer(spend: list[int], bought: list[int]) -> None:
    """Any spend and purchases: None or finite, positive factors."""
    found = decay(np.array(spend, dtype=float), np.array(bought, dtype=float))
    assert found is None or (0 < found.factor < float("inf") and 0 < found.halves < float("inf"))
