"""The rule for a shop's own elasticity: three prices, eight weeks each, apart from promotions and gaps."""

from __future__ import annotations

import numpy as np
import pytest

from credora_agent.analytics.whatif.elasticity import Evidence, SkuDays, own_elasticity

FIRST = 730_000
POUND = 1_000_000


def weeks(prices, *, elasticity=-1.5, off=0.0, gaps=(), noise=0.0) -> Evidence:
    """Return what weeks at these prices say: 70 units a week at £10, 350 of other goods; `off` discounts each week."""
    draw = np.random.default_rng(5)
    days, gross, discounts, units = [], [], [], []
    rates = np.broadcast_to(off, len(prices))
    for week, price in enumerate(prices):
        sold = 10 * (price / 10) ** elasticity * np.exp(noise * draw.standard_normal())
        for day in range(7):
            if week in gaps and day > 1:
                continue
            days.append(FIRST + 7 * week + day)
            units.append(round(sold * 100))
            gross.append(round(sold * 100) * price * POUND)
            discounts.append(-gross[-1] * rates[week])
    columns = (np.array(values, dtype=np.int64) for values in (days, gross, discounts, units))
    sku = SkuDays(*columns)
    shop = 4_000 + np.bincount(sku.days - FIRST, weights=sku.units, minlength=7 * len(prices)).astype(np.int64)
    return own_elasticity(sku, shop, first=FIRST)


def test_three_prices():
    """Three prices for eight weeks each find the elasticity behind them, leaning a little on the published mean."""
    found = weeks([10] * 8 + [11] * 8 + [12] * 8, noise=0.02).found
    assert found is not None
    mean, spread, how = found
    assert mean == pytest.approx(-1.6, abs=0.2)
    assert spread < 0.8
    assert "3 own prices over 24 weeks" in how


@pytest.mark.parametrize(
    ("prices", "how", "says"),
    [
        ([10] * 24, {}, "1 price for"),
        ([10] * 12 + [12] * 12, {}, "2 prices for"),
        ([10] * 8 + [11] * 8 + [12] * 7, {}, "2 prices for"),
        ([10] * 8 + [10.1] * 8 + [10.2] * 8, {}, "1 price for"),
        ([10] * 9 + [11] * 9 + [12] * 9, {"gaps": range(20, 27)}, "2 prices for"),
        ([10] * 8 + [11] * 8 + [12] * 8, {"off": [0.0] * 16 + [0.1] * 8}, "2 prices for"),
    ],
)
def test_not_enough(prices, how, says):
    """Fewer prices, fewer weeks, prices too close, weeks without stock or in promotion: nothing is read off them."""
    found = weeks(prices, **how)
    assert found.found is None
    assert says in found.says


def test_mixed_with_discounts():
    """Prices that came with other discounts, each too small for a promotion, are not told apart from them."""
    off = [0.0] * 8 + [0.019] * 8 + [0.035] * 8
    found = weeks([10] * 8 + [11] * 8 + [12] * 8, off=off)
    assert found.found is None
    assert "Discounts differed" in found.says


def test_nothing_sold():
    """A SKU without sales says nothing."""
    empty = np.zeros(0, dtype=np.int64)
    assert own_elasticity(SkuDays(empty, empty, empty, empty), np.zeros(70), first=FIRST).found is None
