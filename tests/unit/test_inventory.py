"""How fast stock sells, how long it lasts, what to order: from counts, with their uncertainty, never a made-up rate."""

from __future__ import annotations

from datetime import date
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.analytics.inventory.demand import RATE_DAYS, WINDOW_DAYS, Rate, rates
from credora_agent.analytics.inventory.policy import (
    Position,
    Terms,
    advice,
    cover,
    demanded,
    quantile,
    service_level,
    trend,
)
from credora_agent.ledger.goods import UnitGrid

START = date(2026, 8, 29)
STEADY = Rate(mean=4.0, sd=0.0, dispersion=1.0, sold=112, days=28, left_out=0, source="own data", before=4.0)


def grid(**sold: list[int]) -> UnitGrid:
    """Return the units of SKUs by day, the last day last; days before those listed without a sale."""
    rows = np.array([[0] * (WINDOW_DAYS - len(days)) + days for days in sold.values()], dtype=np.int64)
    return UnitGrid(tuple(sold), START, rows.reshape(-1, WINDOW_DAYS))


def test_a_rate_is_of_the_last_days() -> None:
    """3 a day for 63 days, then 5 a day for 28 → 5, from 140 sold, own data; before it 3; up by two thirds."""
    found = rates(grid(A=[3] * 63 + [5] * 28))["A"]
    assert (found.mean, found.sold, found.days, found.source, found.before) == (5.0, 140, RATE_DAYS, "own data", 3.0)
    assert trend(found) == pytest.approx(2 / 3)


def test_days_out_of_stock_are_no_demand() -> None:
    """4 a day, ten days without a sale in the middle: impossible at that rate, left out → still 4 a day."""
    found = rates(grid(A=[4] * 70 + [0] * 10 + [4] * 11))["A"]
    assert (found.mean, found.left_out, found.days) == (4.0, 10, RATE_DAYS)


def test_quiet_days_of_a_slow_seller_are_demand() -> None:
    """One sale every seven days: six days without are nothing odd → 4 of 28 days, none left out."""
    found = rates(grid(A=[0, 0, 0, 0, 0, 0, 1] * 13))["A"]
    assert (found.sold, found.days, found.left_out) == (4, RATE_DAYS, 0)


def test_what_is_empty_now_was_wanted_before() -> None:
    """2 a day, then three days without: not impossible; but the shelf is empty, so they are no demand."""
    days = [2] * 88 + [0] * 3
    assert rates(grid(A=days))["A"].mean < 2
    assert rates(grid(A=days), empty={"A"})["A"].mean == 2.0


def test_what_lies_on_the_shelf_is_read_from_its_own_days() -> None:
    """A sells with a long blank, B is empty, C is new, D never sold; all on the shelf, as alone so together."""
    sold = {"A": [4] * 70 + [0] * 10 + [4] * 11, "B": [2] * 88 + [0] * 3, "C": [1, 0, 0, 0, 1]}
    found = rates(grid(**sold), empty={"B"}, new={"C"}, related=dict.fromkeys("ABCD", "p"))
    assert {sku: (rate.sold, rate.days, rate.left_out) for sku, rate in found.items()} == {
        "A": (112, 28, 10), "B": (56, 28, 3), "C": (2, 5, 0), "D": (0, 28, 0),
    }  # fmt: skip


def test_a_new_product_counts_from_its_first_sale() -> None:
    """3 sold in the last ten days: in ten days if new, in 28 if it was there before."""
    days = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0]
    assert rates(grid(A=days), new={"A"})["A"].days == 10
    assert rates(grid(A=days))["A"].days == RATE_DAYS


def test_few_sales_lean_on_the_shop_and_on_its_variants() -> None:
    """One sale beside sellers of 2 a day: between its own 1 ÷ 28 and theirs, a prior; nearer 5 with a variant at 5."""
    others = {f"O{i}": [2] * 91 for i in range(6)}
    lone = rates(grid(A=[0] * 27 + [1], **others))["A"]
    assert lone.source == "prior"
    assert 1 / 28 < lone.mean < 2
    both = grid(A=[0] * 27 + [1], B=[5] * 91, **others)
    assert rates(both, related={"A": "p", "B": "p"})["A"].mean > rates(both, related={"A": "p", "B": "q"})["A"].mean


def test_no_sale_at_all_is_a_rate_of_nought() -> None:
    """Nothing sold by anyone: 0 a day, no cover, no error."""
    found = rates(UnitGrid((), START, np.zeros((0, WINDOW_DAYS), dtype=np.int64)), related={"A": "p"})["A"]
    assert (found.mean, found.sold) == (0.0, 0)
    assert cover(10, found) is None


def test_cover_has_a_range_around_it() -> None:
    """40 on hand at 4 a day: 10 days, early before it, late after it; nothing or less on hand: none."""
    found = cover(40, STEADY)
    assert found is not None
    assert found.days == 10.0
    assert found.early is not None
    assert found.late is not None
    assert found.early < 10 < found.late
    for nothing in (0, -5):
        gone = cover(nothing, STEADY)
        assert gone is not None
        assert (gone.days, gone.early, gone.late) == (0.0, 0, 0)


def test_a_poisson_quantile_by_hand() -> None:
    """Poisson of 2: P(≤ 3) = .857, P(≤ 4) = .947 → 3 at .85, 4 at .9."""
    assert sum(exp(-2) * 2**k / f for k, f in ((0, 1), (1, 1), (2, 2), (3, 6))) == pytest.approx(0.857, abs=1e-3)
    assert (quantile(2.0, 2.0, 0.85), quantile(2.0, 2.0, 0.9)) == (3, 4)


def test_a_wider_demand_needs_more_safety() -> None:
    """Lead-time demand of 40: at 95 % more than 40, and more still when it varies four times as much."""
    narrow = demanded(STEADY, 10, 0.95)
    assert 40 < narrow < demanded(STEADY._replace(dispersion=4.0), 10, 0.95)
    assert demanded(STEADY, 0, 0.95) == 0


def test_the_service_level_is_the_critical_ratio() -> None:
    """CM2 10 a unit that costs 8: 10 ÷ (10 + 2) · a unit that earns nothing: 0 · one that costs nothing: 99 %."""
    assert service_level(10, 8) == pytest.approx(10 / 12)
    assert service_level(0, 8) == service_level(-1, 8) == 0.0
    assert service_level(10, 0) == 0.99


def test_an_order_fills_packs_and_the_least() -> None:
    """At 4 a day, 10 days' lead: 20 on hand is below the reorder point → an order in twelves; 200 on hand → none."""
    terms = Terms(lead_days=10, least_units=30, pack_units=12)
    told = advice(Position(20), STEADY, terms, level=0.9)
    assert told.reorder_point >= 40
    assert told.suggested % 12 == 0
    assert told.suggested >= max(told.order_up_to - 20, 30)
    assert advice(Position(200), STEADY, terms, level=0.9).suggested == 0
    assert advice(Position(20, on_order=200), STEADY, terms, level=0.9).suggested == 0
    assert advice(Position(-30), STEADY, terms, level=0.9).suggested > told.suggested
    assert advice(Position(0), STEADY, terms, level=0.0).suggested == 0


@given(st.floats(0.001, 5000), st.floats(1, 10), st.floats(0.5, 0.99))
def test_quantiles_are_sane(mean: float, dispersion: float, level: float) -> None:
    """Any demand: whole, finite, no less at a higher level, and near the mean in its own spread."""
    found = quantile(mean, mean * dispersion, level)
    assert 0 <= found <= quantile(mean, mean * dispersion, 0.995)
    assert abs(found - mean) <= 12 * (mean * dispersion) ** 0.5 + 20
