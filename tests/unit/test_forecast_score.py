"""Scores against their definitions: integrals, known laws, stored percentiles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credora_agent.analytics.forecast.score import coverage, crps, from_percentiles, from_samples, pit
from credora_agent.core.errors import BadInput


def integral(samples: np.ndarray, actual: float) -> float:
    """∫ (F(x) − 1{x ≥ y})² dx, exactly: F is a step function."""
    edges = np.sort(np.append(samples, actual))
    below = np.searchsorted(np.sort(samples), edges[:-1], side="right") / len(samples)
    return float(((below - (edges[:-1] >= actual)) ** 2 * np.diff(edges)).sum())


@settings(max_examples=100)
@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30), st.floats(-1e3, 1e3))
def test_crps_is_the_integral_of_its_definition(samples: list[float], actual: float):
    assert crps(samples, actual) == pytest.approx(integral(np.array(samples), actual), abs=1e-8)


def test_crps_of_a_normal_ensemble_is_the_known_one():
    drawn = np.random.default_rng(1).standard_normal(40_000)
    assert crps(drawn, 0.0) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=0.01)


def test_crps_takes_many_days_at_once():
    drawn, happened = np.random.default_rng(1).random((50, 4)), np.array([0.1, 0.5, 0.9, 2.0])
    assert crps(drawn, happened) == pytest.approx([float(crps(drawn[:, i], happened[i])) for i in range(4)])


def test_pit_is_even_when_the_odds_are_honest_and_counts_ties_half():
    draw = np.random.default_rng(5)
    found = [float(pit(draw.lognormal(size=200), draw.lognormal())) for _ in range(400)]
    assert np.histogram(found, 4, (0, 1))[0].tolist() == pytest.approx([100] * 4, abs=30)
    assert pit([0.0, 0.0, 0.0, 4.0], 0.0) == pytest.approx(0.375)


def test_coverage_counts_the_bounds_in():
    assert coverage([0, 0, 0], [1, 1, 1], [0, 1, 1.1]) == pytest.approx(2 / 3)


def test_a_stored_ensemble_is_scored():
    """Sums 0 … 100; 92 happened: 42 above the median, above 92 % of them, outside the 80 % interval."""
    found = from_samples(np.arange(101.0), 92.0)
    assert (found.median, found.error) == (50, 42)
    assert found.pit == pytest.approx(0.92, abs=0.01)
    assert found.within == {50: False, 80: False, 90: True, 95: True}
    assert found.crps == pytest.approx(integral(np.arange(101.0), 92.0))


def test_stored_percentiles_are_scored_much_as_the_ensemble_they_come_from():
    drawn = np.random.default_rng(2).lognormal(3, 0.4, 20_000)
    stored = {p: float(np.percentile(drawn, p)) for p in (5, 10, 25, 50, 75, 90, 95)}
    for actual in (5.0, 18.0, 20.0, 30.0, 60.0):
        whole, found = from_samples(drawn, actual), from_percentiles(stored, actual)
        assert found.within == {share: whole.within[share] for share in (50, 80, 90)}
        assert found.pit == pytest.approx(whole.pit, abs=0.06)
        assert found.crps == pytest.approx(whole.crps, rel=0.25, abs=0.3)


@pytest.mark.parametrize("stored", [{5: 1.0, 95: 2.0}, {0: 1.0, 50: 2.0}, {}])
def test_percentiles_without_a_median_or_beyond_the_possible_are_refused(stored: dict[int, float]):
    with pytest.raises(BadInput, match="the median"):
        from_percentiles(stored, 1.0)


def test_no_samples_are_refused():
    with pytest.raises(BadInput, match="no samples"):
        from_samples([], 1.0)
